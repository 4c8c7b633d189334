"""Pages with troubleshooting files, for the tests of what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from docutils import nodes
from sphinx import addnodes

from support.building import directive, page

if TYPE_CHECKING:
    from support.building import Build, Project


def in_yaml(data: dict[str, Any]) -> str:
    """Write a troubleshooting file."""
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1000)
    return text


def guide_of(*entries: dict[str, Any], **header: Any) -> str:
    """Write a file with *entries*; each gets an id and a title unless it has them."""
    filled = [
        {"id": f"entry-{number}", "title": f"Title {number}"} | entry
        for number, entry in enumerate(entries, start=1)
    ]
    return in_yaml({"schema": 1, **header, "entries": filled})


def write_guide(
    project: Project, language: str, text: str, /, name: str = "guide.yaml", **options: str
) -> None:
    """Write a file, and a page that holds nothing but it."""
    body = directive(language, "tls-troubleshooting", name, **options)
    project.write({f"index.{language}": page(language, body), name: text})


def built(project: Project, language: str, text: str, /, **options: str) -> Build:
    """Build a page with the entries of a file; nothing may be wrong with it."""
    write_guide(project, language, text, **options)
    build = project.build("html", nitpicky=True)
    assert build.warnings == []
    return build


def body_of(build: Build, docname: str = "index") -> nodes.section:
    """Return the page's own section."""
    return next(iter(build.doctree(docname).findall(nodes.section)))


def sections_of(build: Build, docname: str = "index") -> list[nodes.section]:
    """Return the sections of the entries."""
    return [node for node in body_of(build, docname).children if isinstance(node, nodes.section)]


def outline(element: nodes.Element, *, title: bool = False) -> list[str]:
    """Return the kind and the text of each child, without those that print nothing."""
    return [
        f"{child.tagname}: {' | '.join(child.astext().split(chr(10) * 2))}"
        for child in elements_in(element)
        if not isinstance(child, addnodes.index | nodes.target)
        and (title or not isinstance(child, nodes.title))
    ]


def elements_in(element: nodes.Element) -> list[nodes.Element]:
    """Return the children that are elements."""
    return [child for child in element.children if isinstance(child, nodes.Element)]


def only_entry(build: Build) -> nodes.section:
    """Return the section of the only entry."""
    (section,) = sections_of(build)
    return section
