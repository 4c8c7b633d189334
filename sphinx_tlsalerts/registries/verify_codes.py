"""The X.509 verification codes of OpenSSL: packaged data and look-ups.

Numbers changed their meaning between OpenSSL 1.1.1 and 3.0, so a number is meaningful only with a
release line.
"""

from __future__ import annotations

import json
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.registries.openssl_releases import RELEASE_LINES, ReleaseLine
from sphinx_tlsalerts.util import SuggestingError, find_near_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DATA_FILE = Path(__file__).parent / "data" / "verify.json"

CONSTANT_PREFIX = "X509_V_ERR_"

#: OpenSSL's text for any number without a text of its own. It identifies no code.
NO_TEXT = "unknown certificate verification error"


class VerifyCode(NamedTuple):
    """One verification code. The constant is its name: numbers change."""

    constant: str  #: the name in OpenSSL, such as ``X509_V_ERR_CERT_HAS_EXPIRED``
    #: the number by release line, from OpenSSL's headers; None where the line lacks the code
    numbers: dict[ReleaseLine, int | None]
    #: the text by release line, as OpenSSL prints it; None where the line lacks the code
    texts: dict[ReleaseLine, str | None]
    since: str | None  #: the first release that has it, such as ``1.0.2``; None where not looked up
    meaning: str  #: completes "verification failed because …"
    check: str  #: the first thing to check, with inline markup of reStructuredText
    explanation: str  #: one paragraph of our own, with inline markup of reStructuredText
    alert: int | None  #: the number of the alert that OpenSSL sends to the peer, if any
    strict: bool  #: raised only by ``X509_V_FLAG_X509_STRICT``
    python_default: bool  #: a default client context of Python can cause it

    @property
    def short(self) -> str:
        """The constant without its prefix."""
        return self.constant.removeprefix(CONSTANT_PREFIX).removeprefix("X509_")

    def number(self, openssl: ReleaseLine) -> int | None:
        """Return the number in a release line; None where it has none there.

        :raises KeyError: the release line is not known
        """
        return self.numbers[openssl]

    @property
    def new_in_python_313(self) -> bool:
        """Whether only the stricter defaults of Python 3.13 cause the code."""
        return self.strict and self.python_default

    @property
    def newest_number(self) -> int:
        """The number in the newest release line that has the code."""
        return next(n for line in reversed(RELEASE_LINES) if (n := self.numbers[line]) is not None)


class VerifyLookupError(SuggestingError):
    """The text names no verification code."""

    def __init__(
        self, text: str, suggest: Callable[[], Sequence[str]], openssl: str | None = None
    ) -> None:
        self.text: str = text  #: what was looked up
        self.openssl: str | None = openssl  #: the release line, where the text is a number
        super().__init__(f"unknown verification code {text!r}", suggest)


class VerifyRegistry:
    """All verification codes, in the order of their newest numbers."""

    def __init__(self, codes: list[VerifyCode], sources: dict[str, str]) -> None:
        self._codes = {code.constant: code for code in codes}
        self.sources = sources
        self._by_spelling: dict[str, VerifyCode] = {}
        for code in codes:
            for text in code.texts.values():
                if text and text != NO_TEXT:
                    self._by_spelling.setdefault(text.lower(), code)
        for code in codes:
            for spelling in (code.constant, code.short):
                self._by_spelling[spelling.lower()] = code

    def __iter__(self) -> Iterator[VerifyCode]:
        """Iterate over the codes."""
        return iter(self._codes.values())

    def named(self, constant: str) -> VerifyCode:
        """Return the code with a constant.

        :raises KeyError: there is none
        """
        return self._codes[constant]

    def in_line(self, openssl: ReleaseLine) -> list[VerifyCode]:
        """Return the codes of a release line in the order of their numbers there.

        :raises KeyError: the release line is not known
        """
        numbered = [(n, code) for code in self if (n := code.number(openssl)) is not None]
        return [code for _, code in sorted(numbered, key=lambda pair: pair[0])]

    def lookup(self, text: str, openssl: ReleaseLine) -> VerifyCode:
        """Return the code that *text* names.

        :param text: a number, a number of another release line (``1.1.1:24``), the constant with
            or without its prefix, or OpenSSL's text of any release
        :param openssl: the release line that a bare number belongs to
        :raises VerifyLookupError: there is none
        :raises KeyError: the release line of a bare number is not known
        """
        text = " ".join(text.split())
        line, colon, number = (part.strip() for part in text.partition(":"))
        if colon and line in RELEASE_LINES and number.isascii() and number.isdigit():
            return self._find_number(number, line, text)
        if text.isascii() and text.isdigit():
            return self._find_number(text, openssl, text)
        code = self._by_spelling.get(text.lower())
        if code is None:
            raise VerifyLookupError(text, partial(self.suggest, text))
        return code

    def _find_number(self, number: str, openssl: ReleaseLine, text: str) -> VerifyCode:
        # Compared as text: a number may have more digits than Python converts.
        digits = number.lstrip("0") or number[:1]
        for code in self.in_line(openssl):
            if str(code.number(openssl)) == digits:
                return code
        raise VerifyLookupError(text, tuple, openssl)

    def suggest(self, text: str) -> list[str]:
        """Return up to three known spellings near to *text*."""
        near = find_near_words(text.lower(), self._by_spelling, most=3, cutoff=0.7)
        return list(dict.fromkeys(self._by_spelling[key].constant for key in near))


@cache
def load_verify_codes() -> VerifyRegistry:
    """Return the codes, read from disk on the first call."""
    raw: dict[str, Any] = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    codes = [
        VerifyCode(
            record["constant"],
            record["numbers"],
            record["texts"],
            record["since"],
            record["meaning"],
            record["check"],
            " ".join(record["explanation"]),
            record["alert"],
            record["strict"],
            record["python_default"],
        )
        for record in raw["codes"]
    ]
    return VerifyRegistry(codes, raw["sources"])
