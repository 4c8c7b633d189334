"""Details of tables that a reader sees only when they are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import LANGUAGES, column, directive, headings, needs_myst, one, page

if TYPE_CHECKING:
    from support.building import Project


@pytest.mark.parametrize("language", LANGUAGES)
def test_house_note_may_hold_emphasis_and_literals(project: Project, language: str) -> None:
    table = directive(language, "tls-alert-table", columns="code notes", codes="42")
    project.write(
        {
            f"index.{language}": page(language, table),
            "house.yaml": "schema: 1\nalerts:\n  42: {note: See *the runbook* and ``fix.sh``.}\n",
        }
    )
    build = project.build("dummy", tlsalerts_registry_overlays=["house.yaml"])
    assert build.warnings == []
    doctree = build.doctree()
    assert one(doctree, nodes.emphasis).astext() == "the runbook"
    assert [n.astext() for n in doctree.findall(nodes.literal)] == ["42", "fix.sh"]


def test_heading_row_takes_no_id(project: Project) -> None:
    project.write({"index.rst": page("rst", directive("rst", "tls-alert-table", codes="42"))})
    doctree = project.build("dummy").doctree()
    head, body = doctree.findall(nodes.row)
    assert head["ids"] == []
    assert body["ids"] == ["tlsalerts-alert-row-bad_certificate"]


# Headers of the author


HEADERS = [
    pytest.param('"a, b", "say ""hi""", c', ["a, b", 'say "hi"', "c"], id="quotes"),
    pytest.param(f"{'x' * 200_000}, b, c", ["x" * 200_000, "b", "c"], id="long"),
    pytest.param("a b,c\t,  d  ", ["a b", "c", "d"], id="blanks"),
    pytest.param('5" disk, b, c', ['5" disk', "b", "c"], id="quote inside"),
    pytest.param('"a, b, c', ['"a', "b", "c"], id="quote left open"),
    pytest.param("[a, b, c]", ["a", "b", "c"], id="list of YAML"),
]


@pytest.mark.parametrize(("text", "expected"), HEADERS)
def test_headers_on_a_page(project: Project, text: str, expected: list[str]) -> None:
    table = directive("rst", "tls-alert-table", columns="code name hex", codes="42", headers=text)
    project.write({"index.rst": page("rst", table), "docutils.conf": LONG_LINES})
    build = project.build("dummy")
    assert build.warnings == []
    assert headings(one(build.doctree(), nodes.table)) == expected


#: docutils itself reads no longer lines unless told so.
LONG_LINES = "[general]\nline_length_limit: 1000000\n"


@needs_myst
@pytest.mark.parametrize("end", ["\\r", "\\n", "\\r\\n", "\\v", "\\f", "\\x85", "\\u2028"])
def test_headers_may_hold_line_ends(project: Project, end: str) -> None:
    """YAML can write any of them; a table has one line for each heading."""
    options = f'---\ncolumns: code name\ncodes: 42\nheaders: "One{end}more, b"\n---'
    project.write({"index.md": page("md", f"```{{tls-alert-table}}\n{options}\n```")})
    build = project.build("dummy")
    assert build.warnings == []
    assert headings(one(build.doctree(), nodes.table)) == ["One more", "b"]


# Lists as YAML has them


@needs_myst
@pytest.mark.parametrize(
    "options",
    [
        ":codes: [40, 42]\n:columns: [code, name]",
        "---\ncodes: [40, 42]\ncolumns: [code, name]\n---",
        "---\ncodes: [40-42, bad_certificate]\nexclude: [41]\ncolumns: [ code, name ]\n---",
        "---\ncodes:\n  - 40\n  - 42\ncolumns:\n  - code\n  - name\n---",
        "---\ncodes: |\n  - 40\n  - 42\ncolumns: |\n  - code\n  - name\n---",
    ],
)
def test_lists_of_yaml(project: Project, options: str) -> None:
    project.write({"index.md": page("md", f"```{{tls-alert-table}}\n{options}\n```")})
    build = project.build("dummy")
    assert build.warnings == []
    table = one(build.doctree(), nodes.table)
    assert headings(table) == ["Code", "Name"]
    assert column(table) == ["40", "42"]


@needs_myst
def test_headers_and_widths_may_be_lists_of_yaml(project: Project) -> None:
    options = '---\ncodes: 42\ncolumns: code name\nheaders: ["A, b", C]\nwidths: [1, 2]\n---'
    project.write({"index.md": page("md", f"```{{tls-alert-table}}\n{options}\n```")})
    build = project.build("dummy")
    assert build.warnings == []
    table = one(build.doctree(), nodes.table)
    assert headings(table) == ["A, b", "C"]
    assert [spec["colwidth"] for spec in table.findall(nodes.colspec)] == [1, 2]
