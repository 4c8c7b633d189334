"""Selections of alerts, as authors write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.selection import select_alerts, select_codes
from sphinx_tlsalerts.registries.verify_codes import NO_TEXT, load_verify_codes
from sphinx_tlsalerts.util.text import words_of

ALL = [alert.code for alert in load_alerts()]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("42", [42]),
        ("0x2A", [42]),
        ("40-49", [40, 41, 42, 43, 44, 45, 46, 47, 48, 49]),
        ("0x28-0X2a", [40, 41, 42]),
        ("42-42", [42]),
        ("0-255", ALL),
        ("all", ALL),
        ("All", ALL),
        ("bad_certificate", [42]),
        ("SSL_AD_BAD_CERTIFICATE,AlertDescription::UnknownCa", [42, 48]),
        ("ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE", [42]),
        ("120 0,42", [0, 42, 120]),
        (" 42 ,, 43 \n 44\t,", [42, 43, 44]),
        ("42 42 40-43 bad_certificate", [40, 41, 42, 43]),
        ("all 42", ALL),
        ("40 - 42", [40, 41, 42]),
        ("40\u201342, 120", [40, 41, 42, 120]),
        ("0x28 \u2014 0x2A", [40, 41, 42]),
        ("Handshake failed, unknown CA", [40, 48]),
        ("bad certificate\nunknown_ca 120", [42, 48, 120]),
        ("[40, 42]", [40, 42]),
        (" [ 40-42, bad_certificate ] ", [40, 41, 42]),
        ("- 40\n- 42", [40, 42]),
        ("- 40-42\n- unknown CA", [40, 41, 42, 48]),
    ],
)
def test_a_selection_holds_what_it_names_in_the_order_of_codes(text: str, codes: list[int]) -> None:
    selection = select_alerts(text)
    assert [alert.code for alert in selection.found] == codes
    assert not selection.is_faulty


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("49-40", "the range '49-40' runs backwards"),
        ("40-4x", "'40-4x' is not a range of codes such as 40-49"),
        ("40-", "'40-' is not a range of codes such as 40-49"),
        ("40-49-50", "'40-49-50' is not a range of codes such as 40-49"),
        ("40--49", "'40--49' is not a range of codes such as 40-49"),
        ("-5", "'-5' is not a range of codes such as 40-49"),
        ("40-bad_certificate", "'40-bad_certificate' is not a range of codes such as 40-49"),
        ("50-300", "the range '50-300' goes beyond 255"),
        ("1-9", "the range '1-9' holds no assigned code"),
    ],
)
def test_a_range_that_selects_nothing_is_a_fault_and_the_rest_counts(text: str, fault: str) -> None:
    selection = select_alerts(f"42, {text}, 120")
    assert selection.range_faults == [fault]
    assert selection.lookup_errors == []
    assert [alert.code for alert in selection.found] == [42, 120]
    assert selection.is_faulty


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("53", "TLS alert 53 is unassigned"),
        ("256", "unknown TLS alert '256'"),
        ("bad_certifcate", "unknown TLS alert 'bad_certifcate'"),
        ("SEC_E_CERT_UNKNOWN", "'SEC_E_CERT_UNKNOWN' is shared by 3 TLS alerts"),
        ("x-", "unknown TLS alert 'x-'"),
    ],
)
def test_a_word_that_names_no_single_alert_is_a_fault_and_the_rest_counts(
    text: str, error: str
) -> None:
    selection = select_alerts(f"42 {text} 120")
    assert [str(found) for found in selection.lookup_errors] == [error]
    assert selection.range_faults == []
    assert [alert.code for alert in selection.found] == [42, 120]
    assert selection.is_faulty


def test_all_faults_are_found_in_the_order_of_the_text() -> None:
    selection = select_alerts("9-3 53 x-y 1-9 54 42")
    assert len(selection.range_faults) == 2
    assert [str(error) for error in selection.lookup_errors] == [
        "TLS alert 53 is unassigned",
        "unknown TLS alert 'x-y'",
        "TLS alert 54 is unassigned",
    ]
    assert [alert.code for alert in selection.found] == [42]


def test_words_stand_apart_by_space_or_commas() -> None:
    assert words_of(" a,b  c ,\n d,") == ["a", "b", "c", "d"]
    assert words_of(" , ") == []


@given(st.integers(0, 255), st.integers(0, 255))
@settings(database=None)
def test_a_range_holds_exactly_the_assigned_codes_between_its_ends(first: int, last: int) -> None:
    selection = select_alerts(f"{first}-{last}")
    between = [code for code in ALL if first <= code <= last]
    assert [alert.code for alert in selection.found] == between
    assert selection.is_faulty == (not between)


@given(st.text())
@settings(database=None)
def test_any_text_is_a_selection(text: str) -> None:
    selection = select_alerts(text)
    named = {alert.code for alert in selection.found}
    assert named <= {*ALL}
    assert bool(words_of(text)) == (bool(named) or selection.is_faulty)


@pytest.mark.parametrize(
    ("text", "constants"),
    [
        ("1.1.1: 24", ["X509_V_ERR_INVALID_CA"]),
        ("1.1.1 :24, 24", ["X509_V_ERR_NO_ISSUER_PUBLIC_KEY", "X509_V_ERR_INVALID_CA"]),
        ("24 1.1.1: 24", ["X509_V_ERR_NO_ISSUER_PUBLIC_KEY", "X509_V_ERR_INVALID_CA"]),
    ],
)
def test_a_number_of_another_release_line_may_stand_apart(text: str, constants: list[str]) -> None:
    selection = select_codes(text, "3.0")
    assert [code.constant for code in selection.found] == constants
    assert not selection.is_faulty


def test_every_text_of_openssl_selects_its_code() -> None:
    for code in load_verify_codes():
        for text in filter(None, code.texts.values()):
            if text != NO_TEXT:
                assert select_codes(text, "3.0").found == [code], text


FOREIGN_RANGES = ("40..49", "40...49", "40:49", "40 to 49", "40 .. 49", "40~49", "40 … 49")


@pytest.mark.parametrize("text", FOREIGN_RANGES)
def test_range_in_another_notation_has_a_hint(text: str) -> None:
    for around in ("{}", "0, {}, 80", "0 {} 80", "0\n{}\n80"):
        selection = select_alerts(around.format(text))
        hint = "(did you mean '40-49'?)"
        assert selection.range_faults == [f"'{text}' is not a range of codes {hint}"]
        assert selection.lookup_errors == []
        assert [one.code for one in selection.found] == ([0, 80] if "80" in around else [])


@pytest.mark.parametrize("dash", "-\u2010\u2011\u2012\u2013\u2014\u2212")
def test_range_with_any_dash_is_a_range(dash: str) -> None:
    for text in (f"40{dash}43", f"40 {dash} 43"):
        selection = select_alerts(text)
        assert not selection.is_faulty
        assert [one.code for one in selection.found] == [40, 41, 42, 43]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("42;43", "42, 43"),
        ("42; 43", "42, 43"),
        ("42/43", "42, 43"),
        ("42 | 43", "42, 43"),
        ("42 & 43", "42, 43"),
        ("42 and 43", "42, 43"),
        ("bad_certificate;unknown_ca; 40-41", "bad_certificate, unknown_ca, 40-41"),
    ],
)
def test_list_with_another_separator_has_a_hint(text: str, meant: str) -> None:
    selection = select_alerts(f"0, {text}, 80")
    assert selection.range_faults == [f"'{text}' is not a list of codes (did you mean '{meant}'?)"]
    assert selection.lookup_errors == []
    assert [one.code for one in selection.found] == [0, 80]


def test_numbers_of_a_release_line_are_no_range() -> None:
    selection = select_codes("1.1.1:24, 3.0:20, 1.1.1: 10", "3.0")
    assert not selection.is_faulty
    assert len(selection.found) == 3
    assert select_codes("18..21", "3.0").range_faults == [
        "'18..21' is not a range of codes (did you mean '18-21'?)"
    ]
