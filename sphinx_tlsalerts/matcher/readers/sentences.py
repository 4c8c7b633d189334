"""Find sentences of other implementations that correspond to a code or a reason of OpenSSL.

A sentence is the fixed part of a message; a message with a variable part in the middle has
several parts. OpenSSL's own wordings are more precise, so sentences count less.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.regex import compile_once
from sphinx_tlsalerts.matcher.signal import SignalKind
from sphinx_tlsalerts.registries import CONSTANT_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCALLY = "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"

VALID_FOR = ("x509: certificate is valid for ",)

#: The verification code of each sentence, by the parts that a line in lower case must have.
VERIFICATION: dict[tuple[str, ...], str] = {
    # Go
    ("x509: certificate signed by unknown authority",): _LOCALLY,
    ("x509: certificate has expired or is not yet valid", " is after "): "CERT_HAS_EXPIRED",
    ("x509: certificate has expired or is not yet valid", " is before "): "CERT_NOT_YET_VALID",
    VALID_FOR: "HOSTNAME_MISMATCH",
    ("x509: certificate is not valid for any names",): "HOSTNAME_MISMATCH",
    ("x509: certificate relies on legacy common name field",): "HOSTNAME_MISMATCH",
    ("x509: cannot validate certificate for ", "ip sans"): "IP_ADDRESS_MISMATCH",
    ("x509: certificate specifies an incompatible key usage",): "INVALID_PURPOSE",
    # Java
    ("unable to find valid certification path to requested target",): _LOCALLY,
    ("pkix path building failed",): _LOCALLY,
    ("certificateexpiredexception", "notafter:"): "CERT_HAS_EXPIRED",
    ("certificatenotyetvalidexception", "notbefore:"): "CERT_NOT_YET_VALID",
    ("no name matching ", " found"): "HOSTNAME_MISMATCH",
    ("no subject alternative dns name matching ", " found"): "HOSTNAME_MISMATCH",
    ("no subject alternative names matching ip address",): "IP_ADDRESS_MISMATCH",
    ("no subject alternative names present",): "IP_ADDRESS_MISMATCH",
    ("match any of the subject alternative names",): "HOSTNAME_MISMATCH",
    # Node.js
    ("hostname/ip does not match certificate's altnames: host:",): "HOSTNAME_MISMATCH",
    ("hostname/ip does not match certificate's altnames: ip:",): "IP_ADDRESS_MISMATCH",
    # curl and wget
    ("no alternative certificate subject name matches target",): "HOSTNAME_MISMATCH",
    ("no certificate subject alternative name matches",): "HOSTNAME_MISMATCH",
    ("error: the certificate of ", "have a known issuer"): _LOCALLY,
    ("error: the certificate of ", "has expired"): "CERT_HAS_EXPIRED",
    # GnuTLS
    ("the certificate issuer is unknown",): _LOCALLY,
    ("the certificate chain uses expired certificate",): "CERT_HAS_EXPIRED",
    ("the name in the certificate does not match the expected",): "HOSTNAME_MISMATCH",
    ("the certificate chain is revoked",): "CERT_REVOKED",
    # NSS, Schannel, browsers
    ("sec_error_unknown_issuer",): _LOCALLY,
    ("sec_error_expired_certificate",): "CERT_HAS_EXPIRED",
    ("sec_error_revoked_certificate",): "CERT_REVOKED",
    ("ssl_error_bad_cert_domain",): "HOSTNAME_MISMATCH",
    ("sec_e_untrusted_root",): "SELF_SIGNED_CERT_IN_CHAIN",
    ("sec_e_cert_expired",): "CERT_HAS_EXPIRED",
    ("err_cert_authority_invalid",): _LOCALLY,
    ("err_cert_common_name_invalid",): "HOSTNAME_MISMATCH",
    ("err_cert_date_invalid",): "CERT_HAS_EXPIRED",
    ("err_cert_revoked",): "CERT_REVOKED",
    # rustls
    ("invalid peer certificate: unknownissuer",): _LOCALLY,
    ("invalid peer certificate: expired",): "CERT_HAS_EXPIRED",
    ("invalid peer certificate: certificate expired",): "CERT_HAS_EXPIRED",
    ("invalid peer certificate: notvalidforname",): "HOSTNAME_MISMATCH",
    ("invalid peer certificate: certificate not valid for name",): "HOSTNAME_MISMATCH",
    # Python before 3.7, urllib3
    ("hostname '", "' doesn't match"): "HOSTNAME_MISMATCH",
}

#: The reason of each sentence.
REASONS: dict[tuple[str, ...], str] = {
    # Go
    ("tls: failed to verify certificate",): "CERTIFICATE_VERIFY_FAILED",
    ("tls: first record does not look like a tls handshake",): "WRONG_VERSION_NUMBER",
    ("server gave http response to https client",): "WRONG_VERSION_NUMBER",
    ("client sent an http request to an https server",): "HTTP_REQUEST",
    ("client sent plain http request to https port",): "HTTP_REQUEST",  # nginx
    ("tls: no cipher suite supported by both client and server",): "NO_SHARED_CIPHER",
    ("tls: client offered only unsupported versions",): "UNSUPPORTED_PROTOCOL",
    ("tls: server selected unsupported protocol version",): "UNSUPPORTED_PROTOCOL",
    ("tls: client didn't provide a certificate",): "PEER_DID_NOT_RETURN_A_CERTIFICATE",
    ("tls: private key does not match public key",): "KEY_VALUES_MISMATCH",
    ("tls: failed to find any pem data",): "NO_START_LINE",
    # Java
    ("unsupported or unrecognized ssl message",): "WRONG_VERSION_NUMBER",
    ("unrecognized ssl message, plaintext connection",): "WRONG_VERSION_NUMBER",
    ("no cipher suites in common",): "NO_SHARED_CIPHER",
    ("remote host terminated the handshake",): "UNEXPECTED_EOF_WHILE_READING",
    ("remote host closed connection during handshake",): "UNEXPECTED_EOF_WHILE_READING",
    ("empty client certificate chain",): "PEER_DID_NOT_RETURN_A_CERTIFICATE",
    ("no appropriate protocol (protocol is disabled",): "NO_PROTOCOLS_AVAILABLE",
    ("the server selected protocol version", "is not accepted"): "UNSUPPORTED_PROTOCOL",
    ("client requested protocol", "is not enabled or"): "UNSUPPORTED_PROTOCOL",
    # GnuTLS
    ("error in the certificate verification",): "CERTIFICATE_VERIFY_FAILED",
    ("an unexpected tls packet was received",): "WRONG_VERSION_NUMBER",
    ("the tls connection was non-properly terminated",): "UNEXPECTED_EOF_WHILE_READING",
    ("no supported cipher suites have been found",): "NO_SHARED_CIPHER",
    # NSS
    ("ssl_error_rx_record_too_long",): "WRONG_VERSION_NUMBER",
    ("ssl_error_no_cypher_overlap",): "NO_SHARED_CIPHER",
    # Python
    ("sslcertverificationerror",): "CERTIFICATE_VERIFY_FAILED",
}

WORD = r"[a-z0-9_]+"

#: The code of a sentence about a name if the name is an address.
FOR_ADDRESS = "IP_ADDRESS_MISMATCH"

#: The end of Go's sentence about a name that is not valid, if the name is an address.
NOT_FOR_ADDRESS = r", not (?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+)(?![\w.-])"


class _Sentence(NamedTuple):
    number: int  #: the position in the order of results
    parts: tuple[str, ...]
    kind: SignalKind
    value: str


@cache
def _index_by_word() -> dict[str, list[_Sentence]]:
    """Index the sentences by the longest word of their first part."""
    by_word: dict[str, list[_Sentence]] = {}
    codes = (
        (parts, SignalKind.VERIFICATION, CONSTANT_PREFIX + name)
        for parts, name in VERIFICATION.items()
    )
    reasons = ((parts, SignalKind.REASON, name) for parts, name in REASONS.items())
    for number, sentence in enumerate(chain(codes, reasons)):
        fact = _Sentence(number, *sentence)
        word = max(compile_once(WORD).findall(fact.parts[0]), key=len)
        by_word.setdefault(word, []).append(fact)
    return by_word


class Fact(NamedTuple):
    """The signal of a sentence."""

    kind: SignalKind
    value: str
    implied: bool  #: whether an entry that has the sentence itself comes first


def find_facts(low: str) -> Iterator[Fact]:
    """Yield the signals of the sentences in a line in lower case."""
    facts = _index_by_word()
    near = [fact for word in {*compile_once(WORD).findall(low)} for fact in facts.get(word, ())]
    matching = [fact for fact in near if all(part in low for part in fact.parts)]
    for fact in sorted(matching):
        if fact.parts == VALID_FOR and compile_once(NOT_FOR_ADDRESS).search(low):
            yield Fact(SignalKind.VERIFICATION, CONSTANT_PREFIX + FOR_ADDRESS, implied=False)
        else:
            yield Fact(fact.kind, fact.value, implied=True)
