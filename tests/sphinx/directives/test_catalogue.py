"""The bundled catalogue: what holds for all of its entries, and how pages show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import LANGUAGES, directive, needs_myst, page
from support.guide_pages import guide_of, sections_of, write_guide
from support.normalise import normalised
from support.rows import each, others_slow
from support.tool_modules import load_tool

from sphinx_tlsalerts.catalogue import (
    find_bundled_entry,
    load_catalogue,
    packed_file,
    recognised_file,
)
from sphinx_tlsalerts.catalogue.packed import pack
from sphinx_tlsalerts.lint import lint_guide
from sphinx_tlsalerts.matcher import EntryIndex, explain
from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.building import Build, Project

    from sphinx_tlsalerts.guides.models import Entry, Remedies, Remedy

PACKER = load_tool("generate")
GUIDE = load_catalogue("python")
ENTRIES = {entry.id: entry for entry in GUIDE.entries}
INDEX = EntryIndex(GUIDE.entries)

every_entry = each("entry", GUIDE.entries)

TAGS = {"client", "server", "verification", "strict", "alert", "loading", "environment"}


def _groups(entry: Entry) -> Iterator[Remedies]:
    yield from filter(None, [entry.remedies, *(cause.remedies for cause in entry.causes)])


def _remedies(entry: Entry) -> list[Remedy]:
    return [item for group in _groups(entry) for item in group.items]


def test_the_packed_file_is_up_to_date_and_complete() -> None:
    """``python tools/generate.py`` renews it."""
    written = PACKER.read_catalogue("python")
    assert packed_file("python").read_text(encoding="utf-8") == pack(written)
    assert written == GUIDE
    assert recognised_file("python").read_text(encoding="utf-8") == PACKER.recognised_text(written)


@every_entry
def test_an_entry_says_what_a_reader_in_trouble_needs(entry: Entry) -> None:
    assert entry.messages
    assert entry.summary
    assert entry.causes
    assert entry.tags
    assert set(entry.tags) <= TAGS
    assert _remedies(entry) or entry.related
    assert set(entry.related) <= ENTRIES.keys() - {entry.id}


@every_entry
def test_each_remedy_can_be_replaced_and_dropped_by_its_id(entry: Entry) -> None:
    ids = [remedy.id for remedy in _remedies(entry)]
    assert None not in ids
    assert len(ids) == len(set(ids))


@every_entry
def test_what_weakens_protection_says_what_it_gives_up_and_goes_last(entry: Entry) -> None:
    for group in _groups(entry):
        insecure = [bool(remedy.insecure) for remedy in group.items]
        assert insecure == sorted(insecure)
        assert not all(insecure)
        assert all(remedy.insecure is not True for remedy in group.items), "it says it in words"


@every_entry
def test_each_message_leads_back_to_its_entry(entry: Entry) -> None:
    """What a Python program shows leads to it first; what others show, among others."""
    for message in entry.messages:
        found = [match.entry.id for match in explain(message.text, INDEX).matches]
        assert entry.id in (found[:1] if message.where is None else found), message.text
    for text in entry.matches:
        assert entry.id in [match.entry.id for match in explain(text, INDEX).matches], text


def test_every_alert_that_can_be_received_has_an_entry_of_its_own() -> None:
    named = {name for entry in GUIDE.entries if "alert" in entry.tags for name in entry.alerts}
    assert {alert.name for alert in load_alerts()} - named == set()


def test_no_words_are_beneath_a_reader() -> None:
    texts = [file.read_text(encoding="utf-8") for file in PACKER.sources_of("python")]
    found = re.findall(r"(?i)\b(?:just|simply|obviously|of course|easily)\b", "\n".join(texts))
    assert found == []


def test_the_lint_of_advice_finds_nothing() -> None:
    assert [str(finding) for finding in lint_guide(GUIDE, "builtin:python")] == []


# On pages


def _shown(project: Project, language: str, builder: str = "html", **options: str) -> Build:
    body = directive(language, "tls-troubleshooting", "builtin:python", **options)
    project.write({f"index.{language}": page(language, body)})
    return project.build(builder, nitpicky=True)


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_a_page_shows_the_whole_catalogue(project: Project, language: str) -> None:
    build = _shown(project, language)
    assert build.warnings == []
    assert [section["ids"][-1] for section in sections_of(build)] == [
        f"tlsalerts-error-{nodes.make_id(name)}" for name in ENTRIES
    ]


def test_options_choose_from_it(project: Project) -> None:
    build = _shown(project, "rst", only="certificate-has-expired hostname-mismatch")
    assert build.warnings == []
    titles = [section[0].astext() for section in sections_of(build)]
    wanted = ("certificate-has-expired", "hostname-mismatch")
    assert sorted(titles) == sorted(str(ENTRIES[name].title) for name in wanted)


def test_links_to_entries_that_are_not_shown_are_left_out(project: Project) -> None:
    build = _shown(project, "rst", only="certificate-verify-failed certificate-has-expired")
    assert build.warnings == []
    (related,) = [
        field
        for field in build.resolved["index"].findall(nodes.field)
        if field[0].astext() == "Related"
        and [reference["refid"] for reference in field.findall(nodes.reference)]
        == ["tlsalerts-error-certificate-has-expired"]
    ][:1]
    assert related[1].astext() == ENTRIES["certificate-has-expired"].title


@needs_myst
@pytest.mark.slow
def test_its_prose_reads_the_same_in_both_languages(
    shared_project: Callable[[str], Project],
) -> None:
    """Projects in either language extend its entries."""
    read = []
    for language in ("rst", "md"):
        project = shared_project(language)
        for file in PACKER.sources_of("python"):
            text = file.read_text(encoding="utf-8")
            project.write({file.name: text.replace("markup: rst\n", "")})
        body = directive(language, "tls-troubleshooting", "*.yaml")
        project.write({f"index.{language}": page(language, body)})
        build = project.build("dummy")
        assert build.warnings == []
        read.append(normalised(build.doctree()).replace(str(project.source), ""))
    assert read[0] == read[1]


def test_none_of_it_enters_the_catalogues_of_a_project(project: Project) -> None:
    build = _shown(project, "rst", builder="gettext")
    offered = re.findall(r'^msgid "(.+)"$', build.text("index.pot"), re.MULTILINE)
    assert offered == ["Page"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_of_it_can_be_extended_on_pages_of_either_language(
    project: Project, language: str
) -> None:
    content = (
        "schema: 1\nentry:\n  extends: builtin:python/certificate-has-expired\n"
        "  title: The gateway has expired\n  remedy: Ask *us*.\n"
    )
    project.write(
        {
            f"index.{language}": page(
                language, directive(language, "tls-troubleshooting", "", content)
            )
        }
    )
    build = project.build("gettext")
    assert build.warnings == []
    (section,) = sections_of(build)
    assert section[0].astext() == "The gateway has expired"
    assert "Ask us." in section.astext()
    base = find_bundled_entry("builtin:python/certificate-has-expired")
    assert base is not None
    assert base.messages[0].text in section.astext()
    offered = re.findall(r'^msgid "(.+)"$', build.text("index.pot"), re.MULTILINE)
    assert offered == ["Page", "The gateway has expired", "Ask *us*."]


def _outline(section: nodes.section) -> list[str]:
    return [node.astext() for node in section.children if isinstance(node, nodes.rubric)]


def test_an_entry_that_extends_one_looks_like_it_unless_its_file_says_otherwise(
    project: Project,
) -> None:
    entry = {"extends": "builtin:python/certificate-has-expired"}
    own = {"id": "own", "title": "Own", "cause": "x", "remedy": "y"}
    write_guide(project, "rst", guide_of({**entry, "title": "E"}, own))
    extended, other = sections_of(project.build("text"))
    assert _outline(extended) == ["Why it happens", "How to find out", "What to do"]
    assert _outline(other) == []
    write_guide(project, "rst", guide_of(entry, headings={"remedies": "Help"}))
    (extended,) = sections_of(project.build("text"))
    assert _outline(extended) == ["Help"]


def test_what_is_for_one_platform_says_so(project: Project) -> None:
    build = _shown(project, "rst", "text", only="the-ssl-module-is-not-available")
    text = build.text("index.txt")
    assert text.index("For Debian:") < text.index("apt-get install")
    write_guide(
        project, "rst", guide_of({"remedies": [{"platforms": ["debian"], "text": "Run it."}]})
    )
    assert "For Debian" not in project.build("text").text("index.txt")


def test_a_tag_that_no_entry_has_selects_none(project: Project) -> None:
    build = _shown(project, "rst", tags="clinet")
    assert sections_of(build) == []
    assert [warning.rpartition(" ")[2] for warning in build.warnings] == [
        "[tlsalerts.unknown-value]",
        "[tlsalerts.empty-selection]",
    ]


def test_another_catalogue_is_told_to_be_unknown(project: Project) -> None:
    project.write({"index.rst": page("rst", ".. tls-troubleshooting:: builtin:java")})
    assert project.build().warnings == [
        (
            "index.rst:4: WARNING: there is no bundled catalogue 'builtin:java' (known are "
            "builtin:python); it is left out [tlsalerts.yaml]"
        )
    ]
