"""What the cures of connections and protocols share: running printed Python, and servers."""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import traceback
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from support.needs import lacking_module, lacking_program

from live import certificates
from live.certificates import HOST
from live.scenarios import PATIENCE, printed
from live.scenarios.ends import Server, handshake, trusting

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from OpenSSL import SSL

    Context = ssl.SSLContext | SSL.Context

#: Variables by which clients find a proxy, in both spellings.
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
#: A command of a shell that forgets them.
FORGET_PROXIES = f"unset {' '.join(_PROXIES)} {' '.join(_PROXIES).upper()}"

_TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO")


class Tried(NamedTuple):
    """How a program ended."""

    text: str  #: the traceback; nothing if it succeeded
    names: dict[str, Any]  #: what it defined


def root_file() -> str:
    """Return the file of the CA that the servers of the tests are issued by."""
    return str(certificates.chain_file(certificates.root()))


def server_file() -> str:
    """Return the file with a server's key and certificate."""
    return str(certificates.chain_file(certificates.server()))


def environment() -> dict[str, Any]:
    """Return variables for a program that trusts the root and runs this Python."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return {**dict.fromkeys(_TRUST, root_file()), "PATH": path}


@contextmanager
def trusted() -> Iterator[None]:
    """Let this process trust the root of the tests, and use no proxy."""
    before = dict(os.environ)
    os.environ.update(environment())
    for proxy in _PROXIES:
        os.environ.pop(proxy, None)
        os.environ.pop(proxy.upper(), None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def attempt(program: str, **names: object) -> Tried:
    """Run a program, which may await, and return its traceback and its names."""
    defined: dict[str, Any] = dict(names)
    code = compile(program, "<remedy>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    try:
        with trusted():
            result = eval(code, defined)  # noqa: S307 -- the catalogue's own code
            if inspect.iscoroutine(result):
                asyncio.run(result)
    except Exception:  # noqa: BLE001 -- each library has exceptions of its own
        return Tried(traceback.format_exc(), defined)
    return Tried("", defined)


def succeed(program: str, **names: object) -> dict[str, Any]:
    """Run a program that must not fail, and return its names."""
    tried = attempt(program, **names)
    assert not tried.text, tried.text
    return tried.names


def failing(action: Callable[[], object]) -> str:
    """Return the message of the error that *action* raises."""
    try:
        action()
    except Exception as error:  # noqa: BLE001
        return printed(error)
    raise AssertionError("nothing failed")


def shake(client: Context, server: Context) -> str:
    """Return what the two sides of a handshake raise, each on a line."""
    ended = handshake(client, server)
    return "\n".join(printed(error) for error in (ended.client, ended.server) if error)


def connected(port: int, context: ssl.SSLContext | None = None, **more: Any) -> ssl.SSLSocket:
    """Return a connection to a server of the tests."""
    plain = socket.create_connection(("127.0.0.1", port), PATIENCE)
    return (context or trusting()).wrap_socket(plain, server_hostname=HOST, **more)


def without(*needs: str) -> Callable[[], str | None]:
    """Return a function that says which of some modules is not installed."""
    return lambda: next(filter(None, map(lacking_module, needs)), None)


def without_program(name: str, package: str = "") -> Callable[[], str | None]:
    """Return a function that says whether a program is not installed.

    :param package: Debian's, if ``support.needs`` does not know the program
    """
    if not package:
        return lambda: lacking_program(name)
    missing = f"{name} is not installed (Debian's package {package})"
    return lambda: None if shutil.which(name) else missing


def late(*, seconds: float, then: Callable[[socket.socket], None]) -> Callable[..., None]:
    """Return an answer for ``Server`` that waits before it does something."""

    def answer(connection: socket.socket) -> None:
        time.sleep(seconds)
        then(connection)

    return answer


def first_time(
    once: Callable[[socket.socket], None], later: Callable[[socket.socket], None]
) -> Callable[[socket.socket], None]:
    """Return an answer for ``Server`` that differs for the first connection."""
    answers = iter([once])

    def answer(connection: socket.socket) -> None:
        next(answers, later)(connection)

    return answer


@contextmanager
def s_server(*options: str) -> Iterator[int]:
    """Run ``openssl s_server``, and return its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-quiet", *options]
    running = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield port
    finally:
        running.kill()
        running.communicate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), PATIENCE).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("openssl s_server does not listen")


def in_background(action: Callable[[], object]) -> threading.Thread:
    """Start an action whose errors do not matter."""

    def act() -> None:
        with suppress(OSError, ValueError):
            action()

    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def errors_of(server: Server) -> str:
    """Return what a server raised, each on a line."""
    return "\n".join(map(printed, server.errors))
