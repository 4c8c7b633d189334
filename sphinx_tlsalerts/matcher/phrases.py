"""Phrases: the fixed words of messages without a mnemonic, in order, with gaps in between.

The index has one pair of neighbouring words for each phrase, the rarest of its pairs. A query
looks up each of its own pairs and compares the rest of a phrase only where the index has the pair.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.regex import compile_once

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx_tlsalerts.matcher.wraps import Line, Wrap

#: Names in quotes. A longer quotation is usually an inner error, and part of the message.
_QUOTED = (
    r"(?<![A-Za-z])'[^'\s]{0,200}(?:\s[^'\s]{1,80}){0,2}'(?![A-Za-z])"
    r"|\"[^\"\s]{0,200}(?:\s[^\"\s]{1,80}){0,2}\"|`[^`\s]{0,200}`"
)

#: Other parts that vary: addresses, paths, numbers, words in angle brackets.
_VARIABLE = (
    r"<[^<>\n]{1,80}>|\{\+[^}\n]{1,80}\+\}|…|\.\.\.|\(_ssl\.c:\d+\)"
    r"|\S{0,80}(?:://|[/\\@]|[\w-]\.[\w-]|\w:\d)\S*|(?<!\w)\d\S*"
    r"|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|UTC|GMT)\b"
)

#: aiohttp's argument: ``ssl:default``, ``ssl:True``, ``ssl:<ssl.SSLContext object …>``.
_ARGUMENT = r"\bssl:(?:default|True|False|None|<ssl\.SSLContext[^<>]{0,60}>)(?= \[)"

#: The name of a TLS library inside a part that varies, such as ``libssl.so.1.1``.
_TLS_LIBRARY = r"lib(?:ssl|crypto|gnutls)|_ssl(?!\.c)"
_TRACEBACK = "Traceback (most recent call last)"
_CLASS = r"\b\w*(?:Error|Exception|Warning)\b:?"
WORD = r"[a-z_][a-z0-9_]*(?:['-][a-z0-9_]+)*"

#: A word of TLS. A phrase that has one needs no further context.
_OWN = (
    r"ssl|tls|cert|cipher|handshake|openssl|x\.?509|\bpem\b|\bcrl\b|ocsp|alert|hostname|pkix"
    r"|truststore|keystore|\bca\b|protocol"
)

#: Words that texts about other certificates and protocols have as well.
_ANY_CERTIFICATE = r"certificates?|protocol"
_FEWEST_OF_ANY = 5

#: Ordinary messages of HTTP libraries and of the system that also appear with TLS errors.
_COMMON = frozenset(
    {
        "connection aborted",
        "remote end closed connection without response",
        "remote disconnected",
        "server disconnected",
        "max retries exceeded with url",
        "temporary failure in name resolution",
        "name or service not known",
        "the read operation timed out",
        "timed out",
        "wrong password",
        "bad password",
        "an existing connection was forcibly closed by the remote host",
        "socket hang up",
        "end of file",
        "unexpected end of file",
        "internal error",
        "unknown error",
    }
)

#: The fewest words of a phrase that counts anywhere, and the fewest that are next to each other. A
#: shorter one counts only where a word of TLS is in it or near it, or if it is the whole text.
_FEWEST, _FEWEST_OWN = 4, 2

#: A program's own code of an error, which counts by itself: ``DB-1234``, ``AH02565``.
_CODE = r"[A-Za-z]{2,12}-?\d{2,8}"

#: The most words of a query between two fixed parts of a phrase.
GAP = 14


class Phrase(NamedTuple):
    """The fixed words of a message, cut where something varies."""

    parts: tuple[tuple[str, ...], ...]
    needs_context: bool  #: whether it counts only near a line about TLS

    @property
    def length(self) -> int:
        """The number of words."""
        return sum(map(len, self.parts))

    @property
    def is_short(self) -> bool:
        """Whether the words say too little for a title, which nobody wrote to be searched for."""
        return self.length < _FEWEST and not _names_tls(self.parts)

    def __str__(self) -> str:
        """Return the words, with dots for the parts that vary."""
        return " … ".join(" ".join(part) for part in self.parts)


@cache
def _load_system_messages() -> dict[str, list[tuple[str, ...]]]:
    """Return the words of the operating system's error messages, by their first word."""
    texts = [os.strerror(number) for number in errno.errorcode]
    by_first_word: dict[str, list[tuple[str, ...]]] = {}
    for text in (*texts, *_COMMON):
        words = tuple(compile_once(WORD).findall(text.lower()))
        if len(words) > 1:
            by_first_word.setdefault(words[0], []).append(words)
    return by_first_word


def extract_phrase(message: str) -> Phrase | None:
    """Return the fixed words of a message; None if they are too few to identify it."""
    if compile_once(_CODE).fullmatch(message):
        return Phrase(((message.lower(),),), needs_context=False)
    if _TRACEBACK in message:  # only the last line has the error, the others have places
        message = message.strip().rpartition("\n")[2]
    parts = _cut_parts(compile_once(_QUOTED).sub("\0", message))
    if not _names_tls(parts) and _names_tls(with_libraries := _cut_parts(message, _keep_library)):
        parts = with_libraries  # only a name in quotes or of a file is about TLS
    if not parts:
        return None
    length = sum(map(len, parts))
    if max(map(len, parts)) < _FEWEST_OWN:
        return None
    if length < _FEWEST and not _names_tls(parts):
        return Phrase(parts, needs_context=True)
    return Phrase(parts, needs_context=_is_ordinary(parts, length))


def _is_ordinary(parts: tuple[tuple[str, ...], ...], length: int) -> bool:
    """Return whether a phrase may appear in texts that are not about TLS."""
    words = [word for part in parts for word in part if compile_once(_OWN).search(word)]
    if words:
        return length < _FEWEST_OF_ANY and all(map(compile_once(_ANY_CERTIFICATE).fullmatch, words))
    return any(
        part[at : at + len(common)] == common
        for part in parts
        for at, word in enumerate(part)
        for common in _load_system_messages().get(word, ())
    )


def _keep_library(variable: re.Match[str]) -> str:
    """Replace a part that varies; keep the name of a TLS library in it."""
    library = compile_once(_TLS_LIBRARY).search(variable[0])
    return f"\0{library[0]}\0" if library else "\0"


def _cut_parts(
    message: str, replaced: str | Callable[[re.Match[str]], str] = "\0"
) -> tuple[tuple[str, ...], ...]:
    """Cut a message at the parts that vary; return the words of each fixed part."""
    message = compile_once(_ARGUMENT).sub("\0ssl\0", message)
    fixed = compile_once(_CLASS).sub("\0", compile_once(_VARIABLE).sub(replaced, message))
    parts = (tuple(compile_once(WORD).findall(part.lower())) for part in fixed.split("\0"))
    return tuple(words for words in parts if words)


def _names_tls(parts: tuple[tuple[str, ...], ...]) -> bool:
    """Return whether any part has a word of TLS."""
    return any(compile_once(_OWN).search(word) for part in parts for word in part)


class Hit(NamedTuple):
    """A phrase in a text."""

    phrase: Phrase
    line: int


class PhraseIndex:
    """Phrases by their rarest pair of neighbouring words, for one pass over a text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._anchors: dict[tuple[str, str], list[tuple[Phrase, int, int]]] = {}
        self._codes: dict[str, Phrase] = {}
        for phrase, (number, offset) in find_anchors(phrases).items():
            part = phrase.parts[number]
            if len(part) == 1:
                self._codes[part[0]] = phrase
                continue
            key = part[offset], part[offset + 1]
            self._anchors.setdefault(key, []).append((phrase, number, offset))

    def find(self, lines: Sequence[Line], about_tls: frozenset[int]) -> list[Hit]:
        """Return the phrases of *lines*, each once.

        :param about_tls: the numbers of the lines that name TLS
        """
        first_lines: dict[Phrase, int] = {}
        self._note(lines, about_tls, first_lines)
        wraps = [line.wrap for line in lines if line.wrap]
        if wraps and any(wrap.gaps != wrap.other_gaps for wrap in wraps):
            others: dict[Phrase, int] = {}
            self._note(lines, about_tls, others, other=True)
            first_lines = others | first_lines
        return [Hit(phrase, line) for phrase, line in first_lines.items()]

    def _note(
        self,
        lines: Sequence[Line],
        about_tls: frozenset[int],
        first_lines: dict[Phrase, int],
        *,
        other: bool = False,
    ) -> None:
        """Note the first line of each phrase.

        :param other: read the other spelling of lines that were wrapped
        """
        words: list[str] = []
        numbers: list[int] = []  # the line of each word
        for line in lines:
            if line.wrap:
                _add_wrapped_words(line.wrap, words, numbers, other=other)
                continue
            words_of_line = compile_once(WORD).findall(line.low)
            words += words_of_line
            numbers += [line.number] * len(words_of_line)
        if self._codes:
            for word, number in zip(words, numbers, strict=True):
                if word in self._codes:
                    first_lines.setdefault(self._codes[word], number)
        anchors = self._anchors
        for at, pair in enumerate(pairwise(words)):
            for phrase, part, offset in anchors.get(pair, ()):
                if phrase in first_lines or not _fits(words, phrase.parts, part, at - offset):
                    continue
                number = numbers[at]
                # A text of nothing but the phrase needs no context: it is the question.
                is_whole = len(lines) == 1 and len(words) == phrase.length
                if not phrase.needs_context or is_whole or _is_near(number, about_tls):
                    first_lines[phrase] = number


def _add_wrapped_words(wrap: Wrap, words: list[str], numbers: list[int], *, other: bool) -> None:
    """Add the words of a line that was wrapped, each with the row in which it begins."""
    gaps = wrap.other_gaps if other else wrap.gaps
    ends: list[int] = []
    end = 0
    for piece, gap in zip(wrap.pieces, (*gaps, ""), strict=True):
        end += len(piece.low) + len(gap)
        ends.append(end)
    row = 0
    for match in compile_once(WORD).finditer(wrap.join_pieces(gaps).low):
        while match.start() >= ends[row]:
            row += 1
        words.append(match[0])
        numbers.append(wrap.pieces[row].number)


def find_anchors(phrases: Iterable[Phrase]) -> dict[Phrase, tuple[int, int]]:
    """Return where the rarest pair of words of each phrase begins: the part, the word in it."""
    kept = list(dict.fromkeys(phrases))
    count = Counter(pair for phrase in kept for pair in dict.fromkeys(_pair_words(phrase)))
    anchors: dict[Phrase, tuple[int, int]] = {}
    for phrase in kept:
        places = [
            (count[part[i], part[i + 1]], number, i)
            for number, part in enumerate(phrase.parts)
            for i in range(len(part) - 1)
        ]
        _rarity, number, offset = min(places, default=(0, 0, 0))  # a code has no pair
        anchors[phrase] = number, offset
    return anchors


def _pair_words(phrase: Phrase) -> Iterator[tuple[str, str]]:
    for part in phrase.parts:
        yield from pairwise(part)


#: The longest distance in lines to a line about TLS, such as in a traceback.
NEAR = 12


def _is_near(line: int, about_tls: frozenset[int]) -> bool:
    return not about_tls.isdisjoint(range(line - NEAR, line + NEAR + 1))


def _fits(words: list[str], parts: tuple[tuple[str, ...], ...], number: int, start: int) -> bool:
    """Return whether *words* have all parts in order, part *number* at *start*."""
    if start < 0 or tuple(words[start : start + len(parts[number])]) != parts[number]:
        return False
    at = start + len(parts[number])
    for part in parts[number + 1 :]:
        place = _find_part(words, part, at, at + GAP)
        if place is None:
            return False
        at = place + len(part)
    at = start
    for part in reversed(parts[:number]):
        place = _find_part(words, part, max(at - len(part) - GAP, 0), at - len(part))
        if place is None:
            return False
        at = place
    return True


def _find_part(words: list[str], part: tuple[str, ...], first: int, last: int) -> int | None:
    for at in range(first, last + 1):
        if tuple(words[at : at + len(part)]) == part:
            return at
    return None
