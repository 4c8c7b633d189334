"""Remedies for certificates that are refused, applied to what a client trusts."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

from OpenSSL import SSL
from support.needs import lacking_program

from live import certificates
from live.certificates import CLIENT, HOST, issue, other_root, root, server
from live.scenarios import PATIENCE, printed
from live.scenarios.ends import (
    Server,
    handshake,
    serving,
    serving_pyopenssl,
    tls,
    trusting,
    trusting_pyopenssl,
)
from live.scenarios.verification import FAILURES

from . import Cured, cure
from .alert_ends import apply, failing, save, save_identity
from .cures_connection_trials import environment, without
from .refusals import EXAMPLE, cured, load_identity, refused, save_roots, trusting_strictly

if TYPE_CHECKING:
    from collections.abc import Callable

    from . import Workshop


# -- trust ----------------------------------------------------------------------------------------


def _trusting_the_root(name: str) -> None:
    @cure(f"{name}-root-trusted")
    def trust(shop: Workshop) -> Cured:
        save_roots(shop, "company-root.pem", [other_root()])
        return cured(name, apply(shop, {})["context"])


for _name in ("issuer-unknown", "unknown-root-in-chain"):
    _trusting_the_root(_name)


@cure("hidden-reason-root-trusted")
def _hidden_reason(shop: Workshop) -> Cured:
    """A pyOpenSSL client hides the reason, which is that it does not trust the root."""
    error = handshake(trusting_pyopenssl(other_root()), serving_pyopenssl()).client
    assert error is not None
    save_roots(shop, "company-root.pem", [root()])
    ended = handshake(apply(shop, {})["context"], serving_pyopenssl())
    assert ended == (None, None)
    return Cured(printed(error), "")


@cure("clients-root-trusted")
def _clients_root(shop: Workshop) -> Cured:
    """A pyOpenSSL server hides the reason for which it refuses a client."""
    client = trusting()
    client.load_cert_chain(
        certificates.chain_file(issue("client", other_root(), usage=CLIENT, names=()))
    )
    refusing = serving_pyopenssl()
    refusing.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
    error = handshake(client, refusing).server
    assert error is not None
    save_roots(shop, "clients-ca.pem", [other_root()])
    context = apply(shop, {})["context"]
    context.load_cert_chain(certificates.chain_file(server()))
    assert handshake(client, context) == (None, None)
    return Cured(printed(error), "")


_GET = """
import requests, sys
print(requests.get(sys.argv[1]).text)
"""


def _get(shop: Workshop, before: str, url: str, *, fails: bool) -> str:
    """Get a page with Requests, as a program in the folder does."""
    save(shop, "get.py", _GET.encode())
    variables = {**environment(), "REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": "", "no_proxy": "*"}
    return shop.run(f"{before}\npython get.py {url}", fails=fails, **variables)


def _at_localhost(listening: Server) -> str:
    return listening.url.replace("127.0.0.1", "localhost")


def _with_bundle(name: str) -> None:
    @cure(f"{name}-bundle-in-environment", without("requests"))
    def name_bundle(shop: Workshop) -> Cured:
        chain = FAILURES[name].chain()
        save_roots(shop, "company-root.pem", [other_root()])
        with Server(tls(serving(*chain))) as listening:
            url = _at_localhost(listening)
            before = _get(shop, "", url, fails=True)
            assert _get(shop, shop.code(), url, fails=False) == "ok\n"
        return Cured(before, "")


def _with_truststore(name: str) -> None:
    @cure(f"{name}-truststore", without("requests", "truststore"))
    def use_truststore(shop: Workshop) -> Cured:
        """The store of the system is the file that OpenSSL's variable names."""
        chain = FAILURES[name].chain()
        save_roots(shop, "store.pem", [other_root()])
        with Server(tls(serving(*chain))) as listening:
            url = _at_localhost(listening)
            before = _get(shop, "export SSL_CERT_FILE=store.pem", url, fails=True)
            _get_with_code = shop.code() + _GET
            save(shop, "with.py", _get_with_code.encode())
            variables = {**environment(), "REQUESTS_CA_BUNDLE": "", "no_proxy": "*"}
            variables |= {"SSL_CERT_FILE": str(shop.folder / "store.pem"), "CURL_CA_BUNDLE": ""}
            assert shop.run(f"python with.py {url}", **variables) == "ok\n"
        return Cured(before, "")


for _name in ("issuer-unknown", "unknown-root-in-chain"):
    _with_bundle(_name)
    _with_truststore(_name)


@cure("server-certificate-trusted")
def _server_trusted(shop: Workshop) -> Cured:
    save_roots(shop, "server.pem", FAILURES["self-signed-server"].chain())
    return cured("self-signed-server", apply(shop, {})["context"])


@cure("own-ca-of-mkcert", lambda: lacking_program("mkcert"))
def _mkcert(shop: Workshop) -> Cured:
    """Its root goes to a folder of the test, and to no store of this machine."""
    shop.run(shop.code(), CAROOT=str(shop.folder), TRUST_STORES="nss")
    made = load_identity(shop.folder / "localhost+1.pem", shop.folder / "localhost+1-key.pem")
    (issuer,) = shop.folder.glob("rootCA.pem")
    context = ssl.create_default_context(cafile=str(issuer))
    assert handshake(context, serving(made), "localhost") == (None, None)
    return Cured(refused("self-signed-server"), "")


@cure("root-added-to-the-file")
def _root_added(shop: Workshop) -> Cured:
    intermediate = FAILURES["root-of-intermediate-missing"].trusted()
    save_roots(shop, "issuing-ca.pem", intermediate)
    save_roots(shop, "root-ca.pem", [root()])
    shop.run(shop.code())
    context = ssl.create_default_context(cafile=str(shop.folder / "ca.pem"))
    return cured("root-of-intermediate-missing", context)


@cure("partial-chain")
def _partial_chain(shop: Workshop) -> Cured:
    save_roots(shop, "issuing-ca.pem", FAILURES["root-of-intermediate-missing"].trusted())
    return cured("root-of-intermediate-missing", apply(shop, {})["context"])


# -- what a server presents -----------------------------------------------------------------------


@cure("chain-complete")
def _chain_complete(shop: Workshop) -> Cured:
    leaf, intermediate = FAILURES["root-of-intermediate-missing"].chain()
    save_identity(shop, "fullchain.pem", "privkey.pem", leaf, intermediate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    apply(shop, {"context": context})
    assert handshake(trusting_strictly(), context) == (None, None)
    return Cured(refused("intermediate-missing"), "")


@cure("certificate-loaded-again")
def _loaded_again(shop: Workshop) -> Cured:
    """The context is that of a running server, which has presented an expired certificate."""
    failure = FAILURES["server-expired"]
    context = serving(*failure.chain())
    error = handshake(failure.client(), context).client
    assert error is not None
    save_identity(shop, "fullchain.pem", "privkey.pem", server())
    apply(shop, {"context": context})
    assert handshake(failure.client(), context) == (None, None)
    return Cured(printed(error), "")


# -- names ----------------------------------------------------------------------------------------


def _with_host_name(example: str, wrong: str) -> Callable[[Workshop], Cured]:
    """Return a cure that connects by an address, and names the host.

    :param example: the name in the example
    :param wrong: what the client asks for without the remedy
    """
    own = issue(HOST, root(), names=(HOST,))

    def connect(shop: Workshop) -> Cured:
        context = trusting_strictly()
        with Server(tls(serving(own))) as listening:
            values = {"host": "127.0.0.1", "port": str(listening.port)}
            apply(shop, {"context": context}, replaced={example: HOST}, **values)["tls"].close()

            def without_name() -> None:
                plain = socket.create_connection(("127.0.0.1", listening.port), PATIENCE)
                with plain:
                    context.wrap_socket(plain, server_hostname=wrong)

            return Cured(failing(without_name), "")

    return connect


cure("host-named-in-a-tunnel")(_with_host_name(EXAMPLE, "other.example"))
cure("host-named-for-an-address")(_with_host_name("server.example", "127.0.0.1"))
