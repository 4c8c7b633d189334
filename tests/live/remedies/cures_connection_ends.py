"""Cures for client certificates, shared connections, the end of a connection, and contexts."""

from __future__ import annotations

import shutil
import ssl

from live import certificates
from live.scenarios.ends import Server, serving, tls, trusting

from . import Cured, Workshop, cure
from .cures_connection_trials import (
    attempt,
    environment,
    errors_of,
    root_file,
    shake,
    succeed,
    without,
    without_program,
)

# -- client certificates --------------------------------------------------------------------------


def _demanding() -> ssl.SSLContext:
    context = serving()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(root_file())
    return context


def _client_file() -> str:
    return str(certificates.chain_file(certificates.client()))


def _own(shop: Workshop) -> str:
    """Return the code with the file of the client of the tests."""
    return shop.code(replaced={"client.pem": _client_file(), "client-key.pem": _client_file()})


@cure("client-certificate-context")
def _loaded(shop: Workshop) -> Cured:
    before = shake(trusting(), _demanding()).rpartition("\n")[2]
    return Cured(before, shake(succeed(_own(shop))["context"], _demanding()))


def _with_library(program: str, refused: str, **names: object) -> Cured:
    with Server(tls(_demanding())) as server:
        attempt(refused, url=server.url, **names)
    before = errors_of(server)
    with Server(tls(_demanding())) as server:
        succeed(program, url=server.url, **names)
    return Cured(before, errors_of(server))


@cure("client-certificate-requests", without("requests"))
def _requests(shop: Workshop) -> Cured:
    import requests

    return _with_library(_own(shop), "requests.get(url)", requests=requests)


@cure("client-certificate-httpx", without("httpx"))
def _httpx(shop: Workshop) -> Cured:
    import httpx

    program = _own(shop) + "\nclient.get(url)\nclient.close()"
    return _with_library(program, "httpx.get(url)", httpx=httpx)


@cure("client-certificate-curl", without_program("curl"))
def _curl(shop: Workshop) -> Cured:
    for name in ("client.pem", "client-key.pem"):
        shutil.copy(_client_file(), shop.folder / name)
    with Server(tls(_demanding())) as server:
        shop.run(f"curl -sS --noproxy '*' {server.url} || true", **environment())
    before = errors_of(server)
    with Server(tls(_demanding())) as server:
        command = shop.code(host="localhost", port=str(server.port))
        after = shop.run(command, **environment(), no_proxy="*")
    return Cured(before, after + errors_of(server))


@cure("client-certificate-optional")
def _optional(shop: Workshop) -> Cured:
    server = _demanding()
    before = shake(trusting(), server).rpartition("\n")[2]
    succeed(shop.code(), context=server, ssl=ssl)
    return Cured(before, shake(trusting(), server))
