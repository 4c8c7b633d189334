"""Reasons of OpenSSL in a line: in brackets, in error lines, in tuples, or alone."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.explain.patterns import compiled
from sphinx_tlsalerts.reasons import COMMON, load_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What Python prints: ``[SSL: REASON] text``, or ``[SSL] text`` where it knows no name.
_BRACKETS = (
    r"\[(?P<library>[A-Z][A-Z0-9_]{1,12})(?:: (?P<name>[A-Z][A-Z0-9_]{1,80}))?\]"
    r"(?: (?P<text>[^\n(\[]{3,80}))?"
)

#: An error line: ``error:1408A0C1:SSL routines:ssl3_get_client_hello:no shared cipher``.
_ERROR_LINE = (
    r"\berror:(?P<number>[0-9A-Fa-f]{8}):(?P<library>[^:\n]{0,60}):(?P<function>[^:\n]{0,80})"
    r":(?P<text>[^:\n]{0,100})"
)

#: What pyOpenSSL prints, one tuple for each error.
_TUPLE = (
    r"\(\s*['\"](?P<library>[\w -]{2,40})['\"],\s*['\"](?P<function>[^'\"\n]{0,80})['\"],"
    r"\s*['\"](?P<text>[^'\"\n]{0,100})['\"]\s*\)"
)

#: What Python 3.14 adds where it has no name: ``unknown error (0x0A000410)``.
_UNKNOWN = r"unknown error \((?:0x)?(?P<number>[0-9A-Fa-f]{7,8})\)"

#: Names that Node.js and C programs make of reasons, and names alone.
_NAME = r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b"
_PREFIX = r"(?:ERR_)?(?P<library>SSL|X509|PEM|ASN1|EVP)_R_|ERR_(?P<node>SSL)_"
_NODE = r"ERR_OSSL_(?:(?P<library>SSL|X509V3|X509|PEM|ASN1|EVP|PKCS12|RSA|EC|DH)_)?"

#: Words of the library's own names that stand for nothing but TLS and certificates.
_TELLING = (
    r"CERT|CIPHER|SSL|TLS|HANDSHAKE|X509|PEM_|RENEGOTIATION|BAD_RECORD_MAC|SIGALG|CLIENT_HELLO"
    r"|SERVER_HELLO|CLOSE_NOTIFY|KEY_TOO_SMALL|MD_TOO_WEAK|VERSION_NUMBER|KEY_VALUES"
    r"|PROTOCOLS_AVAILABLE|EOF_WHILE|SHARED_|KEY_SHARE|DIGEST_CHECK|RECORD_LAYER"
)

#: Libraries whose texts are looked for between punctuation of a line that is about TLS.
_OFTEN = ("SSL", "X509", "PEM", "ASN1", "PKCS12", "EVP")
_PIECES = r"[:;()\[\]{}\"'`,|]+|\s-+\s"

#: A text of fewer words says too little without its library.
_TELLING_WORDS = 2

#: Says the same as the mnemonic, and nothing else.
_VERIFY_FAILED = "certificate verify failed"


class Found(NamedTuple):
    """A reason in a line; without a name, only the library is known."""

    name: str | None
    library: str | None
    exact: bool  #: whether the library's own form shows it


@cache
def library_names() -> frozenset[str]:
    """Return the names of the libraries, but for the one that stands for all."""
    return frozenset(lib.name for lib in load_reasons().libraries) - {COMMON}


@cache
def is_shared(name: str) -> bool:
    """Tell whether several libraries have a reason of that name."""
    libraries = {reason.library for reason in load_reasons().named(name)}
    return len(libraries) > 1 or COMMON in libraries


def _worded(text: str, library: str) -> str | None:
    """Return the name for a text of a library, with or without what stands behind it."""
    text = text.strip().rstrip(".")
    found = load_reasons().worded(text, library)
    # Where a library has a text for itself, that is what is meant.
    return min(found, key=lambda r: r.library == COMMON).name if found else None


def reasons_in(text: str, low: str, *, pieces: bool) -> Iterator[Found]:
    """Yield the reasons in a line.

    :param pieces: whether to look for the texts of reasons between punctuation as well
    """
    if "[" in text:
        yield from _in_brackets(text)
    if "error:" in low:
        yield from _in_error_lines(text)
    if "routines" in low:
        yield from _in_tuples(text)
    unknown = compiled(_UNKNOWN).finditer(text) if "unknown error (" in text else ()
    for match in unknown:
        decoded = load_reasons().decode(match["number"].rjust(8, "0"))
        if decoded and decoded.name:
            yield Found(decoded.name, decoded.library, exact=True)
    if _VERIFY_FAILED in low:
        yield Found("CERTIFICATE_VERIFY_FAILED", None, exact=True)
    if pieces:
        yield from _between_punctuation(low)


def _in_brackets(text: str) -> Iterator[Found]:
    for match in compiled(_BRACKETS).finditer(text):
        library, name = match["library"], match["name"]
        if library not in library_names():
            continue
        if name is None:
            words = (match["text"] or "").partition(":")[0]
            name = _worded(words, library)
            if name or "_ssl.c" in text:
                yield Found(name, library, exact=True)
        elif load_reasons().knows(name) or (library in {"SSL", "X509"} and "_" in name):
            yield Found(name, library, exact=True)


def _in_error_lines(text: str) -> Iterator[Found]:
    for match in compiled(_ERROR_LINE).finditer(text):
        decoded = load_reasons().decode(match["number"])
        library = load_reasons().library_worded(match["library"]) or (decoded and decoded.library)
        words = match["text"].strip()
        if library is None:
            continue
        if words.isupper() and load_reasons().knows(words, library):  # BoringSSL prints the name
            yield Found(words, library, exact=True)
            continue
        named = _worded(words, library)
        numbered = decoded.name if decoded and decoded.library == library else None
        yield Found(named or numbered, library, exact=True)


def _in_tuples(text: str) -> Iterator[Found]:
    for match in compiled(_TUPLE).finditer(text):
        library = load_reasons().library_worded(match["library"])
        if library:
            yield Found(_worded(match["text"], library), library, exact=True)


def _between_punctuation(low: str) -> Iterator[Found]:
    for piece in compiled(_PIECES).split(low):
        words = piece.strip().rstrip(".")
        if words.count(" ") + 1 < _TELLING_WORDS:
            continue
        for reason in load_reasons().worded(words):
            if reason.library in _OFTEN:
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
    for match in compiled(_NAME).finditer(text):
        yield _taken_apart(match[0])


@lru_cache(maxsize=4096)
def _taken_apart(whole: str) -> Names:
    table = load_reasons()
    node = compiled(_NODE).match(whole)
    if node:
        name = whole[node.end() :]
        if table.knows(name):
            return Names(whole, name, node["library"], telling=True)
    prefix = compiled(_PREFIX).match(whole)
    if prefix and table.knows(whole[prefix.end() :]):
        return Names(
            whole, whole[prefix.end() :], prefix["library"] or prefix["node"], telling=True
        )
    if table.knows(whole):
        return Names(whole, whole, None, telling=bool(compiled(_TELLING).search(whole)))
    return Names(whole, None, None, telling=False)


def reason_worded(text: str) -> Iterator[str]:
    """Yield the name of the reason that a whole text words, if it can be nothing else."""
    for reason in load_reasons().worded(text.strip(" .")):
        if reason.library in _OFTEN and compiled(_TELLING).search(reason.name):
            yield reason.name
            return
