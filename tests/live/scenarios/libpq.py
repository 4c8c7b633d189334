"""A client of PostgreSQL without CA certificates, and a server that takes it in."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from support.needs import lacking_module

from live import certificates

from . import PATIENCE, Outcome, scenario
from .ends import Server, serving

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

#: The answers to a request for TLS, and to the message that opens a session: the user is in.
_YES = b"S"
_READY = b"R\0\0\0\x08\0\0\0\0" + b"Z\0\0\0\x05I"


def lacks_psycopg() -> str | None:
    """Return what is missing for a client."""
    return lacking_module("psycopg") or lacking_module("psycopg_binary")


def _answer(connection: socket.socket) -> None:
    connection.recv(8)
    connection.sendall(_YES)
    with serving().wrap_socket(connection, server_side=True) as secured:
        if secured.recv(1 << 12):
            secured.sendall(_READY)
            secured.recv(1 << 12)


@contextmanager
def postgres() -> Iterator[Server]:
    """Run a server that speaks as much of PostgreSQL as a login takes."""
    with Server(_answer) as server:
        yield server


def connect(port: int, **variables: str) -> str:
    """Connect with full verification, and return the error; nothing if it succeeds."""
    program = (
        "import psycopg\n"
        f"psycopg.connect(host='localhost', port={port}, sslmode='verify-full', user='a').close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "HOME": str(certificates.folder()), **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    return done.stderr.strip()


@scenario("libpq-root-missing", "libpq", lacks_psycopg)
def _root_missing() -> Outcome:
    with postgres() as server:
        return Outcome(connect(server.port))
