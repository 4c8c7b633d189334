"""The structural twin: one page, once written by hand and once as a troubleshooting file.

The folder ``twin`` holds the page in both languages of pages, and its content as data
with prose in both. The pages hold ``{+name+}`` where the files do, as the sources of
real manuals do whose tools fill it in.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from docutils import nodes
from sphinx import addnodes

from support.building import directive, needs_myst, page
from support.places import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.building import Build, Project

TWIN = DATA / "twin"
GUIDES = {"rst": "guide.yaml", "md": "guide-myst.yaml"}
TITLE = "When TLS fails"

#: What the only link into the manual leads to.
STUB = ":orphan:\n\n.. _tarn-stapling:\n\nStapling of OCSP\n================\n\nText.\n"

#: Commands of a shell that are tagged as Python cannot be highlighted.
SETTINGS: dict[str, Any] = {"suppress_warnings": ["misc.highlighting_failure"], "nitpicky": True}

#: The language of the page, then that of the prose in the file.
COMBINATIONS = [
    pytest.param("rst", "rst", id="rst-in-rst"),
    pytest.param("md", "md", id="myst-in-md", marks=needs_myst),
    pytest.param("md", "rst", id="rst-in-md", marks=needs_myst),
    pytest.param("rst", "md", id="myst-in-rst", marks=needs_myst),
]


def twin_file(name: str) -> str:
    return (TWIN / name).read_text(encoding="utf-8")


def guide(markup: str) -> dict[str, Any]:
    """Return a file as any YAML reader gives it."""
    found: dict[str, Any] = yaml.safe_load(twin_file(GUIDES[markup]))
    return found


def substituted(text: str) -> str:
    """Write out ``{+name+}``; each of the names must occur."""
    for name, value in guide("rst")["substitutions"].items():
        text = text.replace(f"{{+{name}+}}", value)
    assert "{+" not in text
    return text


def write_by_hand(project: Project, language: str) -> None:
    """Write the page as an author does without the directive."""
    body = substituted(twin_file(f"page.{language}"))
    project.write({f"index.{language}": page(language, body, TITLE), "stapling.rst": STUB})


def write_from_data(project: Project, language: str, markup: str) -> None:
    """Write the page that holds nothing but the directive."""
    name = GUIDES[markup]
    body = directive(language, "tls-troubleshooting", name, show="none")
    project.write({f"index.{language}": page(language, body, TITLE), "stapling.rst": STUB})
    project.write({name: twin_file(name)})
    if markup == "md" and "myst_parser" not in project.extensions:
        project.extensions.append("myst_parser")


def stripped(doctree: nodes.document) -> nodes.document:
    """Return a copy without index nodes, ids, names and source positions."""
    copy = doctree.deepcopy()
    for index in list(copy.findall(addnodes.index)):
        index.parent.remove(index)
    for node in copy.findall(nodes.Element):
        node.source = node.line = None
        node["ids"], node["names"] = [], []
        for name in ("source", "line"):
            node.attributes.pop(name, None)
    return copy


def highlighting(doctree: nodes.document) -> list[tuple[str, Any]]:
    """Return the language and the emphasized lines of each block of code."""
    no_options: dict[str, Any] = {}
    return [
        (node["language"], (node.get("highlight_args") or no_options).get("hl_lines"))
        for node in doctree.findall(nodes.literal_block)
    ]


class _BodyText(HTMLParser):
    """The text inside the element with the class ``body``."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div" and (self.depth or ("class", "body") in attrs):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts.append(data)


def html_text(build: Build) -> str:
    """Return what a reader sees of the page itself, without a theme's frame."""
    parser = _BodyText()
    parser.feed(build.text("index.html"))
    text = "".join(parser.texts)
    assert "Attackers can splice requests" in text
    return text


_LITERAL = {"code", "run", "expect"}
_MESSAGES = {"messages", "message"}
_NO_PROSE = {
    *("schema", "markup", "substitutions", "id", "tags", "alerts", "exceptions", "verify_codes"),
    *(
        "platforms",
        "choose",
        "kind",
        "language",
        "emphasize-lines",
        "url",
        "labels",
        "class",
        "where",
    ),
}


def _fields(value: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each text below *value* with the keys that lead to it."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _fields(item, (*keys[:-1], f"{keys[-1]}[{number}]"))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NO_PROSE:
                yield from _fields(item, (*keys, key))


def _is_literal(keys: tuple[str, ...]) -> bool:
    """Tell messages and code from prose. What is not known is taken for prose."""
    names = [key.partition("[")[0] for key in keys]
    below_message = names[-2:-1] and names[-2] in _MESSAGES and names[-1] == "text"
    return bool(below_message or names[-1] in _MESSAGES or _LITERAL.intersection(names))


def prose_fields(document: Any) -> dict[str, str]:
    """Return the prose of a file by its path, titles included."""
    return {".".join(keys): text for keys, text in _fields(document) if not _is_literal(keys)}


def literal_fields(document: Any) -> dict[str, str]:
    """Return the messages and the code of a file by their paths."""
    return {".".join(keys): text for keys, text in _fields(document) if _is_literal(keys)}


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
