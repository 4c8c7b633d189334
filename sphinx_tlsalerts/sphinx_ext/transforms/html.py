"""Reshape what HTML builders need beyond the neutral doctree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree import DROPDOWN_CLASS
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterator

from sphinx_tlsalerts.sphinx_ext.transforms.walk import elements_by_page


class SingleHtmlIdTransform(SphinxPostTransform):
    """Keep ids of ours unique where all pages become one.

    The target of an object keeps its id: it alone is referred to.
    """

    default_priority = 500
    builders = ("singlehtml",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Rename the ids that stand twice."""
        targets = {
            (target.docname, target.node_id) for target in ObjectStore.of(self.env).targets.values()
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


class UnfoldedTransform(SphinxPostTransform):
    """Leave entries of an EPUB open: readers of books seldom fold. Before they are folded (500)."""

    default_priority = 490
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Take the mark of what is to be folded away."""
        for box in self.document.findall(nodes.container):
            if DROPDOWN_CLASS in box["classes"]:
                box["classes"].remove(DROPDOWN_CLASS)


class DropdownTransform(SphinxPostTransform):
    """Fold entries in browsers: Sphinx writes a collapsible admonition as ``<details>``."""

    default_priority = 500
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Reshape each entry that is to be folded."""
        for box in list(self.document.findall(nodes.container)):
            if DROPDOWN_CLASS in box["classes"]:
                folded = nodes.admonition("", classes=box["classes"], collapsible="closed")
                for heading in box.findall(nodes.rubric):  # the first one is that of the entry
                    folded["ids"] = heading["ids"]
                    folded += nodes.title("", "", *heading.children)
                    break
                folded += box[1:]
                box.replace_self(folded)
