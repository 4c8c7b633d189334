"""Look-up of troubleshooting entries, once all pages are read."""

from __future__ import annotations

import difflib
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_tlsalerts.sphinx_ext.env.records import ErrorFacts


class EntryLookupError(LookupError):
    """The text names no single entry."""

    def __init__(self, text: str, candidates: tuple[str, ...], *, ambiguous: bool) -> None:
        self.text = text
        self.candidates = candidates  #: ids: those that share the text, or the nearest
        self.ambiguous = ambiguous
        super().__init__(f"unknown troubleshooting entry {text!r}")


class ErrorIndex:
    """The entries of a project, by everything that may name one.

    :param entries: the entries that references lead to, by id
    """

    def __init__(self, entries: Mapping[str, ErrorFacts]) -> None:
        self.entries = entries

    # Each is made with the first look-up that needs it.

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        return _grouped((_fold(name), name) for name in self.entries)

    @cached_property
    def _titles(self) -> dict[str, list[str]]:
        # A page that is not translated names an entry by the title that it has in the file.
        return _grouped(
            (_fold_title(title), name)
            for name, e in self.entries.items()
            for title in (e.title, e.written)
            if title
        )

    @cached_property
    def _mnemonics(self) -> dict[str, list[str]]:
        return _grouped(
            (mnemonic.upper(), name) for name, e in self.entries.items() for mnemonic in e.mnemonics
        )

    @cached_property
    def _about(self) -> dict[str, list[str]]:
        return _grouped(
            (f"{objtype}:{key}", name)
            for name, e in self.entries.items()
            for objtype, key in e.keys
        )

    def lookup(self, text: str) -> ErrorFacts:
        """Return the entry that *text* names: by id, folded id, title, or mnemonic.

        :raises EntryLookupError: it names none, or several
        """
        if text in self.entries:
            return self.entries[text]
        for found in self._found(text):
            if len(found) == 1:
                return self.entries[found[0]]
            if found:
                raise EntryLookupError(text, tuple(found), ambiguous=True)
        near = difflib.get_close_matches(_fold(text)[:100], self._folded, n=3)
        names = tuple(name for key in near for name in self._folded[key])
        raise EntryLookupError(text, names, ambiguous=False)

    def _found(self, text: str) -> Iterator[list[str]]:
        """Yield what *text* finds in each of the ways to name an entry."""
        yield self._folded.get(_fold(text), [])
        yield self._titles.get(_fold_title(text), [])
        yield self._mnemonics.get(text.upper(), [])

    def about(self, objtype: str, name: str) -> list[ErrorFacts]:
        """Return the entries that are about an alert, a code or a name of ``ssl``.

        About entries are those with the ids in *name*.
        """
        if objtype == "error":
            return [self.entries[entry] for entry in name.split() if entry in self.entries]
        return [self.entries[entry] for entry in self._about.get(f"{objtype}:{name}", [])]


def is_named(text: str, name: str, title: str) -> bool:
    """Return whether *text* is the id or the title of an entry, as :class:`ErrorIndex` reads it."""
    return _fold(text) == _fold(name) or _fold_title(text) == _fold_title(title)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, name in pairs:
        if name not in groups.setdefault(key, []):
            groups[key].append(name)
    return groups


def _fold(name: str) -> str:
    return name.lower().replace("_", "-")


def _fold_title(title: str) -> str:
    return " ".join(title.lower().split())
