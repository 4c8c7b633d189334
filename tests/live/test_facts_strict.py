"""What the entries about strict checks say of OpenSSL and urllib3."""

from __future__ import annotations

import ssl
import subprocess
import sys
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from support.needs import need_program
from urllib3.util.ssl_ import create_urllib3_context

if TYPE_CHECKING:
    from pathlib import Path

#: The first urllib3 that makes strict checks where Python's default context does.
STRICT = (2, 4)


def test_default_settings_of_openssl_add_no_key_usage_to_a_ca(tmp_path: Path) -> None:
    need_program("openssl")
    run = partial(subprocess.run, cwd=tmp_path, capture_output=True, text=True, check=True)
    make = "openssl req -x509 -newkey rsa:2048 -noenc -keyout ca.key -subj /CN=CA -out ca.pem"
    run(make.split())
    shown = run(["openssl", "x509", "-in", "ca.pem", "-noout", "-text"]).stdout
    assert "X509v3 Basic Constraints: critical" in shown
    assert "Key Usage" not in shown


def test_urllib3_makes_strict_checks_with_the_pythons_that_do() -> None:
    assert tuple(map(int, version("urllib3").split(".")[:2])) >= STRICT
    is_strict = bool(create_urllib3_context().verify_flags & ssl.VERIFY_X509_STRICT)
    assert is_strict is (sys.version_info >= (3, 13))
    assert is_strict is bool(ssl.create_default_context().verify_flags & ssl.VERIFY_X509_STRICT)
