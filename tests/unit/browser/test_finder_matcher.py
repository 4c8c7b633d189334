"""The matcher for browsers gives the answers of the one in Python."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from support.finder_vectors import (
    BUNDLED,
    SMALL,
    Vector,
    all_vectors,
    entries_of,
    tables_of,
)
from support.matchers import (
    answer_of_python,
    answers_of_browsers,
    compared,
    context_of_python,
    needs_node,
)
from support.paste_corpus import list_forms
from support.pastes import all_pastes, mix_pastes
from support.places import TESTS

from sphinx_tlsalerts.browser import (
    Findable,
    MessageText,
    build_facts_script,
    build_finder_tables,
    find_facts_file,
)
from sphinx_tlsalerts.browser.regex import translate_regex
from sphinx_tlsalerts.matcher import read_paste

#: One text in twenty, and with ``-m slow`` each.
some_or_all = pytest.mark.parametrize("every", [20, pytest.param(1, marks=pytest.mark.slow)])


@cache
def answers_to(every: int) -> list[dict[str, Any]]:
    vectors = all_vectors()[::every]
    catalogues = {vector.catalogue for vector in vectors}
    return answers_of_browsers(vectors, {name: tables_of(name) for name in catalogues})


@needs_node
@some_or_all
def test_both_matchers_give_the_same_answers(every: int) -> None:
    vectors = all_vectors()[::every]
    assert len(all_vectors()) > 10_000
    different = [
        (vector.catalogue, vector.text[:300], expected, given)
        for vector, answer in zip(vectors, answers_to(every), strict=True)
        if (given := compared(vector, answer)) != (expected := answer_of_python(vector))
    ]
    assert not different, f"{len(different)} of {len(vectors)}: {different[:5]}"


@needs_node
def test_both_matchers_show_what_a_paste_shows() -> None:
    texts = [*(paste.text for paste in all_pastes()), *mix_pastes(300)]
    vectors = tuple(Vector(SMALL, text) for text in texts)
    answers = answers_of_browsers(vectors, {SMALL: tables_of(SMALL)})
    different = [
        (vector.text[:300], expected, answer["context"])
        for vector, answer in zip(vectors, answers, strict=True)
        if answer["context"] != (expected := context_of_python(read_paste(vector.text)))
    ]
    assert not different, f"{len(different)} of {len(vectors)}: {different[:3]}"


@needs_node
@some_or_all
def test_both_matchers_answer_pastes_in_every_form_alike(every: int) -> None:
    vectors = tuple(Vector(BUNDLED, text) for text in list_forms(every))
    answers = answers_of_browsers(vectors, {BUNDLED: tables_of(BUNDLED)})
    different = [
        (vector.text[:300], expected, given)
        for vector, answer in zip(vectors, answers, strict=True)
        if (given := compared(vector, answer)) != (expected := answer_of_python(vector))
    ]
    assert not different, f"{len(different)} of {len(vectors)}: {different[:3]}"


@needs_node
def test_reasons_say_what_was_found_and_where() -> None:
    text = "x\nssl.SSLError: [SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] sslv3 alert (_ssl.c:1)"
    (answer,) = answers_of_browsers((Vector(SMALL, text),), {SMALL: tables_of(SMALL)})
    entries = entries_of(SMALL)
    found = {entries[match["entry"]].id: match["reasons"] for match in answer["matches"]}
    (alert,) = found["peer-says-expired"]
    assert (alert["kind"], alert["value"], alert["line"]) == ("alert", "certificate_expired", 2)


@needs_node
@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("no cipher can be selected", "words", "no cipher can be selected"),
        ("unhandled critical extension", "title", ""),
        ("[SSL: NO_SHARED_CIPHER] x", "reason", "NO_SHARED_CIPHER"),
        ("certificate has expired", "verification", "X509_V_ERR_CERT_HAS_EXPIRED"),
    ],
)
def test_every_kind_of_reason_has_a_name(text: str, kind: str, value: str) -> None:
    (answer,) = answers_of_browsers((Vector(BUNDLED, text),), {BUNDLED: tables_of(BUNDLED)})
    reasons = [reason for match in answer["matches"] for reason in match["reasons"]]
    assert (kind, value) in [(reason["kind"], reason["value"]) for reason in reasons]


@needs_node
def test_a_reason_that_no_entry_has_is_told() -> None:
    text = "[SSL: SOMETHING_OF_THE_FUTURE] something of the future (_ssl.c:1)"
    (answer,) = answers_of_browsers((Vector(SMALL, text),), {SMALL: tables_of(SMALL)})
    assert answer["matches"] == []
    (signal,) = answer["signals"]
    assert (signal["kind"], signal["value"]) == ("reason", "SOMETHING_OF_THE_FUTURE")
    assert (signal["library"], signal["implied"], signal["sent"]) == ("SSL", False, False)


@needs_node
def test_a_project_without_entries_has_alerts_and_codes() -> None:
    texts = (Vector("none", "TLS alert 40"), Vector("none", "verify error:num=20"))
    alert, code = answers_of_browsers(texts, {"none": build_finder_tables([])})
    assert [signal["value"] for signal in alert["signals"]] == ["handshake_failure"]
    assert [signal["value"] for signal in code["signals"]] == [
        "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
    ]


def test_the_facts_are_those_of_python() -> None:
    assert find_facts_file().read_text(encoding="utf-8") == build_facts_script(), (
        "run python tools/generate.py"
    )


PROGRAM = """
import json
from support.finder_vectors import BUNDLED, EVERY_REASON, tables_of
from sphinx_tlsalerts.browser import build_facts_script
print(build_facts_script(), json.dumps([tables_of(BUNDLED), tables_of(EVERY_REASON)]))
"""


def test_facts_and_tables_are_always_the_same() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(TESTS)},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1


def test_tables_of_simple_entries_say_hardly_more_than_their_titles() -> None:
    entries = [
        Findable(
            name.lower().replace("_", "-"), name, (MessageText(f"[SSL: {name}] {name.lower()}"),)
        )
        for name in ("WRONG_VERSION_NUMBER", "NO_SHARED_CIPHER", "HTTP_REQUEST")
    ]
    tables = build_finder_tables(entries)
    titles = [entry.title for entry in entries]
    assert tables == {"titles": titles, "ids": ["", "", ""], "known": "r|r|r"}


@pytest.mark.parametrize(
    ("python", "browser"),
    [
        (r"(?P<rest>\d+)", r"(?<rest>\d+)"),
        (r"a\s*[\s:]", r"a[ \t-\r]*[ \t-\r:]"),
        (r"\S+[^\]\s[]", r"[^ \t-\r]+[^\] \t-\r[]"),
        (r"\\s[(?P<]", r"\\s[(?P<]"),
    ],
)
def test_patterns_mean_the_same_to_browsers(python: str, browser: str) -> None:
    assert translate_regex(python) == browser


def test_what_no_browser_can_say_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\\S of ASCII"):
        translate_regex(r"[\S]")


@needs_node
@some_or_all
def test_the_vectors_are_searched_in_full(every: int) -> None:
    found = [answer for answer in answers_to(every) if answer["matches"] or answer["signals"]]
    assert len(found) > 5_000 // every
    assert {len(answer["matches"]) for answer in found} >= {0, 1, 5, 20}
