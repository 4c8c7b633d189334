"""Entries that build on others: ``extends``.

The rules, which the documentation repeats for writers:

- a text of the extending entry takes the place of the base's text, a list is added to the base's;
- messages, causes, diagnostics and remedies of its own come before those of the base; a cause or a
  remedy with the id of one of the base takes its place;
- ``drop`` leaves causes and remedies of the base out;
- labels, conditions, the proof and the state are the entry's own, since they are about itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx_tlsalerts.guides.models import Cause, Entry, Remedies, Remedy
from sphinx_tlsalerts.util import Hints, near_words, nearest, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

#: Returns a bundled entry by the name that files extend it with. Without one, it returns None or
#: raises a LookupError with a hint.
Bases: TypeAlias = "Callable[[str], Entry | None]"

BUILTIN = "builtin:"

#: What an entry does not take over.
_ITS_OWN = frozenset({"extends", "drop", "labels", "proof", "status", "verified"})

#: What a project has of its own goes before what all programs have.
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

#: Over how many others an entry may build on one, and how many items the entries of a file may take
#: over, all together: a list of a base is one more time in memory with each entry that extends it.
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

    def merged(self, entry: Entry, before: tuple[str, ...] = ()) -> Entry:
        """Return *entry* together with all that it builds on.

        :param before: the names of the entries on the way to it
        :raises ExtendError: a base does not exist, or the way is a circle, or it is too much
        """
        name = entry.extends
        if name is None:
            return entry
        way = (*before, vars(entry).get("id", ""))
        if name in way:
            circle = " → ".join([*way[way.index(name) :], name])
            what = "itself" if name == way[-1] else f"the circle {circle}"
            raise ExtendError(f"the entry extends {what}")
        if len(way) > MAX_BASES:
            raise ExtendError(f"the entry extends more than {MAX_BASES} others, one over the other")
        base = self.merged(self._named(name), way)
        self.taken += sum(len(getattr(base, name)) for name in _LISTS)
        if self.taken > MAX_TAKEN:
            raise ExtendError(f"the entries of the file take over more than {MAX_TAKEN:,} items")
        return _merge(entry, base)

    def base_of(self, entry: Entry) -> Entry:
        """Return what *entry*, which extends another one, builds on."""
        return self.merged(self._named(entry.extends or ""))

    def _named(self, name: str) -> Entry:
        found, hint = self.own.get(name), ""
        if name.startswith(BUILTIN):
            found, hint = self._bundled(name)
        elif found is None:
            hint = self.hints.at(lambda: self._near(name))
        if found is None:
            raise ExtendError(f"there is no entry '{shortened(name)}'{hint}")
        return found

    def _near(self, name: str) -> list[str]:
        """Return the entry of the file that is most like *name*, else the bundled one of it."""
        bundled = f"{BUILTIN}python/{name}"
        return near_words(name, self.own) or ([bundled] if self._bundled(bundled)[0] else [])

    def _bundled(self, name: str) -> tuple[Entry | None, str]:
        """Return a bundled entry; without one, a hint at what is meant."""
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
            changes[name] = [*first, *(one for one in second if one not in first)]
    dropped = frozenset(entry.drop)
    if entry.causes or base.causes:
        changes["causes"] = _merged_causes(entry.causes, base.causes, dropped)
    if base.remedies:
        changes["remedies"] = _merged_remedies(entry.remedies, base.remedies, dropped)
    return Entry(**changes)


def _merged_causes(new: list[Cause], old: list[Cause], dropped: frozenset[str]) -> list[Cause]:
    kept = [
        one.with_changes({"remedies": _merged_remedies(None, one.remedies, dropped)})
        if one.remedies
        else one
        for one in _in_place(new, old, dropped)
    ]
    return [*_added(new, old), *kept]


def _merged_remedies(
    new: Remedies | None, old: Remedies, dropped: frozenset[str]
) -> Remedies | None:
    items = new.items if new else []
    kept = [*_added(items, old.items), *_in_place(items, old.items, dropped)]
    if not kept:
        return None
    return old.with_changes({**(vars(new) if new else {}), "items": kept})


def _added(new: list[Any], old: list[Any]) -> list[Any]:
    """Return what takes the place of nothing."""
    ids = {one.id for one in old if one.id}
    return [one for one in new if one.id not in ids]


def _in_place(new: list[Any], old: list[Any], dropped: frozenset[str]) -> list[Any]:
    """Return what is left of *old*, with what takes the place of one."""
    replaced = {one.id: one for one in new if one.id}
    return [replaced.get(one.id, one) for one in old if not one.id or one.id not in dropped]


def unknown_drops(entry: Entry, base: Entry) -> Iterator[str]:
    """Yield words for each id that *entry* drops and *base* does not have."""
    known = [*_ids(base)]
    for name in entry.drop:
        if name not in known:
            hint = nearest(name, known) or f" (there are {', '.join(known)})"
            yield f"there is no cause or remedy '{name}'{hint}"


def _ids(entry: Entry) -> Iterator[str]:
    remedies: list[Remedy] = [*entry.remedies.items] if entry.remedies else []
    for cause in entry.causes:
        remedies += cause.remedies.items if cause.remedies else []
    items: Iterable[Cause | Remedy] = [*entry.causes, *remedies]
    return (one.id for one in items if one.id)
