"""Facts of the registries that were wrong once."""

from __future__ import annotations

import pytest

from sphinx_tlsalerts.registries import Member, load_alerts, load_reasons, load_ssl_names

#: The library SSL and the code of an alert, as Python 3.14 and newer pack them.
_PACKED = 0x0A000000 + 1000


def test_no_level_of_close_notify_is_stated_between_tls_1_0_and_1_3() -> None:
    """RFC 9846 section 1.2 restores the level, which RFC 4346 had dropped."""
    levels = {one.protocol: one.level for one in load_alerts()[0].definitions}
    assert levels == {
        "SSLv3": "warning",
        "TLSv1": "warning",
        "TLSv1.1": "either",
        "TLSv1.2": "either",
        "TLSv1.3": "warning",
        "DTLSv1.2": "either",
        "DTLSv1.3": "warning",
    }


def test_inappropriate_fallback_is_defined_among_the_protocol_values() -> None:
    alert = load_alerts()[86]
    assert str(alert.reference) == "RFC 7507 §2"
    assert {str(one.where) for one in alert.definitions} == {"RFC 7507 §2", "RFC 9846 §6.2"}


@pytest.mark.parametrize("code", [52, 117, 121])
def test_newer_pythons_show_the_packed_number_of_an_alert_without_a_text(code: int) -> None:
    alert = load_alerts()[code]
    packed = f"0x{_PACKED + code:x}"
    assert alert.python.wordings[-1].text == f"unknown error ({packed})"
    assert f"``{packed}``" in alert.explanation
    assert "3.14" in alert.explanation or "3.13" in alert.explanation


@pytest.mark.parametrize("code", [115, 120])
def test_two_alerts_have_a_text_from_a_patch_release_on(code: int) -> None:
    explanation = load_alerts()[code].explanation
    assert "from 3.0.14, 3.1.6, 3.2.2 and 3.3.1 on" in explanation
    assert "in 1.1.1" in explanation


def test_no_definition_cites_the_obsolete_tls_1_3() -> None:
    cited = {one.where.rfc for alert in load_alerts() for one in alert.definitions}
    assert 8446 not in cited | {alert.reference.rfc for alert in load_alerts()}


@pytest.mark.parametrize(
    ("name", "instead"),
    [("MINIMUM_SUPPORTED", "TLSVersion.TLSv1_2"), ("MAXIMUM_SUPPORTED", "TLSVersion.TLSv1_3")],
)
def test_the_documentation_deprecates_all_versions_but_two(name: str, instead: str) -> None:
    member = load_ssl_names().lookup(f"TLSVersion.{name}")
    assert isinstance(member, Member)
    deprecated = member.deprecated
    assert deprecated
    assert (deprecated.since, deprecated.instead) == ("3.10", instead)


def test_openssl_3_5_has_the_mismatch_of_algorithms_in_a_crl() -> None:
    (reason,) = (one for one in load_reasons() if one.library == "X509" and one.number == 147)
    assert reason.name == "CRL_SIGNATURE_ALGORITHM_MISMATCH"
    assert reason.span == "3.5-4.0"
