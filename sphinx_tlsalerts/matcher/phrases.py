"""Messages without a mnemonic: their fixed words, in order, whatever stands between.

The words of all messages are indexed by pairs of neighbours, of which each message contributes
the rarest. A query looks up its own pairs, and compares the rest only where one is found.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.regex import compiled

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx_tlsalerts.matcher.lines import Line

#: Names in quotes. A longer quotation is what somebody said, such as an inner error.
_QUOTED = (
    r"(?<![A-Za-z])'[^'\s]{0,200}(?:\s[^'\s]{1,80}){0,2}'(?![A-Za-z])"
    r"|\"[^\"\s]{0,200}(?:\s[^\"\s]{1,80}){0,2}\"|`[^`\s]{0,200}`"
)

#: What else differs from case to case: addresses, paths, numbers, words in angle brackets.
_VARIABLE = (
    r"<[^<>\n]{1,80}>|\{\+[^}\n]{1,80}\+\}|…|\.\.\.|\(_ssl\.c:\d+\)"
    r"|\S{0,80}(?:://|[/\\@]|[\w-]\.[\w-]|\w:\d)\S*|(?<!\w)\d\S*"
    r"|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|UTC|GMT)\b"
)

#: A library of TLS among what varies, such as ``libssl.so.1.1``.
_TELLING = r"lib(?:ssl|crypto|gnutls)|_ssl(?!\.c)"
_TRACEBACK = "Traceback (most recent call last)"
_CLASS = r"\b\w*(?:Error|Exception|Warning)\b:?"
WORD = r"[a-z_][a-z0-9_]*(?:['-][a-z0-9_]+)*"

#: A word of TLS, with which a phrase needs no more context.
_OWN = (
    r"ssl|tls|cert|cipher|handshake|openssl|x\.?509|\bpem\b|\bcrl\b|ocsp|alert|hostname|pkix"
    r"|truststore|keystore|\bca\b|protocol"
)

#: Words of which any other kind of certificate may be spoken.
_ANY_CERTIFICATE = r"certificates?|protocol"
_FEWEST_OF_ANY = 5

#: Ordinary messages of HTTP libraries and of the system, which TLS errors have as well.
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

#: The fewest words of a phrase, and of one that has a word of TLS.
_FEWEST, _FEWEST_OWN = 4, 2

#: The most words of a query between two fixed parts of a phrase.
GAP = 14


class Phrase(NamedTuple):
    """The fixed words of a message, cut where something varies."""

    parts: tuple[tuple[str, ...], ...]
    needs_context: bool  #: whether it says something only where TLS is spoken of

    @property
    def length(self) -> int:
        """How many words it has."""
        return sum(map(len, self.parts))

    def __str__(self) -> str:
        """Show the words with dots for what varies."""
        return " … ".join(" ".join(part) for part in self.parts)


@cache
def _system_messages() -> dict[str, list[tuple[str, ...]]]:
    """Return what the operating system says of its errors, in words, by the first of them."""
    texts = [os.strerror(number) for number in errno.errorcode]
    found: dict[str, list[tuple[str, ...]]] = {}
    for text in (*texts, *_COMMON):
        words = tuple(compiled(WORD).findall(text.lower()))
        if len(words) > 1:
            found.setdefault(words[0], []).append(words)
    return found


def phrase_of(message: str) -> Phrase | None:
    """Return the fixed words of a message; None where they say too little."""
    if _TRACEBACK in message:  # its last line says what happened, the others where
        message = message.strip().rpartition("\n")[2]
    parts = _parts(compiled(_QUOTED).sub("\0", message))
    if not _is_own(parts) and _is_own(telling := _parts(message, _kept)):
        parts = telling  # names in quotes and of files make the difference
    if not parts:
        return None
    own = _is_own(parts)
    length = sum(map(len, parts))
    if length < (_FEWEST_OWN if own else _FEWEST):
        return None
    if max(map(len, parts)) < _FEWEST_OWN:
        return None
    return Phrase(parts, needs_context=_is_ordinary(parts, length))


def _is_ordinary(parts: tuple[tuple[str, ...], ...], length: int) -> bool:
    """Tell whether a phrase may come up where nobody speaks TLS."""
    words = [word for part in parts for word in part if compiled(_OWN).search(word)]
    if words:
        return length < _FEWEST_OF_ANY and all(map(compiled(_ANY_CERTIFICATE).fullmatch, words))
    return any(
        part[at : at + len(common)] == common
        for part in parts
        for at, word in enumerate(part)
        for common in _system_messages().get(word, ())
    )


def _kept(variable: re.Match[str]) -> str:
    """Keep the telling part of what varies."""
    telling = compiled(_TELLING).search(variable[0])
    return f"\0{telling[0]}\0" if telling else "\0"


def _parts(
    message: str, replaced: str | Callable[[re.Match[str]], str] = "\0"
) -> tuple[tuple[str, ...], ...]:
    """Cut a message where it varies."""
    fixed = compiled(_CLASS).sub("\0", compiled(_VARIABLE).sub(replaced, message))
    found = (tuple(compiled(WORD).findall(part.lower())) for part in fixed.split("\0"))
    return tuple(words for words in found if words)


def _is_own(parts: tuple[tuple[str, ...], ...]) -> bool:
    """Tell whether there is a word of TLS."""
    return any(compiled(_OWN).search(word) for part in parts for word in part)


class Hit(NamedTuple):
    """A phrase that a text has."""

    phrase: Phrase
    line: int


class PhraseIndex:
    """Phrases by their rarest pair of neighbouring words."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._anchors: dict[tuple[str, str], list[tuple[Phrase, int, int]]] = {}
        for phrase, (number, offset) in anchors_of(phrases).items():
            part = phrase.parts[number]
            key = part[offset], part[offset + 1]
            self._anchors.setdefault(key, []).append((phrase, number, offset))

    def find(self, lines: Sequence[Line], about_tls: frozenset[int]) -> list[Hit]:
        """Return the phrases of *lines*, each once.

        :param about_tls: the numbers of the lines that name TLS
        """
        words: list[str] = []
        numbers: list[int] = []  # the line of each word
        for one in lines:
            of_line = compiled(WORD).findall(one.low)
            words += of_line
            numbers += [one.number] * len(of_line)
        found: dict[Phrase, int] = {}
        anchors = self._anchors
        for at, pair in enumerate(pairwise(words)):
            for phrase, number, offset in anchors.get(pair, ()):
                if phrase in found or not _fits(words, phrase.parts, number, at - offset):
                    continue
                line = numbers[at]
                # A message that is all there is in a line is what somebody asks about.
                is_whole = len(lines) == 1 and len(words) == phrase.length
                if not phrase.needs_context or is_whole or _is_near(line, about_tls):
                    found[phrase] = line
        return [Hit(phrase, line) for phrase, line in found.items()]


def anchors_of(phrases: Iterable[Phrase]) -> dict[Phrase, tuple[int, int]]:
    """Return the part and the place in it of each phrase where its rarest pair of words begins."""
    kept = list(dict.fromkeys(phrases))
    count = Counter(pair for phrase in kept for pair in dict.fromkeys(_pairs(phrase)))
    found: dict[Phrase, tuple[int, int]] = {}
    for phrase in kept:
        places = [
            (count[part[i], part[i + 1]], number, i)
            for number, part in enumerate(phrase.parts)
            for i in range(len(part) - 1)
        ]
        _rarity, number, offset = min(places)
        found[phrase] = number, offset
    return found


def _pairs(phrase: Phrase) -> Iterator[tuple[str, str]]:
    for part in phrase.parts:
        yield from pairwise(part)


#: How many lines away TLS may be spoken of, as in a traceback.
NEAR = 12


def _is_near(line: int, about_tls: frozenset[int]) -> bool:
    return not about_tls.isdisjoint(range(line - NEAR, line + NEAR + 1))


def _fits(words: list[str], parts: tuple[tuple[str, ...], ...], number: int, start: int) -> bool:
    """Tell whether all parts stand in *words*, the one with a number at *start*."""
    if start < 0 or tuple(words[start : start + len(parts[number])]) != parts[number]:
        return False
    at = start + len(parts[number])
    for part in parts[number + 1 :]:
        place = _next(words, part, at, at + GAP)
        if place is None:
            return False
        at = place + len(part)
    at = start
    for part in reversed(parts[:number]):
        place = _next(words, part, max(at - len(part) - GAP, 0), at - len(part))
        if place is None:
            return False
        at = place
    return True


def _next(words: list[str], part: tuple[str, ...], first: int, last: int) -> int | None:
    for at in range(first, last + 1):
        if tuple(words[at : at + len(part)]) == part:
            return at
    return None
