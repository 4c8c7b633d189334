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

#: Capital words that belong to others: Node.js, browsers, GnuTLS, Schannel, constants of ``ssl``
#: and of OpenSSL's headers, cipher suites.
_OTHERS = (
    "ERR_", "NS_", "SEC_E_", "SEC_I_", "SSL_ERROR_", "SEC_ERROR_", "GNUTLS_", "PKIX_", "MOZILLA_",
    "CERT_", "OP_", "PROTOCOL_", "VERIFY_", "ALERT_DESCRIPTION_", "SSL_R_", "SSL_AD_", "X509_V_",
    "X509_", "TLS_AES_", "TLS_CHACHA", "TLS_ECDHE", "TLS_DHE", "TLS_RSA", "SSL_CERT_", "CURLE_",
    "CRYPT_E_", "STATUS_", "HAS_", "OPENSSL_", "MBEDTLS_", "E_", "REQUESTS_", "CURL_", "NODE_",
    "DEPTH_ZERO_", "UNABLE_TO_", "SELF_SIGNED_", "ASN1_R_", "PEM_R_",
)  # fmt: skip

#: What only OpenSSL's names of received alerts begin with.
_OF_ALERTS = ("SSLV3_ALERT_", "TLSV1_ALERT_", "TLSV13_ALERT_", "TLS_ALERT_")

#: How near an unknown word is to one of OpenSSL's names if that is what is meant.
_NEAR = 0.87


def prepare_mnemonics(texts: GuideTexts) -> Finder | None:
    """Return a finder of unknown mnemonics, or None if no text has any."""
    return find_unknown if _have_unknown(texts.named) else None


def _have_unknown(texts: Iterable[str]) -> bool:
    joined = "\n".join(texts)
    pairs = {pair for pair in _IN_BRACKETS.findall(joined) if pair[1]}
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
            if name and not _is_fine(name, library):
                near = load_reasons().nearest(name)
                hint = did_you_mean([near] if near else [])
                yield Hit(text, *match.span(group), f"no OpenSSL release knows '{name}'{hint}")


@cache
def _is_fine(name: str, library: str | None) -> bool:
    """Tell whether a word is known, or is not OpenSSL's at all."""
    table = load_reasons()
    if table.knows(name):
        return True
    if library is not None:
        return all(known.name != library for known in table.libraries)
    if name.startswith(_OF_ALERTS):
        return False
    # Node.js calls verification codes by their constants, without what all of them begin with.
    return (
        name.startswith(_OTHERS)
        or not load_reasons().nearest(name, cutoff=_NEAR)
        or name in _codes()
    )


@cache
def _codes() -> frozenset[str]:
    from sphinx_tlsalerts.registries import load_verify_codes

    return frozenset(code.short for code in load_verify_codes())
