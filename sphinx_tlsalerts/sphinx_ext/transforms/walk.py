"""Walk through a document that may join several pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterator


def walk_elements(root: nodes.document, docname: str) -> Iterator[tuple[str, nodes.Element]]:
    """Yield each element of a document that may join several pages, with its page.

    :param docname: the page of the root, if the document does not name it
    """
    yield root.get("docname", docname), root
    for page, _parent, node in walk_children(root, docname):
        yield page, node


def walk_children(
    root: nodes.document, docname: str
) -> Iterator[tuple[str, nodes.Element, nodes.Element]]:
    """Yield each element below *root* with its page and its parent.

    Go from the root to the leaves, because pages that Sphinx joins keep their own parents.
    """
    todo = _list_children(root, root.get("docname", docname))
    while todo:
        docname, parent, node = todo.pop()
        if isinstance(node, addnodes.start_of_file | nodes.document):
            docname = node.get("docname", docname)
        yield docname, parent, node
        todo += _list_children(node, docname)


def _list_children(
    node: nodes.Element, docname: str
) -> list[tuple[str, nodes.Element, nodes.Element]]:
    """Return the child elements of *node* in reverse order, for a stack."""
    children = (child for child in reversed(node.children) if isinstance(child, nodes.Element))
    return [(docname, node, child) for child in children]
