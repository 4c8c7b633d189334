"""Explain syntax errors of YAML to authors of prose.

The parser reports where it stopped. The usual cause is one of a few characters with a meaning in
YAML. Each check looks for one of them near that place; the first match becomes the hint.
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
    """A character with a meaning in YAML. Line and column count from 1."""

    line: int
    column: int
    message: str


class _Scene(NamedTuple):
    """The place where the parser stopped. Lines and columns count from 0."""

    lines: list[str]
    row: int
    column: int
    message: str  #: of the parser
    context: str  #: the construct that the parser was reading
    start: tuple[int, int]  #: the beginning of that construct

    @property
    def line(self) -> str:
        return self.lines[self.row] if self.row < len(self.lines) else ""

    @property
    def before(self) -> str:
        """The part of the line before the place."""
        return self.line[: self.column]


FIX = "quote the text or use '|'"

#: The part of a line before its value: dashes of lists, and a key.
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
    """Return the character in *lines* that caused *error*, if one of the checks finds it."""
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
    traps = (check(scene) for check in _CHECKS)
    return next((trap for trap in traps if trap), None)


def _find_tab(scene: _Scene) -> Trap | None:
    indent = _INDENT.match(scene.line)
    if not indent or scene.column > len(scene.line) - len(scene.line.lstrip()):
        if scene.line[scene.column : scene.column + 1] == "\t":
            return Trap(scene.row + 1, scene.column + 1, "a tab stands here, use a blank")
        return None
    column = len(indent[1]) + 1
    return Trap(scene.row + 1, column, "a tab indents this line, use spaces")


def _find_forbidden_start(scene: _Scene) -> Trap | None:
    """Find a character that cannot begin a text without quotes."""
    row, column = scene.start
    meaning = _STARTS.get(scene.lines[row][column : column + 1]) if row < len(scene.lines) else None
    if meaning and any(part in scene.context for part in ("scanning", "tag", "directive")):
        return Trap(row + 1, column + 1, f"{meaning}: {FIX}")
    if "start any token" in scene.message and scene.line[scene.column : scene.column + 1] in "`@%":
        character = scene.line[scene.column]
        return Trap(
            scene.row + 1,
            scene.column + 1,
            f"text without quotes cannot begin with '{character}': {FIX}",
        )
    return None


def _find_block_indicator(scene: _Scene) -> Trap | None:
    row, column = scene.start
    if not scene.context.startswith("while scanning a block scalar"):
        return None
    indicator = scene.lines[row][column : column + 1]
    message = f"'{indicator}' takes the lines below it: put the text there or quote it"
    return Trap(row + 1, column + 1, message)


def _find_sign(scene: _Scene) -> Trap | None:
    signs = {"block sequence entries are": "-", "mapping keys are": "?"}
    for message, sign in signs.items():
        if scene.message.startswith((message, message.replace("block ", ""))):
            hint = f"text without quotes cannot begin with '{sign} ': {FIX}"
            return Trap(scene.row + 1, scene.column + 1, hint)
    return None


def _find_open_quote(scene: _Scene) -> Trap | None:
    row, column = scene.start
    if not scene.context.startswith("while scanning a quoted scalar"):
        return None
    quote = scene.lines[row][column : column + 1]
    return Trap(row + 1, column + 1, f"the quote {quote} that begins here is never closed")


def _find_escape(scene: _Scene) -> Trap | None:
    if "escape" not in scene.message and "hexdecimal" not in scene.message:
        return None
    column = scene.line.rfind("\\", 0, scene.column + 1)
    message = "a backslash in double quotes begins an escape: use single quotes or '|'"
    return Trap(scene.row + 1, max(column, 0) + 1, message)


def _find_closed_quote(scene: _Scene) -> Trap | None:
    """Find a quote that closes a quoted text too early."""
    before = scene.before.rstrip()
    quote = before[-1:]
    if quote not in {"'", '"'} or before == scene.before.strip()[:1]:
        return None
    if quote == "'":
        message = "an apostrophe inside single quotes ends the text: use double quotes or '|'"
    else:
        message = (
            "the text goes on after its closing quote: put all of it in single quotes or use '|'"
        )
    return Trap(scene.row + 1, len(before), message)


def _find_container(scene: _Scene) -> Trap | None:
    """Find a text that begins with a list or a mapping in the eyes of YAML."""
    before = scene.before.rstrip()
    column = _find_value(scene.line)
    bracket = scene.line[column : column + 1]
    if before[-1:] in {"]", "}"} and bracket in _CONTAINERS and column < scene.column:
        message = f"'{bracket}' begins {_CONTAINERS[bracket]} to YAML: {FIX}"
        return Trap(scene.row + 1, column + 1, message)
    return None


def _find_open_container(scene: _Scene) -> Trap | None:
    """Find a bracket that is followed by text and never closed."""
    row, column = scene.start
    line = scene.lines[row] if row < len(scene.lines) else ""
    bracket = line[column : column + 1]
    if "while parsing a flow" not in scene.context or bracket not in _CONTAINERS:
        return None
    if not line[column + 1 :].strip():
        return None
    message = (
        f"'{bracket}' begins {_CONTAINERS[bracket]} to YAML; if it is text, quote it or use '|'"
    )
    return Trap(row + 1, column + 1, message)


def _find_bare_dash(scene: _Scene) -> Trap | None:
    """Find a dash without a space on the last line above the place."""
    above = next((row for row in range(scene.row - 1, -1, -1) if scene.lines[row].strip()), 0)
    dash = _BARE_DASH.match(scene.lines[above])
    if not dash or "mapping values are not allowed" not in scene.message:
        return None
    message = f"'{dash[2]}' needs a space after its '-'"
    return Trap(above + 1, dash.start(2) + 1, message)


def _find_dedent(scene: _Scene) -> Trap | None:
    """Find a key that is indented less than the keys above it."""
    key = _KEY.match(scene.line)
    if "while parsing a block" not in scene.context or not key or scene.before.strip():
        return None
    if not _WHOLE_KEY.match(scene.line):
        return None
    message = f"'{key[1]}' is not indented like the keys that it belongs to"
    return Trap(scene.row + 1, scene.column + 1, message)


def _find_colon(scene: _Scene) -> Trap | None:
    if not scene.message.startswith("mapping values are not allowed"):
        return None
    place = scene.row + 1, scene.column + 1
    key = _KEY.fullmatch(scene.before.rstrip())
    if key:
        message = f"either '{key[1]}' is indented too far, or the text above it wants quotes or '|'"
        return Trap(*place, message)
    return Trap(*place, f"a text without quotes cannot hold ': ': {FIX}")


def _find_comment(scene: _Scene) -> Trap | None:
    """Find a comment in the middle of a text that continues below it."""
    for row in range(min(scene.row, len(scene.lines) - 1), max(scene.row - 3, -1), -1):
        line = scene.lines[row]
        comment = _COMMENT.search(line, _find_value(line))
        if comment and row < scene.row:
            message = f"' #' begins a comment, and no text can go on below it: {FIX}"
            return Trap(row + 1, comment.end(1) + 1, message)
        if row < scene.row and line.strip():
            break
    return None


def _find_missing_key(scene: _Scene) -> Trap | None:
    if "could not find expected ':'" not in scene.message:
        return None
    row, column = scene.start
    message = "this line has no key: indent it below the text that it belongs to"
    return Trap(row + 1, column + 1, message)


def _find_value(line: str) -> int:
    lead = _LEAD.match(line)
    return lead.end() if lead else 0


_CHECKS: tuple[Callable[[_Scene], Trap | None], ...] = (
    _find_tab,
    _find_forbidden_start,
    _find_block_indicator,
    _find_sign,
    _find_open_quote,
    _find_escape,
    _find_closed_quote,
    _find_container,
    _find_open_container,
    _find_comment,
    _find_bare_dash,
    _find_colon,
    _find_missing_key,
    _find_dedent,
)
