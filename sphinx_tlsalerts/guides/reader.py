"""Troubleshooting files, read and validated.

Faults are collected, all at once: an entry with a fault is left out, and so is
a key of the header; what is right counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.guides.field_types import number_of
from sphinx_tlsalerts.guides.fields import Nested
from sphinx_tlsalerts.guides.indentation import (
    keys_of_parts,
    parts_of_entries,
    words_for_no_list,
    words_for_part,
)
from sphinx_tlsalerts.guides.inherit import Extender, ExtendError, unknown_drops
from sphinx_tlsalerts.guides.misplaced import misplaced_key
from sphinx_tlsalerts.guides.models import SCHEMA_VERSIONS, Entry, Guide
from sphinx_tlsalerts.guides.problems import MAX_FAULTS, EnoughError, Reading
from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.registries import IS_OVERLAY, kind_of
from sphinx_tlsalerts.util import shortened
from sphinx_tlsalerts.yamltree import Mapping, Scalar, Sequence, parse_yaml, read_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_tlsalerts.guides.fields import Field
    from sphinx_tlsalerts.guides.inherit import Bases
    from sphinx_tlsalerts.registries import ReleaseLine
    from sphinx_tlsalerts.yamltree import Document, Problem, Value

#: Mappings of the header: what is wrong in one of their values leaves out that value alone.
_LOOSE = frozenset({"substitutions", "meta", "headings"})

#: The bound of what one entry or key of the header may hold.
MAX_VALUES = 100_000

_LEFT_OUT = "it is left out"
_ENTRY_LEFT_OUT = "the entry is left out"
_ENTRY = Nested(Entry)


def _no_bases(name: str) -> Entry | None:  # noqa: ARG001 -- others look at it
    return None


def read_guide(
    file: Path,
    path: str,
    openssl: ReleaseLine,
    bases: Callable[[str], Entry | None] | None = None,
    texts: type[Text] | None = None,
) -> tuple[Guide | None, list[Problem]]:
    """Read the troubleshooting *file*; faults carry the name *path*.

    No fault of the file raises anything: what is wrong is in the list. So is a file that does not
    exist or that cannot be read; the guide is None then.

    :param file: where the file is
    :param path: the name of the file for the faults; with the suffix ``.json`` it is read as JSON
    :param openssl: the release line that numbers of verification codes belong to
    :param bases: finds the bundled entries that those of the file may extend, by names such as
        ``builtin:python/wrong-version-number``: give
        :func:`sphinx_tlsalerts.catalogue.find_bundled_entry`. Without it there are none.
    :param texts: the class of the texts of the guide, which know their lines
    :return: the file with its valid entries (None if nothing can be used), and its faults in the
        order of their places
    :raises KeyError: *openssl* is not a known release line, and the file has a number of a code
    """
    return guide_of(read_file(file, path), openssl, bases, texts)


def guide_of(
    document: Document,
    openssl: ReleaseLine,
    bases: Callable[[str], Entry | None] | None = None,
    texts: type[Text] | None = None,
) -> tuple[Guide | None, list[Problem]]:
    """Read a parsed troubleshooting file, as :func:`read_guide` does."""
    reading = Reading(document, 0, openssl, texts or Text)
    return _GuideReader(document, "the file", reading, bases or _no_bases).read()


def parse_guide(
    text: str,
    path: str,
    openssl: ReleaseLine,
    first_line: int = 1,
    bases: Callable[[str], Entry | None] | None = None,
) -> tuple[Guide | None, list[Problem]]:
    """Read *text*, which is YAML and begins at *first_line* of the file *path*.

    No fault of the text raises anything: what is wrong is in the list.

    :param text: the content of a troubleshooting file
    :param path: the name of the file for the faults. Nothing is read from it.
    :param openssl: the release line that numbers of verification codes belong to
    :param first_line: the line of *path* where the text begins, from 1; faults count from it
    :param bases: as for :func:`read_guide`
    :return: as for :func:`read_guide`
    :raises KeyError: as for :func:`read_guide`
    """
    document = parse_yaml(text, path)
    reading = Reading(document, first_line - 1, openssl, Text)
    return _GuideReader(document, "the content", reading, bases or _no_bases).read()


class _Pair(NamedTuple):
    """A key of the file, as it is written, and its value."""

    key: str
    value: Value


class _Extending(NamedTuple):
    """An entry that builds on another one."""

    key: str  #: among all entries
    path: list[str | int]
    value: Mapping


class _GuideReader:
    """Turns the values of one document into a guide and faults."""

    def __init__(self, document: Document, subject: str, reading: Reading, bases: Bases) -> None:
        self.document = document
        self.bases = bases
        self.extending: list[_Extending] = []
        self.dedented: set[str] = set()  #: keys of the last entry, indented as keys of the file
        self.subject = subject
        self.reading = reading
        reading.place_of_key = misplaced_key
        self.unfinished = {id(value) for value in document.unfinished}

    def read(self) -> tuple[Guide | None, list[Problem]]:
        reading = self.reading
        guide = self._guide()
        if reading.untold:
            message = (
                f"{self.subject} holds more than {MAX_FAULTS:,} faults; the others are not told"
            )
            reading.add(1, 1, message)
        return guide, sorted(reading.problems)

    def _guide(self) -> Guide | None:
        root, problems = self.document.root, self.document.problems
        for problem in problems:
            after = "nothing after it is read" if root else "nothing is read"
            self.reading.add(problem.line, problem.column, f"{problem.message}; {after}")
        if kind_of(self.document) == "overlay":
            self._note_lack(None, f"{self.subject} {IS_OVERLAY}", "nothing is read")
            return None
        if isinstance(root, Mapping):
            return self._guide_of(root)
        if root is not None:
            self._note_lack(root, "a troubleshooting file is a mapping with the key 'entries'")
        elif self.document.text.strip():
            self._note_lack(None, f"{self.subject} holds nothing but comments")
        else:
            self._note_lack(None, f"{self.subject} is empty")
        return None

    def _note_lack(self, value: Value | None, words: str, outcome: str = "") -> None:
        """Note that something is not there, if nothing has kept it from being read."""
        if not self.document.problems:
            self.reading.note(value, words, outcome)

    def _guide_of(self, root: Mapping) -> Guide | None:
        pairs = self._top_pairs(root)
        if not self._is_known_version(root, pairs.pop("version", None)):
            return None
        entries = self._entries(root, pairs.pop("entries", None))
        header = {name: self._header_value(name, pair) for name, pair in pairs.items()}
        given = {name: value for name, value in header.items() if value is not None}
        return Guide(version=SCHEMA_VERSIONS[-1], **given, entries=entries)

    def _top_pairs(self, root: Mapping) -> dict[str, _Pair]:
        """Return the values of the known keys of the file; note unknown and repeated ones."""
        self.reading.outcome = _LEFT_OUT
        found: dict[str, _Pair] = {}
        above: tuple[Field, Value] | None = None
        for key, value in root.items:
            field = Guide.keys.get(key.text)
            if field is None:
                Guide.refuse_key(key, self.reading, above)
                if above and above[0].name == "entries":
                    self.dedented.add(key.text)
            elif field.name in found:
                self.reading.repeated(key, found[field.name].key)
            else:
                above = field, value
                found[field.name] = _Pair(key.text, value)
        return found

    # The header

    def _is_known_version(self, root: Mapping, pair: _Pair | None) -> bool:
        """Tell whether the file is of a version that we know; note it where it is not right."""
        assumed = f"version {SCHEMA_VERSIONS[-1]} is assumed"
        if pair is None:
            self._note_lack(root, "the key 'schema' is missing", assumed)
            return True
        value = pair.value
        number = number_of(value)
        if number in SCHEMA_VERSIONS and not isinstance(number, bool):
            return True
        self.reading.path = [pair.key]
        text = value.text if isinstance(value, Scalar) else ""
        known = f"(known are {', '.join(map(str, SCHEMA_VERSIONS))})"
        if self.document.problems and text.split()[:1] == [str(SCHEMA_VERSIONS[-1])]:
            return True  # the line below it is indented, which the syntax error is about
        if text in map(str, SCHEMA_VERSIONS):
            self.reading.note(value, f"'{text}' is text to YAML, take the quotes away")
            return True
        if isinstance(value, Scalar) and not text.strip():
            self.reading.note(value, "is empty", assumed)
            return True
        words = f"version '{shortened(text)}' is not known {known}"
        if not isinstance(value, Scalar):
            words = f"is not a version {known}"
        self.reading.note(value, words, f"nothing of {self.subject} is used")
        return False

    def _header_value(self, name: str, pair: _Pair) -> Any:
        """Return what the header has under a key as far as it is valid; None if it has nothing."""
        reading = self.reading
        reading.path, reading.outcome, reading.is_entry = [pair.key], _LEFT_OUT, False
        if id(pair.value) in self.unfinished or self._is_too_large(pair.value):
            return None
        faults = reading.faults
        found = Guide.fields[name].kind.read(pair.value, reading)
        return found if name in _LOOSE or reading.faults == faults else None

    def _is_too_large(self, value: Value) -> bool:
        if value.size <= MAX_VALUES:
            return False
        self.reading.note(value, f"holds more than {MAX_VALUES:,} values", self.reading.outcome)
        return True

    # The entries

    def _entries(self, root: Mapping, pair: _Pair | None) -> list[Entry]:
        self.reading.path = []
        if pair is None:
            self._note_lack(root, "the key 'entries' is missing")
            return []
        key, value = pair
        self.reading.path = [key]
        found: dict[str, Entry] = {}
        if isinstance(value, Sequence):
            if not value.items:
                self._note_lack(value, "there are no entries")
            self._add_entries(key, value, found)
        elif key == "entry":
            self._add_entry([key], value, found)
        elif isinstance(value, Scalar) and not value.text:
            self._note_lack(value, "there are no entries")
        elif id(value) not in self.unfinished:
            self.reading.note(value, words_for_no_list(value))
        return list((self._extended(found) if self.extending else found).values())

    def _add_entries(self, key: str, entries: Sequence, found: dict[str, Entry]) -> None:
        """Read the items of a list; add those without a fault to the entries that were *found*."""
        items, reading = entries.items, self.reading
        parts = parts_of_entries(items)
        for number, item in enumerate(items):
            if number in parts:
                reading.path = [key, number]
                reading.note(item, words_for_part(item, items[parts[number]]), _LEFT_OUT)
                continue
            reading.excused = keys_of_parts(items, parts, number)
            if number == len(items) - 1:
                # A syntax error may have kept the rest of the last one from being read.
                cut = Entry.needs if id(entries) in self.unfinished else ()
                reading.excused.update(self.dedented, cut)
            self._add_entry([key, number], item, found)
        reading.excused = set()

    def _add_entry(self, path: list[str | int], value: Value, found: dict[str, Entry]) -> None:
        """Read an entry; add it to those that were *found* if it has no fault."""
        reading = self.reading
        reading.path, reading.outcome, reading.is_entry = path, _ENTRY_LEFT_OUT, True
        if id(value) in self.unfinished or self._is_too_large(value):
            return
        faults = reading.faults
        try:
            entry = _ENTRY.read(value, reading)
        except EnoughError:
            return
        if entry is None or reading.faults > faults:
            return
        key = _folded(entry.id) if "id" in vars(entry) else f" {len(found)}"
        if self._is_taken(key, found, value):
            return
        found[key] = entry
        if entry.extends and isinstance(value, Mapping):
            self.extending.append(_Extending(key, [*path], value))
        elif entry.drop:
            self._note_lack(value, "'drop' has nothing to leave out: the entry extends none")

    def _is_taken(self, key: str, found: dict[str, Entry], value: Value) -> bool:
        if key in found:
            words = f"an entry with the id '{found[key].id}' stands in {self.subject} already"
            self.reading.note(value, words, _ENTRY_LEFT_OUT)
        return key in found

    def _extended(self, found: dict[str, Entry]) -> dict[str, Entry]:
        """Return the entries that were *found*, those that extend others together with these."""
        own = {entry.id: entry for entry in found.values() if "id" in vars(entry)}
        extender = Extender(own, self.bases)
        extending = {one.key: one for one in self.extending}
        entries: dict[str, Entry] = {}
        for key, entry in found.items():
            one = extending.get(key)
            if one is None:
                entries[key] = entry
            elif merged := self._merged(one, entry, extender):
                folded = _folded(merged.id)
                self.reading.path = one.path
                if not self._is_taken(folded, entries, one.value):
                    entries[folded] = merged
        return entries

    def _merged(self, place: _Extending, entry: Entry, extender: Extender) -> Entry | None:
        reading = self.reading
        values = {key.text: value for key, value in place.value.items}
        reading.path = [*place.path, "extends"]
        try:
            merged = extender.merged(entry)
        except ExtendError as error:
            reading.note(values["extends"], str(error), _ENTRY_LEFT_OUT)
            return None
        reading.path = [*place.path, "drop"]
        if entry.drop:
            for words in unknown_drops(entry, extender.base_of(entry)):
                reading.note(values["drop"], words, "nothing is dropped for it")
        return merged


def _folded(name: str) -> str:
    """Return an id as anchors have it: they do not tell capitals, points and underscores apart."""
    return re.sub("[._]", "-", name.lower())
