"""``tls-alert-table``: what each option does to the table."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Protocol

import pytest
from docutils import nodes
from support.building import LANGUAGES, column, directive, headings, needs_myst, one, page, rows
from support.normalise import normalised

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from support.building import Project

ALL_CODES = [alert.code for alert in load_alerts()]

#: The 32 alerts that GnuTLS 3.7 has a text for, and the checksum of its table of them:
#: one line ``| `code` | text |`` for each. The texts themselves stand in the registry.
GNUTLS_CODES = "0 10 20-22 30 40-51 60 70-71 80 86 90 100 109-112 115-116 120"
GNUTLS_SHA256 = "6ad084fcefaf41fb1a97008a1f51664e8975da8e0c345b864e142b5a4c8f28a4"


class MakeTable(Protocol):
    """Builds a page with one table, which must not warn, and returns the table."""

    def __call__(
        self, caption: str = "", /, *, language: str = "rst", **options: str
    ) -> nodes.table: ...


@pytest.fixture
def make_table(project: Project) -> MakeTable:
    def make(caption: str = "", /, *, language: str = "rst", **options: str) -> nodes.table:
        body = directive(language, "tls-alert-table", caption, **options)
        for earlier in project.source.glob("index.*"):
            earlier.unlink()
        project.write({f"index.{language}": page(language, body)})
        build = project.build("dummy", nitpicky=True)
        assert build.warnings == []
        return one(build.doctree(), nodes.table)

    return make


def codes(table: nodes.table) -> list[int]:
    return [int(code) for code in column(table)]


def test_shows_the_whole_registry_without_options(make_table: MakeTable) -> None:
    table = make_table()
    assert headings(table) == ["Code", "Name", "Meaning", "Reference"]
    assert len(rows(table)) == 37
    assert rows(table)[8] == [
        "42",
        "bad_certificate",
        "a certificate is corrupt, badly signed, or otherwise unusable",
        "RFC 9846 §6.2",
    ]
    assert codes(table) == ALL_CODES


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("meaning", ["Code", "Meaning"]),
        ("iana", ["Code", "Name", "DTLS-OK", "Reference"]),
        ("python", ["Code", "Name", "Python constant", "Python reason", "Python message"]),
        (
            "implementations",
            [
                "Code",
                "Name",
                "OpenSSL",
                "GnuTLS",
                "NSS",
                "Schannel",
                "Go",
                "Java",
                "rustls",
                "Node.js",
                "BoringSSL",
            ],
        ),
        ("IANA", ["Code", "Name", "DTLS-OK", "Reference"]),
    ],
)
def test_preset_names_the_columns(make_table: MakeTable, preset: str, expected: list[str]) -> None:
    assert headings(make_table(preset=preset)) == expected


@pytest.mark.parametrize(
    "text", ["name, hex dtls", "name hex dtls", "name,hex,dtls", "Name HEX dtls"]
)
def test_columns_stand_in_the_order_of_the_author(make_table: MakeTable, text: str) -> None:
    table = make_table(columns=text, codes="42")
    assert headings(table) == ["Name", "Hex", "DTLS-OK"]
    assert rows(table) == [["bad_certificate", "0x2A", "Y"]]


def test_columns_may_repeat_a_preset(make_table: MakeTable) -> None:
    assert headings(make_table(preset="meaning", columns="code meaning")) == ["Code", "Meaning"]


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("rst", 'Number, "What, exactly", *Where*'),
        pytest.param("md", """'Number, "What, exactly", *Where*'""", marks=needs_myst),
    ],
)
def test_headers_are_the_authors_words(make_table: MakeTable, language: str, source: str) -> None:
    table = make_table(columns="code meaning reference", headers=source, language=language)
    assert headings(table) == ["Number", "What, exactly", "Where"]
    assert one(one(table, nodes.thead), nodes.emphasis).astext() == "Where"


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("42", [42]),
        ("49 42", [42, 49]),
        ("42, 49", [42, 49]),
        ("42,49", [42, 49]),
        ("48-51", [48, 49, 50, 51]),
        ("70-90", [70, 71, 80, 86, 90]),
        ("0x2A", [42]),
        ("0x28-0x2a", [40, 41, 42]),
        ("0-255", ALL_CODES),
        ("all", ALL_CODES),
        ("bad_certificate decode_error", [42, 50]),
        ("SSL_AD_BAD_CERTIFICATE ALERT_DESCRIPTION_DECODE_ERROR", [42, 50]),
        ("42 40-43 bad_certificate", [40, 41, 42, 43]),
        ("42\n       0x31", [42, 49]),
    ],
)
def test_codes_select_rows(make_table: MakeTable, selection: str, expected: list[int]) -> None:
    assert codes(make_table(codes=selection)) == expected


def test_exclude_takes_rows_out(make_table: MakeTable) -> None:
    table = make_table(codes="40-49", exclude="41 0x2A 44-48 certificate_unknown")
    assert codes(table) == [40, 43, 49]


def test_exclude_alone_starts_from_all(make_table: MakeTable) -> None:
    assert codes(make_table(exclude="10-255")) == [0]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"protocol": "SSLv3"}, [0, 10, 20, 30, 40, 41, 42, 43, 44, 45, 46, 47]),
        ({"codes": "20-22 41 52 60", "protocol": "TLSv1"}, [20, 21, 22, 60]),
        ({"codes": "20-22 41 52 60", "protocol": "SSLv3 TLSv1"}, [20, 21, 22, 41, 60]),
        ({"codes": "20-22 52 60", "protocol": "TLSv1.3"}, [20, 22]),
        ({"codes": "20-22 52 60", "protocol": "dtlsv1.3"}, [20, 22, 52]),
        ({"status": "reserved"}, [21, 30, 41, 60, 100, 111, 114]),
        ({"codes": "20-22", "status": "current"}, [20, 22]),
        ({"codes": "20-22", "status": "current reserved"}, [20, 21, 22]),
    ],
)
def test_filters_keep_what_fits(
    make_table: MakeTable, options: dict[str, str], expected: list[int]
) -> None:
    assert codes(make_table(**options)) == expected


@pytest.mark.parametrize("senders", ["client", "server", "either", "client, server"])
def test_sender_keeps_what_they_may_send(make_table: MakeTable, senders: str) -> None:
    wanted = {word.strip() for word in senders.split(",")}
    found = make_table(columns="code sender", sender=senders)
    assert codes(found) == [alert.code for alert in load_alerts() if alert.sender in wanted]
    assert {row[1] for row in rows(found)} == wanted


def test_sort_by_name(make_table: MakeTable) -> None:
    table = make_table(columns="name", codes="40-45", sort="name")
    assert column(table) == [
        "bad_certificate",
        "certificate_expired",
        "certificate_revoked",
        "handshake_failure",
        "no_certificate",
        "unsupported_certificate",
    ]
    assert codes(make_table(codes="40-45", sort="code")) == [40, 41, 42, 43, 44, 45]


@pytest.mark.parametrize("language", LANGUAGES)
def test_caption_is_markup_of_the_page(make_table: MakeTable, language: str) -> None:
    table = make_table("What *peers* say", codes="42", language=language)
    title = one(table, nodes.title)
    assert title.astext() == "What peers say"
    assert one(title, nodes.emphasis).astext() == "peers"
    assert table.index(title) == 0


def test_table_options_of_docutils(make_table: MakeTable) -> None:
    table = make_table(
        codes="42", class_="Small wide", align="center", width="80%", name="My Table"
    )
    assert table["classes"] == ["tlsalerts-table", "small", "wide"]
    assert table["align"] == "center"
    assert table["width"] == "80%"
    assert table["names"] == ["my table"]
    assert table["ids"] == ["my-table"]


@pytest.mark.parametrize(
    ("widths", "numbers", "classes"),
    [
        (None, [7, 28, 40, 20], []),
        ("1 2 3 4", [1, 2, 3, 4], ["colwidths-given"]),
        ("1, 2, 3, 4", [1, 2, 3, 4], ["colwidths-given"]),
        ("auto", [7, 28, 40, 20], ["colwidths-auto"]),
        ("grid", [7, 28, 40, 20], ["colwidths-given"]),
    ],
)
def test_widths(
    make_table: MakeTable, widths: str | None, numbers: list[int], classes: list[str]
) -> None:
    table = make_table(codes="42", **({"widths": widths} if widths else {}))
    assert [spec["colwidth"] for spec in table.findall(nodes.colspec)] == numbers
    assert table["classes"] == ["tlsalerts-table", *classes]


def test_name_is_a_label(project: Project) -> None:
    table = directive("rst", "tls-alert-table", "Some alerts", codes="42", name="alerts")
    text = f"See :ref:`alerts` and :numref:`alerts`.\n\n{table}"
    project.write({"index.rst": page("rst", text)})
    build = project.build(nitpicky=True, numfig=True)
    assert build.warnings == []
    html = build.text("index.html")
    assert '<a class="reference internal" href="#alerts"><span class="std std-ref">Some' in html
    assert (
        '<a class="reference internal" href="#alerts"><span class="std std-numref">Table 1' in html
    )
    assert re.search(r'<table class="[^"]*tlsalerts-table[^"]*" id="alerts">', html)


def test_gnutls_table_comes_out_exactly(make_table: MakeTable) -> None:
    table = make_table(columns="code gnutls", codes=GNUTLS_CODES)
    assert rows(table)[0] == ["0", "Close notify"]
    assert rows(table)[-1] == ["120", "No supported application protocol could be negotiated"]
    assert len(rows(table)) == 32
    lines = "".join(f"| `{code}` | {text} |\n" for code, text in rows(table))
    assert hashlib.sha256(lines.encode()).hexdigest() == GNUTLS_SHA256
    cells = list(one(table, nodes.tbody).findall(nodes.entry))
    assert [len(list(cell.findall(nodes.literal))) for cell in cells] == [1, 0] * 32


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_and_domain_form_are_the_same(project: Project, language: str) -> None:
    for docname, form in (("index", "tls-alert-table"), ("other", "tls:alert-table")):
        body = directive(
            language, form, "A *caption*", preset="python", name="t", headers="a, b, c, d, e"
        )
        project.write({f"{docname}.{language}": page(language, body)})
    build = project.build("dummy", exclude_patterns=["conf.py"], suppress_warnings=["toc"])
    short, domain = (build.doctree(docname) for docname in ("index", "other"))
    assert one(short, nodes.table).pformat() == one(domain, nodes.table).pformat().replace(
        'refdoc="other"', 'refdoc="index"'
    )


@needs_myst
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"preset": "implementations"},
        {"preset": "python", "class_": "x", "align": "left", "width": "50%", "widths": "auto"},
        {"columns": "code notes level versions entries", "no_index": "", "name": "t"},
        {"codes": "40-49", "exclude": "41", "sort": "name", "target": "", "headers": "a, b, c, d"},
    ],
)
def test_both_languages_give_the_same_nodes(make_table: MakeTable, options: dict[str, str]) -> None:
    rst = make_table("A *caption*", language="rst", **options)
    md = make_table("A *caption*", language="md", **options)
    assert normalised(rst) == normalised(md)
    assert rst.pformat() == md.pformat()
