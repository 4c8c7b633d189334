"""Arguments of the command line as people type them: without quotes, misspelt, or none."""

from __future__ import annotations

import fcntl
import json
import os
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

import pytest

from sphinx_tlsalerts.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command and returns its code and both outputs."""

    def call(*words: str) -> tuple[int, str, str]:
        code = main(words)
        return (code, *capsys.readouterr())

    return call


# Names of several words


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["unknown", "ca"], [48]),
        (["tlsv1", "alert", "unknown", "ca"], [48]),
        (["40", "unknown", "ca", "decode_error"], [40, 48, 50]),
        (["unknown", "--color", "never", "ca"], [48]),
        (["bad", "certificate", "--", "unknown", "ca"], [42, 48]),
        (["unknown ca", "40-41"], [40, 41, 48]),
    ],
)
def test_alerts_takes_names_of_several_words_without_quotes(
    run: Run, words: list[str], codes: list[int]
) -> None:
    code, out, err = run("alerts", "--json", *words)
    assert (code, err) == (0, "")
    assert [one["code"] for one in json.loads(out)] == codes


def test_alerts_explains_an_unknown_name_of_several_words_as_a_whole(run: Run) -> None:
    hint = "(did you mean 'unknown_ca'?)"
    assert run("alerts", "unknown", "sa") == (
        2,
        "",
        f"sphinx-tlsalerts: unknown TLS alert 'unknown sa' {hint}\n",
    )
    code, _out, err = run("alerts", "unknwn_ca", "zzz")
    assert code == 2
    assert err.splitlines() == [
        f"sphinx-tlsalerts: unknown TLS alert 'unknwn_ca' {hint}",
        "sphinx-tlsalerts: unknown TLS alert 'zzz'",
    ]


def test_explain_takes_several_words_also_around_options(run: Run) -> None:
    for words in (["unknown", "ca"], ["unknown", "--ids", "ca"], ["--ids", "--", "unknown", "ca"]):
        code, out, _err = run("explain", "--full", *words)
        assert code == 0
        assert out.startswith("Alert 48, unknown_ca, sent by either side")


# What is wrong


@pytest.mark.parametrize(
    ("words", "usage", "message"),
    [
        (["alerts", "--jsn"], "alerts [-h]", "unknown option '--jsn' (did you mean '--json'?)"),
        (["alerts", "--jsn=1"], "alerts [-h]", "unknown option '--jsn' (did you mean '--json'?)"),
        (
            ["check", "--quite", "a.yaml"],
            "check [-h]",
            "unknown option '--quite' (did you mean '--quiet'?)",
        ),
        (
            ["explain", "curl:", "--zzz"],
            "explain [-h]",
            "unknown option '--zzz' (quote a message, or put '--' before it)",
        ),
        (["schema", "--zzz"], "schema [-h]", "unknown option '--zzz'"),
        (["schema", "x"], "schema [-h]", "takes no arguments, but got 'x'"),
        (["explian", "x"], "[-h]", "unknown command 'explian' (did you mean 'explain'?)"),
        (["zzz"], "[-h]", "unknown command 'zzz' (known are explain, check, alerts, schema)"),
        (["--versoin"], "[-h]", "unknown option '--versoin' (did you mean '--version'?)"),
        (["--json", "alerts"], "[-h]", "unknown option '--json'"),
    ],
)
def test_wrong_argument_prints_the_usage_of_its_command_and_a_hint(
    run: Run, words: list[str], usage: str, message: str
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"usage: sphinx-tlsalerts {usage}")
    assert err.splitlines()[-1].endswith(f": error: {message}")


def test_no_arguments_print_the_help(run: Run) -> None:
    code, out, err = run()
    assert (code, out) == (2, "")
    assert err == run("--help")[1]
    assert "2 if there is no command" in err


# Terminals


def on_terminal(columns: int, *words: str, **environ: str) -> str:
    """Return what the command prints on a terminal that is *columns* wide."""
    inner, outer = os.openpty()
    fcntl.ioctl(outer, termios.TIOCSWINSZ, struct.pack("HHHH", 0, columns, 0, 0))
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | environ
    with os.fdopen(outer, "wb") as end:
        process = subprocess.Popen(
            [sys.executable, "-m", "sphinx_tlsalerts", *words], stdout=end, stderr=end, env=env
        )
    printed = b""
    try:
        while piece := os.read(inner, 65536):
            printed += piece
    except OSError:  # the other end is closed
        pass
    finally:
        os.close(inner)
    assert process.wait(timeout=60) == 0
    return printed.decode().replace("\r\n", "\n")


WIDE = "  42  bad_certificate a certificate is corrupt, badly signed, or otherwise unusable\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_terminal_of_0_columns_is_taken_for_one_of_usual_width() -> None:
    words = ("alerts", "--color", "never", "42", "41")
    assert on_terminal(0, *words).endswith(WIDE)
    assert on_terminal(0, *words, COLUMNS="0").endswith(WIDE)
    assert on_terminal(0, "--help") == on_terminal(80, "--help")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_narrow_terminal_has_whole_words() -> None:
    assert on_terminal(1, "alerts", "--color", "never", "42", "41") == (
        "  41  no_certificate\n"
        "      it has no certificate to offer (an\n"
        "      alert since withdrawn)\n"
        "  42  bad_certificate\n"
        "      a certificate is corrupt, badly\n"
        "      signed, or otherwise unusable\n"
    )
