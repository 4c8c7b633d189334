"""Every command of ``openssl`` in alerts, codes and the catalogue is one that it understands."""

from __future__ import annotations

import re
import ssl
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from support.needs import need_program
from support.places import ROOT

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.guides import Text, fill_defaults, fill_placeholders
from sphinx_tlsalerts.registries import load_alerts, load_verify_codes

from . import certificates
from .certificates import HOST, issue
from .scenarios import PATIENCE
from .scenarios.ends import Server, tls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    NoteCompared = Callable[[str, str, int], None]

_COMMAND = re.compile(r"\bopenssl [a-z]")
_IN_PROSE = re.compile(r"``(openssl [a-z0-9_]+ [^`]*-[^`]*)``")

#: What ``openssl`` prints of arguments that it does not understand.
_USAGE = re.compile(
    r"[Uu]se -help|[Uu]nknown option|[Uu]nrecognized flag|[Ee]xtra (?:arguments|option)"
    r"|[Mm]issing argument|Invalid command|needs a value",
)

#: Words of the commands that a reader replaces, besides the placeholders.
_WORDS = {"HEXKEY": "00ff", " ID ": " me ", "NAME": HOST, "RDATA": '"3 1 1 00"'}

#: They ask for a password, need another server than one of TLS, or wait for the server to close.
_NOT_RUN = re.compile(r"pkcs12|-newkey rsa:4096 -keyout|-starttls|ocsp .*-url|curl |2048$|-quiet")


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts of a file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def _find_commands(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if "``" in text:
            yield from _IN_PROSE.findall(text)
        elif _COMMAND.search(text) and re.match(r"(?:time |printf |openssl )", text):
            yield text.strip()


def _list_commands() -> list[str]:
    found: dict[str, None] = {}
    for path in sorted((ROOT / "catalogue" / "python").glob("*.yaml")):
        guide = yaml.safe_load(path.read_text(encoding="utf-8"))
        found |= dict.fromkeys(_find_commands(_texts(guide)))
    for table in (load_alerts(), load_verify_codes()):
        for fact in table:
            texts = _texts([value for value in fact if value is not None])
            found |= dict.fromkeys(_find_commands(texts))
    return sorted(found)


COMMANDS = _list_commands()


#: Named in prose, without the arguments that they need.
_PARTS = {
    "openssl req -x509",
    "openssl x509 -addtrust",
    "openssl x509 -noout -subject -fingerprint -sha256",
    "openssl x509 -noout -text",
    "openssl x509 -req",
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Return every file that the commands name."""
    root, client = certificates.root(), certificates.client()
    place = x509.UniformResourceIdentifier("http://crl.example/ca.crl")
    point = x509.DistributionPoint([place], None, None, None)
    own = issue(HOST, root, further=[(x509.CRLDistributionPoints([point]), False)])
    intermediate = issue("Intermediate", root, ca=True)
    leaf = issue(HOST, intermediate)
    lists = certificates.revocation_list(root, client)
    der = serialization.Encoding.DER
    request = x509.CertificateSigningRequestBuilder().subject_name(own.certificate.subject)
    csr = request.sign(own.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return {
        **dict.fromkeys(("ca.pem", "issuer.pem", "crl-issuer.pem", "proxy.pem"), root.pem()),
        **dict.fromkeys(("ca.key",), root.key_pem()),
        **dict.fromkeys(("cert.pem", "server.pem"), own.pem()),
        **dict.fromkeys(("server.key", "privkey.pem"), own.key_pem()),
        **dict.fromkeys(("client.key", "client-key.pem"), client.key_pem()),
        **dict.fromkeys(("server.csr", "client.csr"), csr),
        "client.pem": client.pem(),
        "fullchain.pem": own.pem() + root.pem(),
        "chain.pem": intermediate.pem(),
        "leaf.pem": leaf.pem(),
        "crl.pem": lists,
        "ca.crl": x509.load_pem_x509_crl(lists).public_bytes(der),
        "ca.cer": root.der(),
        "server.cer": own.der(),
        "server.p12": pkcs12.serialize_key_and_certificates(
            b"server", own.key, own.certificate, None, NoEncryption()
        ),
        "server.ext": f"subjectAltName = DNS:{HOST}\n".encode(),
        "client.ext": b"extendedKeyUsage = clientAuth\n",
        "server.cnf": f"[server]\nsubjectAltName = DNS:{HOST}\n".encode(),
    }


@contextmanager
def _listening() -> Iterator[int]:
    """Run a server that takes any version and cipher."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.chain_file(certificates.server(), certificates.root()))
    with Server(tls(context), lifetime=PATIENCE * 4) as server:
        yield server.port


def test_commands_are_found() -> None:
    assert len(COMMANDS) > 120
    assert sum("s_client" in command for command in COMMANDS) > 50


def test_each_option_that_libressl_lacks_has_another_form() -> None:
    """``x509`` of LibreSSL, which macOS has, does not know ``-ext``."""
    lacking = []
    for entry in load_catalogue("python").entries:
        with_option = sum(" -ext " in str(one.run) for one in entry.diagnostics)
        for_macos = sum(
            one.platforms == ["macos"] and " -text | grep" in str(one.run)
            for one in entry.diagnostics
        )
        if with_option != for_macos:
            lacking.append(entry.id)
    assert lacking == []


@pytest.mark.slow
def test_openssl_understands_each_command(
    files: dict[str, bytes], tmp_path: Path, note_compared: NoteCompared
) -> None:
    program = need_program("openssl")
    version = subprocess.run([program, "version"], capture_output=True, text=True, check=True)
    faults, count = [], 0
    with _listening() as port:
        for command in COMMANDS:
            if _NOT_RUN.search(command) or command in _PARTS:
                continue
            for name, content in files.items():  # some commands write over them
                (tmp_path / name).write_bytes(content)
            output, code = _run(command, port, tmp_path)
            count += 1
            if _USAGE.search(output) or (code and "s_client" not in command):
                faults.append(f"{command}\n{code}: {output[-300:]}")
    assert faults == [], "\n".join(faults)
    note_compared("commands of openssl", " ".join(version.stdout.split()[:2]), count)


def _run(command: str, port: int, folder: Path) -> tuple[str, int]:
    """Run a command as it is printed, with a server of loopback for its host."""
    text = fill_placeholders(command, {"host": "localhost", "port": str(port)}, "sh")
    text = str(fill_defaults(Text(text, 1)))
    text = re.sub(r"-connect [\w.]+:(?:\d+|PORT)", f"-connect localhost:{port}", text)
    text = re.sub(r"\bHOST\b", "localhost", text)
    for word, value in _WORDS.items():
        text = text.replace(word, value)
    if "s_client" in text and "-connect" not in text:
        text += f" -connect localhost:{port}"
    done = subprocess.run(
        ["/bin/sh", "-c", text.replace("2>/dev/null", "")],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=PATIENCE,
    )
    return done.stdout, done.returncode
