"""Find verification codes in a line: numbers, constants and OpenSSL's texts."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.guides import MNEMONIC
from sphinx_tlsalerts.matcher.folding import BLANK
from sphinx_tlsalerts.matcher.regex import compile_once
from sphinx_tlsalerts.registries import CONSTANT_PREFIX, NO_TEXT, load_verify_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Words around a number, with the text next to it if there is one.
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

#: Every line with one of those has one of these parts.
ANNOUNCED_PARTS = ("verif", "certificate problem", "depth lookup")

CONSTANT = r"\bX509_V_ERR_[A-Z0-9_]{2,60}\b"

#: Parts of names without the prefix, as Node.js prints them, that have no other meaning.
DISTINCTIVE = r"CERT|CRL|ISSUER|SELF_SIGNED|LEAF_SIGNATURE|SUBJECT_KEY"

#: Python's own form of two texts, which the host name follows.
_OF_PYTHON = {
    "hostname mismatch, certificate is not valid for": "HOSTNAME_MISMATCH",
    "ip address mismatch, certificate is not valid for": "IP_ADDRESS_MISMATCH",
}

#: Short texts are everyday words: they count only between these characters.
OPENING, CLOSING = frozenset(":('\"[="), frozenset(")]'\"(:,.;|")

#: The fewest words of a text that counts anywhere in a line.
LONG = 4

#: The name of an exception or an error before a text that is the rest of the line.
BEFORE = r"(?:[\w.]+(?:error|exception|failure)|[a-z]+_[a-z_]+|error|fatal):\s*(?:error:\s*)?"

#: Characters that are stripped from around such a text.
AROUND = " .!'\""

#: Texts that are ordinary sentences in spite of their length.
ORDINARY = {"certificate is not yet valid"}

#: Every text of several words has one of these; other lines need not be searched.
HINT = (
    r"certificate|crl|issuer|identifier|purpose|mismatch|constraint|subtree|signature|ocsp"
    r"|subject|key usage|keycertsign|violation|dane|path l|suite b|cert\b|extension|trusted"
)


class LineCode(NamedTuple):
    """A verification code in a line."""

    constant: str
    start: int  #: the offset of the wording in the line
    end: int
    number: int | None = None  #: if only a number names the code: releases differ in numbers


@cache
def load_code_texts() -> list[tuple[str, str]]:
    """Return OpenSSL's texts in lower case with their constants, the longest first."""
    constants: dict[str, str] = {}
    for code in load_verify_codes():
        for text in code.texts.values():
            if text and text not in {NO_TEXT, "ok"}:
                constants.setdefault(text.lower(), code.constant)
    constants |= {text: CONSTANT_PREFIX + name for text, name in _OF_PYTHON.items()}
    return sorted(constants.items(), key=lambda pair: (-len(pair[0]), pair[0]))


@cache
def load_code_numbers() -> dict[int, str]:
    """Return the constants by the numbers of OpenSSL 3.0 and newer."""
    constants: dict[int, str] = {}
    for code in load_verify_codes():
        number = code.number("3.0")
        constants.setdefault(code.newest_number if number is None else number, code.constant)
    return constants


@cache
def _load_short_names() -> dict[str, str]:
    names = {code.short: code.constant for code in load_verify_codes()}
    return {
        name: constant for name, constant in names.items() if compile_once(DISTINCTIVE).search(name)
    }


def find_code_by_short_name(name: str) -> str | None:
    """Return the constant for a name without its prefix, as Node.js has it."""
    return _load_short_names().get(name)


def find_named_codes(text: str) -> Iterator[LineCode]:
    """Yield the verification codes that a line names without their prefix, as Node.js does."""
    for match in re.finditer(rf"\b{MNEMONIC}\b", text):
        constant = find_code_by_short_name(match[0])
        if constant:
            yield LineCode(constant, *match.span())


def _read_start(text: str) -> tuple[str, int] | None:
    """Return the constant for the longest text that *text* begins with, and the text's length."""
    for known, constant in load_code_texts():
        if text.startswith(known):
            return constant, len(known)
    return None


def may_name_code(text: str, low: str) -> bool:
    """Return whether a text has a part of any wording of a verification code."""
    return (
        CONSTANT_PREFIX in text
        or any(part in low for part in ANNOUNCED_PARTS)
        or compile_once(HINT).search(low) is not None
        or ("_" in text and compile_once(DISTINCTIVE).search(text) is not None)
    )


def find_codes(text: str, low: str, *, about_tls: bool) -> Iterator[LineCode]:
    """Yield the verification codes in a line."""
    constants = compile_once(CONSTANT).finditer(text) if CONSTANT_PREFIX in text else ()
    for match in constants:
        try:
            yield LineCode(load_verify_codes().named(match[0]).constant, *match.span())
        except KeyError:
            continue
    if any(part in low for part in ANNOUNCED_PARTS):
        yield from _read_announced(low)
    if compile_once(HINT).search(low):
        yield from _read_texts(low, about_tls=about_tls)


def _read_announced(low: str) -> Iterator[LineCode]:
    for pattern in NUMBERED:
        for match in compile_once(pattern).finditer(low):
            text = match.groupdict().get("text")
            # The text decides: numbers changed between releases (1.1.1 to 3.0), texts did not.
            worded = _read_start(text) if text else None
            if worded:
                constant, length = worded
                yield LineCode(constant, match.start(), match.start("text") + length)
                continue
            number = int(match["number"])
            numbered = load_code_numbers().get(number)
            if numbered and numbered != "X509_V_OK":
                yield LineCode(numbered, match.start(), match.end("number"), number)
    for pattern in ANNOUNCED:
        for match in compile_once(pattern).finditer(low):
            worded = _read_start(match["text"])
            if worded:
                constant, length = worded
                yield LineCode(constant, match.start(), match.start("text") + length)


WORD = r"[a-z]+"


@cache
def _index_by_word() -> dict[str, list[tuple[str, str]]]:
    """Index the texts by their longest word, which no inflection cuts."""
    by_word: dict[str, list[tuple[str, str]]] = {}
    for text, constant in load_code_texts():
        by_word.setdefault(max(compile_once(WORD).findall(text), key=len), []).append(
            (text, constant)
        )
    return by_word


def _read_texts(low: str, *, about_tls: bool) -> Iterator[LineCode]:
    index = _index_by_word()
    words = dict.fromkeys(compile_once(WORD).findall(low))
    known = [pair for word in words for pair in index.get(word, ()) if pair[0] in low]
    if not known:
        return
    whole = low.strip(AROUND)
    before = compile_once(BEFORE).match(whole)
    whole = whole[before.end() :] if before else whole
    taken: list[tuple[int, int]] = []
    for text, constant in sorted(known, key=lambda pair: (-len(pair[0]), pair[0])):
        start = low.find(text)
        end = start + len(text)
        if any(start < right and left < end for left, right in taken):
            continue  # part of a longer text
        taken.append((start, end))
        free = text.count(" ") + 1 >= LONG and text not in ORDINARY
        if free or whole == text or (about_tls and _is_set_off(low, start, end)):
            yield LineCode(constant, start, end)


def _is_set_off(low: str, start: int, end: int) -> bool:
    """Return whether punctuation or an end of the line is on both sides."""
    before, after = low[:start].strip(BLANK), low[end:].strip(BLANK)
    return (not before or before[-1] in OPENING) and (not after or after[0] in CLOSING)
