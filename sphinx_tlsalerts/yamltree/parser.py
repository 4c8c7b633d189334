"""YAML with the place of every value, read under bounds.

The tree is built from parse events in one loop, without recursion, so that
neither depth nor aliases can exhaust the process. What was complete before a
syntax error stays usable.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from sphinx_tlsalerts.util import shortened
from sphinx_tlsalerts.yamltree.json_events import holds_more_than, json_error, json_events
from sphinx_tlsalerts.yamltree.tree import (
    SHARE,
    Mapping,
    Problem,
    Scalar,
    Sequence,
    Value,
    end_of,
    split_lines,
)
from sphinx_tlsalerts.yamltree.yaml_events import (
    MAX_DEPTH,
    NO_KEY,
    TOO_DEEP,
    refusal_before,
    yaml_events,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sphinx_tlsalerts.yamltree.hints import Mark

__all__ = [
    "Document",
    "Mapping",
    "Problem",
    "Scalar",
    "Sequence",
    "Value",
    "parse_json",
    "parse_yaml",
    "read_file",
    "split_lines",
]

MAX_BYTES = 16 * 1024 * 1024
MAX_NODES = 500_000  # counted as if every alias were written out

#: What may follow a value and is lost if it was meant as text.
_COMMENT = re.compile(r"[ \t]+#")

_BLANKS = frozenset(" \t")
_BLOCKS = frozenset("|>")


@dataclass(frozen=True)
class Document:
    """What was read: the root (None if there is none) and the faults found so far.

    After a syntax error ``unfinished`` has the lists and mappings that were still open.
    """

    path: str
    root: Value | None
    problems: tuple[Problem, ...]
    unfinished: tuple[Sequence | Mapping, ...] = field(default=(), compare=False, repr=False)
    text: str = field(default="", compare=False, repr=False)


class _RefusedError(Exception):
    """The events go past a bound or use something we refuse."""

    def __init__(self, event: yaml.Event, message: str) -> None:
        super().__init__(message)
        self.place, self.message = _place(event.start_mark), message


def _place(mark: Mark | None) -> tuple[int, int]:
    """Return line and column of *mark*, counted from 1."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def read_file(file: Path, path: str) -> Document:
    """Read the YAML or JSON *file*; faults carry the name *path*.

    Never raises for what stands in the file or for a file that cannot be read.
    """
    try:
        if file.is_dir():
            return _failed(path, "is a directory, not a file")
        if file.is_fifo():  # reading would wait for somebody who writes
            return _failed(path, "is a pipe, not a file")
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return _failed(path, "the file does not exist")
    except (OSError, ValueError) as error:
        return _failed(path, f"the file cannot be read ({getattr(error, 'strerror', error)})")
    return _parse_bytes(raw, path)


def _parse_bytes(raw: bytes, path: str) -> Document:
    if len(raw) > MAX_BYTES:
        return _failed(path, f"the file is larger than {MAX_BYTES // 1024**2} MiB")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _failed(path, "the file is not UTF-8 but UTF-16, save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The object of the error is the file without its byte order mark.
        place = end_of(error.object[: error.start].decode("utf-8"))
        message = f"the file is not UTF-8 (byte 0x{error.object[error.start]:02X})"
        return Document(path, None, (Problem(path, *place, message),))
    return parse_json(text, path) if path.endswith(".json") else parse_yaml(text, path)


def _failed(path: str, message: str) -> Document:
    return Document(path, None, (Problem(path, 1, 1, message),))


def parse_json(text: str, path: str) -> Document:
    """Parse *text* as JSON, with the places of its values."""
    if not text.strip():
        return Document(path, None, (), text=text)
    if holds_more_than(MAX_NODES, text):
        return _failed(path, f"holds more than {MAX_NODES:,} values")
    error = json_error(text)
    if error:
        return Document(path, None, (Problem(path, *error),), text=text)
    return _build(json_events(text), text, path)


def parse_yaml(text: str, path: str) -> Document:
    """Parse *text* as one YAML document, with the places of its values."""
    return _build(yaml_events(text), text, path)


def _build(events: Iterable[yaml.Event], text: str, path: str) -> Document:
    builder = _TreeBuilder(text)
    problem: Problem | None = None
    try:
        builder.take(events)
    except _RefusedError as error:
        problem = Problem(path, *error.place, error.message)
    except yaml.MarkedYAMLError as error:
        refusal = refusal_before(error, text, builder.end, len(builder.open))
        problem = Problem(path, *refusal) if refusal else _syntax_error(error, text, path)
    except yaml.reader.ReaderError as error:
        place = end_of(_before(text, error))
        message = f"the character U+{_code_point(error.character):04X} is not allowed in YAML"
        problem = Problem(path, *place, message)
        # The parser has looked at all characters first: read what stands above this line.
        root = parse_yaml("\n".join(split_lines(text)[: place[0] - 1]), path).root
        return Document(path, root, (problem,), tuple(_last_ones(root)), text)
    return Document(path, builder.root, (problem,) if problem else (), tuple(builder.open), text)


def _last_ones(root: Value | None) -> Iterator[Sequence | Mapping]:
    """Yield the lists and mappings that would go on if the text did."""
    value = root
    while isinstance(value, Sequence | Mapping):
        yield value
        last = value.items[-1] if value.items else None
        value = last[1] if isinstance(last, tuple) else last


def _syntax_error(error: yaml.MarkedYAMLError, text: str, path: str) -> Problem:
    from sphinx_tlsalerts.yamltree.hints import find_trap

    words = error.problem
    trap = find_trap(split_lines(text), error)
    if trap:
        return Problem(path, trap.line, trap.column, f"YAML syntax error: {words}; {trap.words}")
    # libyaml finds the end of a file on a line of its own, even where there is none.
    place = min(_place(error.problem_mark or error.context_mark), end_of(text))
    return Problem(path, *place, f"YAML syntax error: {words}")


def _before(text: str, error: yaml.reader.ReaderError) -> str:
    """Return what stands before the character that *error* is about."""
    if error.encoding == "unicode":  # PyYAML itself
        return text[: error.position]
    return text.encode()[: error.position].decode(errors="ignore")  # libyaml counts bytes


def _code_point(character: str | int | bytes) -> int:
    if isinstance(character, int):
        return character
    return ord(character[:1])


class _TreeBuilder:
    """Turns parse events into values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Value | None = None
        self.top: Sequence | Mapping | None = None  # the last one of those that are open
        self.open: list[Sequence | Mapping] = []
        self.begun: list[tuple[str | None, int]] = []  # for each: its anchor, the size before it
        self.anchors: dict[str, Value] = {}
        self.documents = 0
        self.size = 0
        self.last: yaml.Event | None = None

    @property
    def end(self) -> int:
        """The end of the last event in the text."""
        mark: Mark | None = self.last.end_mark if self.last else None
        return mark.index if mark else 0

    def take(self, events: Iterable[yaml.Event]) -> None:
        """Take all events of the parser."""
        note_of: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._note_scalar,
            yaml.MappingStartEvent: self._note_start,
            yaml.SequenceStartEvent: self._note_start,
            yaml.MappingEndEvent: self._note_end,
            yaml.SequenceEndEvent: self._note_end,
            yaml.AliasEvent: self._note_alias,
            yaml.DocumentStartEvent: self._note_document,
            yaml.StreamStartEvent: _ignore,
            yaml.DocumentEndEvent: _ignore,
            yaml.StreamEndEvent: _ignore,
        }
        for event in events:
            note_of[type(event)](event)
            self.last = event

    def _note_document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _RefusedError(event, "a second document starts here; only one is read")

    def _note_scalar(self, event: Any) -> None:
        if event.tag is not None:
            raise _tag_refused(event)
        mark, text, plain = event.start_mark, event.value, event.implicit[0]
        scalar = Scalar(mark.line + 1, mark.column + 1, text, plain)
        if not plain:
            scalar.block = event.style in _BLOCKS
        elif event.end_mark:
            end = event.end_mark.index
            if self.text[end : end + 1] in _BLANKS:
                scalar.cut = _COMMENT.match(self.text, end) is not None
        if event.anchor:
            self.anchors[event.anchor] = scalar
        self._add(event, scalar, 1 + len(text) // SHARE)

    def _note_alias(self, event: yaml.AliasEvent) -> None:
        value = self.anchors.get(event.anchor or "")
        if value is None:
            message = f"the alias '*{event.anchor}' has no anchor before it; quote it if it is text"
            raise _RefusedError(event, message)
        if isinstance(value, Scalar):
            # A key stands where it is written, be it as an alias.
            if isinstance(self.top, Mapping) and self.top.key is None:
                value = value.at(*_place(event.start_mark))
        elif len(self.open) + value.height > MAX_DEPTH:
            raise _too_deep(event)
        self._add(event, value, value.size)
        self._grow(value)

    def _note_start(self, event: Any) -> None:
        if event.tag is not None:
            raise _tag_refused(event)
        if len(self.open) == MAX_DEPTH:
            raise _too_deep(event)
        mark = event.start_mark
        kind = Sequence if type(event) is yaml.SequenceStartEvent else Mapping
        value = kind(mark.line + 1, mark.column + 1, flow=bool(event.flow_style))
        self.begun.append((event.anchor, self.size))
        self._add(event, value, 1)
        self.open.append(value)
        self.top = value

    def _note_end(self, _event: yaml.Event) -> None:
        value = self.open.pop()
        anchor, size_before = self.begun.pop()
        value.size = self.size - size_before
        # An anchor counts from the end of its value: a value cannot hold itself.
        if anchor:
            self.anchors[anchor] = value
        self.top = self.open[-1] if self.open else None
        self._grow(value)

    def _grow(self, value: Value) -> None:
        """Give the last open value its height, now that it holds *value*."""
        if self.top and self.top.height <= value.height:
            self.top.height = value.height + 1

    def _add(self, event: yaml.Event, value: Value, size: int) -> None:
        self.size += size
        if self.size > MAX_NODES:
            raise _RefusedError(event, f"holds more than {MAX_NODES:,} values")
        top = self.top
        if top is None:
            self.root = value
        elif isinstance(top, Sequence):
            top.items.append(value)
        elif top.key is not None:
            top.items.append((top.key, value))
            top.key = None
        elif isinstance(value, Scalar):
            top.key = value
        else:
            raise _RefusedError(event, NO_KEY)


def _ignore(_event: yaml.Event) -> None:
    """Take an event that says nothing of the values."""


def _tag_refused(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> _RefusedError:
    tag = shortened(str(event.tag))
    message = f"the tag '{tag}' is refused: tags are not read; quote it if it is text"
    return _RefusedError(event, message)


def _too_deep(event: yaml.Event) -> _RefusedError:
    return _RefusedError(event, TOO_DEEP)
