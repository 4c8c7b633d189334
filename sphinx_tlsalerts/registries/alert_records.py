"""The records of the alert registry: frozen, typed, free of Sphinx.

Each class is a record of the packaged data. A :class:`Source` names the origin of each column.
"""

# No postponed annotations: ``NamedTuple`` would compile each as text, which takes as long as all
# other imports of the first table of a build.

from typing import Literal, NamedTuple, TypeAlias

from sphinx_tlsalerts.registries.openssl_releases import Generation

Protocol: TypeAlias = Literal[
    "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "DTLSv1.2", "DTLSv1.3"
]
Status: TypeAlias = Literal["current", "reserved"]
Sender: TypeAlias = Literal["client", "server", "either"]
Level: TypeAlias = Literal["fatal", "warning", "either"]

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


class Section(NamedTuple):
    """A section of an RFC. As text, it is the usual citation."""

    rfc: int  #: the number of the RFC
    section: str  #: the number of the section, such as ``7.2.2``

    def __str__(self) -> str:
        """Return the usual citation, such as ``RFC 5246 §7.2.2``."""
        return f"RFC {self.rfc} §{self.section}"


class Definition(NamedTuple):
    """The definition of an alert in one protocol version."""

    protocol: Protocol  #: the protocol version
    level: Level  #: the level that this version allows
    where: Section  #: where this version defines the alert


class Wording(NamedTuple):
    """The wording of an alert in one generation of OpenSSL, or in a program built on it."""

    generation: Generation  #: ``1.1.1`` up to OpenSSL 3.1, ``3.2`` up to 3.6, then ``4.0``
    reason: str | None  #: the mnemonic, without ``SSL_R_``; None where there is none
    text: str | None  #: the text; None where nothing is raised or there is no text


class OpenSSLAlert(NamedTuple):
    """The alert in OpenSSL (``include/openssl/ssl.h``, ``ssl/ssl_err.c``)."""

    constant: str | None  #: the macro, such as ``SSL_AD_BAD_CERTIFICATE``
    wordings: tuple[Wording, ...]  #: one for each generation


class PythonAlert(NamedTuple):
    """The alert in CPython's ``ssl``, by the OpenSSL that it was built with."""

    constant: str | None  #: the member of ``ssl.AlertDescription``
    wordings: tuple[Wording, ...]  #: one for each generation of OpenSSL


class GnuTLSAlert(NamedTuple):
    """The alert in GnuTLS (``lib/alert.c``)."""

    constant: str | None  #: such as ``GNUTLS_A_BAD_CERTIFICATE``; None where it has none
    text: str | None  #: what GnuTLS prints; None where it has no text


class NodeCode(NamedTuple):
    """``error.code`` of Node.js on one OpenSSL generation."""

    generation: Generation  #: that of the OpenSSL in Node, as for :class:`Wording`
    #: such as ``ERR_SSL_TLS_ALERT_BAD_CERTIFICATE``; None where Node raises no TLS error
    code: str | None


class RustlsVariant(NamedTuple):
    """The variant of rustls' ``AlertDescription`` from one release on."""

    since: str  #: the release, such as ``0.23``
    name: str | None  #: None where the value is only ``Unknown``


class SchannelCode(NamedTuple):
    """The error code that Schannel returns for an alert."""

    name: str  #: such as ``SEC_E_CERT_UNKNOWN``
    listed: bool  #: False where the code is only what Schannel returns for any other alert


class Alert(NamedTuple):
    """One code point of IANA's TLS Alerts registry."""

    code: int  #: the number on the wire, 0 to 255, from IANA's registry
    name: str  #: IANA's name without ``_RESERVED``: the canonical name
    iana_name: str  #: IANA's name to the letter
    status: Status  #: ``reserved`` where IANA's name ends in ``_RESERVED``
    dtls_ok: bool  #: whether DTLS may use it: the column DTLS-OK of IANA's registry
    sender: Sender  #: which side sends it, from the RFCs
    reference: Section  #: where a reader of today looks first
    definitions: tuple[Definition, ...]  #: one for each protocol version that defines it
    meaning: str  #: one line of our own that completes "the peer says that …"
    explanation: str  #: one paragraph of our own, with inline markup of reStructuredText
    python: PythonAlert  #: from CPython's source and from handshakes
    openssl: OpenSSLAlert  #: from OpenSSL's headers, and as the library prints it
    gnutls: GnuTLSAlert  #: from the source of GnuTLS, and as the library prints it
    nss: str | None  #: the error code of NSS, such as ``SSL_ERROR_BAD_CERT_ALERT``, from its source
    go: str | None  #: the text of Go's ``crypto/tls``, from its source; None where it has none
    java: str | None  #: the name in OpenJDK, from its source; None where it has none
    node: tuple[NodeCode, ...]  #: one for each generation of OpenSSL, from handshakes
    rustls: tuple[RustlsVariant, ...]  #: one for each release line, from the source of rustls
    schannel: SchannelCode  #: from Microsoft's documentation
    #: the reason of BoringSSL without ``SSL_R_``, from its source; None where it has none
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
    """The origin of a column of the registry."""

    column: str  #: the column
    origin: str  #: files and releases, or "our own words"
