"""Signals: the facts about a TLS error that a text contains."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class SignalKind(Enum):
    """The kinds of signals, in the order in which a line lists them."""

    REASON = "reason"  #: a mnemonic of OpenSSL
    VERIFICATION = "verification"  #: a verification code, by its constant
    ALERT = "alert"  #: an alert, by its name
    NAME = "name"  #: an error name of another library that an entry has
    EXCEPTION = "exception"  #: the class of an exception, without its module
    LIBRARY = "library"  #: a library of OpenSSL, where no reason is known


class Signal(NamedTuple):
    """One fact that a text contains."""

    kind: SignalKind  #: the kind
    value: str  #: the name, as :class:`SignalKind` describes it for each kind
    line: int  #: the first line that has it, from 1
    library: str | None = None  #: OpenSSL's library of a mnemonic, where the text names it
    implied: bool = False  #: whether the text has other words than a library's own form
    sent: bool = False  #: of an alert: whether the side that wrote the text sent it

    def __str__(self) -> str:
        """Return the description and the line."""
        return f"{self.in_words} in line {self.line}"

    @property
    def in_words(self) -> str:
        """The description, such as ``alert 48 (unknown_ca)``."""
        match self.kind:
            case SignalKind.REASON:
                library = f" of the library {self.library}" if self.library else ""
                return f"mnemonic {self.value}{library}"
            case SignalKind.VERIFICATION:
                from sphinx_tlsalerts.registries import load_verify_codes

                code = load_verify_codes().named(self.value)
                number = code.number("3.0")
                shown = code.newest_number if number is None else number
                return f"verification code {shown} ({self.value})"
            case SignalKind.ALERT:
                from sphinx_tlsalerts.registries import load_alerts

                side = " that this side sent" if self.sent else ""
                return f"alert {load_alerts().named(self.value).code} ({self.value}){side}"
            case SignalKind.NAME:
                return f"name {self.value}"
            case SignalKind.EXCEPTION:
                return f"exception {self.value}"
            case SignalKind.LIBRARY:
                return f"library {self.value}"


class Key(NamedTuple):
    """The part of a signal that must agree for a match."""

    kind: str
    value: str
    library: str | None = None
