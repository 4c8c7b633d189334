"""Troubleshooting files, read and validated.

Faults are collected, all at once: an entry with a fault is left out, and so is
a key of the header; what is right counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sphinx_tlsalerts.schema.content import (
    Converter,
    Place,
    below_path,
    canonical,
    cut_texts,
    odd_of,
    repeated_keys,
)
from sphinx_tlsalerts.schema.faults import MAX_FAULTS, faults_of, shortened, unknown_key
from sphinx_tlsalerts.schema.models import SCHEMA_VERSIONS, Entry, Guide
from sphinx_tlsalerts.schema.shapes import Field, shape_of
from sphinx_tlsalerts.yaml_source import (
    Mapping,
    Problem,
    Scalar,
    Sequence,
    parse_yaml,
    read_file,
    split_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_tlsalerts.model import ReleaseLine
    from sphinx_tlsalerts.schema.faults import Fault
    from sphinx_tlsalerts.yaml_source import Document, Value

#: Mappings of the header: what is wrong in one of their values leaves out that value alone.
_LOOSE = ("substitutions", "meta", "headings")

#: The bound of what is validated at once: the models need far more memory than the file.
MAX_VALUES = 100_000

_LEFT_OUT = "it is left out"
_ENTRY_LEFT_OUT = "the entry is left out"


def read_guide(file: Path, path: str, openssl: ReleaseLine) -> tuple[Guide | None, list[Problem]]:
    """Read the troubleshooting *file*; faults carry the name *path*.

    :param openssl: the numbering of verification codes
    :return: the file with its valid entries (None if nothing can be used), and all its faults
    """
    return _GuideReader(read_file(file, path), "the file", openssl).read()


def parse_guide(
    text: str, path: str, openssl: ReleaseLine, first_line: int = 1
) -> tuple[Guide | None, list[Problem]]:
    """Read *text*, which begins at *first_line* of the file *path*; see :func:`read_guide`."""
    document = parse_yaml(text, path)
    return _GuideReader(document, "the content", openssl, first_line - 1).read()


class _GuideReader:
    """Turns the values of one document into a guide and faults."""

    def __init__(
        self, document: Document, subject: str, openssl: ReleaseLine, shift: int = 0
    ) -> None:
        self.document = document
        self.subject = subject
        self.context = {"openssl": openssl}
        self.shift = shift
        self.shape = shape_of(Guide)
        self.lines = split_lines(document.text)
        self.unfinished = {id(value) for value in document.unfinished}
        self.problems: dict[Problem, None] = {}  # what an alias repeats is said once
        self.untold = False  #: whether there are more faults than are told

    def note(self, value: Value | None, path: str, words: str, outcome: str = "") -> None:
        if self._has_enough():
            return
        line, column = (value.line, value.column) if value else (1, 1)
        if line > len(self.lines):  # libyaml finds the end of a file below its last line
            line, column = len(self.lines), len(self.lines[-1]) + 1
        message = "; ".join(filter(None, (f"{path}: {words}" if path else words, outcome)))
        problem = Problem(self.document.path, line + self.shift, column, message)
        self.problems[problem] = None

    def _has_enough(self) -> bool:
        self.untold = self.untold or len(self.problems) >= MAX_FAULTS
        return self.untold

    def note_fault(self, fault: Fault, outcome: str) -> None:
        self.note(fault.value, fault.path, fault.words, outcome)

    def read(self) -> tuple[Guide | None, list[Problem]]:
        guide = self._guide()
        if self.untold:
            message = (
                f"{self.subject} holds more than {MAX_FAULTS:,} faults; the others are not told"
            )
            self.problems[Problem(self.document.path, 1 + self.shift, 1, message)] = None
        return guide, sorted(self.problems)

    def _guide(self) -> Guide | None:
        root = self.document.root
        for problem in self.document.problems:
            after = "nothing after it is read" if root else "nothing is read"
            self.problems[
                replace(
                    problem,
                    line=problem.line + self.shift,
                    message=f"{problem.message}; {after}",
                )
            ] = None
        if root is None:
            if not self.document.problems:
                empty = not self.document.text.strip()
                words = "is empty" if empty else "holds nothing but comments"
                self.note(None, "", f"{self.subject} {words}")
            return None
        if not isinstance(root, Mapping):
            if not self.document.problems:
                self.note(root, "", "a troubleshooting file is a mapping with the key 'entries'")
            return None
        return self._guide_of(root)

    def _guide_of(self, root: Mapping) -> Guide | None:
        place = Place(root, "", Field("", self.shape, prose=False))
        pairs = self._top_pairs(place)
        if not self._is_known_version(root, pairs.pop("schema", None)):
            return None
        entries = self._entries(root, pairs.pop("entries", None))
        header = {
            key: data
            for key, below in pairs.items()
            if (data := self._header_value(key, below)) is not None
        }
        return Guide.model_validate({**header, "schema": SCHEMA_VERSIONS[-1], "entries": entries})

    def _top_pairs(self, place: Place) -> dict[str, Place]:
        """Return the values of the known keys of the file; note unknown and repeated ones."""
        found: dict[str, Place] = {}
        root = place.value
        for key, value in root.items if isinstance(root, Mapping) else ():
            field = canonical(key, self.shape)
            if field.key not in self.shape.known:
                if self._has_enough():
                    continue
                self.note_fault(unknown_key(place, key.text, key), _LEFT_OUT)
            elif field.key in found:
                self._note_repeated("", found[field.key].path, key, "the first one counts")
            else:
                found[field.key] = Place(value, below_path("", key), field)
        return found

    def _note_repeated(self, path: str, first: str, key: Scalar, outcome: str) -> None:
        also = f" as '{first}'" if key.text != first else ""
        self.note(key, path, f"'{shortened(key.text)}' stands here already{also}", outcome)

    # The header

    def _is_known_version(self, root: Mapping, place: Place | None) -> bool:
        assumed = f"version {SCHEMA_VERSIONS[-1]} is assumed"
        if place is None:
            if not self.document.problems:
                self.note(root, "", f"the key 'schema' is missing; {assumed}")
            return True
        value = place.value
        known = ", ".join(map(str, SCHEMA_VERSIONS))
        if isinstance(value, Scalar):
            if not value.is_text:
                number = odd_of(value).value
                if number in SCHEMA_VERSIONS and not isinstance(number, bool):
                    return True
            elif value.text in map(str, SCHEMA_VERSIONS):
                self.note(value, "schema", f"'{value.text}' is text to YAML, take the quotes away")
                return True
            if not value.text.strip():
                self.note(value, "schema", "is empty", assumed)
                return True
            words = f"version '{shortened(value.text)}' is not known (known are {known})"
        else:
            words = f"is not a version (known are {known})"
        self.note(value, "schema", words, f"nothing of {self.subject} is used")
        return False

    def _header_value(self, key: str, place: Place) -> Any:
        """Return what the header has under *key* as far as it is valid; None if it has nothing."""
        if id(place.value) in self.unfinished or self._is_too_large(place, _LEFT_OUT):
            return None
        converter = Converter(self.shift)
        data = converter.convert(place.value, place.field.shape)
        if converter.doubtful:
            self._note_doubts(place, "the first one counts")
        if key not in _LOOSE or not isinstance(data, dict):
            return data if self._is_valid_header({key: data}, key, place) else None
        return {
            name: value
            for name, value in data.items()
            if self._is_valid_header({key: {name: value}}, key, place)
        }

    def _is_valid_header(self, data: dict[str, Any], key: str, place: Place) -> bool:
        try:
            Guide.model_validate({"schema": SCHEMA_VERSIONS[-1], "entries": [], **data})
        except ValidationError as error:
            # The models' locations begin with the key.
            whole = Mapping(1, 1, [(Scalar(1, 1, key, plain=True), place.value)])
            root = Place(whole, "", Field("", self.shape, prose=False))
            if not self._has_enough():
                for fault in faults_of(error, root, self.lines):
                    self.note_fault(fault, _LEFT_OUT)
            return False
        return True

    def _note_doubts(self, place: Place, outcome: str) -> bool:
        """Note keys that stand twice and texts that are cut; tell whether there are such keys."""
        repeated = False
        for mapping, first, key in repeated_keys(place):
            repeated = True
            self._note_repeated(mapping.path, first.text, key, outcome)
        for text in cut_texts(place):
            words = "the text ends before ' #', which begins a comment; quote it to keep the rest"
            self.note(text.value, text.path, words)
        return repeated

    def _is_too_large(self, place: Place, outcome: str) -> bool:
        if place.value.size <= MAX_VALUES:
            return False
        self.note(place.value, place.path, f"holds more than {MAX_VALUES:,} values", outcome)
        return True

    # The entries

    def _entries(self, root: Mapping, place: Place | None) -> list[Entry]:
        if place is None:
            if not self.document.problems:
                self.note(root, "", "the key 'entries' is missing")
            return []
        found: dict[str, Entry] = {}
        for below in self._entry_places(place):
            entry = self._entry(below)
            if entry is None:
                continue
            if entry.id in found:
                words = f"an entry with the id '{entry.id}' stands in {self.subject} already"
                self.note(below.value, below.path, words, _ENTRY_LEFT_OUT)
            else:
                found[entry.id] = entry
        return list(found.values())

    def _entry_places(self, place: Place) -> Iterable[Place]:
        value, path, field = place
        if isinstance(value, Sequence):
            if not value.items and not self.document.problems:
                self.note(value, path, "there are no entries")
            return [
                Place(item, f"{path}[{number}]", field)
                for number, item in enumerate(value.items)
                if id(item) not in self.unfinished
            ]
        if path == "entry" and id(value) not in self.unfinished:
            return [place]
        if isinstance(value, Scalar) and not value.text:
            if not self.document.problems:
                self.note(value, path, "there are no entries")
        elif id(value) not in self.unfinished:
            self.note(value, path, "is not a list of entries")
        return []

    def _entry(self, place: Place) -> Entry | None:
        if self._is_too_large(place, _ENTRY_LEFT_OUT):
            return None
        converter = Converter(self.shift)
        data = converter.convert(place.value, place.field.shape)
        repeated = converter.doubtful and self._note_doubts(place, _ENTRY_LEFT_OUT)
        try:
            entry = Entry.model_validate(data, context=self.context)
        except ValidationError as error:
            if not self._has_enough():
                for fault in faults_of(error, place, self.lines):
                    self.note_fault(fault, _ENTRY_LEFT_OUT)
            return None
        return None if repeated else entry
