"""Where sections cannot stand, the same content stands as definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import LANGUAGES, directive, one, page
from support.guide_pages import guide_of, outline
from support.rows import others_slow

if TYPE_CHECKING:
    from support.building import Project

ENTRY = {
    "title": "Own *title*",
    "message": "m words",
    "cause": "c words",
    "remedies": {"choose": "any", "items": ["r words", "more words"]},
    "notes": {"kind": "tip", "text": "n words"},
}
WARNING = "sections cannot stand here; the entries are shown as definitions [tlsalerts.placement]"


def indented(text: str, by: str) -> str:
    return "".join(f"{by}{line}".rstrip() + "\n" for line in text.splitlines())


def around(language: str, place: str, inner: str) -> str:
    """Return *inner* inside of something."""
    if place == "list":
        return f"* Item.\n\n{indented(inner, '  ')}"
    if place == "quote":
        return indented(inner, "> " if language == "md" else "   ")
    name, argument = {
        "note": ("note", ""),
        "admonition": ("admonition", "A title"),
        "container": ("container", "some-class"),
        "table": ("list-table", ""),
        "only": ("only", "html"),
    }[place]
    if place == "table":
        inner = "* - " + indented(inner, "    ").strip() + "\n  - Text."
    text = directive(language, name, argument, inner)
    return text.replace("````{" + name, "``````{" + name)[: -4 if language == "md" else None] + (
        "``````" if language == "md" else ""
    )


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
@pytest.mark.parametrize("place", ["list", "quote", "note", "admonition", "container", "table"])
def test_definitions_stand_in_for_sections(project: Project, language: str, place: str) -> None:
    inner = directive(language, "tls-troubleshooting", "guide.yaml")
    project.write(
        {
            f"index.{language}": page(language, around(language, place, inner) + "\n\nThe end."),
            "guide.yaml": guide_of(ENTRY, {"title": "Two", "alerts": "bad_certificate"}),
        }
    )
    build = project.build("html", nitpicky=True)
    assert len(build.warnings) == 1
    assert build.warnings[0].startswith(f"index.{language}:")
    assert build.warnings[0].endswith(f"WARNING: {WARNING}")
    doctree = build.doctree()
    assert len(list(doctree.findall(nodes.section))) == 1
    entries = one(doctree, nodes.definition_list)
    assert [one(item, nodes.term).astext() for item in entries] == ["Own title", "Two"]
    assert outline(one(entries[0], nodes.definition)) == [
        "literal_block: m words",
        "paragraph: c words",
        "bullet_list: r words | more words",
        "tip: n words",
    ]
    html = build.text("index.html")
    assert '<dt id="tlsalerts-error-entry-1">' in html
    assert "The end." in html
    assert "tls-error-entry-1" in build.env.domains.standard_domain.labels


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", ["dropdowns", "definitions", "table"])
def test_other_styles_stand_anywhere(project: Project, language: str, style: str) -> None:
    inner = directive(language, "tls-troubleshooting", "guide.yaml", style=style)
    project.write(
        {
            f"index.{language}": page(language, around(language, "list", inner)),
            "guide.yaml": guide_of(ENTRY),
        }
    )
    build = project.build("html", nitpicky=True)
    assert build.warnings == []
    assert "r words" in build.text("index.html")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("builder", ["html", "text"])
def test_sections_stand_in_only(project: Project, language: str, builder: str) -> None:
    inner = directive(language, "tls-troubleshooting", "guide.yaml")
    project.write(
        {
            f"index.{language}": page(language, around(language, "only", inner) + "\n\nThe end."),
            "guide.yaml": guide_of(ENTRY),
        }
    )
    build = project.build(builder)
    assert build.warnings == []
    resolved = build.resolved["index"]
    titles = [section[0].astext() for section in resolved.findall(nodes.section)]
    assert titles == (["Page", "Own title"] if builder == "html" else ["Page"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_stand_below_the_section_of_the_page(project: Project, language: str) -> None:
    below = "## Below" if language == "md" else "Below\n-----"
    after = "## After" if language == "md" else "After\n-----"
    body = directive(language, "tls-troubleshooting", "guide.yaml")
    project.write(
        {
            f"index.{language}": page(language, f"{below}\n\n{body}\n\n{after}\n\nText."),
            "guide.yaml": guide_of(ENTRY),
        }
    )
    build = project.build()
    assert build.warnings == []
    entry = next(
        s for s in build.doctree().findall(nodes.section) if "own" in s[0].astext().lower()
    )
    assert entry.parent[0].astext() == "Below"
    assert [link.astext() for link in build.env.tocs["index"].findall(nodes.reference)] == [
        "Page",
        "Below",
        "Own title",
        "After",
    ]


def test_a_page_of_nothing_else_has_the_entries_as_its_sections(project: Project) -> None:
    body = directive("rst", "tls-troubleshooting", "guide.yaml")
    project.write({"index.rst": f"{body}\n", "guide.yaml": guide_of(ENTRY, {})})
    build = project.build()
    assert build.warnings == []
    assert [title.astext() for title in build.doctree().findall(nodes.title)] == [
        "Own title",
        "Title 2",
    ]
