"""Explaining what is no message at all: nothing, binary, megabytes, and worse."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.matcher import (
    EntryIndex,
    SignalKind,
    dump_recognised,
    explain,
    list_messages,
    load_recognised,
)
from sphinx_tlsalerts.matcher.lines import LIMIT
from sphinx_tlsalerts.registries.openssl_reasons import load_reasons

MESSAGE = "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"


@cache
def bundled() -> EntryIndex:
    return EntryIndex(load_catalogue("python").entries)


def ids(text: str) -> list[str]:
    return [match.entry.id for match in explain(text, bundled()).matches]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\0", "\r\n", "\ufeff", "()", "[SSL]", "[: ]"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    found = explain(text, bundled())
    assert (found.signals, found.matches, found.characters) == ((), (), len(text))


def test_bytes_that_are_no_text_do_no_harm() -> None:
    noise = bytes(range(256)) * 40
    text = noise.decode("utf-8", "replace") + f"\n{MESSAGE}\n" + noise.decode("latin-1")
    assert ids(text)[0] == "wrong-version-number"


def test_colours_and_windows_line_ends_do_not_hide_a_message() -> None:
    assert ids(f"\x1b[31mERROR\x1b[0m {MESSAGE.replace('NUMBER', chr(27) + '[1mNUMBER')}\r\n")
    assert ids(f"one\r\n{MESSAGE}\r\ntwo\r\n")[0] == "wrong-version-number"


def test_a_line_of_any_length_is_searched_to_its_end() -> None:
    assert ids("x" * 300_000 + " " + MESSAGE)[0] == "wrong-version-number"


def test_line_numbers_are_those_of_the_text() -> None:
    found = explain("a\nb\n" + MESSAGE, bundled())
    assert found.matches[0].reasons[0] == (
        "mnemonic WRONG_VERSION_NUMBER of the library SSL in line 3"
    )


def test_of_a_long_log_both_ends_are_looked_at() -> None:
    line = "2026-11-21 10:00:00 INFO request of client 10.0.0.7 took 12 ms\n"
    log = line * (2 * LIMIT // len(line))
    last = log.count("\n") + 2
    found = explain(f"{MESSAGE}\n{log}[X509: KEY_VALUES_MISMATCH] key values mismatch", bundled())
    assert found.skipped == found.characters - LIMIT
    assert {m.entry.id: m.line for m in found.matches} == {
        "wrong-version-number": 1,
        "key-values-mismatch": last,
    }
    hidden = explain(f"{log}{MESSAGE}\n{log}", bundled())
    assert hidden.matches == ()
    assert hidden.skipped > 0


@pytest.mark.parametrize(
    "piece",
    [
        "ssl alert ",
        "[SSL: ",
        "error:0A000086:",
        "('",
        "'",
        '"',
        "tls alert fatal ",
        "verify error:",
        "A_",
        "certificate verify failed: ",
        "(ssl routines', '",
        "_",
        "-",
        "<",
        "{+",
        "a.b/c:1 ",
        "│ ",
        "[a] ",
        "[a",
        "> ",
        "#1 ",
        "::error",
        "web/a|",
        "2026-01-01T00:00:00Z ",
        "&amp;",
        "\\",
        "\\n",
        "C:\\x",
        "\x1b[0",
        "\x1b]",
        "\xa0",
        "          a.py:1 ",
        "_ssl.c:1)))))",
        "\u200b",
        "certificate\n",
        "the row of a table with the words SSL certificate verify failed: unable to get lo\n",
    ],
)
def test_no_pattern_takes_long(piece: str) -> None:
    took = []
    for size in (40_000, 160_000):
        text = piece * (size // len(piece))
        runs = []
        for _ in range(3):
            started = time.process_time()
            explain(text, bundled())
            runs.append(time.process_time() - started)
        took.append(min(runs))
    # Four times the text, and not sixteen times the work; the floor is the clock's.
    assert took[1] < 8 * max(took[0], 0.05)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_explained(text: str) -> None:
    explain(text, bundled())


@given(st.lists(st.sampled_from(sorted(reason.name for reason in load_reasons())), max_size=6))
@settings(max_examples=100, deadline=None)
def test_reasons_in_brackets_are_found_among_others(names: list[str]) -> None:
    text = "\n".join(f"ssl.SSLError: [SSL: {name}] x (_ssl.c:1)" for name in names)
    signals = explain(text, bundled()).signals
    told = {s.value for s in signals if s.kind is SignalKind.REASON}
    alerts = {s.line for s in signals if s.kind is SignalKind.ALERT}
    known = {line for line, name in enumerate(names, 1) if name in told}
    first = {names.index(name) + 1 for name in names}
    assert first <= known | alerts | {
        line for line in first if names[line - 1].startswith(("SSLV3", "TLS"))
    }


def test_line_numbers_of_the_interpreter_change_nothing() -> None:
    first, *others = (ids(MESSAGE.replace("1006", str(number))) for number in (1, 1006, 99_999))
    assert all(other == first for other in others)


PROGRAM = """
import sys
from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.matcher import EntryIndex, explain
index = EntryIndex(load_catalogue("python").entries)
for text in sys.argv[1:]:
    found = explain(text, index)
    print(found.signals, [(m.entry.id, m.score, m.reasons) for m in found.matches])
print("sphinx" in sys.modules, "yaml" in sys.modules)
"""


def test_the_answer_is_always_the_same_and_needs_no_sphinx() -> None:
    texts = [MESSAGE, "TLS alert 40", "certificate verify failed: certificate has expired"]
    said = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, *texts],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert said.pop().splitlines()[-1].startswith("False")


def test_what_messages_are_recognised_by_can_be_kept() -> None:
    entries = load_catalogue("python").entries
    kept = load_recognised(dump_recognised(list_messages(entries)))
    index = EntryIndex(entries, kept)
    for text in (MESSAGE, "TLS alert 40", "EOF occurred in violation of protocol"):
        assert explain(text, index) == explain(text, bundled())


def test_no_more_matches_than_wanted() -> None:
    assert len(explain("TLS alert 40", bundled(), most=2).matches) == 2


def test_reasons_are_words() -> None:
    text = "certificate verify failed: certificate has expired"
    match = explain(f"x\ny\n{text}", bundled()).matches[0]
    assert match.entry.id == "certificate-has-expired"
    assert "verification code 10 (X509_V_ERR_CERT_HAS_EXPIRED) in line 3" in match.reasons
    alert = explain("SSL alert number 48", bundled())
    assert str(alert.signals[0]) == "alert 48 (unknown_ca) in line 1"
    words = explain("EOF occurred in violation of protocol", bundled()).matches[0]
    assert words.reasons == ("words “eof occurred in violation of protocol” in line 1",)
