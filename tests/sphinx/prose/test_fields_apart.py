"""What stands in a field stays the field's, and does no harm to the page around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import HAS_MYST, LANGUAGES, directive, needs_myst, page
from support.rows import others_slow

if TYPE_CHECKING:
    from support.building import Build, Project

BOTH = pytest.mark.parametrize("markup", ["rst", pytest.param("myst", marks=needs_myst)])
FOOTNOTES = {
    "rst": "See [{0}]_.\n\n.. [{0}] {1}",
    "myst": "See [^{0}].\n\n[^{0}]: {1}",
}
PAGE_NOTES = {"rst": "Page [{0}]_.\n\n.. [{0}] page", "md": "Page [^{0}].\n\n[^{0}]: page"}


def guide(markup: str, prose: str, **more: str) -> str:
    lines = "\n".join(f"      {line}".rstrip() for line in prose.splitlines())
    facts = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return (
        f"schema: 1\nmarkup: {markup}\nentries:\n  - id: one\n    title: One error\n"
        f"{facts}    summary: |\n{lines}\n"
    )


def build(project: Project, language: str, text: str, body: str = "", **options: str) -> Build:
    if HAS_MYST:  # files may be in Markdown, whatever the page is in
        project.extensions.append("myst_parser")
    source = directive(language, "tls-troubleshooting", "guide.yaml", **options)
    project.write(
        {"guide.yaml": text, f"index.{language}": page(language, f"{body}\n\n{source}".strip())}
    )
    return project.build(nitpicky=True)


@needs_myst
@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["1", "#p"])
def test_footnotes_of_field_and_page_do_not_meet(
    project: Project, language: str, markup: str, name: str
) -> None:
    in_field = name if markup == "rst" else name.lstrip("#")
    in_page = name if language == "rst" else name.lstrip("#")
    field = FOOTNOTES[markup].format(in_field, "in the file")
    result = build(project, language, guide(markup, field), PAGE_NOTES[language].format(in_page))
    assert result.warnings == []
    html = re.sub(r"<[^>]+>", " ", result.text("index.html"))
    assert "in the file" in html
    assert not list(result.resolved["index"].findall(nodes.problematic))
    notes = list(result.resolved["index"].findall(nodes.footnote))
    assert sorted(note[-1].astext() for note in notes) == ["in the file", "page"]
    for reference in result.resolved["index"].findall(nodes.footnote_reference):
        assert reference.astext() == "1"


@needs_myst
@pytest.mark.parametrize("language", LANGUAGES)
def test_citation_in_a_field_is_one_citation(project: Project, language: str) -> None:
    text = guide("rst", "See [CIT]_.\n\n.. [CIT] a book")
    assert build(project, language, text).warnings == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_entry_gives_no_labels(project: Project, language: str) -> None:
    project.write({"guide.yaml": ""})
    label = ".. _inner:\n\n.. rubric:: A heading"
    hidden = directive(language, "tls-troubleshooting", "guide.yaml", no_index="")
    project.write({f"other.{language}": page(language, hidden)})
    toctree = directive(language, "toctree", "", "other")
    result = build(project, language, guide("rst", f"{label}\n\nText."), toctree)
    assert result.warnings == []
    labels = result.env.domains.standard_domain.anonlabels
    assert labels["inner"][0] == "index"


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_in_capitals_are_section_labels(project: Project, language: str) -> None:
    project.extensions.append("sphinx.ext.autosectionlabel")
    text = (
        "schema: 1\nmarkup: rst\nentries:\n- {id: a, title: WRONG_VERSION_NUMBER, cause: x}\n"
        '- {id: b, title: UNKNOWN_CA, cause: "See :ref:`WRONG_VERSION_NUMBER`."}\n'
    )
    result = build(project, language, text)
    assert result.warnings == []
    assert project.build("gettext", folder="catalogue").text("index.pot").count("UNKNOWN_CA") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_contents_hold_no_links_of_titles(project: Project, language: str) -> None:
    text = (
        "schema: 1\nmarkup: rst\nentries:\n- id: a\n"
        '  title: "See `x <https://x.example/>`__ and ``code``"\n  cause: x\n'
    )
    result = build(project, language, text, contents="")
    assert result.warnings == []
    (item,) = result.doctree().findall(nodes.list_item)
    (link,) = item.findall(nodes.reference)
    assert link.astext() == "See x and code"
    assert link["refid"] == "tlsalerts-error-a"


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
@pytest.mark.parametrize("builder", others_slow(["html", "latex", "text", "man"], "html", "latex"))
def test_table_in_an_entry_keeps_entries_out_of_a_table(
    project: Project, language: str, builder: str
) -> None:
    table = "====  ====\na     b\n====  ====\n1     2\n====  ===="
    build(project, language, guide("rst", table), style="table")
    result = project.build(builder, folder=builder)
    words = "a table cannot stand in a table; the entries are shown as definitions"
    assert [line.partition("WARNING: ")[2] for line in result.warnings] == [
        f"{words} [tlsalerts.placement]"
    ]
    assert len(list(result.doctree().findall(nodes.table))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_addresses_may_begin_with_a_substitution(project: Project, language: str) -> None:
    text = (
        "schema: 1\nsubstitutions: {api: 'https://api.example'}\nentries:\n- id: a\n  title: T x\n"
        "  references: [{title: the docs, url: '{+api+}/z'}]\n"
    )
    result = build(project, language, text)
    assert result.warnings == []
    (link,) = result.doctree().findall(nodes.reference)
    assert link["refuri"] == "https://api.example/z"


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_that_comes_late_is_noticed_however_old(project: Project, language: str) -> None:
    project.write({"old.yaml": guide("rst", "Text.")})
    source = directive(language, "tls-troubleshooting", "guide.yaml")
    project.write({f"index.{language}": page(language, source)})
    assert "does not exist" in project.build().warnings[0]
    (project.source / "old.yaml").rename(project.source / "guide.yaml")
    again = project.build()
    assert (again.read, again.warnings) == (["index"], [])
