"""The one normaliser that makes doctrees of the two languages comparable.

MyST and reStructuredText leave doctrees of the same content that differ in
harmless ways. Two pages are called equal when :func:`normalised` gives the
same text for both. What it evens out, and nothing else:

* adjacent text nodes are merged (MyST cuts text at each line end and entity);
* the order of ``ids``, ``names``, ``classes`` and ``dupnames`` is dropped;
* ``name`` of references, and ``force`` and ``highlight_args`` of literal
  blocks, are dropped (docutils sets the first, the parsers differ in the others);
* truth values are written as 0 and 1 (docutils from 0.22 on does so itself);
* the attributes of the document node are dropped (they name the source file).

What this package builds itself is the same on both kinds of page without any
of this; ``test_snippets.py`` holds it to that, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

_IGNORED = frozenset({"name", "force", "highlight_args"})
_UNORDERED = frozenset({"ids", "names", "classes", "dupnames"})


def normalised(node: nodes.Node) -> str:
    """Return *node* as indented text, one line for each element and each line of text."""
    return "\n".join(_lines(node, 0))


def _lines(node: nodes.Node, depth: int) -> Iterator[str]:
    indent = "    " * depth
    if isinstance(node, nodes.Text):
        for line in node.astext().split("\n"):
            yield f"{indent}{line!r}"
        return
    if not isinstance(node, nodes.Element):
        msg = f"neither text nor element: {node!r}"
        raise TypeError(msg)
    yield f"{indent}<{' '.join([node.tagname, *_attributes(node)])}>"
    for child in _with_text_merged(node):
        yield from _lines(child, depth + 1)


def _attributes(node: nodes.Element) -> Iterator[str]:
    if isinstance(node, nodes.document):
        return
    for name, value in sorted(node.attributes.items()):
        if name in _IGNORED or value in (None, [], ()):
            continue
        if isinstance(value, bool):
            yield f"{name}={int(value)}"
        elif name in _UNORDERED:
            yield f"{name}={' '.join(sorted(map(str, value)))!r}"
        else:
            yield f"{name}={value!r}"


def _with_text_merged(node: nodes.Element) -> Iterator[nodes.Node]:
    text = ""
    for child in node.children:
        if isinstance(child, nodes.Text):
            text += child.astext()
            continue
        if text:
            yield nodes.Text(text)
            text = ""
        yield child
    if text:
        yield nodes.Text(text)
