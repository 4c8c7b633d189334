"""Build inline nodes for texts of the package and of overlays.

These texts use only the markup that reStructuredText and Markdown share: plain text, ``*emphasis*``
and double-backtick literals. No parser of a page is involved, so pages of both languages show the
same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.registries import RFC_BASE_URL, rfc_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_tlsalerts.registries import Section

_MARKUP = r"``(?P<literal>[^`]+)``|\*(?P<emphasis>[^*\s](?:[^*]*[^*\s])?)\*"

DASH = "—"


def build_inline(text: str) -> list[nodes.Node]:
    """Build the inline nodes of *text*."""
    built: list[nodes.Node] = []
    end = 0
    for match in re.finditer(_MARKUP, text):
        if match.start() > end:
            built.append(nodes.Text(text[end : match.start()]))
        if match["literal"]:
            built.append(build_literal(match["literal"]))
        else:
            built.append(nodes.emphasis("", match["emphasis"]))
        end = match.end()
    if end < len(text):
        built.append(nodes.Text(text[end:]))
    return built


def build_literal(text: str) -> nodes.literal:
    """Build an inline literal."""
    return nodes.literal("", text)


def read_rfc_base_url(document: nodes.document) -> str:
    """Return the base address of RFCs from the docutils settings of the project."""
    return getattr(document.settings, "rfc_base_url", None) or RFC_BASE_URL


def build_rfc_reference(where: Section, base: str) -> nodes.reference:
    """Build a link to a section of an RFC."""
    return nodes.reference("", str(where), internal=False, refuri=rfc_url(where, base))


def join_nodes(parts: Iterable[list[nodes.Node]], separator: str) -> list[nodes.Node]:
    """Put *separator* between groups of inline nodes."""
    built: list[nodes.Node] = []
    for part in parts:
        if built:
            built.append(nodes.Text(separator))
        built += part
    return built
