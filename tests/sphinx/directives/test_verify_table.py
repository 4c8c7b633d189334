"""``tls-verify-table``: selections, columns, numbering, and the rows as objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
from docutils import nodes
from sphinx.util.inventory import InventoryFile
from support.building import column, directive, headings, needs_myst, one, page, rows
from support.html_pages import broken_links, read_pages, repeated_ids
from support.normalise import normalised

from sphinx_tlsalerts.registries.verify_codes import load_verify_codes

if TYPE_CHECKING:
    from support.building import Project

LOCAL_ISSUER = "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
INVALID_CA = "X509_V_ERR_INVALID_CA"
NO_KEY = "X509_V_ERR_NO_ISSUER_PUBLIC_KEY"
ROW = f"tlsalerts-verify-row-{LOCAL_ISSUER}"

#: How many codes each release line has.
COUNTS = {"1.1.1": 80, "3.0": 95, "3.5": 96, "4.0": 104}


class MakeTable(Protocol):
    """Builds a page with one table, which must not warn, and returns the table."""

    def __call__(
        self, caption: str = "", /, *, language: str = "rst", **options: str
    ) -> nodes.table: ...


@pytest.fixture
def make_table(project: Project) -> MakeTable:
    def make(caption: str = "", /, *, language: str = "rst", **options: str) -> nodes.table:
        for earlier in project.source.glob("index.*"):
            earlier.unlink()
        body = directive(language, "tls-verify-table", caption, **options)
        project.write({f"index.{language}": page(language, body)})
        build = project.build("dummy", nitpicky=True)
        assert build.warnings == []
        return one(build.doctree(), nodes.table)

    return make


def test_shows_all_codes_of_the_default_release_line(make_table: MakeTable) -> None:
    table = make_table()
    assert headings(table) == ["Code", "Name", "Meaning"]
    assert column(table) == [str(number) for number in range(95)]
    code = load_verify_codes().named(LOCAL_ISSUER)
    assert rows(table)[20] == ["20", LOCAL_ISSUER, code.meaning]


@pytest.mark.parametrize("openssl", COUNTS)
def test_release_line_of_the_table_and_of_the_project_do_the_same(
    project: Project, openssl: str
) -> None:
    tables = []
    cases: list[tuple[dict[str, str], dict[str, Any]]] = [
        ({"openssl": openssl}, {}),
        ({}, {"tlsalerts_openssl": openssl}),
    ]
    for options, config in cases:
        body = directive("rst", "tls-verify-table", columns="code name text", **options)
        project.write({"index.rst": page("rst", body)})
        build = project.build("dummy", **config)
        assert build.warnings == []
        tables.append(one(build.doctree(), nodes.table).pformat())
    assert tables[0] == tables[1]
    assert tables[0].count("<row ids=") == COUNTS[openssl]


def test_numbers_and_texts_are_those_of_the_release_line(make_table: MakeTable) -> None:
    old = {row[1]: row for row in rows(make_table(openssl="1.1.1", columns="code name text"))}
    new = {row[1]: row for row in rows(make_table(openssl="3.0", columns="code name text"))}
    assert (old[INVALID_CA][0], new[INVALID_CA][0]) == ("24", "79")
    assert (old[NO_KEY][0], new[NO_KEY][0]) == ("77", "24")
    for code in load_verify_codes():
        if code.constant in old:
            assert old[code.constant][2] == (code.texts["1.1.1"] or "—")
        if code.constant in new:
            assert new[code.constant][2] == (code.texts["3.0"] or "—")
    differing = [name for name in old if name in new and old[name][2] != new[name][2]]
    assert differing


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"codes": "20"}, [LOCAL_ISSUER]),
        ({"codes": "24"}, [NO_KEY]),
        ({"codes": "24", "openssl": "1.1.1"}, [INVALID_CA]),
        ({"codes": "1.1.1:24"}, [INVALID_CA]),
        ({"codes": "NO_ISSUER_PUBLIC_KEY, 20"}, [LOCAL_ISSUER, NO_KEY]),
        (
            {"codes": "18-20", "exclude": "19"},
            ["X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT", LOCAL_ISSUER],
        ),
        ({"codes": "RPK_UNTRUSTED 20"}, [LOCAL_ISSUER, "X509_V_ERR_RPK_UNTRUSTED"]),
    ],
)
def test_codes_are_selected(
    make_table: MakeTable, options: dict[str, str], expected: list[str]
) -> None:
    assert column(make_table(columns="name", **options)) == expected


def test_code_that_the_release_line_lacks_has_a_dash(make_table: MakeTable) -> None:
    table = make_table(codes="RPK_UNTRUSTED", columns="code name text since")
    assert rows(table) == [["—", "X509_V_ERR_RPK_UNTRUSTED", "—", "OpenSSL 3.2"]]


def test_exclude_leaves_out_of_all(make_table: MakeTable) -> None:
    assert column(make_table(exclude="0-92")) == ["93", "94"]


def test_all_columns(make_table: MakeTable) -> None:
    table = make_table(codes="20", columns="code name text meaning since alert entries")
    assert headings(table) == [
        *("Code", "Name", "Text", "Meaning", "Since", "Alert sent", "Troubleshooting"),
    ]
    (row,) = rows(table)
    assert row[:3] == ["20", LOCAL_ISSUER, "unable to get local issuer certificate"]
    assert row[4:] == ["OpenSSL 0.9.x", "unknown_ca (48)", ""]


def test_options_of_docutils(make_table: MakeTable) -> None:
    table = make_table(
        "Our *caption*",
        codes="20",
        name="my-table",
        class_="wide",
        align="right",
        width="80%",
        widths="1 2 3",
        headers="A, B, C",
    )
    assert one(table, nodes.title).astext() == "Our caption"
    assert table["ids"] == ["my-table"]
    assert {"wide", "tlsalerts-table", "colwidths-given"} <= set(table["classes"])
    assert (table["align"], table["width"]) == ("right", "80%")
    assert headings(table) == ["A", "B", "C"]


@needs_myst
@pytest.mark.parametrize(
    ("caption", "options"),
    [
        ("", {}),
        ("Caption", {"codes": "18-20 1.1.1:24", "columns": "code text alert", "no_index": ""}),
        ("", {"openssl": "1.1.1", "widths": "auto"}),
    ],
)
def test_forms_and_languages_are_the_same(
    project: Project, caption: str, options: dict[str, str]
) -> None:
    trees = set()
    for language in ("rst", "md"):
        for name in ("tls-verify-table", "tls:verify-table"):
            for earlier in project.source.glob("index.*"):
                earlier.unlink()
            body = directive(language, name, caption, **options)
            project.write({f"index.{language}": page(language, body)})
            build = project.build("dummy", folder=name.replace(":", "_") + language)
            assert build.warnings == []
            trees.add(normalised(build.doctree()))
    assert len(trees) == 1


# Rows are objects

TABLE = directive("rst", "tls-verify-table", codes="20")
DESCRIBED = directive("rst", "tls-verify", "20", fields="none")


@pytest.mark.parametrize(
    ("pages", "target"),
    [
        ({"a": TABLE}, f"a.html#{ROW}"),
        ({"b": TABLE, "a": TABLE}, f"a.html#{ROW}"),
        ({"a": TABLE, "b": DESCRIBED}, f"b.html#tlsalerts-verify-{LOCAL_ISSUER}"),
        (
            {"a": DESCRIBED, "b": directive("rst", "tls-verify-table", codes="20", target="")},
            f"b.html#{ROW}",
        ),
        (
            {"a": directive("rst", "tls-verify-table", codes="20", no_index=""), "b": TABLE},
            f"b.html#{ROW}",
        ),
        ({"a": f"{TABLE}\n\n{TABLE}"}, f"a.html#{ROW}"),
        (
            {"a": directive("rst", "tls-verify-table", codes="20", no_index="")},
            "https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/",
        ),
    ],
)
def test_which_place_is_the_target(project: Project, pages: dict[str, str], target: str) -> None:
    sources = {"index": ":tlsverify:`20`", **pages}
    project.write(
        {f"{name}.rst": f":orphan:\n\n{page('rst', body)}" for name, body in sources.items()}
    )
    build = project.build(nitpicky=True)
    assert build.warnings == []
    assert next(iter(build.resolved["index"].findall(nodes.reference)))["refuri"] == target
    found = read_pages(build.outdir)
    assert list(broken_links(found)) == list(repeated_ids(found)) == []


def test_inventory_and_indexes(project: Project) -> None:
    project.write({"index.rst": page("rst", TABLE)})
    build = project.build()
    inventory = InventoryFile.loads((build.outdir / "objects.inv").read_bytes(), uri="")
    assert {name: item.uri for name, item in inventory.data["tls:verify"].items()} == {
        LOCAL_ISSUER: f"index.html#{ROW}"
    }
    link = f'<a href="index.html#{ROW}">{LOCAL_ISSUER} (verification code)</a>'
    assert link in build.text("genindex.html")
    index = build.text("tls-index.html")
    assert f'href="index.html#{ROW}"' in index
    assert f"<em>{load_verify_codes().named(LOCAL_ISSUER).meaning}</em>" in index


def test_index_page_has_the_numbers_of_the_project(project: Project) -> None:
    body = directive("rst", "tls-verify-table", codes=INVALID_CA)
    project.write({"index.rst": page("rst", body)})
    for openssl, number in (("1.1.1", "24"), ("3.0", "79")):
        build = project.build(tlsalerts_openssl=openssl)
        row = build.text("tls-index.html").partition(INVALID_CA)[2].partition("</tr>")[0]
        assert f"({number})" in " ".join(row.split())
