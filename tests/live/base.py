"""What all live clients share: the class they derive from, versions, and running programs.

A client is judged in three steps that are kept apart, so that a disagreement shows where it
arose: :meth:`Client.receive` lets the program run and keeps its raw words, :meth:`Client.read`
(pure) cuts out the part that the registry has a column for, and :meth:`Client.expected` (pure)
says what that column holds. No text of any alert stands in this folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from support.needs import lacking_program

from sphinx_tlsalerts.registries.openssl_releases import GENERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx_tlsalerts.registries.alert_records import Alert
    from sphinx_tlsalerts.registries.openssl_releases import Generation

Version: TypeAlias = tuple[int, ...]

PROGRAMS = Path(__file__).parent / "programs"

#: The key of an orderly close (``close_notify`` as a warning) among the ports: no alert's
#: code, which is one octet. The code 0 itself is sent as a fatal alert, like all others.
ORDERLY_CLOSE = 256

#: Seconds for one connection, and for one program that makes all of them.
PATIENCE = 15.0
BATCH_PATIENCE = 90.0

#: Texts that came to a series of releases later than the series itself, by IANA's name: the
#: first patch release of each series that has the text. Earlier ones show a mere number.
LATE_TEXTS: Mapping[str, Mapping[str, tuple[Version, ...]]] = {
    "openssl": {
        "unknown_psk_identity": ((3, 0, 14), (3, 1, 6), (3, 2, 2), (3, 3, 1)),
        "no_application_protocol": ((3, 0, 14), (3, 1, 6), (3, 2, 2), (3, 3, 1)),
    },
    "go": {"ech_required": ((1, 23),)},
}

#: Variables that programs need to run at all. Whatever else the caller's environment holds
#: (proxies, ``NODE_OPTIONS``, ``JAVA_TOOL_OPTIONS``, a language) could change what is printed.
_KEPT = (
    "PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LOCALAPPDATA", "USERPROFILE",
    "JAVA_HOME", "GOROOT", "GOCACHE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
)  # fmt: skip


def parse_version(text: str, pattern: str = r"(\d+(?:\.\d+)+)") -> Version | None:
    """Return the version that the first group of *pattern* finds in *text*."""
    found = re.search(pattern, text)
    return tuple(int(part) for part in found[1].split(".")) if found else None


def generation_of(version: Version) -> Generation:
    """Return the generation of OpenSSL's texts to which *version* belongs.

    The registry names each generation by the first version that it holds.
    """
    generations = sorted(GENERATIONS, key=lambda name: parse_version(name) or ())
    older = [name for name in generations if (parse_version(name) or ()) <= version]
    return older[-1] if older else generations[0]


def predates(version: Version, since: Sequence[Version]) -> bool:
    """Say whether *version* is older than the first release of its series that has a text."""
    for first in since:
        if version[:2] == first[:2]:
            return version < first
    return version < max(since)


def run(command: Sequence[str | Path], timeout: float, **more: str | Path) -> str:
    """Return all that *command* prints, or a sentence about its failure to end.

    The sentence matches nothing that is expected, so that a hanging client fails its tests
    without taking those of the others down.

    :param more: ``cwd``, and additional environment variables in upper case
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"LC_ALL": "C"} | {k: str(v) for k, v in more.items() if k.isupper()}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            env=environment,
            cwd=more.get("cwd"),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end within {timeout} seconds"
    return done.stdout


class Client(ABC):
    """A program or library that connects to a port and reports what went wrong."""

    name: ClassVar[str]
    #: The name of the executable; empty for a library of this Python.
    program: ClassVar[str] = ""

    @cached_property
    def executable(self) -> str | None:
        """The path of the program."""
        return shutil.which(self.program)

    def available(self) -> str | None:
        """Return None, or the reason why this client cannot be asked."""
        lacking = self.program and lacking_program(self.program)
        if lacking:
            return lacking
        return None if self.version else f"{self.banner!r} names no version that is known here"

    @property
    @abstractmethod
    def banner(self) -> str:
        """What the client says of its own version."""

    @property
    @abstractmethod
    def version(self) -> Version | None:
        """The version that decides about the texts."""

    @property
    @abstractmethod
    def implementation(self) -> str:
        """Whose texts these are: two clients of one implementation prove one fact."""

    @abstractmethod
    def receive(self, ports: Mapping[int, int]) -> dict[int, str]:
        """Connect to every port and return what a user would read, by the key of the port."""

    @abstractmethod
    def read(self, raw: str, code: int) -> str | None:
        """Return the part of *raw* that the registry has a column for, if it is there."""

    @abstractmethod
    def expected(self, alert: Alert) -> str | None:
        """Return what the registry says that :meth:`read` finds; None for nothing."""

    @abstractmethod
    def unnamed(self, alert: Alert) -> str:
        """Return the pattern of what is shown instead where nothing is expected."""

    @property
    @abstractmethod
    def closed(self) -> str:
        """The pattern of what is shown when the peer closes in an orderly way."""

    def hides(self, alert: Alert) -> bool:  # noqa: ARG002 - few clients hide anything
        """Say whether the client cannot show its text for *alert*, whatever that is.

        What it shows instead is checked, but says nothing about the registry.
        """
        return False


def receive_each(ports: Mapping[int, int], connect: Callable[[int], str]) -> dict[int, str]:
    """Call *connect* with every port, a few at a time: most of it is waiting."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        return dict(zip(ports, pool.map(connect, ports.values()), strict=True))


def receive_batch(command: Sequence[str | Path], ports: Mapping[int, int]) -> dict[int, str]:
    """Run one of our own programs, which prints a line of key, tab and text for each port."""
    arguments = [f"{key}:{port}" for key, port in ports.items()]
    lines = run([*command, *arguments], BATCH_PATIENCE).splitlines()
    pairs = (line.split("\t", 1) for line in lines if re.match(r"\d+\t", line))
    return {int(key): text for key, text in pairs}
