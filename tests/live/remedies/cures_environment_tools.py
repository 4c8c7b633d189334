"""Remedies for settings of curl, Git and Debian's ``cryptography``, and for names of hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from OpenSSL import crypto

from live.certificates import issue, root
from live.scenarios.debian import DEBIAN_PYTHON, IMPORT_BINDINGS, lacks_debian_cryptography
from live.scenarios.ends import Server, serving, tls, trusting

from . import Cured, cure
from .alert_ends import dial, save
from .cures_connection_trials import FORGET_PROXIES, failing, succeed, without, without_program

if TYPE_CHECKING:
    import ssl

    from . import Workshop

# -- curl and Git ---------------------------------------------------------------------------------


def _folder_of_roots(shop: Workshop) -> str:
    """Return a folder with the root of the tests, named as OpenSSL looks for it."""
    certificate = crypto.X509.from_cryptography(root().certificate)
    (shop.folder / "roots").mkdir()
    save(shop, f"roots/{certificate.subject_name_hash():08x}.0", root().pem())
    return str(shop.folder / "roots")


def _answer_git(connection: ssl.SSLSocket) -> None:
    """Answer as a web server with the files of a repository."""
    asked = connection.recv(1 << 16)
    body = b"ref: refs/heads/main" if b"/HEAD " in asked else b"1" * 40 + b"\trefs/heads/main\n"
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    connection.sendall(head + body)


@cure("variables-of-curl-unset", without_program("curl"))
def _curl(shop: Workshop) -> Cured:
    """The folder stands for the store of the system."""
    missing = str(shop.folder / "missing.pem")
    variables: dict[str, Any] = {"CURL_CA_BUNDLE": missing, "SSL_CERT_FILE": missing}
    variables["SSL_CERT_DIR"] = _folder_of_roots(shop)
    with Server(tls(serving())) as listening:
        command = f"{FORGET_PROXIES}\ncurl --silent --show-error {listening.url}"
        before = shop.run(command, fails=True, **variables)
        assert shop.run(f"{shop.code()}\n{command}", **variables) == "ok"
    return Cured(before, "")


@cure("setting-of-git-unset", without_program("git", "git"))
def _git(shop: Workshop) -> Cured:
    """The folder stands for the store of the system."""
    missing = str(shop.folder / "missing.pem")
    variables: dict[str, Any] = {"GIT_SSL_CAINFO": missing, "GIT_CONFIG_NOSYSTEM": "1"}
    variables |= {"GIT_SSL_CAPATH": _folder_of_roots(shop), "GIT_TERMINAL_PROMPT": "0"}
    with Server(tls(serving(), _answer_git)) as listening:
        ask = f"{FORGET_PROXIES}\ngit ls-remote {listening.url}project.git"
        shop.run(f"git config --global http.sslCAInfo {missing}", **variables)
        before = shop.run(ask, fails=True, **variables)
        after = shop.run(f"{shop.code()}\n{ask}", **variables)
    assert after.endswith("refs/heads/main\n"), after
    return Cured(before, after)


# -- Debian's cryptography ------------------------------------------------------------------------

_BINDINGS = f"{DEBIAN_PYTHON} -I -c '{IMPORT_BINDINGS}'"


def _elsewhere(shop: Workshop) -> dict[str, Any]:
    """Return the variables of an OpenSSL whose modules are elsewhere."""
    return {"OPENSSL_MODULES": str(shop.folder)}


@cure("run-without-legacy-provider", lambda: lacks_debian_cryptography(39))
def _without_legacy(shop: Workshop) -> Cured:
    before = shop.run(_BINDINGS, fails=True, **_elsewhere(shop))
    return Cured(before, shop.run(f"{shop.code()}\n{_BINDINGS}", **_elsewhere(shop)))


@cure("modules-of-another-unset", lacks_debian_cryptography)
def _modules(shop: Workshop) -> Cured:
    before = shop.run(_BINDINGS, fails=True, **_elsewhere(shop))
    return Cured(before, shop.run(f"{shop.code()}\n{_BINDINGS}", **_elsewhere(shop)))


# -- names of hosts -------------------------------------------------------------------------------


@cure("name-encoded", without("idna"))
def _encoded(shop: Workshop) -> Cured:
    import idna

    host = "Bücher.example"
    before = failing(lambda: idna.encode(host))
    encoded = succeed(shop.code(), host=host)["host"]
    site = issue("books", root(), names=["xn--bcher-kva.example"])
    with Server(tls(serving(site))) as listening, dial(listening.port) as plain:
        trusting().wrap_socket(plain, server_hostname=encoded).close()
    return Cured(before, "")
