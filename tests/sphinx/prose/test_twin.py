"""A page of a real manual, as data: the doctree and the output are those of the page by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import LANGUAGES, Project, needs_myst, one, page
from support.normalise import normalised
from support.rows import others_slow
from support.twin_pages import (
    COMBINATIONS,
    SETTINGS,
    guide,
    highlighting,
    html_text,
    literal_fields,
    prose_fields,
    stripped,
    substituted,
    write_by_hand,
    write_from_data,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.building import Build


@pytest.fixture(scope="module")
def by_hand(shared_project: Callable[[str], Project]) -> Callable[[str], Build]:
    """Return a function that gives the page by hand, built once for each language."""
    builds: dict[str, Build] = {}

    def build(language: str) -> Build:
        if language not in builds:
            project = shared_project(f"by-hand-{language}")
            write_by_hand(project, language)
            builds[language] = project.build(**SETTINGS)
            assert builds[language].warnings == []
        return builds[language]

    return build


def both_doctrees(build: Build) -> list[nodes.document]:
    """Return the page after reading, and as its writer got it."""
    return [stripped(build.doctree()), stripped(build.resolved["index"])]


@needs_myst
def test_hand_written_pages_say_the_same_in_both_languages(
    by_hand: Callable[[str], Build],
) -> None:
    rst, md = by_hand("rst"), by_hand("md")
    for first, second in zip(both_doctrees(rst), both_doctrees(md), strict=True):
        assert normalised(first) == normalised(second)
        assert highlighting(first) == highlighting(second)
    assert html_text(rst) == html_text(md)


@pytest.mark.parametrize(("language", "markup"), COMBINATIONS)
def test_page_from_data_is_the_page_by_hand(
    project: Project, by_hand: Callable[[str], Build], language: str, markup: str
) -> None:
    write_from_data(project, language, markup)
    build = project.build(**SETTINGS)
    assert build.warnings == []
    expected = by_hand(language)
    for ours, theirs in zip(both_doctrees(build), both_doctrees(expected), strict=True):
        assert normalised(ours) == normalised(theirs)
        assert highlighting(ours) == highlighting(theirs)
    assert html_text(build) == html_text(expected)
    assert build.env.tocs["index"].astext() == expected.env.tocs["index"].astext()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compared_has_all_elements_of_the_original(
    by_hand: Callable[[str], Build], language: str
) -> None:
    doctree = by_hand(language).doctree()
    count = {
        kind: len(list(doctree.findall(kind)))
        for kind in (nodes.section, nodes.literal_block, nodes.tip, nodes.bullet_list, nodes.strong)
    }
    assert list(count.values()) == [6, 13, 2, 1, 3]
    assert ("ini", [8]) in highlighting(doctree)
    assert len(list(one(doctree, nodes.important).findall(nodes.literal_block))) == 1
    links = list(by_hand(language).resolved["index"].findall(nodes.reference))
    assert len([link for link in links if "refuri" in link and link.get("internal")]) == 2
    assert len([link for link in links if not link.get("internal")]) == 4


def blocks_in_prose(folder: Path, language: str, fields: dict[str, str]) -> set[str]:
    """Return the paths of the fields that hold more than paragraphs.

    Each field is a page of its own, so that the language itself says what stands in it.
    """
    project = Project(folder)
    names = {f"field{number}": path for number, path in enumerate(fields)}
    for name, path in names.items():
        project.write({f"{name}.{language}": page(language, substituted(fields[path]))})
    project.write({"index.rst": page("rst", "Text.")})
    env = project.build("dummy").env
    found = set()
    for name, path in names.items():
        section = env.get_doctree(name).next_node(nodes.section)
        assert section is not None
        if not all(isinstance(child, nodes.title | nodes.paragraph) for child in section.children):
            found.add(path)
    return found


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_no_field_of_prose_holds_what_has_a_field_of_its_own(tmp_path: Path, language: str) -> None:
    fields = prose_fields(guide(language))
    assert len(fields) >= 35
    assert blocks_in_prose(tmp_path, language, fields) == set()


PLANTED = {
    "rst": {
        "directive": "Text.\n\n.. only:: html\n\n   More.",
        "code": "Text:\n\n.. code-block:: sh\n\n   true",
        "literal block": "Text::\n\n   true",
        "doctest": "Text:\n\n>>> 1\n1",
        "bullets": "Text:\n\n- one\n- two",
        "numbers": "1. one\n2. two",
        "box": "Text.\n\n.. tip:: More.",
        "table": "=  =\na  b\n=  =",
        "definitions": "word\n   Meaning.",
        "quote": "Text.\n\n   More.",
    },
    "md": {
        "directive": "Text.\n\n```{only} html\nMore.\n```",
        "code": "Text:\n\n```sh\ntrue\n```",
        "indented": "Text:\n\n    true",
        "bullets": "Text:\n\n- one\n- two",
        "numbers": "1. one\n2. two",
        "box": "Text.\n\n```{tip}\nMore.\n```",
        "table": "|a|b|\n|-|-|\n|c|d|",
        "quote": "> More.",
        "heading": "Text.\n\n## More",
        "raw": "<div>More.</div>",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_check_sees_each_kind_of_block(tmp_path: Path, language: str) -> None:
    planted = PLANTED[language]
    fields = {**planted, "prose": "Text with *stress*.\n\nAnd more.", "title": "A_TITLE"}
    assert blocks_in_prose(tmp_path, language, fields) == {*planted}


def test_that_check_misses_no_field() -> None:
    nested = {
        "remedies": [{"text": "a", "code": {"text": "b"}, "notes": {"kind": "tip", "text": "c"}}]
    }
    message = {"intro": "d", "text": "e", "where": "server"}
    document = {"schema": 1, "entries": [{"title": "g", **nested, "message": message, "new": "h"}]}
    assert {*prose_fields(document).values()} == {*"acdgh"}
    assert {*literal_fields(document).values()} == {*"be"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_and_code_stand_in_fields_of_their_own(
    by_hand: Callable[[str], Build], language: str
) -> None:
    blocks = [node.astext() for node in by_hand(language).doctree().findall(nodes.literal_block)]
    fields = literal_fields(guide(language)).values()
    assert [substituted(text).strip() for text in fields] == blocks
