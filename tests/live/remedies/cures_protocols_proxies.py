"""Cures for proxies that refuse, and for addresses of Redis."""

from __future__ import annotations

import os
import shutil
import subprocess
import urllib.parse
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

from live.scenarios import PATIENCE
from live.scenarios.ends import Server, serving, tls
from live.scenarios.talks import forbidding, proxying

from . import Cured, Workshop, cure
from .cures_connection_trials import (
    FORGET_PROXIES,
    attempt,
    environment,
    failing,
    succeed,
    without,
    without_program,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_USER, _PASSWORD = "user", "p@ss:w/rd"
_ENCODED = urllib.parse.quote(_PASSWORD, safe="")

_OPEN = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])"


class _Way:
    """A proxy that wants a password, and a server of HTTPS."""

    def __init__(self, proxy: Server, server: Server) -> None:
        self.address = f"localhost:{proxy.port}"
        self.url = server.url
        self.port = server.port

    def replaced(self, *, password: str = _ENCODED) -> Mapping[str, str]:
        """Return what a reader writes in place of the words of an example."""
        return {"USER": _USER, "PASSWORD": password, "proxy.example:3128": self.address}

    def refusal(self) -> str:
        """Return what Python reads without a password."""
        program = (
            "opener = urllib.request.build_opener(urllib.request.ProxyHandler({'https': proxy}))\n"
            "opener.open(url)"
        )
        return attempt(program, urllib=urllib, proxy=f"http://{self.address}", url=self.url).text


@contextmanager
def _way() -> Iterator[_Way]:
    with Server(proxying(_USER, _PASSWORD)) as proxy, Server(tls(serving())) as server:
        yield _Way(proxy, server)


def _open(shop: Workshop, url: str, first: str, *, fails: bool = False, **variables: str) -> str:
    """Open a page with Python after a command."""
    (shop.folder / "open.py").write_text(_OPEN, encoding="utf-8")
    command = f"{FORGET_PROXIES}\n{first}\npython open.py {url}"
    return shop.run(command, fails=fails, **environment(), **variables)


@cure("proxy-credentials")
def _credentials(shop: Workshop) -> Cured:
    with _way() as way:
        before = _open(shop, way.url, f"export HTTPS_PROXY=http://{way.address}", fails=True)
        after = _open(shop, way.url, shop.code(replaced=way.replaced()))
    return Cured(before, after)


@cure("proxy-password-encoded")
def _encoded(shop: Workshop) -> Cured:
    """Without a terminal, the program reads the password from its input."""
    with _way() as way:
        plain = (
            f"export HTTPS_PROXY='http://{_USER}:{_PASSWORD.replace('/', '%2F')}x@{way.address}'"
        )
        before = _open(shop, way.url, plain, fails=True)
        done = subprocess.run(
            ["/bin/sh", "-c", shop.code()],
            input=f"{_PASSWORD}\n",
            capture_output=True,
            text=True,
            env={**os.environ, **environment()},
            start_new_session=True,
            timeout=PATIENCE,
            check=True,
        )
        encoded = done.stdout.strip().splitlines()[-1]
        after = _open(shop, way.url, f"export HTTPS_PROXY=http://{_USER}:{encoded}@{way.address}")
    return Cured(before, after)


@cure("proxy-credentials-requests", without("requests"))
def _requests(shop: Workshop) -> Cured:
    import requests

    with _way() as way:
        program = f"requests.get(url, proxies={{'https': 'http://{way.address}'}})"
        before = attempt(program, requests=requests, url=way.url).text
        succeed(shop.code(replaced=way.replaced()), requests=requests, url=way.url)
    return Cured(before, "")


@cure("proxy-credentials-httpx", without("httpx"))
def _httpx(shop: Workshop) -> Cured:
    """HTTPX shows only a number; the words are those of ``urllib`` for the same answer."""
    import httpx

    with _way() as way:
        program = "httpx.Client(proxy=proxy).get(url)"
        refused = attempt(program, httpx=httpx, proxy=f"http://{way.address}", url=way.url).text
        assert "ProxyError: 407" in refused
        before = way.refusal()
        program = shop.code(replaced=way.replaced(password=_PASSWORD))
        succeed(program + "\nclient.get(url)\nclient.close()", url=way.url)
    return Cured(before, "")


@cure("proxy-credentials-aiohttp", without("aiohttp"))
def _aiohttp(shop: Workshop) -> Cured:
    """aiohttp shows only a number; the words are those of ``urllib`` for the same answer."""
    import aiohttp

    from live.scenarios.ends import trusting

    def within(request: str) -> str:
        inner = "".join(f"    {line}\n" for line in request.splitlines())
        connector = "aiohttp.TCPConnector(ssl=context)"
        return f"async with aiohttp.ClientSession(connector={connector}) as session:\n{inner}"

    with _way() as way:
        names = {"aiohttp": aiohttp, "url": way.url, "context": trusting(), "print": str}
        refused = attempt(within(f"await session.get(url, proxy='http://{way.address}')"), **names)
        assert "ClientHttpProxyError: 407" in refused.text
        before = way.refusal()
        succeed(within(shop.code(replaced=way.replaced())), **names)
    return Cured(before, "")


@cure("proxy-credentials-curl", without_program("curl"))
def _curl(shop: Workshop) -> Cured:
    with _way() as way:
        before = shop.run(
            f"curl -sS --proxy http://{way.address} {way.url}", fails=True, **environment()
        )
        program = shop.code(
            replaced=way.replaced(password=f"'{_PASSWORD}'"), host="localhost", port=str(way.port)
        )
        after = shop.run(program, **environment())
    return Cured(before, after)


@cure("proxy-credentials-git", without_program("git", "git"))
def _git(shop: Workshop) -> Cured:
    """There is no repository behind the proxy: git reaches the server, and lists nothing."""
    with _way() as way:
        (shop.folder / ".gitconfig").write_text(
            f"[http]\n\tproxy = http://{way.address}\n", encoding="utf-8"
        )
        list_remote = f"{FORGET_PROXIES}\ngit ls-remote {way.url}"
        before = shop.run(list_remote, fails=True, **environment(), LC_ALL="C")
        shop.run(shop.code(replaced=way.replaced()), **environment())
        after = shop.run(list_remote, **environment(), LC_ALL="C")
    assert "407" in before
    return Cured(before, after)


@cure("proxy-left-out")
def _left_out(shop: Workshop) -> Cured:
    with Server(forbidding) as proxy, Server(tls(serving())) as server:
        through = f"export HTTPS_PROXY=http://localhost:{proxy.port}"
        before = _open(shop, server.url, through, fails=True)
        direct = f"{through}\n{shop.code(host='localhost')}"
        after = _open(shop, server.url, direct)
    return Cured(before, after)


# -- Redis ----------------------------------------------------------------------------------------

_WITHOUT = "rediss://:password@localhost:6379/0"


def _refused_address() -> str:
    from celery import Celery

    return failing(lambda: Celery(backend=_WITHOUT).backend)


@cure("rediss-parameter", without("celery", "redis"))
def _parameter(shop: Workshop) -> Cured:
    from celery import Celery

    app = Celery()
    succeed(shop.code(host="localhost"), app=app)
    assert app.backend.connparams["ssl_cert_reqs"]
    return Cured(_refused_address(), "")


@cure("rediss-setting", without("celery", "redis"))
def _setting(shop: Workshop) -> Cured:
    from celery import Celery

    app = Celery(backend=_WITHOUT)
    succeed(shop.code(), app=app)
    assert app.backend.connparams["ssl_ca_certs"] == "ca.pem"
    return Cured(_refused_address(), "")


# -- Chrome ---------------------------------------------------------------------------------------


def _as_root(shop: Workshop, command: str) -> str:
    """Add what Chrome wants in a container, and a profile of its own."""
    more = f"--no-sandbox --user-data-dir={shop.folder}/profile"
    return command.replace("--headless", f"--headless {more}")


def _chrome(shop: Workshop, url: str) -> str:
    printed = shop.run(_as_root(shop, f"chromium --headless --dump-dom {url}"), **environment())
    return "\n".join(line for line in printed.splitlines() if "handshake" in line or line == "ok")


@cure("chrome-quiet", without_program("chromium"))
def _quiet(shop: Workshop) -> Cured:
    with Server(lambda end: end.recv(1 << 12)) as server:
        before = _chrome(shop, server.url)
        command = shop.code(host="localhost", port=str(server.port))
        after = shop.run(_as_root(shop, command), **environment())
    return Cured(before, after)


@cure(
    "chrome-trusts-ca",
    lambda: without_program("chromium")() or without_program("certutil", "libnss3-tools")(),
)
def _trusts_ca(shop: Workshop) -> Cured:
    with Server(tls(serving())) as server:
        before = _chrome(shop, server.url)
        shutil.copy(environment()["SSL_CERT_FILE"], shop.folder / "ca.pem")
        shop.run("mkdir -p .pki/nssdb && certutil -d sql:.pki/nssdb -N --empty-password")
        shop.run(shop.code())
        after = _chrome(shop, server.url)
    assert "handshake" not in after
    return Cured(before, after)
