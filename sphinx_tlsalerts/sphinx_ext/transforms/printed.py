"""Reshape what LaTeX and Texinfo need beyond the neutral doctree."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree import TABLE_CLASS


class LatexTableTransform(SphinxPostTransform):
    """Make tables of ours fit a page: LaTeX neither wraps names nor scrolls.

    Runs before ``PrintedTableTransform``, so that a row has one anchor however
    many parts its table has.
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
