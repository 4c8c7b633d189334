"""Connections that break: after the handshake, by a reset, for want of an answer."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import struct
import threading
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

from OpenSSL import SSL

from live.certificates import HOST

from . import PATIENCE, Outcome, needs_openssl, printed, scenario
from .ends import Server, serving, serving_pyopenssl, tls, trusting, trusting_pyopenssl

if TYPE_CHECKING:
    from collections.abc import Callable


@scenario("staple-refused", "pyopenssl")
def _staple_refused() -> Outcome:
    """A client that refuses the OCSP response which the server has stapled."""
    client, server = trusting_pyopenssl(), serving_pyopenssl()
    server.set_ocsp_server_callback(lambda _connection, _data: b"stapled")
    client.set_ocsp_client_callback(lambda _connection, _response, _data: False)
    with Server(lambda connection: _accept(server, connection)) as listening:
        end = _connected(client, listening.port, before=lambda end: end.request_ocsp())
        assert isinstance(end, SSL.Error)
    return Outcome(printed(end), printed(listening.errors[0]))


def _accept(context: SSL.Context, connection: socket.socket) -> None:
    connection.settimeout(None)  # pyOpenSSL takes a socket with a limit for one that never waits
    end = SSL.Connection(context, connection)
    end.set_accept_state()
    end.do_handshake()


def _connected(
    context: SSL.Context, port: int, before: Callable[[SSL.Connection], None] = lambda _end: None
) -> SSL.Connection | SSL.Error:
    """Return a connection of pyOpenSSL, or why there is none."""
    end = SSL.Connection(context, socket.create_connection(("127.0.0.1", port)))
    end.set_connect_state()
    end.set_tlsext_host_name(HOST.encode())
    before(end)
    try:
        end.do_handshake()
    except SSL.Error as error:
        end.close()
        return error
    return end


# -- connections that break after the handshake ---------------------------------------------------


def _write_raw(data: bytes) -> Callable[[ssl.SSLSocket], None]:
    """Return what a server does: write bytes past its own TLS."""

    def then(connection: ssl.SSLSocket) -> None:
        os.write(connection.fileno(), data)
        while connection.recv(1):  # until the client's alert comes
            pass

    return then


def _write_and_wait(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"more")
    connection.recv(1)


def _close_at_once(connection: ssl.SSLSocket) -> None:
    connection.recv(1)


def _read(end: ssl.SSLSocket) -> None:
    end.sendall(b"?")
    end.recv(1)


def _read_pyopenssl(end: SSL.Connection) -> None:
    end.send(b"?")
    end.recv(1)


def _shut_down_pyopenssl(end: SSL.Connection) -> None:
    while not end.shutdown():
        pass


def _hang_up(end: ssl.SSLSocket | SSL.Connection) -> None:
    """Read what is left before the end is closed.

    To close with unread bytes sends a reset, which may overtake the alert that the server is to
    read.
    """
    with suppress(OSError), socket.socket(fileno=os.dup(end.fileno())) as plain:
        plain.settimeout(PATIENCE)
        plain.shutdown(socket.SHUT_WR)
        while plain.recv(1 << 12):
            pass


def _python_fails(
    then: Callable[[ssl.SSLSocket], None], act: Callable[[ssl.SSLSocket], object]
) -> Outcome:
    with (
        Server(tls(serving(), then)) as server,
        socket.create_connection(("127.0.0.1", server.port), PATIENCE) as plain,
        # asyncio and urllib3 do not suppress it either.
        trusting().wrap_socket(plain, server_hostname=HOST, suppress_ragged_eofs=False) as end,
    ):
        try:
            act(end)
        except OSError as error:
            failed = error
        finally:
            _hang_up(end)
    return Outcome(printed(failed), "\n".join(map(printed, server.errors)))


def _pyopenssl_fails(
    then: Callable[[ssl.SSLSocket], None], act: Callable[[SSL.Connection], object]
) -> Outcome:
    with Server(tls(serving(), then)) as server:
        end = _connected(trusting_pyopenssl(), server.port)
        assert isinstance(end, SSL.Connection)
        try:
            act(end)
        except SSL.Error as error:
            failed = error
        finally:
            _hang_up(end)
            end.close()
    return Outcome(printed(failed), "\n".join(map(printed, server.errors)))


_corrupted = _write_raw(b"\x17\x03\x03\x00\x20" + bytes(32))
_strange = _write_raw(b"\x99\x03\x03\x00\x05hello")
_plain = _write_raw(b"HTTP/1.1 502 Bad Gateway\r\n")
_OLDER, _NEWER = needs_openssl(newer=False), needs_openssl(newer=True)

scenario("record-corrupted", lacks=_OLDER)(lambda: _python_fails(_corrupted, _read))
scenario("record-corrupted", "pyopenssl")(lambda: _pyopenssl_fails(_corrupted, _read_pyopenssl))
scenario("record-corrupted-newer", lacks=_NEWER)(lambda: _python_fails(_corrupted, _read))

# The alert that the client sends then, ``protocol_version``, misleads: it is left out here.
scenario("plain-text-in-between", lacks=_OLDER)(lambda: Outcome(_python_fails(_plain, _read).text))
scenario("plain-text-in-between-newer", lacks=_NEWER)(lambda: _python_fails(_plain, _read))
scenario("plain-text-in-between-newer", "pyopenssl")(
    lambda: _pyopenssl_fails(_plain, _read_pyopenssl)
)

scenario("record-of-unknown-type", lacks=_OLDER)(lambda: _python_fails(_strange, _read))
scenario("record-of-unknown-type", "pyopenssl")(lambda: _pyopenssl_fails(_strange, _read_pyopenssl))

scenario("server-closes-later")(lambda: _python_fails(_close_at_once, _read))
scenario("server-closes-later", "pyopenssl")(
    lambda: _pyopenssl_fails(_close_at_once, _read_pyopenssl)
)

scenario("data-after-close")(lambda: _python_fails(_write_and_wait, lambda end: end.unwrap()))
scenario("data-after-close", "pyopenssl")(
    lambda: _pyopenssl_fails(_write_and_wait, _shut_down_pyopenssl)
)


@scenario("written-after-close")
def _written_after_close() -> Outcome:
    """Write once this side has sent ``close_notify``."""

    def write(end: ssl.SSLSocket) -> None:
        end.settimeout(0)
        with suppress(ssl.SSLWantReadError):
            end.unwrap()
        end.send(b"?")

    done = threading.Event()
    with (
        Server(tls(serving(), lambda _end: done.wait(PATIENCE))) as server,
        socket.create_connection(("127.0.0.1", server.port), PATIENCE) as plain,
        trusting().wrap_socket(plain, server_hostname=HOST) as end,
    ):
        try:
            write(end)
        except ssl.SSLError as error:
            return Outcome(printed(error))
        finally:
            done.set()
    raise AssertionError("it was written")


# -- time and cables ------------------------------------------------------------------------------


def _say_nothing(connection: socket.socket) -> None:
    while connection.recv(1 << 12):
        pass


@scenario("handshake-unanswered")
def _handshake_unanswered() -> Outcome:
    with (
        Server(_say_nothing) as server,
        socket.create_connection(("127.0.0.1", server.port), 0.1) as plain,
    ):
        try:
            trusting().wrap_socket(plain, server_hostname=HOST)
        except TimeoutError as error:
            return Outcome(printed(error))
    raise AssertionError("somebody answered")


@scenario("handshake-unanswered-asyncio")
def _handshake_unanswered_asyncio() -> Outcome:
    async def connect(port: int) -> None:
        await asyncio.open_connection(
            "127.0.0.1", port, ssl=trusting(), server_hostname=HOST, ssl_handshake_timeout=0.1
        )

    with Server(_say_nothing) as server:
        try:
            asyncio.run(connect(server.port))
        except ConnectionAbortedError as error:
            return Outcome(printed(error))
    raise AssertionError("somebody answered")


@scenario("goodbye-unanswered")
def _goodbye_unanswered() -> Outcome:
    """An ``asyncio`` client that closes, and a server that neither answers nor closes."""
    done = threading.Event()

    def keep_silent(_end: ssl.SSLSocket) -> None:
        done.wait(PATIENCE)

    async def connect_and_close(port: int) -> None:
        _reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=trusting(), server_hostname=HOST, ssl_shutdown_timeout=0.1
        )
        writer.close()
        await writer.wait_closed()

    with Server(tls(serving(), keep_silent)) as server:
        try:
            asyncio.run(connect_and_close(server.port))
        except TimeoutError as error:
            return Outcome(printed(error))
        finally:
            done.set()
    raise AssertionError("somebody said goodbye")


def _reset(connection: socket.socket) -> None:
    """Close so that the other side gets a reset."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@scenario("connection-reset")
def _connection_reset() -> Outcome:
    """The message alone says nothing of TLS: only the traceback does."""
    with (
        Server(_reset) as server,
        socket.create_connection(("127.0.0.1", server.port), PATIENCE) as plain,
    ):
        try:
            trusting().wrap_socket(plain, server_hostname=HOST)
        except ConnectionResetError:
            return Outcome(traceback.format_exc())
    raise AssertionError("nothing was reset")
