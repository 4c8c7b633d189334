"""Remedies of alerts about connections, records and messages, applied."""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
import sys
from typing import TYPE_CHECKING, NamedTuple

import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from support.needs import lacking_module, lacking_program

from live import certificates
from live.certificates import HOST, Issued, issue
from live.scenarios import PATIENCE, needs_openssl, printed
from live.scenarios.ends import Server, handshake, serving, tls, trusting
from live.scenarios.relay import Relay, attempt

from . import Cured, cure
from .alert_ends import (
    apply,
    concurrently,
    device,
    dial,
    failing,
    offers_tls13,
    read_by,
    read_by_both,
    save,
    trusted,
    wrap,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from . import Workshop

CLOSE_NOTIFY = bytes((21, 3, 3, 0, 2, 1, 0))
ILLEGAL_PARAMETER, DECODE_ERROR = 47, 50

#: What old devices read in one go: the size of a packet in Ethernet.
ONE_PACKET = 1460


def _connected() -> Relay:
    relay = Relay(trusting(), serving())
    assert relay.handshake() == (None, None)
    return relay


# -- the end of a connection ----------------------------------------------------------------------


@cure("close-notify-taken-as-the-end")
def _close_notify_taken_as_the_end(shop: Workshop) -> Cured:
    relay = _connected()
    attempt(relay.server.unwrap)
    relay.pass_on()
    relay.client.unwrap()
    before = failing(lambda: relay.client.read(1))
    assert apply(shop, {"connection": relay.client})["data"] == b""
    return Cured(before, "")


@cure("connection-tried-again")
def _connection_tried_again(shop: Workshop) -> Cured:
    busy = [True, True]

    def answer(connection: socket.socket) -> None:
        if busy:
            busy.pop()
            connection.recv(1 << 15)
            connection.sendall(CLOSE_NOTIFY)
        else:
            tls(serving())(connection)

    with Server(answer) as server, trusted(shop):
        with urllib3.PoolManager(retries=False) as once:
            try:
                once.request("GET", server.url)
            except urllib3.exceptions.HTTPError as error:
                before = printed(error)
        http = apply(shop, {"urllib3": urllib3})["http"]
        assert http.request("GET", server.url).data == b"ok"
        http.clear()
    return Cured(before, "")


@cure("tls-closed-before-the-connection")
def _tls_closed_before_the_connection(shop: Workshop) -> Cured:
    def read_to_the_end(end: ssl.SSLSocket) -> None:
        while end.recv(1 << 10):
            pass

    context, server = trusting(), serving()

    def half_close(port: int) -> None:
        with dial(port) as plain, context.wrap_socket(plain, server_hostname=HOST) as connection:
            connection.sendall(b"all")
            with socket.socket(fileno=os.dup(connection.fileno())) as below:
                below.shutdown(socket.SHUT_WR)
            connection.recv(1)

    with Server(_with_ragged_ends(server, read_to_the_end)) as listening:
        before = failing(lambda: half_close(listening.port))
        with dial(listening.port) as plain:
            connection = context.wrap_socket(plain, server_hostname=HOST)
            connection.sendall(b"all")
            with apply(shop, {"connection": connection})["plain"] as rest:
                assert rest.recv(1) == b""
    return Cured(before, "")


def _with_ragged_ends(
    context: ssl.SSLContext, then: Callable[[ssl.SSLSocket], None]
) -> Callable[[socket.socket], None]:
    """Return an answer that does not take a broken connection for an orderly end."""

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(
            connection, server_side=True, suppress_ragged_eofs=False
        ) as secured:
            then(secured)
            secured.unwrap()

    return answer


# -- two writers ----------------------------------------------------------------------------------

#: What both programs begin with: a connection that is kept, in a cache or in a pool.
_CONNECT = """\
import contextlib, functools, multiprocessing, os, socket, ssl, sys

@functools.cache
def connect():
    return Connection()

class Connection:
    def __init__(self):
        context = ssl.create_default_context(cafile=sys.argv[1])
        plain = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
        self.end = context.wrap_socket(plain, server_hostname="server.example")

    def say(self, text):
        self.end.sendall(text)
        if text == b"answer":
            assert self.end.recv(1)

    def rollback(self):
        pass

    def close(self):
        self.end.close()
"""

_CACHED = """
if __name__ == "__main__":
    connect().say(b"answer")
    {line}
    child = context.Process(target=child_says)
    child.start()
    child.join()
    connect().say(b"answer")
"""

_POOLED = """
import sqlalchemy

engine = sqlalchemy.create_engine(
    "sqlite://", creator=Connection, poolclass=sqlalchemy.pool.QueuePool, _initialize=False
)

def say(text):
    with contextlib.closing(engine.raw_connection()) as connection:
        connection.driver_connection.say(text)

say(b"answer")
if child := os.fork():
    os.waitpid(child, 0)
    say(b"answer")
else:
    {line}
    say(b"nothing")
    os._exit(0)
"""


def _answer_some(end: ssl.SSLSocket) -> None:
    while data := end.recv(1 << 10):
        if data == b"answer":
            end.sendall(b"!")


def _lacks_fork() -> str | None:
    return None if hasattr(os, "fork") else "an operating system that forks"


class _Said(NamedTuple):
    """What a program that forks and its server have to say."""

    by_client: str
    by_server: str


def _talk(shop: Workshop, program: str, *, fails: bool) -> _Said:
    """Run a program that forks and talks to a server."""
    save(shop, "root.pem", certificates.root().pem())
    save(shop, "talk.py", (_CONNECT + program).encode())
    errors: list[OSError] = []
    with Server(concurrently(tls(serving(), _answer_some), errors)) as server:
        python = f"'{sys.executable}' -W ignore"
        said = shop.run(f"{python} talk.py root.pem {server.port}", fails=fails)
    return _Said(said, "\n".join(printed(one) for one in errors if isinstance(one, ssl.SSLError)))


_CHILD = "\ndef child_says():\n    connect().say(b'nothing')\n" + _CACHED


def _forked(shop: Workshop) -> _Said:
    line = 'context = multiprocessing.get_context("fork")'
    return _talk(shop, _CHILD.format(line=line), fails=True)


@cure("process-spawned", lacks=_lacks_fork)
def _process_spawned(shop: Workshop) -> Cured:
    after = _talk(shop, _CHILD.format(line=shop.code()), fails=False)
    return Cured(_forked(shop).by_client, after.by_client)


def _lacks_named_error() -> str | None:
    """Return what is missing for a server that names the error."""
    return _lacks_fork() or needs_openssl(newer=False)()


@cure("start-method-spawn", lacks=_lacks_named_error)
def _start_method(shop: Workshop) -> Cured:
    line = f"{shop.code()}; context = multiprocessing"
    after = _talk(shop, _CHILD.format(line=line), fails=False)
    return Cured(_forked(shop).by_server, "".join(after))


_POOL = """
if __name__ == "__main__":
    connect().say(b"answer")
    {lines}
    pool.map(ask, range(4))
    connect().say(b"answer")
"""


@cure("opened-after-fork", lacks=_lacks_named_error)
def _opened_after_fork(shop: Workshop) -> Cured:
    """The session of each process of the pool is a connection of its own."""
    begin = (
        "import requests\nrequests.Session = Connection\n"
        "def ask(_number):\n    session.say(b'answer')\n"
    )
    lines = shop.code().strip().replace("\n", "\n    ")
    program = begin + _POOL.format(lines=lines)
    after = _talk(shop, program, fails=False)
    return Cured(_forked(shop).by_server, "".join(after))


def _lacks_pool() -> str | None:
    return _lacks_fork() or lacking_module("sqlalchemy")


@cure("inherited-pool-dropped", lacks=_lacks_pool)
def _inherited_pool_dropped(shop: Workshop) -> Cured:
    after = _talk(shop, _POOLED.format(line=shop.code()), fails=False)
    return Cured(_talk(shop, _POOLED.format(line="pass"), fails=True).by_client, after.by_client)


@cure("pool-dropped-in-the-child", lacks=lambda: _lacks_pool() or _lacks_named_error())
def _dropped_in_the_child(shop: Workshop) -> Cured:
    after = _talk(shop, _POOLED.format(line=shop.code()), fails=False)
    before = _talk(shop, _POOLED.format(line="pass"), fails=True)
    return Cured(before.by_server, "".join(after))


# -- devices --------------------------------------------------------------------------------------


def _past_a_device(
    shop: Workshop, refuses: Callable[[bytes], bool], alert: int, *, host: str = HOST
) -> Cured:
    client = trusting()
    with Server(device(refuses, alert, serving())) as server:
        before = failing(lambda: wrap(client, server.port, host))
        apply(shop, {"context": client})
        wrap(client, server.port, host)
    return Cured(before, "")


@cure("tls12-for-one-host")
def _tls12_for_one_host(shop: Workshop) -> Cured:
    return _past_a_device(shop, offers_tls13, ILLEGAL_PARAMETER)


def _lacks_large_hello() -> str | None:
    return None if ssl.OPENSSL_VERSION_INFO >= (3, 5) else "OpenSSL 3.5"


@cure("one-group-for-one-host", lacks=_lacks_large_hello)
def _one_group_for_one_host(shop: Workshop) -> Cured:
    return _past_a_device(shop, lambda hello: len(hello) > ONE_PACKET, DECODE_ERROR)


# -- when TLS begins, and what goes past it -------------------------------------------------------


def _serve_mail(connection: socket.socket) -> None:
    """Speak SMTP up to ``STARTTLS``, and again after it."""
    _speak_smtp(connection)
    with serving().wrap_socket(connection, server_side=True) as secured:
        _speak_smtp(secured)


def _speak_smtp(connection: socket.socket) -> None:
    if not isinstance(connection, ssl.SSLSocket):
        connection.sendall(b"220 ready\r\n")
    while command := connection.recv(1 << 10):
        if command.lower().startswith(b"ehlo"):
            connection.sendall(b"250-here\r\n250 STARTTLS\r\n")
        else:
            answer = b"221 bye" if command.lower().startswith(b"quit") else b"220 go on"
            connection.sendall(answer + b"\r\n")
        if command.lower().startswith((b"starttls", b"quit")):
            return


@cure("starttls-left-to-smtplib")
def _starttls_left_to_smtplib(shop: Workshop) -> Cured:
    context = trusting()

    def twice(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE) as server:
            server.starttls(context=context)
            assert server.sock
            below = socket.socket(fileno=server.sock.detach())
            server.sock = context.wrap_socket(below, server_hostname=HOST)

    with Server(_serve_mail) as server, trusted(shop):
        before = failing(lambda: twice(server.port))
        here = {"smtplib": smtplib}
        apply(shop, here, host="localhost", port=str(server.port))
    return Cured(before, "")


@cure("only-the-wrapped-socket")
def _only_the_wrapped_socket(shop: Workshop) -> Cured:
    context = trusting()

    def past(port: int) -> None:
        with dial(port) as plain:
            copy = plain.dup()
            with copy, context.wrap_socket(plain, server_hostname=HOST) as connection:
                copy.sendall(b"\x17\x03\x03\xff\xff")
                connection.recv(1)

    with Server(tls(serving())) as server:
        before = failing(lambda: past(server.port))
        with dial(server.port) as plain:
            names = {"plain": plain, "context": context, "data": b"GET / HTTP/1.1\r\n\r\n"}
            with apply(shop, names, host=HOST)["connection"] as connection:
                assert connection.recv(1 << 10).endswith(b"ok")
    return Cured(before, "")


# -- a CA -----------------------------------------------------------------------------------------


@cure("ca-with-a-name-of-its-own", lacks=lambda: lacking_program("openssl"))
def _ca_with_a_name_of_its_own(shop: Workshop) -> Cured:
    old, anew = (issue("Test CA", ca=True, authority_key=False, subject_key=False) for _ in "12")
    client = ssl.create_default_context(cadata=old.pem().decode())
    client.verify_flags &= ~ssl.VERIFY_X509_STRICT
    before = handshake(client, serving(issue(HOST, anew, authority_key=False)))
    shop.run(shop.code())
    new = _read_identity(shop, "new-ca.pem", "new-ca.key")
    context = ssl.create_default_context(cadata=(old.pem() + new.pem()).decode())
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python 3.13 and newer do
    after = handshake(context, serving(issue(HOST, new)))
    return Cured(read_by(before.server), read_by_both(after))


def _read_identity(shop: Workshop, certificate: str, key: str) -> Issued:
    """Return a certificate and its key from files of the folder."""
    secret = serialization.load_pem_private_key((shop.folder / key).read_bytes(), None)
    assert isinstance(secret, rsa.RSAPrivateKey)
    public = x509.load_pem_x509_certificate((shop.folder / certificate).read_bytes())
    return Issued(public, secret)
