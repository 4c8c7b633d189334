"""The records of the registry: frozen, typed, free of Sphinx.

Each class is one row of packaged data as readers of it see it. Where a record
comes from is said in :class:`Source`, one for each column.
"""

# Without postponed annotations: ``NamedTuple`` would compile the text of each, which takes as long
# as all else that the first table of a build imports.

from typing import Literal, NamedTuple, TypeAlias

Protocol: TypeAlias = Literal[
    "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "DTLSv1.2", "DTLSv1.3"
]
Status: TypeAlias = Literal["current", "reserved"]
Sender: TypeAlias = Literal["client", "server", "either"]
Level: TypeAlias = Literal["fatal", "warning", "either"]
ReleaseLine: TypeAlias = Literal["1.1.1", "3.0", "3.5", "4.0"]
Generation: TypeAlias = Literal["1.1.1", "3.2", "4.0"]

#: Protocol versions in the order in which they are listed everywhere.
PROTOCOLS: tuple[Protocol, ...] = (
    "SSLv3",
    "TLSv1",
    "TLSv1.1",
    "TLSv1.2",
    "TLSv1.3",
    "DTLSv1.2",
    "DTLSv1.3",
)
STATUSES: tuple[Status, ...] = ("current", "reserved")
SENDERS: tuple[Sender, ...] = ("client", "server", "either")

#: The release lines of OpenSSL whose verification codes are told apart.
RELEASE_LINES: tuple[ReleaseLine, ...] = ("1.1.1", "3.0", "3.5", "4.0")

#: The three generations of OpenSSL's alert texts, with the first and the last minor release of
#: each; None where there is no earlier or no later one.
GENERATIONS: dict[Generation, tuple[str | None, str | None]] = {
    "1.1.1": (None, "3.1"),
    "3.2": ("3.2", "3.6"),
    "4.0": ("4.0", None),
}


class Section(NamedTuple):
    """A section of an RFC."""

    rfc: int
    section: str

    def __str__(self) -> str:
        """Return the usual citation, such as ``RFC 5246 §7.2.2``."""
        return f"RFC {self.rfc} §{self.section}"


class Definition(NamedTuple):
    """What one protocol version says of an alert."""

    protocol: Protocol
    level: Level  #: the level that this version allows
    where: Section  #: where this version defines the alert


class Wording(NamedTuple):
    """How one generation of OpenSSL, or what stands on it, words an alert."""

    generation: Generation
    reason: str | None  #: the mnemonic; None where there is none
    text: str | None  #: the text; None where nothing is raised or there is no text


class OpenSSLAlert(NamedTuple):
    """The alert in OpenSSL (``include/openssl/ssl.h``, ``ssl/ssl_err.c``)."""

    constant: str | None  #: the macro, such as ``SSL_AD_BAD_CERTIFICATE``
    wordings: tuple[Wording, ...]


class PythonAlert(NamedTuple):
    """The alert in CPython's ``ssl``, by the OpenSSL that it was built with."""

    constant: str | None  #: the member of ``ssl.AlertDescription``
    wordings: tuple[Wording, ...]


class GnuTLSAlert(NamedTuple):
    """The alert in GnuTLS (``lib/alert.c``)."""

    constant: str | None
    text: str | None


class NodeCode(NamedTuple):
    """``error.code`` of Node.js on one OpenSSL generation."""

    generation: Generation
    code: str | None  #: None where Node raises no TLS error


class RustlsVariant(NamedTuple):
    """The variant of rustls' ``AlertDescription`` from one release on."""

    since: str
    name: str | None  #: None where the value is only ``Unknown``


class SchannelCode(NamedTuple):
    """The error code that Schannel returns for an alert."""

    name: str
    listed: bool  #: False where the code is only what Schannel returns for any other alert


class Alert(NamedTuple):
    """One code point of IANA's TLS Alerts registry."""

    code: int
    name: str  #: IANA's name without ``_RESERVED``: the canonical name
    iana_name: str  #: IANA's name to the letter
    status: Status
    dtls_ok: bool
    sender: Sender
    reference: Section  #: where a reader of today looks first
    definitions: tuple[Definition, ...]
    meaning: str  #: one line that completes "the peer says that …"
    explanation: str  #: one paragraph
    python: PythonAlert
    openssl: OpenSSLAlert
    gnutls: GnuTLSAlert
    nss: str | None
    go: str | None
    java: str | None
    node: tuple[NodeCode, ...]
    rustls: tuple[RustlsVariant, ...]
    schannel: SchannelCode
    boringssl: str | None

    @property
    def hex(self) -> str:
        """The code as it is written on the wire, such as ``0x2A``."""
        return f"0x{self.code:02X}"

    @property
    def protocols(self) -> tuple[Protocol, ...]:
        """The protocol versions that define the alert."""
        return tuple(definition.protocol for definition in self.definitions)


class Source(NamedTuple):
    """Where a column of the registry comes from."""

    column: str
    origin: str
