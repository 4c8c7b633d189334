"""Regular expressions of Python in the language of browsers."""

from __future__ import annotations

import re

#: What ``\s`` is to Python in ASCII; browsers take blanks of all languages for it.
_SPACE = r" \t-\r"

_PIECES = r"\(\?P<|\\.|\[\^?\]?|\]|[^\\\[\](]+|\("


def javascript(pattern: str) -> str:
    r"""Return *pattern* for browsers, which are told that ``.`` is every character.

    No line that is searched has a line feed, the only character that Python leaves out.

    :raises ValueError: it has what the two languages do not mean alike

    >>> javascript(r"(?P<rest>[\s:]\s*)")
    '(?<rest>[ \\t-\\r:][ \\t-\\r]*)'
    """
    found: list[str] = []
    in_class = False
    for match in re.finditer(_PIECES, pattern, re.DOTALL):
        piece = match[0]
        if piece == "(?P<":
            found.append("(" + ("?P<" if in_class else "?<"))
        elif piece == r"\s":
            found.append(_SPACE if in_class else f"[{_SPACE}]")
        elif piece == r"\S":
            if in_class:
                raise ValueError(f"no browser has {piece} of ASCII in a class: {pattern}")
            found.append(f"[^{_SPACE}]")
        else:
            found.append(piece)
        if piece[0] == "[" and not in_class:
            in_class = True
        elif piece == "]":
            in_class = False
    return "".join(found)
