"""Parse events and errors of JSON text, in the form that the YAML parser uses.

Versions of Python differ in the wording of some errors and in their limit of depth; authors read
the same messages with all of them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import yaml

from sphinx_tlsalerts.yamltree.yaml_events import MAX_DEPTH, TOO_DEEP

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_BRACKET = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
_PIECE = _STRING + r'|[\[\]{}\n]|[^\s\[\]{},:"]++'


def holds_more_than(values: int, text: str) -> bool:
    """Return whether *text*, if it is valid JSON, certainly holds more *values*.

    Checked before parsing, since Python's parser builds all values in memory.
    """
    return _count_at_least(text) > values and _count_at_least(re.sub(_STRING, "", text)) > values


def _count_at_least(text: str) -> int:
    """Return a lower bound of the values in *text*, provided that no mark is inside quotes."""
    return max(map(text.count, ",[{"))


def find_json_error(text: str) -> tuple[int, int, str] | None:
    """Return the place and message of the first error of *text*, None if it is valid JSON."""
    deep = _find_too_deep(text)
    if deep is not None:  # first, since Python's own limit of depth differs from 3.14 on
        return *_find_place(text, deep), TOO_DEEP
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        message, index = error.msg.lower().removesuffix(" at"), error.pos
        before = text[:index].rstrip()
        if before.endswith(",") and text[index : index + 1] in {"]", "}"}:  # before Python 3.13
            kind = {"]": "array", "}": "object"}[text[index]]
            message, index = f"illegal trailing comma before end of {kind}", len(before) - 1
        return *_find_place(text, index), f"JSON syntax error: {message}"
    return None


def _find_place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _find_too_deep(text: str) -> int | None:
    """Return the index of the first bracket that is nested deeper than MAX_DEPTH."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return None
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            return match.start()
    return None


def read_json_events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of *text*, which must be valid JSON, as the YAML parser would.

    The YAML parser cannot read all of JSON: JSON allows characters in strings, line breaks before
    colons and long keys that YAML refuses, and writes characters beyond U+FFFF as two escapes.
    """
    line = start_of_line = 0
    for match in re.finditer(_PIECE, text):
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
                value = _unquote(word) if quoted else word
                yield yaml.ScalarEvent(None, None, (not quoted, quoted), value, mark)


def _unquote(quoted: str) -> str:
    text: str = json.loads(quoted)
    # A surrogate escape may lack its other half.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
