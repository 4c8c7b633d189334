"""Servers of protocols that begin in plain text: mail, FTP, HTTP proxies.

Each function returns an answer for ``Server``. They know no more of their protocol than a client
asks for.
"""

from __future__ import annotations

import base64
import re
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from . import PATIENCE

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    Answer = Callable[[socket.socket], None]


def _lines(connection: socket.socket) -> Iterator[str]:
    """Yield the lines that come, without their ends, until the connection does."""
    data = b""
    while True:
        while b"\n" not in data:
            more = connection.recv(1 << 12)
            if not more:
                return
            data += more
        line, _, data = data.partition(b"\n")
        yield line.decode("utf-8", "replace").rstrip("\r")


def _say(connection: socket.socket, *lines: str) -> None:
    connection.sendall("".join(f"{line}\r\n" for line in lines).encode())


# -- mail -----------------------------------------------------------------------------------------


def smtp(*, tls: ssl.SSLContext | None = None, at_once: bool = False, auth: bool = True) -> Answer:
    """Return a mail server.

    :param tls: what it offers STARTTLS with; it then demands TLS
    :param at_once: speak TLS from the first byte
    :param auth: whether it offers to log in once there is TLS
    """

    def answer(connection: socket.socket) -> None:
        if tls and at_once:
            connection = tls.wrap_socket(connection, server_side=True)
        _say(connection, "220 mail.example ESMTP")
        secured = at_once
        while _smtp_talk(connection, secured=secured, tls=tls, auth=auth):
            assert tls is not None
            connection = tls.wrap_socket(connection, server_side=True)
            secured = True
        with suppress(OSError):
            connection.close()

    return answer


def _smtp_talk(
    connection: socket.socket, *, secured: bool, tls: ssl.SSLContext | None, auth: bool
) -> bool:
    """Answer commands; return whether TLS is to begin."""
    for line in _lines(connection):
        verb = line.upper().split(" ")[0]
        if verb == "EHLO":
            offers = ["SIZE 1000"]
            if tls and not secured:
                offers.append("STARTTLS")
            elif auth and tls:
                offers.append("AUTH PLAIN")
            rows = ["mail.example", *offers]
            _say(connection, *(f"250-{row}" for row in rows[:-1]), f"250 {rows[-1]}")
        elif verb == "STARTTLS" and tls and not secured:
            _say(connection, "220 go ahead")
            return True
        elif verb == "QUIT":
            _say(connection, "221 bye")
            return False
        elif verb in {"MAIL", "RCPT"} and tls and not secured:
            _say(connection, "530 5.7.0 Must issue a STARTTLS command first")
        elif verb in _SMTP:
            _say(connection, _SMTP[verb])
    return False


_SMTP = {
    "AUTH": "235 accepted",
    "DATA": "354 go ahead",
    "MAIL": "250 done",
    "RCPT": "250 done",
    "RSET": "250 done",
    ".": "250 done",
}


def imap(*, tls: ssl.SSLContext | None = None) -> Answer:
    """Return a server of IMAP: with TLS from the first byte, or without any."""
    refused = (
        "NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) "
        "connections."
    )

    def answer(connection: socket.socket) -> None:
        if tls:
            connection = tls.wrap_socket(connection, server_side=True)
        _say(connection, "* OK IMAP4rev1 ready")
        for line in _lines(connection):
            tag, _, rest = line.partition(" ")
            verb = rest.upper().split(" ")[0]
            if verb == "CAPABILITY":
                _say(connection, "* CAPABILITY IMAP4rev1")
            elif verb == "LOGOUT":
                _say(connection, "* BYE")
            done = refused if verb == "LOGIN" and not tls else "OK done"
            _say(connection, f"{tag} {done}")
            if verb == "LOGOUT":
                break
        with suppress(OSError):
            connection.close()

    return answer


def pop(*, tls: ssl.SSLContext | None = None) -> Answer:
    """Return a server of POP3: with TLS from the first byte, or without any."""

    def answer(connection: socket.socket) -> None:
        if tls:
            connection = tls.wrap_socket(connection, server_side=True)
        _say(connection, "+OK ready")
        for line in _lines(connection):
            _say(connection, "+OK", *(["."] if line.upper() == "CAPA" else []))
            if line.upper() == "QUIT":
                break
        with suppress(OSError):
            connection.close()

    return answer


# -- FTP ------------------------------------------------------------------------------------------

_REUSE = "522 SSL connection failed: session reuse required"


def ftps(context: ssl.SSLContext) -> Answer:
    """Return a server of FTP that demands TLS, in the words of vsftpd."""
    return lambda connection: _ftp(connection, context, reuse=False)


def ftp_reusing(context: ssl.SSLContext) -> Answer:
    """Return a server of FTP with TLS that demands the session of the control connection."""
    return lambda connection: _ftp(connection, context, reuse=True)


def _ftp(connection: socket.socket, context: ssl.SSLContext, *, reuse: bool) -> None:
    lines = _lines(connection)
    secured: socket.socket | None = None
    _say(connection, "220 ready")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        port = listener.getsockname()[1]
        while (line := next(lines, None)) is not None:
            verb = line.upper().split(" ")[0]
            end = secured or connection
            if verb == "AUTH":
                _say(end, "234 proceed")
                secured = context.wrap_socket(connection, server_side=True)
                secured.settimeout(PATIENCE)
                lines = _lines(secured)
            elif verb in {"USER", "PASS"} and not secured:
                _say(end, "530 Non-anonymous sessions must use encryption.")
            elif verb in {"PASV", "EPSV"}:
                numbers = f"127,0,0,1,{port >> 8},{port & 255}"
                _say(end, f"227 ({numbers})" if verb == "PASV" else f"229 (|||{port}|)")
            elif verb in {"NLST", "LIST"}:
                _say(end, "150 here it comes")
                _say(end, _send_listing(listener, context, reuse=reuse))
            elif verb == "QUIT":
                _say(end, "221 bye")
                break
            else:
                _say(end, {"USER": "331 password?", "PASS": "230 logged in"}.get(verb, "200 done"))
    with suppress(OSError):
        (secured or connection).close()


def _send_listing(listener: socket.socket, context: ssl.SSLContext, *, reuse: bool) -> str:
    """Send the listing over the data connection; return the answer to the command."""
    plain, _address = listener.accept()
    plain.settimeout(PATIENCE)
    with context.wrap_socket(plain, server_side=True) as data:
        accepted = data.session_reused or not reuse
        if accepted:
            _say(data, "file")
        with suppress(OSError):
            data.unwrap()
    return "226 sent" if accepted else _REUSE


# -- proxies --------------------------------------------------------------------------------------


def proxying(user: str = "", password: str = "") -> Answer:
    """Return a proxy for ``CONNECT`` that leads everything to this machine.

    The port of the request is kept, its host is not.
    """
    wanted = base64.b64encode(f"{user}:{password}".encode()).decode()

    def answer(connection: socket.socket) -> None:
        head = _read_head(connection)
        found = re.match(r"CONNECT (\S+):(\d+) ", head)
        if found is None:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        elif user and f"basic {wanted}".lower() not in head.lower():
            connection.sendall(
                b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                b'Proxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n'
                b"Connection: close\r\n\r\n"
            )
        else:
            with socket.create_connection(("127.0.0.1", int(found[2])), PATIENCE) as target:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _join(connection, target)

    return answer


def forbidding(connection: socket.socket) -> None:
    """Refuse whatever is asked of a proxy."""
    _read_head(connection)
    connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


#: The first byte of a ClientHello, which proxies of plain HTTP take for a bad request.
_TLS_RECORD = b"\x16"


def _read_head(connection: socket.socket) -> str:
    head = b""
    while b"\r\n\r\n" not in head and not head.startswith(_TLS_RECORD):
        more = connection.recv(1 << 12)
        if not more:
            break
        head += more
    return head.decode("latin-1")


def _join(one: socket.socket, other: socket.socket) -> None:
    """Pass on what each side says until one of them closes."""

    def copy(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 14):
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    way = threading.Thread(target=copy, args=(other, one), daemon=True)
    way.start()
    copy(one, other)
    way.join(PATIENCE)
