"""Reshape what LaTeX and Texinfo need beyond the neutral doctree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree import TABLE_CLASS
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.transforms.targets import unlisted_entries
from sphinx_tlsalerts.sphinx_ext.transforms.walk import elements_by_page

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.env import Entry


class PrintedTableTransform(SphinxPostTransform):
    """Give rows their targets and index entries where ids of rows are not enough.

    HTML knows ids on rows; LaTeX and Texinfo know only target nodes, and print
    their index from the doctree.
    """

    default_priority = 500
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Put an anchor at the beginning of each row that has an id."""
        self.indexed = unlisted_entries(ObjectStore.of(self.env))
        elements = list(elements_by_page(self.document, self.env.current_document.docname))
        for docname, table in elements:
            if isinstance(table, nodes.table) and TABLE_CLASS in table["classes"]:
                for row in table.findall(nodes.row):
                    self._anchor_row(docname, row)
                # All formats know the ids of tables, but none the entry that belongs to one.
                entries = self._entries(docname, table["ids"])
                body = next(iter(table.findall(nodes.tbody)))
                first = next(iter(body.findall(nodes.TextElement)), None)
                if entries and first is not None:
                    first.insert(0, addnodes.index(entries=entries))

    def _anchor_row(self, docname: str, row: nodes.row) -> None:
        ids: list[str] = row["ids"]
        first = next(iter(row.findall(nodes.TextElement)), None)
        if not ids or first is None:
            return
        entries = self._entries(docname, ids)
        anchor = [nodes.target("", "", ids=ids)]
        first[0:0] = [addnodes.index(entries=entries), *anchor] if entries else anchor
        row["ids"] = []

    def _entries(self, docname: str, ids: list[str]) -> list[Entry]:
        """Return the index entries of the targets among *ids*."""
        keys = [(docname, node_id) for node_id in ids]
        return [self.indexed[key] for key in keys if key in self.indexed]


class LatexTableTransform(SphinxPostTransform):
    """Make tables of ours fit a page: LaTeX neither wraps names nor scrolls.

    Runs before :class:`PrintedTableTransform`, so that a row has one anchor
    however many parts its table has.
    """

    default_priority = 490
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Fix and split the tables whose widths the author has not chosen; let links break."""
        tables = [t for t in self.document.findall(nodes.table) if TABLE_CLASS in t["classes"]]
        links = [link for link in self.document.findall(nodes.reference) if _is_to_ours(link)]
        if tables or links:
            from sphinx_tlsalerts.sphinx_ext.transforms.latex_tables import (
                fit_table,
                let_link_break,
            )

            for link in links:
                let_link_break(link)
            for table in tables:
                fit_table(table)


def _is_to_ours(link: nodes.reference) -> bool:
    return "tlsalerts-" in link.get("refid", link.get("refuri", ""))
