"""What a text says about a TLS error, one fact each."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a signal is, in the order in which signals of a line are told."""

    REASON = "reason"  #: a mnemonic of OpenSSL
    VERIFICATION = "verification"  #: a verification code, by its constant
    ALERT = "alert"  #: an alert, by its name
    NAME = "name"  #: an error name of another library that an entry has
    EXCEPTION = "exception"  #: the class of an exception, without its module
    LIBRARY = "library"  #: a library of OpenSSL, where no reason is known


class Signal(NamedTuple):
    """One fact that a text tells."""

    kind: Kind  #: what it is
    value: str  #: the name: what :class:`Kind` says of its kind
    line: int  #: where it stands first, from 1
    library: str | None = None  #: OpenSSL's library of a mnemonic, where the text says it
    implied: bool = False  #: whether other words tell it than a library's own form
    sent: bool = False  #: of an alert: whether the side that tells of it has sent it

    def __str__(self) -> str:
        """Say what it is and where."""
        return f"{self.in_words} in line {self.line}"

    @property
    def in_words(self) -> str:
        """What it is."""
        match self.kind:
            case Kind.REASON:
                library = f" of the library {self.library}" if self.library else ""
                return f"mnemonic {self.value}{library}"
            case Kind.VERIFICATION:
                from sphinx_tlsalerts.registries import load_verify_codes

                code = load_verify_codes().named(self.value)
                number = code.number("3.0")
                shown = code.newest_number if number is None else number
                return f"verification code {shown} ({self.value})"
            case Kind.ALERT:
                from sphinx_tlsalerts.registries import load_alerts

                side = " that this side sent" if self.sent else ""
                return f"alert {load_alerts().named(self.value).code} ({self.value}){side}"
            case Kind.NAME:
                return f"name {self.value}"
            case Kind.EXCEPTION:
                return f"exception {self.value}"
            case Kind.LIBRARY:
                return f"library {self.value}"


class Key(NamedTuple):
    """What makes two signals the same for a match."""

    kind: str
    value: str
    library: str | None = None
