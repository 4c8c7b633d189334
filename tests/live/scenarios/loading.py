"""Certificates, keys and stores that cannot be loaded, and settings that a context refuses."""

from __future__ import annotations

import base64
import functools
import importlib
import socket
import ssl
import traceback
import warnings
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from OpenSSL import SSL, crypto
from support.needs import lacking_module

from live import certificates

from . import Outcome, needs_openssl, printed, scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from live.certificates import Issued


def _registered(
    name: str, stack: str = "ssl", lacks: Callable[[], str | None] = lambda: None
) -> Callable[[Callable[[], object]], None]:
    """Register what raises an exception as a scenario."""

    def register(fails: Callable[[], object]) -> None:
        @scenario(name, stack, lacks)
        def run() -> Outcome:
            try:
                fails()
            except Warning:
                raise  # the deprecated part of a library is not what is looked at
            except Exception as error:  # noqa: BLE001 -- whatever a user gets
                return Outcome(printed(error))
            raise AssertionError("nothing failed")

    return register


# -- files ----------------------------------------------------------------------------------------


@functools.cache
def _file(content: bytes) -> Path:
    return certificates.file(content)


def _certificate() -> Path:
    return _file(certificates.server().pem())


def _key() -> Path:
    return _file(certificates.server().key_pem())


@functools.cache
def _locked_key() -> Path:
    return certificates.file(certificates.server().key_pem("right"))


def _armoured(data: bytes) -> Path:
    """Return a file with *data* between the lines of a certificate in PEM."""
    lines = base64.encodebytes(data)
    return _file(b"-----BEGIN CERTIFICATE-----\n" + lines + b"-----END CERTIFICATE-----\n")


def _cut() -> Path:
    """Return a file that holds the beginning of a certificate, in PEM."""
    return _armoured(certificates.server().der()[:200])


def _damaged() -> Path:
    """Return a file whose PEM is no base64, as after a copy with lines lost."""
    return _file(certificates.server().pem().replace(b"MII", b"M\n~I", 1))


@functools.cache
def _archive() -> Path:
    """Return a PKCS #12 archive."""
    issued = certificates.server()
    content = pkcs12.serialize_key_and_certificates(
        b"server", issued.key, issued.certificate, None, BestAvailableEncryption(b"right")
    )
    return certificates.file(content, ".p12")


def _missing() -> Path:
    return certificates.folder() / "missing.pem"


def _strict() -> ssl.SSLContext:
    """Return a server's context of security level 2, which not every system has by default."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=2")
    return context


def _load(certificate: Path, key: Path | None = None, password: str | None = None) -> None:
    _strict().load_cert_chain(certificate, key, password)


def _load_pyopenssl(certificate: Path, key: Path | None = None, password: bytes = b"") -> None:
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=2")
    if password:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.set_passwd_cb(lambda *_: password)
    context.use_certificate_chain_file(str(certificate))
    if key is not None:
        context.use_privatekey_file(str(key))
        context.check_privatekey()


def _trust(**source: object) -> None:
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(**source)  # type: ignore[arg-type]


def _trust_pyopenssl(file: Path) -> None:
    SSL.Context(SSL.TLS_CLIENT_METHOD).load_verify_locations(str(file))


# -- certificates and keys ------------------------------------------------------------------------


@functools.cache
def _other_key() -> Path:
    return _file(certificates.client().key_pem())


_registered("key-of-another")(lambda: _load(_certificate(), _other_key()))
_registered("key-of-another", "pyopenssl")(lambda: _load_pyopenssl(_certificate(), _other_key()))


@_registered("chain-in-wrong-order")
def _chain_in_wrong_order() -> None:
    chain = certificates.root().pem() + certificates.server().pem()
    _load(_file(chain), _key())


_registered("key-left-out")(lambda: _load(_certificate()))
_registered("password-wrong")(lambda: _load(_certificate(), _locked_key(), "wrong"))
_registered("password-wrong", "pyopenssl")(
    lambda: _load_pyopenssl(_certificate(), _locked_key(), b"wrong")
)
_registered("certificate-and-key-swapped")(lambda: _load(_key(), _certificate()))
_registered("certificate-damaged")(lambda: _load(_damaged(), _key()))
_registered("certificate-damaged", "pyopenssl")(lambda: _load_pyopenssl(_damaged(), _key()))
_registered("certificate-in-der")(lambda: _load(_file(certificates.server().der()), _key()))
_registered("certificate-in-pkcs12")(lambda: _load(_archive()))
_registered("trusted-certificate-damaged")(lambda: _trust(cafile=_damaged()))
_registered("trusted-certificate-damaged", "pyopenssl")(lambda: _trust_pyopenssl(_damaged()))

_registered("no-pem", "pyopenssl")(
    lambda: crypto.load_certificate(crypto.FILETYPE_PEM, certificates.server().der())
)
_registered("chain-file-no-pem", "pyopenssl")(
    lambda: _load_pyopenssl(_file(certificates.server().der()))
)
_registered("dh-file-no-pem")(lambda: _strict().load_dh_params(str(_certificate())))
_registered("cadata-is-a-path")(lambda: _trust(cadata="/etc/ssl/ca.pem"))


# -- trusted certificates -------------------------------------------------------------------------

_registered("cafile-empty")(lambda: _trust(cafile=_file(b"\n")))
_registered("cafile-empty", "pyopenssl")(lambda: _trust_pyopenssl(_file(b"\n")))
_registered("cafile-in-der")(lambda: _trust(cafile=_file(certificates.root().der())))
_registered("cadata-pem-as-bytes")(lambda: _trust(cadata=certificates.root().pem()))
_registered("cadata-with-rest")(lambda: _trust(cadata=certificates.root().der() + b"\x30\x10\x01"))
_registered("der-cut", "pyopenssl")(
    lambda: crypto.load_certificate(crypto.FILETYPE_ASN1, certificates.root().der()[:200])
)
_registered("pem-cut", "pyopenssl")(lambda: _load_pyopenssl(_cut()))


def _traced(fails: Callable[[], object]) -> Outcome:
    """Return the whole traceback: the message alone says nothing of TLS."""
    try:
        fails()
    except OSError:
        return Outcome(traceback.format_exc())
    raise AssertionError("nothing failed")


scenario("certificate-file-missing")(lambda: _traced(lambda: _load(_missing())))
scenario("key-file-missing")(lambda: _traced(lambda: _load(_certificate(), _missing())))
scenario("cafile-missing")(
    lambda: _traced(lambda: ssl.create_default_context(cafile=str(_missing())))
)
_registered("certificate-file-missing", "pyopenssl")(lambda: _load_pyopenssl(_missing()))
_registered("cafile-missing", "pyopenssl")(lambda: _trust_pyopenssl(_missing()))


# -- weak ones ------------------------------------------------------------------------------------


@functools.cache
def _weak_root() -> Issued:
    return certificates.issue("Weak root", ca=True, kind="rsa", bits=1024)


@functools.cache
def _sound_root() -> Issued:
    return certificates.issue("Sound root", ca=True, kind="rsa")


@functools.cache
def _chain(*chain: Issued) -> Path:
    return certificates.chain_file(*chain)


@functools.cache
def _with_short_key() -> Path:
    issued = certificates.issue("server", certificates.root(), kind="rsa", bits=1024)
    return certificates.chain_file(issued)


@functools.cache
def _of_short_key() -> Path:
    root = _weak_root()
    return certificates.chain_file(certificates.issue("server", root), root)


@functools.cache
def _signed_with_sha1() -> Path:
    return certificates.chain_file(certificates.issue("server", _sound_root(), digest="sha1"))


_registered("short-key")(lambda: _load(_with_short_key()))
_registered("short-key", "pyopenssl")(lambda: _load_pyopenssl(_with_short_key()))
_registered("ca-with-short-key")(lambda: _load(_of_short_key()))
_registered("ca-with-short-key", "pyopenssl")(lambda: _load_pyopenssl(_of_short_key()))
# OpenSSL 3.6.5 loads it at level 2; the versions from 3.2 to it were not tried.
_registered("certificate-signed-with-sha1", lacks=needs_openssl(newer=False))(
    lambda: _load(_signed_with_sha1())
)


# -- settings -------------------------------------------------------------------------------------

_registered("no-such-cipher")(lambda: _strict().set_ciphers("NONSENSE"))
_registered("no-such-cipher", "pyopenssl")(
    lambda: SSL.Context(SSL.TLS_METHOD).set_cipher_list(b"NONSENSE")
)


@_registered("only-tls-1.3-ciphers")
def _only_tls_1_3_ciphers() -> None:
    _strict().set_ciphers("TLS_AES_256_GCM_SHA384")


@_registered("verification-off-but-names-checked")
def _verification_off_but_names_checked() -> None:
    ssl.create_default_context().verify_mode = ssl.CERT_NONE


def _wrap(context: ssl.SSLContext, *, server: bool = False, host: str | None = None) -> None:
    one, other = socket.socketpair()
    with one, other:
        context.wrap_socket(
            one, server_side=server, server_hostname=host, do_handshake_on_connect=False
        )


_registered("no-name-to-check")(lambda: _wrap(ssl.create_default_context()))
_registered("empty-name")(lambda: _wrap(ssl.create_default_context(), host=""))


@_registered("empty-name-unchecked")
def _empty_name_unchecked() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    _wrap(context, host="")


_registered("server-context-for-client")(lambda: _wrap(_strict()))


@_registered("client-context-for-server")
def _client_context_for_server() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # a server has no name to check, which is found out first
    _wrap(context, server=True)


def _name(host: str) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=host)


_registered("label-empty")(lambda: _name("api..example"))
_registered("label-too-long")(lambda: _name(f"{'a' * 64}.example"))


def _refused_by(library: str, name: str, address: str, *, function: str = "get") -> None:
    """Register an address that a library refuses before it connects."""
    lacks = functools.partial(lacking_module, library)
    _registered(name, library, lacks)(
        lambda: getattr(importlib.import_module(library), function)(address)
    )


_refused_by("requests", "label-empty", "https://.example/")
_refused_by("requests", "label-not-allowed", "https://foo_bär.example/")
_refused_by("httpx", "label-empty", "https://ä..example/")
_refused_by("idna", "label-not-allowed", "foo_bar.example", function="encode")
