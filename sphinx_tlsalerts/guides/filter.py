"""The entries of a file that a page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.guides.models import Cause, Diagnostic, Entry, Message, Remedies, Remedy, Step
from sphinx_tlsalerts.guides.platforms import PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Wanted(NamedTuple):
    """What a page wants of the entries; empty means all of them."""

    only: tuple[str, ...] = ()  #: ids, in any order
    exclude: tuple[str, ...] = ()  #: ids
    tags: tuple[str, ...] = ()  #: an entry needs one of them
    platforms: frozenset[str] = frozenset()


def select_entries(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    """Return the wanted entries in their order, without what is for other platforms only."""
    found = [
        entry
        for entry in entries
        if (not wanted.only or entry.id in wanted.only)
        and entry.id not in wanted.exclude
        and (not wanted.tags or not set(wanted.tags).isdisjoint(entry.tags))
        and _is_for(entry.platforms, wanted.platforms)
    ]
    if not wanted.platforms:
        return found
    return [_for_platforms(entry, wanted.platforms) for entry in found]


def _lineage(platform: str) -> frozenset[str]:
    """Return a platform and all that it is a kind of."""
    found: set[str] = set()
    current: str | None = platform
    while current is not None:
        found.add(current)
        current = PLATFORMS[current][1]
    return frozenset(found)


def _is_for(platforms: Sequence[str], wanted: frozenset[str]) -> bool:
    """Tell whether something for *platforms* serves a reader of *wanted* ones.

    What is for Linux serves a reader of Debian, and a reader of Linux wants to know of Debian.
    """
    if not wanted or not platforms:
        return True
    return any(
        one in _lineage(other) or other in _lineage(one) for one in platforms for other in wanted
    )


_Part = Entry | Cause | Remedies | Remedy | Step | Message | Diagnostic


def _for_platforms(part: Any, wanted: frozenset[str]) -> Any:
    """Copy a part of an entry without the parts that are for other platforms only."""
    changes: dict[str, Any] = {}
    for name in part.fields:
        value = getattr(part, name)
        if isinstance(value, _Part):
            changes[name] = _for_platforms(value, wanted)
        elif isinstance(value, list) and value and isinstance(value[0], _Part):
            kept = (one for one in value if _is_for(getattr(one, "platforms", ()), wanted))
            changes[name] = [_for_platforms(one, wanted) for one in kept]
    return part.with_changes(changes)
