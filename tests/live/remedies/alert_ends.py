"""What the cures of alerts share: printed code run here, identities in files, and servers."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, Any
from unittest import mock

from live import certificates
from live.scenarios import PATIENCE, printed
from live.scenarios.ends import Server, tls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from live.certificates import Issued
    from live.scenarios.ends import Ended

    from . import Workshop

FATAL = 2


def apply(
    shop: Workshop,
    names: dict[str, Any],
    number: int = 0,
    /,
    *,
    replaced: Mapping[str, str] | None = None,
    **values: str,
) -> dict[str, Any]:
    """Run a block of Python of the remedy in the folder, and return the names that it leaves.

    :param names: what the reader's program has at this point
    """
    names |= {"ssl": ssl, "socket": socket}
    with contextlib.chdir(shop.folder):
        exec(shop.code(number, replaced=replaced, **values), names)  # noqa: S102 -- our own code
    return names


def save(shop: Workshop, name: str, *parts: bytes) -> None:
    """Write a file of the folder."""
    (shop.folder / name).write_bytes(b"".join(parts))


def save_identity(shop: Workshop, chain: str, key: str, *issued: Issued) -> None:
    """Write the certificates into one file, and the key of the first into another."""
    save(shop, chain, *(one.pem() for one in issued))
    save(shop, key, issued[0].key_pem())


@contextlib.contextmanager
def trusted(shop: Workshop, *roots: Issued) -> Iterator[None]:
    """Let this machine trust these roots, or ``root()``, as long as the context lasts."""
    save(shop, "trusted.pem", *(root.pem() for root in roots or (certificates.root(),)))
    file = str(shop.folder / "trusted.pem")
    with mock.patch.dict(os.environ, SSL_CERT_FILE=file, REQUESTS_CA_BUNDLE=file, NO_PROXY="*"):
        yield


def read_by(error: Exception | None) -> str:
    """Return what a side that failed reads."""
    assert error is not None, "it did not fail"
    return printed(error)


def read_by_both(ended: Ended) -> str:
    """Return what both sides read; nothing if they shook hands."""
    return "\n".join(printed(error) for error in ended if error)


# -- loopback -------------------------------------------------------------------------------------


def failing(action: Callable[[], object]) -> str:
    """Return the words of the error that an action raises."""
    try:
        action()
    except OSError as error:
        return printed(error)
    raise AssertionError("it did not fail")


def dial(port: int) -> socket.socket:
    """Connect to a port of loopback."""
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def wrap(context: ssl.SSLContext, port: int, host: str | None) -> None:
    """Shake hands with a server of loopback."""
    with dial(port) as plain, context.wrap_socket(plain, server_hostname=host):
        pass


def read_by_server(server: Server) -> str:
    """Return what a server reads of TLS; nothing without an error."""
    return "\n".join(printed(error) for error in server.errors if isinstance(error, ssl.SSLError))


def device(
    refuses: Callable[[bytes], bool], alert: int, context: ssl.SSLContext
) -> Callable[[socket.socket], None]:
    """Return an answer for ``Server``: an alert to some ClientHellos, and TLS to the others."""

    def answer(connection: socket.socket) -> None:
        if refuses(_peek(connection)):
            connection.sendall(bytes((21, 3, 3, 0, 2, FATAL, alert)))
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(1 << 12):
                pass
        else:
            tls(context)(connection)

    return answer


def _peek(connection: socket.socket) -> bytes:
    """Return the first record, and leave it to be read."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        data = connection.recv(1 << 15, socket.MSG_PEEK)
        if not data or (len(data) > 5 and len(data) >= 5 + int.from_bytes(data[3:5], "big")):
            return data
        time.sleep(0.01)
    raise TimeoutError


def offers_tls13(hello: bytes) -> bool:
    """Return whether a ClientHello has TLS 1.3 first among its versions."""
    return bool(re.search(rb"\x00\x2b\x00[\x03-\x09].\x03\x04", hello, re.DOTALL))


def concurrently(
    answer: Callable[[socket.socket], None], errors: list[OSError] | None = None
) -> Callable[[socket.socket], None]:
    """Return an answer for ``Server`` that lets it accept the next connection meanwhile.

    :param errors: takes what connections raise
    """

    def run(connection: socket.socket) -> None:
        try:
            with connection:
                answer(connection)
        except OSError as error:
            if errors is not None:
                errors.append(error)

    def start(connection: socket.socket) -> None:
        copy = connection.dup()
        copy.settimeout(connection.gettimeout())
        threading.Thread(target=run, args=(copy,), daemon=True).start()

    return start
