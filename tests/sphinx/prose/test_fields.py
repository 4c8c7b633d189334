"""Markup in fields: all four combinations of the language of a page and that of a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from support.building import LANGUAGES, directive, needs_myst, one, page
from support.guide_pages import built, guide_of, only_entry, outline, sections_of, write_guide
from support.html_pages import broken_links, read_pages, repeated_ids
from support.rows import other_rows_slow
from support.samples import MYST, PICTURE, RST
from support.twin_pages import COMBINATIONS

if TYPE_CHECKING:
    from support.building import Project

SHOWN = {
    "footnote": r'<a [^>]*href="#[^"]+"[^>]*>.*?</a> here\.(?s:.*)<p>The small print\.</p>',
    "named footnote": r'<a [^>]*href="#[^"]+"[^>]*>.*?</a> here\.(?s:.*)<p>The small print\.</p>',
    "named link": r'<a [^>]*href="https://example\.com/named">the site</a> now',
    "anonymous link": r'<a [^>]*href="https://example\.com/anonymous">this place</a> now',
    "embedded link": r'<a [^>]*href="https://example\.com/embedded">\S.*?</a> now',
    "substitution": r"<p>Call <em>the tool</em> now\.</p>",
    "target": r'<a [^>]*href="#(own-label|id\d+)">.+?</a>',
    "math": r"\\\(a\+b\\\)(?s:.*)c = d",
    "image": r'<img alt="a picture" src="_images/pic\.svg" */>',
    "table": r"<p>one</p>(?s:.*)<td><p>more</p></td>",
    "nested": r'<li>(?s:.*)<div class="admonition note">',
    "heading": r'<p class="(?:\S+ )*rubric"[^>]*>Its heading</p>(?s:.*)<p>Below it\.</p>',
    "paragraphs": r"<p>The first\.</p>\s*<p>The <em>second</em>\.</p>\s*<p>The third\.</p>",
    "literal": r"some code",
    "roles": r"bad_certificate</span> <span class=\"pre\">\(42\)(?s:.*)RFC 5246",
}
TEXTS = {"rst": RST, "md": MYST}
CASES = [
    pytest.param(*combination.values, name, id=f"{combination.id}-{name}", marks=combination.marks)
    for combination in COMBINATIONS
    for name in SHOWN
    if name in TEXTS[str(combination.values[1])]
]

#: The cases of the default run: each construct in a file on a page of its own language.
QUICK = [case.id for case in CASES if str(case.id).startswith(("rst-in-rst", "myst-in-md"))]


def prepare(project: Project, markup: str) -> None:
    project.write({"pic.svg": PICTURE})
    if markup == "md":
        project.extensions.append("myst_parser")
        project.config |= {
            "myst_enable_extensions": ["dollarmath", "colon_fence", "substitution"],
            "myst_substitutions": {"tool": "*the tool*"},
        }


def markup_of(language: str) -> str:
    return {"rst": "rst", "md": "myst"}[language]


@pytest.mark.parametrize(("language", "markup", "name"), other_rows_slow(CASES, *QUICK))
def test_a_construct_stands_in_four_fields_of_two_entries(
    project: Project, language: str, markup: str, name: str
) -> None:
    prepare(project, markup)
    text = TEXTS[markup][name]
    fields = {"cause": text, "remedy": text}
    guide = guide_of(fields, fields, markup=markup_of(markup))
    build = built(project, language, guide)
    for section in sections_of(build):
        assert "problematic" not in section.pformat()
    html = build.text("index.html")
    assert len(re.findall(SHOWN[name].replace("(?s:.*)", r"(?s:.*?)"), html)) == 4
    pages = read_pages(build.outdir)
    assert list(repeated_ids(pages)) == []
    assert list(broken_links(pages)) == []


@pytest.mark.parametrize(("language", "markup"), COMBINATIONS)
def test_a_field_reads_as_on_a_page_of_its_own_language(
    project: Project, language: str, markup: str
) -> None:
    prepare(project, markup)
    text = TEXTS[markup]["paragraphs"] + "\n\n" + TEXTS[markup]["nested"]
    guide = guide_of({"summary": text}, markup=markup_of(markup))
    assert outline(only_entry(built(project, language, guide))) == [
        "paragraph: The first.",
        "paragraph: The second.",
        "paragraph: The third.",
        "bullet_list: An item. | Nested.",
    ]


@pytest.mark.parametrize(("language", "markup"), COMBINATIONS)
def test_labels_in_fields_are_labels_of_the_project(
    project: Project, language: str, markup: str
) -> None:
    prepare(project, markup)
    target = {"rst": ".. _Own-Label:\n\nThe goal.", "md": "(Own-Label)=\nThe goal."}[markup]
    ref = {"rst": ":ref:`go <own-label>`", "md": "{ref}`go <own-label>`"}[markup]
    project.write({"other.rst": ":orphan:\n\n" + page("rst", ":ref:`there <own-label>`")})
    guide = guide_of({"summary": f"See {ref}.\n\n{target}"}, markup=markup_of(markup))
    build = built(project, language, guide)
    assert '<a class="reference internal" href="#own-label">' in build.text("index.html")
    assert 'href="index.html#own-label"' in build.text("other.html")
    assert list(broken_links(read_pages(build.outdir))) == []


@pytest.mark.parametrize(("language", "markup"), COMBINATIONS)
def test_headings_in_fields_are_no_sections(project: Project, language: str, markup: str) -> None:
    prepare(project, markup)
    build = built(
        project, language, guide_of({"summary": TEXTS[markup]["heading"]}, markup=markup_of(markup))
    )
    assert outline(only_entry(build)) == ["rubric: Its heading", "paragraph: Below it."]
    assert "Its heading" not in build.env.tocs["index"].astext()


@pytest.mark.parametrize("language", LANGUAGES)
def test_prolog_and_epilog_reach_fields_in_restructuredtext(
    project: Project, language: str
) -> None:
    project.config |= {
        "rst_prolog": ".. |maker| replace:: *the maker*\n",
        "rst_epilog": ".. _home: https://example.com/home\n\n.. |v| replace:: seven\n",
        "version": "3.9",
    }
    text = "Ask |maker| (`home`_, home_) of |version| or |v|."
    build = built(project, language, guide_of({"cause": text, "remedy": text}, markup="rst"))
    html = build.text("index.html")
    assert html.count("Ask <em>the maker</em> (<a ") == 2
    assert html.count('href="https://example.com/home"') == 4
    assert html.count("of 3.9 or seven.") == 2


def test_default_role_is_that_of_the_project(project: Project) -> None:
    project.config["default_role"] = "tlsalert"
    build = built(project, "rst", guide_of({"summary": "See `42` there."}, markup="rst"))
    assert "See bad_certificate (42) there." in only_entry(build).astext()


def test_default_role_of_the_page_reaches_fields(project: Project) -> None:
    body = ".. default-role:: tlsalert\n\n" + directive("rst", "tls-troubleshooting", "guide.yaml")
    project.write(
        {"index.rst": page("rst", body), "guide.yaml": guide_of({"summary": "See `42` there."})}
    )
    build = project.build()
    assert build.warnings == []
    assert "See bad_certificate (42) there." in only_entry(build).astext()


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_phrases_hold_inline_markup(project: Project, language: str) -> None:
    entry = {
        "title": "The ``openssl`` *tool*",
        "causes": [{"title": "A *cause*", "when": "on `old` systems", "text": "Text."}],
    }
    markup = "myst" if language == "md" else "rst"
    build = built(project, language, guide_of(entry, markup=markup))
    section = only_entry(build)
    assert outline(section, title=True) == [
        "title: The openssl tool",
        "paragraph: A cause",
        "paragraph: on old systems",
        "paragraph: Text.",
    ]
    assert one(one(section, nodes.title), nodes.literal).astext() == "openssl"


@needs_myst
def test_the_page_chooses_the_language_of_a_file_without_markup(project: Project) -> None:
    text: Any = guide_of({"summary": "A *word*, {tlsalert}`42` or :tlsalert:`42`."})
    write_guide(project, "md", text)
    build = project.build()
    hint = "this looks like {}, and the page is not; say 'markup: {}' at the top of the file"
    line = text.splitlines().index(next(x for x in text.splitlines() if "A *word*" in x)) + 1
    where = f"guide.yaml:{line}: WARNING: "
    assert build.warnings == [f"{where}{hint.format('reStructuredText', 'rst')} [tlsalerts.markup]"]
    assert "or :tlsalert:42." in only_entry(build).astext()
    project.remove("index.md")
    write_guide(project, "rst", text)
    build = project.build(folder="rst")
    assert build.warnings == [f"{where}{hint.format('Markdown', 'myst')} [tlsalerts.markup]"]
    assert "or bad_certificate (42)." in only_entry(build).astext()
    assert list(build.doctree().findall(nodes.emphasis)) != []
