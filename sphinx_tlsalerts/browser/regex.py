"""Translate regular expressions of Python to JavaScript."""

from __future__ import annotations

import re

#: The characters of Python's ``\s`` in ASCII; JavaScript's has those of Unicode.
_SPACE = r" \t-\r"

_PIECES = r"\(\?P<|\\.|\[\^?\]?|\]|[^\\\[\](]+|\("


def translate_regex(pattern: str) -> str:
    r"""Return *pattern* in JavaScript, for use with the flag ``s`` (``.`` is every character).

    In Python ``.`` excludes only line feeds, which no searched line has.

    :raises ValueError: a construct has another meaning in JavaScript

    >>> translate_regex(r"(?P<rest>[\s:]\s*)")
    '(?<rest>[ \\t-\\r:][ \\t-\\r]*)'
    """
    pieces: list[str] = []
    in_class = False
    for match in re.finditer(_PIECES, pattern, re.DOTALL):
        piece = match[0]
        if piece == "(?P<":
            pieces.append("(" + ("?P<" if in_class else "?<"))
        elif piece == r"\s":
            pieces.append(_SPACE if in_class else f"[{_SPACE}]")
        elif piece == r"\S":
            if in_class:
                raise ValueError(f"no browser has {piece} of ASCII in a class: {pattern}")
            pieces.append(f"[^{_SPACE}]")
        else:
            pieces.append(piece)
        if piece[0] == "[" and not in_class:
            in_class = True
        elif piece == "]":
            in_class = False
    return "".join(pieces)
