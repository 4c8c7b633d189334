"""Change the doctree for HTML builders: unique ids and folded entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree import DROPDOWN_CLASS
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterator

from sphinx_tlsalerts.sphinx_ext.transforms.walk import walk_elements


class SingleHtmlIdTransform(SphinxPostTransform):
    """Make ids of ours unique where all pages become one.

    The target of an object keeps its id, because references lead only to it.
    """

    default_priority = 500
    builders = ("singlehtml",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Rename repeated ids."""
        targets = {
            (target.docname, target.node_id) for target in ObjectStore.of(self.env).targets.values()
        }
        places: dict[str, list[tuple[str, nodes.Element]]] = {}
        for docname, node in self._find_elements():
            ids: list[str] = node["ids"]
            for node_id in ids:
                places.setdefault(node_id, []).append((docname, node))
        for node_id, occurrences in places.items():
            keeper = next((p for p in occurrences if (p[0], node_id) in targets), occurrences[0])
            for number, place in enumerate((p for p in occurrences if p is not keeper), start=2):
                taken: list[str] = place[1]["ids"]
                taken[taken.index(node_id)] = f"{node_id}-page-{number}"

    def _find_elements(self) -> Iterator[tuple[str, nodes.Element]]:
        """Yield each element that has an id of ours, with its page."""
        for docname, node in walk_elements(self.document, self.env.current_document.docname):
            ids: list[str] = node.get("ids", [])
            if any(node_id.startswith("tlsalerts-") for node_id in ids):
                yield docname, node


class UnfoldedTransform(SphinxPostTransform):
    """Keep entries of an EPUB open, because few readers of books can fold. Before folding (500)."""

    default_priority = 490
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Remove the class of folded entries."""
        for box in self.document.findall(nodes.container):
            if DROPDOWN_CLASS in box["classes"]:
                box["classes"].remove(DROPDOWN_CLASS)


class DropdownTransform(SphinxPostTransform):
    """Fold entries in browsers: Sphinx writes a collapsible admonition as ``<details>``."""

    default_priority = 500
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Replace each container of an entry by a collapsible admonition."""
        for box in list(self.document.findall(nodes.container)):
            if DROPDOWN_CLASS in box["classes"]:
                folded = nodes.admonition("", classes=box["classes"], collapsible="closed")
                for heading in box.findall(nodes.rubric):  # the first is the heading of the entry
                    folded["ids"] = heading["ids"]
                    folded += nodes.title("", "", *heading.children)
                    break
                folded += box[1:]
                box.replace_self(folded)
