"""Note references while pages are read; then choose targets and report duplicates.

Input: the doctree of each page, then the records of all pages. Output: the targets in the
environment, the general index, and the pages that must be written again.

Invariant: targets follow from the records of all pages, not from the order of reading. Every page
whose references lead elsewhere than in the last build is returned, once. Example: page ``b`` gets a
table with ``:target:`` that has a row for ``unknown_ca``; ``settle_targets`` moves the target from
the description on page ``a`` to the row, and returns all pages that refer to ``unknown_ca``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.sphinx_ext.doctree import entries_about
from sphinx_tlsalerts.sphinx_ext.env import DOMAIN, ObjectStore, note_pending
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def note_references(app: Sphinx, doctree: nodes.document) -> None:
    """Note the objects that the page refers to, and its own in ``only``. For ``doctree-read``."""
    keys = set()
    conditions: list[addnodes.only] = []
    # One walk for all classes instead of one for each: a page may hold a large table.
    todo: list[nodes.Node] = [doctree]
    while todo:
        node = todo.pop()
        todo += node.children
        if isinstance(node, entries_about):
            keys.add(("entries", node["key"]))
        elif isinstance(node, addnodes.only):
            conditions.append(node)
        elif not isinstance(node, addnodes.pending_xref):
            continue
        elif node.get("refdomain") == DOMAIN:
            keys.add((node["reftype"], node["reftarget"]))
        elif node.get("reftype") == "ref" and node.get("refdomain") == "std":
            keys.add(("label", node["reftarget"]))
        elif node.get("reftype") == "any":
            keys.add(("any", node["reftarget"]))
    store = ObjectStore.of(app.env)
    docname = app.env.current_document.docname
    if keys:
        store.note_references(docname, keys)
    for only in conditions:
        ids = {node_id for node in only.findall(nodes.Element) for node_id in node["ids"]}
        store.note_condition(docname, ids, only["expr"])


def settle_targets(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Choose the targets; return the pages that Sphinx must write in addition.

    These are the pages whose references lead elsewhere than in the last build, and the pages that
    an earlier build has not written. For ``env-updated``: all pages are read, none is written.
    """
    store = ObjectStore.of(env)
    had_index = bool(store.targets)
    changed = store.choose_targets(_make_condition(app))
    _update_general_index(env, store, _make_condition(app))
    store.finder = store.has_feature("finder")
    if store.errors or store.data["answers"] or store.finder:
        from sphinx_tlsalerts.sphinx_ext.env import settle_errors

        changed |= settle_errors(env, store)
    if store.data["python"] or any(key[0] == "ssl" for key in store.iter_references()):
        from sphinx_tlsalerts.sphinx_ext.env import settle_python_objects

        changed |= settle_python_objects(env, store)
    # If the index of the domain exists, every page links to it.
    index_changed = had_index != bool(store.targets)
    pages = {*env.all_docs} if index_changed else store.find_pages_referring_to(changed)
    return sorted(note_pending(app, pages))


def warn_of_duplicates(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of objects that pages describe twice. For ``env-check-consistency``."""
    store = ObjectStore.of(env)
    for anchor, first, page_of_first in store.find_duplicates(_make_condition(app)):
        warn(
            WarningKind.DUPLICATE_DESCRIPTION,
            "%s '%s' is described here and in '%s' (line %s); references lead to '%s'",
            OBJECT_TYPES[anchor.objtype].noun,
            anchor.name,
            page_of_first,
            first.place.rpartition(":")[2],
            store.targets[anchor.objtype, anchor.name].docname,
            location=anchor.place,
        )


def _make_condition(app: Sphinx) -> Callable[[str], bool]:
    """Return a function that evaluates the expression of an ``only`` directive."""

    def holds(expression: str) -> bool:
        try:
            return bool(app.tags.eval_condition(expression))
        except Exception:  # noqa: BLE001 -- Sphinx warns of it, and keeps the content
            return True

    return holds


def _update_general_index(
    env: BuildEnvironment, store: ObjectStore, holds: Callable[[str], bool]
) -> None:
    """Add rows that are targets to the general index, and remove objects that ``only`` leaves out.

    The target is chosen after pages are read, so the records cannot be index nodes of a page. A
    record for each row of each table would hide the record of the target.
    """
    entries = env.domains.index_domain.entries
    for docname, ours in store.index.items():
        if docname in entries:
            entries[docname] = [entry for entry in entries[docname] if entry not in ours]
    store.index.clear()
    for docname, hidden in store.hidden.items():
        for position, entry in hidden:
            entries[docname].insert(position, entry)
    store.hidden.clear()
    for docname, ids in store.find_left_out(holds):
        everything = entries.get(docname, [])
        store.hidden[docname] = [(n, e) for n, e in enumerate(everything) if e[2] in ids]
        entries[docname] = [entry for entry in everything if entry[2] not in ids]
    if store.targets:
        _list_rows(store)
    for docname, ours in store.index.items():
        entries.setdefault(docname, []).extend(ours)


def _list_rows(store: ObjectStore) -> None:
    for (objtype, name), target in store.targets.items():
        if target.placement != "description":
            entry = OBJECT_TYPES[objtype].make_index_entry(name, target.node_id)
            store.index.setdefault(target.docname, []).append(entry)
