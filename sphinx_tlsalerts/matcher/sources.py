"""List what the evidence of a paste is searched in: its lines, folded and joined, and as they are.

Folding takes away what programs put around a line, such as ``npm ERR!``, which shows the program.
Joining puts rows together, some of which begin with a command. So each row that folding or joining
changes is searched as it is as well.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.folding import BLANK, drop_controls
from sphinx_tlsalerts.matcher.lines import LIMIT
from sphinx_tlsalerts.matcher.places import SLASHES
from sphinx_tlsalerts.matcher.regex import compile_once
from sphinx_tlsalerts.matcher.wraps import LONGEST_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.matcher.wraps import Line

#: The most characters of rows as they are.
MOST_CHARACTERS = 40_000

#: Marks that change the direction of text: what a reader sees is not what is there.
DECEPTIVE = r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"


#: White space that parts of rules have as spaces.
WHITE = r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"


class Source(NamedTuple):
    """A line that is searched."""

    number: int
    text: str
    low: str  #: in lower case, with slashes for backslashes
    rows: tuple[tuple[int, int, int], ...] = ()  #: number, offset in the text, offset in ``low``
    is_deceptive: bool = False  #: whether a row has :data:`DECEPTIVE` characters
    cuts: tuple[int, ...] = ()  #: offsets at which a word may be cut
    head: str = ""  #: the folded row, if its first word may be the rest of one
    tail: str = ""  #: the folded row, if its last word may go on in the next row

    def find_row(self, offset: int, *, in_low: bool = False) -> int:
        """Return the number of the row at an offset."""
        number = self.number
        for row, start, start_low in self.rows:
            if (start_low if in_low else start) > offset:
                break
            number = row
        return number

    def may_cut(self, start: int, end: int) -> bool:
        """Return whether a part of the text may be a part of a word."""
        part = self.text[start:end]
        return (
            start in self.cuts
            or end in self.cuts
            or (bool(self.tail) and self.tail.endswith(part))
            or (bool(self.head) and self.head.startswith(part))
        )


def list_numbers(line: Line) -> list[int]:
    """Return the numbers of the rows of a line."""
    return [piece.number for piece in line.wrap.pieces] if line.wrap else [line.number]


def list_sources(text: str, lines: Iterable[Line]) -> list[Source]:
    """Return some lines of a text and the rows that differ from them, in the order of numbers."""
    by_number: dict[int, list[str]] = {}
    sides: dict[int, tuple[str, str]] = {}
    sources: list[Source] = []
    for line in lines:
        sides |= _list_sides(line)
        for number in list_numbers(line):
            by_number.setdefault(number, []).append("" if line.wrap else line.text)
        sources.append(_build_source(line))
    raw = {number: row for number, row in _list_rows(text) if number in by_number}
    deceptive: set[int] = set()
    if not text.isascii():
        search = compile_once(DECEPTIVE).search
        deceptive = {number for number, row in raw.items() if search(row)}
    if deceptive:
        sources = [_mark_deceptive(source, deceptive) for source in sources]
    rest = MOST_CHARACTERS
    for number, whole in raw.items():
        row = compile_once(WHITE).sub(" ", whole[:LONGEST_LINE]).strip(BLANK)
        if row and by_number[number] != [row]:
            rest -= len(row)
            if rest < 0:
                break
            low = _fold_slashes(row.lower())
            head, tail = sides.get(number, ("", ""))
            sources.append(Source(number, row, low, (), number in deceptive, (), head, tail))
    return sorted(sources, key=lambda source: source.number)


def _build_source(line: Line) -> Source:
    low = _fold_slashes(line.low)
    if not line.wrap:
        return Source(line.number, line.text, low)
    pieces = line.wrap.pieces
    gaps = [*map(len, line.wrap.gaps), 0]
    texts = accumulate(len(piece.text) + gap for piece, gap in zip(pieces, gaps, strict=True))
    lows = accumulate(
        len(_fold_slashes(piece.low)) + gap for piece, gap in zip(pieces, gaps, strict=True)
    )
    starts = zip(pieces, [0, *texts], [0, *lows], strict=False)
    rows = tuple((piece.number, start, start_low) for piece, start, start_low in starts)
    doubtful = zip(line.wrap.gaps, line.wrap.other_gaps, rows[1:], strict=True)
    cuts = [start for gap, other, (_, start, _) in doubtful if gap and gap != other]
    return Source(
        line.number, line.text, low, rows, cuts=tuple(at - back for at in cuts for back in (1, 0))
    )


def _list_sides(line: Line) -> dict[int, tuple[str, str]]:
    """Return the rows of a wrapped line that may begin or end with a part of a word."""
    if not line.wrap:
        return {}
    pieces = line.wrap.pieces
    gaps = zip(line.wrap.gaps, line.wrap.other_gaps, strict=True)
    is_open = [False, *(not gap or gap != other for gap, other in gaps), False]
    return {
        piece.number: (piece.text if is_open[at] else "", piece.text if is_open[at + 1] else "")
        for at, piece in enumerate(pieces)
    }


def _mark_deceptive(source: Source, deceptive: set[int]) -> Source:
    numbers = [row[0] for row in source.rows] or [source.number]
    return source._replace(is_deceptive=not deceptive.isdisjoint(numbers))


def _list_rows(text: str) -> Iterator[tuple[int, str]]:
    """Yield the rows of a text as they are, with their numbers."""
    if len(text) <= LIMIT:
        halves = [(1, text)]
    else:
        half = LIMIT // 2
        halves = [(1, text[:half]), (1 + text.count("\n", 0, len(text) - half), text[-half:])]
    for first, part in halves:
        yield from enumerate(drop_controls(part).split("\n"), first)


def _fold_slashes(low: str) -> str:
    """Return a line with the paths of Windows, also escaped ones, like those of other systems."""
    return compile_once(SLASHES).sub("/", low) if "\\" in low else low
