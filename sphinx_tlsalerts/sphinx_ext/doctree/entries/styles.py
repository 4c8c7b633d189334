"""Arrange troubleshooting entries as sections, dropdowns, definitions or a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from docutils import nodes
from sphinx.transforms import SphinxContentsFilter

from sphinx_tlsalerts.sphinx_ext.doctree.entries.headings import drop_default_heading
from sphinx_tlsalerts.sphinx_ext.doctree.marks import DROPDOWN_CLASS, ENTRY_MARK
from sphinx_tlsalerts.sphinx_ext.doctree.table import build_table
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx import addnodes

    from sphinx_tlsalerts.sphinx_ext.doctree.entries.body import Parts

N = TypeVar("N", bound=nodes.Element)

STYLES = ("sections", "dropdowns", "definitions", "table")


class BuiltEntry(NamedTuple):
    """An entry as nodes, not yet arranged."""

    node_id: str
    title: nodes.title
    entries: list[addnodes.index]  #: of the general index; at most one node
    parts: Parts

    @property
    def body(self) -> list[nodes.Node]:
        """All parts in reading order."""
        return [node for part in self.parts for node in part]

    def move_title(self, node: nodes.TextElement) -> nodes.TextElement:
        """Move the title into *node*, with its source, which message catalogues need."""
        node.rawsource = self.title.rawsource
        node.source, node.line = self.title.source, self.title.line
        if node.source is None:  # the same in all languages
            node["translatable"] = False
        node += self.title.children
        return node


def arrange(style: str, entries: Sequence[BuiltEntry]) -> list[nodes.Node]:
    """Arrange *entries* in one of the :data:`STYLES`."""
    if not entries:
        return []
    if style == "table":
        return [_build_table(entries)]
    if style == "definitions":
        return [nodes.definition_list("", *map(_build_definition, entries))]
    build = _build_dropdown if style == "dropdowns" else _build_section
    return [build(entry) for entry in entries]


def mark_entry(node: N, node_id: str) -> N:
    """Mark a node as one that holds an entry, and return it."""
    setattr(node, ENTRY_MARK, node_id)
    return node


def holds_table(entry: BuiltEntry) -> bool:
    """Return whether the body of *entry* contains a table."""
    return any(any(node.findall(nodes.table)) for node in entry.body)


def build_contents(entries: Sequence[BuiltEntry], document: nodes.document) -> list[nodes.Node]:
    """Build a list of links to *entries*."""
    items = []
    for entry in entries:
        # Without the links and targets of titles, as in Sphinx's own tables of contents.
        title = SphinxContentsFilter(document)
        entry.title.walkabout(title)
        link = nodes.reference("", "", *title.get_entry_text(), internal=True)
        link["refid"] = entry.node_id
        items.append(nodes.list_item("", nodes.paragraph("", "", link, translatable=False)))
    return [nodes.bullet_list("", *items, bullet="-", classes=["tlsalerts-contents"])]


def _build_section(entry: BuiltEntry) -> nodes.section:
    section = nodes.section("", entry.title, *entry.entries, *entry.body)
    section["ids"].append(entry.node_id)
    return mark_entry(section, entry.node_id)


def _build_dropdown(entry: BuiltEntry) -> nodes.container:
    heading = entry.move_title(nodes.rubric(ids=[entry.node_id]))
    box = nodes.container("", heading, *entry.entries, *entry.body, classes=[DROPDOWN_CLASS])
    return mark_entry(box, entry.node_id)


def _build_definition(entry: BuiltEntry) -> nodes.definition_list_item:
    term = entry.move_title(nodes.term(ids=[entry.node_id]))
    definition = nodes.definition("", *entry.entries, *entry.body)
    return mark_entry(nodes.definition_list_item("", term, definition), entry.node_id)


def _build_table(entries: Sequence[BuiltEntry]) -> nodes.table:
    headers = [_("Error"), _("Cause"), _("Remedy")]
    rows = []
    for entry in entries:
        title = entry.move_title(nodes.paragraph())
        cells = [
            [title, *entry.entries, *entry.parts.messages],
            drop_default_heading("causes", entry.parts.explanation),
            drop_default_heading("remedies", entry.parts.remedies),
        ]
        rows.append((entry.node_id, cells))
    heading = [[nodes.paragraph("", header, translatable=False)] for header in headers]
    return build_table(heading, [30, 35, 35], rows)
