"""What the live tests rest on: the server, and decisions about versions."""

from __future__ import annotations

import re
import socket
import sys
import time
from typing import TYPE_CHECKING

import pytest

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.openssl_releases import GENERATIONS

from .alert_server import WARNING, AlertServer, Stimulus
from .base import LATE_TEXTS, generation_of, parse_version, predates, run
from .openssl_clients import Curl, Node, PythonSSL, SClient
from .other_clients import Go, Java

if TYPE_CHECKING:
    from .base import Client, Version

#: A record that claims to hold five bytes; the server looks no deeper.
HELLO = b"\x16\x03\x01\x00\x05hello"


def test_server_waits_for_the_whole_record_and_sends_its_alert() -> None:
    fatal, warning = Stimulus(42), Stimulus(0, WARNING)
    with AlertServer([fatal, warning]) as server:
        with socket.create_connection(("127.0.0.1", server.port(fatal)), timeout=5) as peer:
            peer.sendall(HELLO[:7])
            peer.settimeout(0.2)
            with pytest.raises(TimeoutError):
                peer.recv(100)
            peer.settimeout(5)
            peer.sendall(HELLO[7:])
            assert peer.recv(100) == bytes((21, 3, 3, 0, 2, 2, 42))
            assert peer.recv(100) == b""
        with socket.create_connection(("127.0.0.1", server.port(warning)), timeout=5) as peer:
            peer.sendall(HELLO)
            assert peer.recv(100) == bytes((21, 3, 3, 0, 2, 1, 0))
        assert (server.answers(fatal), server.answers(warning)) == (1, 1)


def test_server_lets_nobody_wait_for_ever() -> None:
    stimulus = Stimulus(42)
    with (
        AlertServer([stimulus], patience=0.2) as server,
        socket.create_connection(("127.0.0.1", server.port(stimulus)), timeout=5) as peer,
    ):
        assert peer.recv(100) == b""
        assert server.answers(stimulus) == 0


def test_server_ends_by_itself() -> None:
    stimulus = Stimulus(42)
    with AlertServer([stimulus], lifetime=0.2) as server:
        time.sleep(1)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port(stimulus)), timeout=5)


def test_program_that_hangs_is_reported() -> None:
    assert run([sys.executable, "-c", "import time; time.sleep(60)"], 0.5).startswith("no end")


@pytest.mark.parametrize(
    ("version", "index"),
    [
        ((1, 0, 2), 0),
        ((1, 1, 1), 0),
        ((3, 0, 19), 0),
        ((3, 1, 9), 0),
        ((3, 2), 1),
        ((3, 6, 1), 1),
        ((4, 0), 2),
        ((4, 1, 2), 2),
    ],
)
def test_generation_of_a_version(version: Version, index: int) -> None:
    assert generation_of(version) == list(GENERATIONS)[index]


@pytest.mark.parametrize(
    ("version", "old"),
    [
        ((1, 1, 1), True),
        ((3, 0, 13), True),
        ((3, 0, 14), False),
        ((3, 1, 5), True),
        ((3, 2, 2), False),
        ((3, 3, 0), True),
        ((3, 4, 0), False),
        ((4, 0, 3), False),
    ],
)
def test_a_late_text_is_missing_from_older_patch_releases(version: Version, *, old: bool) -> None:
    assert predates(version, LATE_TEXTS["openssl"]["unknown_psk_identity"]) is old


@pytest.mark.parametrize(
    ("client", "raw", "code", "part"),
    [
        pytest.param(
            SClient(),
            "1404:error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:"
            "ssl/record/rec_layer_s3.c:1543:SSL alert number 42",
            42,
            "sslv3 alert bad certificate",
            id="s_client of OpenSSL 1.1.1",
        ),
        pytest.param(
            SClient(),
            "00:error:0A000412:SSL routines::text:ssl/x.c:1:SSL alert number 42",
            43,
            None,
            id="s_client that received another alert",
        ),
        pytest.param(
            Curl(),
            "curl: (35) TLS connect error: error:0A000410:SSL routines::ssl/tls alert handshake "
            "failure",
            40,
            "ssl/tls alert handshake failure",
            id="curl 8.10",
        ),
        pytest.param(
            PythonSSL(),
            "SSLError: [SSL] unknown error (0xa00041c) (_ssl.c:1032)",
            52,
            "[SSL] unknown error",
            id="Python 3.14",
        ),
        pytest.param(
            PythonSSL(),
            "SSLError: [SSL] unknown error (0xa00041c) (_ssl.c:1032)",
            53,
            "[SSL] unknown error (0xa00041c)",
            id="Python 3.14 that received another alert",
        ),
        pytest.param(
            Java(),
            "javax.net.ssl.SSLHandshakeException: (bad_certificate) Received fatal alert: "
            'bad_certificate | "description": "bad_certificate"',
            42,
            "bad_certificate",
            id="Java 25",
        ),
        pytest.param(Go(), "remote error: tls: alert(52)", 52, None, id="Go without a text"),
        pytest.param(Go(), "dial tcp 127.0.0.1:1: connection refused", 42, None, id="no answer"),
        pytest.param(Node(), "ECONNREFUSED connect", 42, None, id="Node without an answer"),
    ],
)
def test_part_that_is_compared(client: Client, raw: str, code: int, part: str | None) -> None:
    assert client.read(raw, code) == part


@pytest.mark.parametrize("bracket", ["[SSL]", "[SSL: TLSV1_ALERT_UNKNOWN_PSK_IDENTITY]"])
def test_mnemonic_of_a_late_text_is_left_open_where_it_depends_on_the_build(
    bracket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.version_info", (3, 13, 5))
    monkeypatch.setattr("ssl.OPENSSL_VERSION", "OpenSSL 3.5.1 1 Jul 2025")
    client, alert = PythonSSL(), load_alerts()[115]
    assert client.hides(alert)
    assert client.expected(alert) is None
    text = client.openssl_text(alert)
    assert re.search(client.unnamed(alert), f"SSLError: {bracket} {text} (_ssl.c:1000)")
    assert not re.search(client.unnamed(alert), f"SSLError: {bracket} other (_ssl.c:1000)")


def test_versions_are_found_in_banners() -> None:
    assert parse_version("OpenSSL 3.0.15+quic") == (3, 0, 15)
    assert parse_version("LibreSSL 3.3.6", r"OpenSSL (\d+(?:\.\d+)+)") is None
