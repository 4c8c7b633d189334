"""Bad input of ``ssl`` names and verification codes: one exact warning each."""

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
    one,
    role,
    second_paragraph,
)
from support.rows import others_slow

if TYPE_CHECKING:
    from support.building import Project


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


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
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
