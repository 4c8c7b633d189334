"""Look up troubleshooting entries, once all pages are read."""

from __future__ import annotations

import difflib
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_tlsalerts.sphinx_ext.env.records import ErrorFacts


class EntryLookupError(LookupError):
    """Raised for a text that names no entry, or several."""

    def __init__(self, text: str, candidates: tuple[str, ...], *, ambiguous: bool) -> None:
        self.text = text
        self.candidates = candidates  #: ids: those that share the text, or the nearest
        self.ambiguous = ambiguous
        super().__init__(f"unknown troubleshooting entry {text!r}")


class ErrorIndex:
    """The entries of a project, by id, title, mnemonic and object.

    :param entries: the entries that references lead to, by id
    """

    def __init__(self, entries: Mapping[str, ErrorFacts]) -> None:
        self.entries = entries

    # Each table is built by the first look-up that needs it: most projects need one.

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        return _group((_fold(name), name) for name in self.entries)

    @cached_property
    def _titles(self) -> dict[str, list[str]]:
        # A page without a translation names an entry by its title in the file.
        return _group(
            (_fold_title(title), name)
            for name, e in self.entries.items()
            for title in (e.title, e.written)
            if title
        )

    @cached_property
    def _mnemonics(self) -> dict[str, list[str]]:
        return _group(
            (mnemonic.upper(), name) for name, e in self.entries.items() for mnemonic in e.mnemonics
        )

    @cached_property
    def _about(self) -> dict[str, list[str]]:
        return _group(
            (f"{objtype}:{key}", name)
            for name, e in self.entries.items()
            for objtype, key in e.keys
        )

    def lookup(self, text: str) -> ErrorFacts:
        """Return the entry that *text* names: by id, folded id, title, or mnemonic.

        :raises EntryLookupError: *text* names no entry, or several
        """
        if text in self.entries:
            return self.entries[text]
        for names in self._find_candidates(text):
            if len(names) == 1:
                return self.entries[names[0]]
            if names:
                raise EntryLookupError(text, tuple(names), ambiguous=True)
        near = difflib.get_close_matches(_fold(text)[:100], self._folded, n=3)
        nearest = tuple(name for key in near for name in self._folded[key])
        raise EntryLookupError(text, nearest, ambiguous=False)

    def _find_candidates(self, text: str) -> Iterator[list[str]]:
        """Yield the ids that *text* names: as an id, as a title, as a mnemonic."""
        yield self._folded.get(_fold(text), [])
        yield self._titles.get(_fold_title(text), [])
        yield self._mnemonics.get(text.upper(), [])

    def find_about(self, objtype: str, name: str) -> list[ErrorFacts]:
        """Return the entries about an alert, a code or a name of ``ssl``.

        For the type ``error``, *name* holds the ids of the entries.
        """
        if objtype == "error":
            return [self.entries[entry] for entry in name.split() if entry in self.entries]
        return [self.entries[entry] for entry in self._about.get(f"{objtype}:{name}", [])]


def is_named(text: str, name: str, title: str) -> bool:
    """Return whether *text* is the id or the title of an entry, as :class:`ErrorIndex` reads it."""
    return _fold(text) == _fold(name) or _fold_title(text) == _fold_title(title)


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, name in pairs:
        if name not in groups.setdefault(key, []):
            groups[key].append(name)
    return groups


def _fold(name: str) -> str:
    return name.lower().replace("_", "-")


def _fold_title(title: str) -> str:
    return " ".join(title.lower().split())
