"""The command line, driven as its users do."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from threading import Thread
from typing import TYPE_CHECKING

import pytest

import sphinx_tlsalerts
from sphinx_tlsalerts.cli import PIPE_CLOSED, main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

GUIDE = """\
schema: 1
entries:
  - id: own-version
    title: WRONG_VERSION_NUMBER
    alerts: [protocol_version]
    message: "[SSL: WRONG_VERSION_NUMBER] wrong version number"
    summary: |
      The server speaks **no** TLS, says ``openssl``.

      More of it.
    causes:
      - {id: port, text: The port is wrong.}
      - {text: The proxy is wrong., platforms: [linux], when: behind a proxy}
    diagnostics:
      - text: Ask without TLS.
        run: curl -v http://HOST
        expect: HTTP/1.1 200 OK
        after: Then it speaks HTTP.
    notes: {kind: warning, text: Do not type a password.}
    remedies:
      - text: Take the checks out.
        code: requests.get(url, verify=False)
        insecure: Anybody may listen.
      - {id: check, text: Check the port., platforms: [macos, windows]}
      - when: nothing helps
        steps: [{title: Stop it, code: "service stop"}, Start it.]
    references: [{title: A page, url: "https://example.com/a"}]
  - id: own-expired
    title: certificate has expired
    verify_codes: [10]
    message: "certificate verify failed: certificate has expired"
"""

WRONG_VERSION = "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command and returns its code and both outputs."""

    def call(*arguments: str, stdin: bytes | None = None) -> tuple[int, str, str]:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = main(arguments)
        return (code, *capsys.readouterr())

    return call


@pytest.fixture
def guide(tmp_path: Path) -> str:
    file = tmp_path / "errors.yaml"
    file.write_text(GUIDE, encoding="utf-8")
    return str(file)


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "sphinx_tlsalerts", *arguments]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, **options)  # type: ignore[call-overload, no-any-return]


# explain


def test_explain_prints_all_that_helps(run: Run, guide: str) -> None:
    code, out, err = run("explain", "--full", "--no-builtin", "--catalogue", guide, WRONG_VERSION)
    assert (code, err) == (0, "")
    mnemonic, *rest = out.splitlines()
    assert mnemonic == (
        "Mnemonic WRONG_VERSION_NUMBER, OpenSSL's name for the error of its library SSL."
    )
    assert rest == [
        "",
        "WRONG_VERSION_NUMBER",
        "The server speaks no TLS, says 'openssl'.",
        "",
        "What to do",
        "  - Nothing helps:",
        "    1. Stop it",
        "        service stop",
        "    2. Start it.",
        "  - On macOS and Windows: Check the port.",
        "  - INSECURE: Take the checks out.",
        "        requests.get(url, verify=False)",
        "    Anybody may listen.",
        "",
        "How to find out",
        "  - Ask without TLS.",
        "        curl -v http://HOST",
        "    Look for:",
        "        HTTP/1.1 200 OK",
        "    Then it speaks HTTP.",
        "",
        "Why it happens",
        "  - The port is wrong.",
        "  - On Linux, behind a proxy: The proxy is wrong.",
        "",
        "Warning: Do not type a password.",
        "",
        f"This is {guide}/own-version",
        "  A page: https://example.com/a",
    ]


def test_explain_answers_on_one_screen(run: Run, guide: str) -> None:
    text = f"C:\\app> python client.py\n{WRONG_VERSION}\nConnectError: https://api.example:8443/"
    code, out, err = run("explain", "--no-builtin", "--catalogue", guide, text)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "WRONG_VERSION_NUMBER",
        "The server speaks no TLS, says 'openssl'.",
        (
            "Seen: mnemonic WRONG_VERSION_NUMBER of the library SSL in line 2; Windows; "
            "api.example:8443"
        ),
        "",
        "What to do",
        "  - On macOS and Windows: Check the port.",
        "",
        "How to check",
        "  - Ask without TLS:",
        "        curl -v http://HOST",
        "    Look for:",
        "        HTTP/1.1 200 OK",
        "",
        "More: 1 cause, 2 more remedies (--full)",
    ]


def test_explain_prints_ids_for_those_who_extend_entries(run: Run, guide: str) -> None:
    options = ("explain", "--no-builtin", "--catalogue", guide, WRONG_VERSION)
    _code, out, _err = run(*options, "--ids")
    assert "  - [port] The port is wrong.\n" in out
    assert "  - On Linux, behind a proxy: The proxy is wrong.\n" in out
    assert "  - [check] On macOS and Windows: Check the port.\n" in out
    assert "[port]" not in run(*options)[1]


def test_explain_tells_sent_alerts_and_does_not_blame_the_other_side(run: Run) -> None:
    code, out, _err = run(
        "explain",
        "--full",
        "* TLSv1.3 (OUT), TLS alert, unknown CA (560):\n"
        "* SSL certificate problem: unable to get local issuer certificate",
    )
    flowing = " ".join(out.split())
    assert code == 0
    assert "Alert 48, unknown_ca, that this side sent: it told the other side that it" in flowing
    assert "This is builtin:python/unable-to-get-local-issuer-certificate" in flowing


def test_explain_finds_a_bundled_entry(run: Run) -> None:
    code, out, _err = run("explain", "--full", WRONG_VERSION)
    assert code == 0
    assert "This is builtin:python/wrong-version-number" in out
    assert "What to do" in out


def test_explain_tells_alerts_and_codes(run: Run, guide: str) -> None:
    code, out, _err = run(
        "explain", "--full", "--no-builtin", "--catalogue", guide, "tlsv1 alert unknown ca, then:",
        "certificate verify failed: certificate has expired (_ssl.c:1006)",
    )  # fmt: skip
    flowing = " ".join(out.split())
    assert code == 0
    assert "Alert 48, unknown_ca, sent by either side: the sender says that it does not" in flowing
    assert "Verification code 10, X509_V_ERR_CERT_HAS_EXPIRED: verification failed" in flowing


def test_explain_with_several_entries_prints_the_first_and_lists_others(
    run: Run, guide: str
) -> None:
    text = f"{WRONG_VERSION}\ncertificate verify failed: certificate has expired"
    options = ("explain", "--no-builtin", "--catalogue", guide)
    _code, out, _err = run(*options, text)
    assert "It may also be: own-" in out
    _code, out, _err = run(*options, "--all", text)
    assert "It may also be" not in out
    assert f"This is {guide}/own-version" in out
    assert f"This is {guide}/own-expired" in out


def test_explain_reads_standard_input_whatever_is_in_it(run: Run, guide: str) -> None:
    options = ("explain", "--no-builtin", "--catalogue", guide)
    stdin = b"\xff\x00 garbage\n" + WRONG_VERSION.encode() + b"\n\xc3"
    for arguments in (options, (*options, "-")):
        code, out, _err = run(*arguments, stdin=stdin)
        assert code == 0
        assert out.startswith("WRONG_VERSION_NUMBER\n")


def test_explain_bounds_what_it_reads(
    run: Run, guide: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sphinx_tlsalerts.cli.explain.MAX_BYTES", 1024 * 1024)
    stdin = b"x" * 3 * 1024 * 1024 + b"\n" + WRONG_VERSION.encode()
    code, out, err = run(
        "explain", "--no-builtin", "--catalogue", guide, "--format", "json", stdin=stdin
    )
    assert code == 0
    assert json.loads(out)["matches"][0]["id"] == "own-version"
    assert err == (
        "sphinx-tlsalerts: only the last 1 MiB are looked at, and lines are counted from there\n"
    )
    assert json.loads(out)["dropped_bytes"] == len(stdin) - 1024 * 1024


def test_explain_tells_what_it_skips_of_a_long_log(run: Run, guide: str) -> None:
    stdin = b"x" * 2_000_500 + b"\n" + WRONG_VERSION.encode()
    options = ("explain", "--no-builtin", "--catalogue", guide)
    code, out, err = run(*options, stdin=stdin)
    assert (code, out.startswith("WRONG_VERSION_NUMBER\n")) == (0, True)
    skipped = len(stdin) - 2_000_000
    assert err == (
        "sphinx-tlsalerts: only the first and the last 1000000 characters are looked at, not the "
        f"{skipped} between them\n"
    )
    _code, out, _err = run(*options, "--format", "json", stdin=stdin)
    found = json.loads(out)
    assert (found["characters"], found["skipped"]) == (len(stdin), skipped)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_explain_reads_what_powershell_writes(run: Run, guide: str, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    stdin = mark + f"Fehler in Köln\r\n{WRONG_VERSION}\r\n".encode(encoding)
    code, out, err = run("explain", "--no-builtin", "--catalogue", guide, stdin=stdin)
    assert (code, err) == (0, "")
    assert out.startswith("WRONG_VERSION_NUMBER\n")


def test_explain_reads_the_end_of_utf_16_as_well(
    run: Run, guide: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sphinx_tlsalerts.cli.explain.MAX_BYTES", 1001)
    stdin = ("x" * 5_000 + f"\n{WRONG_VERSION}").encode("utf-16")
    code, out, err = run("explain", "--no-builtin", "--catalogue", guide, stdin=stdin)
    assert (code, out.startswith("WRONG_VERSION_NUMBER\n")) == (0, True)
    assert "only the last" in err


@pytest.mark.parametrize("stdin", [b"", b"\n\n", b"KeyError: 'a'\n", b"\x00\xff\xfe" * 100])
def test_explain_of_what_is_no_tls_error(run: Run, guide: str, stdin: bytes) -> None:
    code, out, err = run("explain", "--no-builtin", "--catalogue", guide, stdin=stdin)
    assert (code, err) == (1, "")
    assert out == "Nothing in it is a TLS error that is known here.\n"


def test_explain_as_json(run: Run, guide: str) -> None:
    code, out, _err = run(
        "explain", "--format", "json", "--no-builtin", "--catalogue", guide, WRONG_VERSION
    )
    found = json.loads(out)
    assert code == 0
    assert ("reason", "WRONG_VERSION_NUMBER") in [
        (one["kind"], one["value"]) for one in found["recognised"]
    ]
    (match,) = found["matches"]
    assert match["id"] == "own-version"
    assert match["entry"] == f"{guide}/own-version"
    assert match["causes"] == [
        {
            "id": "port", "title": None, "when": None, "platforms": [],
            "text": "The port is wrong.", "notes": [],
        },
        {
            "id": None, "title": None, "when": "behind a proxy", "platforms": ["linux"],
            "text": "The proxy is wrong.", "notes": [],
        },
    ]  # fmt: skip
    (diagnostic,) = match["diagnostics"]
    assert diagnostic["run"] == "curl -v http://HOST"
    assert diagnostic["expect"] == "HTTP/1.1 200 OK"
    assert diagnostic["after"] == "Then it speaks HTTP."
    assert [(one["kind"], one["text"]) for one in match["notes"]] == [
        ("warning", "Do not type a password.")
    ]
    first, second, _insecure = match["remedies"]
    assert (first["when"], first["fits"]) == ("nothing helps", "general")
    assert (second["id"], second["when"], second["text"]) == ("check", None, "Check the port.")
    assert match["remedies"][2]["gives_up"] == "Anybody may listen."
    assert [one["insecure"] for one in match["remedies"]] == [False, False, True]
    assert second["platforms"] == ["macos", "windows"]


def test_own_entry_takes_the_place_of_the_bundled_one_with_its_id(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "schema: 1\nentries:\n  - extends: builtin:python/wrong-version-number\n"
        "    remedies: [{id: ours, text: Ask the team.}]\n",
        encoding="utf-8",
    )
    code, out, err = run("explain", "--catalogue", str(file), WRONG_VERSION)
    assert (code, err) == (0, "")
    assert "Ask the team." in out
    assert "builtin:python/wrong-version-number" not in out


def test_explain_with_a_faulty_catalogue_says_so_and_uses_the_rest(run: Run, guide: str) -> None:
    with open(guide, "a", encoding="utf-8") as file:  # noqa: PTH123 -- the name is a text
        file.write("  - {id: bad}\n")
    code, _out, err = run("explain", "--no-builtin", "--catalogue", guide, WRONG_VERSION)
    assert code == 0
    assert err == f"sphinx-tlsalerts: '{guide}' has faults: run 'sphinx-tlsalerts check {guide}'\n"


@pytest.mark.parametrize("content", [None, "", "just text"])
def test_explain_with_an_unusable_catalogue(run: Run, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "a.yaml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    code, out, err = run("explain", "--catalogue", str(file), "x")
    assert (code, out) == (2, "")
    assert str(file) in err


def test_explain_on_a_terminal_wants_a_message(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    code, out, err = run("explain")
    assert (code, out) == (2, "")
    assert "give a message" in err


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


# alerts and schema


def test_alerts_prints_all_of_them(run: Run) -> None:
    code, out, _err = run("alerts")
    assert code == 0
    numbers = [line.split()[0] for line in out.splitlines() if not line.startswith("     ")]
    assert numbers == [
        str(alert.code) for alert in sphinx_tlsalerts.registries.alerts.load_alerts()
    ]


def test_alerts_by_number_range_and_name(run: Run) -> None:
    _code, out, _err = run("alerts", "40-42", "TLSV1_ALERT_UNKNOWN_CA", "Handshake failed")
    assert [line.split()[1] for line in out.splitlines() if line[3:4].isdigit()] == [
        "handshake_failure",
        "no_certificate",
        "bad_certificate",
        "unknown_ca",
    ]


def test_single_alert_is_explained(run: Run) -> None:
    _code, out, _err = run("alerts", "48")
    assert out.startswith("Alert 48 (0x30), unknown_ca\nThe peer says that it does not know")
    assert "SSL_AD_UNKNOWN_CA" in out
    assert "`" not in out


def test_alerts_as_data(run: Run) -> None:
    _code, out, _err = run("alerts", "48", "--json")
    (record,) = json.loads(out)
    assert (record["code"], record["name"]) == (48, "unknown_ca")
    assert record["reference"] == {"rfc": 9846, "section": "6.2"}
    _code, out, _err = run("alerts", "48", "42", "--csv")
    header, *rows = out.splitlines()
    assert header.startswith("code,hex,name,")
    assert [row.split(",")[:3] for row in rows] == [
        ["42", "0x2A", "bad_certificate"],
        ["48", "0x30", "unknown_ca"],
    ]


#: The columns whose cells a project fills.
OF_A_PROJECT = {"notes", "entries"}


def test_csv_has_the_columns_of_tables(run: Run) -> None:
    from sphinx_tlsalerts.sphinx_ext.doctree.columns import ALERT_COLUMNS

    _code, out, _err = run("alerts", "--csv")
    header, *rows = csv.reader(out.splitlines())
    assert header == [name for name in ALERT_COLUMNS if name not in OF_A_PROJECT]
    by_code = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert by_code["48"]["schannel"] == "SEC_E_UNTRUSTED_ROOT"
    assert by_code["48"]["rustls"] == "UnknownCA (rustls 0.23); UnknownCa (rustls 0.24)"
    assert by_code["42"]["level"] == (
        "either (SSLv3, TLSv1, TLSv1.1, TLSv1.2, DTLSv1.2); fatal (TLSv1.3, DTLSv1.3)"
    )
    assert by_code["42"]["message"] == (
        "sslv3 alert bad certificate (OpenSSL up to 3.1); "
        "ssl/tls alert bad certificate (OpenSSL 3.2 to 3.6); "
        "tls alert bad certificate (OpenSSL 4.0 and newer)"
    )
    assert by_code["0"]["reason"] == by_code["0"]["node"] == ""


@pytest.mark.parametrize("which", ["0", "42", "48", "110"])
def test_single_alert_shows_what_its_description_does(run: Run, which: str) -> None:
    from sphinx_tlsalerts.sphinx_ext.doctree.columns import ALERT_COLUMNS, Surroundings

    alert = sphinx_tlsalerts.registries.alerts.load_alerts()[int(which)]
    page = Surroundings("index", "https://example.org/rfc{number}", {}, "3.0", {})
    _code, out, _err = run("alerts", which)
    printed = " ".join(out.split())
    for name, column in ALERT_COLUMNS.items():
        if name in {"code", "hex", "name", "meaning"} | OF_A_PROJECT:
            continue
        for line in (column.describe or column.build)(alert, page):
            text = "".join(node.astext() for node in line)
            assert f" {column.header} {text} " in f"{printed} "


def test_single_alert_has_the_name_in_each_implementation(run: Run) -> None:
    _code, out, _err = run("alerts", "48")
    facts = [line.split(maxsplit=1) for line in out.splitlines() if line.startswith("  ")]
    for label, name in {
        "Schannel": "SEC_E_UNTRUSTED_ROOT",
        "rustls": "UnknownCA (rustls 0.23)",
        "Node.js": "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
        "BoringSSL": "TLSV1_ALERT_UNKNOWN_CA",
        "GnuTLS": "GNUTLS_A_UNKNOWN_CA",
        "Level": "fatal",
    }.items():
        assert [label, name] in facts


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("bad_certifcate", "unknown TLS alert 'bad_certifcate' (did you mean 'bad_certificate'?)"),
        ("53", "TLS alert 53 is unassigned"),
        ("49-40", "the range '49-40' runs backwards"),
        ("SEC_E_ILLEGAL_MESSAGE", "'SEC_E_ILLEGAL_MESSAGE' is shared by 10 TLS alerts"),
    ],
)
def test_alert_that_does_not_exist(run: Run, which: str, words: str) -> None:
    assert run("alerts", which) == (2, "", f"sphinx-tlsalerts: {words}\n")


def test_schema_is_that_of_the_package(run: Run) -> None:
    from sphinx_tlsalerts.guides.json_schema import build_json_schema

    code, out, _err = run("schema")
    assert code == 0
    assert json.loads(out) == build_json_schema()


# The command itself


@pytest.mark.parametrize("arguments", [(), ("explain",), ("check",), ("alerts",), ("schema",)])
def test_help_shows_examples(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, _err = run(*arguments, "--help")
    assert code == 0
    assert "\nexample" in out
    if arguments and arguments != ("schema",):
        assert "\nexit codes:" in out


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"sphinx-tlsalerts {sphinx_tlsalerts.__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [(), ("explode",), ("alerts", "--json", "--csv"), ("check",), ("explain", "--format", "xml")],
)
def test_wrong_arguments(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: sphinx-tlsalerts")


def test_colour_is_for_terminals_and_those_who_want_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_coloured(color: str | None, *, terminal: bool, **environment: str) -> bool:
        with monkeypatch.context() as patch:
            for name in ("NO_COLOR", "TERM"):
                patch.delenv(name, raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
            main(["alerts", "48", *(["--color", color] if color else [])])
        return "\x1b[" in capsys.readouterr().out

    assert is_coloured(None, terminal=True)
    assert not is_coloured(None, terminal=False)
    assert not is_coloured(None, terminal=True, NO_COLOR="1")
    assert is_coloured(None, terminal=True, NO_COLOR="")
    assert not is_coloured(None, terminal=True, TERM="dumb")
    assert is_coloured("always", terminal=False, NO_COLOR="1")
    assert not is_coloured("never", terminal=True)


# As a process


def test_process_explains_and_loads_neither_sphinx_nor_docutils(guide: str) -> None:
    code = (
        "import sys; from sphinx_tlsalerts.cli import main; "
        f"main(['explain', '--no-builtin', '--catalogue', {guide!r}, {WRONG_VERSION!r}]); "
        f"main(['check', {guide!r}]); main(['alerts']); main(['schema']); "
        "print({'sphinx', 'docutils'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert done.stdout.endswith(b"set()\n")
    assert b"Check the port." in done.stdout


def test_process_takes_standard_input_and_returns_its_code(guide: str) -> None:
    options = ("explain", "--no-builtin", "--catalogue", guide)
    assert process(*options, input=WRONG_VERSION.encode()).returncode == 0
    assert process(*options, input=b"all is well").returncode == 1
    assert process("explain", "--catalogue", "no-such-file", "x").returncode == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("command", [["check"], ["explain", "x", "--no-builtin", "--catalogue"]])
def test_process_reads_a_named_pipe_once(tmp_path: Path, command: list[str]) -> None:
    """Who opens it again gets nothing, or waits for somebody who writes."""
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    Thread(target=pipe.write_text, args=(GUIDE, "utf-8"), daemon=True).start()
    done = process(*command, str(pipe))
    assert (done.returncode, b"Traceback" in done.stderr) == (command[0] == "explain", False)


def test_process_prints_in_any_encoding() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = process("alerts", "48", env=environment)
    assert done.returncode == 0
    assert b"RFC 9846 \\xa76.2" in done.stdout


def test_process_ends_quietly_when_nobody_reads() -> None:
    command = [sys.executable, "-m", "sphinx_tlsalerts", "alerts", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout
        assert started.stderr
        started.stdout.close()
        assert started.stderr.read() == b""
        assert started.wait(timeout=60) == PIPE_CLOSED


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no full device")  # noqa: PTH110
@pytest.mark.parametrize("arguments", [("explain", WRONG_VERSION), ("alerts", "--json")])
def test_process_says_that_it_cannot_write(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "sphinx_tlsalerts", *arguments]
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr == b"sphinx-tlsalerts: cannot write: No space left on device\n"


def test_process_needs_something_to_read(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as written:  # not to be read
        done = process("explain", stdin=written)
    assert done.returncode == 2
    assert done.stderr.startswith(b"sphinx-tlsalerts: cannot read standard input: ")
    assert done.stderr.count(b"\n") == 1


def test_ctrl_c_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("sphinx_tlsalerts.cli.alerts.run_alerts", interrupt)
    assert run("alerts") == (130, "", "")
