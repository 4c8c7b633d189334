"""Remedies of the bundled catalogue, carried out: what they promise, they do."""

from __future__ import annotations

import ssl
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from support.needs import need_program

from sphinx_tlsalerts.catalogue import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

    import requests.adapters

ENTRIES = {entry.id: entry for entry in load_catalogue("python").entries}

#: An extension file such as easy-rsa writes: the issuer is named by its serial number as well.
_LEAF = """\
authorityKeyIdentifier = keyid,issuer:always
subjectKeyIdentifier = hash
subjectAltName = DNS:www.example.com
"""


def _code(entry: str, remedy: str) -> str:
    """Return what a remedy tells to run."""
    remedies = ENTRIES[entry].remedies
    assert remedies is not None
    (item,) = (item for item in remedies.items if item.id == remedy)
    return str(item.code[0].text)


def _run(command: str, folder: Path) -> str:
    """Return what a command prints."""
    done = subprocess.run(  # noqa: S602 -- the catalogue's commands are for a shell
        command,
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )
    return done.stdout + done.stderr


@pytest.fixture
def private_ca(tmp_path: Path) -> Path:
    """Return a folder with a CA that lacks what strict checks want, and a certificate of it."""
    need_program("openssl")
    (tmp_path / "empty.cnf").write_text(
        "[req]\ndistinguished_name = name\n[name]\n", encoding="utf-8"
    )
    (tmp_path / "leaf.ext").write_text(_LEAF, encoding="utf-8")
    for command in (
        (
            "openssl req -x509 -config empty.cnf -newkey rsa:2048 -nodes -keyout ca.key "
            '-subj "/O=Firm/CN=Root 7" -days 9 -addext basicConstraints=CA:TRUE '
            "-addext subjectKeyIdentifier=hash -out ca.pem"
        ),
        (
            "openssl req -config empty.cnf -newkey rsa:2048 -nodes -keyout leaf.key "
            '-subj "/CN=www.example.com" -out leaf.csr'
        ),
        (
            "openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial "
            "-extfile leaf.ext -days 9 -out leaf.pem"
        ),
    ):
        _run(command, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "entry",
    [
        "basic-constraints-not-critical",
        "ca-key-usage-missing",
        "missing-subject-key-identifier",
        "path-length-without-key-cert-sign",
        "invalid-ca-certificate",
    ],
)
def test_certificates_stay_valid_below_a_ca_that_is_issued_again(
    entry: str, private_ca: Path
) -> None:
    check = "openssl verify -x509_strict -CAfile {} leaf.pem"
    assert "verification failed" in _run(check.format("ca.pem"), private_ca)
    before = (private_ca / "ca.pem").read_bytes()
    _run(_code(entry, "reissue-ca"), private_ca)
    assert _run(check.format("ca-new.pem"), private_ca) == "leaf.pem: OK\n"
    # Clients that have only the old file go on, and those of both find the issuer by its name.
    assert (private_ca / "ca.pem").read_bytes() == before
    assert _run("openssl verify -CAfile ca.pem leaf.pem", private_ca) == "leaf.pem: OK\n"
    name = "openssl x509 -noout -subject -serial -in {}"
    assert _run(name.format("ca-new.pem"), private_ca) == _run(name.format("ca.pem"), private_ca)


@pytest.mark.parametrize(
    ("entry", "remedy", "key", "root"),
    [
        ("alert-decrypt-error", "new-name", "new-ca.key", "new-ca.pem"),
        ("ca-key-too-small", "new-ca", "ca-new.key", "ca-new.pem"),
        ("issuer-name-empty", "new-ca", "ca.key", "ca-new.pem"),
    ],
)
def test_a_new_ca_passes_strict_checks(
    entry: str, remedy: str, key: str, root: str, private_ca: Path
) -> None:
    # As printed, the command for a CA with a password asks for it.
    command = _code(entry, remedy)
    _run(command if "-key " in command else f"{command} -passout pass:x -passin pass:x", private_ca)
    (private_ca / "strict.ext").write_text(
        f"authorityKeyIdentifier = keyid\n{_LEAF.partition(chr(10))[2]}", encoding="utf-8"
    )
    _run(
        f"openssl x509 -req -in leaf.csr -CA {root} -CAkey {key} -passin pass:x -CAcreateserial "
        "-extfile strict.ext -days 9 -out below.pem",
        private_ca,
    )
    check = f"openssl verify -x509_strict -CAfile {root} below.pem"
    assert _run(check, private_ca) == "below.pem: OK\n"


def test_a_certificate_that_is_issued_again_keeps_its_names(private_ca: Path) -> None:
    _run(
        "openssl req -config empty.cnf -newkey rsa:2048 -nodes -keyout client.key -subj /CN=c "
        "-addext subjectAltName=DNS:c.example -addext extendedKeyUsage=clientAuth -out client.csr",
        private_ca,
    )
    _run(_code("ca-md-too-weak", "reissue"), private_ca)
    shown = _run("openssl x509 -in client.pem -noout -text", private_ca)
    assert "Version: 3" in shown
    assert "DNS:c.example" in shown
    assert "TLS Web Client Authentication" in shown
    assert "sha256WithRSAEncryption" in shown


def _adapter(entry: str, remedy: str, name: str) -> requests.adapters.HTTPAdapter:
    """Return the adapter that a remedy defines."""
    defined: dict[str, Any] = {}
    exec(_code(entry, remedy), defined)  # noqa: S102 -- the catalogue's own code
    adapter: requests.adapters.HTTPAdapter = defined[name]()
    return adapter


@pytest.mark.parametrize(
    "entry", ["missing-authority-key-identifier", "basic-constraints-not-critical"]
)
def test_the_adapter_without_strict_checks_works_behind_a_proxy(
    entry: str, private_ca: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (private_ca / "ca.pem").rename(private_ca / "company-root.pem")
    monkeypatch.chdir(private_ca)
    adapter = _adapter(entry, "clear-strict-flag-requests", "WithoutStrictChecks")
    for context in _contexts(adapter):
        assert not context.verify_flags & ssl.VERIFY_X509_STRICT
        assert context.verify_mode is ssl.CERT_REQUIRED


def test_the_adapter_for_old_servers_works_behind_a_proxy() -> None:
    entry = "unsafe-legacy-renegotiation-disabled"
    for context in _contexts(_adapter(entry, "legacy-connect", "LegacyServer")):
        assert context.options & 0x4
        assert context.verify_mode is ssl.CERT_REQUIRED


def _contexts(adapter: requests.adapters.HTTPAdapter) -> list[ssl.SSLContext]:
    """Return what an adapter connects with: straight, and through a proxy."""
    proxied = adapter.proxy_manager_for("http://127.0.0.1:3128")
    return [manager.connection_pool_kw["ssl_context"] for manager in (adapter.poolmanager, proxied)]
