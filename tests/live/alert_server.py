"""A loopback server that answers every ClientHello with one alert of the caller's choice.

Real clients are the only authority on what their users get to read, and no real server can be
talked into sending all 37 alerts. This one never negotiates anything: it reads the first record,
so that the client is surely waiting for an answer, and replies with a two-byte alert in the
clear, as a server does that fails before its ServerHello.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

WARNING = 1
FATAL = 2

_RECORD_HEADER = 5
_ALERT_RECORD = bytes((21, 3, 3, 0, 2))


@dataclass(frozen=True, slots=True)
class Stimulus:
    """What the server sends: the two bytes of an alert."""

    code: int
    level: int = FATAL

    def record(self) -> bytes:
        """Return the TLS record that carries the alert, with the version every client accepts."""
        return _ALERT_RECORD + bytes((self.level, self.code))


@dataclass(slots=True)
class _Connection:
    """One accepted connection: until answered it collects bytes, afterwards it drains them."""

    stimulus: Stimulus
    deadline: float
    received: bytearray = field(default_factory=bytearray)
    answered: bool = False

    def has_client_hello(self) -> bool:
        """Say whether the first record is complete; its length stands in bytes 3 and 4."""
        if len(self.received) < _RECORD_HEADER:
            return False
        length = int.from_bytes(self.received[3:5], "big")
        return len(self.received) >= _RECORD_HEADER + length


class AlertServer:
    """A context manager with one listening port per stimulus, served by a single thread.

    It stops by itself: each connection has a deadline, and so has the server, so that a client
    that hangs is freed, and a test run that stops half-way leaves nothing behind for long.

    :param stimuli: what to send; each gets a port of its own, so that a client needs no
        protocol to choose
    :param patience: seconds after which an idle connection is closed
    :param lifetime: seconds after which the server stops even if nobody asks it to
    """

    def __init__(
        self, stimuli: Iterable[Stimulus], *, patience: float = 10.0, lifetime: float = 240.0
    ) -> None:
        self._patience = patience
        self._deadline = time.monotonic() + lifetime
        self._selector = selectors.DefaultSelector()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="alert-server", daemon=True)
        self._ports: dict[Stimulus, int] = {}
        self._answers: dict[Stimulus, int] = {}
        for stimulus in stimuli:
            listener = socket.create_server(("127.0.0.1", 0), backlog=16)
            listener.settimeout(0)
            self._selector.register(listener, selectors.EVENT_READ, stimulus)
            self._ports[stimulus] = listener.getsockname()[1]
            self._answers[stimulus] = 0

    def port(self, stimulus: Stimulus) -> int:
        """Return the port on which ``stimulus`` is sent."""
        return self._ports[stimulus]

    def answers(self, stimulus: Stimulus) -> int:
        """Return how often ``stimulus`` has been sent: a client that never asked proves nothing."""
        return self._answers[stimulus]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join(timeout=5.0)

    def _serve(self) -> None:
        try:
            while not self._stopping.is_set() and time.monotonic() < self._deadline:
                for key, _ in self._selector.select(timeout=0.1):
                    if not isinstance(key.fileobj, socket.socket):
                        continue
                    if isinstance(key.data, Stimulus):
                        self._accept(key.fileobj, key.data)
                    else:
                        self._advance(key.fileobj, key.data)
                self._drop_overdue()
        finally:
            for key in list(self._selector.get_map().values()):
                if isinstance(key.fileobj, socket.socket):
                    key.fileobj.close()
            self._selector.close()

    def _accept(self, listener: socket.socket, stimulus: Stimulus) -> None:
        try:
            peer, _ = listener.accept()
        except OSError:
            return
        peer.settimeout(0)
        connection = _Connection(stimulus, time.monotonic() + self._patience)
        self._selector.register(peer, selectors.EVENT_READ, connection)

    def _advance(self, peer: socket.socket, connection: _Connection) -> None:
        """Answer a complete ClientHello, then read on until the client closes.

        Closing with unread bytes would send a reset, which may overtake the alert.
        """
        try:
            data = peer.recv(65536)
            connection.received += data
            if not connection.answered and connection.has_client_hello():
                connection.answered = True
                self._answers[connection.stimulus] += 1
                peer.sendall(connection.stimulus.record())
                peer.shutdown(socket.SHUT_WR)
        except OSError:
            data = b""
        if not data:
            self._drop(peer)

    def _drop(self, peer: socket.socket) -> None:
        self._selector.unregister(peer)
        peer.close()

    def _drop_overdue(self) -> None:
        now = time.monotonic()
        for key in list(self._selector.get_map().values()):
            overdue = isinstance(key.data, _Connection) and key.data.deadline < now
            if overdue and isinstance(key.fileobj, socket.socket):
                self._drop(key.fileobj)
