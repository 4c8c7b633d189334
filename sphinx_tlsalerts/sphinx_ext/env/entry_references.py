"""Resolve references to troubleshooting entries, and find the references that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.sphinx_ext.env.entry_lookup import EntryLookupError, is_named
from sphinx_tlsalerts.sphinx_ext.env.records import ALL_ENTRIES
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from sphinx.addnodes import pending_xref
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.sphinx_ext.env.entry_lookup import ErrorIndex
    from sphinx_tlsalerts.sphinx_ext.env.records import Answer, ErrorFacts, ObjectKey
    from sphinx_tlsalerts.sphinx_ext.env.store import ObjectStore

#: The prefix of the label that every entry has; its id follows.
LABEL_PREFIX = "tls-error-"


def settle_errors(env: BuildEnvironment, store: ObjectStore) -> set[ObjectKey]:
    """Give entries their labels; return the references whose answer changed.

    Call after the targets are chosen and before any page is written.
    """
    index = store.get_error_index()
    labels = _update_labels(env, store, index)
    wanted = {*store.iter_references()}
    before = store.data["answers"]
    after: dict[ObjectKey, Answer] = {}
    for key in wanted:
        is_finder = key == ("entries", ALL_ENTRIES)
        answer = (
            _answer_for_finder(env, store) if is_finder else _find_answer(store, index, labels, key)
        )
        if answer:
            after[key] = answer
    # Sorted: the same sources give the same environment, byte by byte.
    store.data["answers"] = {key: after[key] for key in sorted(after)}
    return {key for key in wanted if before.get(key) != after.get(key)}


def _find_answer(
    store: ObjectStore, index: ErrorIndex, labels: dict[str, str], key: ObjectKey
) -> Answer | None:
    """Return the entries that a reference leads to.

    None: it is not a reference to entries, or it names no entry.
    """
    kind, name = key
    if kind == "label":
        return (_describe(store, index.entries[labels[name]]),) if name in labels else None
    if kind == "any":
        return (_describe(store, index.entries[name]),) if name in index.entries else None
    if kind == "entries":
        objtype, _colon, name = name.partition(":")
        return tuple(_describe(store, facts) for facts in index.find_about(objtype, name))
    if kind != "error":
        return None
    try:
        return (_describe(store, index.lookup(name)),)
    except EntryLookupError:
        return None


def _answer_for_finder(env: BuildEnvironment, store: ObjectStore) -> Answer:
    """Return the answer for a page with a finder: the version of the finder's data."""
    from sphinx_tlsalerts.sphinx_ext.env.finder_records import compute_finder_version

    return (("", compute_finder_version(env, store), ""),)


def _describe(store: ObjectStore, facts: ErrorFacts) -> tuple[str, str, str]:
    target = store.targets["error", facts.name]
    return target.docname, target.node_id, facts.title


def withdraw_entry_labels(env: BuildEnvironment, store: ObjectStore) -> None:
    """Remove the labels of entries, before pages are read: a page may define one of them itself."""
    standard = env.domains.standard_domain
    for label, ours in store.data["labels"].items():
        if standard.labels.get(label) == ours:
            del standard.labels[label]
            standard.anonlabels.pop(label, None)
    store.data["labels"] = {}


def _update_labels(env: BuildEnvironment, store: ObjectStore, index: ErrorIndex) -> dict[str, str]:
    """Make ``:ref:`` find the entries; return the id of the entry of each label.

    Not done while pages are read, because several pages may show an entry: the standard domain
    would warn of the second page and use the last.
    """
    standard = env.domains.standard_domain
    names: dict[str, str] = {}
    for name, facts in index.entries.items():
        for label in (f"{LABEL_PREFIX}{name}".lower(), *facts.labels):
            description = _describe(store, facts)
            if label in standard.labels or label in standard.anonlabels:
                _warn_of_label(store, label, facts)
                continue
            standard.labels[label] = store.data["labels"][label] = description
            standard.anonlabels[label] = description[:2]
            names[label] = name
    return names


def _warn_of_label(store: ObjectStore, label: str, facts: ErrorFacts) -> None:
    docname = store.targets["error", facts.name].docname
    place = next(
        anchor.place for anchor in store.anchors[docname] if anchor.node_id == facts.node_id
    )
    warn(
        WarningKind.LABEL,
        "the label '%s' belongs to something else; the troubleshooting entry '%s' goes without it",
        label,
        facts.name,
        location=place,
    )


def _find_place_without_target(store: ObjectStore, text: str) -> str:
    """Return the place of a directive that shows an entry with ``:no-index:``; else empty."""
    places = (
        entry.place for entry in store.iter_unlinked() if is_named(text, entry.name, entry.title)
    )
    return next(places, "")


def warn_of_unknown(store: ObjectStore, node: pending_xref) -> None:
    """Warn of a reference that names no single entry."""
    try:
        store.get_error_index().lookup(node["reftarget"])
    except EntryLookupError as error:
        if not error.ambiguous and (place := _find_place_without_target(store, error.text)):
            warn(
                WarningKind.UNKNOWN_ENTRY,
                "the troubleshooting entry '%s' has no target: it is shown only with "
                "':no-index:', in %s; rendered as text",
                error.text,
                place,
                location=node,
            )
            return
        from sphinx_tlsalerts.sphinx_ext.lookup_warnings import warn_lookup

        warn_lookup(error, "rendered as text", node)
