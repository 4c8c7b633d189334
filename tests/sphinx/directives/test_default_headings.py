"""Headings that an entry has without ``headings``: where causes and remedies would run together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import directive, page

if TYPE_CHECKING:
    from support.building import Build, Project

PARTS = """\
schema: 1
entries:
  - id: several
    title: Several
    summary: What happened.
    causes: [First cause., Second cause.]
    diagnostics: [{run: openssl version}]
    remedies: [First remedy., Second remedy.]
"""
HEADINGS = ["Why it happens", "How to find out", "What to do"]


def shown(project: Project, guide: str, builder: str = "dummy", **options: str) -> Build:
    block = directive("rst", "tls-troubleshooting", "guide.yaml", **options)
    project.write({"index.rst": page("rst", block), "guide.yaml": guide})
    build = project.build(builder)
    assert build.warnings == []
    return build


def rubrics(build: Build) -> list[str]:
    return [node.astext() for node in build.doctree().findall(nodes.rubric)]


@pytest.mark.parametrize("style", ["sections", "dropdowns", "definitions"])
def test_several_causes_and_remedies_have_headings(project: Project, style: str) -> None:
    build = shown(project, PARTS, style=style)
    assert rubrics(build)[-3:] == HEADINGS
    order = [
        node.astext()
        for node in build.doctree().findall(
            lambda node: isinstance(node, nodes.rubric | nodes.paragraph)
        )
    ]
    expected = ["What happened.", HEADINGS[0], "First cause.", "Second cause.", HEADINGS[1]]
    expected += [HEADINGS[2], "First remedy.", "Second remedy."]
    assert [text for text in order if text in expected] == expected


def test_columns_of_a_table_have_no_second_heading(project: Project) -> None:
    build = shown(project, PARTS, style="table")
    assert rubrics(build) == ["How to find out"]
    cells = [cell.astext() for cell in build.doctree().findall(nodes.entry)]
    assert cells[1:3] == ["Cause", "Remedy"]
    assert cells[5] == "First remedy.\n\nSecond remedy."


def test_text_shows_the_headings_in_the_language_of_the_project(project: Project) -> None:
    project.config["language"] = "de"
    text = shown(project, PARTS, "text").text("index.txt")
    places = [text.index(words) for words in ("Warum es auftritt", "First cause", "Was zu tun ist")]
    assert places == sorted(places)


def test_headings_of_ours_are_not_in_the_catalogue_of_the_project(project: Project) -> None:
    catalogue = shown(project, PARTS, "gettext").text("index.pot")
    assert "First cause." in catalogue
    assert not [words for words in HEADINGS if words in catalogue]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("schema: 1\n", "schema: 1\nheadings: {causes: Cause}\n"),
        ("schema: 1\n", "schema: 1\nlists: [causes]\n"),
        ("remedies: [", "remedies:\n      intro: 'To mend it:'\n      items: ["),
        ("remedies: [", "remedies:\n      choose: any\n      items: ["),
    ],
)
def test_file_that_separates_its_parts_has_no_headings_of_ours(
    project: Project, old: str, new: str
) -> None:
    assert not set(rubrics(shown(project, PARTS.replace(old, new)))) & set(HEADINGS)


def test_one_cause_and_one_remedy_are_two_paragraphs(project: Project) -> None:
    guide = PARTS.replace(", Second cause.", "").replace(", Second remedy.", "")
    assert rubrics(shown(project, guide)) == []


def test_show_none_leaves_all_words_to_the_file(project: Project) -> None:
    assert rubrics(shown(project, PARTS, show="none")) == []


def test_only_parts_with_content_have_headings(project: Project) -> None:
    guide = PARTS.replace("    diagnostics: [{run: openssl version}]\n", "")
    guide = guide.replace("    causes: [First cause., Second cause.]\n", "")
    assert rubrics(shown(project, guide)) == ["What to do"]
