"""Read the lines of a text within bounds, so that neither its form nor its size matters."""

from __future__ import annotations

from typing import NamedTuple

from sphinx_tlsalerts.matcher.folding import Row, drop_controls, fold_line
from sphinx_tlsalerts.matcher.wraps import Line, join_rows

#: The most characters that are read: one half from the beginning, one from the end.
LIMIT = 2_000_000


class Excerpt(NamedTuple):
    """The lines of a text that are read."""

    lines: list[Line]
    characters: int  #: the length of the text
    skipped: int  #: how many characters are not read


def read_lines(text: str) -> Excerpt:
    """Return the lines of *text* without what terminals, boxes and logs put around them.

    A line that was wrapped is one line, with the number of its first row.
    """
    whole = len(text)
    if whole <= LIMIT:
        return Excerpt(join_rows(_fold(text, 1)), whole, 0)
    half = LIMIT // 2
    rest = 1 + text.count("\n", 0, whole - half)
    rows = _fold(text[:half], 1) + _fold(text[-half:], rest)
    return Excerpt(join_rows(rows), whole, whole - LIMIT)


def fold_text(text: str) -> str:
    """Return *text* without what is around its lines; wrapped lines stay as they are."""
    return "\n".join(row.text for row in _fold(text, 1))


def _fold(text: str, first: int) -> list[Row]:
    text = drop_controls(text)
    if "\n" not in text:
        return fold_line(first, text)
    lines = enumerate(text.split("\n"), first)
    return [row for number, line in lines for row in fold_line(number, line)]
