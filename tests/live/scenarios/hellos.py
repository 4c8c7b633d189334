"""Servers that get a strange ClientHello, or that fail while they read one."""

from __future__ import annotations

import ssl
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from OpenSSL import SSL

from . import Outcome, printed, scenario
from .ends import handshake, serving, serving_pyopenssl, trusting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Context = ssl.SSLContext | SSL.Context

# -- a name that the server does not accept -------------------------------------------------------


@contextmanager
def unraisable_ignored() -> Iterator[None]:
    """Do not print the errors of callbacks."""
    before, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        yield
    finally:
        sys.unraisablehook = before


def _sni(callback: Callable[..., object]) -> Outcome:
    server = serving()
    # The scenarios break the rule of the annotation.
    server.sni_callback = callback  # type: ignore[assignment]
    with unraisable_ignored():
        ended = handshake(trusting(), server)
    assert ended.client is not None
    assert ended.server is not None
    return Outcome(printed(ended.server), printed(ended.client))


def _raise(*_: object) -> None:
    raise KeyError("server.example")


scenario("sni-callback-raises")(lambda: _sni(_raise))
scenario("sni-callback-returns-text")(lambda: _sni(lambda *_: "yes"))


# -- groups ---------------------------------------------------------------------------------------


def _server_reads(client: Context, server: Context) -> Outcome:
    ended = handshake(client, server)
    assert ended.server is not None
    return Outcome(printed(ended.server), printed(ended.client) if ended.client else "")


def _with_curve(context: ssl.SSLContext, curve: str) -> ssl.SSLContext:
    context.set_ecdh_curve(curve)
    return context


@scenario("no-common-group")
def _no_common_group() -> Outcome:
    return _server_reads(_with_curve(trusting(), "secp384r1"), _with_curve(serving(), "prime256v1"))


@scenario("no-common-group", "pyopenssl")
def _no_common_group_pyopenssl() -> Outcome:
    return _server_reads(
        _with_curve(trusting(), "secp384r1"), _limited_to_p256(serving_pyopenssl())
    )


def _limited_to_p256(context: SSL.Context) -> SSL.Context:
    from cryptography.hazmat.primitives.asymmetric import ec

    context.set_tmp_ecdh(ec.SECP256R1())
    return context


@scenario("groups-for-no-version")
def _groups_for_no_version() -> Outcome:
    ended = handshake(_with_curve(trusting(), "brainpoolP256r1"), serving())
    assert ended.client is not None
    return Outcome(printed(ended.client))


# -- scanners -------------------------------------------------------------------------------------

_TLS_1_3_ONLY = bytes.fromhex("002b00030203 04")
_SIGNATURES = bytes.fromhex("000d0004000204 03")
_X25519_ONLY = bytes.fromhex("000a00040002001d")
_X25519, _X448 = 0x1D, 0x1E


def scan(*extensions: bytes) -> bytes:
    """Return a ClientHello of TLS 1.3 with extensions of our choice."""
    whole = b"".join((_TLS_1_3_ONLY, _SIGNATURES, *extensions))
    body = b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x02\x13\x01" + b"\x01\x00"
    body += len(whole).to_bytes(2) + whole
    message = b"\x01" + len(body).to_bytes(3) + body
    return b"\x16\x03\x01" + len(message).to_bytes(2) + message


def key_share(group: int, key: bytes) -> bytes:
    """Return an extension with one key share."""
    share = group.to_bytes(2) + len(key).to_bytes(2) + key
    listed = len(share).to_bytes(2) + share
    return b"\x00\x33" + len(listed).to_bytes(2) + listed


_KEY = bytes(range(32))

#: What a scanner sends.
SCANS = {
    "scanner-with-bad-key-share": scan(_X25519_ONLY, key_share(_X448, _KEY)),
    "scanner-without-groups": scan(key_share(_X25519, _KEY)),
    "scanner-with-bad-point": scan(_X25519_ONLY, key_share(_X25519, b"short")),
}


def _register(name: str, hello: bytes) -> None:
    @scenario(name)
    def run() -> Outcome:
        into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
        end = serving().wrap_bio(into, out, server_side=True)
        into.write(hello)
        try:
            end.do_handshake()
        except ssl.SSLError as error:
            return Outcome(printed(error))
        raise AssertionError("the hello was accepted")

    @scenario(name, "pyopenssl")
    def run_pyopenssl() -> Outcome:
        end = SSL.Connection(serving_pyopenssl(), None)
        end.set_accept_state()
        end.bio_write(hello)
        try:
            end.do_handshake()
        except SSL.Error as error:
            return Outcome(printed(error))
        raise AssertionError("the hello was accepted")


for _name, _hello in SCANS.items():
    _register(_name, _hello)


# -- loading --------------------------------------------------------------------------------------


@scenario("no-certificate-assigned", "pyopenssl")
def _no_certificate_assigned() -> Outcome:
    try:
        SSL.Context(SSL.TLS_SERVER_METHOD).check_privatekey()
    except SSL.Error as error:
        return Outcome(printed(error))
    raise AssertionError("there is no certificate")
