"""Remedies for packages that are broken or do not fit, applied with wheels of what is installed."""

from __future__ import annotations

import os
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Any

from support.needs import lacking_module

from live.scenarios.debian import DEBIAN_PYTHON, IMPORT_BINDINGS, lacks_debian_cryptography
from live.scenarios.ends import Server, serving, tls

from . import Cured, cure
from .alert_ends import save
from .cures_connection_trials import FORGET_PROXIES, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from . import Workshop

_PYOPENSSL = ("pyOpenSSL", "cryptography")
#: What the two need; the last only for some versions of Python.
_NEEDED = ("cffi", "pycparser", "typing_extensions")

#: Uses a name of the bindings that ``cryptography`` has removed, as pyOpenSSL 21 does.
_OLD_PYOPENSSL = b"""
from cryptography.hazmat.bindings.openssl.binding import Binding
Binding.lib.X509_V_FLAG_NOTIFY_POLICY
"""
_IMPORT = "-c 'import OpenSSL.SSL; OpenSSL.SSL.Context(OpenSSL.SSL.TLS_METHOD)'"

#: The store of the system stands for the CA certificates of the file.
_GET = b"""
import sys, truststore
truststore.inject_into_ssl()
import requests
print(requests.get(sys.argv[1]).text)
"""


def _wheels(*names: str, modules: tuple[str, ...] = ()) -> Callable[[], str | None]:
    """Return a function that says what is missing to put packages into wheels."""

    def lacks() -> str | None:
        for module in ("pip", *modules):
            if missing := lacking_module(module):
                return missing
        for name in names:
            try:
                if not distribution(name).files:
                    return f"the list of the files of {name}"
            except PackageNotFoundError:
                return f"{name}, which is not installed (pip install {name})"
        return None

    return lacks


def _pack(folder: Path, name: str) -> None:
    """Put an installed package into a wheel."""
    packed = distribution(name)
    tag = next(
        line.removeprefix("Tag: ")
        for line in (packed.read_text("WHEEL") or "").splitlines()
        if line.startswith("Tag: ")
    )
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{packed.version}-{tag}.whl", "w") as wheel:
        for path in packed.files or ():
            if ".." not in path.parts and path.suffix != ".pyc" and path.name != "INSTALLER":
                wheel.write(path.locate(), path)


def _offline(shop: Workshop, *names: str) -> dict[str, Any]:
    """Return variables with which pip installs the wheels of these packages."""
    for name in names:
        _pack(shop.folder / "wheels", name)
    return {
        **environment(),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_FIND_LINKS": str(shop.folder / "wheels"),
        "PIP_NO_INDEX": "1",
        "PYTHONPATH": "",
    }


def _into(site: Path) -> dict[str, str]:
    """Return variables with which pip installs into a folder of its own."""
    return {
        "PIP_NO_DEPS": "1",
        "PIP_TARGET": str(site),
        "PIP_UPGRADE": "1",
        "PYTHONPATH": str(site),
    }


@cure("certifi-installed-again", _wheels("certifi", modules=("requests", "truststore")))
def _certifi(shop: Workshop) -> Cured:
    site = shop.folder / "site"
    (site / "certifi").mkdir(parents=True)
    for name in ("__init__.py", "core.py"):
        original = distribution("certifi").locate_file(f"certifi/{name}")
        save(shop, f"site/certifi/{name}", original.read_bytes())  # type: ignore[attr-defined]
    save(shop, "get.py", _GET)
    variables = {**_offline(shop, "certifi"), **_into(site)}
    with Server(tls(serving())) as listening:
        command = f"unset REQUESTS_CA_BUNDLE CURL_CA_BUNDLE\n{FORGET_PROXIES}\n"
        command += f"python get.py {listening.url}"
        before = shop.run(command, fails=True, **variables)
        shop.run(shop.code(), **variables)
        assert shop.run(command, **variables) == "ok\n"
    return Cured(before, "")


def _site(shop: Workshop, folder: str) -> Path:
    """Return a folder of packages with an old pyOpenSSL."""
    site = shop.folder / folder
    (site / "OpenSSL").mkdir(parents=True)
    save(shop, f"{folder}/OpenSSL/__init__.py", _OLD_PYOPENSSL)
    return site


@cure("pyopenssl-upgraded", _wheels(*_PYOPENSSL))
def _upgraded(shop: Workshop) -> Cured:
    variables = {**_offline(shop, *_PYOPENSSL), **_into(_site(shop, "site"))}
    before = shop.run(f"python {_IMPORT}", fails=True, **variables)
    shop.run(shop.code(), **variables)
    return Cured(before, shop.run(f"python {_IMPORT}", **variables))


@cure("pyopenssl-removed-by-hand", _wheels(*_PYOPENSSL))
def _removed(shop: Workshop) -> Cured:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = _site(shop, f".local/lib/{version}/site-packages")
    variables = {**_offline(shop, *_PYOPENSSL), **_into(site)}
    before = shop.run(f"python {_IMPORT}", fails=True, **variables)
    shop.run(shop.code(replaced={"python3.10": version}), **variables)
    return Cured(before, shop.run(f"python {_IMPORT}", **variables))


def _lacks_two_cryptographies() -> str | None:
    """Return what is missing for a wheel that another version of Python can import."""
    if missing := lacks_debian_cryptography() or _wheels("cryptography")():
        return missing
    tags = distribution("cryptography").read_text("WHEEL") or ""
    return None if "-abi3-" in tags else "a cryptography for the stable ABI"


@cure("cryptography-as-wheel", _lacks_two_cryptographies)
def _wheel(shop: Workshop) -> Cured:
    """Debian's Python has the package that fails, and takes the wheel from a folder."""
    site = shop.folder / "site"
    variables = {**_offline(shop, "cryptography"), **_into(site)}
    variables |= {"OPENSSL_MODULES": str(shop.folder)}
    bindings = f"{DEBIAN_PYTHON} -c '{IMPORT_BINDINGS}'"
    before = shop.run(bindings, fails=True, **variables)
    shop.run(shop.code(), **variables)
    return Cured(before, shop.run(bindings, **variables))


@cure("pyopenssl-in-an-environment", _wheels(*_PYOPENSSL, *_NEEDED, modules=("ensurepip",)))
def _environment(shop: Workshop) -> Cured:
    variables = _offline(shop, *_PYOPENSSL, *_NEEDED)
    shared = {**variables, "PYTHONPATH": str(_site(shop, "site"))}
    before = shop.run(f"python {_IMPORT}", fails=True, **shared)
    shop.run(shop.code(), **variables)
    return Cured(before, shop.run(f".venv/bin/python {_IMPORT}", **variables))
