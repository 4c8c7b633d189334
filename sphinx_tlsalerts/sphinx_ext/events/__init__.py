"""Listeners: what happens between the phases of a build.

What needs the registries or YAML imports them late, so that a project that
uses none of them does not load them.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.sphinx_ext.doctree.inline import RFC_BASE_URL
from sphinx_tlsalerts.sphinx_ext.doctree.marks import entries_about
from sphinx_tlsalerts.sphinx_ext.env.pending_writes import note_unwritten, note_written
from sphinx_tlsalerts.sphinx_ext.env.store import DOMAIN, ObjectStore
from sphinx_tlsalerts.sphinx_ext.html.assets import FINDER_DATA
from sphinx_tlsalerts.sphinx_ext.html.tables import BROWSER_BUILDERS
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from docutils.nodes import Element, TextElement
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.registries.overlays import Overlay

#: How messages call the objects.
KIND_WORDS = {
    "alert": "the TLS alert",
    "verify": "the verification code",
    "ssl": "the name",
    "error": "the troubleshooting entry",
}

#: From so many pages with entries on, it pays to look for those that are written.
MANY_PAGES = 10


def note_new_files(
    _app: Sphinx,
    env: BuildEnvironment,
    _added: Set[str],
    _changed: Set[str],
    _removed: Set[str],
) -> list[str]:
    """Return the pages whose patterns match other files now. For ``env-get-outdated``."""
    store = ObjectStore(env)
    if not store.globs:
        return []
    from sphinx_tlsalerts.util.files import matching_files

    return [
        docname
        for docname, patterns in store.globs.items()
        if any(matching_files(pattern) != files for pattern, files in patterns.items())
    ]


def notice_other_version(
    app: Sphinx,
    env: BuildEnvironment,
    _added: Set[str],
    _changed: Set[str],
    _removed: Set[str],
) -> set[str]:
    """Return all pages of ours if they come from another version, with other words in its data.

    For ``env-get-outdated``.
    """
    store = ObjectStore.of(env)
    store.version = app.extensions["sphinx_tlsalerts"].version
    made = store.data["made"]
    if made.get("version") == store.version:
        return set()
    made["version"] = store.version
    return store.pages() if store.is_used() else set()


def withdraw_labels(
    _app: Sphinx,
    env: BuildEnvironment,
    _added: Set[str],
    _changed: Set[str],
    _removed: Set[str],
) -> list[str]:
    """Take the labels of entries back until all pages are read. For ``env-get-outdated``."""
    store = ObjectStore(env)
    if store.data["labels"]:
        from sphinx_tlsalerts.sphinx_ext.env import entry_references as error_references

        error_references.withdraw_labels(env, store)
    return []


def refresh_overlays(
    app: Sphinx,
    env: BuildEnvironment,
    _added: Set[str],
    _changed: Set[str],
    _removed: Set[str],
) -> list[str]:
    """Read the overlay files; return the pages whose words they change.

    For ``env-get-outdated``: before any page is read.
    """
    store = ObjectStore(env)
    if not app.config.tlsalerts_registry_overlays and not store.overlays:
        return []
    from sphinx_tlsalerts.registries.alerts import load_alerts
    from sphinx_tlsalerts.registries.overlays import changed_fields

    overlays = _read_overlays(app) if app.config.tlsalerts_registry_overlays else {}
    changes = changed_fields(store.overlays, overlays)
    store.overlays = overlays
    named = {("alert", load_alerts()[code].name) for code, name in changes if name == "meaning"}
    outdated = store.pages_referring_to(named)
    outdated |= {docname for docname, texts in store.texts.items() if texts & changes}
    return sorted(outdated)


def _read_overlays(app: Sphinx) -> dict[int, Overlay]:
    from sphinx_tlsalerts.registries.overlay_reader import load_overlays
    from sphinx_tlsalerts.sphinx_ext.config import place_of_option
    from sphinx_tlsalerts.util.files import is_file
    from sphinx_tlsalerts.util.text import shortened

    files = [(Path(app.confdir, name), name) for name in app.config.tlsalerts_registry_overlays]
    overlays, problems = load_overlays(files, app.config.language)
    for problem in problems:
        file = Path(app.confdir, problem.path)
        place: str | None = f"{file}:{problem.line}:{problem.column}"
        words = problem.message
        if not is_file(str(file)):
            # Nothing of it can be shown: the place to look at is where it is named.
            place = place_of_option("tlsalerts_registry_overlays", app, problem.path)
            words = f"tlsalerts_registry_overlays: '{shortened(problem.path, 200)}': {words}"
        warn(WarningKind.OVERLAY, "%s", words, location=place)
    return overlays


def note_read_pages(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Note which pages are read in this build. For ``env-before-read-docs``."""
    ObjectStore.of(env).read = set(docnames)


def note_references(app: Sphinx, doctree: nodes.document) -> None:
    """Note which objects the page refers to, and which of its own are conditional.

    For ``doctree-read``.
    """
    keys = set()
    conditions: list[addnodes.only] = []
    # One walk in place of one for each class: a page may hold a large table of ours.
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
    store = ObjectStore(app.env)
    docname = app.env.current_document.docname
    if keys:
        store.note_references(docname, keys)
    for only in conditions:
        ids = {node_id for node in only.findall(nodes.Element) for node_id in node["ids"]}
        store.note_condition(docname, ids, only["expr"])


def settle_targets(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Choose the targets; return the pages whose references lead elsewhere now.

    And those that an earlier build has left unwritten.

    For ``env-updated``: all pages are read, none is written.
    """
    store = ObjectStore.of(env)
    had_index = bool(store.targets)
    changed = store.choose_targets(_condition(app))
    _update_general_index(env, store, _condition(app))
    store.finder = store.has_feature("finder")
    if store.errors or store.data["answers"] or store.finder:
        from sphinx_tlsalerts.sphinx_ext.env.entry_references import settle_errors

        changed |= settle_errors(env, store)
    if store.data["python"] or any(key[0] == "ssl" for key in store.all_references()):
        from sphinx_tlsalerts.sphinx_ext.env.python_objects import settle_python_objects

        changed |= settle_python_objects(env, store)
    # All pages have a link to the index of the domain, if there is one.
    comes_or_goes = had_index != bool(store.targets)
    pages = {*env.all_docs} if comes_or_goes else store.pages_referring_to(changed)
    return sorted(note_unwritten(app, pages))


def collect_written_pages(app: Sphinx, _doctree: nodes.document, docname: str) -> None:
    """Let go of the pages with entries that are written, after a tenth and two fifths of them.

    For ``doctree-resolved``. The nodes of a page hold each other, so that only Python's
    collector can take them away. It comes when many lasting objects are new, and writing
    makes few: without help, all pages would stay until the end of the build. The first pages
    make room for those of the middle, these for the last and for the indices.
    """
    store = ObjectStore.of(app.env)
    store.unwritten.discard(docname)
    if docname in store.errors:
        store.resolved += 1
        pages = len(store.errors)
        if pages >= MANY_PAGES and store.resolved in (max(2, pages // 10), pages * 2 // 5):
            gc.collect()


def show_in_finder(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep what the finder shows of a page. For ``doctree-resolved``."""
    if ObjectStore.of(app.env).finder and app.builder.name in BROWSER_BUILDERS:
        from sphinx_tlsalerts.sphinx_ext.html.finder_data import collect_remedies

        collect_remedies(app, doctree, docname)


def finish_finder(app: Sphinx, exception: Exception | None) -> None:
    """Write the data of the finder, or take away what an earlier build wrote.

    For ``build-finished``.
    """
    if exception is not None or app.builder.name not in BROWSER_BUILDERS:
        return
    data = Path(app.outdir, "_static", FINDER_DATA)
    if ObjectStore.of(app.env).finder:
        from sphinx_tlsalerts.sphinx_ext.html.finder_data import write_data

        write_data(app, data)
    else:
        _delete(data)


def _delete(file: Path) -> None:
    """Take away what no page uses; as with other files of the output, the build does not end."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        warn(
            WarningKind.OUTPUT,
            "the file '%s' cannot be deleted (%s); no page uses it",
            file,
            error.strerror,
            location=None,
        )


def finish_pages(app: Sphinx, exception: Exception | None) -> None:
    """Note that pages are written. For ``build-finished``, after all that writes."""
    if exception is None:
        note_written(app)


def warn_of_duplicates(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of objects that are described twice. For ``env-check-consistency``."""
    store = ObjectStore(env)
    for anchor, first, page_of_first in store.duplicates(_condition(app)):
        warn(
            WarningKind.DUPLICATE_DESCRIPTION,
            "%s '%s' is described here and in '%s' (line %s); references lead to '%s'",
            KIND_WORDS[anchor.objtype],
            anchor.name,
            page_of_first,
            first.place.rpartition(":")[2],
            store.targets[anchor.objtype, anchor.name].docname,
            location=anchor.place,
        )


def _condition(app: Sphinx) -> Callable[[str], bool]:
    """Return what tells whether the expression of an ``only`` directive holds."""

    def holds(expression: str) -> bool:
        try:
            return bool(app.tags.eval_condition(expression))
        except Exception:  # noqa: BLE001 -- Sphinx warns of it, and keeps the content
            return True

    return holds


def warn_of_missing_entry(
    _app: Sphinx, domain: Domain | None, node: addnodes.pending_xref
) -> bool | None:
    """Say in our words that a reference names no entry. For ``warn-missing-reference``."""
    if domain is None or domain.name != DOMAIN or node["reftype"] != "error":
        return None
    from sphinx_tlsalerts.sphinx_ext.env.entry_references import warn_of_unknown

    warn_of_unknown(ObjectStore.of(domain.env), node)
    return True


def _update_general_index(
    env: BuildEnvironment, store: ObjectStore, holds: Callable[[str], bool]
) -> None:
    """List rows that are targets in the general index, and nothing that is left out.

    Which row of which table is the target is known only now, so the entries
    cannot be index nodes of the page; and an entry for each row of each table
    would bury the one that matters.
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
    for docname, ids in store.left_out(holds):
        everything = entries.get(docname, [])
        store.hidden[docname] = [(n, e) for n, e in enumerate(everything) if e[2] in ids]
        entries[docname] = [entry for entry in everything if entry[2] not in ids]
    if store.targets:
        _list_rows(store)
    for docname, ours in store.index.items():
        entries.setdefault(docname, []).extend(ours)


def _list_rows(store: ObjectStore) -> None:
    rows = {key: target for key, target in store.targets.items() if target.kind != "description"}
    if rows:
        from sphinx_tlsalerts.sphinx_ext.objects import index_entry

        for (objtype, name), target in rows.items():
            entry = index_entry(objtype, name, target.node_id)
            store.index.setdefault(target.docname, []).append(entry)


def answer_missing_reference(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: TextElement
) -> Element | None:
    """Lead to a fixed external address. For ``missing-reference``, after intersphinx."""
    objtype, name = node.get("reftype", ""), node.get("reftarget", "")
    if node.get("refdomain") != DOMAIN:
        return None
    from sphinx_tlsalerts.sphinx_ext.objects import address_of, is_object, meaning_of_object

    if not is_object(objtype, name):
        return None
    if objtype == "ssl" and "sphinx.ext.intersphinx" in app.extensions:
        found = _in_python_inventory(env, node, contnode)
        if found is not None:
            return found
    base = node.get("rfc_base_url", RFC_BASE_URL)
    address = address_of(objtype, name, env.config, base)
    if address is None:
        return contnode
    title = meaning_of_object(objtype, name, ObjectStore(env).overlays)
    return nodes.reference("", "", contnode, internal=False, refuri=address, reftitle=title)


def _in_python_inventory(
    env: BuildEnvironment, node: addnodes.pending_xref, contnode: TextElement
) -> Element | None:
    """Find a name of ``ssl`` in any inventory that has the Python documentation's names."""
    from sphinx.ext.intersphinx import resolve_reference_any_inventory

    from sphinx_tlsalerts.registries.ssl_names import load_ssl_names

    wanted = node.deepcopy()
    anchor = load_ssl_names().named(node["reftarget"]).anchor
    wanted.attributes.update(refdomain="py", reftype="obj", reftarget=anchor)
    return resolve_reference_any_inventory(env, False, wanted, contnode)  # noqa: FBT003 -- positional there
