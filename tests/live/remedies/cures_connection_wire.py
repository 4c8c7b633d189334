"""Cures for plain text where TLS should be, connections that end, and time-outs."""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
import time
from typing import TYPE_CHECKING

from live.scenarios import PATIENCE
from live.scenarios.ends import Server, serving, tls, trusting
from live.scenarios.talks import proxying, smtp

from . import Cured, Workshop, cure
from .cures_connection_trials import (
    FORGET_PROXIES,
    attempt,
    connected,
    environment,
    errors_of,
    failing,
    first_time,
    late,
    succeed,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_GET = "import requests, sys; requests.get(sys.argv[1])"


def _get(shop: Workshop, url: str, first: str, *, fails: bool = False) -> str:
    """Get a page with Requests after a command."""
    (shop.folder / "get.py").write_text(_GET, encoding="utf-8")
    command = f"{FORGET_PROXIES}\n{first}\npython get.py {url}"
    return shop.run(command, fails=fails, **environment())


# -- plain text -----------------------------------------------------------------------------------


@cure("proxy-scheme-corrected", without("requests"))
def _scheme(shop: Workshop) -> Cured:
    with Server(proxying()) as proxy, Server(tls(serving())) as server:
        address = f"localhost:{proxy.port}"
        before = _get(shop, server.url, f"export HTTPS_PROXY=https://{address}", fails=True)
        after = _get(shop, server.url, shop.code(replaced={"proxy.example:3128": address}))
    return Cured(before, after)


@cure("proxy-scheme-corrected-requests", without("requests"))
def _scheme_requests(shop: Workshop) -> Cured:
    import requests

    with Server(proxying()) as proxy, Server(tls(serving())) as server:
        address = f"localhost:{proxy.port}"
        program = shop.code(replaced={"proxy.example:3128": address})
        names = {"requests": requests, "url": server.url}
        before = attempt(program.replace("http://", "https://"), **names).text
        succeed(program, **names)
    return Cured(before, "")


@cure("starttls-instead-of-tls")
def _starttls(shop: Workshop) -> Cured:
    with Server(smtp(tls=serving())) as server:
        before = failing(
            lambda: smtplib.SMTP_SSL("localhost", server.port, context=trusting(), timeout=PATIENCE)
        )
        succeed(shop.code(host="localhost", port=str(server.port)))
    return Cured(before, "")


@cure("proxy-left-out-for-tls", without("requests"))
def _left_out(shop: Workshop) -> Cured:
    with Server(proxying()) as proxy, Server(tls(serving())) as server:
        wrong = f"export HTTPS_PROXY=https://localhost:{proxy.port}"
        before = _get(shop, server.url, wrong, fails=True)
        after = _get(shop, server.url, f"{wrong}\n{shop.code(host='localhost')}")
    return Cured(before, after)


@cure("proxy-removed", without("requests"))
def _removed(shop: Workshop) -> Cured:
    """The proxy in the environment is the server itself, which logs what it gets."""
    with Server(tls(serving())) as server:
        wrong = f"export HTTPS_PROXY=http://localhost:{server.port}"
        _get(shop, server.url, wrong, fails=True)
    before = errors_of(server)
    with Server(tls(serving())) as server:
        wrong = f"export HTTPS_PROXY=http://localhost:{server.port}"
        after = _get(shop, server.url, f"{wrong}\n{shop.code()}")
    return Cured(before, after + errors_of(server))


# -- connections that end -------------------------------------------------------------------------


def _close(connection: socket.socket) -> None:
    connection.recv(1 << 12)


@cure("eof-retried", without("requests"))
def _retried(shop: Workshop) -> Cured:
    """The server closes the first connection, and serves the second."""
    import requests

    with Server(_close) as server:
        before = attempt("requests.get(url)", requests=requests, url=server.url).text
    with Server(first_time(_close, tls(serving()))) as server:
        succeed(shop.code() + "\nsession.get(url)", url=server.url)
    return Cured(before, "")


def _read_to_the_end(port: int) -> None:
    with connected(port, suppress_ragged_eofs=False) as end:
        assert end.recv(1 << 12) == b"data"
        assert end.recv(1 << 12) == b""
        end.unwrap()


@cure("eof-closed-properly")
def _closed_properly(shop: Workshop) -> Cured:
    with Server(tls(serving(), lambda end: end.sendall(b"data"))) as server:
        before = failing(lambda: _read_to_the_end(server.port))

    def send(connection: ssl.SSLSocket) -> None:
        connection.sendall(b"data")
        succeed(shop.code(), connection=connection)

    with Server(tls(serving(), send)) as server:
        _read_to_the_end(server.port)
    return Cured(before, errors_of(server))


@cure("eof-ignored")
def _ignored(shop: Workshop) -> Cured:
    def read(context: ssl.SSLContext) -> None:
        with connected(server.port, context, suppress_ragged_eofs=False) as end:
            assert end.recv(1 << 12) == b"data"
            assert end.recv(1 << 12) == b""

    with Server(tls(serving(), lambda end: end.sendall(b"data"))) as server:
        before = failing(lambda: read(trusting()))
        context = succeed(shop.code())["context"]
        read(context)
    return Cured(before, "")


# -- a ClientHello that is too large for what is in between ---------------------------------------

#: More than a small ClientHello, and less than one with a post-quantum key share.
_LIMIT = 1400

_CONNECT = """\
import socket, ssl, sys
plain = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)
ssl.create_default_context().wrap_socket(plain, server_hostname="localhost").close()
"""


def _large_hellos() -> str | None:
    return None if ssl.OPENSSL_VERSION_INFO >= (3, 5) else "OpenSSL 3.5, whose ClientHello is large"


def _only_small(refuse: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """Return an answer that does something else with a large ClientHello."""

    def answer(connection: socket.socket) -> None:
        if len(connection.recv(1 << 12, socket.MSG_PEEK)) > _LIMIT:
            refuse(connection)
        else:
            tls(serving(), lambda end: end.recv(1))(connection)

    return answer


def _with_groups(shop: Workshop, refuse: Callable[[socket.socket], None]) -> Cured:
    (shop.folder / "connect.py").write_text(_CONNECT, encoding="utf-8")
    file = shop.folder / "groups.cnf"
    file.write_text(shop.code(), encoding="utf-8")
    with Server(_only_small(refuse)) as server:
        command = f"python connect.py {server.port}"
        before = shop.run(command, fails=True, **environment())
        after = shop.run(command, **environment(), OPENSSL_CONF=str(file))
    return Cured(before, after)


cure("small-hello-passes", _large_hellos)(lambda shop: _with_groups(shop, _close))
cure("small-hello-answered", _large_hellos)(
    lambda shop: _with_groups(shop, lambda _connection: time.sleep(1.2))
)


# -- time-outs ------------------------------------------------------------------------------------


def _with_less_time(shop: Workshop, limit: str, more: str = "", **names: object) -> Cured:
    """Give the program as printed less time, and then the time that is printed."""
    answer = late(seconds=0.3, then=tls(serving()))
    texts = []
    for shorter in (True, False):
        with Server(answer) as server:
            values = {"host": "localhost", "port": str(server.port)}
            replaced = {limit: limit.replace("120", "0.1").replace("60", "0.1")}
            program = shop.code(replaced=replaced if shorter else None, **values)
            texts.append(attempt(program + more, url=server.url, **names).text)
    return Cured(*texts)


@cure("handshake-timeout-longer")
def _longer(shop: Workshop) -> Cured:
    return _with_less_time(
        shop, "timeout=60", "\nconnection.close()", socket=socket, context=trusting()
    )


@cure("handshake-timeout-longer-requests", without("requests"))
def _longer_requests(shop: Workshop) -> Cured:
    import requests

    return _with_less_time(shop, "(60, 60)", requests=requests)


@cure("handshake-timeout-longer-httpx", without("httpx"))
def _longer_httpx(shop: Workshop) -> Cured:
    return _with_less_time(shop, "connect=60")


@cure("handshake-timeout-longer-asyncio")
def _longer_asyncio(shop: Workshop) -> Cured:
    names = {"asyncio": asyncio, "context": trusting()}
    return _with_less_time(shop, "ssl_handshake_timeout=120", "\nwriter.close()", **names)
