"""Join the lines of a paste that a terminal, a box or a mail program wrapped.

Input: the rows of a paste, without their frames. Output: lines; a line that was wrapped knows its
pieces, each with its own number.

A row continues on the next one if the first word of that did not fit any more. Whether a full row
was cut between two words or in a word cannot be seen, so known words decide, and the line keeps
the other spelling for those who find nothing in this one.

Invariants: linear time; each row is in one line, and the order stays; a line of several rows is no
longer than :data:`LONGEST_LINE`.

Example: the rows ``certificate verify failed: unable to get lo`` and ``cal issuer certificate``
become ``certificate verify failed: unable to get local issuer certificate``.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.folding import BLANK
from sphinx_tlsalerts.matcher.regex import compile_once

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_tlsalerts.matcher.folding import Row

#: Longer lines are cut into pieces, which overlap so that no signal is cut in two.
LONGEST_LINE = 4_000

OVERLAP = 300

#: No word of the messages of TLS is longer.
LONGEST_WORD = 60

#: Texts without an edge are not wrapped at fewer columns: the longest line of a short text is not
#: full. Fewer are enough where the next row is indented further.
NARROWEST, NARROWEST_HANGING = 56, 40

#: The beginning of a line that does not continue the one before.
BEGINNING = (
    r"Traceback \(|File \"|During handling |The above exception |Caused by: |at [\w.$]{1,200}\("
    r"|[-*<\u2022$] |[\w.]{1,120}(?:Error|Exception|Warning)(?:: |$)"
    r"|verify (?:error|return)|depth=\d|(?:[0-9A-Fa-f]{4,16}:)?error:[0-9A-Fa-f]{8}:|[A-Z]{3,8}: "
    r"|curl: |fatal: |(?:sslv3|tlsv1|ssl/tls) "
)

#: The end of a line that is complete.
COMPLETE = r"_ssl\.c:\d{1,6}\)[\"')\]}]*\.?$"

#: The words at both sides of a cut.
LAST_WORD, FIRST_WORD = r"(?<!\w)\w+$", r"^\w+"

#: A syllable with its hyphen. Programs that wrap text cut there as well.
HYPHENATED = r"[A-Za-z0-9]-$"

#: Signs between which there is no space: at the end of a row, and at the beginning of the next.
TIGHT_ENDS, TIGHT_BEGINNINGS = "([{/\\=@._-", ")]}.,;:/\\=@_-"

#: A quotation mark that ends a word which was cut before it.
CLOSING = r"^[\"'][,)\]}:;]"

#: The first word of a sentence, after a full stop at the end of the row before.
SENTENCE = r"^[A-Z][a-z]* "

WORD = r"[a-z]+"

#: Words of messages about TLS that no verification code, alert or sentence has.
MORE_WORDS = (
    "aborted attribute because bundle caused checked compiled connect consuming contain couldn "
    "curl default detected directory early either end endpoint enough eof errno exception "
    "executed extra file forcibly import installed larger layer lib library line load loaded "
    "locally locations machine module negotiate negotiation network occurred openssl operation "
    "options parse password permission problem process protocols read reading reason reset "
    "retries return returned routines secure setting shared shutdown small socket start started "
    "such supports than time timed unavailable unsafe url urlopen used values when while wrong"
)


class Line(NamedTuple):
    """A line, or a piece of a long one."""

    number: int
    text: str
    low: str
    wrap: Wrap | None = None


class Wrap(NamedTuple):
    """The rows of a line that was wrapped."""

    pieces: tuple[Line, ...]
    gaps: tuple[str, ...]  #: what is between two pieces: a space or nothing
    other_gaps: tuple[str, ...]  #: the other spelling; the same if there is no doubt

    def join_pieces(self, gaps: Sequence[str], first: int = 0, last: int | None = None) -> Line:
        """Return some pieces as one line without a wrap."""
        pieces = self.pieces[first:last]
        parts = [pieces[0].text]
        lows = [pieces[0].low]
        for gap, piece in zip(gaps[first:], pieces[1:], strict=False):
            parts += (gap, piece.text)
            lows += (gap, piece.low)
        return Line(pieces[0].number, "".join(parts), "".join(lows))


def find_row(line: Line, offset: int) -> int:
    """Return the number of the row that has a character of a line, which may have been wrapped."""
    if line.wrap is None:
        return line.number
    end = 0
    for piece, gap in zip(line.wrap.pieces, (*line.wrap.gaps, ""), strict=True):
        end += len(piece.text) + len(gap)
        if offset < end:
            return piece.number
    return line.wrap.pieces[-1].number


def join_rows(rows: Sequence[Row]) -> list[Line]:
    """Return the lines of a text, the wrapped ones as one."""
    if len(rows) == 1:
        return _build_lines(rows, 0)
    lines: list[Line] = []
    for block in _find_blocks(rows):
        width = max(row.end for row in block) if len(block) > 1 else 0
        group = [block[0]]
        length = len(block[0].text)
        for row in block[1:]:
            length += 1 + len(row.text)
            if length > LONGEST_LINE or not _continues(group, row, width):
                lines += _build_lines(group, width)
                group, length = [], len(row.text)
            group.append(row)
        lines += _build_lines(group, width)
    return lines


def _find_blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the runs of rows without an empty line in between."""
    block: list[Row] = []
    for row in rows:
        if block and (row.number != block[-1].number + 1 or not row.end):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _continues(group: Sequence[Row], row: Row, width: int) -> bool:
    """Return whether a row continues the rows before it.

    :param width: the width of the widest row around
    """
    before = group[-1]
    limit = before.limit or width
    narrowest = NARROWEST_HANGING if row.lead > group[0].lead else NARROWEST
    if row.begins or row.edge != before.edge or (not before.limit and limit < narrowest):
        return False
    first = row.text.find(" ")
    if before.end + 1 + (len(row.text) if first < 0 else first) <= limit:
        return False
    if "_ssl.c:" in before.text and compile_once(COMPLETE).search(before.text):
        return False
    return not compile_once(BEGINNING).match(row.text)


def _build_lines(group: Sequence[Row], width: int) -> list[Line]:
    """Return a group of rows as one line; a long row as several ones that overlap."""
    if len(group) == 1:
        number, text, *_frame = group[0]
        if len(text) <= LONGEST_LINE:
            return [Line(number, text, text.lower())]
        return [*_cut_line(number, text)]
    pieces = tuple(Line(row.number, row.text, row.text.lower()) for row in group)
    full = [before.end >= (before.limit or width) for before in group[:-1]]
    is_cut = all(full) and len(full) > 1  # a program that wraps at words leaves some rows shorter
    gaps = [_find_gap(before, row, width, is_cut=is_cut) for before, row in pairwise(group)]
    best = tuple(gap for gap, _doubtful in gaps)
    others = tuple(("" if gap else " ") if doubtful else gap for gap, doubtful in gaps)
    wrap = Wrap(pieces, best, others)
    return [wrap.join_pieces(best)._replace(wrap=wrap)]


def _cut_line(number: int, text: str) -> Iterator[Line]:
    for start in range(0, len(text), LONGEST_LINE - OVERLAP):
        piece = text[start : start + LONGEST_LINE].strip(BLANK)
        if piece:
            yield Line(number, piece, piece.lower())
        if start + LONGEST_LINE >= len(text):
            return


def _find_gap(before: Row, row: Row, width: int, *, is_cut: bool) -> tuple[str, bool]:
    """Return what is between two rows, and whether that is in doubt.

    :param is_cut: whether all rows of the line but the last are full
    """
    if compile_once(HYPHENATED).search(before.text[-2:]):
        return "", False
    if before.spaced:
        return " ", False
    if row.lead and row.lead != before.lead:
        return " ", before.end >= (before.limit or width)  # a word may be longer than a row
    if before.end < (before.limit or width):
        return " ", False
    if before.text[-1] == "." and compile_once(SENTENCE).match(row.text):
        return " ", False
    last = compile_once(LAST_WORD).search(before.text[-LONGEST_WORD:])
    first = compile_once(FIRST_WORD).match(row.text[:LONGEST_WORD])
    if last and first:
        tight = _is_one_word(last[0], first[0], is_cut=is_cut)
    else:
        tight = (
            before.text[-1] in TIGHT_ENDS
            or row.text[0] in TIGHT_BEGINNINGS
            or bool(compile_once(CLOSING).match(row.text))
        )
    return "" if tight else " ", True


def _is_one_word(last: str, first: str, *, is_cut: bool) -> bool:
    """Return whether two parts are one word."""
    whole = last + first
    if "_" in whole and whole.upper() == whole:  # a name in capitals
        return True
    words = load_known_words()
    syllables = last.rpartition("_")[2] + first.partition("_")[0]
    if syllables.lower() in words:
        return True
    return is_cut and not (last.lower() in words and first.lower() in words)


@cache
def load_known_words() -> frozenset[str]:
    """Return the words of verification codes, alerts and sentences, and :data:`MORE_WORDS`."""
    from sphinx_tlsalerts.matcher.readers import (
        list_sentences,
        load_alert_texts,
        load_code_texts,
    )

    texts: list[str] = [*load_alert_texts(), *(text for text, _constant in load_code_texts())]
    texts += (part for parts in list_sentences() for part in parts)
    find = compile_once(WORD).findall
    return frozenset(MORE_WORDS.split()).union(*map(find, texts))
