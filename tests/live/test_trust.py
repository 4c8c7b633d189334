"""The trust table holds: a tool refuses a private CA without a setting, and accepts it with each.

A server on loopback has a certificate of a private CA, and counts the handshakes that were
completed: a client completes one only if it trusts the CA.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from OpenSSL import crypto
from support.needs import lacking_module

from live import certificates
from live.scenarios.ends import Server, serving
from live.trust_cases import (
    COMMANDS,
    GO_CLIENT,
    JAVA_CLIENT,
    PACKAGES,
    PROGRAMS,
    PROLOGUES,
    Case,
)
from sphinx_tlsalerts.guides import fill_defaults, fill_placeholders
from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.registries import load_trust

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterable, Mapping

    from cryptography import x509

    from sphinx_tlsalerts.registries import TrustTool

#: Seconds that a client may take.
PATIENCE = 60

CASES = PROGRAMS | COMMANDS


class Attempt(NamedTuple):
    """What became of one start of a client."""

    connections: int
    secured: int  #: those of them whose handshake was completed
    output: str


class Bench:
    """A home folder with the files of a CA, and a server for each start of a client."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = self._write("root.pem", certificates.root().pem())
        self.other = self._write("other.pem", certificates.other_root().pem())
        directory = folder / "roots"
        directory.mkdir()
        # OpenSSL looks for the hash of the subject.
        name = _hash_subject(certificates.root().certificate)
        self._write(f"roots/{name}.0", certificates.root().pem())
        self.directory = directory
        self._write("Get.java", JAVA_CLIENT.encode())

    def _write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def attempt(
        self,
        case: Case,
        code: str,
        variables: Mapping[str, str],
        *,
        python: bool,
        file: Path | None = None,
    ) -> Attempt:
        """Start a client once.

        :param code: a command or a program, with placeholders
        :param variables: of the environment
        :param python: whether it is a program
        :param file: the file of the CA, where it is not the right one
        """
        connections: list[bool] = []

        def answer(connection: socket.socket) -> None:
            connections.append(False)
            if case.prologue:
                PROLOGUES[case.prologue](connection)
            with serving().wrap_socket(connection, server_side=True) as secured:
                connections[-1] = not case.late
                if case.greeting:
                    secured.sendall(case.greeting)
                    return
                secured.settimeout(1)
                if secured.recv(1 << 16):
                    connections[-1] = True
                    head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
                    secured.sendall(head + b"ok")

        with Server(answer, lifetime=2 * PATIENCE) as server:
            values = {
                "host": "localhost",
                "port": str(server.port),
                "file": str(file or self.file),
            }
            filled = _fill(code, values)
            output = self._start(filled, {**dict(case.extra), **variables}, python=python)
        return Attempt(len(connections), sum(connections), output)

    def _start(self, code: str, variables: Mapping[str, str], *, python: bool) -> str:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {"PATH": path, "HOME": str(self.folder), "PIP_CONFIG_FILE": "", **variables}
        if "GOCACHE" in os.environ:
            environment["GOCACHE"] = os.environ["GOCACHE"]
        program = self.folder / "program.py"
        program.write_text(code, encoding="utf-8")
        command = [sys.executable, "-P", str(program)] if python else ["/bin/sh", "-ec", code]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=PATIENCE,
        )
        return done.stdout


def _fill(code: str, values: dict[str, str]) -> str:
    text = fill_defaults(Text(code, 1))
    return fill_placeholders(text, values)


def _hash_subject(certificate: x509.Certificate) -> str:
    """Return the name that OpenSSL gives the file of a CA in a directory."""
    return f"{crypto.X509.from_cryptography(certificate).subject_name_hash():08x}"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def _need(case: Case) -> None:
    """Skip where something is not installed, with the name of its package."""
    for name in case.modules:
        reason = lacking_module(name)
        if reason:
            pytest.skip(reason)
    for name in case.programs:
        if not shutil.which(name):
            pytest.skip(f"{name} is not installed (Debian's package {PACKAGES.get(name, name)})")


def _prepare(tool: TrustTool, bench: Bench) -> None:
    if tool.id == "go":
        source = bench.folder / "get.go"
        source.write_text(GO_CLIENT, encoding="utf-8")
        environment = {**os.environ, "GOTOOLCHAIN": "local", "GOPROXY": "off"}
        command = [str(shutil.which("go")), "build", "-o", "get", "get.go"]
        subprocess.run(command, cwd=bench.folder, env=environment, check=True, timeout=300)
    if tool.id == "java":
        keystore = next(Path(str(shutil.which("java"))).resolve().parents[1].rglob("cacerts"))
        shutil.copy(keystore.resolve(), bench.folder / "cacerts")


def _run_default(case: Case, bench: Bench, *further: str, **variables: str) -> Attempt:
    """Start a client without the snippet."""
    python = case in PROGRAMS.values()
    code = f"{case.default}\n{case.use}" if python else " ".join((case.default, *further))
    return bench.attempt(case, code, variables, python=python)


def _run_snippet(
    tool: TrustTool, case: Case, bench: Bench, file: Path | None = None, **variables: str
) -> Attempt:
    """Apply the snippet as it is printed, and start the client."""
    snippet = tool.snippet
    assert snippet is not None
    text = f"{case.first}{case.instead or snippet.text}"
    if case.replaced:
        assert case.replaced[0] in text
        text = text.replace(*case.replaced)
    if case.file:
        values = {"file": str(file or bench.file)}
        (bench.folder / case.file).write_text(_fill(text, values), encoding="utf-8")
        return bench.attempt(case, case.default, variables, python=False)
    if tool.id in PROGRAMS:
        return bench.attempt(case, f"{text}\n{case.use}", variables, python=True, file=file)
    assert snippet.language == "sh"
    # A snippet that connects by itself is followed by nothing.
    then = case.default if case.use is None else case.use
    return bench.attempt(case, f"{text}\n{then}", variables, python=False, file=file)


def _mark(names: Iterable[str]) -> list[object]:
    return [
        pytest.param(name, marks=[pytest.mark.slow] if CASES[name].slow else []) for name in names
    ]


@pytest.mark.parametrize("name", _mark(CASES))
def test_tool_refuses_the_ca_without_and_accepts_it_with_the_snippet(
    name: str, bench: Bench
) -> None:
    tool, case = load_trust().named(name), CASES[name]
    _need(case)
    _prepare(tool, bench)
    before = _run_default(case, bench)
    assert before.connections > 0, before.output
    assert before.secured == 0, before.output
    after = _run_snippet(tool, case, bench)
    assert after.secured > 0, after.output


def _list_variables() -> list[tuple[str, str]]:
    return [
        (name, setting.name)
        for name in CASES
        for setting in load_trust().named(name).list_settings("variable")
        if setting.value in {"file", "directory", "file or directory"} and not setting.until
    ]


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        pytest.param(*pair, marks=[pytest.mark.slow] if CASES[pair[0]].slow else [])
        for pair in _list_variables()
    ],
)
def test_tool_reads_the_variable(name: str, variable: str, bench: Bench) -> None:
    tool, case = load_trust().named(name), CASES[name]
    _need(case)
    _prepare(tool, bench)
    (setting,) = (s for s in tool.list_settings("variable") if s.name == variable)
    value = bench.directory if setting.value == "directory" else bench.file
    further = ["--use-openssl-ca"] if name == "node" and variable == "SSL_CERT_FILE" else []
    if further:
        case = case._replace(default=case.default.replace("node", f"node {further[0]}", 1))
        attempt = bench.attempt(case, case.default, {variable: str(value)}, python=False)
    else:
        attempt = _run_default(case, bench, **{variable: str(value)})
    assert attempt.secured > 0, attempt.output


@pytest.mark.parametrize(
    ("name", "option"),
    [
        pytest.param(name, option.name, marks=[pytest.mark.slow] if CASES[name].slow else [])
        for name in COMMANDS
        for option in load_trust().named(name).list_settings("option")
        if option.value in {"file", "directory"} and not option.until
    ],
)
def test_tool_has_the_option(name: str, option: str, bench: Bench) -> None:
    tool, case = load_trust().named(name), CASES[name]
    _need(case)
    _prepare(tool, bench)
    (setting,) = (s for s in tool.list_settings("option") if s.name == option)
    value = bench.directory if setting.value == "directory" else bench.file
    command, redirection, rest = case.default.partition(" </dev/null")
    case = case._replace(default=f"{command} {option} '{value}'{redirection}{rest}")
    attempt = bench.attempt(case, case.default, {}, python=False)
    assert attempt.secured > 0, attempt.output


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in PROGRAMS
        if any(s.name == "SSL_CERT_FILE" for s in load_trust().named(name).settings)
        and name != "pyopenssl"  # trusts nothing by default
    ],
)
def test_setting_replaces_the_default_or_adds_to_it(name: str, bench: Bench) -> None:
    """The default is the right CA here, and the setting names another one."""
    tool, case = load_trust().named(name), CASES[name]
    _need(case)
    assert tool.snippet is not None
    attempt = _run_snippet(tool, case, bench, file=bench.other, SSL_CERT_FILE=str(bench.file))
    assert attempt.connections > 0, attempt.output
    assert (attempt.secured > 0) is (tool.snippet.effect == "adds"), attempt.output
