"""Two ends of Python with something between them that changes what they say.

The first flight of each side is in the clear, so a relay can do to it what defective devices do.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from live.certificates import HOST

from . import Outcome, printed
from .ends import Ended

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[bytes], bytes]

_TURNS = 6

#: Record header, handshake header, version and random: what comes before the session's id.
_SESSION_ID = 5 + 4 + 2 + 32


class Relay:
    """A client and a server in memory, and the bytes between them.

    :param to_server: what becomes of the client's first flight
    :param to_client: what becomes of the server's first flight
    """

    def __init__(
        self,
        client: ssl.SSLContext,
        server: ssl.SSLContext,
        *,
        to_server: Change | None = None,
        to_client: Change | None = None,
    ) -> None:
        self.to_client, self.from_client = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.to_server, self.from_server = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = client.wrap_bio(self.to_client, self.from_client, server_hostname=HOST)
        self.server = server.wrap_bio(self.to_server, self.from_server, server_side=True)
        self._changes = [to_server, to_client]

    def pass_on(self) -> None:
        """Hand over what both sides have said."""
        ways = ((self.from_client, self.to_server), (self.from_server, self.to_client))
        for number, (source, target) in enumerate(ways):
            said = source.read()
            change = self._changes[number]
            if said and change is not None:
                said, self._changes[number] = change(said), None
            if said:
                target.write(said)

    def handshake(self) -> Ended:
        """Let them shake hands, and return what each raised."""
        errors: dict[ssl.SSLObject, Exception] = {}
        for _turn in range(_TURNS):
            for end in (self.client, self.server):
                error = None if end in errors else attempt(end.do_handshake)
                if error is not None:
                    errors[end] = error
                self.pass_on()
        return Ended(errors.get(self.client), errors.get(self.server))


def attempt(action: Callable[[], object]) -> ssl.SSLError | None:
    """Return the error that *action* raises, unless it waits for the other side."""
    try:
        action()
    except ssl.SSLWantReadError:
        return None
    except ssl.SSLError as error:
        return error
    return None


def told(error: Exception | None) -> str:
    """Return *error* as it is printed; a side that saw none is a fault of the scenario."""
    assert error is not None, "this end saw no error"
    return printed(error)


def client_reads(ended: Ended) -> Outcome:
    """Return what the client makes of the alert, and the server of what made it send it."""
    return Outcome(told(ended.client), told(ended.server))


def server_reads(ended: Ended) -> Outcome:
    """Return what the server makes of the alert, and the client of what made it send it."""
    return Outcome(told(ended.server), told(ended.client))


# -- changes ----------------------------------------------------------------------------------


def with_fallback_mark(hello: bytes) -> bytes:
    """Add the cipher suite by which a ClientHello says that it is a repeated attempt."""
    return _lengthened(hello, _ciphers(hello), 2, b"\x56\x00")


def with_compression(hello: bytes) -> bytes:
    """Offer a way of compression, which TLS 1.3 forbids."""
    return _lengthened(hello, _compression(hello), 1, b"\x01")


def _lengthened(hello: bytes, at: int, width: int, more: bytes) -> bytes:
    """Put *more* in front of a list, whose length of *width* bytes stands at *at*.

    The record and the message in it begin with a length, too.
    """
    start = at + width
    length = int.from_bytes(hello[at:start], "big") + len(more)
    body = hello[9:at] + length.to_bytes(width, "big") + more + hello[start:]
    message = hello[5:6] + len(body).to_bytes(3, "big") + body
    return hello[:3] + len(message).to_bytes(2, "big") + message


def extension_renamed(number: int, to: int = 0xFACE) -> Change:
    """Return a change that makes the extension *number* of a hello another one."""

    def rename(hello: bytes) -> bytes:
        at = _extensions(hello)
        end = at + 2 + int.from_bytes(hello[at : at + 2], "big")
        at += 2
        while at < end:
            if int.from_bytes(hello[at : at + 2], "big") == number:
                return hello[:at] + to.to_bytes(2, "big") + hello[at + 2 :]
            at += 4 + int.from_bytes(hello[at + 2 : at + 4], "big")
        raise AssertionError(f"there is no extension {number}")

    return rename


def _ciphers(hello: bytes) -> int:
    return _SESSION_ID + 1 + hello[_SESSION_ID]


def _compression(hello: bytes) -> int:
    at = _ciphers(hello)
    return at + 2 + int.from_bytes(hello[at : at + 2], "big")


def _extensions(hello: bytes) -> int:
    """Return where the extensions start; a server names one cipher and one compression."""
    if hello[5] == 2:
        return _ciphers(hello) + 2 + 1
    at = _compression(hello)
    return at + 1 + hello[at]
