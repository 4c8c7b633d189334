"""What a syntax error of YAML means to somebody who writes prose.

The parser says where it could not go on. Mostly one of a few characters
brought it there that mean something to YAML: the line shows which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml import MarkedYAMLError


class Mark(Protocol):
    """A place in a file, as libyaml and PyYAML give it. Counts from 0."""

    index: int
    line: int
    column: int


class Trap(NamedTuple):
    """A character that means something to YAML. Line and column count from 1."""

    line: int
    column: int
    words: str


class _Scene(NamedTuple):
    """Where the parser stopped. Counts from 0."""

    lines: list[str]
    row: int
    column: int
    message: str  #: the parser's words
    context: str  #: what it was at, and since where
    start: tuple[int, int]

    @property
    def line(self) -> str:
        return self.lines[self.row] if self.row < len(self.lines) else ""

    @property
    def before(self) -> str:
        """What stands before the place on its line."""
        return self.line[: self.column]


CURE = "quote the text or use '|'"

#: What may stand before a value on its line: dashes of lists, and a key.
_LEAD = re.compile(r"\s*(?:- +)*(?:[^\s'\"\[\]{}#,:][^:#]*:\s+)?(?:- +)*")
_INDENT = re.compile(r"( *)\t")
_COMMENT = re.compile(r"\S(\s+)#")
_KEY = re.compile(r"\s*(?:- +)*([\w-]+)")
_WHOLE_KEY = re.compile(r"\s*(?:- +)*[\w-]+:(?:\s|$)")
_BARE_DASH = re.compile(r"(\s*)(-[A-Za-z_]\w*):(?:\s|$)")

_CONTAINERS = {"[": "a list", "{": "a mapping"}
_STARTS = {
    "*": "'*' begins an alias to YAML",
    "&": "'&' begins an anchor to YAML",
    "!": "'!' begins a tag to YAML",
    "%": "'%' at the start of a line begins a directive to YAML",
}


def find_trap(lines: list[str], error: MarkedYAMLError) -> Trap | None:
    """Return what in *lines* brought the parser to *error*, if they show it."""
    mark: Mark | None = error.problem_mark or error.context_mark
    if mark is None:
        return None
    start: Mark = error.context_mark or mark
    scene = _Scene(
        lines,
        mark.line,
        mark.column,
        error.problem or "",
        error.context or "",
        (start.line, start.column),
    )
    found = (look(scene) for look in _LOOKS)
    return next((trap for trap in found if trap), None)


def _tab(scene: _Scene) -> Trap | None:
    indent = _INDENT.match(scene.line)
    if not indent or scene.column > len(scene.line) - len(scene.line.lstrip()):
        if scene.line[scene.column : scene.column + 1] == "\t":
            return Trap(scene.row + 1, scene.column + 1, "a tab stands here, use a blank")
        return None
    column = len(indent[1]) + 1
    return Trap(scene.row + 1, column, "a tab indents this line, use spaces")


def _start(scene: _Scene) -> Trap | None:
    """Find a character that cannot begin a text, as the parser saw it."""
    row, column = scene.start
    words = _STARTS.get(scene.lines[row][column : column + 1]) if row < len(scene.lines) else None
    if words and any(word in scene.context for word in ("scanning", "tag", "directive")):
        return Trap(row + 1, column + 1, f"{words}: {CURE}")
    if "start any token" in scene.message and scene.line[scene.column : scene.column + 1] in "`@%":
        character = scene.line[scene.column]
        return Trap(
            scene.row + 1,
            scene.column + 1,
            f"text without quotes cannot begin with '{character}': {CURE}",
        )
    return None


def _block(scene: _Scene) -> Trap | None:
    row, column = scene.start
    if not scene.context.startswith("while scanning a block scalar"):
        return None
    indicator = scene.lines[row][column : column + 1]
    words = f"'{indicator}' takes the lines below it: put the text there or quote it"
    return Trap(row + 1, column + 1, words)


def _sign(scene: _Scene) -> Trap | None:
    signs = {"block sequence entries are": "-", "mapping keys are": "?"}
    for message, sign in signs.items():
        if scene.message.startswith((message, message.replace("block ", ""))):
            words = f"text without quotes cannot begin with '{sign} ': {CURE}"
            return Trap(scene.row + 1, scene.column + 1, words)
    return None


def _open_quote(scene: _Scene) -> Trap | None:
    row, column = scene.start
    if not scene.context.startswith("while scanning a quoted scalar"):
        return None
    quote = scene.lines[row][column : column + 1]
    return Trap(row + 1, column + 1, f"the quote {quote} that begins here is never closed")


def _escape(scene: _Scene) -> Trap | None:
    if "escape" not in scene.message and "hexdecimal" not in scene.message:
        return None
    column = scene.line.rfind("\\", 0, scene.column + 1)
    words = "a backslash in double quotes begins an escape: use single quotes or '|'"
    return Trap(scene.row + 1, max(column, 0) + 1, words)


def _closed_quote(scene: _Scene) -> Trap | None:
    """Find a quote that ended a text before its end."""
    before = scene.before.rstrip()
    quote = before[-1:]
    if quote not in {"'", '"'} or before == scene.before.strip()[:1]:
        return None
    if quote == "'":
        words = "an apostrophe inside single quotes ends the text: use double quotes or '|'"
    else:
        words = (
            "the text goes on after its closing quote: put all of it in single quotes or use '|'"
        )
    return Trap(scene.row + 1, len(before), words)


def _container(scene: _Scene) -> Trap | None:
    """Find a text that begins with what is a list or a mapping to YAML."""
    before = scene.before.rstrip()
    column = _value_start(scene.line)
    bracket = scene.line[column : column + 1]
    if before[-1:] in {"]", "}"} and bracket in _CONTAINERS and column < scene.column:
        words = f"'{bracket}' begins {_CONTAINERS[bracket]} to YAML: {CURE}"
        return Trap(scene.row + 1, column + 1, words)
    return None


def _open_container(scene: _Scene) -> Trap | None:
    """Find a bracket with text behind it that is never closed."""
    row, column = scene.start
    line = scene.lines[row] if row < len(scene.lines) else ""
    bracket = line[column : column + 1]
    if "while parsing a flow" not in scene.context or bracket not in _CONTAINERS:
        return None
    if not line[column + 1 :].strip():
        return None
    words = f"'{bracket}' begins {_CONTAINERS[bracket]} to YAML; if it is text, quote it or use '|'"
    return Trap(row + 1, column + 1, words)


def _dash(scene: _Scene) -> Trap | None:
    """Find a dash without a space, above the line where the parser stopped."""
    above = next((row for row in range(scene.row - 1, -1, -1) if scene.lines[row].strip()), 0)
    found = _BARE_DASH.match(scene.lines[above])
    if not found or "mapping values are not allowed" not in scene.message:
        return None
    words = f"'{found[2]}' needs a space after its '-'"
    return Trap(above + 1, found.start(2) + 1, words)


def _dedent(scene: _Scene) -> Trap | None:
    """Find a key that is indented less than those above it."""
    key = _KEY.match(scene.line)
    if "while parsing a block" not in scene.context or not key or scene.before.strip():
        return None
    if not _WHOLE_KEY.match(scene.line):
        return None
    words = f"'{key[1]}' is not indented like the keys that it belongs to"
    return Trap(scene.row + 1, scene.column + 1, words)


def _colon(scene: _Scene) -> Trap | None:
    if not scene.message.startswith("mapping values are not allowed"):
        return None
    place = scene.row + 1, scene.column + 1
    key = _KEY.fullmatch(scene.before.rstrip())
    if key:
        words = f"either '{key[1]}' is indented too far, or the text above it wants quotes or '|'"
        return Trap(*place, words)
    return Trap(*place, f"a text without quotes cannot hold ': ': {CURE}")


def _comment(scene: _Scene) -> Trap | None:
    """Find a comment in the middle of a text that goes on below it."""
    for row in range(min(scene.row, len(scene.lines) - 1), max(scene.row - 3, -1), -1):
        line = scene.lines[row]
        found = _COMMENT.search(line, _value_start(line))
        if found and row < scene.row:
            words = f"' #' begins a comment, and no text can go on below it: {CURE}"
            return Trap(row + 1, found.end(1) + 1, words)
        if row < scene.row and line.strip():
            break
    return None


def _no_key(scene: _Scene) -> Trap | None:
    if "could not find expected ':'" not in scene.message:
        return None
    row, column = scene.start
    words = "this line has no key: indent it below the text that it belongs to"
    return Trap(row + 1, column + 1, words)


def _value_start(line: str) -> int:
    lead = _LEAD.match(line)
    return lead.end() if lead else 0


_LOOKS: tuple[Callable[[_Scene], Trap | None], ...] = (
    _tab,
    _start,
    _block,
    _sign,
    _open_quote,
    _escape,
    _closed_quote,
    _container,
    _open_container,
    _comment,
    _dash,
    _colon,
    _no_key,
    _dedent,
)
