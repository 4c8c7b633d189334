"""Tables of ours fit a printed page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import directive, page
from support.rows import others_slow

if TYPE_CHECKING:
    from support.building import Project


def tables(project: Project, builder: str = "latex", **options: str) -> list[nodes.table]:
    """Return the tables that the writer gets for one ``tls-alert-table``."""
    project.write({"index.rst": page("rst", directive("rst", "tls-alert-table", **options))})
    build = project.build(builder)
    assert build.warnings == []
    return list(build.resolved["index"].findall(nodes.table))


def headings(table: nodes.table) -> list[str]:
    head = next(table.findall(nodes.thead))
    return [entry.astext() for entry in head.findall(nodes.entry)]


def grid(table: nodes.table) -> list[list[str]]:
    """Return the texts of all cells, where LaTeX may break a name left out."""
    found = []
    for row in table.findall(nodes.row):
        texts = [
            [str(t) for t in entry.findall(nodes.Text) if not isinstance(t.parent, nodes.raw)]
            for entry in row.findall(nodes.entry)
        ]
        found.append(["".join(text) for text in texts])
    return found


def test_wide_table_goes_on_in_further_tables(project: Project) -> None:
    found = tables(project, preset="implementations", codes="42")
    assert [headings(table) for table in found] == [
        ["Code", "Name", "OpenSSL", "GnuTLS", "NSS"],
        ["Code", "Name", "Schannel", "Go", "Java", "rustls"],
        ["Code", "Name", "Node.js", "BoringSSL"],
    ]
    assert [next(table.findall(nodes.tgroup))["cols"] for table in found] == [5, 6, 4]


@pytest.mark.parametrize("codes", others_slow(["42", "all"], "42"))
def test_parts_show_the_cells_of_the_whole(project: Project, codes: str) -> None:
    options = {"preset": "implementations", "codes": codes}
    parts = [grid(table) for table in tables(project, **options)]
    (whole,) = tables(project, "html", **options)
    expected = grid(whole)
    assert parts[0][0][:2] == ["Code", "Name"]
    assert len(parts) == 3
    joined = [
        [*first, *(cell for part in others for cell in part[2:])]
        for first, *others in zip(*parts, strict=True)
    ]
    assert joined == expected
    for part in parts[1:]:
        assert [row[:2] for row in part] == [row[:2] for row in expected]


def test_parts_are_whole_tables_under_one_caption(project: Project) -> None:
    body = directive(
        "rst",
        "tls-alert-table",
        "What *all* say",
        preset="implementations",
        codes="42-43",
        align="left",
        class_="ours",
    )
    project.write({"index.rst": page("rst", body)})
    parts = list(project.build("latex").resolved["index"].findall(nodes.table))
    assert [[t.astext() for t in part.findall(nodes.title)] for part in parts] == [
        ["What all say"],
        [],
        [],
    ]
    for part in parts:
        (group,) = part.findall(nodes.tgroup)
        assert [type(child) for child in group] == (
            [nodes.colspec] * group["cols"] + [nodes.thead, nodes.tbody]
        )
        assert {len(row) for row in part.findall(nodes.row)} == {group["cols"]}
        assert part["align"] == "left"
        assert "ours" in part["classes"]


def test_only_the_first_part_has_the_anchors(project: Project) -> None:
    tables(project, preset="implementations", codes="42-44")
    (file,) = (project.root / "build" / "latex").glob("*.tex")
    labels = re.findall(r"\\label\{(.*?)\}(?=.*)", file.read_text(encoding="utf-8"))
    rows = [label for label in labels if "tlsalerts-alert-row" in label]
    assert len(rows) == len(set(rows)) == 3
    assert len(labels) == len(set(labels))


def test_parts_of_a_long_table_have_one_number(project: Project) -> None:
    tables(project, preset="implementations")
    (file,) = (project.root / "build" / "latex").glob("*.tex")
    text = file.read_text(encoding="utf-8")
    # LaTeX gives every longtable a number, with and without a caption.
    assert text.count(r"\begin{longtable}") - text.count(r"\addtocounter{table}{-1}") == 1


def test_parts_of_a_short_table_have_no_number_to_give_back(project: Project) -> None:
    tables(project, preset="implementations", codes="42")
    (file,) = (project.root / "build" / "latex").glob("*.tex")
    assert r"\addtocounter" not in file.read_text(encoding="utf-8")


def test_table_that_fits_stays_whole(project: Project) -> None:
    assert len(tables(project, preset="python", codes="42")) == 1


def test_browser_gets_one_table(project: Project) -> None:
    assert len(tables(project, "html", preset="implementations", codes="42")) == 1


@pytest.mark.parametrize("widths", ["auto", "grid", "1 1 1 1 1 1 1 1 1 1 1"])
def test_widths_of_the_author_are_kept(project: Project, widths: str) -> None:
    found = tables(project, preset="implementations", codes="42", widths=widths)
    assert len(found) == 1


def test_long_names_may_break(project: Project) -> None:
    tables(project, columns="code openssl rustls", codes="113")
    (file,) = (project.root / "build" / "latex").glob("*.tex")
    text = file.read_text(encoding="utf-8")
    assert r"SSL\_\allowbreak{}AD\_\allowbreak{}BAD\_" in text
    assert r"Bad\allowbreak{}Certificate\allowbreak{}Status\allowbreak{}Response" in text
