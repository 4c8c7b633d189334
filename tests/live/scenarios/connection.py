"""Handshakes that fail on the wire, or because the two ends find nothing in common."""

from __future__ import annotations

import functools
import ssl
import subprocess
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from OpenSSL import SSL
from support.needs import lacking_program

from live import certificates
from live.certificates import HOST

from . import PATIENCE, Outcome, printed, scenario
from .ends import (
    Server,
    handshake,
    serving,
    serving_pyopenssl,
    tls,
    trusting,
    trusting_pyopenssl,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from live.certificates import Issued

    Context = ssl.SSLContext | SSL.Context

# -- one end gets bytes of our choice -------------------------------------------------------------

#: The extension by which a server says that it renegotiates safely.
_RENEGOTIATION_INFO = bytes.fromhex("ff01000100")

_TLS_1_0, _TLS_1_2 = b"\x03\x01", b"\x03\x03"


def _handshake_record(version: bytes, *messages: tuple[int, bytes]) -> bytes:
    """Return a record in the clear with handshake messages, each with its number."""
    whole = b"".join(bytes([kind]) + len(body).to_bytes(3) + body for kind, body in messages)
    return b"\x16" + version + len(whole).to_bytes(2) + whole


def _server_hello(version: bytes, extensions: bytes = b"") -> tuple[int, bytes]:
    """Return a ServerHello that takes ECDHE-ECDSA-AES128-GCM-SHA256."""
    hello = version + bytes(32) + b"\x00" + b"\xc0\x2b" + b"\x00"
    return 2, hello + (len(extensions).to_bytes(2) + extensions if extensions else b"")


def _client_hello(version: bytes) -> tuple[int, bytes]:
    """Return a ClientHello without extensions."""
    return 1, version + bytes(32) + b"\x00" + b"\x00\x02\xc0\x2b" + b"\x01\x00"


def server_hello_without_renegotiation() -> bytes:
    """Return the first record of a server that has not been updated since 2010."""
    return _handshake_record(_TLS_1_2, _server_hello(_TLS_1_2))


@functools.cache
def _signed_with_sha1() -> bytes:
    """Return a server's first flight whose key exchange is signed with SHA-1, though not asked to.

    Clients refuse the kind of the signature before they check it.
    """
    der = certificates.server().der()
    listed = len(der).to_bytes(3) + der
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    exchange = b"\x03\x00\x17" + bytes([len(point)]) + point + b"\x02\x03" + b"\x00\x08" + bytes(8)
    return _handshake_record(
        _TLS_1_2,
        _server_hello(_TLS_1_2, _RENEGOTIATION_INFO),
        (11, len(listed).to_bytes(3) + listed),
        (12, exchange),
        (14, b""),
    )


def _python_given(data: bytes, *, server: bool) -> Outcome:
    """Let an end of ``ssl`` begin a handshake, and then read *data* and the end."""
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    if server:
        end = serving().wrap_bio(into, out, server_side=True)
    else:
        end = trusting().wrap_bio(into, out, server_hostname=HOST)
    try:
        end.do_handshake()
    except ssl.SSLWantReadError:
        into.write(data)
        into.write_eof()
    began = out.read()
    try:
        end.do_handshake()
    except OSError as error:
        return Outcome(printed(error), _read_by_server(began, out.read()))
    raise AssertionError("nothing failed")


def _read_by_server(hello: bytes, alert: bytes) -> str:
    """Return what a server of TLS 1.2 reads of the alert that follows a ClientHello.

    Clients that know no version yet send it with the oldest one; the server, which knows one, then
    reads no alert, and nothing is told.
    """
    context = serving()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(into, out, server_side=True)
    for data in (hello, alert):
        into.write(data)
        try:
            server.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as error:
            return printed(error) if "ALERT" in (error.reason or "") else ""
    return ""


def _pyopenssl_given(data: bytes, *, server: bool) -> Outcome:
    """Let an end of pyOpenSSL begin a handshake, and then read *data* and the end."""
    end = SSL.Connection(serving_pyopenssl() if server else trusting_pyopenssl(), None)
    if server:
        end.set_accept_state()
    else:
        end.set_connect_state()
    try:
        end.do_handshake()
    except SSL.WantReadError:
        if data:
            end.bio_write(data)
        end.bio_shutdown()
    try:
        end.do_handshake()
    except SSL.Error as error:
        return Outcome(printed(error))
    raise AssertionError("nothing failed")


_GIVEN = {"ssl": _python_given, "pyopenssl": _pyopenssl_given}


def _register_given(name: str, *, server: bool, data: Callable[[], bytes]) -> None:
    """Register a scenario on both stacks in which one end gets *data*."""
    for stack, given in _GIVEN.items():

        @scenario(name, stack)
        def run(given: Callable[..., Outcome] = given) -> Outcome:
            return given(data(), server=server)


#: What a client gets in place of a ServerHello.
_TO_CLIENT: dict[str, Callable[[], bytes]] = {
    "plain-http-server": lambda: b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    "smtp-greeting": lambda: b"220 mail.example ESMTP ready\r\n",
    "server-closes": lambda: b"",
    "server-with-tls-1.0": lambda: _handshake_record(
        _TLS_1_0, _server_hello(_TLS_1_0, _RENEGOTIATION_INFO)
    ),
    "server-without-safe-renegotiation": server_hello_without_renegotiation,
    "server-signs-with-sha1": _signed_with_sha1,
    "record-too-long": lambda: b"\x16\x03\x03\x50\x05hello",
}
#: What a server gets in place of a ClientHello.
_TO_SERVER: dict[str, Callable[[], bytes]] = {
    "http-request": lambda: b"GET / HTTP/1.1\r\nHost: server.example\r\n\r\n",
    "proxy-request": lambda: b"CONNECT server.example:443 HTTP/1.1\r\n\r\n",
    "smtp-client": lambda: b"EHLO client.example\r\n",
    "client-closes": lambda: b"",
    "client-with-ssl-3.0": lambda: _handshake_record(b"\x03\x00", _client_hello(b"\x03\x00")),
}
for _name, _data in _TO_CLIENT.items():
    _register_given(_name, server=False, data=_data)
for _name, _data in _TO_SERVER.items():
    _register_given(_name, server=True, data=_data)


# -- two ends that have nothing in common ---------------------------------------------------------

_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def _limited(
    context: Context, *, lowest: str = "1.2", highest: str = "1.3", ciphers: str = ""
) -> Context:
    """Return *context* with other limits."""
    if isinstance(context, ssl.SSLContext):
        context.minimum_version = _VERSIONS[lowest]
        context.maximum_version = _VERSIONS[highest]
        if ciphers:
            context.set_ciphers(ciphers)
    else:
        context.set_min_proto_version(_VERSIONS[lowest])
        context.set_max_proto_version(_VERSIONS[highest])
        if ciphers:
            context.set_cipher_list(ciphers.encode())
    return context


def _disjoint_ciphers(client: Context, server: Context) -> None:
    _limited(client, highest="1.2", ciphers="ECDHE-ECDSA-AES256-GCM-SHA384")
    _limited(server, ciphers="ECDHE-ECDSA-AES128-GCM-SHA256")


def _newer_server(client: Context, server: Context) -> None:
    _limited(client, highest="1.2")
    _limited(server, lowest="1.3")


def _lowest_above_highest(client: Context, server: Context) -> None:
    _limited(client, lowest="1.3", highest="1.2")
    _limited(server)


def _ciphers_for_no_version(client: Context, server: Context) -> None:
    _limited(client, highest="1.2", ciphers="aNULL")  # security level 2 forbids all of them
    _limited(server)


def _wants_client_certificate(_client: Context, server: Context) -> None:
    root = str(certificates.file(certificates.root().pem()))
    if isinstance(server, ssl.SSLContext):
        server.verify_mode = ssl.CERT_REQUIRED
        server.load_verify_locations(root)
    else:
        server.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
        server.load_verify_locations(root)


def _register_handshake(
    name: str, arrange: Callable[[Context, Context], None], *, server: bool = False
) -> None:
    """Register a handshake of two contexts that *arrange* changes.

    :param server: whether it is the server whose user reads the message
    """

    def ended(client_context: Context, server_context: Context) -> Outcome:
        arrange(client_context, server_context)
        ended = handshake(client_context, server_context)
        reader, other = (ended.server, ended.client) if server else (ended.client, ended.server)
        assert reader is not None, "nothing failed"
        return Outcome(printed(reader), printed(other) if other else "")

    scenario(name)(lambda: ended(trusting(), serving()))
    scenario(name, "pyopenssl")(lambda: ended(trusting_pyopenssl(), serving_pyopenssl()))


_register_handshake("no-common-cipher", _disjoint_ciphers, server=True)
_register_handshake("client-too-old", _newer_server, server=True)
_register_handshake("lowest-version-above-highest", _lowest_above_highest)
_register_handshake("no-cipher-for-versions", _ciphers_for_no_version)
_register_handshake("client-sends-no-certificate", _wants_client_certificate, server=True)


@scenario("no-certificate-loaded")
def _no_certificate_loaded() -> Outcome:
    ended = handshake(trusting(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    assert ended.server is not None
    assert ended.client is not None
    return Outcome(printed(ended.server), printed(ended.client))


@functools.cache
def _with_rsa() -> Issued:
    return certificates.issue(HOST, certificates.root(), kind="rsa")


#: The second Oakley group (RFC 2409): 1024 bits, with the generator 2.
_WEAK_GROUP = b"""-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
"""


def weak_group() -> str:
    """Return the file of a group of 1024 bits."""
    return str(certificates.file(_WEAK_GROUP))


def _weak_dh(client: Context) -> Outcome:
    server = serving(_with_rsa())
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    server.set_ciphers("DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
    server.load_dh_params(weak_group())
    # Not every system's settings are as strict as OpenSSL's own.
    _limited(client, ciphers="DEFAULT:@SECLEVEL=2")
    ended = handshake(client, server)
    assert ended.client is not None
    return Outcome(printed(ended.client), printed(ended.server) if ended.server else "")


scenario("server-with-weak-dh")(lambda: _weak_dh(trusting()))
scenario("server-with-weak-dh", "pyopenssl")(lambda: _weak_dh(trusting_pyopenssl()))


@scenario("weak-dh-parameters")
def _weak_dh_parameters() -> Outcome:
    server = serving()
    server.set_ciphers("DEFAULT:@SECLEVEL=2")
    try:
        server.load_dh_params(weak_group())
    except ssl.SSLError as error:
        return Outcome(printed(error))
    raise AssertionError("the parameters were taken")


def _no_program(name: str) -> Callable[[], str | None]:
    """Return a function that tells whether a program is missing."""
    return lambda: lacking_program(name)


@scenario("no-common-signature", lacks=_no_program("openssl"))
def _no_common_signature() -> Outcome:
    """A server with an EC key, and a client that takes signatures of RSA alone."""
    with Server(tls(serving())) as server:
        connect = ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}"]
        only = ["-sigalgs", "rsa_pss_rsae_sha256"]
        done = subprocess.run(
            [*connect, *only], input=b"", capture_output=True, timeout=PATIENCE, check=False
        )
    return Outcome(printed(server.errors[0]), done.stderr.decode())
