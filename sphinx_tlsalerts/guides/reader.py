"""Read and validate troubleshooting files.

Input: a file, a text or a parsed document; the release line that numbers of verification codes
belong to; a function that finds the bundled entries that others extend.
Output: a :class:`~sphinx_tlsalerts.guides.models.Guide`, or None if nothing can be used, and all
problems, sorted by place.

Invariants: no content raises an exception; a problem costs the smallest part that would be wrong
without it: an item of a list of names, a key of the header, or an entry; all other parts are kept.
Entries are extended after all of them are read, so their order in the file does not matter.

Example: ``{schema: 1, entries: [{id: a, title: A, summary: B}, {id: b, summary: B}]}`` gives a
guide with the entry ``a`` and one problem, that the key 'title' of the second entry is missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.guides.field_types import read_number
from sphinx_tlsalerts.guides.fields import Nested
from sphinx_tlsalerts.guides.indentation import (
    collect_part_keys,
    explain_no_list,
    explain_part,
    find_entry_parts,
)
from sphinx_tlsalerts.guides.inherit import Extender, ExtendError, find_unknown_drops
from sphinx_tlsalerts.guides.misplaced import explain_misplaced_key
from sphinx_tlsalerts.guides.models import SCHEMA_VERSIONS, Entry, Guide
from sphinx_tlsalerts.guides.problems import MAX_PROBLEMS, ReadingContext, TooManyProblemsError
from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.registries import IS_OVERLAY, kind_of
from sphinx_tlsalerts.util import shorten
from sphinx_tlsalerts.yamltree import Mapping, Scalar, Sequence, parse_yaml, read_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_tlsalerts.guides.fields import Field
    from sphinx_tlsalerts.guides.inherit import Bases
    from sphinx_tlsalerts.registries import ReleaseLine
    from sphinx_tlsalerts.yamltree import Document, Problem, Value

#: Mappings of the header: a problem in one of their values costs only that value.
_LOOSE = frozenset({"substitutions", "meta", "headings"})

#: The most values in one entry or one key of the header.
MAX_VALUES = 100_000

_LEFT_OUT = "it is left out"
_ENTRY_LEFT_OUT = "the entry is left out"
_ENTRY = Nested(Entry)


def _find_no_base(name: str) -> Entry | None:  # noqa: ARG001 -- the signature of Bases
    return None


def read_guide(
    file: Path,
    path: str,
    openssl: ReleaseLine,
    bases: Callable[[str], Entry | None] | None = None,
    texts: type[Text] | None = None,
) -> tuple[Guide | None, list[Problem]]:
    """Read the troubleshooting *file*; problems carry the name *path*.

    Raises nothing for the content of the file, nor for a file that does not exist or that cannot
    be read: the list has the problem, and the guide is None if nothing can be used.

    :param file: where the file is
    :param path: the name of the file in problems; with the suffix ``.json`` it is read as JSON
    :param openssl: the release line that numbers of verification codes belong to
    :param bases: finds the bundled entries that those of the file may extend, by names such as
        ``builtin:python/wrong-version-number``: give
        :func:`sphinx_tlsalerts.catalogue.find_bundled_entry`. Without it there are none.
    :param texts: the class of the texts of the guide, which know their lines
    :return: the file with its valid entries (None if nothing can be used), and its problems in the
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
    reading = ReadingContext(document, 0, openssl, texts or Text)
    return _GuideReader(document, "the file", reading, bases or _find_no_base).read()


def parse_guide(
    text: str,
    path: str,
    openssl: ReleaseLine,
    first_line: int = 1,
    bases: Callable[[str], Entry | None] | None = None,
) -> tuple[Guide | None, list[Problem]]:
    """Read *text*, which is YAML and begins at *first_line* of the file *path*.

    Raises nothing for the content of the text: the list has all problems.

    :param text: the content of a troubleshooting file
    :param path: the name of the file in problems. Nothing is read from it.
    :param openssl: the release line that numbers of verification codes belong to
    :param first_line: the line of *path* where the text begins, from 1; problems count from it
    :param bases: as for :func:`read_guide`
    :return: as for :func:`read_guide`
    :raises KeyError: as for :func:`read_guide`
    """
    document = parse_yaml(text, path)
    reading = ReadingContext(document, first_line - 1, openssl, Text)
    return _GuideReader(document, "the content", reading, bases or _find_no_base).read()


class _Pair(NamedTuple):
    """A key as the file writes it, and its value."""

    key: str
    value: Value


class _Extending(NamedTuple):
    """An entry that builds on another one."""

    key: str  #: among all entries
    path: list[str | int]
    value: Mapping


class _GuideReader:
    """Builds a guide from the values of one document, and collects problems."""

    def __init__(
        self, document: Document, subject: str, reading: ReadingContext, bases: Bases
    ) -> None:
        self.document = document
        self.bases = bases
        self.extending: list[_Extending] = []
        self.dedented: set[str] = set()  #: keys of the last entry, indented too little
        self.subject = subject
        self.reading = reading
        reading.place_of_key = explain_misplaced_key
        self.unfinished = {id(value) for value in document.unfinished}

    def read(self) -> tuple[Guide | None, list[Problem]]:
        reading = self.reading
        guide = self._read_document()
        if reading.has_more:
            message = (
                f"{self.subject} holds more than {MAX_PROBLEMS:,} faults; the others are not told"
            )
            reading.add(1, 1, message)
        return guide, sorted(reading.problems)

    def _read_document(self) -> Guide | None:
        root, problems = self.document.root, self.document.problems
        for problem in problems:
            after = "nothing after it is read" if root else "nothing is read"
            self.reading.add(problem.line, problem.column, f"{problem.message}; {after}")
        if kind_of(self.document) == "overlay":
            self._note_lack(None, f"{self.subject} {IS_OVERLAY}", "nothing is read")
            return None
        if isinstance(root, Mapping):
            return self._read_root(root)
        if root is not None:
            self._note_lack(root, "a troubleshooting file is a mapping with the key 'entries'")
        elif self.document.text.strip():
            self._note_lack(None, f"{self.subject} holds nothing but comments")
        else:
            self._note_lack(None, f"{self.subject} is empty")
        return None

    def _note_lack(self, value: Value | None, message: str, outcome: str = "") -> None:
        """Note that something is missing, unless a syntax error explains it."""
        if not self.document.problems:
            self.reading.note(value, message, outcome)

    def _read_root(self, root: Mapping) -> Guide | None:
        pairs = self._read_top_keys(root)
        if not self._check_version(root, pairs.pop("version", None)):
            return None
        entries = self._read_entries(root, pairs.pop("entries", None))
        header = {name: self._read_header_value(name, pair) for name, pair in pairs.items()}
        given = {name: value for name, value in header.items() if value is not None}
        return Guide(version=SCHEMA_VERSIONS[-1], **given, entries=entries)

    def _read_top_keys(self, root: Mapping) -> dict[str, _Pair]:
        """Return the values of the known keys of the file; note unknown and repeated ones."""
        self.reading.outcome = _LEFT_OUT
        pairs: dict[str, _Pair] = {}
        above: tuple[Field, Value] | None = None
        for key, value in root.items:
            field = Guide.keys.get(key.text)
            if field is None:
                Guide.refuse_key(key, self.reading, above)
                if above and above[0].name == "entries":
                    self.dedented.add(key.text)
            elif field.name in pairs:
                self.reading.note_repeated(key, pairs[field.name].key)
            else:
                above = field, value
                pairs[field.name] = _Pair(key.text, value)
        return pairs

    # The header

    def _check_version(self, root: Mapping, pair: _Pair | None) -> bool:
        """Return whether the version of the file is known or can be assumed; note problems."""
        assumed = f"version {SCHEMA_VERSIONS[-1]} is assumed"
        if pair is None:
            self._note_lack(root, "the key 'schema' is missing", assumed)
            return True
        value = pair.value
        number = read_number(value)
        if number in SCHEMA_VERSIONS and not isinstance(number, bool):
            return True
        self.reading.path = [pair.key]
        text = value.text if isinstance(value, Scalar) else ""
        known = f"(known are {', '.join(map(str, SCHEMA_VERSIONS))})"
        if self.document.problems and text.split()[:1] == [str(SCHEMA_VERSIONS[-1])]:
            return True  # a syntax error: the line below the version is indented
        if text in map(str, SCHEMA_VERSIONS):
            self.reading.note(value, f"'{text}' is text to YAML, take the quotes away")
            return True
        if isinstance(value, Scalar) and not text.strip():
            self.reading.note(value, "is empty", assumed)
            return True
        message = f"version '{shorten(text)}' is not known {known}"
        if not isinstance(value, Scalar):
            message = f"is not a version {known}"
        self.reading.note(value, message, f"nothing of {self.subject} is used")
        return False

    def _read_header_value(self, name: str, pair: _Pair) -> Any:
        """Return the value of a key of the header; None if it is refused."""
        reading = self.reading
        reading.path, reading.outcome, reading.is_entry = [pair.key], _LEFT_OUT, False
        if id(pair.value) in self.unfinished or self._is_too_large(pair.value):
            return None
        refusals = reading.refusals
        content = Guide.fields[name].kind.read(pair.value, reading)
        return content if name in _LOOSE or reading.refusals == refusals else None

    def _is_too_large(self, value: Value) -> bool:
        if value.size <= MAX_VALUES:
            return False
        self.reading.note(value, f"holds more than {MAX_VALUES:,} values", self.reading.outcome)
        return True

    # The entries

    def _read_entries(self, root: Mapping, pair: _Pair | None) -> list[Entry]:
        self.reading.path = []
        if pair is None:
            self._note_lack(root, "the key 'entries' is missing")
            return []
        key, value = pair
        self.reading.path = [key]
        entries: dict[str, Entry] = {}
        if isinstance(value, Sequence):
            if not value.items:
                self._note_lack(value, "there are no entries")
            self._add_entries(key, value, entries)
        elif key == "entry":
            self._add_entry([key], value, entries)
        elif isinstance(value, Scalar) and not value.text:
            self._note_lack(value, "there are no entries")
        elif id(value) not in self.unfinished:
            self.reading.note(value, explain_no_list(value))
        return list((self._extend_entries(entries) if self.extending else entries).values())

    def _add_entries(self, key: str, entries: Sequence, kept: dict[str, Entry]) -> None:
        """Read the items of a list; add the entries without a problem to *kept*."""
        items, reading = entries.items, self.reading
        parts = find_entry_parts(items)
        for number, item in enumerate(items):
            if number in parts:
                reading.path = [key, number]
                reading.note(item, explain_part(item, items[parts[number]]), _LEFT_OUT)
                continue
            reading.excused = collect_part_keys(items, parts, number)
            if number == len(items) - 1:
                # The last entry may lack keys because of a syntax error inside it.
                cut = Entry.needs if id(entries) in self.unfinished else ()
                reading.excused.update(self.dedented, cut)
            self._add_entry([key, number], item, kept)
        reading.excused = set()

    def _add_entry(self, path: list[str | int], value: Value, entries: dict[str, Entry]) -> None:
        """Read an entry; add it to *entries* if it has no problem."""
        reading = self.reading
        reading.path, reading.outcome, reading.is_entry = path, _ENTRY_LEFT_OUT, True
        if id(value) in self.unfinished or self._is_too_large(value):
            return
        refusals = reading.refusals
        try:
            entry = _ENTRY.read(value, reading)
        except TooManyProblemsError:
            return
        if entry is None or reading.refusals > refusals:
            return
        key = _fold_id(entry.id) if "id" in vars(entry) else f" {len(entries)}"
        if self._is_taken(key, entries, value):
            return
        entries[key] = entry
        if entry.extends and isinstance(value, Mapping):
            self.extending.append(_Extending(key, [*path], value))
        elif entry.drop:
            self._note_lack(value, "'drop' has nothing to leave out: the entry extends none")

    def _is_taken(self, key: str, entries: dict[str, Entry], value: Value) -> bool:
        if key in entries:
            message = f"an entry with the id '{entries[key].id}' stands in {self.subject} already"
            self.reading.note(value, message, _ENTRY_LEFT_OUT)
        return key in entries

    def _extend_entries(self, own_entries: dict[str, Entry]) -> dict[str, Entry]:
        """Return *own_entries*, with those that extend others merged with their bases."""
        own = {entry.id: entry for entry in own_entries.values() if "id" in vars(entry)}
        extender = Extender(own, self.bases)
        extending = {place.key: place for place in self.extending}
        entries: dict[str, Entry] = {}
        for key, entry in own_entries.items():
            place = extending.get(key)
            if place is None:
                entries[key] = entry
            elif merged := self._merge_entry(place, entry, extender):
                folded = _fold_id(merged.id)
                self.reading.path = place.path
                if not self._is_taken(folded, entries, place.value):
                    entries[folded] = merged
        return entries

    def _merge_entry(self, place: _Extending, entry: Entry, extender: Extender) -> Entry | None:
        reading = self.reading
        values = {key.text: value for key, value in place.value.items}
        reading.path = [*place.path, "extends"]
        try:
            merged = extender.merge(entry)
        except ExtendError as error:
            reading.note(values["extends"], str(error), _ENTRY_LEFT_OUT)
            return None
        reading.path = [*place.path, "drop"]
        if entry.drop:
            for message in find_unknown_drops(entry, extender.resolve_base(entry)):
                reading.note(values["drop"], message, "nothing is dropped for it")
        return merged


def _fold_id(name: str) -> str:
    """Return an id as anchors have it: without capitals, points and underscores."""
    return re.sub("[._]", "-", name.lower())
