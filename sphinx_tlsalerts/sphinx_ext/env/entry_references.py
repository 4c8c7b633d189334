"""References to troubleshooting entries: what pages are told, and which pages it changes."""

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

#: What every entry has as a label, in front of its id.
LABEL_PREFIX = "tls-error-"


def settle_errors(env: BuildEnvironment, store: ObjectStore) -> set[ObjectKey]:
    """Give entries their labels; return the references that are answered otherwise than before.

    After the targets are chosen, before any page is written.
    """
    index = store.error_index()
    labels = _update_labels(env, store, index)
    wanted = {*store.all_references()}
    before = store.data["answers"]
    after: dict[ObjectKey, Answer] = {}
    for key in wanted:
        is_finder = key == ("entries", ALL_ENTRIES)
        answer = _of_finder(env, store) if is_finder else _answer(store, index, labels, key)
        if answer:
            after[key] = answer
    # In a fixed order, as everything in the environment.
    store.data["answers"] = {key: after[key] for key in sorted(after)}
    return {key for key in wanted if before.get(key) != after.get(key)}


def _answer(
    store: ObjectStore, index: ErrorIndex, labels: dict[str, str], key: ObjectKey
) -> Answer | None:
    """Return what a reference shows; None where it is not about entries or finds none."""
    kind, name = key
    if kind == "label":
        return (_shown(store, index.entries[labels[name]]),) if name in labels else None
    if kind == "any":
        return (_shown(store, index.entries[name]),) if name in index.entries else None
    if kind == "entries":
        objtype, _colon, name = name.partition(":")
        return tuple(_shown(store, facts) for facts in index.about(objtype, name))
    if kind != "error":
        return None
    try:
        return (_shown(store, index.lookup(name)),)
    except EntryLookupError:
        return None


def _of_finder(env: BuildEnvironment, store: ObjectStore) -> Answer:
    """Return what a page with a finder shows of the entries: the version of its data."""
    from sphinx_tlsalerts.sphinx_ext.env.finder_records import finder_version

    return (("", finder_version(env, store), ""),)


def _shown(store: ObjectStore, facts: ErrorFacts) -> tuple[str, str, str]:
    target = store.targets["error", facts.name]
    return target.docname, target.node_id, facts.title


def withdraw_entry_labels(env: BuildEnvironment, store: ObjectStore) -> None:
    """Take the labels of entries back, before a page is read that may have one for its own."""
    standard = env.domains.standard_domain
    for label, ours in store.data["labels"].items():
        if standard.labels.get(label) == ours:
            del standard.labels[label]
            standard.anonlabels.pop(label, None)
    store.data["labels"] = {}


def _update_labels(env: BuildEnvironment, store: ObjectStore, index: ErrorIndex) -> dict[str, str]:
    """Make ``:ref:`` find the entries; return the id of the entry of each label.

    Here and not while pages are read, because an entry may stand on several
    pages: the standard domain would warn of the second one and take the last.
    """
    standard = env.domains.standard_domain
    found: dict[str, str] = {}
    for name, facts in index.entries.items():
        for label in (f"{LABEL_PREFIX}{name}".lower(), *facts.labels):
            place = _shown(store, facts)
            if label in standard.labels or label in standard.anonlabels:
                _warn_of_label(store, label, facts)
                continue
            standard.labels[label] = store.data["labels"][label] = place
            standard.anonlabels[label] = place[:2]
            found[label] = name
    return found


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


def _place_without_target(store: ObjectStore, text: str) -> str:
    """Return where an entry is shown that references do not find; empty if it is not."""
    found = (one.place for one in store.unlinked() if is_named(text, one.name, one.title))
    return next(found, "")


def warn_of_unknown(store: ObjectStore, node: pending_xref) -> None:
    """Warn of a reference that names no single entry."""
    try:
        store.error_index().lookup(node["reftarget"])
    except EntryLookupError as error:
        if not error.ambiguous and (place := _place_without_target(store, error.text)):
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
