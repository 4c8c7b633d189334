"""Inline nodes for packaged and overlay words.

These words use what reStructuredText and Markdown have in common: plain text,
``*emphasis*`` and double-backtick literals. They are built here without a
parser, so that a page of either language shows them alike.
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


def marked_up(text: str) -> list[nodes.Node]:
    """Build the inline nodes of *text*."""
    found: list[nodes.Node] = []
    end = 0
    for match in re.finditer(_MARKUP, text):
        if match.start() > end:
            found.append(nodes.Text(text[end : match.start()]))
        if match["literal"]:
            found.append(literal(match["literal"]))
        else:
            found.append(nodes.emphasis("", match["emphasis"]))
        end = match.end()
    if end < len(text):
        found.append(nodes.Text(text[end:]))
    return found


def literal(text: str) -> nodes.literal:
    """Build an inline literal."""
    return nodes.literal("", text)


def rfc_base_url(document: nodes.document) -> str:
    """Return where the project's docutils settings say that RFCs are."""
    return getattr(document.settings, "rfc_base_url", None) or RFC_BASE_URL


def rfc_reference(where: Section, base: str) -> nodes.reference:
    """Build a link to a section of an RFC."""
    return nodes.reference("", str(where), internal=False, refuri=rfc_url(where, base))


def joined(parts: Iterable[list[nodes.Node]], separator: str) -> list[nodes.Node]:
    """Put *separator* between groups of inline nodes."""
    found: list[nodes.Node] = []
    for part in parts:
        if found:
            found.append(nodes.Text(separator))
        found += part
    return found
