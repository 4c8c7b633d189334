"""Find sentences of other implementations that correspond to a code or a reason of OpenSSL.

A sentence is the fixed part of a message; a message with a variable part in the middle has
several parts. OpenSSL's own wordings are more precise, so sentences count less.
"""

from __future__ import annotations

from collections import Counter
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

#: The verification code of each sentence, by the parts that a line in lower case must have. The
#: first part begins and ends with whole words.
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
    # Go and truststore on macOS
    ('" certificate is not trusted',): _LOCALLY,
    ('" certificate is expired',): "CERT_HAS_EXPIRED",
    ('" certificate name does not match input',): "HOSTNAME_MISMATCH",
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
    ("does not match the certificate subject provided by the peer",): "HOSTNAME_MISMATCH",
    ("hostname in certificate didn't match: <",): "HOSTNAME_MISMATCH",
    ("no trusted certificate found",): _LOCALLY,
    # Node.js
    ("hostname/ip does not match certificate's altnames: host:",): "HOSTNAME_MISMATCH",
    ("hostname/ip does not match certificate's altnames: ip:",): "IP_ADDRESS_MISMATCH",
    # curl and wget
    ("no alternative certificate subject name matches target host name",): "HOSTNAME_MISMATCH",
    ("no alternative certificate subject name matches target ipv4 ",): "IP_ADDRESS_MISMATCH",
    ("no alternative certificate subject name matches target ipv6 ",): "IP_ADDRESS_MISMATCH",
    ("ssl: certificate subject name ", " does not match target ipv"): "IP_ADDRESS_MISMATCH",
    ("ssl: unable to obtain common name from peer certificate",): "HOSTNAME_MISMATCH",
    ("peer's certificate issuer is not recognized",): _LOCALLY,
    ("requested domain name does not match the server's certificate",): "HOSTNAME_MISMATCH",
    ("no certificate subject alternative name matches",): "HOSTNAME_MISMATCH",
    ("error: the certificate of ", "have a known issuer"): _LOCALLY,
    ("error: the certificate of ", "has expired"): "CERT_HAS_EXPIRED",
    ("error: the certificate of ", "is not trusted"): _LOCALLY,
    ("error: the certificate of ", "is not yet activated"): "CERT_NOT_YET_VALID",
    ("the certificate has not yet been activated",): "CERT_NOT_YET_VALID",
    ("issued certificate has expired",): "CERT_HAS_EXPIRED",
    ("issued certificate not yet valid",): "CERT_NOT_YET_VALID",
    ("the certificate's owner does not match hostname",): "HOSTNAME_MISMATCH",
    # GnuTLS
    ("the certificate issuer is unknown",): _LOCALLY,
    ("the certificate chain uses expired certificate",): "CERT_HAS_EXPIRED",
    ("the name in the certificate does not match the expected",): "HOSTNAME_MISMATCH",
    ("the certificate chain is revoked",): "CERT_REVOKED",
    # Erlang
    ("bad_cert,hostname_check_failed",): "HOSTNAME_MISMATCH",
    ("bad_cert,{hostname_check_failed",): "HOSTNAME_MISMATCH",
    ("bad_cert,selfsigned_peer",): "DEPTH_ZERO_SELF_SIGNED_CERT",
    ("bad_cert,cert_expired",): "CERT_HAS_EXPIRED",
    ("bad_cert,{revoked",): "CERT_REVOKED",
    ("bad_cert,invalid_ext_key_usage",): "INVALID_PURPOSE",
    ("bad_cert,invalid_ext_keyusage",): "INVALID_PURPOSE",
    ("bad_cert,max_path_length_reached",): "PATH_LENGTH_EXCEEDED",
    ("bad_cert,missing_basic_constraint",): "INVALID_CA",
    ("bad_cert,name_not_permitted",): "PERMITTED_VIOLATION",
    # .NET
    ("remotecertificatenamemismatch",): "HOSTNAME_MISMATCH",
    ("errors in the certificate chain: ", "untrustedroot"): _LOCALLY,
    ("errors in the certificate chain: ", "partialchain"): _LOCALLY,
    ("errors in the certificate chain: ", "nottimevalid"): "CERT_HAS_EXPIRED",
    ("errors in the certificate chain: ", "offlinerevocation"): "UNABLE_TO_GET_CRL",
    # Windows in English, also by truststore
    ("terminated in a root certificate which is not trusted by the trust provider",): _LOCALLY,
    ("the certificate chain was issued by an authority that is not trusted",): _LOCALLY,
    ("the certificate's cn name does not match the passed value",): "HOSTNAME_MISMATCH",
    ("the target principal name is incorrect",): "HOSTNAME_MISMATCH",
    ("a required certificate is not within its validity period",): "CERT_HAS_EXPIRED",
    ("the received certificate has expired",): "CERT_HAS_EXPIRED",
    # PHP, Ruby
    ("peer certificate cn=", "did not match expected cn="): "HOSTNAME_MISMATCH",
    ('" does not match the server certificate',): "HOSTNAME_MISMATCH",
    # NSS, browsers
    ("sec_error_unknown_issuer",): _LOCALLY,
    ("sec_error_expired_certificate",): "CERT_HAS_EXPIRED",
    ("sec_error_expired_issuer_certificate",): "CERT_HAS_EXPIRED",
    ("mozilla_pkix_error_not_yet_valid_certificate",): "CERT_NOT_YET_VALID",
    ("mozilla_pkix_error_mitm_detected",): _LOCALLY,
    ("sec_error_bad_signature",): "CERT_SIGNATURE_FAILURE",
    ("sec_error_cert_not_in_name_space",): "PERMITTED_VIOLATION",
    ("sec_error_revoked_certificate",): "CERT_REVOKED",
    ("sec_error_untrusted_issuer",): _LOCALLY,
    ("sec_error_ca_cert_invalid",): "INVALID_CA",
    ("mozilla_pkix_error_self_signed_cert",): "DEPTH_ZERO_SELF_SIGNED_CERT",
    ("dlg_flags_invalid_ca",): _LOCALLY,
    ("dlg_flags_sec_cert_cn_invalid",): "HOSTNAME_MISMATCH",
    ("ssl_error_bad_cert_domain",): "HOSTNAME_MISMATCH",
    ("err_cert_authority_invalid",): _LOCALLY,
    ("err_cert_common_name_invalid",): "HOSTNAME_MISMATCH",
    ("err_cert_date_invalid",): "CERT_HAS_EXPIRED",
    ("err_cert_revoked",): "CERT_REVOKED",
    ("err_cert_name_constraint_violation",): "PERMITTED_VIOLATION",
    ("err_cert_unable_to_check_revocation",): "UNABLE_TO_GET_CRL",
    # rustls
    ("invalid peer certificate: unknownissuer",): _LOCALLY,
    ("invalid peer certificate: expired",): "CERT_HAS_EXPIRED",
    ("invalid peer certificate: certificate expired",): "CERT_HAS_EXPIRED",
    ("invalid peer certificate: notvalidforname",): "HOSTNAME_MISMATCH",
    ("invalid peer certificate: certificate not valid for name",): "HOSTNAME_MISMATCH",
    ("invalid peer certificate contents: certexpired",): "CERT_HAS_EXPIRED",
    ("invalid peer certificate contents: certnotvalidforname",): "HOSTNAME_MISMATCH",
    ("invalid peer certificate: ", "causedasendentity"): "DEPTH_ZERO_SELF_SIGNED_CERT",
    # Python before 3.7, urllib3, service_identity
    ("hostname '", "' doesn't match"): "HOSTNAME_MISMATCH",
    ("certificate did not match expected hostname: ",): "HOSTNAME_MISMATCH",
    ("no appropriate commonname or subjectaltname fields were found",): "HOSTNAME_MISMATCH",
    ("dnsmismatch(",): "HOSTNAME_MISMATCH",
    ("ipaddressmismatch(",): "IP_ADDRESS_MISMATCH",
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
    # Erlang
    ("no_suitable_ciphers",): "NO_SHARED_CIPHER",
    # Servers
    ("certificate and private key ", " do not match"): "KEY_VALUES_MISMATCH",  # Apache
    ("inconsistencies between private key and certificate",): "KEY_VALUES_MISMATCH",  # HAProxy
    ("ssl is required", "server does", " support it"): "WRONG_VERSION_NUMBER",  # MySQL, MariaDB
    # Programs that say no more than that the certificate was refused
    ("the certificate is not trusted",): "CERTIFICATE_VERIFY_FAILED",
    ("invalid according to the validation procedure",): "CERTIFICATE_VERIFY_FAILED",
    ("failed to validate the ssl certificate",): "CERTIFICATE_VERIFY_FAILED",
    # NSS
    ("ssl_error_rx_record_too_long",): "WRONG_VERSION_NUMBER",
    ("ssl_error_no_cypher_overlap",): "NO_SHARED_CIPHER",
    ("ssl_error_unsupported_version",): "UNSUPPORTED_PROTOCOL",
    ("err_ssl_obsolete_version",): "UNSUPPORTED_PROTOCOL",
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
    """Index the sentences by the rarest word of their first part, the longest of these."""
    by_word: dict[str, list[_Sentence]] = {}
    find = compile_once(WORD).findall
    count = Counter(word for parts in list_sentences() for word in find(parts[0]))
    codes = (
        (parts, SignalKind.VERIFICATION, CONSTANT_PREFIX + name)
        for parts, name in VERIFICATION.items()
    )
    reasons = ((parts, SignalKind.REASON, name) for parts, name in REASONS.items())
    for number, sentence in enumerate(chain(codes, reasons)):
        fact = _Sentence(number, *sentence)
        word = min(find(fact.parts[0]), key=lambda word: (count[word], -len(word)))
        by_word.setdefault(word, []).append(fact)
    return by_word


def list_sentences() -> Iterator[tuple[str, ...]]:
    """Yield the parts of each sentence."""
    yield from VERIFICATION
    yield from REASONS


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
