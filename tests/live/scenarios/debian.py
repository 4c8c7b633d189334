"""A ``cryptography`` that is linked to the system's OpenSSL, as Debian's Python has it."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

from . import PATIENCE, Outcome, scenario

DEBIAN_PYTHON = "/usr/bin/python3"
IMPORT_BINDINGS = "import cryptography.hazmat.bindings.openssl.binding"


def _run(program: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DEBIAN_PYTHON, "-I", "-c", program],
        env={"PATH": "/usr/bin:/bin", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@functools.cache
def _version() -> int:
    """Return the version of a package that loads its providers from a folder, else 0."""
    if not Path(DEBIAN_PYTHON).is_file():
        return 0
    asked = _run(f"import cryptography\nprint(cryptography.__version__)\n{IMPORT_BINDINGS}")
    loaded = _run(IMPORT_BINDINGS, OPENSSL_MODULES="/nonexistent").returncode == 0
    return 0 if asked.returncode or loaded else int(asked.stdout.partition(".")[0])


def lacks_debian_cryptography(version: int = 0) -> str | None:
    """Return what is missing to run without the legacy provider.

    :param version: the oldest version that will do
    """
    found = _version()
    if not found:
        return "a cryptography that is linked to OpenSSL 3 (Debian's package python3-cryptography)"
    return None if found >= version else f"cryptography {version} or newer in {DEBIAN_PYTHON}"


@scenario("legacy-provider-missing", "cryptography", lacks_debian_cryptography)
def _legacy_provider_missing() -> Outcome:
    return Outcome(_run(IMPORT_BINDINGS, OPENSSL_MODULES="/nonexistent").stderr.strip())
