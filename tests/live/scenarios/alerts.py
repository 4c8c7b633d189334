"""Alerts that are sent on purpose: what a client and a server read of each.

No real program can be talked into sending all alerts, so the bytes of each are put before an end
that waits for an answer. What really makes a program send one is in ``alert_causes``.
"""

from __future__ import annotations

import ssl
from functools import partial
from typing import TYPE_CHECKING

from OpenSSL import SSL

from live.alert_server import FATAL, WARNING, Stimulus
from live.base import LATE_TEXTS, parse_version, predates
from live.certificates import HOST
from sphinx_tlsalerts.registries.alerts import load_alerts

from . import Outcome, printed, scenario
from .ends import serving, serving_pyopenssl, trusting

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.registries.alert_records import Alert

    Receive = Callable[[bytes], Exception]


def client_reads(record: bytes) -> Exception:
    """Return what a client raises that gets *record* in answer to its ClientHello."""
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting().wrap_bio(into, out, server_hostname=HOST)
    _start(client)
    into.write(record)
    return _raised(client.do_handshake)


def server_reads(record: bytes) -> Exception:
    """Return what a server raises that gets *record* in answer to its ServerHello."""
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving().wrap_bio(into, out, server_side=True)
    into.write(_client_hello())
    _start(server)
    into.write(record)
    return _raised(server.do_handshake)


def pyopenssl_client_reads(record: bytes) -> Exception:
    """Do as ``client_reads``, with pyOpenSSL."""
    client = SSL.Connection(SSL.Context(SSL.TLS_CLIENT_METHOD), None)
    client.set_connect_state()
    _start(client)
    client.bio_write(record)
    return _raised(client.do_handshake)


def pyopenssl_server_reads(record: bytes) -> Exception:
    """Do as ``server_reads``, with pyOpenSSL."""
    server = SSL.Connection(serving_pyopenssl(), None)
    server.set_accept_state()
    server.bio_write(_client_hello())
    _start(server)
    server.bio_write(record)
    return _raised(server.do_handshake)


def _client_hello() -> bytes:
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    _start(trusting().wrap_bio(into, out, server_hostname=HOST))
    return out.read()


def _start(end: ssl.SSLObject | SSL.Connection) -> None:
    """Let *end* say its first words; an end that wants no answer would be none of TLS."""
    try:
        end.do_handshake()
    except (ssl.SSLWantReadError, SSL.WantReadError):
        return
    raise AssertionError("the handshake ended without an answer")


def _raised(handshake: Callable[[], None]) -> Exception:
    try:
        handshake()
    except (ssl.SSLWantReadError, SSL.WantReadError):
        pass
    except (ssl.SSLError, SSL.Error) as error:
        return error
    raise AssertionError("the alert was ignored")


def _stimulus(alert: Alert) -> Stimulus:
    """Return the alert as peers send it: an orderly close is a warning, and no failure."""
    return Stimulus(alert.code, WARNING if alert.name == "close_notify" else FATAL)


def _outcome(receive: Receive, stimulus: Stimulus) -> Outcome:
    return Outcome(printed(receive(stimulus.record())))


def _lacks_text(alert: Alert) -> str | None:
    """Tell which OpenSSL this Python would need to have words for *alert*."""
    since = LATE_TEXTS["openssl"].get(alert.name)
    if since and predates(parse_version(ssl.OPENSSL_VERSION) or (), since):
        return f"OpenSSL {'.'.join(map(str, since[0]))}"
    return None


def _register() -> None:
    """Register each alert with each end that can receive it.

    pyOpenSSL shows no words where OpenSSL has no text for an alert, nor at an orderly close. A
    server that has chosen TLS 1.3 goes on after ``user_canceled``, at whatever level.
    """
    for alert in load_alerts():
        hyphened = alert.name.replace("_", "-")
        ends: list[tuple[str, Receive, Receive]] = []
        if alert.sender != "client":
            ends.append((f"client-receives-{hyphened}", client_reads, pyopenssl_client_reads))
        if alert.sender != "server" and alert.name != "user_canceled":
            ends.append((f"server-receives-{hyphened}", server_reads, pyopenssl_server_reads))
        for name, receive, receive_with_pyopenssl in ends:
            run = partial(_outcome, receive, _stimulus(alert))
            scenario(name, lacks=partial(_lacks_text, alert))(run)
            if alert.openssl.wordings[-1].text is not None:
                run = partial(_outcome, receive_with_pyopenssl, _stimulus(alert))
                scenario(name, stack="pyopenssl")(run)


_register()


@scenario("client-receives-no-renegotiation-warning")
def no_renegotiation_warning() -> Outcome:
    return _outcome(client_reads, Stimulus(100, WARNING))


@scenario("client-receives-no-renegotiation-warning", stack="pyopenssl")
def no_renegotiation_warning_pyopenssl() -> Outcome:
    return _outcome(pyopenssl_client_reads, Stimulus(100, WARNING))
