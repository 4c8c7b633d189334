"""Detect lines about TLS, and lines that may have a signal, by cheap searches."""

from __future__ import annotations

from sphinx_tlsalerts.matcher.regex import compile_once

CONTEXT = (
    r"(?<![a-z])(?:ssl|tls|dtls|x509|openssl|libressl|boringssl|gnutls|schannel|pyopenssl)(?![a-z])"
    r"|ssl(?:v[23]|error|eof|cert|handshake|exception|_)|(?<![a-z])tls(?:v1|_|alert)"
    r"|\bs_client\b|\bs_server\b|load_cert_chain|load_verify_locations|create_default_context"
    r"|javax\.net\.ssl|java\.security\.cert|certpath|x509_verify"
)

#: Each match of CONTEXT has one of these; a search for fixed parts is much cheaper.
CONTEXT_PARTS = (
    "ssl", "tls", "x509", "schannel", "s_client", "s_server", "load_cert_chain",
    "load_verify_locations", "create_default_context", "java.security.cert", "certpath",
)  # fmt: skip

#: Lines that name TLS only in passing: the checks that mail servers log for a message.
OTHERS = ("dkim=", "dmarc=", "spf=")

#: Every line with a signal has at least one of these parts.
HINTS = (
    "ssl", "tls", "x509", "cert", "alert", "verif", "crl", "ocsp", "routines", "hostname", "pkix",
    "handshake", "issuer", "signed", "zeroreturn", "syscallerror", "wantread", "wantwrite",
    "subject", "purpose", "path", "violation", "key ", "identifier", "constraint", "plaintext",
    "alternative", "protocol", "cipher", "[asn1", "[pem", "[evp", "[rsa", "[ec", "[bio", "[conf",
    "[crypto", "[pkcs", "[ossl_", "[prov", "[d", "[sys", "unknown error (", "http re",
    "sec_e_", "sec_i_", "crypt_e_", "trust_e_", "0x8009", "0x800b", "0x000903", "-21467", "-21468",
    "sec_error_", "no_suitable_", "causedasendentity", "untrustedroot", "partialchain",
    "nottimevalid",
)  # fmt: skip


def is_about_tls(low: str) -> bool:
    """Return whether a line in lower case names TLS or a TLS library."""
    return (
        _has_one(low, CONTEXT_PARTS)
        and bool(compile_once(CONTEXT).search(low))
        and not _has_one(low, OTHERS)
    )


def may_have_signal(low: str) -> bool:
    """Return whether a line in lower case may have a signal."""
    return _has_one(low, HINTS)


def _has_one(low: str, parts: tuple[str, ...]) -> bool:
    for part in parts:  # noqa: SIM110 - a generator costs more than all the searches
        if part in low:
            return True
    return False
