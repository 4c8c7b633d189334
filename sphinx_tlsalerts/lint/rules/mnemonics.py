"""Mnemonics that no OpenSSL release knows."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from sphinx_tlsalerts.guides import BRACKETS, MNEMONIC
from sphinx_tlsalerts.lint.findings import Hit
from sphinx_tlsalerts.lint.prefilter import Words, texts_with_mnemonics
from sphinx_tlsalerts.registries import load_reasons
from sphinx_tlsalerts.util import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.lint.advice import Scope
    from sphinx_tlsalerts.lint.findings import Finder
    from sphinx_tlsalerts.lint.prefilter import GuideTexts

#: A mnemonic in brackets, or one that is no part of a variable, an address or another name.
_NAMED = re.compile(rf"{BRACKETS}|(?<![\w:.$%{{/-])(?P<bare>{MNEMONIC})(?![\w=-])")

_IN_BRACKETS = re.compile(BRACKETS)
_CAPITALS = re.compile(MNEMONIC)

#: Prefixes of capital words that are not OpenSSL's reasons: names of Node.js, browsers, GnuTLS and
#: Schannel, constants of ``ssl`` and of OpenSSL's headers, cipher suites.
_OTHERS = (
    "ERR_", "NS_", "SEC_E_", "SEC_I_", "SSL_ERROR_", "SEC_ERROR_", "GNUTLS_", "PKIX_", "MOZILLA_",
    "CERT_", "OP_", "PROTOCOL_", "VERIFY_", "ALERT_DESCRIPTION_", "SSL_R_", "SSL_AD_", "X509_V_",
    "X509_", "TLS_AES_", "TLS_CHACHA", "TLS_ECDHE", "TLS_DHE", "TLS_RSA", "SSL_CERT_", "CURLE_",
    "CRYPT_E_", "STATUS_", "HAS_", "OPENSSL_", "MBEDTLS_", "E_", "REQUESTS_", "CURL_", "NODE_",
    "DEPTH_ZERO_", "UNABLE_TO_", "SELF_SIGNED_", "ASN1_R_", "PEM_R_",
)  # fmt: skip

#: Prefixes that only OpenSSL's names of received alerts have.
_OF_ALERTS = ("SSLV3_ALERT_", "TLSV1_ALERT_", "TLSV13_ALERT_", "TLS_ALERT_")

#: The least likeness of an unknown word to a name of OpenSSL that it mistypes.
_MISTYPED = 0.87


def prepare_mnemonics(texts: GuideTexts) -> Finder | None:
    """Return a finder of unknown mnemonics, or None if no text has any."""
    return find_unknown if _have_unknown(texts.named) else None


def _have_unknown(texts: Iterable[str]) -> bool:
    joined = "\n".join(texts)
    pairs = {*_IN_BRACKETS.findall(joined)}
    words = filter(_CAPITALS.fullmatch, {word.strip(".-") for word in Words([joined])})
    return not all(_is_fine(name, library) for library, name in pairs) or not all(
        _is_fine(word, None) for word in words
    )


def find_unknown(scope: Scope) -> Iterator[Hit]:
    """Yield the mnemonics of an entry that no release of OpenSSL has."""
    for text in texts_with_mnemonics(scope.entry) if scope.entry else ():
        if "_" not in text and "[" not in text:
            continue
        for match in _NAMED.finditer(text):
            group = "bare" if match["bare"] else "name"
            name, library = match[group], match["library"]
            if not _is_fine(name, library):
                near = load_reasons().nearest(name)
                hint = did_you_mean([near] if near else [])
                yield Hit(text, *match.span(group), f"no OpenSSL release knows '{name}'{hint}")


@cache
def _is_fine(name: str, library: str | None) -> bool:
    """Return whether a word is a known mnemonic, or not one of OpenSSL's."""
    table = load_reasons()
    if table.knows(name):
        return True
    if library is not None:
        return all(known.name != library for known in table.libraries)
    if name.startswith(_OF_ALERTS):
        return False
    # Node.js prints the constants of verification codes without their prefix.
    return (
        name.startswith(_OTHERS)
        or table.nearest(name, cutoff=_MISTYPED) is None
        or name in _list_codes()
    )


@cache
def _list_codes() -> frozenset[str]:
    from sphinx_tlsalerts.registries import load_verify_codes

    return frozenset(code.short for code in load_verify_codes())
