"""Remedies for certificates that are refused, applied: they are issued again, or less is asked."""

from __future__ import annotations

import http.server
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from support.needs import lacking_program

from live import certificates
from live.certificates import HOST, root
from live.scenarios.verification import FAILURES

from . import Cured, cure
from .alert_ends import apply, save, trusted
from .cures_connection_trials import FORGET_PROXIES, without_program
from .refusals import (
    EXAMPLE,
    below,
    cured,
    issue_again,
    lacks,
    load,
    load_identity,
    request,
    save_ca,
    save_roots,
    trusting_strictly,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from . import Workshop


def _needs_openssl(name: str) -> Callable[[], str | None]:
    return lambda: lacking_program("openssl") or lacks(name)()


# -- certificates of servers ----------------------------------------------------------------------


def _signed_again(name: str, scenario: str) -> None:
    @cure(name, _needs_openssl(scenario))
    def sign(shop: Workshop) -> Cured:
        """Run the commands for a request and a certificate, or for the certificate alone."""
        failure = FAILURES[scenario]
        (old,) = failure.chain()
        ca = failure.trusted()[0]
        save_ca(shop, ca)
        request(shop, old, names=[HOST])
        shop.run(shop.code(host=failure.host))
        new = load(shop.folder / "server.pem", old)
        strict = trusting_strictly(ca)
        return cured(scenario, strict, new)


_signed_again("host-name-added", "other-host")
_signed_again("address-added", "other-address")
_signed_again("signed-with-sha256", "signed-with-sha1")


@cure("purpose-of-a-server", _needs_openssl("client-certificate-on-server"))
def _purpose(shop: Workshop) -> Cured:
    (old,) = FAILURES["client-certificate-on-server"].chain()
    new = issue_again(shop, old, shop.code(replaced={EXAMPLE: HOST}))
    return cured("client-certificate-on-server", trusting_strictly(), new)


@cure("longer-key", _needs_openssl("server-key-short"))
def _longer_key(shop: Workshop) -> Cured:
    shop.run(shop.code(replaced={EXAMPLE: HOST}))
    save_ca(shop, root())
    shop.run(
        "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -copy_extensions copy "
        "-days 9 -out server.pem"
    )
    new = load_identity(shop.folder / "server.pem", shop.folder / "server.key")
    return cured("server-key-short", trusting_strictly(), new)


# -- certificates of CAs --------------------------------------------------------------------------


@cure("no-ca-issued-again-as-one", _needs_openssl("issuer-is-no-ca"))
def _as_a_ca(shop: Workshop) -> Cured:
    leaf, ordinary = FAILURES["issuer-is-no-ca"].chain()
    save_ca(shop, ordinary)
    shop.run(shop.code())
    new = load(shop.folder / "ca-new.pem", ordinary)
    return cured("issuer-is-no-ca", trusting_strictly(new), leaf)


@cure("path-length-larger", _needs_openssl("ca-below-last-ca"))
def _larger(shop: Workshop) -> Cured:
    leaf, lower, upper = FAILURES["ca-below-last-ca"].chain()
    new = issue_again(shop, upper, shop.code())
    client = FAILURES["ca-below-last-ca"].client()
    return cured("ca-below-last-ca", client, leaf, lower, new)


@cure("new-ca-with-a-longer-key", _needs_openssl("root-key-short"))
def _new_ca(shop: Workshop) -> Cured:
    """As printed, the command asks for a password."""
    shop.run(f"{shop.code()} -passout pass:secret")
    new = load_identity(shop.folder / "ca.pem", shop.folder / "ca.key", b"secret")
    return cured("root-key-short", trusting_strictly(new), below(new))


# -- a lower level of security --------------------------------------------------------------------


def _lower_level(name: str, file: str) -> None:
    @cure(f"{name}-level-lowered", lacks(name))
    def lower(shop: Workshop) -> Cured:
        save_roots(shop, file, FAILURES[name].trusted())
        return cured(name, apply(shop, {})["context"])


_lower_level("server-key-short", "device.pem")
_lower_level("root-key-short", "old-ca.pem")


@cure("device-trusted-directly", lacks("signed-with-sha1"))
def _directly(shop: Workshop) -> Cured:
    save_roots(shop, "device.pem", FAILURES["signed-with-sha1"].chain())
    return cured("signed-with-sha1", apply(shop, {})["context"])


# -- revocation lists -----------------------------------------------------------------------------


def _list_loaded(name: str, scenario: str) -> None:
    @cure(name)
    def load_list(shop: Workshop) -> Cured:
        save(shop, "crl.pem", certificates.revocation_list(root()))
        with trusted(shop):
            context = apply(shop, {})["context"]
        return cured(scenario, context)


_list_loaded("list-loaded", "revocation-list-missing")
_list_loaded("list-loaded-into-a-new-context", "revocation-list-expired")


def _list_in_der() -> bytes:
    listed = x509.load_pem_x509_crl(certificates.revocation_list(root()))
    return listed.public_bytes(serialization.Encoding.DER)


def _with_list(shop: Workshop) -> ssl.SSLContext:
    """Return a client that has the list of the folder."""
    context = trusting_strictly()
    context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    context.load_verify_locations(cafile=str(shop.folder / "crl.pem"))
    return context


@cure("list-converted", _needs_openssl("revocation-list-missing"))
def _converted(shop: Workshop) -> Cured:
    save(shop, "ca.crl", _list_in_der())
    shop.run(shop.code())
    return cured("revocation-list-missing", _with_list(shop))


@contextmanager
def _published(content: bytes) -> Iterator[str]:
    """Publish a file on loopback, and return its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/ca.crl"
        listening.shutdown()
        thread.join()


@cure(
    "list-downloaded",
    lambda: without_program("curl")() or _needs_openssl("revocation-list-expired")(),
)
def _downloaded(shop: Workshop) -> Cured:
    with _published(_list_in_der()) as url:
        command = shop.code(replaced={"http://crl.example.com/ca.crl": url})
        shop.run(f"{FORGET_PROXIES}\n{command}")
    return cured("revocation-list-expired", _with_list(shop))
