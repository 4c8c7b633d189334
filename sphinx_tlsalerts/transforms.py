"""Post-transforms: the little that formats need beyond the neutral doctree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.directives.alert import index_entry
from sphinx_tlsalerts.store import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterator


class LatexTableTransform(SphinxPostTransform):
    """Give tables of ours fixed widths in LaTeX, where only such columns wrap."""

    default_priority = 500
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Mark the tables whose widths the author has not chosen."""
        for table in self.document.findall(nodes.table):
            classes = table["classes"]
            if "tlsalerts-table" in classes and not {"colwidths-auto", "colwidths-given"} & {
                *classes
            }:
                classes.append("colwidths-given")


class PrintedIndexTransform(SphinxPostTransform):
    """Put rows that are targets into indexes that are printed from the doctree."""

    default_priority = 500
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Add an index node beside the target of each such row."""
        rows = {
            target.node_id: name
            for (_objtype, name), target in ObjectStore(self.env).targets.items()
            if target.docname == self.env.current_document.docname and target.kind != "description"
        }
        for node in list(self.document.findall(nodes.target)):
            for node_id in node["ids"]:
                if node_id in rows:
                    entries = [index_entry(rows[node_id], node_id)]
                    node.parent.insert(node.parent.index(node), addnodes.index(entries=entries))


class SingleHtmlIdTransform(SphinxPostTransform):
    """Keep ids of ours unique where all pages become one.

    The target of an object keeps its id: it alone is referred to.
    """

    default_priority = 500
    builders = ("singlehtml",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
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
        for node in self.document.findall(nodes.Element):
            ids: list[str] = node.get("ids", [])
            if any(node_id.startswith("tlsalerts-") for node_id in ids):
                yield self._page_of(node), node

    def _page_of(self, node: nodes.Node) -> str:
        while node.parent is not None:
            node = node.parent
            if isinstance(node, addnodes.start_of_file):
                return str(node["docname"])
        return str(self.document.get("docname", ""))
