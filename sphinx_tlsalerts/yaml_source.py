"""YAML with the place of every value, read under bounds.

The tree is built from parse events in one loop, without recursion, so that
neither depth nor aliases can exhaust the process. What was complete before a
syntax error stays usable.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Protocol

    class Mark(Protocol):
        """A place in a file, as libyaml and PyYAML give it. Counts from 0."""

        line: int
        column: int


MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 1_000_000  # counted as if every alias were written out

#: Where YAML begins a new line.
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

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
    height: int = 0

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
    height: int = 1  # levels of lists and mappings, this one included


@dataclass(slots=True)
class Mapping:
    """Pairs in the order of the file; keys may come twice."""

    line: int
    column: int
    items: list[tuple[Scalar, Value]] = field(default_factory=list)
    size: int = 1
    height: int = 1
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
    try:
        if file.is_dir():
            return _failed(path, "is a directory, not a file")
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
        # The object of the error is the file without its byte order mark.
        place = _end_of(error.object[: error.start].decode("utf-8"))
        message = f"the file is not UTF-8 (byte 0x{error.object[error.start]:02X})"
        return Document(path, None, (Problem(path, *place, message),))
    return parse_json(text, path) if path.endswith(".json") else parse_yaml(text, path)


def _failed(path: str, message: str) -> Document:
    return Document(path, None, (Problem(path, 1, 1, message),))


def parse_json(text: str, path: str) -> Document:
    """Parse *text* as JSON, with the places of its values."""
    if not text.strip():
        return Document(path, None, ())
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except RecursionError:
        pass  # what is nested too deep is refused below, with its place
    except json.JSONDecodeError as error:
        words = error.msg.lower().removesuffix(" at")
        problem = Problem(path, error.lineno, error.colno, f"JSON syntax error: {words}")
        return Document(path, None, (problem,))
    return _build(_json_events(text), text, path)


_JSON_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}\n]|[^\s\[\]{},:"]++')


def _json_events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of *text*, which is valid JSON, as the YAML parser would.

    It cannot do so itself: JSON allows characters in strings, breaks before colons and lengths
    of keys that YAML does not, and writes characters beyond U+FFFF as two escapes.
    """
    line = start_of_line = 0
    for match in _JSON_TOKEN.finditer(text):
        column = match.start() - start_of_line
        mark = yaml.Mark("", match.start(), line, column, None, 0)
        match match[0]:
            case "\n":
                line, start_of_line = line + 1, match.end()
            case "[":
                yield yaml.SequenceStartEvent(None, None, True, mark)  # noqa: FBT003 -- positional there
            case "{":
                yield yaml.MappingStartEvent(None, None, True, mark)  # noqa: FBT003 -- positional there
            case "]":
                yield yaml.SequenceEndEvent(mark)
            case "}":
                yield yaml.MappingEndEvent(mark)
            case word:
                quoted = word.startswith('"')
                value = _json_string(word) if quoted else word
                yield yaml.ScalarEvent(None, None, (not quoted, quoted), value, mark)


def _json_string(quoted: str) -> str:
    text: str = json.loads(quoted)
    # An escape for half of a character beyond U+FFFF may lack its other half.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def parse_yaml(text: str, path: str) -> Document:
    """Parse *text* as one YAML document, with the places of its values."""
    return _build(yaml.parse(text, Loader=_Loader), text, path)


def _build(events: Iterable[yaml.Event], text: str, path: str) -> Document:
    builder = _TreeBuilder()
    problem: Problem | None = None
    try:
        for event in events:
            builder.note_event(event)
    except _RefusedError as error:
        problem = Problem(path, *error.place, error.message)
    except yaml.MarkedYAMLError as error:
        # libyaml finds the end of a file on a line of its own, even where there is none.
        place = min(_place(error.problem_mark or error.context_mark), _end_of(text))
        words = error.problem or error.context or "not valid"
        problem = Problem(path, *place, f"YAML syntax error: {words}")
    except yaml.reader.ReaderError as error:
        place = _end_of(_before(text, error))
        message = f"the character U+{_code_point(error.character):04X} is not allowed in YAML"
        problem = Problem(path, *place, message)
    return Document(path, builder.root, (problem,) if problem else ())


def _before(text: str, error: yaml.reader.ReaderError) -> str:
    """Return what stands before the character that *error* is about."""
    if error.encoding == "unicode":  # PyYAML itself
        return text[: error.position]
    return text.encode()[: error.position].decode(errors="ignore")  # libyaml counts bytes


def _end_of(before: str) -> tuple[int, int]:
    """Return the line and column that follow the text *before*, counted from 1."""
    lines = _BREAK.split(before)
    return len(lines), len(lines[-1]) + 1


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
            self._count(event, value, value.size - 1)

    def _count(self, event: yaml.Event, value: Value, size: int) -> None:
        """Count *value*, or what came into it since it was counted, for the value around it."""
        parent = self.open[-1]
        parent.height = max(parent.height, value.height + 1)
        parent.size += size
        if parent.size > MAX_NODES:
            raise _RefusedError(event, f"holds more than {MAX_NODES:,} values")

    def _add(self, event: yaml.Event, value: Value, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = value
        if len(self.open) + value.height > MAX_DEPTH:
            raise _RefusedError(event, f"is nested deeper than {MAX_DEPTH} levels")
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
            # A key stands where it is written, be it as an alias.
            parent.key = Scalar(*_place(event.start_mark), value.text, value.plain)
        else:
            raise _RefusedError(event, "a list or a mapping cannot be a key")
        self._count(event, value, value.size)
