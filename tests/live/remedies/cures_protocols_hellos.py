"""Cures for servers: scanners, names that a callback refuses, groups."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

from live.scenarios import PATIENCE
from live.scenarios.ends import Server, serving, serving_pyopenssl, tls, trusting
from live.scenarios.hellos import SCANS, unraisable_ignored

from . import Cured, Workshop, cure
from .cures_connection_trials import (
    attempt,
    connected,
    environment,
    errors_of,
    in_background,
    shake,
    succeed,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from OpenSSL import SSL


# -- scanners -------------------------------------------------------------------------------------

_FRAGILE = """\
while True:
    plain, address = listener.accept()
    serve(context.wrap_socket(plain, server_side=True))
"""


class _Served(Exception):  # noqa: N818 -- it ends a server that has done its work
    pass


def _scan(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as scanner:
        scanner.sendall(SCANS["scanner-with-bad-key-share"])
        scanner.recv(1 << 10)


def _visit(port: int) -> None:
    """Connect as a scanner, and then as a client."""
    _scan(port)
    connected(port).close()


def _serve(connection: ssl.SSLSocket) -> None:
    connection.close()
    raise _Served


def _serving(program: str) -> str:
    """Run a server that is visited; return its traceback, or nothing if the client was served."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        visit = in_background(lambda: _visit(listener.getsockname()[1]))
        names = {"listener": listener, "context": serving(), "logging": logging, "serve": _serve}
        text = attempt(program, **names).text
    visit.join(PATIENCE)
    return "" if _Served.__name__ in text else text


@cure("scanner-survived")
def _survived(shop: Workshop) -> Cured:
    return Cured(_serving(_FRAGILE), _serving(shop.code()))


# -- names ----------------------------------------------------------------------------------------


def _refusing(contexts: dict[str, ssl.SSLContext]) -> Callable[..., None]:
    def choose(connection: ssl.SSLSocket, name: str, _context: ssl.SSLContext) -> None:
        connection.context = contexts[name]

    return choose


def _server_error(client: ssl.SSLContext, server: ssl.SSLContext | SSL.Context) -> str:
    return shake(client, server).rpartition("\n")[2]


@cure("sni-default-context")
def _default_context(shop: Workshop) -> Cured:
    server = serving()
    server.sni_callback = _refusing({})
    with unraisable_ignored():
        before = _server_error(trusting(), server)
    succeed(shop.code(), contexts={}, context=server)
    return Cured(before, shake(trusting(), server))


@cure("sni-default-context-pyopenssl")
def _default_context_pyopenssl(shop: Workshop) -> Cured:
    """pyOpenSSL prints the error of a callback; the server's own error is that of OpenSSL."""
    failing = serving()
    failing.sni_callback = _refusing({})
    with unraisable_ignored():
        before = _server_error(trusting(), failing)
    server = serving_pyopenssl()
    succeed(shop.code(), contexts={"other.example": serving_pyopenssl()}, context=server)
    return Cured(before, shake(trusting(), server))


# -- groups ---------------------------------------------------------------------------------------


@cure("groups-default")
def _groups_default(shop: Workshop) -> Cured:
    limited = trusting()
    limited.set_ecdh_curve("secp384r1")
    server = serving()
    server.set_ecdh_curve("prime256v1")
    before = _server_error(limited, server)
    return Cured(before, shake(succeed(shop.code())["context"], server))


_CONNECT = """\
import socket, ssl, sys
plain = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 10)
ssl.create_default_context().wrap_socket(plain, server_hostname="localhost").close()
"""


@cure("groups-configured")
def _groups_configured(shop: Workshop) -> Cured:
    """A configuration that names one group which the server has not, and the one as printed."""
    context = serving()
    context.set_ecdh_curve("prime256v1")
    (shop.folder / "connect.py").write_text(_CONNECT, encoding="utf-8")
    printed = shop.code()
    (shop.folder / "groups.cnf").write_text(printed, encoding="utf-8")
    (shop.folder / "few.cnf").write_text(
        printed.replace("X25519:P-256:P-384", "P-384"), encoding="utf-8"
    )
    texts = []
    for file in ("few.cnf", "groups.cnf"):
        variables = {**environment(), "OPENSSL_CONF": str(shop.folder / file)}
        with Server(tls(context, lambda end: end.recv(1))) as server:
            command = f"python connect.py {server.port}"
            shop.run(command, fails=file == "few.cnf", **variables)
        texts.append(errors_of(server))
    return Cured(*texts)
