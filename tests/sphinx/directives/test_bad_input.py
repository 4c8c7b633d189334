"""Bad input: one exact warning with file and line, and the rest of the page renders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import (
    LANGUAGES,
    at_line,
    build_page,
    column,
    directive,
    headings,
    needs_myst,
    one,
    role,
    second_paragraph,
)
from support.rows import others_slow

if TYPE_CHECKING:
    from support.building import Project

COLUMNS = (
    "'code', 'hex', 'name', 'meaning', 'notes', 'level', 'sender', 'versions', 'dtls', 'status', "
    "'reference', 'python', 'reason', 'message', 'openssl', 'gnutls', 'nss', 'schannel', 'go', "
    "'java', 'rustls', 'node', 'boringssl' and 'entries'"
)
ILLEGAL_MESSAGE = (
    "'SEC_E_ILLEGAL_MESSAGE' is shared by the TLS alerts 'unexpected_message', 'record_overflow', "
    "'handshake_failure', 'illegal_parameter', 'decode_error', 'export_restriction', "
    "'no_renegotiation', 'unsupported_extension', 'unknown_psk_identity' and "
    "'no_application_protocol'"
)
PROTOCOLS = "'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3', 'DTLSv1.2' and 'DTLSv1.3'"

#: Target of the role, warning.
LOOKUPS = {
    "bad_certifcate": (
        "unknown TLS alert 'bad_certifcate' (did you mean 'bad_certificate'?); {} "
        "[tlsalerts.unknown-alert]"
    ),
    "SSL_AD_BAD_CERTIFCATE": (
        "unknown TLS alert 'SSL_AD_BAD_CERTIFCATE' (did you mean 'bad_certificate'?); {} "
        "[tlsalerts.unknown-alert]"
    ),
    "certificate_un": (
        "unknown TLS alert 'certificate_un' (did you mean 'certificate_unknown'?); {} "
        "[tlsalerts.unknown-alert]"
    ),
    "zzz": "unknown TLS alert 'zzz'; {} [tlsalerts.unknown-alert]",
    "256": "unknown TLS alert '256' (codes go from 0 to 255); {} [tlsalerts.unknown-alert]",
    "53": "IANA leaves the TLS alert 53 unassigned; {} [tlsalerts.unassigned-alert]",
    "0x35": "IANA leaves the TLS alert 53 unassigned; {} [tlsalerts.unassigned-alert]",
    "SEC_E_ILLEGAL_MESSAGE": f"{ILLEGAL_MESSAGE}; {{}} [tlsalerts.ambiguous-alert]",
}

#: Options of ``tls-alert-table``, warnings. The table has rows all the same.
TABLE_WARNINGS: dict[str, tuple[dict[str, str], list[str]]] = {
    "unknown column": (
        {"columns": "code nam"},
        [
            (
                ":columns: does not know 'nam' (did you mean 'name'?); left out "
                "[tlsalerts.unknown-column]"
            )
        ],
    ),
    "column unlike any": (
        {"columns": "code zzz"},
        [
            (
                f":columns: does not know 'zzz' (known are {COLUMNS}); left out "
                "[tlsalerts.unknown-column]"
            )
        ],
    ),
    "unknown preset": (
        {"preset": "ianna"},
        [
            (
                ":preset: does not know 'ianna' (did you mean 'iana'?); left out "
                "[tlsalerts.unknown-value]"
            )
        ],
    ),
    "unknown protocol": (
        {"protocol": "TLSv1.4"},
        [
            (
                ":protocol: does not know 'TLSv1.4' (did you mean 'TLSv1.3'?); left out "
                "[tlsalerts.unknown-value]"
            )
        ],
    ),
    "protocol unlike any": (
        {"protocol": "QUIC TLSv1.3"},
        [
            (
                f":protocol: does not know 'QUIC' (known are {PROTOCOLS}); left out "
                "[tlsalerts.unknown-value]"
            )
        ],
    ),
    "unknown status": (
        {"status": "old"},
        [
            (
                ":status: does not know 'old' (known are 'current' and 'reserved'); left out "
                "[tlsalerts.unknown-value]"
            )
        ],
    ),
    "unknown sender": (
        {"sender": "serve"},
        [
            (
                ":sender: does not know 'serve' (did you mean 'server'?); left out "
                "[tlsalerts.unknown-value]"
            )
        ],
    ),
    "unknown sort key": (
        {"sort": "level"},
        [
            (
                ":sort: does not know 'level' (known are 'code' and 'name'); left out "
                "[tlsalerts.unknown-value]"
            )
        ],
    ),
    "preset against columns": (
        {"preset": "iana", "columns": "code name"},
        [
            (
                ":preset: and :columns: name different columns; :columns: is used "
                "[tlsalerts.columns-conflict]"
            )
        ],
    ),
    "too few headers": (
        {"columns": "code name", "headers": "One"},
        [
            (
                ":headers: has 1 value, the table has 2 columns ('code' and 'name'); "
                "the default headers are used [tlsalerts.column-count]"
            )
        ],
    ),
    "too many headers": (
        {"columns": "code", "headers": "One, Two"},
        [
            (
                ":headers: has 2 values, the table has 1 column ('code'); "
                "the default headers are used [tlsalerts.column-count]"
            )
        ],
    ),
    "number of widths": (
        {"columns": "code name", "widths": "1 2 3"},
        [
            (
                ":widths: has 3 values, the table has 2 columns ('code' and 'name'); "
                "the default widths are used [tlsalerts.column-count]"
            )
        ],
    ),
    "width of nothing": (
        {"columns": "code name", "widths": "0 1"},
        [
            (
                ":widths: '0 1' is not 'auto', 'grid' or a list of positive numbers; "
                "the option is ignored [tlsalerts.unknown-value]"
            )
        ],
    ),
    "widths in words": (
        {"widths": "x"},
        [
            (
                ":widths: 'x' is not 'auto', 'grid' or a list of positive numbers; "
                "the option is ignored [tlsalerts.unknown-value]"
            )
        ],
    ),
    "widths in words and numbers": (
        {"columns": "code name", "widths": "auto 1"},
        [
            (
                ":widths: 'auto 1' is not 'auto', 'grid' or a list of positive numbers; "
                "the option is ignored [tlsalerts.unknown-value]"
            )
        ],
    ),
    "unknown side": (
        {"align": "middle"},
        [
            (
                ":align: does not know 'middle' (known are 'left', 'center' and 'right'); "
                "left out [tlsalerts.unknown-value]"
            )
        ],
    ),
    "width in words": (
        {"width": "wide"},
        [
            (
                ":width: 'wide' is not a length or a percentage; the option is ignored "
                "[tlsalerts.unknown-value]"
            )
        ],
    ),
    "two presets": (
        {"preset": "iana python"},
        [":preset: takes one value; 'iana' is used [tlsalerts.unknown-value]"],
    ),
    "two sort keys": (
        {"sort": "name code"},
        [":sort: takes one value; 'name' is used [tlsalerts.unknown-value]"],
    ),
    "two sides": (
        {"align": "left right"},
        [":align: takes one value; 'left' is used [tlsalerts.unknown-value]"],
    ),
    "reversed range": (
        {"codes": "42 49-40"},
        ["the range '49-40' runs backwards; left out [tlsalerts.bad-range]"],
    ),
    "malformed range": (
        {"codes": "42 40-"},
        ["'40-' is not a range of codes such as 40-49; left out [tlsalerts.bad-range]"],
    ),
    "range of three": (
        {"codes": "42 40-49-50"},
        ["'40-49-50' is not a range of codes such as 40-49; left out [tlsalerts.bad-range]"],
    ),
    "range without a start": (
        {"codes": "42 -5"},
        ["'-5' is not a range of codes such as 40-49; left out [tlsalerts.bad-range]"],
    ),
    "range with a name": (
        {"codes": "42 40-x9"},
        ["'40-x9' is not a range of codes such as 40-49; left out [tlsalerts.bad-range]"],
    ),
    "range too far": (
        {"codes": "42 100-300"},
        ["the range '100-300' goes beyond 255; left out [tlsalerts.bad-range]"],
    ),
    "range of nothing": (
        {"codes": "42 1-9"},
        ["the range '1-9' holds no assigned code; left out [tlsalerts.bad-range]"],
    ),
    "fault in exclude": (
        {"codes": "42-43", "exclude": "43 53"},
        ["IANA leaves the TLS alert 53 unassigned; left out [tlsalerts.unassigned-alert]"],
    ),
    "several faults": (
        {"columns": "code hx", "codes": "42 9-8 zzz"},
        [
            (
                ":columns: does not know 'hx' (did you mean 'hex'?); left out "
                "[tlsalerts.unknown-column]"
            ),
            "unknown TLS alert 'zzz'; left out [tlsalerts.unknown-alert]",
            "the range '9-8' runs backwards; left out [tlsalerts.bad-range]",
        ],
    ),
}

#: Options of ``tls-alert-table`` that leave no row.
NOTHING = "the options leave no alert to show; no table is rendered [tlsalerts.empty-selection]"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("target", LOOKUPS)
def test_role_becomes_text(project: Project, language: str, target: str) -> None:
    build = build_page(project, language, f"See\n{role(language, 'tlsalert', target)} here.")
    expected = [LOOKUPS[target].format("rendered as text")]
    # Both parsers give the line on which the paragraph starts.
    assert build.warnings == at_line(language, 3, expected)
    assert second_paragraph(build).split() == ["See", target, "here."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_role_with_own_words_keeps_them(project: Project, language: str) -> None:
    build = build_page(project, language, role(language, "tlsalert", "my words <zzz>"))
    expected = [LOOKUPS["zzz"].format("rendered as text")]
    assert build.warnings == at_line(language, 3, expected)
    assert second_paragraph(build) == "my words"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("source", "text"), [("words <>", "words"), ("~", ""), ("!", ""), ("words <~>", "words")]
)
def test_role_without_target(project: Project, language: str, source: str, text: str) -> None:
    build = build_page(project, language, role(language, "tlsalert", source))
    assert build.warnings == at_line(
        language, 3, ["the role 'tlsalert' has no target; rendered as text [tlsalerts.empty-role]"]
    )
    assert second_paragraph(build).strip("~! <>") == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_role_without_target_is_named_as_it_is_written(project: Project, language: str) -> None:
    build = build_page(project, language, role(language, "tls:alert", "words <>"))
    assert build.warnings == at_line(
        language, 3, ["the role 'tls:alert' has no target; rendered as text [tlsalerts.empty-role]"]
    )


@needs_myst
@pytest.mark.parametrize("text", ["", " "])
def test_empty_role_on_a_markdown_page(project: Project, text: str) -> None:
    build = build_page(project, "md", f"{{tlsalert}}`{text or ' '}`")
    assert build.warnings == at_line(
        "md", 3, ["the role 'tlsalert' has no target; rendered as text [tlsalerts.empty-role]"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("target", LOOKUPS)
def test_table_leaves_faulty_codes_out(project: Project, language: str, target: str) -> None:
    body = directive(language, "tls-alert-table", codes=f"42 {target}")
    build = build_page(project, language, body)
    assert build.warnings == at_line(language, 3, [LOOKUPS[target].format("left out")])
    assert column(one(build.doctree(), nodes.table)) == ["42"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", TABLE_WARNINGS)
def test_table_warns_and_shows_the_rest(project: Project, language: str, case: str) -> None:
    options, messages = TABLE_WARNINGS[case]
    options = {"codes": "42"} | options
    build = build_page(project, language, directive(language, "tls-alert-table", **options))
    assert build.warnings == at_line(language, 3, messages)
    table = one(build.doctree(), nodes.table)
    assert column(table)[0] == "42"
    assert headings(table)[0] == "Code"


def test_columns_win_over_a_preset(project: Project) -> None:
    body = directive("rst", "tls-alert-table", preset="iana", columns="code name")
    build = build_page(project, "rst", body)
    assert headings(one(build.doctree(), nodes.table)) == ["Code", "Name"]


def test_first_of_two_values_is_used(project: Project) -> None:
    body = directive("rst", "tls-alert-table", preset="iana python", sort="name code")
    table = one(build_page(project, "rst", body).doctree(), nodes.table)
    assert headings(table) == ["Code", "Name", "DTLS-OK", "Reference"]
    assert column(table, 1) == sorted(column(table, 1))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "options",
    [
        {"widths": "0 1 1 1"},
        {"widths": "-1 1 1 1"},
        {"widths": "1.5 1 1 1"},
        {"widths": "\u0661 1 1 1"},
        {"widths": "1 1"},
        {"align": "middle"},
        {"width": "wide"},
        {"width": "-3em"},
    ],
)
def test_unusable_layout_leaves_the_table_as_without_it(
    project: Project, language: str, options: dict[str, str]
) -> None:
    tables = []
    for given in ({}, options):
        body = directive(language, "tls-alert-table", codes="42", **given)
        build = build_page(project, language, body)
        assert len(build.warnings) == len(given)
        tables.append(one(build.doctree(), nodes.table).pformat())
    assert tables[0] == tables[1]


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
@pytest.mark.parametrize(
    "option",
    [
        *("columns", "preset", "exclude", "protocol", "status", "sender", "sort"),
        *("align", "widths"),
    ],
)
def test_option_without_a_value_is_as_none(project: Project, language: str, option: str) -> None:
    tables = []
    for given in ({}, {option: ""}):
        body = directive(language, "tls-alert-table", **given)
        build = build_page(project, language, body)
        assert build.warnings == []
        tables.append(one(build.doctree(), nodes.table).pformat())
    assert tables[0] == tables[1]


def test_unknown_preset_gives_the_default_columns(project: Project) -> None:
    build = build_page(project, "rst", directive("rst", "tls-alert-table", preset="ianna"))
    table = one(build.doctree(), nodes.table)
    assert headings(table) == ["Code", "Name", "Meaning", "Reference"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("options", "before"),
    [
        ({"codes": "42", "exclude": "42"}, []),
        ({"codes": "42", "status": "reserved"}, []),
        ({"codes": "53"}, [LOOKUPS["53"].format("left out")]),
        ({"codes": "60", "protocol": "TLSv1.3"}, []),
        ({"exclude": "all"}, []),
        ({"codes": ""}, []),
    ],
)
def test_table_without_rows_is_left_out(
    project: Project, language: str, options: dict[str, str], before: list[str]
) -> None:
    build = build_page(project, language, directive(language, "tls-alert-table", **options))
    assert build.warnings == at_line(language, 3, [*before, NOTHING])
    assert list(build.doctree().findall(nodes.table)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("target", LOOKUPS)
def test_description_of_nothing_keeps_the_body(
    project: Project, language: str, target: str
) -> None:
    build = build_page(project, language, directive(language, "tls-alert", target, "The body."))
    assert build.warnings == at_line(language, 3, [LOOKUPS[target].format("rendered as text")])
    assert one(build.doctree(), addnodes.desc_signature).astext() == target
    assert one(build.doctree(), addnodes.desc_content).astext() == "The body."


@pytest.mark.parametrize("language", LANGUAGES)
def test_description_of_a_partly_faulty_selection(project: Project, language: str) -> None:
    body = directive(language, "tls-alert", "42 zzz 9-8", "The body.", fields="hx none2")
    build = build_page(project, language, body)
    assert build.warnings == at_line(
        language,
        3,
        [
            LOOKUPS["zzz"].format("left out"),
            "the range '9-8' runs backwards; left out [tlsalerts.bad-range]",
            (
                ":fields: does not know 'hx' (did you mean 'hex'?); left out "
                "[tlsalerts.unknown-column]"
            ),
            (
                ":fields: does not know 'none2' (did you mean 'none'?); left out "
                "[tlsalerts.unknown-column]"
            ),
        ],
    )
    assert one(build.doctree(), addnodes.desc_signature).astext() == "bad_certificate (42)"
    assert one(build.doctree(), addnodes.desc_content).astext().endswith("The body.")


PACKAGED = "a certificate is corrupt, badly signed, or otherwise unusable"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (
            "42: [",
            "4:1",
            "YAML syntax error: did not find expected ',' or ']'; none of its texts are used",
        ),
        (
            "42: {meaning: 3}",
            "2:17",
            "alerts.42.meaning: '3' is not a text to YAML, quote it; it is left out",
        ),
        ("42: {meaning: [x]}", "2:17", "alerts.42.meaning: not a text; it is left out"),
        ("42: x", "2:7", "alerts.42: not a mapping with meaning, explanation, note"),
        (
            "53: {meaning: x}",
            "2:3",
            "alerts: '53' is a code that IANA leaves unassigned; it is left out",
        ),
        (
            "bad_certifcate: {meaning: x}",
            "2:3",
            (
                "alerts: 'bad_certifcate' is not a TLS alert (did you mean 'bad_certificate'?); "
                "it is left out"
            ),
        ),
        (
            "42: {meening: x}",
            "2:8",
            "alerts.42: 'meening' is not a key (did you mean 'meaning'?); it is left out",
        ),
    ],
)
def test_broken_overlay(project: Project, text: str, place: str, message: str) -> None:
    project.write({"a.yaml": f"alerts:\n  {text}\n  43: {{meaning: good}}\nschema: 1\n"})
    project.config["tlsalerts_registry_overlays"] = ["a.yaml"]
    body = directive("rst", "tls-alert-table", codes="42 43", columns="meaning")
    build = build_page(project, "rst", body)
    assert build.warnings == [f"a.yaml:{place}: WARNING: {message} [tlsalerts.overlay]"]
    meaning_of_43 = "a certificate is of a kind it cannot use here" if text == "42: [" else "good"
    assert column(one(build.doctree(), nodes.table)) == [PACKAGED, meaning_of_43]
