"""Parse YAML and JSON into a tree whose values know their line and column, within bounds.

One loop without recursion builds the tree from parse events, so neither depth nor aliases can
exhaust the process. Values that were complete before a syntax error remain usable.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from sphinx_tlsalerts.util import shorten
from sphinx_tlsalerts.yamltree.json_events import find_json_error, holds_more_than, read_json_events
from sphinx_tlsalerts.yamltree.tree import (
    SHARE,
    Mapping,
    Problem,
    Scalar,
    Sequence,
    Value,
    find_end,
    split_lines,
)
from sphinx_tlsalerts.yamltree.yaml_events import (
    MAX_DEPTH,
    NO_KEY,
    TOO_DEEP,
    find_refusal,
    read_yaml_events,
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
TOO_MANY = f"holds more than {MAX_NODES:,} values"

#: A comment after a value: text that is lost if the author did not mean a comment.
_COMMENT = re.compile(r"[ \t]+#")

_BLANKS = frozenset(" \t")
_BLOCKS = frozenset("|>")


@dataclass(frozen=True)
class Document:
    """A parsed file: the root (None if there is none) and the problems.

    After a syntax error ``unfinished`` holds the lists and mappings that were still open.
    """

    path: str
    root: Value | None
    problems: tuple[Problem, ...]
    unfinished: tuple[Sequence | Mapping, ...] = field(default=(), compare=False, repr=False)
    text: str = field(default="", compare=False, repr=False)

    @property
    def exceeds_bound(self) -> bool:
        """Return whether reading ended at the bound of depth or of the number of values."""
        return any(problem.message in {TOO_DEEP, TOO_MANY} for problem in self.problems)


class _RefusedError(Exception):
    """The events exceed a bound or use a refused feature, such as a tag."""

    def __init__(self, event: yaml.Event, message: str) -> None:
        super().__init__(message)
        self.place, self.message = _convert_mark(event.start_mark), message


def _convert_mark(mark: Mark | None) -> tuple[int, int]:
    """Return the line and column of *mark*, counted from 1."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def read_file(file: Path, path: str) -> Document:
    """Read the YAML or JSON *file*; problems carry the name *path*.

    Raises nothing: an unreadable file and any content end up as problems.
    """
    try:
        if file.is_dir():
            return _report(path, "is a directory, not a file")
        if file.is_fifo():  # reading would block until a process writes to it
            return _report(path, "is a pipe, not a file")
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return _report(path, "the file does not exist")
    except (OSError, ValueError) as error:
        return _report(path, f"the file cannot be read ({getattr(error, 'strerror', error)})")
    return _parse_bytes(raw, path)


def _parse_bytes(raw: bytes, path: str) -> Document:
    if len(raw) > MAX_BYTES:
        return _report(path, f"the file is larger than {MAX_BYTES // 1024**2} MiB")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _report(path, "the file is not UTF-8 but UTF-16, save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The object of the error is the file without its byte order mark.
        place = find_end(error.object[: error.start].decode("utf-8"))
        message = f"the file is not UTF-8 (byte 0x{error.object[error.start]:02X})"
        return Document(path, None, (Problem(path, *place, message),))
    return parse_json(text, path) if path.endswith(".json") else parse_yaml(text, path)


def _report(path: str, message: str) -> Document:
    return Document(path, None, (Problem(path, 1, 1, message),))


def parse_json(text: str, path: str) -> Document:
    """Parse *text* as JSON, with the places of its values."""
    if not text.strip():
        return Document(path, None, (), text=text)
    if holds_more_than(MAX_NODES, text):
        return _report(path, TOO_MANY)
    error = find_json_error(text)
    if error:
        return Document(path, None, (Problem(path, *error),), text=text)
    return _build(read_json_events(text), text, path)


def parse_yaml(text: str, path: str) -> Document:
    """Parse *text* as one YAML document, with the places of its values."""
    return _build(read_yaml_events(text), text, path)


def _build(events: Iterable[yaml.Event], text: str, path: str) -> Document:
    builder = _TreeBuilder(text)
    problem: Problem | None = None
    try:
        builder.take(events)
    except _RefusedError as error:
        problem = Problem(path, *error.place, error.message)
    except yaml.MarkedYAMLError as error:
        refusal = find_refusal(error, text, builder.end, len(builder.open))
        problem = Problem(path, *refusal) if refusal else _explain_syntax_error(error, text, path)
    except yaml.reader.ReaderError as error:
        place = find_end(_cut_before(text, error))
        message = f"the character U+{_get_code_point(error.character):04X} is not allowed in YAML"
        problem = Problem(path, *place, message)
        # The parser checks all characters before it parses: read the lines above this one.
        root = parse_yaml("\n".join(split_lines(text)[: place[0] - 1]), path).root
        return Document(path, root, (problem,), tuple(_list_unfinished(root)), text)
    return Document(path, builder.root, (problem,) if problem else (), tuple(builder.open), text)


def _list_unfinished(root: Value | None) -> Iterator[Sequence | Mapping]:
    """Yield the lists and mappings that are still open at the end of the text."""
    value = root
    while isinstance(value, Sequence | Mapping):
        yield value
        last = value.items[-1] if value.items else None
        value = last[1] if isinstance(last, tuple) else last


def _explain_syntax_error(error: yaml.MarkedYAMLError, text: str, path: str) -> Problem:
    from sphinx_tlsalerts.yamltree.hints import find_trap

    message = error.problem
    trap = find_trap(split_lines(text), error)
    if trap:
        return Problem(
            path, trap.line, trap.column, f"YAML syntax error: {message}; {trap.message}"
        )
    # libyaml reports the end of a file on a line after the last one.
    place = min(_convert_mark(error.problem_mark or error.context_mark), find_end(text))
    return Problem(path, *place, f"YAML syntax error: {message}")


def _cut_before(text: str, error: yaml.reader.ReaderError) -> str:
    """Return the text before the character that *error* is about."""
    if error.encoding == "unicode":  # from PyYAML itself
        return text[: error.position]
    return text.encode()[: error.position].decode(errors="ignore")  # libyaml counts bytes


def _get_code_point(character: str | int | bytes) -> int:
    if isinstance(character, int):
        return character
    return ord(character[:1])


class _TreeBuilder:
    """Builds values from parse events."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Value | None = None
        self.top: Sequence | Mapping | None = None  # the innermost open list or mapping
        self.open: list[Sequence | Mapping] = []
        self.begun: list[tuple[str | None, int]] = []  # of each: its anchor, the size before it
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
            raise _refuse_tag(event)
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
            # Messages about a key give the place of its alias, not of its anchor.
            if isinstance(self.top, Mapping) and self.top.key is None:
                value = value.copy_to(*_convert_mark(event.start_mark))
        elif len(self.open) + value.height > MAX_DEPTH:
            raise _refuse_depth(event)
        self._add(event, value, value.size)
        self._grow(value)

    def _note_start(self, event: Any) -> None:
        if event.tag is not None:
            raise _refuse_tag(event)
        if len(self.open) == MAX_DEPTH:
            raise _refuse_depth(event)
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
        # Registered only now, so a value cannot contain itself.
        if anchor:
            self.anchors[anchor] = value
        self.top = self.open[-1] if self.open else None
        self._grow(value)

    def _grow(self, value: Value) -> None:
        """Update the height of the innermost open value, which now holds *value*."""
        if self.top and self.top.height <= value.height:
            self.top.height = value.height + 1

    def _add(self, event: yaml.Event, value: Value, size: int) -> None:
        self.size += size
        if self.size > MAX_NODES:
            raise _RefusedError(event, TOO_MANY)
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
    """Ignore an event without a value."""


def _refuse_tag(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> _RefusedError:
    tag = shorten(str(event.tag))
    message = f"the tag '{tag}' is refused: tags are not read; quote it if it is text"
    return _RefusedError(event, message)


def _refuse_depth(event: yaml.Event) -> _RefusedError:
    return _RefusedError(event, TOO_DEEP)
