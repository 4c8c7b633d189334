"""Cures for ends that have nothing in common: versions, ciphers, keys, signatures."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import warnings
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from support.needs import lacking_program

from live import certificates
from live.certificates import HOST, issue
from live.scenarios import PATIENCE, SCENARIOS
from live.scenarios.connection import weak_group
from live.scenarios.ends import Server, serving, tls, trusting

from . import Cured, Workshop, cure
from .cures_connection_trials import (
    attempt,
    connected,
    errors_of,
    failing,
    s_server,
    server_file,
    shake,
    succeed,
)

if TYPE_CHECKING:
    from pathlib import Path

    from live.certificates import Issued


def _no_openssl() -> str | None:
    return lacking_program("openssl")


def _of_scenario(name: str) -> str:
    """Return what a scenario shows on ``ssl``."""
    (found,) = (one for one in SCENARIOS if (one.name, one.stack) == (name, "ssl"))
    return found.run().text


def _last(text: str) -> str:
    return text.rpartition("\n")[2]


# -- versions -------------------------------------------------------------------------------------


@cure("server-allows-tls-1.2")
def _allows_1_2(shop: Workshop) -> Cured:
    client, server = trusting(), serving()
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    server.minimum_version = ssl.TLSVersion.TLSv1_3
    before = _last(shake(client, server))
    succeed(shop.code(), context=server, ssl=ssl)
    return Cured(before, shake(client, server))


@cure("old-version-allowed")
def _old_version(shop: Workshop) -> Cured:
    """A server of today that is told to speak TLS 1.0 sends an alert; old ones just answer."""
    server = serving(ciphers="DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        server.minimum_version = server.maximum_version = ssl.TLSVersion.TLSv1
        context = succeed(shop.code())["context"]
    assert shake(trusting(), server)
    before = _of_scenario("server-with-tls-1.0")
    return Cured(before, shake(context, server))


@cure("limits-of-default-context")
def _default_limits(shop: Workshop) -> Cured:
    crossed = trusting()
    crossed.minimum_version = ssl.TLSVersion.TLSv1_3
    crossed.maximum_version = ssl.TLSVersion.TLSv1_2
    before = shake(crossed, serving()).partition("\n")[0]
    made = succeed(shop.code())
    made["server"].load_cert_chain(server_file())
    return Cured(before, shake(made["client"], made["server"]))


@cure("old-constant-replaced")
def _old_constant(shop: Workshop) -> Cured:
    before = attempt("import ssl\nssl.SSLContext(ssl.PROTOCOL_SSLv3)").text
    return Cured(before, shake(succeed(shop.code())["client"], serving()))


@cure("current-versions")
def _current_versions(shop: Workshop) -> Cured:
    client = trusting()
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    client.set_ciphers("aNULL")
    before = shake(client, serving()).partition("\n")[0]
    succeed(shop.code(), context=client, ssl=ssl)
    return Cured(before, shake(client, serving()))


def _legacy(context: ssl.SSLContext) -> None:
    """Let a client read a ServerHello without the extension; it goes on if it may."""
    from live.scenarios.connection import server_hello_without_renegotiation

    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    end = context.wrap_bio(into, out, server_hostname=HOST)
    for data in (b"", server_hello_without_renegotiation()):
        into.write(data)
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue


@cure("legacy-server-allowed")
def _legacy_allowed(shop: Workshop) -> Cured:
    before = failing(lambda: _legacy(trusting()))
    _legacy(succeed(shop.code())["context"])
    return Cured(before, "")


@cure("legacy-server-allowed-requests")
def _legacy_allowed_requests(shop: Workshop) -> Cured:
    before = failing(lambda: _legacy(trusting()))
    session = succeed(shop.code(host=HOST))["session"]
    adapter = session.get_adapter(f"https://{HOST}/")
    _legacy(adapter.poolmanager.connection_pool_kw["ssl_context"])
    assert session.get_adapter("https://other.example/") is not adapter
    return Cured(before, "")


# -- groups of Diffie-Hellman ---------------------------------------------------------------------


def _rsa() -> Issued:
    return issue(HOST, certificates.root(), kind="rsa")


def _with_weak_group(ciphers: str) -> ssl.SSLContext:
    server = serving(_rsa(), ciphers=f"{ciphers}:@SECLEVEL=0")
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    server.load_dh_params(weak_group())
    return server


_DHE, _ECDHE = "DHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"


def _strict() -> ssl.SSLContext:
    client = trusting()
    client.set_ciphers("DEFAULT:@SECLEVEL=2")
    return client


@cure("larger-group-loaded", _no_openssl)
def _group_loaded(shop: Workshop) -> Cured:
    server = serving(_rsa())
    server.set_ciphers("DEFAULT:@SECLEVEL=2")
    before = failing(lambda: server.load_dh_params(weak_group()))
    _make_group(shop, server)
    return Cured(before, "")


@cure("larger-group-served", _no_openssl)
def _group_served(shop: Workshop) -> Cured:
    before = shake(_strict(), _with_weak_group(_DHE)).partition("\n")[0]
    server = serving(_rsa(), ciphers=_DHE)
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    _make_group(shop, server)
    return Cured(before, shake(_strict(), server))


def _make_group(shop: Workshop, server: ssl.SSLContext) -> None:
    shop.run(shop.code())
    path = shop.folder / "dh2048.pem"
    succeed(shop.code(1, replaced={"dh2048.pem": str(path)}), context=server)


@cure("client-without-dh")
def _without_dh(shop: Workshop) -> Cured:
    server = _with_weak_group(f"{_DHE}:{_ECDHE}")
    before = shake(_strict(), server).partition("\n")[0]
    return Cured(before, shake(succeed(shop.code())["context"], server))


@cure("small-group-allowed")
def _small_group(shop: Workshop) -> Cured:
    server = _with_weak_group(_DHE)
    client = _strict()
    before = shake(client, server).partition("\n")[0]
    succeed(shop.code(), context=client)
    return Cured(before, shake(client, server))


@cure("sha1-signature-allowed", _no_openssl)
def _sha1(shop: Workshop) -> Cured:
    """A server that signs with SHA-1 only if it is offered, unlike those that cause the error."""
    before = _of_scenario("server-signs-with-sha1")
    file = str(certificates.chain_file(_rsa()))
    options = ("-tls1_2", "-sigalgs", "RSA+SHA1", "-cipher", "DEFAULT:@SECLEVEL=0")
    with s_server("-cert", file, *options) as port:
        client = _strict()
        assert "HANDSHAKE_FAILURE" in failing(lambda: connected(port, client))
        succeed(shop.code(), context=client)
        connected(port, client).close()
    return Cured(before, "")


# -- certificates and keys of a server ------------------------------------------------------------


@cure("certificate-loaded")
def _loaded(shop: Workshop) -> Cured:
    before = _last(shake(trusting(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        replaced = {"fullchain.pem": server_file(), "privkey.pem": server_file()}
        server = succeed(shop.code(replaced=replaced), listener=listener)["server"]
        port = listener.getsockname()[1] if listener.fileno() >= 0 else server.getsockname()[1]
        thread = threading.Thread(target=lambda: connected(port).close(), daemon=True)
        thread.start()
        connection, _address = server.accept()
        thread.join(PATIENCE)
        connection.close()
        server.close()
    return Cured(before, "")


def _s_client(server: ssl.SSLContext, algorithms: str) -> str:
    """Return what a server raises for a client that takes some signatures only."""
    with Server(tls(server, lambda end: end.recv(1))) as listening:
        connect = ["openssl", "s_client", "-connect", f"127.0.0.1:{listening.port}"]
        subprocess.run(
            [*connect, "-sigalgs", algorithms],
            input=b"",
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    return errors_of(listening)


@cure("common-key", _no_openssl)
def _common_key(shop: Workshop) -> Cured:
    unusual = issue(HOST, certificates.root(), kind="ed25519")
    before = _s_client(serving(unusual), "ECDSA+SHA256")
    shop.run(shop.code())
    key = serialization.load_pem_private_key((shop.folder / "privkey.pem").read_bytes(), None)
    after = _s_client(
        serving(issue(HOST, certificates.root(), key=key)),  # type: ignore[arg-type]
        "ECDSA+SHA256",
    )
    return Cured(before, after)


@cure("both-keys", _no_openssl)
def _both_keys(shop: Workshop) -> Cured:
    before = _s_client(serving(), "rsa_pss_rsae_sha256")
    files: dict[str, Path] = {
        "rsa": certificates.chain_file(_rsa()),
        "ec": certificates.chain_file(certificates.server()),
    }
    replaced = {
        f'"{kind}-{part}.pem"': f'"{file}"'
        for kind, file in files.items()
        for part in ("chain", "key")
    }
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    succeed(shop.code(replaced=replaced), context=server)
    assert _s_client(server, "ECDSA+SHA256") == ""
    return Cured(before, _s_client(server, "rsa_pss_rsae_sha256"))


# -- names of ciphers -----------------------------------------------------------------------------


@cure("cipher-groups")
def _groups(shop: Workshop) -> Cured:
    client = trusting()
    before = failing(lambda: client.set_ciphers("ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
    succeed(shop.code(), context=client)
    server = serving()
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    return Cured(before, shake(client, server))


@cure("only-tls-1.3")
def _only_1_3(shop: Workshop) -> Cured:
    client, old = trusting(), serving()
    before = failing(lambda: client.set_ciphers("TLS_AES_256_GCM_SHA384"))
    succeed(shop.code(), context=client, ssl=ssl)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    assert shake(client, old)
    return Cured(before, shake(client, serving()))
