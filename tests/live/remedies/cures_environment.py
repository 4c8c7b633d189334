"""Remedies for Pythons whose TLS is set up wrongly, applied, each in a process of its own."""

from __future__ import annotations

import socket
import subprocess
from typing import TYPE_CHECKING

from support.needs import lacking_program

from live.certificates import HOST, server
from live.scenarios import PATIENCE, SCENARIOS
from live.scenarios import environment as _scenarios  # noqa: F401 -- it adds its failures
from live.scenarios.ends import Server, serving, tls, trusting

from . import Cured, cure
from .alert_ends import apply, save, save_identity, trusted
from .cures_connection_trials import attempt, environment, root_file, succeed, without

if TYPE_CHECKING:
    from live.scenarios import Scenario

    from . import Workshop


def _scenario(name: str) -> Scenario:
    return next(one for one in SCENARIOS if one.name == name)


# -- the bundle of Requests -----------------------------------------------------------------------

#: The store of the system stands for the CA certificates that Requests brings along.
_GET = """
import sys, truststore
truststore.inject_into_ssl()
import requests
print(requests.get(sys.argv[1]).text)
"""


@cure("variables-of-requests-unset", without("requests", "truststore"))
def _unset(shop: Workshop) -> Cured:
    save(shop, "get.py", _GET.encode())
    variables = {**environment(), "REQUESTS_CA_BUNDLE": str(shop.folder / "missing.pem")}
    variables["no_proxy"] = "*"
    with Server(tls(serving())) as listening:
        command = f"python get.py {listening.url.replace('127.0.0.1', 'localhost')}"
        before = shop.run(command, fails=True, **variables)
        assert shop.run(f"{shop.code()}\n{command}", **variables) == "ok\n"
    return Cured(before, "")


@cure("bundle-of-requests-named", without("requests"))
def _named(shop: Workshop) -> Cured:
    import requests

    wrong, right = "/etc/ssl/certs/company-root.pem", root_file()
    with Server(tls(serving())) as listening:
        url = listening.url.replace("127.0.0.1", "localhost")
        before = attempt(shop.code(replaced={wrong: "/missing.pem"}), requests=requests, url=url)
        succeed(shop.code(replaced={wrong: right}), requests=requests, url=url)
    return Cured(before.text, "")


# -- providers ------------------------------------------------------------------------------------


def _lacks_legacy() -> str | None:
    """Return what is missing for the old algorithms."""
    if missing := lacking_program("openssl"):
        return missing
    command = ["openssl", "list", "-providers", "-provider", "legacy"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
    return "OpenSSL's legacy provider" if done.returncode else None


@cure("archive-made-again", _lacks_legacy)
def _archive(shop: Workshop) -> Cured:
    """As printed, the commands ask for passwords."""
    save_identity(shop, "server.pem", "server.key", server())
    words = "-passin pass:secret -passout pass:secret"
    shop.run(
        f"openssl pkcs12 -export -legacy {words} -in server.pem -inkey server.key -out old.p12"
    )
    before = shop.run(f"openssl pkcs12 {words} -in old.p12 -nokeys", fails=True)
    asked = {"openssl pkcs12": f"openssl pkcs12 {words}"}
    shop.run(shop.code(replaced=asked))
    return Cured(before, shop.run(f"openssl pkcs12 {words} -in new.p12 -nokeys"))


@cure("legacy-provider-activated", _lacks_legacy)
def _legacy(shop: Workshop) -> Cured:
    save(shop, "app.py", b'import hashlib, ssl\nhashlib.new("md4")\nssl.create_default_context()')
    before = shop.run("python app.py", fails=True, **environment())
    save(shop, "legacy.cnf", shop.code().encode())
    return Cured(before, shop.run(shop.code(1), **environment()))


_CONTEXT = 'python -c "import ssl; ssl.create_default_context()"'
_BEGIN = "openssl_conf = settings\n[settings]\nproviders = provider_sect\n"
_LEGACY_ONLY = f"{_BEGIN}[provider_sect]\nlegacy = legacy_sect\n[legacy_sect]\nactivate = 1\n"


def _without_default(shop: Workshop) -> dict[str, str]:
    """Return the variables of a program that has the old algorithms alone."""
    save(shop, "openssl.cnf", _LEGACY_ONLY.encode())
    return {**environment(), "OPENSSL_CONF": str(shop.folder / "openssl.cnf")}


@cure("default-provider-activated", _lacks_legacy)
def _default(shop: Workshop) -> Cured:
    variables = _without_default(shop)
    before = shop.run(_CONTEXT, fails=True, **variables)
    save(shop, "openssl.cnf", f"{_BEGIN}{shop.code()}".encode())
    return Cured(before, shop.run(_CONTEXT, fails=False, **variables))


@cure("settings-of-another-unset", _lacks_legacy)
def _settings_unset(shop: Workshop) -> Cured:
    variables = _without_default(shop)
    before = shop.run(_CONTEXT, fails=True, **variables)
    return Cured(before, shop.run(f"{shop.code()}\n{_CONTEXT}", fails=False, **variables))


# -- functions that are gone ----------------------------------------------------------------------

_REMOVED = "wrap-socket-removed"


@cure("client-context", _scenario(_REMOVED).lacks)
def _client(shop: Workshop) -> Cured:
    with Server(tls(serving())) as listening, trusted(shop):
        plain = socket.create_connection(("127.0.0.1", listening.port), PATIENCE)
        apply(shop, {"plain": plain, "host": HOST})["connection"].close()
    return Cured(_scenario(_REMOVED).run().text, "")


@cure("server-context", _scenario(_REMOVED).lacks)
def _server(shop: Workshop) -> Cured:
    save_identity(shop, "fullchain.pem", "privkey.pem", server())

    def answer(plain: socket.socket) -> None:
        apply(shop, {"plain": plain})["connection"].close()

    with Server(answer) as listening:
        plain = socket.create_connection(("127.0.0.1", listening.port), PATIENCE)
        with trusting().wrap_socket(plain, server_hostname=HOST):
            pass
    return Cured(_scenario(_REMOVED).run().text, "")
