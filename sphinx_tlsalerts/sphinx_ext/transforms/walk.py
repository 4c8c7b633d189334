"""Walk through a document that may join several pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterator


def elements_by_page(root: nodes.document, docname: str) -> Iterator[tuple[str, nodes.Element]]:
    """Yield each element of a document that may join several pages, with its page.

    :param docname: the page of what no other page brought in
    """
    yield root.get("docname", docname), root
    for page, _parent, node in children_by_page(root, docname):
        yield page, node


def children_by_page(
    root: nodes.document, docname: str
) -> Iterator[tuple[str, nodes.Element, nodes.Element]]:
    """Yield each element below *root* with its page and its parent.

    From the top, because what Sphinx joins keeps the parents of its own page.
    """
    todo = _inner(root, root.get("docname", docname))
    while todo:
        docname, parent, node = todo.pop()
        if isinstance(node, addnodes.start_of_file | nodes.document):
            docname = node.get("docname", docname)
        yield docname, parent, node
        todo += _inner(node, docname)


def _inner(node: nodes.Element, docname: str) -> list[tuple[str, nodes.Element, nodes.Element]]:
    """Return the elements in *node*, the last one first."""
    children = (child for child in reversed(node.children) if isinstance(child, nodes.Element))
    return [(docname, node, child) for child in children]
