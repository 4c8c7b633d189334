"""The pages of explanation: what they say is what the data say."""

from __future__ import annotations

import re

import pytest
from support.explanation_pages import PAGES, literals, options, rows

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.matcher import EntryIndex, SignalKind, explain
from sphinx_tlsalerts.matcher.readers.sentences import REASONS, VERIFICATION
from sphinx_tlsalerts.registries.alerts import list_spellings, load_alerts
from sphinx_tlsalerts.registries.openssl_reasons import Decoded, load_reasons
from sphinx_tlsalerts.registries.openssl_releases import GENERATIONS, RELEASE_LINES
from sphinx_tlsalerts.registries.ssl_names import load_ssl_names
from sphinx_tlsalerts.registries.verify_codes import NO_TEXT, load_verify_codes

TRAVEL, SIDES, GENERATION_PAGE = (
    PAGES[name] for name in ("how-alerts-travel", "both-sides", "openssl-generations")
)
ALERTS, CODES = load_alerts(), load_verify_codes()

#: What the pages name of OpenSSL itself.
OF_OPENSSL = {"SSL_AD_REASON_OFFSET", "ERR_GET_FUNC"}


# Names


def _known_names() -> set[str]:
    names = {spelling for alert in ALERTS for spelling in list_spellings(alert)}
    names |= {code.constant for code in CODES}
    names |= {reason.name for reason in load_reasons()}
    said = (part for parts in (*VERIFICATION, *REASONS) for part in parts)
    names |= {part.upper() for part in said}
    return names | {code.short for code in CODES} | OF_OPENSSL


@pytest.mark.parametrize("page", PAGES)
def test_constants_of_the_page_are_in_the_data(page: str) -> None:
    found = {
        name
        for text in literals(PAGES[page])
        for name in re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b(?!…|_)", text)
    }
    assert found, "the page names none"
    assert found - _known_names() == set()


@pytest.mark.parametrize("page", PAGES)
def test_prefixes_of_the_page_are_those_of_names(page: str) -> None:
    names = _known_names()
    for prefix in re.findall(r"`([A-Z0-9_]+_)…?`", PAGES[page]):
        assert any(name.startswith(prefix) for name in names), prefix


def test_names_of_the_ssl_module_are_linked() -> None:
    names = [name for text in PAGES.values() for name in re.findall(r"\{ssl\}`([^`]+)`", text)]
    assert {load_ssl_names().lookup(name).dotted for name in names}


# Two sides


@pytest.mark.parametrize("row", rows(SIDES, "| program |"), ids=lambda row: row[0])
def test_lines_of_other_programs_mean_what_the_table_says(row: list[str]) -> None:
    _program, found, told = row
    index = EntryIndex(load_catalogue("python").entries)
    locally = "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
    means = {(s.kind, s.value) for s in explain(found.strip("`"), index).signals}
    assert (SignalKind.VERIFICATION, locally) in means
    assert not any(kind is SignalKind.ALERT for kind, _value in means)
    means = {(s.kind, s.value) for s in explain(told.strip("`"), index).signals}
    assert (SignalKind.ALERT, "unknown_ca") in means
    assert not any(kind is SignalKind.VERIFICATION for kind, _value in means)


def reason_of(packed: str) -> Decoded:
    decoded = load_reasons().decode(packed)
    assert decoded is not None
    return decoded


def test_number_of_a_received_alert_is_its_own_and_a_thousand() -> None:
    assert reason_of("0A000418").number == 1048
    for alert in ALERTS:
        for wording in alert.openssl.wordings:
            known = [r for r in load_reasons() if r.name == wording.reason]
            assert {r.number for r in known} <= {1000 + alert.code}


def test_openssl_has_few_alerts_for_many_codes() -> None:
    sent = {code.alert for code in CODES if code.alert is not None}
    assert len(sent) == 9
    assert 100 <= len([code for code in CODES if code.alert is not None]) < 110
    assert "For all of them it has nine alerts" in " ".join(SIDES.split())


# Generations


def chosen(option: str) -> set[int]:
    """Return the numbers of an option such as ``10 40-47``."""
    spans = [word.partition("-") for word in option.split()]
    return {n for a, _dash, b in spans for n in range(int(a), int(b or a) + 1)}


def test_alerts_with_several_texts_are_those_of_the_table() -> None:
    several = {a.code for a in ALERTS if len({w.text for w in a.openssl.wordings}) > 1}
    assert several == chosen(options(GENERATION_PAGE, "tls-alert-table")[0]["codes"])
    assert "The eleven errors" in GENERATION_PAGE
    assert len(several) == 11


def test_alerts_without_a_name_somewhere_are_those_of_the_table() -> None:
    bare = {
        a.code
        for a in ALERTS
        if any(w.reason is None for w in a.python.wordings)
        and any(w.text for w in a.python.wordings)
    }
    shown = chosen(options(GENERATION_PAGE, "tls-alert-table")[1]["codes"])
    assert shown == {52, 115, 117, 120, 121}
    assert shown <= bare, "but for alerts that Python has no name for at all"
    errors = (alert for alert in ALERTS if alert.name != "close_notify")
    nameless = {a.code for a in errors if not any(w.text for w in a.openssl.wordings)}
    assert nameless == chosen(options(TRAVEL, "tls-alert-table")[-1]["codes"])


def test_codes_with_other_numbers_are_those_of_the_tables() -> None:
    moved = [c for c in CODES if None not in (c.numbers["1.1.1"], c.numbers["3.0"])]
    moved = [c for c in moved if c.numbers["1.1.1"] != c.numbers["3.0"]]
    tables = options(GENERATION_PAGE, "tls-verify-table")
    assert {c.numbers["1.1.1"] for c in moved} == chosen(tables[0]["codes"])
    assert {c.numbers["3.0"] for c in moved} == chosen(tables[1]["codes"])
    assert len(moved) == 5
    since = {tuple(c.numbers[line] for line in RELEASE_LINES[1:]) for c in CODES}
    assert all(len({n for n in numbers if n is not None}) == 1 for numbers in since)


def test_texts_of_the_tables_differ() -> None:
    for code in chosen(options(GENERATION_PAGE, "tls-verify-table")[2]["codes"]):
        texts = CODES.lookup(str(code), "3.0").texts
        assert texts["1.1.1"] != texts["4.0"]
        assert NO_TEXT not in texts.values()


SUMMARY = {row[0]: row[1:] for row in rows(GENERATION_PAGE, "| OpenSSL | some alerts")}
FIRST_OF = {"1.1.1": "1.1.1", "3.0, 3.1": "3.0", "3.2 to 3.6": "3.2", "4.0": "4.0"}


def _generation(release: str) -> int:
    """Return the place among the generations of alert texts."""
    releases = load_reasons().releases
    starts = [releases.index(first) if first else 0 for first, _last in GENERATIONS.values()]
    return max(n for n, start in enumerate(starts) if start <= releases.index(release))


@pytest.mark.parametrize("line", SUMMARY)
def test_summary_says_what_the_data_say(line: str) -> None:
    release = FIRST_OF[line]
    text, reason, functions, numbers, no_tls = SUMMARY[line]
    wording = ALERTS[42].openssl.wordings[_generation(release)]
    assert text == f"`{str(wording.text).removesuffix('bad certificate')}…`"
    assert reason == f"`{str(wording.reason).removesuffix('BAD_CERTIFICATE')}…`"
    old = release == "1.1.1"
    assert (functions, numbers) == ("yes" if old else "no", "old numbers" if old else "new numbers")
    table = load_reasons()
    known = {r.name for r in table if release in table.list_releases(r.span)}
    assert ("RECORD_LAYER_FAILURE" in known) == (no_tls == "`RECORD_LAYER_FAILURE`")
    assert ("UNEXPECTED_EOF_WHILE_READING" in known) == (not old)


def test_both_error_lines_are_the_same_error() -> None:
    numbers = re.findall(r"^error:([0-9A-F]{8}):", GENERATION_PAGE, re.MULTILINE)
    assert [reason_of(number).name for number in numbers] == ["NO_SHARED_CIPHER"] * 2
    assert {number[-3:] for number in numbers} == {"0C1"}


def test_spellings_that_are_named_lead_to_one_alert() -> None:
    (sentence,) = re.findall(r"every release: (.*?) all lead", GENERATION_PAGE, re.DOTALL)
    for spelling in re.findall(r"`([^`]+)`", sentence):
        assert ALERTS.lookup(spelling).code == 42
