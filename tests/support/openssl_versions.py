"""Versions of OpenSSL, and what the data says of the texts of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_tlsalerts.registries.verify_codes import NO_TEXT, load_verify_codes

if TYPE_CHECKING:
    from sphinx_tlsalerts.registries.openssl_releases import ReleaseLine

CODES = load_verify_codes()

#: The highest number that any released OpenSSL has a code for.
LAST_NUMBER = 103


def version_of(text: str) -> tuple[int, ...]:
    """Read ``OpenSSL 3.0.19 27 Jan 2026``, or ``3.0``."""
    return tuple(map(int, re.findall(r"\d+", text.removeprefix("OpenSSL ").split()[0])))


def line_of(version: tuple[int, ...]) -> ReleaseLine:
    """Return the release line that the data files a version under."""
    if version < (3, 0):
        return "1.1.1"
    return "3.0" if version < (3, 5) else "3.5" if version < (4, 0) else "4.0"


def texts_of(version: tuple[int, ...]) -> dict[int, str]:
    """Return what the data says of each number in one version of OpenSSL."""
    line = line_of(version)
    found = {code.numbers[line]: code.texts[line] for code in CODES}
    if version >= (3, 0):
        # Codes that came within the line, whose first release it does not yet have.
        for code in CODES:
            if code.numbers[line] is None and code.since and version_of(code.since) <= version:
                found[code.newest_number] = code.texts["4.0"]
    if version >= (3, 6):  # one text changed within a line, as the sources of the data note
        found[9] = CODES.named("X509_V_ERR_CERT_NOT_YET_VALID").texts["4.0"]
    return {n: found.get(n) or NO_TEXT for n in range(LAST_NUMBER + 1)}
