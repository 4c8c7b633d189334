"""Check hosts, ports and files of a paste: what others wrote may be hostile.

Invariant: a host is a valid name or address of bounded length, a port is a number in range, and a
file has no control characters, no markup and no marks that change the direction of text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.matcher.regex import compile_once

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Letters of other scripts. Marks and controls that change the direction of text are not in it.
_LETTERS = (
    r"\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u0373\u0376-\u0377\u037b-\u037d\u0386-\u0481"
    r"\u048a-\u052f\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3\u0904-\u0dff"
    r"\u0e01-\u0e4e\u10d0-\u10ff\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3"
)

_LETTER = rf"[0-9A-Za-z{_LETTERS}]"

#: A label of a name, and one in ASCII: the former takes a millisecond to compile.
LABEL = rf"^{_LETTER}(?:[0-9A-Za-z{_LETTERS}-]{{0,61}}{_LETTER})?$"
ASCII_LABEL = r"^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?$"
LONGEST_NAME = 253

_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_GROUPS = r"[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})"
IPV4 = rf"^(?:{_BYTE}\.){{3}}{_BYTE}$"
IPV6 = (
    rf"^(?:{_GROUPS}{{7}}|(?=(?:[0-9A-Fa-f]{{0,4}}:){{2,7}}[0-9A-Fa-f]{{0,4}}$)"
    rf"(?:{_GROUPS}{{0,6}})?::(?:{_GROUPS}{{0,6}})?)$"
)

#: Words before a link to documentation.
BEFORE_LINK = (
    r"(?:see|info|information|help|details?|docs?|documentation|read|visit|here|check|guide|about"
    r"|refer to|learn more|issues?|bugs?|link)(?: at| on| here)?[^a-z0-9]{0,4}$"
)

#: Hosts that only links to documentation lead to.
LINKED_HOST = (
    r"^(?:docs?|help|support|bugs|wiki|issues|developer|learn|faq)\.|(?:^|\.)(?:readthedocs\.io"
    r"|readthedocs\.org|stackoverflow\.com|curl\.se|curl\.haxx\.se|aka\.ms|sqlalche\.me|pypa\.io|w3\.org)$"
)

#: The path of a page about a project.
LINKED_PATH = (
    r"^/[^/\s]{1,80}/[^/\s]{1,80}/(?:issues|wiki|blob|discussions|pull|releases(?!/download))\b"
)

#: The end of a file of source code, which a line number follows: ``ssl.py:1319``.
FILE_NAME = (
    r"\.(?:py|pyx|pyi|c|cc|cpp|h|go|java|js|mjs|cjs|ts|rb|rs|erl|php|cs|pem|crt|cer|key|log|conf"
    r"|json|ya?ml|toml|cfg|ini|txt|so|dll|exe|jar|class|sql|html?|md)$"
)

#: Names of files, in lower case, that look like certificates or keys.
CERTIFICATE = (
    r"\.(?:pem|crt|cer|cert|key|p12|pfx|jks|der|p7b|ca|ca-bundle|keystore|truststore|csr)$"
    r"|(?:cert|cacert|ca-|_ca|ca_|bundle|keystore|truststore|privkey|fullchain)[^/\\]*$"
)

#: The end of a file that does not go on in the next row.
COMPLETE_FILE = r"\.(?:pem|crt|cer|cert|key|p12|pfx|jks|keystore|truststore)$"

#: What no file has that belongs into a command: controls, marks that change the direction of text,
#: and characters of markup.
BAD_IN_FILE = (
    r"[\x00-\x1f\x7f-\x9f<>|*?\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd"
    r"\ud800-\udfff]"
)

#: Files of source code, and addresses.
NO_FILE = (
    r"^(?:none|None|null|True|False|system)$|\.(?:pyc?|c|go|java|js|rb|php|ts)$|^[a-z]{2,12}://"
)

LONGEST_FILE = 400

#: A word of a line in lower case, and what stands between the folders of a path of Windows.
WORD = r"[a-z0-9_]+"
SLASHES = r"\\+"

#: How much of a line before an address shows that it is a link.
BEFORE = 40

#: The default port of each scheme.
SCHEME_PORTS: Mapping[str, str] = {
    "https": "443", "wss": "443", "ldaps": "636", "ldap": "389", "imaps": "993", "pop3s": "995",
    "smtps": "465", "smtp": "25", "ftps": "990", "amqps": "5671", "mqtts": "8883",
    "rediss": "6379", "mongodb": "27017", "postgresql": "5432", "postgres": "5432",
    "mysql": "3306", "mariadb": "3306", "git+https": "443",
}  # fmt: skip

#: The highest number of a port.
LAST_PORT = 65535

NUMBER = r"^\d+$"


def read_host(text: str, *, single: bool = False) -> str:
    """Return a host without brackets and final dot; empty if it is neither a name nor an address.

    :param single: accept a name of a single label
    """
    if text.startswith("["):
        text = text[1:-1] if text.endswith("]") else ""
    if ":" in text:
        return text if compile_once(IPV6).fullmatch(text) else ""
    text = text.removesuffix(".")
    if not text or len(text) > LONGEST_NAME:
        return ""
    labels = text.split(".")
    label = compile_once(ASCII_LABEL if text.isascii() else LABEL)
    if not all(map(label.fullmatch, labels)):
        return ""
    if compile_once(NUMBER).fullmatch(labels[-1]):
        return text if is_address(text) else ""
    return text if len(labels) > 1 or single or text == "localhost" else ""


def is_address(host: str) -> bool:
    """Return whether a valid host is an address."""
    return ":" in host or bool(compile_once(IPV4).fullmatch(host))


def read_port(text: str) -> str:
    """Return a port without leading zeros; empty if it is not in range.

    :param text: up to five digits
    """
    return str(int(text)) if text and 0 < int(text) <= LAST_PORT else ""


def is_link(text: str, start: int, host: str, end: int) -> bool:
    """Return whether an address is a link to documentation.

    :param text: the line
    :param start: the offset of the address
    :param end: the offset of the end of its host
    """
    return bool(
        compile_once(LINKED_HOST).search(host.lower())
        or compile_once(LINKED_PATH).search(text[end : end + LONGEST_FILE])
        or compile_once(BEFORE_LINK).search(text[max(start - BEFORE, 0) : start].lower())
    )


def read_file(text: str, *, any_kind: bool = True) -> str:
    """Return a file without the blanks around it; empty if it does not belong into a command.

    :param any_kind: accept files that do not look like certificates or keys
    """
    file = text.strip(" \t").removesuffix(".")
    if not file or len(file) > LONGEST_FILE or compile_once(BAD_IN_FILE).search(file):
        return ""
    # Browsers see characters beyond the first plane as two.
    if compile_once(NO_FILE).search(file) or max(file) > "\uffff":
        return ""
    return file if any_kind or compile_once(CERTIFICATE).search(file.lower()) else ""


def is_complete_file(file: str) -> bool:
    """Return whether a file has an ending, so that it does not go on in the next row."""
    return bool(compile_once(COMPLETE_FILE).search(file.lower()))
