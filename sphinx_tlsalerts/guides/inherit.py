"""Merge entries with the entries that they extend.

The rules, which the documentation repeats for authors:

- a text of the extending entry takes the place of the base's text, a list is added to the base's;
- messages, causes, diagnostics and remedies of its own come before those of the base; a cause or a
  remedy with the id of one of the base takes its place;
- ``drop`` leaves causes and remedies of the base out;
- labels, conditions, the proof and the state are the entry's own, since they are about itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx_tlsalerts.guides.models import Cause, Entry, Remedies, Remedy
from sphinx_tlsalerts.util import Hints, find_near_words, nearest, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

#: Returns a bundled entry by the name that files extend it with. Without one, it returns None or
#: raises a LookupError with a hint.
Bases: TypeAlias = "Callable[[str], Entry | None]"

BUILTIN = "builtin:"

#: Keys that an entry does not inherit.
_ITS_OWN = frozenset({"extends", "drop", "labels", "proof", "status", "verified"})

#: Lists whose own items precede inherited ones: a project's own facts are more specific.
_OWN_FIRST = frozenset({"messages", "diagnostics"})

#: Lists that are added to the base's.
_ADDED = (
    "tags",
    "alerts",
    "verify_codes",
    "exceptions",
    "index",
    "messages",
    "matches",
    "diagnostics",
    "notes",
    "references",
    "related",
    "allow",
)


_LISTS = (*_ADDED, "causes")

#: The longest chain of bases, and the most items that all entries of a file may inherit: each
#: entry that extends a base has a copy of its lists in memory.
MAX_BASES = 16
MAX_TAKEN = 500_000


class ExtendError(ValueError):
    """An entry cannot build on the one that it names; the text says why."""


class Extender:
    """Merges entries of one file with those that they build on.

    :param own: the entries of the file that have an id
    :param bases: finds bundled entries
    """

    def __init__(self, own: Mapping[str, Entry], bases: Bases) -> None:
        self.own = own
        self.bases = bases
        self.hints = Hints()
        self.taken = 0  #: how many items all entries have taken over

    def merge(self, entry: Entry, before: tuple[str, ...] = ()) -> Entry:
        """Return *entry* merged with its chain of bases.

        :param before: the names of the entries on the way to it
        :raises ExtendError: a base does not exist, or the way is a circle, or it is too much
        """
        name = entry.extends
        if name is None:
            return entry
        way = (*before, vars(entry).get("id", ""))
        if name in way:
            circle = " → ".join([*way[way.index(name) :], name])
            base_name = "itself" if name == way[-1] else f"the circle {circle}"
            raise ExtendError(f"the entry extends {base_name}")
        if len(way) > MAX_BASES:
            raise ExtendError(f"the entry extends more than {MAX_BASES} others, one over the other")
        base = self.merge(self._find(name), way)
        self.taken += sum(len(getattr(base, name)) for name in _LISTS)
        if self.taken > MAX_TAKEN:
            raise ExtendError(f"the entries of the file take over more than {MAX_TAKEN:,} items")
        return _merge(entry, base)

    def resolve_base(self, entry: Entry) -> Entry:
        """Return the merged base of *entry*, which extends another one."""
        return self.merge(self._find(entry.extends or ""))

    def _find(self, name: str) -> Entry:
        entry, hint = self.own.get(name), ""
        if name.startswith(BUILTIN):
            entry, hint = self._find_bundled(name)
        elif entry is None:
            hint = self.hints.give(lambda: self._suggest(name))
        if entry is None:
            raise ExtendError(f"there is no entry '{shorten(name)}'{hint}")
        return entry

    def _suggest(self, name: str) -> list[str]:
        """Return the entry of the file that is most like *name*, else the bundled one of it."""
        bundled = f"{BUILTIN}python/{name}"
        return find_near_words(name, self.own) or (
            [bundled] if self._find_bundled(bundled)[0] else []
        )

    def _find_bundled(self, name: str) -> tuple[Entry | None, str]:
        """Return a bundled entry, or None and a suggestion."""
        try:
            return self.bases(name), ""
        except LookupError as error:
            return None, str(error)


def _merge(entry: Entry, base: Entry) -> Entry:
    changes: dict[str, Any] = {
        name: value for name, value in vars(base).items() if name not in _ITS_OWN
    }
    changes |= vars(entry)
    for name in _ADDED:
        old, new = getattr(base, name), getattr(entry, name)
        if old and new:
            first, second = (new, old) if name in _OWN_FIRST else (old, new)
            changes[name] = [*first, *(item for item in second if item not in first)]
    dropped = frozenset(entry.drop)
    if entry.causes or base.causes:
        changes["causes"] = _merge_causes(entry.causes, base.causes, dropped)
    if base.remedies:
        changes["remedies"] = _merge_remedies(entry.remedies, base.remedies, dropped)
    return Entry(**changes)


def _merge_causes(new: list[Cause], old: list[Cause], dropped: frozenset[str]) -> list[Cause]:
    kept = [
        cause.copy_with({"remedies": _merge_remedies(None, cause.remedies, dropped)})
        if cause.remedies
        else cause
        for cause in _replace_items(new, old, dropped)
    ]
    return [*_select_new(new, old), *kept]


def _merge_remedies(
    new: Remedies | None, old: Remedies, dropped: frozenset[str]
) -> Remedies | None:
    items = new.items if new else []
    kept = [*_select_new(items, old.items), *_replace_items(items, old.items, dropped)]
    if not kept:
        return None
    return old.copy_with({**(vars(new) if new else {}), "items": kept})


def _select_new(new: list[Any], old: list[Any]) -> list[Any]:
    """Return the new items that replace no old one."""
    ids = {item.id for item in old if item.id}
    return [item for item in new if item.id not in ids]


def _replace_items(new: list[Any], old: list[Any], dropped: frozenset[str]) -> list[Any]:
    """Return the old items that are not dropped, replaced by new ones with the same id."""
    replaced = {item.id: item for item in new if item.id}
    return [replaced.get(item.id, item) for item in old if not item.id or item.id not in dropped]


def find_unknown_drops(entry: Entry, base: Entry) -> Iterator[str]:
    """Yield a message for each id that *entry* drops and *base* does not have."""
    known = [*_list_ids(base)]
    for name in entry.drop:
        if name not in known:
            hint = nearest(name, known) or f" (there are {', '.join(known)})"
            yield f"there is no cause or remedy '{name}'{hint}"


def _list_ids(entry: Entry) -> Iterator[str]:
    remedies: list[Remedy] = [*entry.remedies.items] if entry.remedies else []
    for cause in entry.causes:
        remedies += cause.remedies.items if cause.remedies else []
    items: Iterable[Cause | Remedy] = [*entry.causes, *remedies]
    return (item.id for item in items if item.id)
