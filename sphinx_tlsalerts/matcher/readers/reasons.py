"""Find OpenSSL's reasons in a line: in brackets, error lines and tuples, or as bare names."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.guides import MNEMONIC
from sphinx_tlsalerts.matcher.folding import BLANK
from sphinx_tlsalerts.matcher.regex import compile_once
from sphinx_tlsalerts.registries import COMMON_LIBRARY, load_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Python's form: ``[SSL: REASON] text``, or ``[SSL] text`` if Python does not know the name.
BRACKETS = (
    r"\[(?P<library>[A-Z][A-Z0-9_]{1,12})(?:: (?P<name>[A-Z][A-Z0-9_]{1,80}))?\]"
    r"(?: (?P<text>[^\n(\[]{3,80}))?"
)

#: The file of Python's module: it shows that a library in brackets is one of OpenSSL's.
OF_PYTHON = "_ssl.c"

#: An error line: ``error:1417A0C1:SSL routines:tls_post_process_client_hello:no shared cipher``.
ERROR_LINE = (
    r"\berror:(?P<number>[0-9A-Fa-f]{8}):(?P<library>[^:\n]{0,60}):(?P<function>[^:\n]{0,80})"
    r":(?P<text>[^:\n]{0,100})"
)

#: pyOpenSSL's form: one tuple for each error.
TUPLE = (
    r"\(\s*['\"](?P<library>[\w -]{2,40})['\"],\s*['\"](?P<function>[^'\"\n]{0,80})['\"],"
    r"\s*['\"](?P<text>[^'\"\n]{0,100})['\"]\s*\)"
)

#: A part of the names of most libraries in tuples.
ROUTINES = "routines"

#: Python 3.14's form for a number without a name: ``unknown error (0x0A000410)``.
UNKNOWN = r"unknown error \((?:0x)?(?P<number>[0-9A-Fa-f]{7,8})\)"

UNKNOWN_PART = "unknown error ("

#: Bare mnemonics, and the prefixes that C programs and Node.js put before them.
NAME = rf"\b{MNEMONIC}\b"
PREFIX = r"(?:ERR_)?(?P<library>SSL|X509|PEM|ASN1|EVP)_R_|ERR_(?P<node>SSL)_"
NODE = r"ERR_OSSL_(?:(?P<library>SSL|X509V3|X509|PEM|ASN1|EVP|PKCS12|RSA|EC|DH)_)?"

#: Words in mnemonics that mean nothing but TLS and certificates.
TELLING = (
    r"CERT|CIPHER|SSL|TLS|HANDSHAKE|X509|PEM_|RENEGOTIATION|BAD_RECORD_MAC|SIGALG|CLIENT_HELLO"
    r"|SERVER_HELLO|CLOSE_NOTIFY|KEY_TOO_SMALL|MD_TOO_WEAK|VERSION_NUMBER|KEY_VALUES"
    r"|PROTOCOLS_AVAILABLE|EOF_WHILE|SHARED_|KEY_SHARE|DIGEST_CHECK|RECORD_LAYER"
)

#: Libraries whose texts are searched between the punctuation of lines about TLS.
OFTEN = ("SSL", "X509", "PEM", "ASN1", "PKCS12", "EVP")
PIECES = r"[:;()\[\]{}\"'`,|]+|\s-+\s"

#: Characters that are stripped from around the text of a reason.
AROUND = " ."

#: The fewest words of a text that counts without its library.
TELLING_WORDS = 2

#: The text of the mnemonic ``CERTIFICATE_VERIFY_FAILED``, which has no other meaning.
VERIFY_FAILED = "certificate verify failed"


class LineReason(NamedTuple):
    """A reason in a line; without a name if only its library is known."""

    name: str | None
    library: str | None
    exact: bool  #: whether the library's own form shows it


@cache
def load_library_names() -> frozenset[str]:
    """Return the names of all libraries except the common one."""
    return frozenset(lib.name for lib in load_reasons().libraries) - {COMMON_LIBRARY}


@cache
def is_shared(name: str) -> bool:
    """Return whether several libraries have a reason of that name."""
    libraries = {reason.library for reason in load_reasons().named(name)}
    return len(libraries) > 1 or COMMON_LIBRARY in libraries


def _find_by_text(text: str, library: str) -> str | None:
    """Return the name of the reason with a text in a library."""
    reasons = load_reasons().worded(text.strip(AROUND), library)
    # A reason of the library itself precedes a common one with the same text.
    return min(reasons, key=lambda r: r.library == COMMON_LIBRARY).name if reasons else None


def find_reasons(text: str, low: str, *, pieces: bool) -> Iterator[LineReason]:
    """Yield the reasons in a line.

    :param pieces: whether to search the texts of reasons between punctuation as well
    """
    if "[" in text:
        yield from _read_brackets(text)
    if "error:" in low:
        yield from _read_error_lines(text)
    if ROUTINES in low:
        yield from _read_tuples(text)
    unknown = compile_once(UNKNOWN).finditer(text) if UNKNOWN_PART in text else ()
    for match in unknown:
        decoded = load_reasons().decode(match["number"].rjust(8, "0"))
        if decoded and decoded.name:
            yield LineReason(decoded.name, decoded.library, exact=True)
    if VERIFY_FAILED in low:
        yield LineReason("CERTIFICATE_VERIFY_FAILED", None, exact=True)
    if pieces:
        yield from _read_pieces(low)


def _read_brackets(text: str) -> Iterator[LineReason]:
    for match in compile_once(BRACKETS).finditer(text):
        library, name = match["library"], match["name"]
        if library not in load_library_names():
            continue
        if name is None:
            message = (match["text"] or "").partition(":")[0]
            name = _find_by_text(message, library)
            if name or OF_PYTHON in text:
                yield LineReason(name, library, exact=True)
        elif load_reasons().knows(name) or (library in {"SSL", "X509"} and "_" in name):
            yield LineReason(name, library, exact=True)


def _read_error_lines(text: str) -> Iterator[LineReason]:
    for match in compile_once(ERROR_LINE).finditer(text):
        decoded = load_reasons().decode(match["number"])
        library = load_reasons().find_library(match["library"]) or (decoded and decoded.library)
        message = match["text"].strip(BLANK)
        if library is None:
            continue
        if message.isupper() and load_reasons().knows(
            message, library
        ):  # BoringSSL prints the name
            yield LineReason(message, library, exact=True)
            continue
        named = _find_by_text(message, library)
        numbered = decoded.name if decoded and decoded.library == library else None
        yield LineReason(named or numbered, library, exact=True)


def _read_tuples(text: str) -> Iterator[LineReason]:
    for match in compile_once(TUPLE).finditer(text):
        library = load_reasons().find_library(match["library"])
        if library:
            yield LineReason(_find_by_text(match["text"], library), library, exact=True)


def _read_pieces(low: str) -> Iterator[LineReason]:
    for piece in compile_once(PIECES).split(low):
        message = piece.strip(AROUND)
        if message.count(" ") + 1 < TELLING_WORDS:
            continue
        for reason in load_reasons().worded(message):
            if reason.library in OFTEN:
                yield LineReason(reason.name, None, exact=False)
                break


class Names(NamedTuple):
    """A name in capitals, taken apart."""

    whole: str  #: as the line has it
    reason: str | None
    library: str | None
    telling: bool  #: whether it can only be a name of TLS


def find_names(text: str) -> Iterator[Names]:
    """Yield the words of a line that consist of capitals and underscores."""
    for match in compile_once(NAME).finditer(text):
        yield _take_apart(match[0])


@lru_cache(maxsize=4096)
def _take_apart(whole: str) -> Names:
    table = load_reasons()
    node = compile_once(NODE).match(whole)
    if node:
        name = whole[node.end() :]
        if table.knows(name):
            return Names(whole, name, node["library"], telling=True)
    prefix = compile_once(PREFIX).match(whole)
    if prefix and table.knows(whole[prefix.end() :]):
        return Names(
            whole, whole[prefix.end() :], prefix["library"] or prefix["node"], telling=True
        )
    if table.knows(whole):
        return Names(whole, whole, None, telling=bool(compile_once(TELLING).search(whole)))
    return Names(whole, None, None, telling=False)


def find_worded_reason(text: str) -> Iterator[str]:
    """Yield the reason whose text is the whole text, if that can only be about TLS."""
    for reason in load_reasons().worded(text.strip(AROUND)):
        if reason.library in OFTEN and compile_once(TELLING).search(reason.name):
            yield reason.name
            return
