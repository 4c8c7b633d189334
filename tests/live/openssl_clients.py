"""The clients that stand on OpenSSL: what they print depends on its generation."""

from __future__ import annotations

import importlib
import platform
import re
import socket
import ssl
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from support.needs import lacking_module

from .base import (
    LATE_TEXTS,
    PATIENCE,
    PROGRAMS,
    Client,
    generation_of,
    parse_version,
    predates,
    receive_batch,
    receive_each,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.registries.alert_records import Alert
    from sphinx_tlsalerts.registries.openssl_releases import Generation

    from .base import Version

_OPENSSL = r"OpenSSL[ /](\d+(?:\.\d+)+)"


class OpenSSLClient(Client):
    """A client that shows OpenSSL's own texts."""

    @property
    def version(self) -> Version | None:
        return parse_version(self.banner, _OPENSSL)

    @property
    def implementation(self) -> str:
        return f"OpenSSL {self.dotted}"

    @property
    def dotted(self) -> str:
        """The version of OpenSSL as it is written."""
        return ".".join(map(str, self.version or ()))

    def openssl_generation(self) -> Generation:
        """Return the generation of texts that the client has."""
        return generation_of(self.version or ())

    def hides(self, alert: Alert) -> bool:
        """Say whether the text of *alert* was added after this version."""
        since = LATE_TEXTS["openssl"].get(alert.name)
        return since is not None and predates(self.version or (), since)

    def expected(self, alert: Alert) -> str | None:
        return None if self.hides(alert) else self.openssl_text(alert)

    def openssl_text(self, alert: Alert) -> str | None:
        """Return the registry's text for this generation of OpenSSL."""
        generation = self.openssl_generation()
        (wording,) = (w for w in alert.openssl.wordings if w.generation == generation)
        return wording.text

    def unnamed(self, alert: Alert) -> str:
        # OpenSSL numbers the reasons of alerts from 1000 on, and shows the bare number.
        return rf"error:[0-9A-F]{{8}}:SSL routines:[^:\n]*:reason\({1000 + alert.code}\)"

    def read(self, raw: str, code: int) -> str | None:  # noqa: ARG002 - not all show the number
        found = re.search(r"error:[0-9A-F]{8}:SSL routines:[^:\n]*:([^:\n]+)", raw)
        return None if found is None or found[1].startswith("reason(") else found[1].strip()


class SClient(OpenSSLClient):
    """``openssl s_client``, whose error line also has the alert's number."""

    name = "s_client"
    program = "openssl"

    @cached_property
    def banner(self) -> str:
        words = run([self.executable or "", "version"], PATIENCE)
        # The program may run with a library newer than itself; the texts are the library's.
        return words[words.find("Library:") :] if "Library:" in words else words

    def receive(self, ports: Mapping[int, int]) -> dict[int, str]:
        command = [self.executable or "", "s_client", "-connect"]
        return receive_each(ports, lambda port: run([*command, f"127.0.0.1:{port}"], PATIENCE))

    def read(self, raw: str, code: int) -> str | None:
        ours = [line for line in raw.splitlines() if line.endswith(f":SSL alert number {code}")]
        return super().read(ours[0], code) if ours else None

    def unnamed(self, alert: Alert) -> str:
        return rf"{super().unnamed(alert)}:[^\n]*:SSL alert number {alert.code}\n"

    @property
    def closed(self) -> str:
        return r"(?s)\A(?!.*:error:).*\nSSL handshake has read 7 bytes"


class Curl(OpenSSLClient):
    """``curl``, where it was built with OpenSSL."""

    name = "curl"
    program = "curl"

    @cached_property
    def banner(self) -> str:
        return run([self.executable or "", "--version"], PATIENCE).partition("\n")[0]

    def receive(self, ports: Mapping[int, int]) -> dict[int, str]:
        command = [self.executable or "", "-q", "-sS", "--noproxy", "*", "--max-time", "10"]
        url = "https://127.0.0.1"
        return receive_each(ports, lambda port: run([*command, f"{url}:{port}"], PATIENCE))

    def takes_for_its_own(self, alert: Alert) -> bool:
        """Say whether curl (``lib/vtls/openssl.c``) reports a failed verification instead."""
        reasons = {wording.reason for wording in alert.openssl.wordings}
        return "SSLV3_ALERT_CERTIFICATE_EXPIRED" in reasons

    def hides(self, alert: Alert) -> bool:
        return self.takes_for_its_own(alert) or super().hides(alert)

    def unnamed(self, alert: Alert) -> str:
        if self.takes_for_its_own(alert):
            return r"curl: \(60\) SSL certificate (verification failed|problem)"
        return super().unnamed(alert)

    @property
    def closed(self) -> str:
        return r"curl: \(35\) .*(SSL_ERROR_ZERO_RETURN|reason\(0\))"


class PyOpenSSL(OpenSSLClient):
    """pyOpenSSL, whose wheels bring an OpenSSL newer than that of most systems."""

    name = "pyopenssl"

    @cached_property
    def module(self) -> Any:
        """``OpenSSL.SSL``, or None; not imported above, since it may be absent."""
        try:
            return importlib.import_module("OpenSSL.SSL")
        except ImportError:
            return None

    def available(self) -> str | None:
        if self.module:
            return super().available()
        return lacking_module("OpenSSL") or "pyOpenSSL cannot be imported"

    @cached_property
    def banner(self) -> str:
        words: bytes = self.module.SSLeay_version(self.module.SSLEAY_VERSION)
        return words.decode()

    def receive(self, ports: Mapping[int, int]) -> dict[int, str]:
        return receive_each(ports, self._connect)

    def _connect(self, port: int) -> str:
        """Handshake through memory: on a socket of its own pyOpenSSL knows no time limit."""
        context = self.module.Context(self.module.TLS_CLIENT_METHOD)
        connection = self.module.Connection(context, None)
        connection.set_connect_state()
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as peer:
                try:
                    connection.do_handshake()
                except self.module.WantReadError:
                    peer.sendall(connection.bio_read(65536))
                connection.bio_write(peer.recv(65536))
                connection.do_handshake()
        except (self.module.Error, OSError) as error:
            return f"{type(error).__name__}: {error}"
        return "no error"

    def read(self, raw: str, code: int) -> str | None:  # noqa: ARG002 - the number is not shown
        found = re.fullmatch(r"Error: \[\('SSL routines', '[^']*', '([^']+)'\)\]", raw)
        return found[1] if found else None

    def unnamed(self, alert: Alert) -> str:  # noqa: ARG002 - the number is not shown
        return r"^Error: \[\('SSL routines', '[^']*', ''\)\]$"

    @property
    def closed(self) -> str:
        return r"^ZeroReturnError: $"


class PythonSSL(OpenSSLClient):
    """This Python's ``ssl``: OpenSSL's text, and a mnemonic from CPython's own table."""

    name = "ssl"

    @property
    def banner(self) -> str:
        return ssl.OPENSSL_VERSION

    @property
    def implementation(self) -> str:
        return f"Python {platform.python_version()} (OpenSSL {self.dotted})"

    def receive(self, ports: Mapping[int, int]) -> dict[int, str]:
        context = ssl.create_default_context()

        def connect(port: int) -> str:
            try:
                with (
                    socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain,
                    context.wrap_socket(plain, server_hostname="localhost"),
                ):
                    return "no error"
            except OSError as error:
                return f"{type(error).__name__}: {error}"

        return receive_each(ports, connect)

    def read(self, raw: str, code: int) -> str | None:
        found = re.fullmatch(r"SSLError: (\[SSL(?:: \w+)?\] .+) \(_ssl\.c:\d+\)", raw)
        return self._without_number(found[1], code) if found else None

    @staticmethod
    def _without_number(text: str, code: int) -> str:
        """Cut off the packed number that Python 3.14 and newer add to an unknown error.

        It is cut off only if it is this alert's: OpenSSL's reason in the last twelve bits.
        """
        found = re.fullmatch(r"(.*unknown error) \((0x[0-9a-f]+)\)", text)
        return found[1] if found and int(found[2], 16) & 0xFFF == 1000 + code else text

    def misses_reason(self, alert: Alert) -> bool:
        """Say whether this CPython is not among those whose mnemonic the registry gives.

        A late text may stand without a mnemonic, which is in a table of CPython's own. With
        OpenSSL 3.0 it came in 3.15, with newer ones in 3.14 (in Debian's 3.13, too). So the
        registry can only be right about Python up to 3.14 in the oldest generation, and
        about Python from 3.14 on in the others.
        """
        if alert.name not in LATE_TEXTS["openssl"]:
            return False
        python = sys.version_info[:2]
        if (self.version or ()) < (3, 1):
            return python >= (3, 15)
        if (self.version or ()) < (3, 2):
            return python >= (3, 14)
        return python < (3, 14)

    def hides(self, alert: Alert) -> bool:
        return super().hides(alert) or self.misses_reason(alert)

    def expected(self, alert: Alert) -> str | None:
        generation = self.openssl_generation()
        (wording,) = (w for w in alert.python.wordings if w.generation == generation)
        if wording.text is None:
            return None
        if super().hides(alert):
            return "[SSL] unknown error"
        if self.misses_reason(alert):
            return None
        bracket = f"[SSL: {wording.reason}]" if wording.reason else "[SSL]"
        return f"{bracket} {self._without_number(wording.text, alert.code)}"

    def unnamed(self, alert: Alert) -> str:
        # Nothing is raised only for an orderly close; the same alert sent as a fatal one is
        # the odd case here, and shown like any that OpenSSL has no text for.
        if alert.name == "close_notify":
            return r"^SSLError: \[SSL\] unknown error \("
        if self.misses_reason(alert):
            return rf"^SSLError: \[SSL(: TLSV1_\w+)?\] {self.openssl_text(alert)} \(_ssl"
        return self.closed

    @property
    def closed(self) -> str:
        return r"^SSLZeroReturnError: TLS/SSL connection has been closed"


class Node(OpenSSLClient):
    """Node.js, whose ``error.code`` is made of OpenSSL's text."""

    name = "node"
    program = "node"

    @cached_property
    def banner(self) -> str:
        script = "`Node ${process.versions.node}, OpenSSL ${process.versions.openssl}`"
        return run([self.executable or "", "-p", script], PATIENCE).strip()

    def available(self) -> str | None:
        major = parse_version(self.banner, r"^Node (\d+)") if self.executable else None
        if major and major < (18,):
            return f"{self.banner} loses every alert on a connection that waits"
        return super().available()

    @property
    def implementation(self) -> str:
        return self.banner

    def receive(self, ports: Mapping[int, int]) -> dict[int, str]:
        return receive_batch([self.executable or "", PROGRAMS / "alert_client.js"], ports)

    def read(self, raw: str, code: int) -> str | None:  # noqa: ARG002 - not all show the number
        word = raw.partition(" ")[0]
        return word if word.startswith("ERR_SSL_") else None

    def expected(self, alert: Alert) -> str | None:
        generation = self.openssl_generation()
        (node,) = (node for node in alert.node if node.generation == generation)
        return None if self.hides(alert) else node.code

    def unnamed(self, alert: Alert) -> str:  # noqa: ARG002 - the number is not shown
        return self.closed

    @property
    def closed(self) -> str:
        return r"^ECONNRESET "
