"""The structural twin in another language: what translators are offered, and what comes of it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from docutils import nodes
from support.building import LANGUAGES, Project
from support.normalise import normalised
from support.rows import other_rows_slow
from support.twin_pages import (
    COMBINATIONS,
    GUIDES,
    SETTINGS,
    TITLE,
    guide,
    html_text,
    literal_fields,
    one_line,
    prose_fields,
    stripped,
    substituted,
    twin_file,
    write_by_hand,
    write_from_data,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.building import Build

#: Runs a test in all combinations of languages, in most of them with ``-m slow`` only.
some_combinations = pytest.mark.parametrize(
    ("language", "markup"), other_rows_slow(COMBINATIONS, "rst-in-rst", "myst-in-md")
)

MNEMONIC = re.compile(r"[A-Z0-9]+(_[A-Z0-9]+)+")


def prose_paragraphs(markup: str) -> dict[str, int]:
    """Return each paragraph and each title of prose of a file, with the line where it begins."""
    lines = twin_file(GUIDES[markup]).splitlines()
    found = {}
    for field in prose_fields(guide(markup)).values():
        if MNEMONIC.fullmatch(field):
            continue
        for paragraph in field.strip().split("\n\n"):
            first = paragraph.splitlines()[0]
            (line,) = [n for n, text in enumerate(lines, 1) if text.strip(' "').endswith(first)]
            found[substituted(one_line(paragraph))] = line
    return found


def without_stars(text: str) -> str:
    """Return the title of a step without the markup that makes it bold."""
    return re.sub(r"^\*\*(.*)\*\*$", r"\1", text)


def offered(build: Build) -> Catalog:
    """Return the catalogue for translators."""
    with (build.outdir / "index.pot").open("rb") as file:
        return read_po(file)


def places(catalog: Catalog) -> dict[str, tuple[str, int]]:
    """Return where each text of a catalogue stands, by the name of the file."""
    found = {}
    for message in catalog:
        if message.id:
            assert isinstance(message.id, str)
            ((path, line),) = message.locations
            found[without_stars(message.id)] = (Path(path).name, line)
    return found


@some_combinations
def test_translators_are_offered_the_prose_with_its_place(
    project: Project, language: str, markup: str
) -> None:
    write_from_data(project, language, markup)
    build = project.build("gettext", **SETTINGS)
    assert build.warnings == []
    expected = {text: (GUIDES[markup], line) for text, line in prose_paragraphs(markup).items()}
    found = places(offered(build))
    assert found.pop(TITLE)[0] == f"index.{language}"
    assert found == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_offered_what_the_page_by_hand_offers_but_for_mnemonics(
    project: Project, language: str
) -> None:
    write_by_hand(project, language)
    texts = {*places(offered(project.build("gettext", **SETTINGS)))}
    mnemonics = {text for text in texts if MNEMONIC.fullmatch(text)}
    assert len(mnemonics) == 4
    assert texts - mnemonics == {TITLE, *prose_paragraphs(language)}


def translation(text: str) -> str:
    """Return *text* in an invented language that keeps the markup."""
    if without_stars(text) != text:
        return f"**{translation(without_stars(text))}**"
    return f"Xx {text} yY"


def translated_build(project: Project, *untouched: str) -> Build:
    """Build the page that was written with a translation of what it offers, but for mnemonics.

    :param untouched: texts that the catalogue translates, too, and in vain
    """
    source = offered(project.build("gettext", folder="catalogue", **SETTINGS))
    target = Catalog(locale="de")
    for message in source:
        if isinstance(message.id, str) and message.id and not MNEMONIC.fullmatch(message.id):
            target.add(message.id, translation(message.id))
    for text in untouched:
        target.add(text, translation(text))
    file = io.BytesIO()
    write_po(file, target)
    project.write({"locale/de/LC_MESSAGES/index.po": file.getvalue().decode()})
    build = project.build(language="de", locale_dirs=["locale"], **SETTINGS)
    assert build.warnings == []
    return build


@pytest.fixture(scope="module")
def by_hand(shared_project: Callable[[str], Project]) -> Callable[[str], Build]:
    """Return a function that gives the translated page by hand, built once for each language."""
    builds: dict[str, Build] = {}

    def build(language: str) -> Build:
        if language not in builds:
            project = shared_project(f"translated-{language}")
            write_by_hand(project, language)
            builds[language] = translated_build(project)
        return builds[language]

    return build


def assert_prose_is_translated(doctree: nodes.document, markup: str) -> None:
    """Hold every paragraph and title to its language, and all literal text to the file."""
    prose = [
        node.astext()
        for node in doctree.findall(lambda node: isinstance(node, nodes.paragraph | nodes.title))
    ]
    kept = [text for text in prose if MNEMONIC.fullmatch(text)]
    assert len(kept) == 4
    assert len(prose) - len(kept) == len(prose_paragraphs(markup)) + 1  # the title of the page
    for text in prose:
        assert text in kept or re.fullmatch(r"Xx \S.*\S yY", text, flags=re.DOTALL), text
    blocks = [node.astext() for node in doctree.findall(nodes.literal_block)]
    fields = literal_fields(guide(markup)).values()
    assert blocks == [substituted(text).strip() for text in fields]


def without_remains(doctree: nodes.document) -> nodes.document:
    """Strip a doctree, also of the marks at what has no translation: the mnemonics by hand."""
    copy = stripped(doctree)
    for node in copy.findall(nodes.Element):
        if node.get("translated") is False:
            assert MNEMONIC.fullmatch(node.astext())
            del node["translated"]
    return copy


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_by_hand_can_be_translated_like_this(
    by_hand: Callable[[str], Build], language: str
) -> None:
    build = by_hand(language)
    assert_prose_is_translated(build.doctree(), language)


@some_combinations
def test_prose_is_translated_and_nothing_else(
    project: Project, by_hand: Callable[[str], Build], language: str, markup: str
) -> None:
    write_from_data(project, language, markup)
    document = guide(markup)
    mnemonics = [text for text in prose_fields(document).values() if MNEMONIC.fullmatch(text)]
    literals = [one_line(substituted(text)) for text in literal_fields(document).values()]
    build, expected = translated_build(project, *mnemonics, *literals), by_hand(language)
    assert_prose_is_translated(build.doctree(), markup)
    for ours, theirs in (
        (build.doctree(), expected.doctree()),
        (build.resolved["index"], expected.resolved["index"]),
    ):
        assert normalised(without_remains(ours)) == normalised(without_remains(theirs))
    assert html_text(build) == html_text(expected)
