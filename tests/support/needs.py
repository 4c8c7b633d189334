"""What tests need beyond the extra ``test``, and the package that has it."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest

#: Debian's package of each program that tests start.
PROGRAMS = {
    "chromium": "chromium",
    "curl": "curl",
    "gnutls-cli": "gnutls-bin",
    "go": "golang-go",
    "java": "default-jdk-headless",
    "javac": "default-jdk-headless",
    "latexmk": "latexmk",
    "makeinfo": "texinfo",
    "mkcert": "mkcert",
    "msgfmt": "gettext",
    "nginx": "nginx",
    "node": "nodejs",
    "openssl": "openssl",
    "pdflatex": "texlive-latex-extra",
    "pdftotext": "poppler-utils",
}

#: What pip calls a module, where that is more than its name with other dashes.
DISTRIBUTIONS = {"OpenSSL": "pyOpenSSL", "flit_core": "flit_core"}


def lacking_program(name: str) -> str | None:
    """Return what to install for a program, or None if it is there."""
    if shutil.which(name):
        return None
    return f"{name} is not installed (Debian's package {PROGRAMS[name]})"


def lacking_module(name: str) -> str | None:
    """Return what to install for a module of Python, or None if it is there."""
    top = name.partition(".")[0]
    if find_spec(top) and find_spec(name):
        return None
    distribution = DISTRIBUTIONS.get(name, name.replace("_", "-").replace(".", "-"))
    return f"{distribution} is not installed (pip install {distribution})"


def need_program(name: str) -> str:
    """Return where a program stands, or skip the test."""
    reason = lacking_program(name)
    if reason:
        pytest.skip(reason)
    return str(shutil.which(name))


def need_modules(*names: str) -> None:
    """Skip the test where one of these modules is not installed."""
    for reason in filter(None, map(lacking_module, names)):
        pytest.skip(reason)


def needs_program(name: str) -> pytest.MarkDecorator:
    """Return a mark that skips a test without a program."""
    return pytest.mark.skipif(shutil.which(name) is None, reason=lacking_program(name) or "")


def needs_module(name: str) -> pytest.MarkDecorator:
    """Return a mark that skips a test without a module."""
    reason = lacking_module(name)
    return pytest.mark.skipif(reason is not None, reason=reason or "")
