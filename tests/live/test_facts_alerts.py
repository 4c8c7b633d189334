"""What the registries and the entries of alerts say about OpenSSL's program, tried with it.

Each command is run as it is printed, with files and a server of this machine in place of the
reader's. What it finds is not compared: a command is wrong if the program does not take it.
"""

from __future__ import annotations

import contextlib
import re
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from support.needs import need_program

from live.base import PATIENCE, parse_version
from live.certificates import CLIENT, HOST, issue, revocation_list, root
from live.remedies.alert_ends import concurrently
from live.scenarios.ends import Server, tls
from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.guides import fill_placeholders
from sphinx_tlsalerts.registries import load_alerts, load_verify_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[[str], str]

ENTRIES = [entry for entry in load_catalogue("python").entries if entry.id.startswith("alert-")]

#: What ``openssl`` prints about a command that it does not take, or cannot run.
REFUSALS = re.compile(
    r"unknown option|invalid command|use -help|^usage:|could not (?:open|read|find)|unable to load"
    r"|no such file|error setting context|option .* needs",
    re.IGNORECASE | re.MULTILINE,
)

#: The words of a command that a reader replaces.
_WORDS = {"HOST:443": "{address}", "HOST:PORT": "{address}", "HEXKEY": "1a2b3c", "HOST": HOST}
_WORDS |= {"RDATA": f"'3 1 1 {'0' * 64}'", "-url URL": "-url http://{address}/"}
_WORDS |= {"NAME": HOST, " ID ": " device-7 "}


def _list_commands() -> Iterator[tuple[str, str]]:
    """Yield where each complete command is, and the command."""
    texts = [(f"alert {alert.code}", alert.explanation) for alert in load_alerts()]
    texts += [
        (f"code {code.constant}", f"{code.check} {code.explanation}")
        for code in load_verify_codes()
    ]
    for place, text in texts:
        for command in re.findall(r"``(openssl [^`]+)``", text):
            if re.search(r" -(in|connect|CAfile|trusted|issuer) | list ", command):
                yield place, command
    for entry in ENTRIES:
        remedies = entry.remedies.items if entry.remedies else []
        nested = [diagnostic for remedy in remedies for diagnostic in remedy.diagnostics]
        for diagnostic in [*entry.diagnostics, *nested]:
            run = diagnostic.run or ""
            if re.search(r"\bopenssl ", run):
                yield f"entry {entry.id}", fill_placeholders(run, {}, "sh") or run


def _collect_places() -> dict[str, str]:
    places: dict[str, list[str]] = {}
    for place, command in sorted(set(_list_commands())):
        places.setdefault(command, []).append(place)
    return {command: ", ".join(named) for command, named in places.items()}


#: Each command, and where it is printed.
COMMANDS = _collect_places()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that the commands name."""
    made = tmp_path_factory.mktemp("commands")
    intermediate = issue("Intermediate", root(), ca=True)
    names = [x509.DNSName(HOST), x509.RFC822Name(f"postmaster@{HOST}")]
    further = [(x509.SubjectAlternativeName(names), False)]
    server = issue(HOST, intermediate, names=(), further=further)
    client = issue("client", root(), usage=CLIENT, names=())
    files = {
        "ca.pem": root().pem(),
        "chain.pem": intermediate.pem(),
        "issuer.pem": intermediate.pem(),
        "crl-issuer.pem": intermediate.pem(),
        "crl.pem": revocation_list(intermediate, server),
        "client.key": client.key_pem(),
        "server.key": server.key_pem(),
        "fullchain.pem": server.pem() + intermediate.pem(),
    }
    files |= dict.fromkeys(("cert.pem", "server.pem", "proxy.pem"), server.pem())
    for name, content in {**files, "client.pem": client.pem()}.items():
        (made / name).write_bytes(content)
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> Iterator[Run]:
    """Return a function that runs a command in the folder, next to a server."""
    need_program("openssl")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "fullchain.pem", folder / "server.key")
    context.load_verify_locations(folder / "ca.pem")
    context.verify_mode = ssl.CERT_OPTIONAL
    with Server(concurrently(tls(context, _wait_a_little)), lifetime=600) as server:
        yield lambda command: _run(command, f"127.0.0.1:{server.port}", folder)


def _wait_a_little(end: ssl.SSLSocket) -> None:
    """Close soon, so that a client ends that waits for the server."""
    end.settimeout(0.2)
    with contextlib.suppress(TimeoutError):
        end.recv(1 << 10)
    end.unwrap()


def _run(command: str, address: str, folder: Path) -> str:
    """Run a command with the words of this machine, and return what it prints."""
    for word, here in _WORDS.items():
        command = command.replace(word, here)
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("{address}", address)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=PATIENCE,
    )
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_openssl_takes_each_command(command: str, run: Run) -> None:
    said = run(command)
    assert not REFUSALS.search(said), f"{COMMANDS[command]}: {command}\n{said}"
    assert said.strip()


def test_each_option_is_one_that_libressl_has_as_well() -> None:
    """The ``openssl`` of macOS has no ``x509 -ext``."""
    assert [place for command, place in COMMANDS.items() if re.search(r" -ext\b", command)] == []


def test_a_check_of_timestamps_stops_without_a_list_of_logs(run: Run, folder: Path) -> None:
    command = "openssl s_client -connect HOST:443 -servername HOST -ct"
    assert "CONNECTED" not in run(f"CTLOG_FILE=none.cnf {command}")
    (folder / "logs.cnf").write_text("enabled_logs =\n", encoding="ascii")
    assert "CONNECTED" in run(f"{command} -ctlogfile logs.cnf")


def test_the_group_is_printed_from_openssl_3_5_on(run: Run) -> None:
    version = parse_version(run("openssl version"))
    said = run("openssl s_client -connect HOST:443 -servername HOST")
    assert version
    assert ("Negotiated TLS1.3 group: X25519MLKEM768" in said) == (version >= (3, 5))
    said = run("openssl s_client -connect HOST:443 -servername HOST -groups X25519")
    assert ("Peer Temp Key: X25519" in said) == (version >= (3, 5))


def test_cas_that_the_entries_generate_have_a_key_usage() -> None:
    commands = [
        code.text
        for entry in ENTRIES
        for remedy in (entry.remedies.items if entry.remedies else [])
        for code in remedy.code
        if "req -x509" in code.text
    ]
    assert commands
    for command in commands:
        assert "-addext keyUsage=critical,keyCertSign,cRLSign" in command
