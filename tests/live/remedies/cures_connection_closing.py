"""Remedies for connections that are closed, and for contexts of the wrong side, applied."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

from live.certificates import HOST, other_root, server
from live.scenarios import PATIENCE
from live.scenarios.ends import Server, handshake, serving, tls, trusting

from . import Cured, cure
from .alert_ends import apply, dial, save_identity, trusted
from .cures_connection_trials import attempt, connected, failing, succeed
from .refusals import below, save_roots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from . import Workshop

# -- closing --------------------------------------------------------------------------------------


def _answer_and_close(end: ssl.SSLSocket) -> None:
    """Answer a request, and wait until the client has closed."""
    end.recv(16)
    end.sendall(b"answer" * 1000)
    with contextlib.suppress(OSError):
        end.unwrap()


@contextlib.contextmanager
def _answered() -> Iterator[ssl.SSLSocket]:
    """Return a connection whose answer is there, and has not been read."""
    with Server(tls(serving(), _answer_and_close)) as listening:
        connection = connected(listening.port)
        connection.sendall(b"request")
        _wait_for_data(connection)
        yield connection
        connection.close()


def _wait_for_data(connection: ssl.SSLSocket) -> None:
    """Wait until the answer has arrived below TLS."""
    with socket.socket(fileno=socket.dup(connection.fileno())) as below_tls:
        below_tls.settimeout(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if len(below_tls.recv(1 << 15, socket.MSG_PEEK)) > len(b"answer" * 1000):
                return
            time.sleep(0.01)
    raise AssertionError("no answer")


def _closed_early() -> str:
    with _answered() as connection:
        return failing(connection.unwrap)


@cure("read-to-the-end")
def _read_to_the_end(shop: Workshop) -> Cured:
    with _answered() as connection:
        apply(shop, {"connection": connection})
    return Cured(_closed_early(), "")


@cure("late-data-ignored")
def _ignored(shop: Workshop) -> Cured:
    with _answered() as connection:
        apply(shop, {"connection": connection})
    return Cured(_closed_early(), "")


_OPEN = """
reader, writer = await asyncio.open_connection(
    "localhost", port, ssl=context, ssl_shutdown_timeout=0.1
)
"""
_CLOSE = "writer.close()\nawait writer.wait_closed()"


def _closed(shop: Workshop, begin: str) -> Cured:
    """Close a connection whose other side says nothing: as usual, and as the remedy does."""
    done = threading.Event()

    def keep_silent(_end: ssl.SSLSocket) -> None:
        done.wait(PATIENCE)

    with Server(tls(serving(), keep_silent)) as one, Server(tls(serving(), keep_silent)) as two:
        names = {"asyncio": asyncio, "contextlib": contextlib, "ssl": ssl, "context": trusting()}
        try:
            before = attempt(_OPEN + _CLOSE, port=one.port, **names)
            program = begin + shop.code(host="localhost", port=str(two.port))
            succeed(program, port=two.port, **names)
        finally:
            done.set()
    return Cured(before.text.splitlines()[-1], "")


cure("shutdown-shorter")(lambda shop: _closed(shop, ""))
cure("shutdown-aborted")(lambda shop: _closed(shop, _OPEN))
cure("shutdown-error-expected")(lambda shop: _closed(shop, _OPEN))


# -- names ----------------------------------------------------------------------------------------


def _nameless() -> str:
    with socket.socket() as plain:
        return failing(lambda: trusting().wrap_socket(plain))


@cure("name-passed")
def _name(shop: Workshop) -> Cured:
    with Server(tls(serving())) as listening, trusted(shop):
        apply(shop, {}, host="localhost", port=str(listening.port))
    return Cured(_nameless(), "")


@cure("name-passed-asyncio")
def _name_asyncio(shop: Workshop) -> Cured:
    with Server(tls(serving())) as listening:
        names = {"asyncio": asyncio, "context": trusting(), "sock": dial(listening.port)}
        succeed(shop.code(host=HOST) + "\nwriter.close()", **names)
    return Cured(_nameless(), "")


@cure("name-out-of-an-address")
def _out_of_an_address(shop: Workshop) -> Cured:
    url = f"https://localhost/{'path' * 20}"
    with Server(tls(serving())) as listening:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        before = failing(lambda: trusting().wrap_bio(incoming, outgoing, server_hostname=url))
        names = {"context": trusting(), "sock": dial(listening.port), "url": url}
        apply(shop, names)["connection"].close()
    return Cured(before, "")


# -- contexts -------------------------------------------------------------------------------------


@cure("context-for-server")
def _for_server(shop: Workshop) -> Cured:
    with socket.socket() as plain:
        wrong = ssl.create_default_context()
        before = failing(lambda: wrong.wrap_socket(plain, server_side=True))
    context = apply(shop, {})["context"]
    save_identity(shop, "server.pem", "server.key", server())
    context.load_cert_chain(shop.folder / "server.pem", shop.folder / "server.key")
    assert handshake(trusting(), context) == (None, None)
    return Cured(before, "")


def _in_the_wrong_order() -> None:
    ssl.create_default_context().verify_mode = ssl.CERT_NONE


@cure("verification-kept")
def _kept(shop: Workshop) -> Cured:
    save_roots(shop, "company-root.pem", [other_root()])
    context = apply(shop, {})["context"]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert handshake(context, serving(below(other_root()))) == (None, None)
    return Cured(failing(_in_the_wrong_order), "")


@cure("verification-off-in-order")
def _off(shop: Workshop) -> Cured:
    context = apply(shop, {})["context"]
    assert handshake(context, serving(below(other_root()))) == (None, None)
    return Cured(failing(_in_the_wrong_order), "")


def _of_the_wrong_side() -> str:
    return failing(lambda: serving().wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO()))


@cure("context-for-each-side")
def _each_side(shop: Workshop) -> Cured:
    save_identity(shop, "fullchain.pem", "privkey.pem", server())
    with trusted(shop):
        names = apply(shop, {})
    assert handshake(names["outgoing"], names["incoming"]) == (None, None)
    return Cured(_of_the_wrong_side(), "")


@cure("server-side-said")
def _server_side(shop: Workshop) -> Cured:
    def answer(plain: socket.socket) -> None:
        eval(shop.code(), {"incoming": serving(), "sock": plain}).close()  # noqa: S307 -- our own code

    with Server(answer) as listening:
        connected(listening.port).close()
    return Cured(_of_the_wrong_side(), "")
