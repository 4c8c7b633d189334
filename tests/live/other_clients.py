"""The clients with a TLS library of their own: GnuTLS, Java and Go."""

from __future__ import annotations

import re
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .base import (
    BATCH_PATIENCE,
    LATE_TEXTS,
    PATIENCE,
    PROGRAMS,
    Client,
    parse_version,
    predates,
    receive_batch,
    receive_each,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.registries.alert_records import Alert

    from .base import Version


class GnuTLS(Client):
    """``gnutls-cli``, which prints the number with GnuTLS's text for it."""

    name = "gnutls-cli"
    program = "gnutls-cli"

    @cached_property
    def banner(self) -> str:
        return run([self.executable or "", "--version"], PATIENCE).partition("\n")[0]

    @property
    def version(self) -> Version | None:
        return parse_version(self.banner, r"gnutls-cli (\d+(?:\.\d+)+)")

    @property
    def implementation(self) -> str:
        return f"GnuTLS {'.'.join(map(str, self.version or ()))}"

    def receive(self, ports: Mapping[int, int]) -> dict[int, str]:
        command = [self.executable or "", "--no-ca-verification", "--port"]
        return receive_each(ports, lambda port: run([*command, str(port), "127.0.0.1"], PATIENCE))

    def read(self, raw: str, code: int) -> str | None:
        found = re.search(rf"^\*\*\* Received alert \[{code}\]: (.+)$", raw, re.MULTILINE)
        return None if found is None or found[1] == "(unknown)" else found[1]

    def expected(self, alert: Alert) -> str | None:
        return alert.gnutls.text

    def unnamed(self, alert: Alert) -> str:
        return rf"\*\*\* Received alert \[{alert.code}\]: \(unknown\)\n"

    @property
    def closed(self) -> str:
        return r"\*\*\* Fatal error: Peer has terminated the connection"


#: Newer releases of Java put the description before every message, in parentheses.
_JAVA_ERROR = r"^javax\.net\.ssl\.\w+: (?:\(\w+\) )?"


class Java(Client):
    """The JDK's JSSE: the description at the end of ``Received fatal alert:``."""

    name = "java"
    program = "java"

    @cached_property
    def banner(self) -> str:
        return run([self.executable or "", "-version"], PATIENCE).partition("\n")[0]

    @property
    def version(self) -> Version | None:
        # Source files are launched without a compiler's call from Java 11 on.
        found = parse_version(self.banner, r'version "(\d+(?:\.\d+)*)')
        return found if found and found >= (11,) else None

    @property
    def implementation(self) -> str:
        return f"Java {'.'.join(map(str, self.version or ()))}"

    def receive(self, ports: Mapping[int, int]) -> dict[int, str]:
        return receive_batch([self.executable or "", PROGRAMS / "AlertClient.java"], ports)

    def read(self, raw: str, code: int) -> str | None:  # noqa: ARG002 - the number is not shown
        """Take the description from the message; from the log where the message has none.

        Java words the two closure alerts differently (and the one as if it were the other),
        but logs the description of any alert that it knows.
        """
        message, _, log = raw.partition(" | ")
        found = re.search(rf"{_JAVA_ERROR}Received fatal alert: (\w+)$", message)
        if found:
            return found[1]
        closure = re.search(rf"{_JAVA_ERROR}Received (fatal )?close_notify\b", message)
        logged = re.search(r'"description": "(\w+)"', log)
        return logged[1] if closure and logged else None

    def expected(self, alert: Alert) -> str | None:
        return alert.java

    def unnamed(self, alert: Alert) -> str:
        return rf"{_JAVA_ERROR}Unknown alert description \({alert.code}\)"

    @property
    def closed(self) -> str:
        return rf"{_JAVA_ERROR}Received close_notify during handshake"


class Go(Client):
    """Go's ``crypto/tls``: the text after ``remote error: tls:``."""

    name = "go"
    program = "go"

    @cached_property
    def banner(self) -> str:
        return run([self.executable or "", "version"], PATIENCE, GOTOOLCHAIN="local").strip()

    @property
    def version(self) -> Version | None:
        return parse_version(self.banner, r"\bgo(\d+(?:\.\d+)+)")

    @property
    def implementation(self) -> str:
        return f"Go {'.'.join(map(str, self.version or ()))}"

    def receive(self, ports: Mapping[int, int]) -> dict[int, str]:
        """Build and run apart: a time limit on ``go run`` would not reach its child."""
        with tempfile.TemporaryDirectory(prefix="tlsalerts-") as folder:
            built = Path(folder) / "alert_client.exe"
            source = PROGRAMS / "alert_client.go"
            command: list[str | Path] = [self.executable or "", "build", "-o", built, source]
            words = run(command, 2 * BATCH_PATIENCE, cwd=folder, GOTOOLCHAIN="local", GOPROXY="off")
            if not built.exists():
                return dict.fromkeys(ports, f"go build failed: {words}")
            return receive_batch([built], ports)

    def read(self, raw: str, code: int) -> str | None:  # noqa: ARG002 - rarely shown
        found = re.fullmatch(r"remote error: tls: (.+)", raw)
        return None if found is None or re.fullmatch(r"alert\(\d+\)", found[1]) else found[1]

    def hides(self, alert: Alert) -> bool:
        # crypto/tls turns close_notify into io.EOF, at whatever level it comes.
        since = LATE_TEXTS["go"].get(alert.name)
        too_old = since is not None and predates(self.version or (), since)
        return too_old or alert.name == "close_notify"

    def expected(self, alert: Alert) -> str | None:
        return None if self.hides(alert) else alert.go

    def unnamed(self, alert: Alert) -> str:
        if alert.name == "close_notify":
            return self.closed
        return rf"^remote error: tls: alert\({alert.code}\)$"

    @property
    def closed(self) -> str:
        return r"^EOF$"
