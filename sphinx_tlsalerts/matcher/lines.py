"""Cut a text into lines within bounds, so that the size of a log does not matter."""

from __future__ import annotations

from typing import NamedTuple

from sphinx_tlsalerts.matcher.regex import compile_once

#: The most characters that are read: one half from the beginning, one from the end.
LIMIT = 2_000_000

#: Longer lines are cut into pieces, which overlap so that no signal is cut in two.
LONGEST_LINE = 4_000
OVERLAP = 300

ANSI = r"\x1b\[[0-9;]*[A-Za-z]"

#: Characters that are stripped from both ends of a line.
BLANK = "\r\0\t "


class Line(NamedTuple):
    """A line, or a piece of a long one."""

    number: int
    text: str
    low: str


class Excerpt(NamedTuple):
    """The lines of a text that are read."""

    lines: list[Line]
    characters: int  #: the length of the text
    skipped: int  #: how many characters are not read


def read_lines(text: str) -> Excerpt:
    """Cut *text* into lines, without the escape sequences of terminals."""
    whole = len(text)
    if whole <= LIMIT:
        return Excerpt(_cut(text, 1), whole, 0)
    half = LIMIT // 2
    rest = 1 + text.count("\n", 0, whole - half)
    lines = _cut(text[:half], 1) + _cut(text[-half:], rest)
    return Excerpt(lines, whole, whole - LIMIT)


def _cut(text: str, first: int) -> list[Line]:
    if "\x1b" in text:
        text = compile_once(ANSI).sub("", text)
    pieces: list[Line] = []
    if len(text) <= LONGEST_LINE and "\n" not in text:
        piece = text.strip(BLANK)
        return [Line(first, piece, piece.lower())] if piece else pieces
    for number, line in enumerate(text.split("\n"), first):
        for start in range(0, max(len(line), 1), LONGEST_LINE - OVERLAP):
            piece = line[start : start + LONGEST_LINE].strip(BLANK)
            if piece:
                pieces.append(Line(number, piece, piece.lower()))
            if start + LONGEST_LINE >= len(line):
                break
    return pieces
