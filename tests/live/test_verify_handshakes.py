"""Verification codes in real handshakes: what the client raises, what the server receives."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from support.openssl_versions import line_of, texts_of

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.verify_codes import load_verify_codes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    NoteCompared = Callable[[str, str, int], None]

CODES = load_verify_codes()

HOST = "server.example"
NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


class Issued(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def _issue(
    name: str,
    issuer: Issued | None = None,
    *,
    ca: bool = False,
    start: dt.datetime = NOW - DAY,
    end: dt.datetime = NOW + DAY,
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
    authority_key: bool = True,
) -> Issued:
    """Make a certificate that breaks no rule but by the arguments."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_key_usage(ca=ca), critical=True)
    )
    if authority_key:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = builder.add_extension(identifier, critical=False)
    if not ca:
        alternatives = [x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("192.0.2.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return Issued(builder.sign(signer, hashes.SHA256()), key)


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


class Outcome(NamedTuple):
    """How a handshake ended on both sides."""

    error: ssl.SSLCertVerificationError | None  #: what the client raised
    received: str | None  #: the reason of the error that the alert raised on the server


@pytest.fixture(scope="module")
def root() -> Issued:
    return _issue("Root", ca=True)


@pytest.fixture
def shake(tmp_path: Path, root: Issued) -> Callable[..., Outcome]:
    """Return a function that lets a client which trusts *root* talk to a server."""

    def shake(*chain: Issued, host: str = HOST, strict: bool = False) -> Outcome:
        client_context = ssl.create_default_context(cadata=root.pem().decode())
        client_context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        if strict:
            client_context.verify_flags |= ssl.VERIFY_X509_STRICT
        key = chain[0].key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file = tmp_path / "server.pem"
        file.write_bytes(key + b"".join(issued.pem() for issued in chain))
        server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server_context.load_cert_chain(file)
        to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = client_context.wrap_bio(to_client, to_server, server_hostname=host)
        server = server_context.wrap_bio(to_server, to_client, server_side=True)
        return _talk(client, server)

    return shake


def _talk(client: ssl.SSLObject, server: ssl.SSLObject) -> Outcome:
    error = None
    for _round in range(4):
        try:
            client.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLCertVerificationError as raised:
            error = raised
        try:
            server.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLError as raised:
            return Outcome(error, raised.reason)
    return Outcome(error, None)


#: What is wrong with the chain or the host that the client wants, the code and the alert for it.
FAILURES = {
    "expired": ("X509_V_ERR_CERT_HAS_EXPIRED", "certificate_expired"),
    "not yet valid": ("X509_V_ERR_CERT_NOT_YET_VALID", "bad_certificate"),
    "self-signed": ("X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT", "unknown_ca"),
    "root in chain": ("X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN", "unknown_ca"),
    "unknown issuer": ("X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unknown_ca"),
    "host name": ("X509_V_ERR_HOSTNAME_MISMATCH", "bad_certificate"),
    "address": ("X509_V_ERR_IP_ADDRESS_MISMATCH", "bad_certificate"),
    "purpose": ("X509_V_ERR_INVALID_PURPOSE", "unsupported_certificate"),
    "issuer is no CA": ("X509_V_ERR_INVALID_CA", "unknown_ca"),
    "no authority key": ("X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER", "certificate_unknown"),
}


def _chain(kind: str, root: Issued) -> list[Issued]:
    other = _issue("Other root", ca=True)
    middle = _issue("Middle", root)
    chains = {
        "expired": [_issue("leaf", root, start=NOW - 3 * DAY, end=NOW - DAY)],
        "not yet valid": [_issue("leaf", root, start=NOW + DAY, end=NOW + 2 * DAY)],
        "self-signed": [_issue("leaf")],
        "root in chain": [_issue("leaf", other), other],
        "unknown issuer": [_issue("leaf", other)],
        "purpose": [_issue("leaf", root, usage=ExtendedKeyUsageOID.CLIENT_AUTH)],
        "issuer is no CA": [_issue("leaf", middle), middle],
        "no authority key": [_issue("leaf", root, authority_key=False)],
    }
    return chains.get(kind) or [_issue("leaf", root)]


@pytest.mark.parametrize("kind", FAILURES)
def test_a_handshake_ends_with_the_code_and_the_alert_of_the_data(
    kind: str, shake: Callable[..., Outcome], root: Issued, note_compared: NoteCompared
) -> None:
    constant, alert = FAILURES[kind]
    code = CODES.named(constant)
    if code.strict and ssl.OPENSSL_VERSION_INFO < (3, 0):
        pytest.skip("OpenSSL 1.1.1 does not look for the key identifier")
    host = {"host name": "other.example", "address": "192.0.2.99"}.get(kind, HOST)
    outcome = shake(*_chain(kind, root), host=host, strict=code.strict)
    short = " ".join(ssl.OPENSSL_VERSION.split()[:2])
    note_compared("verification codes and alerts", f"handshakes of {short}", 2)
    assert outcome.error is not None
    assert outcome.error.verify_code == code.number(line_of(ssl.OPENSSL_VERSION_INFO[:3]))
    assert outcome.received is not None
    assert load_alerts().lookup(outcome.received).name == alert
    assert code.alert == load_alerts().named(alert).code
    assert code.python_default
    if host == HOST:  # Python words the other two itself
        assert (
            outcome.error.verify_message
            == texts_of(ssl.OPENSSL_VERSION_INFO[:3])[outcome.error.verify_code]
        )


def test_what_only_strict_checks_find_is_no_failure_without_them(
    shake: Callable[..., Outcome], root: Issued
) -> None:
    assert shake(*_chain("no authority key", root)) == Outcome(None, None)
    assert shake(_issue("leaf", root), strict=True) == Outcome(None, None)


def test_strict_checks_are_the_default_since_python_313() -> None:
    """What ``new_in_python_313`` tells is what the contexts of this Python do."""
    strict = bool(ssl.create_default_context().verify_flags & ssl.VERIFY_X509_STRICT)
    assert strict == (sys.version_info >= (3, 13))
    new = {code.short for code in CODES if code.new_in_python_313}
    assert {"MISSING_AUTHORITY_KEY_IDENTIFIER", "CA_BCONS_NOT_CRITICAL"} <= new
    assert not {"CERT_HAS_EXPIRED", "HOSTNAME_MISMATCH", "INVALID_CA"} & new
