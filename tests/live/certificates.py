"""Certificates for the live tests, made when they are asked for.

``issue`` makes one that breaks no rule but by its arguments. The common ones are made once per
process: ``root``, ``server`` and ``client``.
"""

from __future__ import annotations

import atexit
import datetime as dt
import hashlib
import ipaddress
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Key = (
        ec.EllipticCurvePrivateKey
        | rsa.RSAPrivateKey
        | dsa.DSAPrivateKey
        | ed25519.Ed25519PrivateKey
    )

Kind = Literal["ec", "rsa", "dsa", "ed25519"]
Digest = Literal["sha256", "sha384", "sha1", "md5"]

#: The name of the server that clients ask for.
HOST = "server.example"
#: The names that a server's certificate has unless it is asked for others.
NAMES = (HOST, "localhost", "127.0.0.1", "192.0.2.1")

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
DAY = dt.timedelta(days=1)

SERVER = ExtendedKeyUsageOID.SERVER_AUTH
CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH


class Issued(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    def pem(self) -> bytes:
        """Return the certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def der(self) -> bytes:
        """Return the certificate alone, in binary."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def key_pem(self, password: str | None = None) -> bytes:
        """Return the key, encrypted if there is a password."""
        lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password is not None:
            lock = serialization.BestAvailableEncryption(password.encode())
        pkcs8 = serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(serialization.Encoding.PEM, pkcs8, lock)


def issue(
    name: str,
    issuer: Issued | None = None,
    *,
    ca: bool = False,
    kind: Kind = "ec",
    bits: int = 2048,
    key: Key | None = None,
    digest: Digest = "sha256",
    start: dt.datetime = NOW - DAY,
    end: dt.datetime = NOW + DAY,
    usage: x509.ObjectIdentifier | Sequence[x509.ObjectIdentifier] | None = SERVER,
    names: Sequence[str] = NAMES,
    authority_key: bool = True,
    subject_key: bool = True,
    key_usage: bool | x509.KeyUsage = True,
    basic_constraints: bool = True,
    basic_constraints_critical: bool = True,
    path_length: int | None = None,
    name_constraints: x509.NameConstraints | None = None,
    further: Iterable[tuple[x509.ExtensionType, bool]] = (),
) -> Issued:
    """Make a certificate that breaks no rule but by the arguments.

    :param name: the common name of the subject; if empty, so is the subject
    :param issuer: who signs it; without one it signs itself
    :param kind: the kind of the key; *bits* is its size for ``rsa`` and ``dsa``
    :param key: a key to use, in place of a new one
    :param digest: the digest of the signature; the weak ones need an issuer with an RSA key
    :param usage: the extended key usages of an end entity; none with None or an empty list
    :param names: DNS names and addresses of an end entity; no such extension if empty
    :param authority_key: whether the extension is there; the same for those that follow
    :param key_usage: False for none, or an extension of one's own
    :param further: more extensions, each with whether it is critical
    """
    own = key or _make_key(kind, bits)
    signer = issuer.key if issuer else own
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else [])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
    extensions: list[tuple[x509.ExtensionType, bool]] = []
    if basic_constraints:
        constraints = x509.BasicConstraints(ca=ca, path_length=path_length)
        extensions.append((constraints, basic_constraints_critical))
    if subject_key:
        extensions.append((x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False))
    if authority_key:
        extensions.append((_authority_key(signer), False))
    if key_usage:
        extensions.append((_key_usage(ca=ca) if key_usage is True else key_usage, True))
    if name_constraints:
        extensions.append((name_constraints, True))
    if not ca:
        extensions.extend(_for_end_entity(usage, names))
    for extension, critical in [*extensions, *further]:
        builder = builder.add_extension(extension, critical)
    if isinstance(signer, ed25519.Ed25519PrivateKey):
        return Issued(builder.sign(signer, None), own)
    strong = hashes.SHA384() if digest == "sha384" else hashes.SHA256()
    certificate = builder.sign(signer, strong)
    if digest in _WEAK:
        assert isinstance(signer, rsa.RSAPrivateKey)
        certificate = _sign_weakly(certificate, signer, digest)
    return Issued(certificate, own)


#: The last byte of the identifier of "… with RSA encryption", and what precedes a hash.
_WEAK = {
    "md5": (4, bytes.fromhex("3020300c06082a864886f70d020505000410")),
    "sha1": (5, bytes.fromhex("3021300906052b0e03021a05000414")),
}
_WITH_RSA = bytes.fromhex("2a864886f70d0101")
_SHA256_WITH_RSA = 11


def _sign_weakly(
    certificate: x509.Certificate, signer: rsa.RSAPrivateKey, digest: Digest
) -> x509.Certificate:
    """Sign again with a digest that libraries no longer sign with.

    The identifiers of the algorithms have one length, so no length around them changes.
    """
    last, prefix = _WEAK[digest]
    old, new = _WITH_RSA + bytes([_SHA256_WITH_RSA]), _WITH_RSA + bytes([last])
    signed = certificate.tbs_certificate_bytes.replace(old, new)
    hashed = prefix + hashlib.new(digest, signed, usedforsecurity=False).digest()
    size = signer.key_size // 8
    padded = b"\x00\x01" + b"\xff" * (size - 3 - len(hashed)) + b"\x00" + hashed
    numbers = signer.private_numbers()
    power = pow(int.from_bytes(padded, "big"), numbers.d, numbers.public_numbers.n)
    whole = certificate.public_bytes(serialization.Encoding.DER)
    head, _, _tail = whole.partition(certificate.tbs_certificate_bytes)
    rest = whole[len(head) + len(signed) : -size].replace(old, new)
    return x509.load_der_x509_certificate(head + signed + rest + power.to_bytes(size, "big"))


def _make_key(kind: Kind, bits: int) -> Key:
    if kind == "rsa":
        return rsa_key(bits)
    if kind == "dsa":
        return dsa.generate_private_key(bits)
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Make a key. Those of 2048 bits and more take up to a second: keep what they are for."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _authority_key(signer: Key) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return usages(digital_signature=not ca, key_cert_sign=ca, crl_sign=ca)


def usages(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    """Return a key usage extension that allows what is asked for."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _for_end_entity(
    usage: x509.ObjectIdentifier | Sequence[x509.ObjectIdentifier] | None, names: Sequence[str]
) -> Iterable[tuple[x509.ExtensionType, bool]]:
    if names:
        yield x509.SubjectAlternativeName([_general_name(name) for name in names]), False
    if usage:
        purposes = [usage] if isinstance(usage, x509.ObjectIdentifier) else list(usage)
        yield x509.ExtendedKeyUsage(purposes), False


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def revocation_list(
    issuer: Issued,
    *revoked: Issued,
    last: dt.datetime = NOW - DAY,
    following: dt.datetime = NOW + DAY,
) -> bytes:
    """Return the CRL of *issuer* in PEM, with *revoked* on it.

    :param last: when it was published
    :param following: when the next one is due
    """
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(last)
        .next_update(following)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(_authority_key(issuer.key), critical=False)
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder(one.certificate.serial_number, last)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@cache
def root() -> Issued:
    """Return the CA that clients trust."""
    return issue("Root", ca=True)


@cache
def other_root() -> Issued:
    """Return a CA that nobody trusts."""
    return issue("Other root", ca=True)


@cache
def server() -> Issued:
    """Return a server's certificate without a fault, issued by ``root``."""
    return issue(HOST, root())


@cache
def client() -> Issued:
    """Return a client's certificate without a fault, issued by ``root``."""
    return issue("client", root(), usage=CLIENT, names=())


@cache
def folder() -> Path:
    """Return a folder that goes away with the process."""
    made = tempfile.mkdtemp(prefix="tlsalerts-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


@cache
def chain_file(*chain: Issued, password: str | None = None) -> Path:
    """Return a file with the key of the first certificate and all certificates."""
    parts = [chain[0].key_pem(password), *(issued.pem() for issued in chain)]
    return file(b"".join(parts))


def file(content: bytes, suffix: str = ".pem") -> Path:
    """Return a new file that holds *content* until the process ends."""
    with tempfile.NamedTemporaryFile(dir=folder(), suffix=suffix, delete=False) as made:
        made.write(content)
        return Path(made.name)
