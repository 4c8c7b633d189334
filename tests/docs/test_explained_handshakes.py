"""The handshakes that the pages of explanation tell of."""

from __future__ import annotations

import asyncio
import contextlib
import io
import re
import socket
import ssl
import threading
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from live import certificates
from support.explanation_pages import PAGES, rows

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from collections.abc import Callable

TRAVEL, SIDES = PAGES["how-alerts-travel"], PAGES["both-sides"]

# On the wire


def test_sample_prints_what_the_page_shows() -> None:
    code, printed = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", TRAVEL, re.DOTALL)[0]
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "how-alerts-travel.md", "exec"), {})  # noqa: S102 -- our own page
    assert output.getvalue() == printed


def test_fields_of_the_record_are_those_of_the_sample() -> None:
    sent = re.findall(r"^sent: +(.+)$", TRAVEL, re.MULTILINE)[0]
    cells = [row[0].strip("`") for row in rows(TRAVEL, "| bytes |")]
    assert " ".join(cells) == sent
    assert load_alerts()[int(cells[-1], 16)].name == "protocol_version"


class Sides(NamedTuple):
    """Both ends of a connection, in memory."""

    client: ssl.SSLObject
    server: ssl.SSLObject
    to_client: ssl.MemoryBIO
    to_server: ssl.MemoryBIO


def client_context(*, trusts: bool = True, **settings: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trusts:
        context.load_verify_locations(cadata=certificates.root().pem().decode())
    return with_settings(context, settings)


def server_context(issued: certificates.Issued | None = None, **settings: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.chain_file(issued or certificates.server()))
    if settings.get("verify_mode"):
        context.load_verify_locations(cadata=certificates.root().pem().decode())
    return with_settings(context, settings)


def with_settings(context: ssl.SSLContext, settings: dict[str, Any]) -> ssl.SSLContext:
    for name, value in settings.items():
        if name == "ciphers":
            context.set_ciphers(str(value))
        else:
            setattr(context, name, value)
    return context


def connected(
    client: ssl.SSLContext, server: ssl.SSLContext, name: str = certificates.HOST
) -> Sides:
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    return Sides(
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
        to_client,
        to_server,
    )


def outcome(work: Callable[[], object]) -> ssl.SSLError | None:
    """Return the error that *work* ends with; None where it is done, or waits."""
    try:
        work()
    except ssl.SSLWantReadError:
        return None
    except ssl.SSLError as error:
        return error
    return None


def errors_of(sides: Sides) -> dict[str, str]:
    """Let both sides talk until each has failed; return their reasons, the finder's first."""
    found: dict[str, str] = {}
    for _turn in range(4):
        for name, side in (("client", sides.client), ("server", sides.server)):
            error = outcome(side.do_handshake) or outcome(partial(side.read, 1))
            if error is not None and name not in found:
                found[name] = error.reason
    return found


def test_alert_after_the_handshake_looks_like_data_and_comes_with_the_first_read() -> None:
    sides = connected(client_context(), server_context(verify_mode=ssl.CERT_REQUIRED))
    for work in (sides.client.do_handshake, sides.server.do_handshake, sides.client.do_handshake):
        assert outcome(work) is None
    assert sides.client.version() == "TLSv1.3", "the client's handshake is complete"
    sides.to_client.read()
    assert outcome(sides.server.do_handshake) is not None
    sent = sides.to_client.read()
    assert f"`{sent[:5].hex(' ')}` and {len(sent) - 5} more bytes" in TRAVEL
    sides.to_client.write(sent)
    error = outcome(partial(sides.client.read, 1))
    assert error is not None
    assert error.reason == "TLSV13_ALERT_CERTIFICATE_REQUIRED"


def test_client_that_does_not_know_the_ca_says_so_in_clear() -> None:
    sides = connected(client_context(trusts=False), server_context())
    outcome(sides.client.do_handshake)
    outcome(sides.server.do_handshake)
    sides.to_server.read()
    assert outcome(sides.client.do_handshake) is not None
    assert f"`{sides.to_server.read().hex(' ')}`" in TRAVEL


def test_asyncio_sends_no_alert() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[ssl.SSLError] = []

    def serve() -> None:
        peer, _address = listener.accept()
        with peer, pytest.raises(ssl.SSLError) as caught:
            server_context().wrap_socket(peer, server_side=True)
        heard.append(caught.value)

    async def ask() -> None:
        context = client_context(trusts=False)
        await asyncio.open_connection(*listener.getsockname(), ssl=context, server_hostname="a")

    thread = threading.Thread(target=serve)
    thread.start()
    with listener, pytest.raises(ssl.SSLCertVerificationError):
        asyncio.run(ask())
    thread.join()
    assert isinstance(heard[0], ssl.SSLEOFError)


# Two sides


def _issued(**faults: Any) -> certificates.Issued:
    return certificates.issue(certificates.HOST, certificates.root(), **faults)


def _with_client_of_another_ca() -> Sides:
    stranger = certificates.issue("client", certificates.other_root(), usage=certificates.CLIENT)
    client = client_context()
    client.load_cert_chain(certificates.chain_file(stranger))
    return connected(client, server_context(verify_mode=ssl.CERT_REQUIRED))


TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
DAY, NOW = certificates.DAY, certificates.NOW
DEMANDING: dict[str, Any] = {"verify_mode": ssl.CERT_REQUIRED}

#: How each line of the table comes about.
SCENES: dict[str, Callable[[], Sides]] = {
    "the client does not know the CA": lambda: connected(
        client_context(trusts=False), server_context()
    ),
    "the certificate is for another host name": lambda: connected(
        client_context(), server_context(), "other.example"
    ),
    "the certificate has expired": lambda: connected(
        client_context(), server_context(_issued(start=NOW - 5 * DAY, end=NOW - DAY))
    ),
    "the certificate is one for clients": lambda: connected(
        client_context(), server_context(_issued(usage=certificates.CLIENT))
    ),
    "the certificate breaks a strict rule": lambda: connected(
        client_context(verify_flags=ssl.VERIFY_X509_STRICT),
        server_context(_issued(authority_key=False)),
    ),
    "the client offers old versions only": lambda: connected(
        client_context(maximum_version=TLS12), server_context(minimum_version=TLS13)
    ),
    "they have no cipher in common": lambda: connected(
        client_context(maximum_version=TLS12, ciphers="ECDHE-ECDSA-AES128-GCM-SHA256"),
        server_context(ciphers="ECDHE-ECDSA-AES256-GCM-SHA384"),
    ),
    "the client sends no certificate, TLS 1.2": lambda: connected(
        client_context(maximum_version=TLS12), server_context(**DEMANDING)
    ),
    "the client sends no certificate, TLS 1.3": lambda: connected(
        client_context(), server_context(**DEMANDING)
    ),
    "the server does not know the client's CA": _with_client_of_another_ca,
}
PAIRS = {what: (found, told) for what, found, told in rows(SIDES, "| what is wrong |")}


def test_each_line_of_the_table_has_a_handshake() -> None:
    assert PAIRS.keys() == SCENES.keys()


def _reads(side: str, reason: str) -> str:
    """Write a cell of the table; alerts by the name that OpenSSL had for them before 4.0."""
    earlier = reason.replace("TLS_ALERT_", "SSLV3_ALERT_") if reason.startswith("TLS_") else reason
    return f"{side}: `{earlier}`"


@pytest.mark.parametrize("what", SCENES)
def test_both_sides_read_what_the_table_says(what: str) -> None:
    found, told = PAIRS[what]
    finder, other = ("client", "server") if found.startswith("client") else ("server", "client")
    errors = errors_of(SCENES[what]())
    assert (_reads(finder, errors[finder]), _reads(other, errors[other])) == (found, told)
