"""Select the entries of a file that a page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.guides.models import Cause, Diagnostic, Entry, Message, Remedies, Remedy, Step
from sphinx_tlsalerts.guides.platforms import PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Wanted(NamedTuple):
    """The selection that a page asks for; empty fields select all entries."""

    only: tuple[str, ...] = ()  #: ids, in any order
    exclude: tuple[str, ...] = ()  #: ids
    tags: tuple[str, ...] = ()  #: an entry needs one of them
    platforms: frozenset[str] = frozenset()


def select_entries(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    """Return the wanted entries in their order, without parts for other platforms."""
    selected = [
        entry
        for entry in entries
        if (not wanted.only or entry.id in wanted.only)
        and entry.id not in wanted.exclude
        and (not wanted.tags or not set(wanted.tags).isdisjoint(entry.tags))
        and _is_for(entry.platforms, wanted.platforms)
    ]
    if not wanted.platforms:
        return selected
    return [_copy_for_platforms(entry, wanted.platforms) for entry in selected]


def _list_ancestors(platform: str) -> frozenset[str]:
    """Return a platform and all more general ones."""
    ancestors: set[str] = set()
    current: str | None = platform
    while current is not None:
        ancestors.add(current)
        current = PLATFORMS[current][1]
    return frozenset(ancestors)


def _is_for(platforms: Sequence[str], wanted: frozenset[str]) -> bool:
    """Return whether a part for *platforms* concerns a reader of the *wanted* ones.

    A part for Linux concerns a reader of Debian, and a part for Debian a reader of Linux.
    """
    if not wanted or not platforms:
        return True
    return any(
        platform in _list_ancestors(other) or other in _list_ancestors(platform)
        for platform in platforms
        for other in wanted
    )


_Part = Entry | Cause | Remedies | Remedy | Step | Message | Diagnostic


def _copy_for_platforms(part: Any, wanted: frozenset[str]) -> Any:
    """Copy a part of an entry without its parts for other platforms."""
    changes: dict[str, Any] = {}
    for name in part.fields:
        value = getattr(part, name)
        if isinstance(value, _Part):
            changes[name] = _copy_for_platforms(value, wanted)
        elif isinstance(value, list) and value and isinstance(value[0], _Part):
            kept = (item for item in value if _is_for(getattr(item, "platforms", ()), wanted))
            changes[name] = [_copy_for_platforms(item, wanted) for item in kept]
    return part.copy_with(changes)
