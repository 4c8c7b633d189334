"""``tls-error``: a passage by hand as an entry; and the same entry at several places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import LANGUAGES, at_line, build_page, directive, one, page
from support.guide_pages import body_of, guide_of, outline, sections_of, write_guide

if TYPE_CHECKING:
    from support.building import Build, Project

OPTIONS = {
    "messages": "[SSL: X_Y] some words",
    "alerts": "40 bad_certificate",
    "verify_codes": "20",
    "exceptions": "SSLError",
    "tags": "further-term",
}


def index_terms(build: Build, docname: str = "index") -> list[str]:
    return [entry[1] for entry in build.env.domains.index_domain.entries[docname]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_makes_a_section(project: Project, language: str) -> None:
    body = directive(
        language, "tls-error", "my-error", "The *body*.", title="Own *title*", **OPTIONS
    )
    build = build_page(project, language, body)
    assert build.warnings == []
    (section,) = sections_of(build)
    assert section["ids"] == ["tlsalerts-error-my-error"]
    assert outline(section, title=True) == ["title: Own title", "paragraph: The body."]
    assert [link.astext() for link in build.env.tocs["index"].findall(nodes.reference)] == [
        "Page",
        "Own title",
    ]
    assert index_terms(build) == [
        "Own title",
        "X_Y",
        "some words",
        "further-term",
        "handshake_failure (TLS alert); Own title",
        "bad_certificate (TLS alert); Own title",
        "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY (verification code); Own title",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_title_it_is_named_after_the_section(project: Project, language: str) -> None:
    body = directive(language, "tls-error", "my-error", "The body.", alerts="42")
    project.write(
        {
            f"index.{language}": page(language, body, "The heading"),
            "other.rst": ":orphan:\n\n" + page("rst", ":tlserror:`the heading`"),
        }
    )
    build = project.build("html", nitpicky=True)
    assert build.warnings == []
    assert outline(body_of(build), title=True) == ["title: The heading", "paragraph: The body."]
    assert 'id="tlsalerts-error-my-error"' in build.text("index.html")
    reference = one(build.resolved["other"], nodes.reference)
    assert reference.astext() == "The heading"
    assert reference["refuri"] == "index.html#tlsalerts-error-my-error"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", ["", "Own title"])
def test_it_stands_in_a_list(project: Project, language: str, title: str) -> None:
    options = {"title": title} if title else {}
    inner = directive(language, "tls-error", "my-error", "The body.", **options)
    item = "* Item.\n\n" + "".join(f"  {line}".rstrip() + "\n" for line in inner.splitlines())
    build = build_page(project, language, item)
    assert build.warnings == []
    assert "The body." in one(build.doctree(), nodes.list_item).astext()
    assert len(list(build.doctree().findall(nodes.rubric))) == bool(title)
    assert dict.fromkeys(name for name, *_ in build.env.domains["tls"].get_objects()) == {
        "my-error": None
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("style", "kind"),
    [
        ("", nodes.rubric),
        ("rubric", nodes.rubric),
        ("dropdowns", nodes.container),
        ("definitions", nodes.definition_list),
    ],
)
def test_in_a_box_a_title_can_have_any_style(
    project: Project, language: str, style: str, kind: type[nodes.Element]
) -> None:
    options = {"style": style} if style else {}
    inner = directive(language, "tls-error", "my-error", "Body.", title="Own *title*", **options)
    box = directive(language, "note", "", inner)
    if language == "md":
        box = f"`{box}`"
    refers = "See :ref:`tls-error-my-error`." if language == "rst" else "See {tlserror}`my-error`."
    project.write({f"index.{language}": page(language, f"{refers}\n\n{box}")})
    build = project.build(nitpicky=True)
    assert build.warnings == []
    note = one(build.doctree(), nodes.note)
    assert len([*note.findall(kind)]) == 1
    reference = one(build.resolved["index"], nodes.reference)
    assert (reference.astext(), reference["refid"]) == ("Own title", "tlsalerts-error-my-error")
    assert build.text("index.html").count('id="tlsalerts-error-my-error"') == 1


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        (
            directive(
                "rst",
                "note",
                "",
                directive("rst", "tls-error", "a", "B.", title="T", style="sections"),
            ),
            "a section cannot be here; the entry has a heading without one [tlsalerts.placement]",
        ),
        (
            directive("rst", "tls-error", "a", "B.", title="T", style="dropdown"),
            (
                ":style: does not know 'dropdown' (did you mean 'dropdowns'?); left out"
                " [tlsalerts.unknown-value]"
            ),
        ),
    ],
)
def test_a_style_that_cannot_be_is_told(project: Project, body: str, warning: str) -> None:
    build = build_page(project, "rst", body)
    (line,) = build.warnings
    assert line.endswith(warning)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("option", "value", "warning"),
    [
        (
            "alerts",
            "bad_certificat",
            (
                "unknown TLS alert 'bad_certificat' (did you mean 'bad_certificate'?); left out"
                " [tlsalerts.unknown-alert]"
            ),
        ),
        (
            "verify_codes",
            "9999",
            (
                "unknown verification code '9999' (OpenSSL 3.0 has no such number); left out"
                " [tlsalerts.unknown-code]"
            ),
        ),
        (
            "exceptions",
            "SSLErorr",
            (
                "unknown name 'SSLErorr' of Python's ssl module (did you mean 'SSLError'?);"
                " left out [tlsalerts.unknown-name]"
            ),
        ),
    ],
)
def test_what_it_is_about_must_exist(
    project: Project, language: str, option: str, value: str, warning: str
) -> None:
    body = directive(language, "tls-error", "my-error", "The body.", **{option: value})
    build = build_page(project, language, body)
    assert len(build.warnings) == 1
    assert build.warnings[0].startswith(at_line(language, 3, [""])[0])
    assert build.warnings[0].partition("WARNING: ")[2] == warning
    assert "The body." in build.text("index.txt")


def test_an_exception_of_another_module_is_no_fault(project: Project) -> None:
    body = directive(
        "rst", "tls-error", "my-error", "The body.", exceptions="requests.exceptions.SSLError"
    )
    assert build_page(project, "rst", body).warnings == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_index_makes_no_object(project: Project, language: str) -> None:
    body = directive(language, "tls-error", "my-error", "The body.", title="T", no_index="")
    build = build_page(project, language, body)
    assert build.warnings == []
    assert list(build.env.domains["tls"].get_objects()) == []
    assert index_terms(build) == []
    assert list(build.doctree().findall(addnodes.index)) == []


# The same entry at several places


GUIDE = guide_of({"id": "twice", "title": "Twice", "alerts": "bad_certificate"})
SHOW = directive("rst", "tls-troubleshooting", "/guide.yaml")
QUIET = directive("rst", "tls-troubleshooting", "/guide.yaml", no_index="")


@pytest.mark.parametrize("silent", [False, True])
def test_the_first_of_two_pages_is_the_target(project: Project, silent: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    project.write(
        {
            "index.rst": page("rst", ":tlserror:`twice`\n\n.. toctree::\n\n   b\n   a"),
            "a.rst": page("rst", SHOW, "A"),
            "b.rst": page("rst", QUIET if silent else SHOW, "B"),
            "guide.yaml": GUIDE,
        }
    )
    build = project.build()
    words = (
        "b.rst:4: WARNING: the troubleshooting entry 'twice' is described here and in 'a' (line 4);"
        " references lead to 'a' [tlsalerts.duplicate-description]"
    )
    assert build.warnings == ([] if silent else [words])
    assert 'href="a.html#tlsalerts-error-twice"' in build.text("index.html")
    assert 'id="tlsalerts-error-twice"' in build.text("b.html")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_may_stand_twice_on_a_page(project: Project, language: str) -> None:
    again = directive(language, "tls-troubleshooting", "guide.yaml", no_index="")
    write_guide(project, language, GUIDE)
    text = (project.source / f"index.{language}").read_text(encoding="utf-8")
    project.write({f"index.{language}": f"{text}\n\n{again}\n"})
    build = project.build()
    assert build.warnings == []
    ids = [section["ids"] for section in sections_of(build)]
    assert ids == [["tlsalerts-error-twice"], ["tlsalerts-error-twice-2"]]
