"""YAML with the place of every value, read under bounds.

The tree is built from parse events in one loop, without recursion, so that
neither depth nor aliases can exhaust the process. What was complete before a
syntax error stays usable.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import yaml

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    class Mark(Protocol):
        """A place in a file, as libyaml and PyYAML give it. Counts from 0."""

        line: int
        column: int


MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 1_000_000  # counted as if every alias were written out

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault of a file, with its place. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """Return the fault as compilers write it."""
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


@dataclass(slots=True)
class Scalar:
    """A single value, as text; ``plain`` is without quotes and not a block."""

    line: int
    column: int
    text: str
    plain: bool
    size: int = 1

    @property
    def is_text(self) -> bool:
        """Whether YAML takes the value for text, not for a number, a date or a truth value."""
        return not self.plain or _resolve(self.text) == "tag:yaml.org,2002:str"


@dataclass(slots=True)
class Sequence:
    """A list of values."""

    line: int
    column: int
    items: list[Value] = field(default_factory=list)
    size: int = 1


@dataclass(slots=True)
class Mapping:
    """Pairs in the order of the file; keys may come twice."""

    line: int
    column: int
    items: list[tuple[Scalar, Value]] = field(default_factory=list)
    size: int = 1
    key: Scalar | None = None  # the key whose value has not come yet


Value: TypeAlias = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the root (None if there is none) and the faults found so far."""

    path: str
    root: Value | None
    problems: tuple[Problem, ...]


class _RefusedError(Exception):
    """The events go past a bound or use something we refuse."""

    def __init__(self, event: yaml.Event, message: str) -> None:
        super().__init__(message)
        self.place, self.message = _place(event.start_mark), message


def _place(mark: Mark | None) -> tuple[int, int]:
    """Return line and column of *mark*, counted from 1."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


_resolver = yaml.resolver.Resolver()


def _resolve(text: str) -> str:
    return str(_resolver.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]


def read_file(file: Path, path: str) -> Document:
    """Read the YAML or JSON *file*; faults carry the name *path*.

    Never raises for what stands in the file or for a file that cannot be read.
    """
    if file.is_dir():
        return _failed(path, "is a directory, not a file")
    try:
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
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        message = f"the file is not UTF-8 (byte 0x{raw[error.start]:02X})"
        return Document(path, None, (Problem(path, line, column, message),))
    return parse_json(text, path) if path.endswith(".json") else parse_yaml(text, path)


def _failed(path: str, message: str) -> Document:
    return Document(path, None, (Problem(path, 1, 1, message),))


def parse_json(text: str, path: str) -> Document:
    """Parse *text* as JSON, with the places of its values."""
    try:
        json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if isinstance(error, RecursionError):
            return _failed(path, f"is nested deeper than {MAX_DEPTH} levels")
        problem = Problem(
            path, error.lineno, error.colno, f"JSON syntax error: {error.msg.lower()}"
        )
        return Document(path, None, (problem,))
    # Valid JSON is YAML but for tabs between tokens (inside strings they are escaped) and for
    # characters beyond U+FFFF that are written as two escapes.
    document = parse_yaml(text.replace("\t", " "), path)
    for scalar in _scalars(document.root):
        scalar.text = scalar.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return document


def _scalars(root: Value | None) -> list[Scalar]:
    found: list[Scalar] = []
    todo = [root] if root else []
    while todo:
        value = todo.pop()
        if isinstance(value, Scalar):
            found.append(value)
        elif isinstance(value, Sequence):
            todo += value.items
        else:
            for key, item in value.items:
                found.append(key)
                todo.append(item)
    return found


def parse_yaml(text: str, path: str) -> Document:
    """Parse *text* as one YAML document, with the places of its values."""
    builder = _TreeBuilder()
    problem: Problem | None = None
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.note_event(event)
    except _RefusedError as error:
        problem = Problem(path, *error.place, error.message)
    except yaml.MarkedYAMLError as error:
        place = _place(error.problem_mark or error.context_mark)
        words = error.problem or error.context or "not valid"
        problem = Problem(path, *place, f"YAML syntax error: {words}")
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"the character U+{_code_point(error.character):04X} is not allowed in YAML"
        problem = Problem(path, *place, message)
    return Document(path, builder.root, (problem,) if problem else ())


def _code_point(character: str | int | bytes) -> int:
    if isinstance(character, int):
        return character
    return ord(character[:1])


class _TreeBuilder:
    """Turns parse events into values."""

    def __init__(self) -> None:
        self.root: Value | None = None
        self.open: list[Sequence | Mapping] = []
        self.anchors: dict[str, Value] = {}
        self.names: list[str | None] = []
        self.documents = 0
        self.size = 0

    def note_event(self, event: yaml.Event) -> None:
        """Take the next event of the parser."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _RefusedError(event, "a second document starts here; only one is read")
        elif isinstance(event, yaml.AliasEvent):
            self._note_alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event)
            plain = bool(event.implicit[0])
            scalar = Scalar(*_place(event.start_mark), event.value, plain)
            self._add(event, scalar, event.anchor)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._note_start(event)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self._note_end(event)

    def _refuse_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag not in (None, "!"):
            raise _RefusedError(event, f"the tag '{event.tag}' is refused; tags are not read")

    def _note_alias(self, event: yaml.AliasEvent) -> None:
        if event.anchor not in self.anchors:
            raise _RefusedError(event, f"the alias '*{event.anchor}' has no anchor before it")
        self._add(event, self.anchors[event.anchor], None)

    def _note_start(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        self._refuse_tag(event)
        if len(self.open) >= MAX_DEPTH:
            raise _RefusedError(event, f"is nested deeper than {MAX_DEPTH} levels")
        kind = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
        value = kind(*_place(event.start_mark))
        self._add(event, value, None)
        self.open.append(value)
        self.names.append(event.anchor)

    def _note_end(self, event: yaml.Event) -> None:
        value = self.open.pop()
        # An anchor counts from the end of its value: a value cannot hold itself.
        anchor = self.names.pop()
        if anchor:
            self.anchors[anchor] = value
        if self.open:
            self._count(event, self.open[-1], value.size - 1)

    def _count(self, event: yaml.Event, parent: Sequence | Mapping, size: int) -> None:
        parent.size += size
        if parent.size > MAX_NODES:
            raise _RefusedError(event, f"holds more than {MAX_NODES:,} values")

    def _add(self, event: yaml.Event, value: Value, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = value
        if not self.open:
            self.root = value
            return
        parent = self.open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(value)
        elif parent.key is not None:
            parent.items.append((parent.key, value))
            parent.key = None
        elif isinstance(value, Scalar):
            parent.key = value
        else:
            raise _RefusedError(event, "a list or a mapping cannot be a key")
        self._count(event, parent, value.size)
