"""What a field refers to and does not hold: one warning at its line in the file, nothing lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import LANGUAGES, directive, needs_myst, page
from support.guide_pages import outline, sections_of
from support.html_pages import read_pages, repeated_ids
from support.rows import others_slow

if TYPE_CHECKING:
    from support.building import Build, Project

GUIDE = """\
schema: 1
markup: {markup}
entries:
  - id: one
    title: One
    cause: |
      First line.

      {text}

  - id: two
    title: Two
    cause: All is well.
"""
#: The text, the warnings about its first line, and what a reader sees of it.
RST = {
    "link": ("See `nowhere`_ now.", ['Unknown target name: "nowhere". [docutils]'], "nowhere"),
    "simple link": ("See nowhere_ now.", ['Unknown target name: "nowhere". [docutils]'], "nowhere"),
    "anonymous link": (
        "See `there`__ now.",
        [
            (
                "Anonymous hyperlink mismatch: 1 references but 0 targets.\\n"
                'See "backrefs" attribute for IDs. [docutils]'
            )
        ],
        "there",
    ),
    "two links for one": (
        "See `there`__ and `then`__.\n\n      __ https://example.com/",
        [
            (
                "Anonymous hyperlink mismatch: 2 references but 1 targets.\\n"
                'See "backrefs" attribute for IDs. [docutils]'
            )
        ],
        "then",
    ),
    "substitution": (
        "Call |nobody| now.",
        ['Undefined substitution referenced: "nobody". [docutils]'],
        "nobody",
    ),
    # docutils says two things of it, as it does on a page.
    "named footnote": (
        "A claim [#none]_ now.",
        [
            "Too many autonumbered footnote references: only 0 corresponding footnote",
            'Unknown target name: "none". [docutils]',
        ],
        "none",
    ),
    "footnote": (
        "A claim [#]_ now.",
        [("Too many autonumbered footnote references: only 0 corresponding footnote")],
        "claim",
    ),
    "citation": ("A claim [None9]_ now.", ["citation not found: None9 [ref.ref]"], "None9"),
    "role": ("See :nothing:`there` now.", ['Unknown interpreted text role "nothing".'], "there"),
    "label": (
        "See :ref:`nowhere` now.",
        ["undefined label: 'nowhere' [ref.ref]"],
        "nowhere",
    ),
    "alert": (
        "See :tlsalert:`bad_certificat` now.",
        [
            (
                "unknown TLS alert 'bad_certificat' (did you mean 'bad_certificate'?);"
                " rendered as text [tlsalerts.unknown-alert]"
            )
        ],
        "bad_certificat",
    ),
    "directive": (".. nothing::", ['Unknown directive type "nothing".'], ""),
    "emphasis": (
        "See *there now.",
        ["Inline emphasis start-string without end-string. [docutils]"],
        "*there",
    ),
}
MYST = {
    "link": ("See [nowhere] now.", [], "[nowhere]"),
    "anchor": (
        "See [there](#nowhere) now.",
        ["'myst' cross-reference target not found: 'nowhere' [myst.xref_missing]"],
        "there",
    ),
    "anchor in emphasis": (
        "See **[there](#nowhere)** now.",
        ["'myst' cross-reference target not found: 'nowhere' [myst.xref_missing]"],
        "there",
    ),
    "anchor without words": (
        "See [](#nowhere) now.",
        ["'myst' cross-reference target not found: 'nowhere' [myst.xref_missing]"],
        "",
    ),
    "label": ("See {ref}`nowhere` now.", ["undefined label: 'nowhere' [ref.ref]"], "nowhere"),
    "footnote": (
        "A claim[^none] now.",
        [
            "Too many autonumbered footnote references: only 0 corresponding footnote",
            'Unknown target name: "none". [docutils]',
        ],
        "none",
    ),
    "directive": (":::{nothing}\n      :::", ["Unknown directive type: 'nothing'"], ""),
    "heading": (
        "###### A\n\n      ### B",
        ["Document headings start at H4, not H1"],
        "B",
    ),
    "role": ("See {nothing}`there` now.", ['Unknown interpreted text role "nothing".'], ""),
    "alert": (
        "See {tlsalert}`bad_certificat` now.",
        [
            (
                "unknown TLS alert 'bad_certificat' (did you mean 'bad_certificate'?);"
                " rendered as text [tlsalerts.unknown-alert]"
            )
        ],
        "bad_certificat",
    ),
    "file": (
        "See [there](nowhere.md) now.",
        ["cross-reference target not found: 'nowhere.md' [myst.xref_missing]"],
        "there",
    ),
}


def build_with(project: Project, language: str, markup: str, text: str) -> Build:
    if markup == "myst" and "myst_parser" not in project.extensions:
        project.extensions.append("myst_parser")
        project.config["myst_enable_extensions"] = ["colon_fence"]
    body = directive(language, "tls-troubleshooting", "guide.yaml")
    project.write(
        {
            f"index.{language}": page(language, body + "\n\nSee the end.\n"),
            "guide.yaml": GUIDE.format(markup=markup, text=text),
        }
    )
    return project.build("html", nitpicky=True)


def check(build: Build, warnings: list[str], words: str) -> None:
    text = "\n".join(build.warnings)
    found = [line for line in build.warnings if ": WARNING: " in line or ": ERROR: " in line]
    assert len(found) == len(warnings), text
    for line, warning in zip(found, warnings, strict=True):
        assert line.startswith("guide.yaml:9: "), text
        assert warning.partition("\\n")[0] in line
    first, second = sections_of(build)
    assert words in first.astext()
    assert outline(second, title=True) == ["title: Two", "paragraph: All is well."]
    html = build.text("index.html")
    assert "First line." in html
    assert "See the end." in html
    assert re.findall(r"<a [^>]*>(?:\s|<[^>]*>)*</a>", html) == []
    assert list(repeated_ids(read_pages(build.outdir))) == []


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
@pytest.mark.parametrize("name", RST)
def test_what_is_missing_in_restructuredtext(project: Project, language: str, name: str) -> None:
    text, warnings, words = RST[name]
    check(build_with(project, language, "rst", text), warnings, words)


@needs_myst
# What MyST does to resolve such links, Sphinx will not allow for ever.
@pytest.mark.filterwarnings("ignore:.*MystReferenceResolver:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*MystReferenceResolver:PendingDeprecationWarning")
@pytest.mark.parametrize("language", others_slow(LANGUAGES, "md"))
@pytest.mark.parametrize("name", MYST)
def test_what_is_missing_in_markdown(project: Project, language: str, name: str) -> None:
    text, warnings, words = MYST[name]
    check(build_with(project, language, "myst", text), warnings, words)


def test_nameless_links_of_page_and_field_keep_apart(project: Project) -> None:
    body = directive("rst", "tls-troubleshooting", "guide.yaml")
    text = f"See `here`__ first.\n\n{body}\n\n__ https://example.com/page"
    project.write(
        {
            "index.rst": page("rst", text),
            "guide.yaml": GUIDE.format(
                markup="rst", text="See `there`__.\n\n      __ https://example.com/field"
            ),
        }
    )
    build = project.build("html")
    assert build.warnings == []
    links = [node for node in build.doctree().findall(nodes.reference) if node.get("anonymous")]
    assert [link.astext() for link in links] == ["here", "there"]
    html = build.text("index.html")
    assert 'href="https://example.com/page">here</a>' in html
    assert 'href="https://example.com/field">there</a>' in html
