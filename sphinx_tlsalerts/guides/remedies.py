"""Order remedies, and label them, in the same way for page, terminal and finder.

A sequence keeps the order of its file. Among other remedies, those that weaken protection come
last, before them the last resorts, before those the fallbacks; equal ones keep their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.guides.models import Entry, Remedies, Remedy

#: The label before a remedy of each preference. Pages translate it.
PREFERENCE_LABELS = {
    "preferred": "Preferred:",
    "fallback": "Otherwise:",
    "last-resort": "As a last resort:",
}

_RANKS = {"fallback": 1, "last-resort": 2}


def order_remedies(remedies: Remedies | None) -> list[Remedy]:
    """Return the remedies of one group in the order in which readers see them."""
    if remedies is None:
        return []
    if remedies.choose == "sequence":
        return [*remedies.items]
    return sorted(remedies.items, key=_rank)


def order_all_remedies(entry: Entry) -> list[Remedy]:
    """Return the remedies of an entry and of its causes in one order, for a list without groups.

    The remedies of an entry whose own ones are a sequence follow each other as they are.
    """
    remedies = [*_collect(entry)]
    if entry.remedies and entry.remedies.choose == "sequence":
        return remedies
    return sorted(remedies, key=_rank)


def _collect(entry: Entry) -> Iterator[Remedy]:
    yield from order_remedies(entry.remedies)
    for cause in entry.causes:
        yield from order_remedies(cause.remedies)


def _rank(remedy: Remedy) -> tuple[bool, int]:
    return bool(remedy.insecure), _RANKS.get(remedy.preference or "", 0)
