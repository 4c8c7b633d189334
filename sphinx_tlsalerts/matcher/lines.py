"""The lines of a text, bounded, so that megabytes of log do no harm."""

from __future__ import annotations

from typing import NamedTuple

from sphinx_tlsalerts.matcher.regex import compiled

#: How much of a text is looked at: half from its beginning, half from its end.
LIMIT = 2_000_000

#: A longer line is taken in pieces, which overlap so that nothing is cut in two.
LONGEST = 4_000
OVERLAP = 300

ANSI = r"\x1b\[[0-9;]*[A-Za-z]"

#: What a line may begin and end with that is no part of it.
BLANK = "\r\0\t "


class Line(NamedTuple):
    """A line, or a piece of a long one."""

    number: int
    text: str
    low: str


class Excerpt(NamedTuple):
    """What is looked at of a text."""

    lines: list[Line]
    characters: int  #: how many there are
    skipped: int  #: how many of them are not looked at


def read_lines(text: str) -> Excerpt:
    """Cut *text* into lines, without escape sequences of terminals and without control bytes."""
    whole = len(text)
    if whole <= LIMIT:
        return Excerpt(_cut(text, 1), whole, 0)
    half = LIMIT // 2
    rest = 1 + text.count("\n", 0, whole - half)
    lines = _cut(text[:half], 1) + _cut(text[-half:], rest)
    return Excerpt(lines, whole, whole - LIMIT)


def _cut(text: str, first: int) -> list[Line]:
    if "\x1b" in text:
        text = compiled(ANSI).sub("", text)
    found: list[Line] = []
    if len(text) <= LONGEST and "\n" not in text:
        piece = text.strip(BLANK)
        return [Line(first, piece, piece.lower())] if piece else found
    for number, line in enumerate(text.split("\n"), first):
        for start in range(0, max(len(line), 1), LONGEST - OVERLAP):
            piece = line[start : start + LONGEST].strip(BLANK)
            if piece:
                found.append(Line(number, piece, piece.lower()))
            if start + LONGEST >= len(line):
                break
    return found
