"""The short ways through the parsers give what the parsers give.

A short run is part of the suite, a longer one of ``pytest -m slow``. ``TLSALERTS_EXAMPLES=10000``
makes a long one of that.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils, sphinx_domains
from support.building import HAS_MYST, Project, needs_myst, page
from support.normalise import normalised

from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.sphinx_ext.doctree.prose.base import FieldParser, is_plain
from sphinx_tlsalerts.sphinx_ext.doctree.prose.rst import RstFields, _is_one_paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx

EXAMPLES = int(os.environ.get("TLSALERTS_EXAMPLES", "300"))
every_length = pytest.mark.parametrize(
    "examples", [50, pytest.param(EXAMPLES, marks=pytest.mark.slow)], ids=["few", "many"]
)
thorough = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

#: Where the fields begin in their file.
FIRST_LINE = 7


#: The settings of a page that was read.
SETTINGS: list[Any] = []


def _keep_settings(_app: Sphinx, doctree: nodes.document) -> None:
    doctree.settings.report_level = 5
    SETTINGS.append(doctree.settings)


@pytest.fixture(scope="module")
def app(shared_project: Callable[[str], Project]) -> Iterator[SphinxTestApp]:
    project = shared_project("fields")
    project.write({"index.rst": page("rst", "Text.")})
    project.extensions = ["myst_parser"] if HAS_MYST else []
    project.write_conf()
    with patch_docutils(str(project.source)):
        app = SphinxTestApp("dummy", srcdir=project.source)
        app.connect("doctree-read", _keep_settings)
        try:
            app.build()
            app.env.current_document.docname = "index"
            with sphinx_domains(app.env):
                yield app
        finally:
            app.cleanup()


def parser_of(app: SphinxTestApp, kind: type[FieldParser], *, quick: bool) -> FieldParser:
    document = new_document("index.rst", SETTINGS[-1])
    parser = kind(document, app.env, "guide.yaml")
    parser.knows_plain = parser.knows_plain and quick
    return parser


def outcome(parser: FieldParser, text: Text) -> str:
    """Return a field as nodes, and the place of each of them."""
    parent = nodes.section("", *parser.build_blocks(text))
    for message in parent.findall(nodes.system_message):
        message.attributes.pop("line", None)  # docutils itself is a line off for some of them
    places = [
        f"{node.tagname} {node.source} {node.line} {node.rawsource!r}"
        for node in parent.findall(nodes.TextElement)
        if isinstance(node, nodes.paragraph)
    ]
    # Sphinx numbers the index entries of a page.
    return re.sub(r"index-\d+", "index-N", "\n".join([normalised(parent), *places]))


def outcomes(app: SphinxTestApp, kind: type[FieldParser], words: str) -> tuple[str, str]:
    text = Text(words, FIRST_LINE)
    return (
        outcome(parser_of(app, kind, quick=True), text),
        outcome(parser_of(app, kind, quick=False), text),
    )


_PLAIN = st.sampled_from(
    [
        *("word", "Two words", "TLS 1.2", "e.g.", "a", "I", "1.", "2)", "iv.", "(b)", "10", "-"),
        *("x: y", "end:", "::", "a:b", "it's", '"quoted"', "50 %", "a/b", "why?", "Häuser", "漢字"),
        *("--", "---", "...", "....", "-1", "http", "http:", "www.example.com", "X.", "A)", "#."),
        *("===", "a-b", "(c)", "(tm)", "?", "!", "1. a", "Term", "i", "MDC.", ";", "http://a.b"),
        *("mailto:a", "RFC 5246", "PEP 8", "Nota bene:", "e", "_a", "a_", "*", "+", "|", "`", "\\"),
    ]
)
_line = st.lists(_PLAIN, min_size=1, max_size=4).map(" ".join)
_break = st.sampled_from(["\n", "\n\n", "\n\n\n", " \n", "\n  ", "\n    ", "\n\n  "])
_edge = st.sampled_from(["", "", "", "\n", "\n\n", " ", "  ", "\t"])


@st.composite
def _plain_texts(draw: st.DrawFn) -> str:
    parts = [draw(_line)]
    for _ in range(draw(st.integers(0, 3))):
        parts += [draw(_break), draw(_line)]
    return draw(_edge) + "".join(parts) + draw(_edge)


_free = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]) | st.sampled_from("\n .:-()1a"),
    max_size=12,
)
plain_texts = st.one_of(_plain_texts(), _free)

_MARKED = st.sampled_from(
    [
        *("``code``", "*stress*", "**force**", "`link <https://example.com/>`__", "`a`__", "``a"),
        *("`link <https://example.com/>`_", ":tlsalert:`42`", ":rfc:`5246`", "|name|", "[1]_"),
        *("name_", "`own name`_", "https://example.com/", "*a", "a*", "\\*", "a\\", "::", "_`t`"),
        *("`default`", ":sub:`2`", "[#]_", ".. note::", "..", "- item", "* item", ">>> 1", "| a"),
        *(
            "-o file",
            "/V",
            "+--+",
            "====",
            "----",
            ":field: x",
            "a@example.com",
            "__ a",
            "((",
            "**",
        ),
        *("``a`` :", ":doc:`index`", ":ref:`x`", "`a <b_>`_", "*a*s", "s*a*", '"*"', "'`'", "\t"),
    ]
)
_marked_line = st.lists(_PLAIN | _MARKED, min_size=1, max_size=4).map(" ".join)


@st.composite
def _marked_texts(draw: st.DrawFn) -> str:
    parts = [draw(_marked_line)]
    for _ in range(draw(st.integers(0, 2))):
        parts += [draw(_break), draw(_marked_line)]
    return draw(_edge) + "".join(parts) + draw(_edge)


def compare(
    app: SphinxTestApp,
    kind: type[FieldParser],
    texts: st.SearchStrategy[str],
    examples: int,
    *known: str,
) -> None:
    """Compare the short way with the parser for many texts, and for those that are known."""

    @settings(thorough, max_examples=examples)
    @given(text=texts)
    def check(text: str) -> None:
        if text.strip():
            quick, full = outcomes(app, kind, text)
            assert quick == full

    for text in known:
        check = example(text)(check)
    check()


@every_length
def test_plain_text_is_what_restructuredtext_makes_of_it(app: SphinxTestApp, examples: int) -> None:
    known = ("1. one", "(a) one", "Term\n  definition", "a\n\n\n\nb", "x::\n\n  y", "a\n====\nb")
    compare(app, RstFields, plain_texts, examples, *known)


@needs_myst
@every_length
def test_plain_text_is_what_markdown_makes_of_it(app: SphinxTestApp, examples: int) -> None:
    from sphinx_tlsalerts.sphinx_ext.doctree.prose.myst import MystFields

    compare(app, MystFields, plain_texts, examples, "1) one", "a\n---\nb", "a\n    b")


@every_length
def test_one_paragraph_is_what_restructuredtext_makes_of_it(
    app: SphinxTestApp, examples: int
) -> None:
    link = "See `this <https://example.com/>`__ and *that*."
    known = (link, "``code`` first\nand *more*", "`a`__")
    compare(app, RstFields, _marked_texts(), examples, *known)


@pytest.mark.parametrize(
    "text",
    ["Check the port.", "Two lines\nof text.", "Two.\n\nParagraphs: here.", "TLS 1.2 (or 1.3)!"],
)
def test_plain_text_takes_the_short_way(text: str) -> None:
    assert is_plain(text)


@pytest.mark.parametrize(
    "text", ["See ``code``.", "`A link <https://example.com/>`__ in\ntwo lines.", "*One* word"]
)
def test_one_paragraph_takes_the_short_way(text: str) -> None:
    assert _is_one_paragraph(text)
