"""Reasons of OpenSSL in a line: in brackets, in error lines, in tuples, or alone."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.guides import MNEMONIC
from sphinx_tlsalerts.matcher.lines import BLANK
from sphinx_tlsalerts.matcher.regex import compiled
from sphinx_tlsalerts.registries import COMMON_LIBRARY, load_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What Python prints: ``[SSL: REASON] text``, or ``[SSL] text`` where it knows no name.
BRACKETS = (
    r"\[(?P<library>[A-Z][A-Z0-9_]{1,12})(?:: (?P<name>[A-Z][A-Z0-9_]{1,80}))?\]"
    r"(?: (?P<text>[^\n(\[]{3,80}))?"
)

#: What shows that a library in brackets is one of OpenSSL's: the file of Python's module.
OF_PYTHON = "_ssl.c"

#: An error line: ``error:1417A0C1:SSL routines:tls_post_process_client_hello:no shared cipher``.
ERROR_LINE = (
    r"\berror:(?P<number>[0-9A-Fa-f]{8}):(?P<library>[^:\n]{0,60}):(?P<function>[^:\n]{0,80})"
    r":(?P<text>[^:\n]{0,100})"
)

#: What pyOpenSSL prints, one tuple for each error.
TUPLE = (
    r"\(\s*['\"](?P<library>[\w -]{2,40})['\"],\s*['\"](?P<function>[^'\"\n]{0,80})['\"],"
    r"\s*['\"](?P<text>[^'\"\n]{0,100})['\"]\s*\)"
)

#: How most libraries are called there.
ROUTINES = "routines"

#: What Python 3.14 adds where it has no name: ``unknown error (0x0A000410)``.
UNKNOWN = r"unknown error \((?:0x)?(?P<number>[0-9A-Fa-f]{7,8})\)"

UNKNOWN_PART = "unknown error ("

#: Names that Node.js and C programs make of reasons, and names alone.
NAME = rf"\b{MNEMONIC}\b"
PREFIX = r"(?:ERR_)?(?P<library>SSL|X509|PEM|ASN1|EVP)_R_|ERR_(?P<node>SSL)_"
NODE = r"ERR_OSSL_(?:(?P<library>SSL|X509V3|X509|PEM|ASN1|EVP|PKCS12|RSA|EC|DH)_)?"

#: Words of the library's own names that stand for nothing but TLS and certificates.
TELLING = (
    r"CERT|CIPHER|SSL|TLS|HANDSHAKE|X509|PEM_|RENEGOTIATION|BAD_RECORD_MAC|SIGALG|CLIENT_HELLO"
    r"|SERVER_HELLO|CLOSE_NOTIFY|KEY_TOO_SMALL|MD_TOO_WEAK|VERSION_NUMBER|KEY_VALUES"
    r"|PROTOCOLS_AVAILABLE|EOF_WHILE|SHARED_|KEY_SHARE|DIGEST_CHECK|RECORD_LAYER"
)

#: Libraries whose texts are looked for between punctuation of a line that is about TLS.
OFTEN = ("SSL", "X509", "PEM", "ASN1", "PKCS12", "EVP")
PIECES = r"[:;()\[\]{}\"'`,|]+|\s-+\s"

#: What may stand around the text of a reason.
AROUND = " ."

#: A text of fewer words says too little without its library.
TELLING_WORDS = 2

#: Says the same as the mnemonic, and nothing else.
VERIFY_FAILED = "certificate verify failed"


class Found(NamedTuple):
    """A reason in a line; without a name, only the library is known."""

    name: str | None
    library: str | None
    exact: bool  #: whether the library's own form shows it


@cache
def library_names() -> frozenset[str]:
    """Return the names of the libraries, but for the one that stands for all."""
    return frozenset(lib.name for lib in load_reasons().libraries) - {COMMON_LIBRARY}


@cache
def is_shared(name: str) -> bool:
    """Tell whether several libraries have a reason of that name."""
    libraries = {reason.library for reason in load_reasons().named(name)}
    return len(libraries) > 1 or COMMON_LIBRARY in libraries


def _worded(text: str, library: str) -> str | None:
    """Return the name for a text of a library, with or without what stands behind it."""
    found = load_reasons().worded(text.strip(AROUND), library)
    # Where a library has a text for itself, that is what is meant.
    return min(found, key=lambda r: r.library == COMMON_LIBRARY).name if found else None


def reasons_in(text: str, low: str, *, pieces: bool) -> Iterator[Found]:
    """Yield the reasons in a line.

    :param pieces: whether to look for the texts of reasons between punctuation as well
    """
    if "[" in text:
        yield from _in_brackets(text)
    if "error:" in low:
        yield from _in_error_lines(text)
    if ROUTINES in low:
        yield from _in_tuples(text)
    unknown = compiled(UNKNOWN).finditer(text) if UNKNOWN_PART in text else ()
    for match in unknown:
        decoded = load_reasons().decode(match["number"].rjust(8, "0"))
        if decoded and decoded.name:
            yield Found(decoded.name, decoded.library, exact=True)
    if VERIFY_FAILED in low:
        yield Found("CERTIFICATE_VERIFY_FAILED", None, exact=True)
    if pieces:
        yield from _between_punctuation(low)


def _in_brackets(text: str) -> Iterator[Found]:
    for match in compiled(BRACKETS).finditer(text):
        library, name = match["library"], match["name"]
        if library not in library_names():
            continue
        if name is None:
            words = (match["text"] or "").partition(":")[0]
            name = _worded(words, library)
            if name or OF_PYTHON in text:
                yield Found(name, library, exact=True)
        elif load_reasons().knows(name) or (library in {"SSL", "X509"} and "_" in name):
            yield Found(name, library, exact=True)


def _in_error_lines(text: str) -> Iterator[Found]:
    for match in compiled(ERROR_LINE).finditer(text):
        decoded = load_reasons().decode(match["number"])
        library = load_reasons().library_worded(match["library"]) or (decoded and decoded.library)
        words = match["text"].strip(BLANK)
        if library is None:
            continue
        if words.isupper() and load_reasons().knows(words, library):  # BoringSSL prints the name
            yield Found(words, library, exact=True)
            continue
        named = _worded(words, library)
        numbered = decoded.name if decoded and decoded.library == library else None
        yield Found(named or numbered, library, exact=True)


def _in_tuples(text: str) -> Iterator[Found]:
    for match in compiled(TUPLE).finditer(text):
        library = load_reasons().library_worded(match["library"])
        if library:
            yield Found(_worded(match["text"], library), library, exact=True)


def _between_punctuation(low: str) -> Iterator[Found]:
    for piece in compiled(PIECES).split(low):
        words = piece.strip(AROUND)
        if words.count(" ") + 1 < TELLING_WORDS:
            continue
        for reason in load_reasons().worded(words):
            if reason.library in OFTEN:
                yield Found(reason.name, None, exact=False)
                break


class Names(NamedTuple):
    """The names of a line, taken apart."""

    whole: str  #: as it stands there
    reason: str | None
    library: str | None
    telling: bool  #: whether it can be nothing else


def names_in(text: str) -> Iterator[Names]:
    """Yield the words in capitals with underscores of a line."""
    for match in compiled(NAME).finditer(text):
        yield _taken_apart(match[0])


@lru_cache(maxsize=4096)
def _taken_apart(whole: str) -> Names:
    table = load_reasons()
    node = compiled(NODE).match(whole)
    if node:
        name = whole[node.end() :]
        if table.knows(name):
            return Names(whole, name, node["library"], telling=True)
    prefix = compiled(PREFIX).match(whole)
    if prefix and table.knows(whole[prefix.end() :]):
        return Names(
            whole, whole[prefix.end() :], prefix["library"] or prefix["node"], telling=True
        )
    if table.knows(whole):
        return Names(whole, whole, None, telling=bool(compiled(TELLING).search(whole)))
    return Names(whole, None, None, telling=False)


def reason_worded(text: str) -> Iterator[str]:
    """Yield the name of the reason that a whole text words, if it can be nothing else."""
    for reason in load_reasons().worded(text.strip(AROUND)):
        if reason.library in OFTEN and compiled(TELLING).search(reason.name):
            yield reason.name
            return
