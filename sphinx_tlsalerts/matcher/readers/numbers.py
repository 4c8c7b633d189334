"""Find errors that programs show as numbers: those of Windows, of the system, of BoringSSL.

Windows translates its texts, but neither the constants nor their numbers, so a constant in a text
of any language shows what this side noticed. pyOpenSSL's ``SysCallError`` has the error of the
system as a number and a name, and the class by itself does not show the cause. BoringSSL prints the
number of a reason that it has no name for; from 1000 on they are alerts of the peer.

Example: ``Win32Exception (0x80090325): Zertifikatkette …`` is ``SEC_E_UNTRUSTED_ROOT``: this side
does not trust the root.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.regex import compile_once
from sphinx_tlsalerts.matcher.signal import SignalKind
from sphinx_tlsalerts.registries import CONSTANT_PREFIX, load_alerts

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE, _REASON, _ALERT = SignalKind.VERIFICATION, SignalKind.REASON, SignalKind.ALERT
_LOCALLY = "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"

#: The errors of Windows that mean the same as a verification code, a reason or an alert, with their
#: numbers: ``winerror.h`` of the Windows SDK. Those without a number are flags of ``wincrypt.h``.
WINDOWS: dict[str, tuple[int, SignalKind, str]] = {
    "SEC_E_UNTRUSTED_ROOT": (0x80090325, _CODE, _LOCALLY),
    "CERT_E_UNTRUSTEDROOT": (0x800B0109, _CODE, _LOCALLY),
    "CERT_E_UNTRUSTEDTESTROOT": (0x800B010D, _CODE, _LOCALLY),
    "CERT_E_UNTRUSTEDCA": (0x800B0112, _CODE, _LOCALLY),
    "CERT_E_CHAINING": (0x800B010A, _CODE, _LOCALLY),
    "CERT_TRUST_IS_UNTRUSTED_ROOT": (0, _CODE, _LOCALLY),
    "CERT_TRUST_IS_PARTIAL_CHAIN": (0, _CODE, _LOCALLY),
    "SEC_E_WRONG_PRINCIPAL": (0x80090322, _CODE, "HOSTNAME_MISMATCH"),
    "CERT_E_CN_NO_MATCH": (0x800B010F, _CODE, "HOSTNAME_MISMATCH"),
    "SEC_E_CERT_EXPIRED": (0x80090328, _CODE, "CERT_HAS_EXPIRED"),
    "CERT_E_EXPIRED": (0x800B0101, _CODE, "CERT_HAS_EXPIRED"),
    "CERT_TRUST_IS_NOT_TIME_VALID": (0, _CODE, "CERT_HAS_EXPIRED"),
    "CERT_E_REVOKED": (0x800B010C, _CODE, "CERT_REVOKED"),
    "CRYPT_E_REVOKED": (0x80092010, _CODE, "CERT_REVOKED"),
    "CERT_TRUST_IS_REVOKED": (0, _CODE, "CERT_REVOKED"),
    "CRYPT_E_NO_REVOCATION_CHECK": (0x80092012, _CODE, "UNABLE_TO_GET_CRL"),
    "CRYPT_E_REVOCATION_OFFLINE": (0x80092013, _CODE, "UNABLE_TO_GET_CRL"),
    "CERT_E_REVOCATION_FAILURE": (0x800B010E, _CODE, "UNABLE_TO_GET_CRL"),
    "CERT_TRUST_REVOCATION_STATUS_UNKNOWN": (0, _CODE, "UNABLE_TO_GET_CRL"),
    "CERT_TRUST_IS_OFFLINE_REVOCATION": (0, _CODE, "UNABLE_TO_GET_CRL"),
    "SEC_E_CERT_WRONG_USAGE": (0x80090349, _CODE, "INVALID_PURPOSE"),
    "CERT_E_WRONG_USAGE": (0x800B0110, _CODE, "INVALID_PURPOSE"),
    "CERT_E_PURPOSE": (0x800B0106, _CODE, "INVALID_PURPOSE"),
    "CERT_E_ROLE": (0x800B0103, _CODE, "INVALID_CA"),
    "TRUST_E_BASIC_CONSTRAINTS": (0x80096019, _CODE, "INVALID_CA"),
    "CERT_E_PATHLENCONST": (0x800B0104, _CODE, "PATH_LENGTH_EXCEEDED"),
    "CERT_E_CRITICAL": (0x800B0105, _CODE, "UNHANDLED_CRITICAL_EXTENSION"),
    "CERT_E_INVALID_NAME": (0x800B0114, _CODE, "PERMITTED_VIOLATION"),
    "TRUST_E_CERT_SIGNATURE": (0x80096004, _CODE, "CERT_SIGNATURE_FAILURE"),
    "SEC_E_CERT_UNKNOWN": (0x80090327, _REASON, "CERTIFICATE_VERIFY_FAILED"),
    "SEC_E_ALGORITHM_MISMATCH": (0x80090331, _REASON, "NO_SHARED_CIPHER"),
    "SEC_E_UNSUPPORTED_FUNCTION": (0x80090302, _REASON, "NO_PROTOCOLS_AVAILABLE"),
    "SEC_E_INVALID_TOKEN": (0x80090308, _REASON, "WRONG_VERSION_NUMBER"),
    "SEC_E_MESSAGE_ALTERED": (0x8009030F, _REASON, "DECRYPTION_FAILED_OR_BAD_RECORD_MAC"),
    "SEC_E_DECRYPT_FAILURE": (0x80090330, _REASON, "DECRYPTION_FAILED_OR_BAD_RECORD_MAC"),
    "SEC_E_ILLEGAL_MESSAGE": (0x80090326, _ALERT, "handshake_failure"),
    "SEC_E_INCOMPLETE_CREDENTIALS": (0x80090320, _ALERT, "certificate_required"),
    "SEC_I_INCOMPLETE_CREDENTIALS": (0x00090320, _ALERT, "certificate_required"),
}  # fmt: skip

#: A constant of Windows, or a number of one in either notation.
WINDOWS_ERROR = (
    r"\b(?P<name>(?:SEC_[EI]|CERT_E|CRYPT_E|TRUST_E|CERT_TRUST)_[A-Z_]{3,40})\b"
    r"|0[xX](?P<hex>8009[0-9a-fA-F]{4}|800[bB][0-9a-fA-F]{4}|00090320)(?![0-9a-fA-F])"
    r"|(?<!\d)-(?P<decimal>2146[78]\d{5})(?!\d)"
)

#: Each line with one of them has one of these parts in lower case.
WINDOWS_PARTS = (
    "sec_e_", "sec_i_", "cert_e_", "crypt_e_", "trust_e_", "cert_trust", "0x8009", "0x800b",
    "0x000903", "-21467", "-21468",
)  # fmt: skip

#: pyOpenSSL's exception with an error of the system.
SYSTEM_ERROR = (
    r"Sys[Cc]allError(?:: ?)?\((?P<number>-?\d{1,5}), ?(?:[\"'](?P<error>\w[\w ]{1,39})[\"']|None)"
)

SYSTEM_PARTS = ("syscallerror",)

#: An error of a file that urllib3 shows as one of TLS: ``SSLError(PermissionError(13, …))``.
FILE_ERROR = r"SSLError\((?:Permission|FileNotFound|IsADirectory|OS)Error\((?P<number>\d{1,3}), "

FILE_PARTS = ("sslerror(",)

#: The beginning of the name that such an error has as a signal.
OF_FILE = "SSLError "

#: The beginning of the name that such an error has as a signal.
OF_SYSTEM = "SysCallError "

#: Numbers of systems whose Python has no name for them.
_SYSTEM_NAMES = {
    -1: "EOF", 32: "EPIPE", 54: "ECONNRESET", 60: "ETIMEDOUT", 104: "ECONNRESET",
    110: "ETIMEDOUT", 10053: "ECONNABORTED", 10054: "ECONNRESET", 10060: "ETIMEDOUT",
}  # fmt: skip
SYSTEM_NAMES = {str(number): name for number, name in _SYSTEM_NAMES.items()}

#: pyOpenSSL's own number, for a connection that ended.
OF_END = "-1"

#: Windows' prefix of names that other systems have as well.
WSA = "WSA"

#: BoringSSL's form of a reason without a name.
BORINGSSL = r"OPENSSL_internal:(?P<reason>reason\((?P<alert>1\d{3})\))"

BORINGSSL_PARTS = ("openssl_internal:reason(",)

_ALL_PARTS = WINDOWS_PARTS + SYSTEM_PARTS + FILE_PARTS + BORINGSSL_PARTS

#: The number of alert 0.
FIRST_ALERT = 1000


class NumberedError(NamedTuple):
    """An error in a line."""

    name: str | None  #: an entry may claim it
    kind: SignalKind | None = None  #: of what it means as well
    value: str = ""
    implied: bool = True


def may_have_numbered_error(low: str) -> bool:
    """Return whether a line in lower case has a part of any of those errors."""
    for part in _ALL_PARTS:  # noqa: SIM110 - a generator costs more than all the searches
        if part in low:
            return True
    return False


def find_numbered_errors(text: str, low: str) -> Iterator[NumberedError]:
    """Yield the errors of a line that have numbers."""
    if any(part in low for part in WINDOWS_PARTS):
        for match in compile_once(WINDOWS_ERROR).finditer(text):
            yield from _read_windows(match["name"], match["hex"], match["decimal"])
    if SYSTEM_PARTS[0] in low:
        for match in compile_once(SYSTEM_ERROR).finditer(text):
            number, error = match.group("number", "error")
            known = SYSTEM_NAMES.get(number, number)
            name = known if number == OF_END or not error else error.removeprefix(WSA)
            yield NumberedError(OF_SYSTEM + name)
    if FILE_PARTS[0] in low:
        for match in compile_once(FILE_ERROR).finditer(text):
            yield NumberedError(OF_FILE + match["number"])
    if BORINGSSL_PARTS[0] in low:
        for match in compile_once(BORINGSSL).finditer(text):
            code = int(match["alert"]) - FIRST_ALERT
            if code in load_alerts():
                yield NumberedError(None, _ALERT, load_alerts()[code].name, implied=False)
            else:
                yield NumberedError(match["reason"])


def _read_windows(
    name: str | None, digits: str | None, decimal: str | None
) -> Iterator[NumberedError]:
    if name is None:
        number = int(digits, 16) if digits else (1 << 32) - int(decimal or 0)
        name = _load_windows_names().get(number)
    if name in WINDOWS:
        _number, kind, value = WINDOWS[name]
        prefix = CONSTANT_PREFIX if kind is _CODE else ""
        yield NumberedError(name, kind, prefix + value)
    elif name:
        yield NumberedError(name)


@cache
def _load_windows_names() -> dict[int, str]:
    return {number: name for name, (number, _kind, _value) in WINDOWS.items() if number}
