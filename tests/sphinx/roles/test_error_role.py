"""References to entries: ``tlserror``, ``:any:``, ``:ref:``, and other projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from support.building import LANGUAGES, Project, directive, one, page, role
from support.guide_pages import guide_of, write_guide
from support.rows import others_slow

if TYPE_CHECKING:
    from pathlib import Path

    from support.building import Build

ENTRIES = guide_of(
    {
        "id": "wrong-version",
        "title": "WRONG_VERSION_NUMBER",
        "message": "[SSL: WRONG_VERSION_NUMBER] wrong version number",
        "labels": ["Own Label", "other-label"],
    },
    {"id": "Clock.Skew", "title": "The ``clock`` is wrong", "cause": "x"},
    {"id": "first", "title": "Shared title", "message": "NO_PROTOCOLS_AVAILABLE"},
    {"id": "second", "title": "Shared Title", "message": "[X509: NO_PROTOCOLS_AVAILABLE] x"},
)


def refer(project: Project, language: str, text: str, **config: Any) -> Build:
    """Build a page with one reference beside one with the entries."""
    body = directive("rst", "tls-troubleshooting", "guide.yaml")
    project.write(
        {
            f"index.{language}": page(language, text),
            "errors.rst": ":orphan:\n\n" + page("rst", body, "Errors"),
            "guide.yaml": ENTRIES,
        }
    )
    return project.build("html", nitpicky=True, **config)


def link(build: Build) -> tuple[str, str]:
    """Return the text and the address of the only link."""
    reference = one(build.resolved["index"], nodes.reference)
    return reference.astext(), reference["refuri"]


def all_links(build: Build) -> list[tuple[str, str]]:
    """Return the texts and the addresses of all links."""
    references = build.resolved["index"].findall(nodes.reference)
    return [(reference.astext(), reference["refuri"]) for reference in references]


WRONG = "errors.html#tlsalerts-error-wrong-version"
CLOCK = "errors.html#tlsalerts-error-clock-skew"


FOUND = {
    "wrong-version": ("WRONG_VERSION_NUMBER", WRONG),
    "Wrong_Version": ("WRONG_VERSION_NUMBER", WRONG),
    "wrong_version_number": ("WRONG_VERSION_NUMBER", WRONG),
    "Clock.Skew": ("The clock is wrong", CLOCK),
    "clock.skew": ("The clock is wrong", CLOCK),
    "the CLOCK is  wrong": ("The clock is wrong", CLOCK),
    "~clock.skew": ("Clock.Skew", CLOCK),
    "own words <clock.skew>": ("own words", CLOCK),
    "own words <~The clock is wrong>": ("own words", CLOCK),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["tlserror", "tls:error"])
def test_an_entry_is_found(project: Project, language: str, name: str) -> None:
    body = "\n\n".join(role(language, name, target) for target in FOUND)
    build = refer(project, language, body)
    assert build.warnings == []
    assert all_links(build) == [*FOUND.values()]
    html = build.text("index.html")
    assert html.count('class="xref tls tls-error">') == len(FOUND)


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
@pytest.mark.parametrize(
    ("target", "text", "warning"),
    [
        (
            "Shared title",
            "Shared title",
            "'Shared title' is shared by the troubleshooting entries 'first' and 'second'",
        ),
        (
            "no_protocols_available",
            "no_protocols_available",
            (
                "'no_protocols_available' is shared by the troubleshooting entries 'first' and"
                " 'second'"
            ),
        ),
        (
            "wrong-versio",
            "wrong-versio",
            "unknown troubleshooting entry 'wrong-versio' (did you mean 'wrong-version'?)",
        ),
        ("zzzzz", "zzzzz", "unknown troubleshooting entry 'zzzzz'"),
        ("words <zzzzz>", "words", "unknown troubleshooting entry 'zzzzz'"),
    ],
)
def test_what_names_no_entry_is_text(
    project: Project, language: str, target: str, text: str, warning: str
) -> None:
    build = refer(project, language, f"See {role(language, 'tlserror', target)} there.")
    line = 4 if language == "rst" else 3
    assert build.warnings == [
        f"index.{language}:{line}: WARNING: {warning}; rendered as text [tlsalerts.unknown-entry]"
    ]
    paragraph = one(build.resolved["index"], nodes.paragraph)
    assert paragraph.astext() == f"See {text} there."
    assert list(paragraph.findall(nodes.reference)) == []


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
@pytest.mark.parametrize("target", ["hidden", "Hidden", "the hidden one", "by-hand"])
def test_entry_that_is_shown_with_no_index_only_has_no_target(
    project: Project, language: str, target: str
) -> None:
    """It is not unknown: the warning says where it is shown, and why it cannot be found there."""
    guide = directive("rst", "tls-troubleshooting", "hidden.yaml", no_index="")
    by_hand = directive("rst", "tls-error", "by-hand", "Words.", title="By hand", no_index="")
    project.write(
        {
            "hidden.rst": ":orphan:\n\n" + page("rst", f"{guide}\n\n{by_hand}", "Hidden"),
            "hidden.yaml": guide_of({"id": "hidden", "title": "The hidden one", "cause": "x"}),
        }
    )
    build = refer(project, language, role(language, "tlserror", target))
    (warning,) = build.warnings
    place = f"hidden.rst:{10 if target == 'by-hand' else 6}"
    assert warning.partition("WARNING: ")[2] == (
        f"the troubleshooting entry '{target}' has no target: it is shown only with ':no-index:', "
        f"in {place}; rendered as text [tlsalerts.unknown-entry]"
    )
    # Shown a second time, it has one.
    shown = directive("rst", "tls-troubleshooting", "hidden.yaml", id_prefix="again-")
    project.write({"shown.rst": ":orphan:\n\n" + page("rst", shown, "Shown")})
    expected = 1 if target == "by-hand" else 0
    assert len(refer(project, language, role(language, "tlserror", target)).warnings) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_warnings_can_be_silenced(project: Project, language: str) -> None:
    build = refer(
        project,
        language,
        role(language, "tlserror", "zzzzz"),
        suppress_warnings=["tlsalerts.unknown-entry"],
    )
    assert build.warnings == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("target", "text"),
    [("!wrong-version", "wrong-version"), ("!zzz", "zzz"), ("!words <first>", "words")],
)
def test_an_exclamation_mark_makes_no_link(
    project: Project, language: str, target: str, text: str
) -> None:
    build = refer(project, language, role(language, "tlserror", target))
    assert build.warnings == []
    assert one(build.resolved["index"], nodes.paragraph).astext() == text
    assert list(build.resolved["index"].findall(nodes.reference)) == []


LABELS = {
    "tls-error-wrong-version": ("WRONG_VERSION_NUMBER", WRONG),
    "own label": ("WRONG_VERSION_NUMBER", WRONG),
    "Other-Label": ("WRONG_VERSION_NUMBER", WRONG),
    "tls-error-clock.skew": ("The clock is wrong", CLOCK),
    "tls-error-Clock.Skew": ("The clock is wrong", CLOCK),
    "words <tls-error-wrong-version>": ("words", WRONG),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_lead_to_entries(project: Project, language: str) -> None:
    body = "\n\n".join(role(language, "ref", target) for target in LABELS)
    build = refer(project, language, body)
    assert build.warnings == []
    assert all_links(build) == [*LABELS.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_finds_ids_alone(project: Project, language: str) -> None:
    build = refer(project, language, role(language, "any", "wrong-version"))
    assert build.warnings == []
    assert link(build)[1] == WRONG
    again = refer(project, language, role(language, "any", "WRONG_VERSION_NUMBER"))
    assert len(again.warnings) == 1
    assert "WRONG_VERSION_NUMBER" in again.warnings[0]


def test_a_label_of_a_page_stays_the_page_s(project: Project) -> None:
    write_guide(project, "rst", ENTRIES)
    text = ".. _own label:\n\nA section\n---------\n\n:ref:`own label`"
    project.write({"other.rst": ":orphan:\n\n" + page("rst", text)})
    build = project.build()
    assert build.warnings == [
        (
            "index.rst:4: WARNING: the label 'own label' belongs to something else; the"
            " troubleshooting entry 'wrong-version' goes without it [tlsalerts.label]"
        )
    ]
    assert 'href="#own-label"' in build.text("other.html")


@pytest.mark.parametrize("language", LANGUAGES)
def test_entries_are_in_the_inventory(project: Project, language: str, tmp_path: Path) -> None:
    write_guide(project, "rst", ENTRIES)
    library = project.build()
    other = Project(tmp_path / "other")
    other.extensions = ["sphinx.ext.intersphinx"]
    inventory = str(library.outdir / "objects.inv")
    other.config = {"intersphinx_mapping": {"lib": ("https://example.com/lib/", inventory)}}
    references = [
        role(language, "external+lib:tls:error", "wrong-version"),
        role(language, "external:tls:error", "words <wrong-version>"),
        role(language, "tlserror", "Clock.Skew"),
        role(language, "external+lib:std:ref", "tls-error-wrong-version"),
    ]
    other.write({f"index.{language}": page(language, "\n\n".join(references))})
    build = other.build("html", nitpicky=True)
    assert [w for w in build.warnings if "WARNING" in w] == []
    links = [
        (reference.astext(), reference["refuri"].rpartition("/")[2])
        for reference in build.resolved["index"].findall(nodes.reference)
    ]
    place = "index.html#tlsalerts-error-"
    assert links == [
        ("WRONG_VERSION_NUMBER", f"{place}wrong-version"),
        ("words", f"{place}wrong-version"),
        ("The clock is wrong", f"{place}clock-skew"),
        ("WRONG_VERSION_NUMBER", f"{place}wrong-version"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_reference_with_words_of_its_own_shows_the_title_on_hovering(
    project: Project, language: str
) -> None:
    build = refer(project, language, role(language, "tlserror", "that port <wrong-version>"))
    html = build.text("index.html")
    assert 'title="WRONG_VERSION_NUMBER"><span class="xref tls tls-error">that port<' in html
    plain = refer(project, language, role(language, "tlserror", "wrong-version"))
    assert 'title="WRONG_VERSION_NUMBER"' not in plain.text("index.html")
