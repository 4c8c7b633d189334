"""Tables as browsers get them: a box that scrolls, and a filter if wanted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from support.building import LANGUAGES, directive, page
from support.needs import need_modules
from support.rows import others_slow

if TYPE_CHECKING:
    from support.building import Build, Project

FILTER = {
    "tls-alert-table": directive("rst", "tls-alert-table", codes="40-45", filter=""),
    "tls-verify-table": directive("rst", "tls-verify-table", filter=""),
    "ssl-enum": directive("rst", "ssl-enum", "VerifyMode", filter=""),
}
BROWSERS = ("html", "dirhtml", "singlehtml")
OTHERS = ("epub", "text", "man", "texinfo", "latex", "xml", "pseudoxml")

ENTRIES = """\
schema: 1
entries:
  - id: one
    title: Title
    message: A message
    cause: A cause.
    remedy: A remedy.
"""


def build_body(project: Project, body: str, builder: str = "html", language: str = "rst") -> Build:
    project.write({f"index.{language}": page(language, body)})
    build = project.build(builder, version="1")
    assert build.warnings == []
    return build


def boxes(text: str) -> list[str]:
    return re.findall(r'<div class="tlsalerts-scroll[^>]*>', text)


@pytest.mark.parametrize("builder", others_slow(BROWSERS, "html"))
@pytest.mark.parametrize("language", LANGUAGES)
def test_table_stands_in_a_box_that_scrolls(project: Project, language: str, builder: str) -> None:
    body = directive(language, "tls-alert-table", "What *all* say", codes="42", name="here")
    text = build_body(project, body, builder, language).text("index.html")
    (box,) = boxes(text)
    for attribute in ('role="region"', 'tabindex="0"', 'aria-label="What all say"'):
        assert attribute in box
    assert "tlsalerts-registry" in box
    inner = text.partition(box)[2]
    assert re.match(r'\s*<table class="tlsalerts-table docutils align-default" id="here">', inner)
    assert inner.partition("</table>")[2].lstrip().startswith("</div>")
    assert text.count('id="here"') == 1


def test_boxes_without_a_caption_are_told_apart(project: Project) -> None:
    table = directive("rst", "tls-alert-table", codes="42")
    section = f"A <section>\n-----------\n\n{table}"
    text = build_body(project, f"{table}\n\n{table}\n\n{section}").text("index.html")
    labels = [re.search(r'aria-label="(.*?)"', box)[1] for box in boxes(text)]  # type: ignore[index]
    assert labels == ["Page", "Page (2)", "A &lt;section&gt;"]


def test_headings_are_headings(project: Project) -> None:
    body = directive("rst", "tls-alert-table", codes="42", headers="Code, *Name*, Meaning, Where")
    text = build_body(project, body).text("index.html")
    heads = re.findall(r"<th.*?</th>", text)
    assert heads[:2] == [
        '<th class="head"><p>Code</p></th>',
        '<th class="head"><p><em>Name</em></p></th>',
    ]
    assert len(heads) == 4


def test_entries_as_a_table_are_no_long_table(project: Project) -> None:
    body = directive("rst", "tls-troubleshooting", "", ENTRIES, style="table")
    (box,) = boxes(build_body(project, body).text("index.html"))
    assert "tlsalerts-registry" not in box


def test_tables_of_authors_stay_as_they_are(project: Project) -> None:
    table = "=  =\na  b\n=  =\n1  2\n=  ="
    text = build_body(project, f"{table}\n\n{FILTER['ssl-enum']}").text("index.html")
    assert text.count("<table") == 2
    assert len(boxes(text)) == 1
    (own,) = re.findall(r'<table class="docutils align-default">', text)
    assert not text.partition(own)[0].rstrip().endswith('">')


@pytest.mark.parametrize("name", FILTER)
@pytest.mark.parametrize("builder", others_slow(BROWSERS, "html"))
def test_filter_has_its_controls_before_any_script(
    project: Project, builder: str, name: str
) -> None:
    text = build_body(project, FILTER[name], builder).text("index.html")
    controls, _box, after = text.partition("</p></div>")
    assert after
    controls = controls[controls.index('<div class="tlsalerts-filter') :]
    assert re.search(r'<label><span>Filter</span> <input type="search"[^>]*></label>', controls)
    assert re.search(r'<p class="tlsalerts-status" role="status"[^>]*>$', controls)
    assert "{shown} of {total} rows" in controls
    assert text.count('class="tlsalerts-table tlsalerts-filtered') == 1


def test_table_without_the_option_has_no_controls(project: Project) -> None:
    text = build_body(project, directive("rst", "tls-alert-table")).text("index.html")
    assert "tlsalerts-filter" not in text


@pytest.mark.parametrize("builder", others_slow(OTHERS, "text", "latex"))
def test_filter_leaves_no_trace_elsewhere(project: Project, builder: str) -> None:
    with_it = build_body(project, "\n\n".join(FILTER.values()), builder).files()
    for body in FILTER.values():
        assert ":filter:" in body
    bare = "\n\n".join(FILTER.values()).replace("   :filter:\n", "")
    project.write({"index.rst": page("rst", bare)})
    without = project.build(builder, folder="without").files()
    pages = [name for name in with_it if re.search(r"index\.(xhtml|txt|xml|pseudoxml)$", name)]
    pages += [name for name in with_it if name.endswith((".tex", ".texi", ".1"))]
    assert pages
    for name in pages:
        assert b"tlsalerts-filter" not in with_it[name]
        assert b"tlsalerts-scroll" not in with_it[name]
        assert drop_source(with_it[name]) == drop_source(without[name])


def drop_source(data: bytes) -> bytes:
    return re.sub(rb' source="[^"]*"', b"", data)


def test_words_of_the_controls_are_not_searched_for(project: Project) -> None:
    text = build_body(project, FILTER["ssl-enum"]).text("searchindex.js")
    index = json.loads(text.removeprefix("Search.setIndex(").rstrip(")"))
    assert "filter" not in index["terms"]
    assert "certif" in index["terms"]


def test_furo_has_no_second_box_that_scrolls(project: Project) -> None:
    need_modules("furo")
    project.config["html_theme"] = "furo"
    text = build_body(project, directive("rst", "tls-alert-table", codes="42")).text("index.html")
    wrapper, box = text.index('class="table-wrapper'), text.index('class="tlsalerts-scroll')
    assert wrapper < box < text.index("<table")
