"""Cures for programs that wait: sockets that do not block, and answers that are late."""

from __future__ import annotations

import asyncio
import socket
import time
import urllib.request
from typing import TYPE_CHECKING

from OpenSSL import SSL

from live.certificates import HOST
from live.scenarios import PATIENCE
from live.scenarios.ends import Server, serving, tls, trusting, trusting_pyopenssl

from . import Cured, Workshop, cure
from .cures_connection_trials import attempt, connected, first_time, succeed, without

if TYPE_CHECKING:
    import ssl


def _late(connection: ssl.SSLSocket) -> None:
    time.sleep(0.1)
    connection.sendall(b"late")
    connection.recv(1)


# -- sockets that do not block --------------------------------------------------------------------


def _read(program: str) -> Cured:
    with Server(tls(serving(), _late)) as server, connected(server.port) as end:
        end.settimeout(0)
        before = attempt("connection.recv(4096)", connection=end).text
        after = succeed(program, connection=end)
    assert after["data"] == b"late"
    return Cured(before, "")


@cure("want-read-blocking")
def _blocking(shop: Workshop) -> Cured:
    return _read(shop.code() + "\ndata = connection.recv(4096)")


@cure("want-read-repeated")
def _repeated(shop: Workshop) -> Cured:
    return _read(shop.code())


def _wait(_connection: ssl.SSLSocket) -> None:
    time.sleep(0.2)


@cure("want-write-repeated")
def _repeated_writing(shop: Workshop) -> Cured:
    """Write more than there is room for to a server that begins to read late."""
    count, size = 40, 1 << 17
    received = []

    def read(connection: ssl.SSLSocket) -> None:
        time.sleep(0.1)
        while data := connection.recv(1 << 16):
            received.append(len(data))
        connection.unwrap()

    with Server(tls(serving(), _wait)) as server, connected(server.port) as end:
        end.settimeout(0)
        before = attempt(
            "import ssl\n"
            "try:\n"
            "    while True:\n"
            "        connection.send(bytes(1 << 17))\n"
            "except ssl.SSLWantWriteError:\n"
            "    connection.send(b'less')",
            connection=end,
        ).text
    program = shop.code(
        replaced={
            "data = repeat(connection, connection.recv, 4096)": (
                f"for _ in range({count}): repeat(connection, connection.send, bytes({size}))"
            )
        }
    )
    with Server(tls(serving(), read)) as server, connected(server.port) as end:
        end.settimeout(0)
        succeed(program, connection=end)
        end.settimeout(PATIENCE)
        end.unwrap()
    assert sum(received) == count * size
    return Cured(before, "")


@cure("want-read-repeated-pyopenssl")
def _repeated_pyopenssl(shop: Workshop) -> Cured:
    with Server(tls(serving(), _late)) as server:
        plain = socket.create_connection(("127.0.0.1", server.port))
        end = SSL.Connection(trusting_pyopenssl(), plain)
        end.set_connect_state()
        end.set_tlsext_host_name(HOST.encode())
        end.do_handshake()
        end.setblocking(0)
        before = attempt("connection.recv(4096)", connection=end).text
        after = succeed(shop.code(), connection=end)
        end.close()
    assert after["data"] == b"late"
    return Cured(before.strip().splitlines()[-1], "")


@cure("want-read-asyncio")
def _asyncio(shop: Workshop) -> Cured:
    with Server(tls(serving(), _late)) as server:
        with connected(server.port) as end:
            end.settimeout(0)
            before = attempt("connection.recv(4096)", connection=end).text
        program = shop.code(host="localhost", port=str(server.port))
        after = succeed(program + "\nwriter.close()", asyncio=asyncio, context=trusting())
    assert after["data"] == b"late"
    return Cured(before, "")


# -- answers that are late ------------------------------------------------------------------------


def _answer(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")


def _answer_late(connection: ssl.SSLSocket) -> None:
    connection.recv(1 << 12)
    time.sleep(0.3)
    _answer(connection)


def _answer_at_once(connection: ssl.SSLSocket) -> None:
    connection.recv(1 << 12)
    _answer(connection)


def _with_less_time(shop: Workshop, limit: str, **names: object) -> Cured:
    """Give the program as printed less time, and then the time that is printed."""
    with Server(tls(serving(), _answer_late)) as server:
        short = shop.code(replaced={limit: limit.replace("120", "0.1")})
        before = attempt(short, url=server.url, **names).text
        succeed(shop.code(), url=server.url, **names)
    return Cured(before, "")


@cure("read-timeout-urllib")
def _urllib(shop: Workshop) -> Cured:
    return _with_less_time(shop, "timeout=120", urllib=urllib)


@cure("read-timeout-requests", without("requests"))
def _requests(shop: Workshop) -> Cured:
    import requests

    return _with_less_time(shop, "(10, 120)", requests=requests)


@cure("read-timeout-urllib3", without("urllib3"))
def _urllib3(shop: Workshop) -> Cured:
    return _with_less_time(shop, "read=120")


@cure("read-timeout-httpx", without("httpx"))
def _httpx(shop: Workshop) -> Cured:
    """HTTPX leaves out the part of the traceback that names TLS; that of urllib has it."""
    with Server(tls(serving(), _answer_late)) as server:
        short = shop.code(replaced={"read=120": "read=0.1"})
        assert "httpx.ReadTimeout: The read operation" in attempt(short, url=server.url).text
    with Server(tls(serving(), _answer_late)) as server:
        before = attempt("urllib.request.urlopen(url, timeout=0.1)", urllib=urllib, url=server.url)
    with Server(tls(serving(), _answer_late)) as server:
        succeed(shop.code(), url=server.url)
    return Cured(before.text, "")


@cure("read-timeout-retried", without("requests"))
def _retried(shop: Workshop) -> Cured:
    """The first answer is late, the second is not."""
    import requests

    for number, program in enumerate(
        (
            "requests.get(url, timeout=(10, 0.1))",
            shop.code(replaced={"(10, 30)": "(10, 0.1)"}),
        )
    ):
        answers = first_time(tls(serving(), _answer_late), tls(serving(), _answer_at_once))
        with Server(answers) as server:
            tried = attempt(program, url=server.url, requests=requests)
        if number == 0:
            before = tried.text
    assert not tried.text
    return Cured(before, "")
