"""Change the doctree for LaTeX: tables that fit a page, links that break."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree import TABLE_CLASS


class LatexTableTransform(SphinxPostTransform):
    """Make tables of ours fit a page, because LaTeX neither wraps names nor scrolls.

    This comes before ``PrintedTableTransform`` (500), so that each row has one anchor even if its
    table is split.
    """

    default_priority = 490
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Split the tables whose widths the author has not chosen; allow breaks in links."""
        tables = [t for t in self.document.findall(nodes.table) if TABLE_CLASS in t["classes"]]
        links = [link for link in self.document.findall(nodes.reference) if _leads_to_object(link)]
        if tables or links:
            from sphinx_tlsalerts.sphinx_ext.transforms.latex_tables import (
                allow_breaks_in_link,
                fit_table,
            )

            for link in links:
                allow_breaks_in_link(link)
            for table in tables:
                fit_table(table)


def _leads_to_object(link: nodes.reference) -> bool:
    return "tlsalerts-" in link.get("refid", link.get("refuri", ""))
