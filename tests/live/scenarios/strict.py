"""Certificates that only the strict checks refuse: the default of Python since 3.13.

Older versions set the flag themselves, as their programs may.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from live.certificates import HOST, issue, root, usages

from .verification import Failure, register

if TYPE_CHECKING:
    from collections.abc import Callable

    from live.certificates import Issued


def _by(make: Callable[[], Issued], *, before: int | None = None) -> Failure:
    """Return the failure of a faultless certificate of a CA that is trusted."""
    ca = cache(make)
    return Failure(
        cache(lambda: [issue(HOST, ca())]),
        trusted=lambda: [ca()],
        strict=True,
        since=3,
        before=before,
    )


def _of(make: Callable[[], Issued], *, before: int | None = None) -> Failure:
    """Return the failure of a certificate of a faultless CA."""
    return Failure(cache(lambda: [make()]), strict=True, since=3, before=before)


_EMPTY_LIST = x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, b"\x30\x00")
#: No CA, and yet a path length of 0.
_LENGTH_ALONE = x509.UnrecognizedExtension(
    ExtensionOID.BASIC_CONSTRAINTS, bytes.fromhex("3003020100")
)

register(
    {
        "authority-key-missing": _of(lambda: issue(HOST, root(), authority_key=False)),
        "subject-key-missing": _by(lambda: issue("No key id", ca=True, subject_key=False)),
        "constraints-not-critical": _by(
            lambda: issue("Not critical", ca=True, basic_constraints_critical=False),
            before=4,
        ),
        "ca-without-key-usage": _by(lambda: issue("No usage", ca=True, key_usage=False)),
        "path-length-without-key-usage": _by(
            lambda: issue("Path length", ca=True, path_length=0, key_usage=False)
        ),
        "path-length-of-no-ca": _of(
            lambda: issue(HOST, root(), basic_constraints=False, further=[(_LENGTH_ALONE, True)])
        ),
        "leaf-signs-certificates": _of(
            lambda: issue(
                HOST, root(), key_usage=usages(digital_signature=True, key_cert_sign=True)
            )
        ),
        "names-empty": _of(lambda: issue(HOST, root(), names=(), further=[(_EMPTY_LIST, False)])),
        "names-not-critical": _of(
            lambda: issue("", root()),
            before=4,
        ),
        "ca-without-name": _by(lambda: issue("", ca=True)),
    }
)
