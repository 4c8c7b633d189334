"""Remedies of alerts about versions, ciphers, names and protocols, applied."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, cast

from OpenSSL import SSL
from support.needs import lacking_program

from live import certificates
from live.base import PATIENCE, parse_version, run
from live.certificates import HOST, issue
from live.scenarios import printed
from live.scenarios.ends import Server, handshake, serving, serving_pyopenssl, tls, trusting

from . import Cured, cure
from .alert_ends import (
    apply,
    dial,
    failing,
    read_by,
    read_by_both,
    read_by_server,
    save_identity,
    trusted,
    wrap,
)
from .nginx import lacks_nginx, nginx

if TYPE_CHECKING:
    from collections.abc import Callable

    from . import Workshop

TLS12 = ssl.TLSVersion.TLSv1_2
TLS13 = ssl.TLSVersion.TLSv1_3

MISSING_EXTENSION = 109


# -- versions and ciphers -------------------------------------------------------------------------


@cure("server-certificate-loaded")
def _server_certificate_loaded(shop: Workshop) -> Cured:
    before = handshake(trusting(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    save_identity(shop, "server.pem", "server.key", certificates.server())
    server = apply(shop, {})["context"]
    return Cured(read_by(before.client), read_by_both(handshake(trusting(), server)))


def _offered(ciphers: str | None = None) -> set[str]:
    context = ssl.create_default_context()
    if ciphers:
        context.set_ciphers(ciphers)
    return {cipher["name"] for cipher in context.get_ciphers()}


def _lacks_own_ciphers() -> str | None:
    own = "AES256-SHA" in _offered("DEFAULT") - _offered()
    return None if own else "a Python that was not built with the ciphers of OpenSSL"


@cure("older-ciphers-offered", lacks=_lacks_own_ciphers)
def _older_ciphers_offered(shop: Workshop) -> Cured:
    server = serving(issue(HOST, certificates.root(), kind="rsa"), ciphers="AES256-SHA")
    server.maximum_version = TLS12
    with trusted(shop):
        before = handshake(ssl.create_default_context(), server)
        old = apply(shop, {})["old"]
    return Cured(read_by(before.client), read_by_both(handshake(old, server)))


@cure("default-context-used")
def _default_context_used(shop: Workshop) -> Cured:
    server = serving()
    server.minimum_version = TLS13
    limited = trusting()
    limited.maximum_version = TLS12
    with Server(tls(server)) as listening, trusted(shop):
        before = failing(lambda: wrap(limited, listening.port, HOST))
        with dial(listening.port) as plain:
            names = apply(shop, {"plain": plain}, host=HOST)
            assert names["connection"].version() == "TLSv1.3"
            names["connection"].close()
    return Cured(before, "")


@cure("server-takes-tls12")
def _server_takes_tls12(shop: Workshop) -> Cured:
    server, client = serving(), trusting()
    server.minimum_version, client.maximum_version = TLS13, TLS12
    before = handshake(client, server)
    apply(shop, {"context": server})
    return Cured(read_by(before.client), read_by_both(handshake(client, server)))


# -- names ----------------------------------------------------------------------------------------


def _server_of_names(answer: int, *, default: ssl.SSLContext | None = None) -> ssl.SSLContext:
    """Return a server's context that answers names other than ``HOST``, and none, with an alert.

    :param answer: the alert; ignored with a *default*, which then shakes hands without a name
    """
    context = default or serving()

    def choose(end: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> int | None:
        if name == HOST:
            end.context = serving()
            return None
        return None if default else answer

    context.sni_callback = cast("Callable[..., None]", choose)
    return context


def _cure_by_name(shop: Workshop, server: ssl.SSLContext, wrong: str | None) -> Cured:
    """Connect with a wrong name or with none, and then by the code that is printed."""
    context = trusting()
    context.check_hostname = False
    with Server(tls(server)) as listening:
        before = failing(lambda: wrap(context, listening.port, wrong))
        context.check_hostname = True
        with dial(listening.port) as plain:
            names = apply(shop, {"plain": plain, "context": context}, host=HOST)
            assert names["connection"].version()
            names["connection"].close()
    return Cured(before, "")


@cure("server-name-sent")
def _server_name_sent(shop: Workshop) -> Cured:
    nameless = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    return _cure_by_name(shop, _server_of_names(0, default=nameless), None)


@cure("right-name-sent")
def _right_name_sent(shop: Workshop) -> Cured:
    refusal = ssl.AlertDescription.ALERT_DESCRIPTION_INTERNAL_ERROR
    return _cure_by_name(shop, _server_of_names(refusal), "other.example")


@cure("missing-server-name-sent")
def _missing_server_name_sent(shop: Workshop) -> Cured:
    return _cure_by_name(shop, _server_of_names(MISSING_EXTENSION), None)


@cure("known-name-sent-through-a-tunnel")
def _known_name_sent_through_a_tunnel(shop: Workshop) -> Cured:
    refusal = ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    context = trusting()
    with Server(tls(_server_of_names(refusal))) as listening:
        before = failing(lambda: wrap(context, listening.port, "localhost"))
        here = {"8443": str(listening.port), "www.example.com": HOST}
        connection = apply(shop, {"context": context}, replaced=here)["connection"]
        assert connection.version()
        connection.close()
    return Cured(before, "")


# -- protocols and keys ---------------------------------------------------------------------------


@cure("protocol-of-the-server-offered")
def _protocol_of_the_server_offered(shop: Workshop) -> Cured:
    server = serving_pyopenssl()

    def choose(_end: SSL.Connection, offered: list[bytes]) -> Any:
        if b"http/1.1" in offered:
            return b"http/1.1"
        raise SSL.Error  # pyOpenSSL then answers with the alert

    server.set_alpn_select_callback(choose)
    client = trusting()
    client.set_alpn_protocols(["h2"])
    before = handshake(client, server)
    apply(shop, {"context": client})
    return Cured(read_by(before.client), read_by_both(handshake(client, server)))


def _lacks_psk() -> str | None:
    return None if hasattr(ssl.SSLContext, "set_psk_client_callback") else "Python 3.13"


@cure("known-identity-sent", lacks=_lacks_psk)
def _known_identity_sent(shop: Workshop) -> Cured:
    keys = {"device-7": b"sixteen bytes...", "device-8": b"another sixteen."}
    server: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_mode = ssl.CERT_NONE
    for context in (server, client):
        context.maximum_version = TLS12
        context.set_ciphers("PSK")
    server.set_psk_server_callback(lambda identity: keys.get(identity or "", b""))
    client.set_psk_client_callback(lambda _hint: ("device-9", keys["device-8"]))
    before = handshake(client, server)
    apply(shop, {"context": client, "key": keys["device-7"]})
    return Cured(read_by(before.client), read_by_both(handshake(client, server)))


# -- nginx ----------------------------------------------------------------------------------------


def _through_nginx(shop: Workshop, client: ssl.SSLContext, host: str, *servers: str) -> str:
    """Connect to an nginx, and return what the client reads; nothing without an error."""
    with nginx(shop, *servers) as port:
        try:
            wrap(client, port, host)
        except ssl.SSLError as error:
            return printed(error)
    return ""


@cure("ciphers-of-nginx", lacks=lacks_nginx)
def _ciphers_of_nginx(shop: Workshop) -> Cured:
    old = "ssl_protocols TLSv1.2;\nssl_ciphers ECDHE-ECDSA-AES128-CCM;"
    client = trusting()
    before = _through_nginx(shop, client, HOST, old)
    return Cured(before, _through_nginx(shop, client, HOST, shop.code()))


@cure("name-added-to-nginx", lacks=lacks_nginx)
def _name_added_to_nginx(shop: Workshop) -> Cured:
    default = "server_name _;\nssl_reject_handshake on;"
    before = _through_nginx(shop, trusting(), HOST, default, "server_name other.example;")
    named = shop.code(replaced={"www.example.com": HOST})
    return Cured(before, _through_nginx(shop, trusting(), HOST, default, named))


def _lacks_newer_nginx() -> str | None:
    if lacking := lacks_nginx():
        return lacking
    version = parse_version(run(["nginx", "-v"], PATIENCE))
    return None if version and version >= (1, 25, 1) else "nginx 1.25.1"


@cure("http2-of-nginx-enabled", lacks=_lacks_newer_nginx)
def _http2_of_nginx_enabled(shop: Workshop) -> Cured:
    client = trusting()
    client.set_alpn_protocols(["h2"])
    before = _through_nginx(shop, client, HOST, "")
    return Cured(before, _through_nginx(shop, client, HOST, shop.code()))


# -- GnuTLS ---------------------------------------------------------------------------------------


def _lacks_gnutls() -> str | None:
    return lacking_program("gnutls-cli") or lacking_program("openssl")


def _close(end: ssl.SSLSocket) -> None:
    end.unwrap()


def _gnutls_connects(shop: Workshop, server: ssl.SSLContext, *, fails: bool) -> str:
    """Let a client of GnuTLS connect with Diffie-Hellman, and return what the server reads."""
    with Server(tls(server, _close)) as listening:
        shop.run(
            "gnutls-cli --insecure "
            "--priority NORMAL:%PROFILE_MEDIUM:-KX-ALL:+DHE-RSA:-VERS-ALL:+VERS-TLS1.2 "
            f"--port {listening.port} 127.0.0.1 </dev/null",
            fails=fails,
        )
    return read_by_server(listening)


@cure("larger-parameters-on-the-server", lacks=_lacks_gnutls)
def _larger_parameters_on_the_server(shop: Workshop) -> Cured:
    server = serving(issue(HOST, certificates.root(), kind="rsa"), ciphers="DHE:@SECLEVEL=0")
    server.maximum_version = TLS12
    shop.run("openssl dhparam -dsaparam -out small.pem 1024")
    server.load_dh_params(str(shop.folder / "small.pem"))
    before = _gnutls_connects(shop, server, fails=True)
    shop.run(shop.code())
    server.load_dh_params(str(shop.folder / "dhparam.pem"))
    return Cured(before, _gnutls_connects(shop, server, fails=False))
