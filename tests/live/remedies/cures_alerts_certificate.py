"""Remedies of alerts about certificates, applied."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, Any

import httpx
import requests
from support.needs import lacking_program

from live import certificates
from live.certificates import CLIENT, DAY, HOST, NOW, issue
from live.scenarios import printed
from live.scenarios.ends import Server, handshake, serving, tls, trusting

from . import Cured, cure
from .alert_ends import (
    apply,
    dial,
    failing,
    read_by,
    read_by_both,
    read_by_server,
    save,
    save_identity,
    trusted,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from live.certificates import Issued

    from . import Workshop


def _lacks_openssl() -> str | None:
    return lacking_program("openssl")


# -- a server's certificate -----------------------------------------------------------------------


@cure("chain-sent-in-full")
def _chain_sent_in_full(shop: Workshop) -> Cured:
    intermediate = issue("Intermediate", certificates.root(), ca=True)
    leaf = issue(HOST, intermediate)
    save_identity(shop, "fullchain.pem", "server.key", leaf, intermediate)
    before = handshake(trusting(), serving(leaf))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    apply(shop, {"context": server})
    return Cured(read_by(before.server), read_by_both(handshake(trusting(), server)))


@cure("ca-given-to-the-client")
def _ca_given_to_the_client(shop: Workshop) -> Cured:
    company = issue("Company root", ca=True)
    save(shop, "company-ca.pem", company.pem())
    server = serving(issue(HOST, company))
    before = handshake(ssl.create_default_context(), server)
    client = apply(shop, {})["context"]
    return Cured(read_by(before.server), read_by_both(handshake(client, server)))


@cure("client-uses-a-listed-name")
def _client_uses_a_listed_name(shop: Workshop) -> Cured:
    by_name = issue(HOST, certificates.root(), names=[HOST])
    context = trusting()

    def by_address(port: int) -> None:
        with dial(port) as plain:
            context.wrap_socket(plain, server_hostname="127.0.0.1")

    with Server(tls(serving(by_name))) as server:
        failing(lambda: by_address(server.port))
    before = read_by_server(server)
    with Server(tls(serving(by_name))) as server:
        here = {"192.0.2.7": "127.0.0.1", "www.example.com": HOST}
        names = apply(shop, {"context": context}, replaced=here, port=str(server.port))
        assert names["connection"].version() == "TLSv1.3"
        names["connection"].close()
    return Cured(before, read_by_server(server))


@cure("context-loads-the-renewed-file")
def _context_loads_the_renewed_file(shop: Workshop) -> Cured:
    old = issue(HOST, certificates.root(), start=NOW - 2 * DAY, end=NOW - DAY)
    server = serving(old)
    save_identity(shop, "fullchain.pem", "server.key", certificates.server())
    before = handshake(trusting(), server)
    apply(shop, {"context": server})
    return Cured(read_by(before.server), read_by_both(handshake(trusting(), server)))


@cure("certificate-with-all-extensions", lacks=_lacks_openssl)
def _certificate_with_all_extensions(shop: Workshop) -> Cured:
    strict = trusting()
    strict.verify_flags |= ssl.VERIFY_X509_STRICT
    bare = issue(HOST, certificates.root(), authority_key=False)
    before = handshake(strict, serving(bare))
    signed = _sign(shop, "server", HOST, replaced={"www.example.com": HOST})
    return Cured(read_by(before.server), read_by_both(handshake(strict, signed)))


@cure("certificate-for-clients", lacks=_lacks_openssl)
def _certificate_for_clients(shop: Workshop) -> Cured:
    before = handshake(_showing(issue("client", certificates.root(), names=())), _demanding())
    _sign(shop, "client", "client", file="client.ext")
    client = trusting()
    client.load_cert_chain(shop.folder / "client.pem", shop.folder / "client.key")
    return Cured(read_by(before.client), read_by_both(handshake(client, _demanding())))


def _sign(
    shop: Workshop,
    name: str,
    subject: str,
    *,
    file: str = "server.cnf",
    replaced: dict[str, str] | None = None,
) -> ssl.SSLContext:
    """Sign a request as a remedy prints it: extensions in *file*, and the command that reads it."""
    save_identity(shop, "ca.pem", "ca.key", certificates.root())
    (shop.folder / file).write_text(shop.code(0, replaced=replaced), encoding="utf-8")
    shop.run(
        "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
        f"-subj '/CN={subject}' -keyout {name}.key -out {name}.csr"
    )
    shop.run(shop.code(1))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shop.folder / f"{name}.pem", shop.folder / f"{name}.key")
    return context


# -- a client's certificate -----------------------------------------------------------------------


def _demanding(trusts: Issued | None = None) -> ssl.SSLContext:
    """Return a server's context that demands a certificate of its clients."""
    context = serving()
    context.load_verify_locations(cadata=(trusts or certificates.root()).pem().decode())
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def _showing(certificate: Issued) -> ssl.SSLContext:
    context = trusting()
    context.load_cert_chain(certificates.chain_file(certificate))
    return context


@cure("client-ca-trusted-by-the-server")
def _client_ca_trusted_by_the_server(shop: Workshop) -> Cured:
    client_ca = issue("Client CA", ca=True)
    client = _showing(issue("client", client_ca, usage=CLIENT, names=()))
    before = handshake(client, _demanding())
    save_identity(shop, "fullchain.pem", "server.key", certificates.server())
    save(shop, "client-ca.pem", client_ca.pem())
    server = apply(shop, {})["context"]
    stranger = _showing(certificates.client())
    assert read_by(handshake(stranger, server).client), "it lets everybody in"
    return Cured(read_by(before.client), read_by_both(handshake(client, server)))


@cure("client-certificate-loaded")
def _client_certificate_loaded(shop: Workshop) -> Cured:
    before = handshake(trusting(), _demanding())
    save_identity(shop, "client.pem", "client.key", certificates.client())
    with trusted(shop):
        client = apply(shop, {})["context"]
    return Cured(read_by(before.client), read_by_both(handshake(client, _demanding())))


@cure("client-certificate-presented-in-tls12")
def _client_certificate_presented_in_tls12(shop: Workshop) -> Cured:
    server = _demanding()
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    client = trusting()
    before = handshake(client, server)
    save_identity(shop, "client.pem", "client.key", certificates.client())
    apply(shop, {"context": client})
    return Cured(read_by(before.client), read_by_both(handshake(client, server)))


@cure("client-certificate-made-optional")
def _client_certificate_made_optional(shop: Workshop) -> Cured:
    server = _demanding()
    before = handshake(trusting(), server)
    apply(shop, {"server_context": server})
    return Cured(read_by(before.client), read_by_both(handshake(trusting(), server)))


def _patient(context: ssl.SSLContext) -> Callable[[socket.socket], None]:
    """Return an answer that reads all that a refused client sends, so that no reset follows."""

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        ) as secured:
            try:
                secured.do_handshake()
                secured.recv(1 << 16)
                secured.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                )
            finally:
                socket.socket.shutdown(secured, socket.SHUT_WR)
                while socket.socket.recv(secured, 1 << 16):
                    pass

    return answer


@cure("client-certificate-for-httpx")
def _client_certificate_for_httpx(shop: Workshop) -> Cured:
    with Server(_patient(_demanding())) as server:
        try:
            httpx.get(server.url, verify=trusting(), trust_env=False)
        except httpx.HTTPError as error:
            before = printed(error)
        names: dict[str, Any] = {"httpx": httpx, "context": _showing(certificates.client())}
        with apply(shop, names)["client"] as client:
            assert client.get(server.url).text == "ok"
    return Cured(before, "")


@cure("client-certificate-for-requests")
def _client_certificate_for_requests(shop: Workshop) -> Cured:
    save_identity(shop, "client.pem", "client.key", certificates.client())
    with Server(_patient(_demanding())) as server, trusted(shop):
        try:
            requests.get(server.url, timeout=9)
        except requests.ConnectionError as error:
            before = printed(error)
        apply(shop, {"requests": requests}, host="localhost", port=str(server.port))
        assert server.errors[1:] == []
    return Cured(before, "")
