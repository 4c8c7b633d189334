"""The events of JSON text, as the YAML parser would give them, and its errors.

Python words some errors and counts some levels differently from version to version; authors read
the same of all.
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
    """Return whether valid JSON certainly holds more *values*: Python reads it as a whole."""
    return _most(text) > values and _most(re.sub(_STRING, "", text)) > values


def _most(text: str) -> int:
    """Return how many values *text* has at least, if none of its marks stands in quotes."""
    return max(map(text.count, ",[{"))


def json_error(text: str) -> tuple[int, int, str] | None:
    """Return the place and words of the first error of *text*, if it is not valid JSON."""
    deep = _too_deep(text)
    if deep is not None:  # as much as Python can take, more since 3.14, would come before ours
        return *_place(text, deep), TOO_DEEP
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        words, index = error.msg.lower().removesuffix(" at"), error.pos
        before = text[:index].rstrip()
        if before.endswith(",") and text[index : index + 1] in {"]", "}"}:  # before Python 3.13
            kind = {"]": "array", "}": "object"}[text[index]]
            words, index = f"illegal trailing comma before end of {kind}", len(before) - 1
        return *_place(text, index), f"JSON syntax error: {words}"
    return None


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _too_deep(text: str) -> int | None:
    """Return the index of the first bracket below the levels that are read."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return None
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            return match.start()
    return None


def json_events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of *text*, which is valid JSON, as the YAML parser would.

    It cannot do so itself: JSON allows characters in strings, breaks before colons and lengths
    of keys that YAML does not, and writes characters beyond U+FFFF as two escapes.
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
                value = _unquoted(word) if quoted else word
                yield yaml.ScalarEvent(None, None, (not quoted, quoted), value, mark)


def _unquoted(quoted: str) -> str:
    text: str = json.loads(quoted)
    # An escape for half of a character beyond U+FFFF may lack its other half.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
