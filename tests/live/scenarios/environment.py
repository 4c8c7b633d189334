"""Pythons whose TLS is missing, outdated or set up wrongly, each in a process of its own."""

from __future__ import annotations

import hashlib
import os
import ssl
import subprocess
import sys
from typing import TYPE_CHECKING

from support.needs import lacking_module

from live import certificates

from . import PATIENCE, Outcome, scenario
from .ends import Server, serving, tls

if TYPE_CHECKING:
    from collections.abc import Callable

#: Hides the extension module of ``ssl``, as if Python had been built without OpenSSL.
_WITHOUT_SSL = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name == "_ssl":
            raise ModuleNotFoundError("No module named '_ssl'", name=name)

sys.meta_path.insert(0, Hidden())
"""

#: Says of ``ssl`` that it was built with another library, before others look.
_BUILT_WITH = """
import ssl
ssl.OPENSSL_VERSION = {name!r}
ssl.OPENSSL_VERSION_INFO = {version!r}
"""

#: An address where nobody listens; none of the scenarios gets as far as to ask it.
_NOWHERE = "https://127.0.0.1:9/"


def _lacks(*modules: str) -> Callable[[], str | None]:
    """Return a function that tells what packages are missing."""

    def lacks() -> str | None:
        return ", ".join(filter(None, map(lacking_module, modules))) or None

    return lacks


def _said_by(program: str, **variables: str) -> Outcome:
    """Return what a program of Python prints on its way to a failure."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    return Outcome(done.stderr.strip())


def _register(name: str, program: Callable[[], str], *modules: str, stack: str = "ssl") -> None:
    scenario(name, stack, _lacks(*modules))(lambda: _said_by(program()))


# -- no ssl at all --------------------------------------------------------------------------------

_register("python-without-ssl", lambda: _WITHOUT_SSL + "import ssl")
_register(
    "python-without-ssl",
    lambda: f"{_WITHOUT_SSL}import requests; requests.get({_NOWHERE!r})",
    "requests",
    stack="requests",
)
_register(
    "python-without-ssl",
    lambda: f"{_WITHOUT_SSL}import httpx; httpx.get({_NOWHERE!r})",
    "httpx",
    stack="httpx",
)
_register(
    "python-without-ssl",
    lambda: (
        f"{_WITHOUT_SSL}import runpy\n"
        "sys.argv = ['pip', '--isolated', 'download', '--retries=0', '--no-cache-dir',"
        f" '--index-url', {_NOWHERE!r}, 'example']\n"
        "runpy.run_module('pip', run_name='__main__')"
    ),
    "pip",
    stack="pip",
)


# -- ssl of another library -----------------------------------------------------------------------

_register(
    "urllib3-2-with-libressl",
    lambda: _BUILT_WITH.format(name="LibreSSL 2.8.3", version=(2, 0, 0, 0, 0)) + "import urllib3",
    "urllib3",
    stack="urllib3",
)
_register(
    "urllib3-2-with-openssl-1.0.2",
    lambda: (
        _BUILT_WITH.format(name="OpenSSL 1.0.2k-fips  26 Jan 2017", version=(1, 0, 2, 11, 15))
        + "import urllib3"
    ),
    "urllib3",
    stack="urllib3",
)


@scenario("unverified-request", "requests", _lacks("requests"))
def _unverified_request() -> Outcome:
    with Server(tls(serving())) as listening:
        url = listening.url.replace("127.0.0.1", "localhost")
        return _said_by(f"import requests; requests.get({url!r}, verify=False)", NO_PROXY="*")


# -- settings of the machine ----------------------------------------------------------------------

_register(
    "bundle-missing",
    lambda: (
        f"import requests; requests.get({_NOWHERE!r}, "
        f"verify={str(certificates.folder() / 'missing.pem')!r})"
    ),
    "requests",
    stack="requests",
)
_register(
    "client-certificate-missing",
    lambda: (
        f"import requests; requests.get({_NOWHERE!r}, "
        f"cert={str(certificates.folder() / 'missing.pem')!r})"
    ),
    "requests",
    stack="requests",
)


def _has_old_openssl() -> str | None:
    return None if ssl.OPENSSL_VERSION_INFO >= (3,) else "OpenSSL 3.0 in ssl"


def _has_md4() -> str | None:
    return "an OpenSSL without MD4" if "md4" in hashlib.algorithms_available else None


scenario("digest-of-legacy-provider", lacks=_has_md4)(
    lambda: _said_by("import hashlib; hashlib.new('md4')")
)


#: Settings that activate the legacy provider and forget the default one.
_LEGACY_ALONE = b"""
openssl_conf = settings
[settings]
providers = providers
[providers]
legacy = legacy
[legacy]
activate = 1
"""


@scenario("settings-without-default-provider", lacks=_has_old_openssl)
def _settings_without_default_provider() -> Outcome:
    settings = certificates.file(_LEGACY_ALONE, ".cnf")
    return _said_by("import ssl; ssl.create_default_context()", OPENSSL_CONF=str(settings))


# -- what Python has removed ----------------------------------------------------------------------


def _needs_removal() -> str | None:
    return None if sys.version_info >= (3, 12) else "Python 3.12"


scenario("wrap-socket-removed", lacks=_needs_removal)(
    lambda: _said_by("import socket, ssl; ssl.wrap_socket(socket.socket())")
)
scenario("match-hostname-removed", lacks=_needs_removal)(
    lambda: _said_by("import ssl; ssl.match_hostname({}, 'server.example')")
)
