"""Check hosts, ports and files of a paste: what others wrote may be hostile.

Invariant: a host is a valid name or address of bounded length, a port is a number in range, and a
file has no control characters, no markup and no marks that change the direction of text.
"""

from __future__ import annotations

from sphinx_tlsalerts.matcher.evidence.files import (
    BAD_IN_FILE,
    CERTIFICATE,
    LONGEST_FILE,
    NO_FILE,
)
from sphinx_tlsalerts.matcher.evidence.hosts import (
    BEFORE_LINK,
    IPV4,
    IPV6,
    LABEL,
    LINKED_HOST,
    LINKED_PATH,
    LONGEST_NAME,
)
from sphinx_tlsalerts.matcher.regex import compile_once

#: How much of a line before an address shows that it is a link.
BEFORE = 40

#: The highest number of a port.
LAST_PORT = 65535

NUMBER = r"^\d+$"


def check_host(text: str, *, single: bool = False) -> str:
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
    label = compile_once(LABEL)
    if not all(map(label.fullmatch, labels)):
        return ""
    if compile_once(NUMBER).fullmatch(labels[-1]):
        return text if is_address(text) else ""
    return text if len(labels) > 1 or single or text == "localhost" else ""


def is_address(host: str) -> bool:
    """Return whether a valid host is an address."""
    return ":" in host or bool(compile_once(IPV4).fullmatch(host))


def check_port(text: str) -> str:
    """Return a port without leading zeros; empty if it is not in range.

    :param text: up to five digits
    """
    return str(int(text)) if text and 0 < int(text) <= LAST_PORT else ""


def is_link(low: str, start: int, host: str, rest: str) -> bool:
    """Return whether an address is a link to documentation.

    :param low: the line in lower case
    :param start: the offset of the address
    :param rest: the line after the host
    """
    return bool(
        compile_once(LINKED_HOST).search(host.lower())
        or compile_once(LINKED_PATH).search(rest)
        or compile_once(BEFORE_LINK).search(low[max(start - BEFORE, 0) : start])
    )


def check_file(text: str, *, any_kind: bool = True) -> str:
    """Return a file without the blanks around it; empty if it does not belong into a command.

    :param any_kind: accept files that do not look like certificates or keys
    """
    file = text.strip(" \t").removesuffix(".")
    if not file or len(file) > LONGEST_FILE or compile_once(BAD_IN_FILE).search(file):
        return ""
    if compile_once(NO_FILE).search(file):
        return ""
    return file if any_kind or compile_once(CERTIFICATE).search(file.lower()) else ""
