"""Verification codes in a line: numbers, constants and OpenSSL's texts."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.guides import MNEMONIC
from sphinx_tlsalerts.matcher.lines import BLANK
from sphinx_tlsalerts.matcher.regex import compiled
from sphinx_tlsalerts.registries import CONSTANT_PREFIX, NO_TEXT, load_verify_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Words around a number, with the text beside it where there is one.
NUMBERED = (
    r"verify error:num=(?P<number>\d{1,3})(?::(?P<text>.{2,90}))?",
    r"^verify (?:code|error)[:= ]{1,2}(?P<number>\d{1,3})$",
    r"verify return code: (?P<number>\d{1,3})(?: \((?P<text>[^\n]{2,90}))?",
    r"\berror (?P<number>\d{1,3}) at \d{1,3} depth lookup:? ?(?P<text>.{2,90})?",
    r"verif(?:y|ication)[ :]+error:? ?\((?P<number>\d{1,3})(?::|\): )(?P<text>.{2,90})",
    r"verify_code['\"]?[=: ]{1,3}(?P<number>\d{1,3})\b",
    r"certificate verify result: (?P<text>.{2,90}) \((?P<number>\d{1,3})\)",
)

#: Words before a text.
ANNOUNCED = (
    r"certificate verif(?:y|ication) failed[:.]? ?[(\"']?(?P<text>.{2,90})",
    r"certificate problem: (?P<text>.{2,90})",
    r"verif(?:y|ication) error: ?(?:depth=\d{1,3}, error=)?(?P<text>.{2,90})",
    r"verify_message['\"]?[=: ]{1,3}['\"]?(?P<text>.{2,90})",
)

#: Parts of which every line with one of those has one.
ANNOUNCED_PARTS = ("verif", "certificate problem", "depth lookup")

CONSTANT = r"\bX509_V_ERR_[A-Z0-9_]{2,60}\b"

#: Names without the prefix, as Node.js has them, that stand for nothing else.
DISTINCTIVE = r"CERT|CRL|ISSUER|SELF_SIGNED|LEAF_SIGNATURE|SUBJECT_KEY"

#: What Python makes of two texts, with the name behind them.
_OF_PYTHON = {
    "hostname mismatch, certificate is not valid for": "HOSTNAME_MISMATCH",
    "ip address mismatch, certificate is not valid for": "IP_ADDRESS_MISMATCH",
}

#: Short texts are everyday words: they count only as a part of a line set off by these.
OPENING, CLOSING = frozenset(":('\"[="), frozenset(")]'\"(:,.;|")

#: A shorter text needs words around it that are about certificates.
LONG = 4

#: What may stand before a text that is the whole line: the name of an exception or an error.
BEFORE = r"(?:[\w.]+(?:error|exception|failure)|[a-z]+_[a-z_]+|error|fatal):\s*(?:error:\s*)?"

#: What may stand around it.
AROUND = " .!'\""

#: An ordinary sentence, for all its length.
ORDINARY = {"certificate is not yet valid"}

#: Words that every text of several words has one of; anything else need not be searched.
HINT = (
    r"certificate|crl|issuer|identifier|purpose|mismatch|constraint|subtree|signature|ocsp"
    r"|subject|key usage|keycertsign|violation|dane|path l|suite b|cert\b|extension|trusted"
)


class ReadCode(NamedTuple):
    """A verification code in a line."""

    constant: str
    start: int  #: the offset of the wording in the line
    end: int
    number: int | None = None  #: where nothing else names the code: releases differ in numbers


@cache
def code_texts() -> list[tuple[str, str]]:
    """Return OpenSSL's texts in lower case with their constants, the longest first."""
    found: dict[str, str] = {}
    for code in load_verify_codes():
        for text in code.texts.values():
            if text and text not in {NO_TEXT, "ok"}:
                found.setdefault(text.lower(), code.constant)
    found |= {text: CONSTANT_PREFIX + name for text, name in _OF_PYTHON.items()}
    return sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0]))


@cache
def code_numbers() -> dict[int, str]:
    """Return the constants by the numbers of OpenSSL 3.0 and newer."""
    found: dict[int, str] = {}
    for code in load_verify_codes():
        number = code.number("3.0")
        found.setdefault(code.newest_number if number is None else number, code.constant)
    return found


@cache
def _names() -> dict[str, str]:
    names = {code.short: code.constant for code in load_verify_codes()}
    return {
        name: constant for name, constant in names.items() if compiled(DISTINCTIVE).search(name)
    }


def code_named(name: str) -> str | None:
    """Return the constant for a name without its prefix, as Node.js has it."""
    return _names().get(name)


def named_codes_in(text: str) -> Iterator[ReadCode]:
    """Yield the verification codes that a line names without their prefix, as Node.js does."""
    for match in re.finditer(rf"\b{MNEMONIC}\b", text):
        constant = code_named(match[0])
        if constant:
            yield ReadCode(constant, *match.span())


def _at_start(text: str) -> tuple[str, int] | None:
    """Return the constant for the longest text that *text* begins with, and the text's length."""
    for known, constant in code_texts():
        if text.startswith(known):
            return constant, len(known)
    return None


def may_name_code(text: str, low: str) -> bool:
    """Return whether a text has a part of any wording of a verification code."""
    return (
        CONSTANT_PREFIX in text
        or any(part in low for part in ANNOUNCED_PARTS)
        or compiled(HINT).search(low) is not None
        or ("_" in text and compiled(DISTINCTIVE).search(text) is not None)
    )


def codes_in(text: str, low: str, *, about_tls: bool) -> Iterator[ReadCode]:
    """Yield the verification codes in a line."""
    constants = compiled(CONSTANT).finditer(text) if CONSTANT_PREFIX in text else ()
    for match in constants:
        try:
            yield ReadCode(load_verify_codes().named(match[0]).constant, *match.span())
        except KeyError:
            continue
    if any(part in low for part in ANNOUNCED_PARTS):
        yield from _announced(low)
    if compiled(HINT).search(low):
        yield from _worded(low, about_tls=about_tls)


def _announced(low: str) -> Iterator[ReadCode]:
    for pattern in NUMBERED:
        for match in compiled(pattern).finditer(low):
            text = match.groupdict().get("text")
            # Numbers changed between releases, texts did not: the text decides.
            worded = _at_start(text) if text else None
            if worded:
                constant, length = worded
                yield ReadCode(constant, match.start(), match.start("text") + length)
                continue
            number = int(match["number"])
            numbered = code_numbers().get(number)
            if numbered and numbered != "X509_V_OK":
                yield ReadCode(numbered, match.start(), match.end("number"), number)
    for pattern in ANNOUNCED:
        for match in compiled(pattern).finditer(low):
            worded = _at_start(match["text"])
            if worded:
                constant, length = worded
                yield ReadCode(constant, match.start(), match.start("text") + length)


WORD = r"[a-z]+"


@cache
def _by_word() -> dict[str, list[tuple[str, str]]]:
    """Index the texts by their longest word, which no inflection cuts."""
    found: dict[str, list[tuple[str, str]]] = {}
    for text, constant in code_texts():
        found.setdefault(max(compiled(WORD).findall(text), key=len), []).append((text, constant))
    return found


def _worded(low: str, *, about_tls: bool) -> Iterator[ReadCode]:
    index = _by_word()
    words = dict.fromkeys(compiled(WORD).findall(low))
    known = [pair for word in words for pair in index.get(word, ()) if pair[0] in low]
    if not known:
        return
    whole = low.strip(AROUND)
    before = compiled(BEFORE).match(whole)
    whole = whole[before.end() :] if before else whole
    taken: list[tuple[int, int]] = []
    for text, constant in sorted(known, key=lambda pair: (-len(pair[0]), pair[0])):
        start = low.find(text)
        end = start + len(text)
        if any(start < right and left < end for left, right in taken):
            continue  # a part of a longer text
        taken.append((start, end))
        free = text.count(" ") + 1 >= LONG and text not in ORDINARY
        if free or whole == text or (about_tls and _is_set_off(low, start, end)):
            yield ReadCode(constant, start, end)


def _is_set_off(low: str, start: int, end: int) -> bool:
    """Tell whether punctuation stands on both sides."""
    before, after = low[:start].strip(BLANK), low[end:].strip(BLANK)
    return (not before or before[-1] in OPENING) and (not after or after[0] in CLOSING)
