"""Two ends that talk: through memory, or on loopback.

``handshake`` takes the contexts of either stack, ``ssl`` or pyOpenSSL, on either side.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from OpenSSL import SSL, crypto

from live import certificates

from . import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from live.certificates import Issued

    Context = ssl.SSLContext | SSL.Context

#: How often each end may speak; a handshake with client certificates needs four turns.
_TURNS = 8


class Ended(NamedTuple):
    """How a handshake ended: what each side raised."""

    client: Exception | None
    server: Exception | None


def handshake(
    client_context: Context, server_context: Context, host: str | None = certificates.HOST
) -> Ended:
    """Let a client and a server shake hands in memory, and then read.

    They read once the handshake is done, since a TLS 1.3 client learns of the server's opinion of
    its certificate no earlier. A side that failed closes its end.

    :param host: what the client wants: a name, or an address
    """
    client, server = _end(client_context, host), _end(server_context, server=True)
    for _turn in range(_TURNS):
        for here, there in ((client, server), (server, client)):
            here.advance()
            there.give(here.take())
            if here.error is not None:
                there.give_end()
    return Ended(client.error, server.error)


class _End(Protocol):
    """One side of a connection that keeps its bytes in memory."""

    error: Exception | None

    def advance(self) -> None:
        """Go on as far as the bytes that came allow."""

    def take(self) -> bytes:
        """Return the bytes for the other side."""

    def give(self, data: bytes) -> None:
        """Take the bytes of the other side."""

    def give_end(self) -> None:
        """Take note that the other side has closed."""


def _end(context: Context, host: str | None = None, *, server: bool = False) -> _End:
    if isinstance(context, ssl.SSLContext):
        return _PythonEnd(context, host, server=server)
    return _PyOpenSSLEnd(context, host, server=server)


class _PythonEnd:
    """A side of Python's ``ssl``."""

    def __init__(self, context: ssl.SSLContext, host: str | None, *, server: bool) -> None:
        self.error: Exception | None = None
        self._done = self._ended = False
        self._into, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(
            self._into, self._out, server_side=server, server_hostname=host
        )

    def advance(self) -> None:
        if self.error is not None:
            return
        try:
            if not self._done:
                self._object.do_handshake()
                self._done = True
            self._object.read(1)
        except ssl.SSLWantReadError:
            pass
        except (OSError, ValueError) as error:
            self.error = error

    def take(self) -> bytes:
        return self._out.read()

    def give(self, data: bytes) -> None:
        if not self._ended:
            self._into.write(data)

    def give_end(self) -> None:
        self._ended = True
        self._into.write_eof()


class _PyOpenSSLEnd:
    """A side of pyOpenSSL."""

    def __init__(self, context: SSL.Context, host: str | None, *, server: bool) -> None:
        self.error: Exception | None = None
        self._done = False
        self._connection = SSL.Connection(context, None)
        if server:
            self._connection.set_accept_state()
        else:
            self._connection.set_connect_state()
            if host is not None:
                self._connection.set_tlsext_host_name(host.encode())

    def advance(self) -> None:
        if self.error is not None:
            return
        try:
            if not self._done:
                self._connection.do_handshake()
                self._done = True
            self._connection.recv(1)
        except SSL.WantReadError:
            pass
        except SSL.Error as error:
            self.error = error

    def take(self) -> bytes:
        try:
            return self._connection.bio_read(1 << 16)
        except SSL.WantReadError:
            return b""

    def give(self, data: bytes) -> None:
        if data:
            self._connection.bio_write(data)

    def give_end(self) -> None:
        self._connection.bio_shutdown()


# -- contexts ---------------------------------------------------------------------------------


def serving(*chain: Issued, ciphers: str | None = None) -> ssl.SSLContext:
    """Return a server's context that presents *chain*, or the faultless one without arguments.

    :param ciphers: a cipher string, such as ``ALL:@SECLEVEL=0`` to present weak certificates
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if ciphers is not None:
        context.set_ciphers(ciphers)
    context.load_cert_chain(certificates.chain_file(*(chain or (certificates.server(),))))
    return context


def trusting(*roots: Issued) -> ssl.SSLContext:
    """Return a client's default context that trusts *roots*, or ``root()`` without arguments.

    The checks that Python 3.13 added to it are off, so that all versions do the same.
    """
    trusted = roots or (certificates.root(),)
    context = ssl.create_default_context(cadata="".join(one.pem().decode() for one in trusted))
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def trusting_pyopenssl(*roots: Issued) -> SSL.Context:
    """Return a pyOpenSSL client's context that checks the chain, but no name."""
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_verify(SSL.VERIFY_PEER)
    store = context.get_cert_store()
    assert store is not None
    for root in roots or (certificates.root(),):
        store.add_cert(crypto.X509.from_cryptography(root.certificate))
    return context


def serving_pyopenssl(*chain: Issued) -> SSL.Context:
    """Return a pyOpenSSL server's context that presents *chain*, or the faultless one."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    file = certificates.chain_file(*(chain or (certificates.server(),)))
    context.use_privatekey_file(str(file))
    context.use_certificate_chain_file(str(file))
    return context


# -- loopback ---------------------------------------------------------------------------------


class Server:
    """A context manager: a server on a port of loopback, in a thread.

    It serves one connection after the other, and ends by itself.

    :param answer: what to do with each connection; ``tls`` makes one that speaks TLS
    :param lifetime: seconds after which the server ends even if nobody asks it to
    """

    def __init__(
        self, answer: Callable[[socket.socket], object], *, lifetime: float = 30.0
    ) -> None:
        self.errors: list[Exception] = []
        self._answer = answer
        self._ending = threading.Event()
        self._deadline = time.monotonic() + lifetime
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._thread = threading.Thread(target=self._serve, name="scenario-server", daemon=True)

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """The address for HTTP clients."""
        return f"https://localhost:{self.port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Wait until the connection that is being served has ended."""
        self._ending.set()
        self._thread.join(timeout=2 * PATIENCE)

    def _serve(self) -> None:
        with self._listener:
            while not self._ending.is_set() and time.monotonic() < self._deadline:
                try:
                    connection, _address = self._listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(PATIENCE)
                    try:
                        self._answer(connection)
                    except (OSError, SSL.Error) as error:
                        self.errors.append(error)


def tls(
    context: ssl.SSLContext, then: Callable[[ssl.SSLSocket], object] | None = None
) -> Callable[[socket.socket], None]:
    """Return an answer for ``Server``: shake hands, and then answer one HTTP request.

    :param then: what to do in place of answering HTTP
    """

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            (then or _answer_http)(secured)

    return answer


def _answer_http(connection: ssl.SSLSocket) -> None:
    if connection.recv(1 << 16):
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
        connection.sendall(head + b"ok")
