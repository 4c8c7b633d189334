"""What the cures of refused certificates share: files of a CA, and certificates issued again."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING
from unittest import mock

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from live.certificates import HOST, Issued, issue, root
from live.scenarios import (
    printed,
    strict,  # noqa: F401 -- it adds its failures
)
from live.scenarios.verification import FAILURES

from . import Cured
from .alert_ends import save, save_identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from . import Workshop

#: The name in the examples of the catalogue.
EXAMPLE = "www.example.com"


def lacks(name: str) -> Callable[[], str | None]:
    """Return a function that says which OpenSSL a failure needs."""
    return partial(FAILURES[name].lacks, ssl.OPENSSL_VERSION_INFO[0])


def refused(name: str) -> str:
    """Return what the client of a failure reads."""
    failure = FAILURES[name]
    error = failure.meet(failure.client()).client
    assert error is not None, f"{name}: the client raised nothing"
    return printed(error)


def cured(name: str, client: ssl.SSLContext | None = None, *chain: Issued) -> Cured:
    """Return what a client reads before a remedy, and both sides after it.

    :param client: the client of the remedy, if it is not that of the failure
    :param chain: what the server presents then, if it is not the chain of the failure
    """
    failure = FAILURES[name]
    ended = failure.meet(client or failure.client(), *chain)
    after = "\n".join(printed(error) for error in ended if error)
    return Cured(refused(name), after)


def trusting_strictly(*roots: Issued) -> ssl.SSLContext:
    """Return a client as Python 3.13 makes it, which trusts *roots*."""
    context = ssl.create_default_context(
        cadata="".join(one.pem().decode() for one in roots or (root(),))
    )
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@contextmanager
def strict_by_default() -> Iterator[None]:
    """Let default contexts make strict checks, as they do from Python 3.13 on."""
    make = ssl.create_default_context

    def make_strict(*args: object, **options: object) -> ssl.SSLContext:
        context = make(*args, **options)  # type: ignore[arg-type]
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    with mock.patch.object(ssl, "create_default_context", make_strict):
        yield


def save_ca(shop: Workshop, ca: Issued) -> None:
    """Write the files of a CA, as the examples name them."""
    save_identity(shop, "ca.pem", "ca.key", ca)


def save_roots(shop: Workshop, name: str, roots: Sequence[Issued]) -> None:
    """Write a file of trusted certificates."""
    save(shop, name, *(one.pem() for one in roots))


def load(path: Path, like: Issued) -> Issued:
    """Return the certificate of a file with the key of another one, which has to be its own."""
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    assert certificate.public_key() == like.key.public_key()
    return Issued(certificate, like.key)


def load_identity(certificate: Path, key: Path, password: bytes | None = None) -> Issued:
    """Return a certificate and its key from two files."""
    loaded = serialization.load_pem_private_key(key.read_bytes(), password)
    own = Issued(x509.load_pem_x509_certificate(certificate.read_bytes()), loaded)  # type: ignore[arg-type]
    return load(certificate, own)


def request(shop: Workshop, one: Issued, *, names: Sequence[str] = ()) -> None:
    """Write the key of a certificate, and a request with its subject.

    :param names: DNS names to request
    """
    builder = x509.CertificateSigningRequestBuilder().subject_name(one.certificate.subject)
    if names:
        listed = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(listed, critical=False)
    signed = builder.sign(one.key, hashes.SHA256())
    save(shop, "server.csr", signed.public_bytes(serialization.Encoding.PEM))
    save(shop, "server.key", one.key_pem())


def issue_again(shop: Workshop, old: Issued, extensions: str, ca: Issued | None = None) -> Issued:
    """Issue a certificate again with a file of extensions, as ``openssl x509`` reads it."""
    save_ca(shop, ca or root())
    request(shop, old)
    save(shop, "server.ext", extensions.encode())
    shop.run(
        "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 9 "
        "-extfile server.ext -out server.pem"
    )
    return load(shop.folder / "server.pem", old)


def below(ca: Issued) -> Issued:
    """Return a faultless certificate of a server, issued by a CA."""
    return issue(HOST, ca)
