"""Listeners: what happens between the phases of a build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.build.inline import RFC_BASE_URL, rfc_url
from sphinx_tlsalerts.directives.alert import index_entry
from sphinx_tlsalerts.overlays import changed_fields, meaning_of
from sphinx_tlsalerts.registry import load_alerts
from sphinx_tlsalerts.reporting import WarningKind, warn
from sphinx_tlsalerts.store import DOMAIN, ObjectStore

if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from docutils.nodes import Element, TextElement
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.overlays import Overlay

IANA_REGISTRY = "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml"
ALERTS_OF_IANA = f"{IANA_REGISTRY}#tls-parameters-6"

#: The only constants of ``ssl.AlertDescription`` with an anchor of their own
#: (the inventory of Python's documentation, 3.11 to 3.13).
_OWN_ANCHORS = {"ALERT_DESCRIPTION_HANDSHAKE_FAILURE", "ALERT_DESCRIPTION_INTERNAL_ERROR"}


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
    overlays = _read_overlays(app) if app.config.tlsalerts_registry_overlays else {}
    store = ObjectStore(env)
    changes = changed_fields(store.overlays, overlays)
    store.overlays = overlays
    named = {("alert", load_alerts()[code].name) for code, name in changes if name == "meaning"}
    outdated = store.pages_referring_to(named)
    outdated |= {docname for docname, texts in store.texts.items() if texts & changes}
    return sorted(outdated)


def _read_overlays(app: Sphinx) -> dict[int, Overlay]:
    # Late, because most projects have no overlay and then need no YAML.
    from sphinx_tlsalerts.overlay_files import load_overlays

    files = [(Path(app.confdir, name), name) for name in app.config.tlsalerts_registry_overlays]
    overlays, problems = load_overlays(files, app.config.language)
    for problem in problems:
        warn(
            WarningKind.OVERLAY,
            "%s",
            problem.message,
            location=f"{Path(app.confdir, problem.path)}:{problem.line}:{problem.column}",
        )
    return overlays


def note_references(app: Sphinx, doctree: nodes.document) -> None:
    """Note which objects the page refers to, and which of its own are conditional.

    For ``doctree-read``.
    """
    keys = set()
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("refdomain") == DOMAIN:
            keys.add((node["reftype"], node["reftarget"]))
        elif node.get("reftype") == "any":
            keys.add(("alert", node["reftarget"]))
    store = ObjectStore(app.env)
    docname = app.env.current_document.docname
    if keys:
        store.note_references(docname, keys)
    for only in doctree.findall(addnodes.only):
        ids = {node_id for node in only.findall(nodes.Element) for node_id in node["ids"]}
        store.note_condition(docname, ids, only["expr"])


def settle_targets(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Choose the targets; return the pages whose references lead elsewhere now.

    For ``env-updated``: all pages are read, none is written.
    """
    store = ObjectStore(env)
    changed = store.choose_targets(_condition(app))
    _update_general_index(env, store, _condition(app))
    return sorted(store.pages_referring_to(changed))


def warn_of_duplicates(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of alerts that are described twice. For ``env-check-consistency``."""
    store = ObjectStore(env)
    for anchor, first, page_of_first in store.duplicates(_condition(app)):
        warn(
            WarningKind.DUPLICATE_DESCRIPTION,
            "the TLS alert '%s' is described here and in '%s' (line %s); references lead to '%s'",
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
    for (_objtype, name), target in store.targets.items():
        if target.kind != "description":
            store.index.setdefault(target.docname, []).append(index_entry(name, target.node_id))
    for docname, ours in store.index.items():
        entries.setdefault(docname, []).extend(ours)


def answer_missing_reference(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: TextElement
) -> Element | None:
    """Lead to a fixed external address. For ``missing-reference``, after intersphinx."""
    if node.get("refdomain") != DOMAIN:
        return None
    if node["reftype"] == "alert":
        return _alert_elsewhere(env, node, contnode)
    if node["reftype"] == "ssl":
        return _python_name(app, env, node, contnode)
    return None


def _alert_elsewhere(
    env: BuildEnvironment, node: addnodes.pending_xref, contnode: TextElement
) -> Element:
    alert = load_alerts().named(node["reftarget"])
    fallback = env.config.tlsalerts_alert_fallback
    if fallback == "none":
        return contnode
    base = node.get("rfc_base_url", RFC_BASE_URL)
    address = ALERTS_OF_IANA if fallback == "iana" else rfc_url(alert.reference, base)
    title = meaning_of(alert, ObjectStore(env).overlays)
    return nodes.reference("", "", contnode, internal=False, refuri=address, reftitle=title)


def _python_name(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: TextElement
) -> Element | None:
    member = node["reftarget"].rpartition(".")[2]
    name = f"ssl.{member}" if member in _OWN_ANCHORS else "ssl.AlertDescription"
    if "sphinx.ext.intersphinx" in app.extensions:
        from sphinx.ext.intersphinx import resolve_reference_any_inventory

        wanted = node.deepcopy()
        wanted.attributes.update(refdomain="py", reftype="obj", reftarget=name)
        found = resolve_reference_any_inventory(env, False, wanted, contnode)  # noqa: FBT003
        if found is not None:
            return found
    address = f"{env.config.tlsalerts_python_docs.rstrip('/')}/library/ssl.html#{name}"
    return nodes.reference("", "", contnode, internal=False, refuri=address)
