"""Bad input: one exact warning with file and line, and the rest of the page renders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from building import LANGUAGES, column, directive, headings, needs_myst, one, page, role
from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from building import Build, Project

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


def at_line(language: str, number: int, messages: list[str]) -> list[str]:
    """Return the warnings at a line, counted from the first below the title."""
    line = number + (3 if language == "rst" else 2)
    return [f"index.{language}:{line}: WARNING: {message}" for message in messages]


def build_page(project: Project, language: str, body: str) -> Build:
    """Build a page with *body* between two paragraphs, which must both be there."""
    text = f"The start.\n\n{body}\n\nThe end."
    project.write({f"index.{language}": page(language, text)})
    build = project.build("text")
    written = build.text("index.txt").splitlines()
    assert "The start." in written
    assert "The end." in written
    return build


def second_paragraph(build: Build) -> str:
    return list(build.doctree().findall(nodes.paragraph))[1].astext()


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


@pytest.mark.parametrize("language", LANGUAGES)
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
    project.write({"a.yaml": f"alerts:\n  {text}\n  43: {{meaning: good}}\n"})
    project.config["tlsalerts_registry_overlays"] = ["a.yaml"]
    body = directive("rst", "tls-alert-table", codes="42 43", columns="meaning")
    build = build_page(project, "rst", body)
    assert build.warnings == [f"a.yaml:{place}: WARNING: {message} [tlsalerts.overlay]"]
    meaning_of_43 = "a certificate is of a kind it cannot use here" if text == "42: [" else "good"
    assert column(one(build.doctree(), nodes.table)) == [PACKAGED, meaning_of_43]


# Names of ``ssl`` and verification codes

MEMBERS = "'TLSVersion.TLSv1_3', 'TLSVersion.TLSv1_2' or 'TLSVersion.TLSv1_1'"
ENUMS = (
    "'AlertDescription', 'SSLErrorNumber', 'TLSVersion', 'Purpose', 'VerifyMode', 'VerifyFlags', "
    "'Options' or '_SSLMethod'"
)
NAME = "of Python's ssl module"

#: Role and target, message.
OTHER_LOOKUPS = {
    ("ssl", "TLSVersion.TLSv1_4"): (
        f"unknown name 'TLSVersion.TLSv1_4' {NAME} (did you mean {MEMBERS}?); rendered as text "
        "[tlsalerts.unknown-name]"
    ),
    ("ssl", "TLSVersion.CERT_NONE"): (
        f"unknown name 'TLSVersion.CERT_NONE' {NAME} ('CERT_NONE' is a member of 'VerifyMode'); "
        "rendered as text [tlsalerts.unknown-name]"
    ),
    ("ssl", "TLSv1_3"): (
        f"unknown name 'TLSv1_3' {NAME} (did you mean 'TLSVersion.TLSv1_3'?); "
        "rendered as text [tlsalerts.unknown-name]"
    ),
    ("ssl", "verify_code"): (
        f"unknown name 'verify_code' {NAME} (did you mean "
        "'SSLCertVerificationError.verify_code'?); rendered as text [tlsalerts.unknown-name]"
    ),
    ("ssl", "_SSLMethod.RAND_bytes"): (
        f"unknown name '_SSLMethod.RAND_bytes' {NAME}; rendered as text [tlsalerts.unknown-name]"
    ),
    ("ssl", "zzz"): f"unknown name 'zzz' {NAME}; rendered as text [tlsalerts.unknown-name]",
    ("tlsverify", "95"): (
        "unknown verification code '95' (OpenSSL 3.0 has no such number); rendered as text "
        "[tlsalerts.unknown-code]"
    ),
    ("tlsverify", "1.1.1:80"): (
        "unknown verification code '1.1.1:80' (OpenSSL 1.1.1 has no such number); rendered as "
        "text [tlsalerts.unknown-code]"
    ),
    ("tlsverify", "3.2:20"): (
        "unknown verification code '3.2:20'; rendered as text [tlsalerts.unknown-code]"
    ),
    ("tlsverify", "X509_V_ERR_INVALD_CA"): (
        "unknown verification code 'X509_V_ERR_INVALD_CA' (did you mean "
        "'X509_V_ERR_INVALID_CA', 'X509_V_ERR_INVALID_CALL' or 'X509_V_ERR_INVALID_NON_CA'?); "
        "rendered as text [tlsalerts.unknown-code]"
    ),
    ("tlsverify", "zzz"): (
        "unknown verification code 'zzz'; rendered as text [tlsalerts.unknown-code]"
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "target"), OTHER_LOOKUPS)
def test_other_roles_become_text(project: Project, language: str, name: str, target: str) -> None:
    build = build_page(project, language, f"See {role(language, name, target)} here.")
    assert build.warnings == at_line(language, 3, [OTHER_LOOKUPS[name, target]])
    assert second_paragraph(build) == f"See {target} here."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["ssl", "tls:ssl", "tlsverify", "tls:verify"])
def test_other_roles_without_target(project: Project, language: str, name: str) -> None:
    build = build_page(project, language, role(language, name, "words <>"))
    assert build.warnings == at_line(
        language, 3, [f"the role '{name}' has no target; rendered as text [tlsalerts.empty-role]"]
    )


LEFT_OUT = "left out [tlsalerts.unknown-name]"

#: Directive and argument, options, warnings. There is a table all the same.
OTHER_TABLES: dict[str, tuple[tuple[str, str], dict[str, str], list[str]]] = {
    "unknown member": (
        ("ssl-enum", "TLSVersion"),
        {"members": "TLSv1_3 TLSv1_4"},
        [f"unknown name 'TLSVersion.TLSv1_4' {NAME} (did you mean {MEMBERS}?); {LEFT_OUT}"],
    ),
    "member of another enum": (
        ("ssl-enum", "TLSVersion"),
        {"exclude": "CERT_NONE"},
        [
            (
                f"unknown name 'TLSVersion.CERT_NONE' {NAME} ('CERT_NONE' is a member of "
                f"'VerifyMode'); {LEFT_OUT}"
            )
        ],
    ),
    "name that is no member": (
        ("ssl-enum", "_SSLMethod"),
        {"members": "PROTOCOL_TLS PROTOCOL_SSLv23 RAND_bytes"},
        [
            f"unknown name '_SSLMethod.PROTOCOL_SSLv23' {NAME}; {LEFT_OUT}",
            f"unknown name '_SSLMethod.RAND_bytes' {NAME}; {LEFT_OUT}",
        ],
    ),
    **{
        f"python {version}": (
            ("ssl-enum", "Options"),
            {"python": version},
            [
                (
                    f":python: '{version}' is not a version from 3.9 to 3.15; the members of all "
                    "versions are shown [tlsalerts.unknown-value]"
                )
            ],
        )
        for version in ("3.8", "3.16", "2.7", "3", "3.x", "three", "-3.11", "3.11 3.12")
    },
    "unknown column of an enum": (
        ("ssl-enum", "Options"),
        {"columns": "membr zzz"},
        [
            (
                ":columns: does not know 'membr' (did you mean 'member'?); left out "
                "[tlsalerts.unknown-column]"
            ),
            (
                ":columns: does not know 'zzz' (known are 'member', 'constant', 'value', "
                "'meaning', 'alert', 'added', 'deprecated' and 'openssl'); left out "
                "[tlsalerts.unknown-column]"
            ),
        ],
    ),
    "unknown release line": (
        ("tls-verify-table", ""),
        {"openssl": "3.2"},
        [
            (
                ":openssl: does not know '3.2' (known are '1.1.1', '3.0', '3.5' and '4.0'); "
                "left out "
                "[tlsalerts.unknown-value]"
            )
        ],
    ),
    "two release lines": (
        ("tls-verify-table", ""),
        {"openssl": "1.1.1 3.0"},
        [":openssl: takes one value; '1.1.1' is used [tlsalerts.unknown-value]"],
    ),
    "unknown column of codes": (
        ("tls-verify-table", ""),
        {"columns": "code zzz"},
        [
            (
                ":columns: does not know 'zzz' (known are 'code', 'name', 'text', 'meaning', "
                "'since', 'alert', 'strict', 'check' and 'entries'); left out "
                "[tlsalerts.unknown-column]"
            )
        ],
    ),
    "faulty codes": (
        ("tls-verify-table", ""),
        {"openssl": "1.1.1", "codes": "20 zzz 95 70-90 9-8 1-"},
        [
            "unknown verification code 'zzz'; left out [tlsalerts.unknown-code]",
            (
                "unknown verification code '95' (OpenSSL 1.1.1 has no such number); left out "
                "[tlsalerts.unknown-code]"
            ),
            "the range '70-90' goes beyond 79; left out [tlsalerts.bad-range]",
            "the range '9-8' runs backwards; left out [tlsalerts.bad-range]",
            "'1-' is not a range of codes such as 40-49; left out [tlsalerts.bad-range]",
        ],
    ),
    "headers of codes": (
        ("tls-verify-table", ""),
        {"headers": "One"},
        [
            (
                ":headers: has 1 value, the table has 3 columns ('code', 'name' and 'meaning'); "
                "the default headers are used [tlsalerts.column-count]"
            )
        ],
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", OTHER_TABLES)
def test_other_tables_warn_and_show_the_rest(project: Project, language: str, case: str) -> None:
    (name, argument), options, messages = OTHER_TABLES[case]
    build = build_page(project, language, directive(language, name, argument, **options))
    assert build.warnings == at_line(language, 3, messages)
    assert column(one(build.doctree(), nodes.table))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "argument", "options", "message"),
    [
        (
            "ssl-enum",
            "Purpose",
            {"exclude": "SERVER_AUTH CLIENT_AUTH"},
            (
                "the options leave no member of 'Purpose' to show; no table is rendered "
                "[tlsalerts.empty-selection]"
            ),
        ),
        (
            "ssl-enum",
            "tlsversion",
            {},
            (
                f"unknown name 'tlsversion' {NAME} (did you mean 'TLSVersion'?); no table is "
                "rendered [tlsalerts.unknown-name]"
            ),
        ),
        (
            "ssl-enum",
            "zzz",
            {},
            (
                f"unknown name 'zzz' {NAME} (did you mean {ENUMS}?); no table is rendered "
                "[tlsalerts.unknown-name]"
            ),
        ),
        (
            "tls-verify-table",
            "",
            {"codes": "20", "exclude": "20"},
            (
                "the options leave no verification code to show; no table is rendered "
                "[tlsalerts.empty-selection]"
            ),
        ),
    ],
)
def test_other_tables_without_rows_are_left_out(
    project: Project,
    language: str,
    name: str,
    argument: str,
    options: dict[str, str],
    message: str,
) -> None:
    build = build_page(project, language, directive(language, name, argument, **options))
    assert build.warnings == at_line(language, 3, [message])
    assert list(build.doctree().findall(nodes.table)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_exception_is_left_out(project: Project, language: str) -> None:
    body = directive(language, "ssl-exceptions", "SSLErrr SSLEOFError")
    build = build_page(project, language, body)
    assert build.warnings == at_line(
        language,
        3,
        [f"unknown name 'SSLErrr' {NAME} (did you mean 'SSLError' or 'SSLEOFError'?); {LEFT_OUT}"],
    )
    signature = one(build.doctree(), addnodes.desc_signature)
    assert signature.astext() == "exception ssl.SSLEOFError"


@pytest.mark.parametrize("language", LANGUAGES)
def test_description_of_no_code_keeps_the_body(project: Project, language: str) -> None:
    build = build_page(project, language, directive(language, "tls-verify", "zzz", "The body."))
    assert build.warnings == at_line(
        language, 3, ["unknown verification code 'zzz'; rendered as text [tlsalerts.unknown-code]"]
    )
    assert one(build.doctree(), addnodes.desc_signature).astext() == "zzz"
    assert one(build.doctree(), addnodes.desc_content).astext() == "The body."


@pytest.mark.parametrize("language", LANGUAGES)
def test_description_of_partly_faulty_codes(project: Project, language: str) -> None:
    body = directive(language, "tls-verify", "20 zzz 90-99", "The body.", fields="txt code")
    build = build_page(project, language, body)
    assert build.warnings == at_line(
        language,
        3,
        [
            "unknown verification code 'zzz'; left out [tlsalerts.unknown-code]",
            "the range '90-99' goes beyond 94; left out [tlsalerts.bad-range]",
            (
                ":fields: does not know 'txt' (did you mean 'text'?); left out "
                "[tlsalerts.unknown-column]"
            ),
        ],
    )
    assert one(build.doctree(), addnodes.desc_signature).astext().endswith("_LOCALLY (20)")
