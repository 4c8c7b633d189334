"""The same failures as users of HTTP libraries read them: the whole traceback.

Each scenario has the name of the one on ``ssl`` that it repeats.
"""

from __future__ import annotations

import asyncio
import ssl
import traceback
from typing import TYPE_CHECKING

from support.needs import lacking_module

from live import certificates
from live.certificates import DAY, NOW, issue

from . import PATIENCE, Outcome, scenario
from .ends import Server, serving, tls

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from live.certificates import Issued

    Answer = Callable[[socket.socket], None]


def _root() -> str:
    return str(certificates.chain_file(certificates.root()))


# -- clients: each asks for an address and trusts the tests' root ---------------------------------


def _requests(url: str) -> None:
    import requests

    with requests.Session() as session:
        session.trust_env = False  # no proxy of the machine
        session.get(url, verify=_root(), timeout=PATIENCE)


def _urllib3(url: str) -> None:
    import urllib3

    with urllib3.PoolManager(ca_certs=_root(), timeout=PATIENCE, retries=1) as pool:
        pool.request("GET", url)


def _httpx(url: str) -> None:
    import httpx

    trusting = ssl.create_default_context(cafile=_root())
    with httpx.Client(verify=trusting, trust_env=False, timeout=PATIENCE) as client:
        client.get(url)


def _aiohttp(url: str) -> None:
    import aiohttp

    async def get() -> None:
        trusting = ssl.create_default_context(cafile=_root())
        limit = aiohttp.ClientTimeout(total=PATIENCE)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(url, ssl=trusting) as response,
        ):
            await response.read()

    asyncio.run(get())


_CLIENTS: dict[str, Callable[[str], None]] = {
    "requests": _requests,
    "urllib3": _urllib3,
    "httpx": _httpx,
    "aiohttp": _aiohttp,
}


# -- servers --------------------------------------------------------------------------------------


def _plain_http(connection: socket.socket) -> None:
    connection.recv(1 << 12)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def _hang_up(connection: socket.socket) -> None:
    connection.recv(1 << 12)


def _presenting(*chain: Issued) -> Answer:
    return tls(serving(*chain))


def _refusing_ciphers() -> Answer:
    """Return a server that has ciphers for RSA keys alone, but no such key."""
    context = serving()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    return tls(context)


_SERVERS: dict[str, Callable[[], Answer]] = {
    "self-signed-server": lambda: _presenting(issue("localhost")),
    "issuer-unknown": lambda: _presenting(issue("localhost", certificates.other_root())),
    "server-expired": lambda: _presenting(
        issue("localhost", certificates.root(), start=NOW - 3 * DAY, end=NOW - DAY)
    ),
    "other-host": lambda: _presenting(issue("other", certificates.root(), names=["other.example"])),
    "plain-http-server": lambda: _plain_http,
    "server-without-common-cipher": _refusing_ciphers,
    "server-closes": lambda: _hang_up,
}


def _lacks(module: str) -> Callable[[], str | None]:
    return lambda: lacking_module(module)


def _outcome(client: Callable[[str], None], answer: Answer) -> Outcome:
    with Server(answer) as server:
        try:
            client(server.url)
        except Exception:  # noqa: BLE001 -- each library has exceptions of its own
            return Outcome(traceback.format_exc())
    raise AssertionError("nothing failed")


def _register(server: str, stack: str, name: str) -> None:
    @scenario(name, stack, _lacks(stack))
    def run() -> Outcome:
        return _outcome(_CLIENTS[stack], _SERVERS[server]())


#: What asyncio calls by another name: it tells its users that a server which closes during the
#: handshake has reset the connection.
_ELSEWHERE = {("server-closes", "aiohttp"): "connection-reset"}

for _server in _SERVERS:
    for _stack in _CLIENTS:
        _register(_server, _stack, _ELSEWHERE.get((_server, _stack), _server))
