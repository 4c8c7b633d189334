"""``ssl-enum``: members, columns, versions, and the rows as objects."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from docutils import nodes
from sphinx.util.inventory import InventoryFile
from support.building import LANGUAGES, column, directive, headings, needs_myst, one, page, rows
from support.html_pages import broken_links, read_pages, repeated_ids
from support.normalise import normalised
from support.rows import others_slow

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.ssl_names import load_ssl_names

if TYPE_CHECKING:
    from support.building import Build, Project

ENUMS = list(load_ssl_names().enums)
VERSIONS = [
    *("MINIMUM_SUPPORTED", "SSLv3", "TLSv1", "TLSv1_1", "TLSv1_2", "TLSv1_3"),
    "MAXIMUM_SUPPORTED",
]


class MakeTable(Protocol):
    """Builds a page with one table, which must not warn, and returns the table."""

    def __call__(self, enum: str, /, *, language: str = "rst", **options: str) -> nodes.table: ...


@pytest.fixture
def make_table(project: Project) -> MakeTable:
    def make(enum: str, /, *, language: str = "rst", **options: str) -> nodes.table:
        for earlier in project.source.glob("index.*"):
            earlier.unlink()
        body = directive(language, "ssl-enum", enum, **options)
        project.write({f"index.{language}": page(language, body)})
        build = project.build("dummy", nitpicky=True)
        assert build.warnings == []
        return one(build.doctree(), nodes.table)

    return make


def test_shows_members_values_and_meanings_without_options(make_table: MakeTable) -> None:
    table = make_table("TLSVersion")
    assert headings(table) == ["Member", "Value", "Meaning"]
    assert column(table) == VERSIONS
    assert column(table, 1) == ["-2", "768", "769", "770", "771", "772", "-1"]
    assert all(column(table, 2))


@pytest.mark.parametrize("enum", ENUMS)
@pytest.mark.parametrize("prefix", others_slow(["", "ssl."], ""))
def test_every_enum_with_all_its_columns(make_table: MakeTable, enum: str, prefix: str) -> None:
    columns = "member constant value meaning alert added deprecated openssl"
    table = make_table(f"{prefix}{enum}", columns=columns)
    assert headings(table) == [
        *("Member", "Constant", "Value", "Meaning", "Alert", "Added", "Deprecated", "OpenSSL"),
    ]
    assert column(table) == [member.name for member in load_ssl_names().enums[enum].members]


def test_aliases_and_members_that_are_zero_are_there(make_table: MakeTable) -> None:
    found = {row[0]: row[1] for row in rows(make_table("VerifyMode"))}
    assert found == {"CERT_NONE": "0", "CERT_OPTIONAL": "1", "CERT_REQUIRED": "2"}
    assert dict(row[:2] for row in rows(make_table("VerifyFlags")))["VERIFY_DEFAULT"] == "0"
    assert "OP_NO_SSLv2" in column(make_table("Options"))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"members": "TLSv1_3 TLSv1_2"}, ["TLSv1_2", "TLSv1_3"]),
        ({"members": "TLSv1_2, TLSVersion.TLSv1_3"}, ["TLSv1_2", "TLSv1_3"]),
        ({"members": "ssl.TLSVersion.TLSv1_3"}, ["TLSv1_3"]),
        ({"exclude": "MINIMUM_SUPPORTED MAXIMUM_SUPPORTED SSLv3"}, VERSIONS[2:-1]),
        ({"members": "TLSv1_2 TLSv1_3", "exclude": "TLSv1_3"}, ["TLSv1_2"]),
        ({"python": "3.9"}, VERSIONS),
    ],
)
def test_members_are_selected(
    make_table: MakeTable, options: dict[str, str], expected: list[str]
) -> None:
    assert column(make_table("TLSVersion", **options)) == expected


def test_members_are_selected_by_their_constants(make_table: MakeTable) -> None:
    table = make_table("VerifyMode", members="ssl.CERT_NONE CERT_REQUIRED")
    assert column(table) == ["CERT_NONE", "CERT_REQUIRED"]


@pytest.mark.parametrize("enum", ENUMS)
@pytest.mark.parametrize("python", ["3.9", "3.11", "3.15"])
def test_enum_as_of_a_version_of_python(make_table: MakeTable, enum: str, python: str) -> None:
    minor = int(python.removeprefix("3."))

    def later(version: str | None) -> bool:
        return version is not None and int(version.split(".")[1]) > minor

    expected = [
        member.name
        for member in load_ssl_names().enums[enum].members
        if not later(member.added) and (member.removed is None or later(member.removed))
    ]
    assert column(make_table(enum, python=python)) == expected


def test_python_hides_what_came_later(make_table: MakeTable) -> None:
    assert "OP_ENABLE_KTLS" not in column(make_table("Options", python="3.11"))
    assert "OP_ENABLE_KTLS" in column(make_table("Options", python="3.12"))
    assert "OP_ENABLE_KTLS" in column(make_table("Options"))


@pytest.mark.parametrize(
    ("openssl", "value"), [("1.1.1", "2147483732"), ("3.0", "2147483728"), ("4.0", "2147483728")]
)
def test_values_are_those_of_the_release_line(project: Project, openssl: str, value: str) -> None:
    body = directive("rst", "ssl-enum", "Options", members="OP_ALL")
    project.write({"index.rst": page("rst", body)})
    build = project.build("dummy", tlsalerts_openssl=openssl)
    assert build.warnings == []
    assert column(one(build.doctree(), nodes.table), 1) == [value]


def test_deprecation_names_what_takes_its_place(make_table: MakeTable) -> None:
    table = make_table("TLSVersion", columns="member deprecated added openssl")
    found = {row[0]: row[1:] for row in rows(table)}
    assert found["TLSv1_1"] == [
        "3.10, for TLSVersion.TLSv1_2 or TLSVersion.TLSv1_3",
        "3.7",
        "—",
    ]
    assert found["TLSv1_3"] == ["—", "3.7", "1.1.1"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"columns": "meaning, member"}, ["Meaning", "Member"]),
        ({"columns": "MEMBER value", "headers": 'Ours, "a, b"'}, ["Ours", "a, b"]),
    ],
)
def test_columns_and_headers_are_the_authors(
    make_table: MakeTable, options: dict[str, str], expected: list[str]
) -> None:
    assert headings(make_table("Purpose", **options)) == expected


def test_options_of_docutils(make_table: MakeTable) -> None:
    table = make_table(
        "Purpose", name="my-table", class_="wide", align="center", width="80%", widths="1 2 3"
    )
    assert "my-table" in table["ids"]
    assert "tlsalerts-ssl-row-Purpose" in table["ids"]
    assert {"wide", "tlsalerts-table", "colwidths-given"} <= set(table["classes"])
    assert (table["align"], table["width"]) == ("center", "80%")
    assert [spec["colwidth"] for spec in table.findall(nodes.colspec)] == [1, 2, 3]


def test_enum_is_no_caption(make_table: MakeTable) -> None:
    assert list(make_table("Purpose").findall(nodes.title)) == []


@needs_myst
@pytest.mark.parametrize("enum", others_slow(ENUMS, "TLSVersion", "AlertDescription"))
def test_forms_and_languages_are_the_same(project: Project, enum: str) -> None:
    trees = set()
    for language in ("rst", "md"):
        for name in ("ssl-enum", "tls:ssl-enum"):
            for earlier in project.source.glob("index.*"):
                earlier.unlink()
            body = directive(language, name, enum, columns="member alert deprecated", widths="auto")
            project.write({f"index.{language}": page(language, body)})
            build = project.build("dummy", folder=f"{language}-{len(name)}")
            assert build.warnings == []
            trees.add(normalised(build.doctree()))
    assert len(trees) == 1


# Rows are objects


def build_pages(project: Project, pages: dict[str, str], **config: Any) -> Build:
    sources = {f"{name}.rst": f":orphan:\n\n{page('rst', body)}" for name, body in pages.items()}
    project.write(sources)
    return project.build("html", nitpicky=True, **config)


def addresses(build: Build, docname: str = "index") -> list[str]:
    paragraph = next(iter(build.resolved[docname].findall(nodes.paragraph)))
    return [
        link.get("refuri", "#" + link.get("refid", ""))
        for link in paragraph.findall(nodes.reference)
    ]


ENUM = directive("rst", "ssl-enum", "TLSVersion")
REFERENCES = ":ssl:`TLSVersion` :ssl:`TLSVersion.TLSv1_3`"
ROW = "tlsalerts-ssl-row-TLSVersion.TLSv1_3"
TABLE = "tlsalerts-ssl-row-TLSVersion"


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({"b": ENUM}, [f"b.html#{TABLE}", f"b.html#{ROW}"]),
        ({"b": ENUM, "a": ENUM}, [f"a.html#{TABLE}", f"a.html#{ROW}"]),
        (
            {"a": ENUM, "b": directive("rst", "ssl-enum", "TLSVersion", target="")},
            [f"b.html#{TABLE}", f"b.html#{ROW}"],
        ),
        (
            {"a": directive("rst", "ssl-enum", "TLSVersion", no_index=""), "b": ENUM},
            [f"b.html#{TABLE}", f"b.html#{ROW}"],
        ),
        (
            {"a": directive("rst", "ssl-enum", "TLSVersion", no_index="") + f"\n\n{ENUM}"},
            [f"a.html#{TABLE}-2", f"a.html#{ROW}-2"],
        ),
        (
            {"a": directive("rst", "ssl-enum", "TLSVersion", members="TLSv1_2"), "b": ENUM},
            [f"a.html#{TABLE}", f"b.html#{ROW}"],
        ),
        (
            {"a": directive("rst", "ssl-enum", "TLSVersion", no_index="")},
            [
                "https://docs.python.org/3/library/ssl.html#ssl.TLSVersion",
                "https://docs.python.org/3/library/ssl.html#ssl.TLSVersion.TLSv1_3",
            ],
        ),
    ],
)
def test_which_place_is_the_target(
    project: Project, pages: dict[str, str], expected: list[str]
) -> None:
    build = build_pages(project, {"index": REFERENCES, **pages})
    assert build.warnings == []
    assert addresses(build) == expected
    found = read_pages(build.outdir)
    assert list(broken_links(found)) == []
    assert list(repeated_ids(found)) == []


def test_inventory_indexes_and_search(project: Project) -> None:
    body = directive("rst", "ssl-enum", "TLSVersion", members="TLSv1_3")
    method = directive("rst", "ssl-enum", "_SSLMethod", members="PROTOCOL_TLS_CLIENT")
    build = build_pages(project, {"index": "Start.", "a": f"{body}\n\n{method}"})
    assert build.warnings == []
    inventory = InventoryFile.loads((build.outdir / "objects.inv").read_bytes(), uri="")
    assert {name: item.uri for name, item in inventory.data["tls:ssl"].items()} == {
        "ssl.TLSVersion": f"a.html#{TABLE}",
        "ssl.TLSVersion.TLSv1_3": f"a.html#{ROW}",
        "ssl.PROTOCOL_TLS_CLIENT": "a.html#tlsalerts-ssl-row-PROTOCOL_TLS_CLIENT",
    }
    html = build.text("genindex.html")
    assert f'<a href="a.html#{TABLE}">TLSVersion (in module ssl)</a>' in html
    assert f'<a href="a.html#{ROW}">TLSv1_3 (ssl.TLSVersion member)</a>' in html
    assert "PROTOCOL_TLS_CLIENT (in module ssl)</a>" in html
    index = build.text("tls-index.html")
    assert f'href="a.html#{ROW}"' in index
    assert f"<em>{load_ssl_names().lookup('TLSVersion.TLSv1_3').meaning}</em>" in index
    assert '"tls:ssl"' in build.text("searchindex.js")


def test_alerts_and_members_link_to_each_other(project: Project) -> None:
    enum = directive("rst", "ssl-enum", "AlertDescription", columns="member alert")
    table = directive("rst", "tls-alert-table", columns="code python")
    build = build_pages(project, {"index": "Start.", "enum": enum, "table": table})
    assert build.warnings == []
    shown = dict(rows(one(build.doctree("enum"), nodes.table)))
    alerts = [alert for alert in load_alerts() if alert.python.constant]
    assert shown == {a.python.constant: f"{a.name} ({a.code})" for a in alerts}
    there = [link["refuri"] for link in build.resolved["enum"].findall(nodes.reference)]
    assert there == [f"table.html#tlsalerts-alert-row-{alert.name}" for alert in alerts]
    back = [link["refuri"] for link in build.resolved["table"].findall(nodes.reference)]
    assert back == [
        f"enum.html#tlsalerts-ssl-row-AlertDescription.{alert.python.constant}" for alert in alerts
    ]


def test_alert_column_is_empty_for_other_enums(make_table: MakeTable) -> None:
    assert column(make_table("TLSVersion", columns="alert")) == ["—"] * 7


# The data comes from the package, not from the interpreter

WITHOUT_SSL = """
import sys
sys.modules["ssl"] = None  # an import now fails as if Python were built without it
from sphinx.cmd.build import main
raise SystemExit(main(sys.argv[1:]))
"""


def test_interpreter_without_ssl_builds_the_same_page(project: Project) -> None:
    body = "\n\n".join(
        [
            *(directive("rst", "ssl-enum", enum) for enum in ENUMS),
            directive("rst", "ssl-exceptions"),
            directive("rst", "tls-verify-table"),
            ":ssl:`RAND_bytes`",
        ]
    )
    project.write({"index.rst": page("rst", body)})
    expected = project.build("text").text("index.txt")
    out = project.root / "without"
    command = [sys.executable, "-c", WITHOUT_SSL, "-n", "-W", "-q", "-b", "text"]
    done = subprocess.run(
        [*command, "-d", str(project.root / "trees"), str(project.source), str(out)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (out / "index.txt").read_text(encoding="utf-8") == expected
    assert "PROTOCOL_TLS_CLIENT" in expected


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_parallel_reading_gives_the_same_files(project: Project, language: str) -> None:
    pages = {f"p{n}.{language}": page(language, "Text.") for n in range(4)}
    for number, enum in enumerate(ENUMS):
        body = directive(language, "ssl-enum", enum) + "\n\n"
        body += directive(language, "tls-verify-table", codes=f"{number}-{number + 30}") + "\n\n"
        body += directive(language, "ssl-exceptions", no_index="")
        pages[f"e{number}.{language}"] = page(language, body)
    glob = directive(language, "toctree", "", "*", glob="")
    project.write({**pages, f"index.{language}": page(language, glob)})
    serial = project.build(folder="one", parallel=1)
    parallel = project.build(folder="four", parallel=4)
    assert serial.warnings == parallel.warnings == []
    assert serial.files() == parallel.files()
    assert serial.records() == parallel.records()
