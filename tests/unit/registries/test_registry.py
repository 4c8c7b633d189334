"""The registry: what each record holds, and what finds it."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.building import directive, one, page
from support.rows import each

from sphinx_tlsalerts.registries.alert_records import PROTOCOLS, SENDERS, Wording
from sphinx_tlsalerts.registries.alerts import (
    AlertLookupError,
    AlertRegistry,
    AmbiguousAlertError,
    UnassignedAlertError,
    UnknownAlertError,
    list_spellings,
    load_alerts,
)
from sphinx_tlsalerts.registries.openssl_releases import GENERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from support.building import Project

    from sphinx_tlsalerts.registries.alert_records import Alert

CODES = [
    *(0, 10, 20, 21, 22, 30, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 60, 70, 71, 80),
    *(86, 90, 100, 109, 110, 111, 112, 113, 114, 115, 116, 117, 120, 121),
]
RESERVED = {21, 30, 41, 60, 100, 111, 114}

#: The alerts whose texts begin differently in each generation of OpenSSL.
THREE_GENERATIONS = (10, 20, 30, 40, 41, 42, 43, 44, 45, 46, 47)

SHARED_SPELLINGS = {
    "SEC_E_ILLEGAL_MESSAGE": (10, 22, 40, 47, 50, 60, 100, 110, 115, 120),
    "SEC_E_MESSAGE_ALTERED": (20, 30),
    "SEC_E_DECRYPT_FAILURE": (21, 51),
    "SEC_E_CERT_UNKNOWN": (42, 43, 46),
    "SSL_ERROR_RX_UNKNOWN_ALERT": (52, 115, 117),
}

#: What GnuTLS 3.8 itself prints for the alerts that it has a text for.
GNUTLS_TEXTS = {
    0: "Close notify",
    10: "Unexpected message",
    20: "Bad record MAC",
    21: "Decryption failed",
    22: "Record overflow",
    30: "Decompression failed",
    40: "Handshake failed",
    41: "No certificate (SSL 3.0)",
    42: "Certificate is bad",
    43: "Certificate is not supported",
    44: "Certificate was revoked",
    45: "Certificate is expired",
    46: "Unknown certificate",
    47: "Illegal parameter",
    48: "CA is unknown",
    49: "Access was denied",
    50: "Decode error",
    51: "Decrypt error",
    60: "Export restriction",
    70: "Error in protocol version",
    71: "Insufficient security",
    80: "Internal error",
    86: "Inappropriate fallback",
    90: "User canceled",
    100: "No renegotiation is allowed",
    109: "An extension was expected but was not seen",
    110: "An unsupported extension was sent",
    111: "Could not retrieve the specified certificate",
    112: "The server name sent was not recognized",
    115: "The SRP/PSK username is missing or not known",
    116: "Certificate is required",
    120: "No supported application protocol could be negotiated",
}

every_alert = each("alert", load_alerts())


# The records


def test_every_assigned_code_is_there_once_and_in_order() -> None:
    assert [alert.code for alert in load_alerts()] == CODES
    assert len(load_alerts()) == 37
    assert [code for code in range(-1, 300) if code in load_alerts()] == CODES
    assert len({alert.name for alert in load_alerts()}) == 37


def test_the_reserved_codes_are_those_of_iana() -> None:
    assert {alert.code for alert in load_alerts() if alert.status == "reserved"} == RESERVED
    assert {alert.status for alert in load_alerts()} == {"current", "reserved"}


@every_alert
def test_the_name_is_that_of_iana_without_its_mark(alert: Alert) -> None:
    assert alert.iana_name == alert.name + "_RESERVED" * (alert.code in RESERVED)
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", alert.name)
    assert alert.hex == f"0x{alert.code:02X}"


@every_alert
def test_the_meaning_completes_the_peer_says_that(alert: Alert) -> None:
    assert 2 <= len(alert.meaning.split()) <= 12
    assert alert.meaning == " ".join(alert.meaning.split())
    assert alert.meaning[-1] not in ".!?"
    assert alert.meaning[0].islower() or alert.meaning.split()[0].isupper()
    assert not re.search(r"[`*|<>\\]", alert.meaning), "a meaning stands in titles, without markup"


@every_alert
def test_the_explanation_is_one_paragraph_of_three_to_six_sentences(alert: Alert) -> None:
    assert 3 <= len(re.findall(r"[.!?](?=\s[A-Z`\d]|$)", alert.explanation)) <= 6
    assert alert.explanation.endswith(".")
    assert alert.explanation == " ".join(alert.explanation.split())


@every_alert
def test_the_explanation_has_no_markup_but_literals(alert: Alert) -> None:
    rest = re.sub(r"``[^`\s](?:[^`]*[^`\s])?``", "", alert.explanation)
    assert not re.search(r"[`*|<>\\\[\]]|\w_(?!\w)", rest)


@every_alert
def test_the_definitions_are_in_the_order_of_the_versions(alert: Alert) -> None:
    places = [PROTOCOLS.index(definition.protocol) for definition in alert.definitions]
    assert places
    assert places == sorted(set(places))
    for definition in alert.definitions:
        assert definition.level in {"fatal", "warning", "either"}
        assert definition.where.rfc in {*(6101, 2246, 4346, 5246, 9846), *EXTENSION_RFCS}
        assert re.fullmatch(r"(\d+|[A-Z])(\.\d+)*", definition.where.section)


#: Documents beyond those of the versions that define an alert.
EXTENSION_RFCS = (3546, 4279, 4366, 6066, 6347, 7301, 7507, 9147, 9849)


@every_alert
def test_each_record_says_who_sends_it_and_where_it_is_defined(alert: Alert) -> None:
    assert alert.sender in SENDERS
    assert alert.dtls_ok
    assert alert.reference.rfc >= 2246
    assert str(alert.reference) == f"RFC {alert.reference.rfc} §{alert.reference.section}"


@every_alert
def test_each_implementation_that_has_versions_has_all_of_them(alert: Alert) -> None:
    generations = list(GENERATIONS)
    assert [wording.generation for wording in alert.openssl.wordings] == generations
    assert [wording.generation for wording in alert.python.wordings] == generations
    assert [node.generation for node in alert.node] == generations
    assert [variant.since for variant in alert.rustls] == ["0.23", "0.24"]


def test_records_cannot_be_changed() -> None:
    alert = load_alerts()[42]
    with pytest.raises(AttributeError):
        alert.code = 43  # type: ignore[misc]


def test_each_column_of_facts_names_its_source() -> None:
    named = {source.column for source in load_alerts().sources}
    assert named == {
        *("code", "name", "status", "dtls", "sender", "level", "versions", "reference"),
        *("meaning", "explanation", "python", "reason", "message", "openssl", "gnutls", "nss"),
        *("schannel", "go", "java", "rustls", "node", "boringssl"),
    }
    assert all(source.origin for source in load_alerts().sources)


# Facts that are easy to get wrong


@each("code", THREE_GENERATIONS)
def test_openssl_words_these_alerts_differently_in_each_generation(code: int) -> None:
    alert = load_alerts()[code]
    name = alert.name
    assert alert.openssl.wordings == (
        Wording("1.1.1", f"SSLV3_ALERT_{name.upper()}", f"sslv3 alert {name.replace('_', ' ')}"),
        Wording("3.2", f"SSLV3_ALERT_{name.upper()}", f"ssl/tls alert {name.replace('_', ' ')}"),
        Wording("4.0", f"TLS_ALERT_{name.upper()}", f"tls alert {name.replace('_', ' ')}"),
    )
    assert alert.python.wordings == alert.openssl.wordings


@each("code", sorted({*CODES} - {*THREE_GENERATIONS, 0, 52, 117, 121}))
def test_openssl_words_all_other_alerts_alike_in_every_generation(code: int) -> None:
    reasons = {wording.reason for wording in load_alerts()[code].openssl.wordings}
    texts = {wording.text for wording in load_alerts()[code].openssl.wordings}
    (reason,), (text,) = reasons, texts
    assert reason is not None
    assert text == reason.lower().replace("_", " ")
    assert ("ALERT" in reason) == (code not in range(110, 115))


@pytest.mark.parametrize("code", [52, 117, 121])
def test_openssl_has_no_text_for_the_newest_alerts(code: int) -> None:
    alert = load_alerts()[code]
    assert {(wording.reason, wording.text) for wording in alert.openssl.wordings} == {(None, None)}
    for wording in alert.python.wordings:
        assert wording.reason is None
        assert (wording.text or "").startswith("unknown error")
    assert {node.code for node in alert.node} == {None}


def test_the_british_spelling_of_openssl_and_python_finds_the_alert() -> None:
    alert = load_alerts().lookup("user_canceled")
    assert alert.python.constant == "ALERT_DESCRIPTION_USER_CANCELLED"
    assert load_alerts().lookup("ALERT_DESCRIPTION_USER_CANCELLED") is alert
    assert load_alerts().lookup("TLSV1_ALERT_USER_CANCELLED") is alert


@pytest.mark.parametrize(
    ("code", "code_of_node"),
    [
        (42, ("SSLV3_ALERT_BAD_CERTIFICATE", "SSL/TLS_ALERT_BAD_CERTIFICATE")),
        (48, ("TLSV1_ALERT_UNKNOWN_CA", "TLSV1_ALERT_UNKNOWN_CA")),
    ],
)
def test_node_makes_its_code_from_the_text_of_openssl(
    code: int, code_of_node: tuple[str, str]
) -> None:
    codes = [node.code for node in load_alerts()[code].node]
    assert codes[:2] == [f"ERR_SSL_{text}" for text in code_of_node]


def test_boringssl_names_certificate_required_its_own_way() -> None:
    alert = load_alerts()[116]
    assert alert.boringssl == "TLSV1_ALERT_CERTIFICATE_REQUIRED"
    assert alert.openssl.wordings[0].reason == "TLSV13_ALERT_CERTIFICATE_REQUIRED"


def test_schannel_lists_no_code_for_alerts_that_it_lumps_together() -> None:
    lumped = {alert.code for alert in load_alerts() if not alert.schannel.listed}
    assert {load_alerts()[code].schannel.name for code in lumped} == {"SEC_E_ILLEGAL_MESSAGE"}
    assert not lumped & set(SHARED_SPELLINGS["SEC_E_ILLEGAL_MESSAGE"])


def test_the_gnutls_column_is_what_gnutls_prints(project: Project) -> None:
    codes = ", ".join(str(code) for code in GNUTLS_TEXTS)
    table = directive("rst", "tls-alert-table", columns="code gnutls", codes=codes)
    project.write({"index.rst": page("rst", table)})
    build = project.build("xml")
    assert build.warnings == []
    body = one(one(build.doctree(), nodes.table), nodes.tbody)
    rows = [list(row.findall(nodes.entry)) for row in body.findall(nodes.row)]
    assert [(code.astext(), text.astext()) for code, text in rows] == [
        (str(code), text) for code, text in GNUTLS_TEXTS.items()
    ]
    for code, text in rows:
        assert one(code, nodes.literal).astext() == code.astext()
        assert not list(text.findall(nodes.literal))


def test_gnutls_has_no_text_for_the_other_five() -> None:
    without = {alert.code for alert in load_alerts() if alert.gnutls.text is None}
    assert without == {52, 113, 114, 117, 121} == {*CODES} - {*GNUTLS_TEXTS}


# Look-up


@every_alert
@each("form", ["{}", "0x{:X}", "0X{:x}", "0x{:02x}", "  {}  ", "000{}"])
def test_a_number_finds_its_alert(alert: Alert, form: str) -> None:
    assert load_alerts().lookup(form.format(alert.code)) is alert


@every_alert
def test_blanks_and_hyphens_may_stand_for_underscores(alert: Alert) -> None:
    for text in (alert.name.replace("_", " "), alert.name.replace("_", "-").upper()):
        assert load_alerts().lookup(text) is alert


def _cases(spelling: str) -> set[str]:
    return {spelling, spelling.lower(), spelling.upper(), spelling.swapcase(), f" {spelling}\n"}


@every_alert
def test_every_spelling_finds_its_alert_in_any_case(alert: Alert) -> None:
    shared = {spelling.lower() for spelling in SHARED_SPELLINGS}
    for spelling in list_spellings(alert):
        if spelling.lower() not in shared:
            for text in _cases(spelling):
                assert load_alerts().lookup(text) is alert, text


@every_alert
def test_the_spellings_of_every_implementation_are_known(alert: Alert) -> None:
    known = set(list_spellings(alert))
    columns = {
        *(alert.name, alert.iana_name, alert.openssl.constant, alert.python.constant),
        *(alert.gnutls.constant, alert.gnutls.text, alert.nss, alert.go, alert.java),
        *(wording.reason for wording in (*alert.openssl.wordings, *alert.python.wordings)),
        *(wording.text for wording in alert.openssl.wordings),
        *(node.code for node in alert.node),
        *(variant.name for variant in alert.rustls),
        alert.boringssl,
    }
    assert columns - {None} <= known


@pytest.mark.parametrize(
    "spelling",
    [
        *("bad_certificate", "BAD_CERTIFICATE", "bad certificate", "BadCertificate"),
        *("ALERT_DESCRIPTION_BAD_CERTIFICATE", "ssl.ALERT_DESCRIPTION_BAD_CERTIFICATE"),
        *("ssl.AlertDescription.ALERT_DESCRIPTION_BAD_CERTIFICATE", "SSL_AD_BAD_CERTIFICATE"),
        *("SSLV3_ALERT_BAD_CERTIFICATE", "TLS_ALERT_BAD_CERTIFICATE"),
        *("SSL_R_SSLV3_ALERT_BAD_CERTIFICATE", "SSL_R_TLS_ALERT_BAD_CERTIFICATE"),
        *("sslv3 alert bad certificate", "ssl/tls alert bad certificate"),
        *("tls alert bad certificate", "GNUTLS_A_BAD_CERTIFICATE", "Certificate is bad"),
        *("SSL_ERROR_BAD_CERT_ALERT", "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE"),
        *("ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE", "AlertDescription::BadCertificate"),
    ],
)
def test_the_spellings_that_the_documentation_promises(spelling: str) -> None:
    assert load_alerts().lookup(spelling).code == 42


def test_a_reserved_alert_is_known_with_and_without_the_mark() -> None:
    assert load_alerts().lookup("export_restriction_RESERVED").code == 60
    assert load_alerts().lookup("export_restriction").code == 60


@pytest.mark.parametrize(("spelling", "codes"), SHARED_SPELLINGS.items())
def test_a_shared_spelling_gives_exactly_its_candidates(
    spelling: str, codes: tuple[int, ...]
) -> None:
    for text in _cases(spelling):
        with pytest.raises(AmbiguousAlertError) as caught:
            load_alerts().lookup(text)
        assert tuple(alert.code for alert in caught.value.candidates) == codes
        assert caught.value.text == text.strip()


def test_no_other_spelling_is_shared() -> None:
    shared = {text for text, found in load_alerts().spellings.items() if len(found) > 1}
    assert shared == {spelling.lower() for spelling in SHARED_SPELLINGS}


@each("code", sorted({*range(256)} - {*CODES}))
def test_an_unassigned_number_says_so(code: int) -> None:
    for text in (str(code), hex(code)):
        with pytest.raises(UnassignedAlertError) as caught:
            load_alerts().lookup(text)
        assert caught.value.code == code
        assert str(caught.value) == f"TLS alert {code} is unassigned"


@pytest.mark.parametrize("text", ["256", "0x100", "99999", "999999999", "4294967338", "9" * 5000])
def test_a_number_beyond_one_octet_is_unknown(text: str) -> None:
    with pytest.raises(UnknownAlertError):
        load_alerts().lookup(text)


@pytest.mark.parametrize(
    "text", ["", " ", "-1", "4 2", "42.0", "0x", "0x2G", "٤٢", "²", "x" * 9999]
)
def test_nonsense_is_unknown_and_has_no_suggestion(text: str) -> None:
    with pytest.raises(UnknownAlertError) as caught:
        load_alerts().lookup(text)
    assert caught.value.suggestions == ()


def test_a_canonical_name_stays_its_own_when_another_alert_borrows_it() -> None:
    owner = load_alerts()[42]
    borrower = load_alerts()[43]._replace(java=owner.name, go="in common")
    sharer = load_alerts()[44]._replace(go="In Common")
    registry = AlertRegistry([owner, borrower, sharer], [])
    assert registry.lookup("bad_certificate") is owner
    with pytest.raises(AmbiguousAlertError) as caught:
        registry.lookup("in common")
    assert caught.value.candidates == (borrower, sharer)


# Suggestions


def _edits(word: str) -> Iterator[str]:
    """Yield what one slip of the hand makes of *word*."""
    letters = f"{string.ascii_lowercase}_"
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in letters[:: 1 + place % 3])
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters[:: 1 + place % 3])
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _suggests_first(alert: Alert, texts: Iterable[str]) -> None:
    for text in texts:
        with pytest.raises(UnknownAlertError) as caught:
            load_alerts().lookup(text)
        assert caught.value.suggestions[0] == alert.name, text
        assert len(caught.value.suggestions) <= 3


def _slips(alert: Alert) -> list[str]:
    return sorted({*_edits(alert.name)} - {*load_alerts().spellings})


@every_alert
def test_a_slip_in_a_canonical_name_suggests_that_name_first(alert: Alert) -> None:
    _suggests_first(alert, _slips(alert)[::17])


@pytest.mark.slow
@every_alert
def test_any_slip_in_a_canonical_name_suggests_that_name_first(alert: Alert) -> None:
    _suggests_first(alert, _slips(alert))


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("bad_certifcate", ("bad_certificate",)),
        ("Handshake_Failed", ("handshake_failure",)),
        ("unknown_psk_id", ("unknown_psk_identity",)),
        ("SSL_AD_BAD_CERTIFICAT", ("bad_certificate",)),  # canonical names come first
        ("GNUTLS_A_UNKNOWN_KA", ("GNUTLS_A_UNKNOWN_CA",)),
    ],
)
def test_the_nearest_spellings_are_suggested(text: str, suggestions: tuple[str, ...]) -> None:
    with pytest.raises(UnknownAlertError) as caught:
        load_alerts().lookup(text)
    assert caught.value.suggestions == suggestions


# Arbitrary text

known_spellings = st.sampled_from(sorted(load_alerts().spellings))
any_text = st.one_of(
    st.text(),
    st.text(alphabet=string.ascii_letters + string.digits + "_ :./-", max_size=300),
    st.from_regex(r"\s*(0[xX])?[0-9A-Fa-f]{1,12}\s*", fullmatch=True),
    st.tuples(known_spellings, st.text(max_size=3)).map("".join),
    st.lists(known_spellings, min_size=2, max_size=20).map("_".join),
)


@given(any_text)
@example("\0")
@example("İ" * 200)
@example("alert " * 10_000)
@settings(deadline=timedelta(milliseconds=250), max_examples=200, database=None)
def test_any_text_is_an_alert_or_a_lookup_error_and_quickly_so(text: str) -> None:
    try:
        alert = load_alerts().lookup(text)
    except AlertLookupError:
        return
    number = re.fullmatch(r"0[xX]([0-9A-Fa-f]+)|([0-9]+)", text.strip())
    if number:
        assert (int(number[1], 16) if number[1] else int(number[2])) == alert.code
    else:
        assert text.strip().lower() in {spelling.lower() for spelling in list_spellings(alert)}


# Loading

COUNT_READS = """
import sys
read = []
sys.addaudithook(
    lambda event, args: event == "open" and "alerts.json" in str(args[0]) and read.append(args[0])
)
from sphinx_tlsalerts.registries import alerts
print(len(read))
assert alerts.load_alerts() is alerts.load_alerts()
for text in ("42", "bad_certificate", "SSL_AD_UNKNOWN_CA"):
    alerts.load_alerts().lookup(text)
from sphinx_tlsalerts.registries.selection import select_alerts
select_alerts("all 40-49 bad_certificate").found
print(len(read))
"""


def test_the_file_is_read_on_first_use_and_only_once() -> None:
    run = subprocess.run(
        [sys.executable, "-c", COUNT_READS],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert run.stdout.split() == ["0", "1"]
