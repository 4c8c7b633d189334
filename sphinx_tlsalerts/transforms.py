"""Post-transforms: the little that formats need beyond the neutral doctree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.build.table import TABLE_CLASS
from sphinx_tlsalerts.store import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterator


def elements_by_page(root: nodes.document, docname: str) -> Iterator[tuple[str, nodes.Element]]:
    """Yield each element of a document that may join several pages, with its page.

    From the top, because what Sphinx joins keeps the parents of its own page.

    :param docname: the page of what no other page brought in
    """
    todo: list[tuple[str, nodes.Element]] = [(docname, root)]
    while todo:
        docname, node = todo.pop()
        if isinstance(node, addnodes.start_of_file | nodes.document):
            docname = node.get("docname", docname)
        yield docname, node
        inner = (child for child in reversed(node.children) if isinstance(child, nodes.Element))
        todo += [(docname, child) for child in inner]


class PrintedTableTransform(SphinxPostTransform):
    """Give rows their targets and index entries where ids of rows are not enough.

    HTML knows ids on rows; LaTeX and Texinfo know only target nodes, and print
    their index from the doctree.
    """

    default_priority = 500
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Put an anchor at the beginning of each row that has an id."""
        self.indexed = {
            (target.docname, target.node_id): key
            for key, target in ObjectStore(self.env).targets.items()
            if target.kind != "description"
        }
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

    def _entries(self, docname: str, ids: list[str]) -> list[tuple[str, str, str, str, str | None]]:
        """Return the index entries of the targets among *ids*."""
        from sphinx_tlsalerts.objects import index_entry

        return [
            index_entry(*self.indexed[docname, node_id], node_id)
            for node_id in ids
            if (docname, node_id) in self.indexed
        ]


class LatexTableTransform(SphinxPostTransform):
    """Make tables of ours fit a page: LaTeX neither wraps names nor scrolls.

    Runs before :class:`PrintedTableTransform`, so that a row has one anchor
    however many parts its table has.
    """

    default_priority = 490
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Fix and split the tables whose widths the author has not chosen."""
        tables = [t for t in self.document.findall(nodes.table) if TABLE_CLASS in t["classes"]]
        if tables:
            from sphinx_tlsalerts.build.latex_tables import fit_table

            for table in tables:
                fit_table(table)


class SingleHtmlIdTransform(SphinxPostTransform):
    """Keep ids of ours unique where all pages become one.

    The target of an object keeps its id: it alone is referred to.
    """

    default_priority = 500
    builders = ("singlehtml",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Rename the ids that stand twice."""
        targets = {
            (target.docname, target.node_id) for target in ObjectStore(self.env).targets.values()
        }
        places: dict[str, list[tuple[str, nodes.Element]]] = {}
        for docname, node in self._elements_of_ours():
            ids: list[str] = node["ids"]
            for node_id in ids:
                places.setdefault(node_id, []).append((docname, node))
        for node_id, found in places.items():
            keeper = next((p for p in found if (p[0], node_id) in targets), found[0])
            for number, place in enumerate((p for p in found if p is not keeper), start=2):
                taken: list[str] = place[1]["ids"]
                taken[taken.index(node_id)] = f"{node_id}-page-{number}"

    def _elements_of_ours(self) -> Iterator[tuple[str, nodes.Element]]:
        """Yield each element that has an id of ours, with the page that it comes from."""
        for docname, node in elements_by_page(self.document, self.env.current_document.docname):
            ids: list[str] = node.get("ids", [])
            if any(node_id.startswith("tlsalerts-") for node_id in ids):
                yield docname, node
