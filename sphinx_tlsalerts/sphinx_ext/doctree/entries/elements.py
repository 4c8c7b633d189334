"""Build the small elements that several parts of an entry share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.guides import PREFERENCE_LABELS
from sphinx_tlsalerts.sphinx_ext.doctree.marks import ENTRY_MARK, TRUST_CLASS
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_tlsalerts.guides import Message


def mark_remedy(node: nodes.Element, mark: str, value: object) -> None:
    """Mark a node of a remedy with an attribute of its Python object.

    Mark the children of ``only`` as well: Sphinx replaces it by them if its condition is true.
    """
    if hasattr(node, ENTRY_MARK):  # an entry in the remedy has its own result
        return
    if TRUST_CLASS in node.get("classes", ()):  # the finder shows the setting of one tool
        return
    setattr(node, mark, value)
    if isinstance(node, addnodes.only):
        for child in node.children:
            if isinstance(child, nodes.Element):
                mark_remedy(child, mark, value)


def is_block(message: Message, text: str) -> bool:
    """Return whether a message is shown as a block."""
    return not message.inline or "\n" in text.strip()


def add_rank(prose: list[nodes.Node], preference: str | None) -> None:
    """Insert the label of the rank at the beginning of a remedy."""
    if preference is None:
        return
    text = _(PREFERENCE_LABELS[preference])
    label = nodes.strong("", text, classes=["tlsalerts-preference"])
    if prose and isinstance(prose[0], nodes.paragraph):
        prose[0].insert(0, [label, nodes.Text(" ")])
    else:
        prose.insert(0, nodes.paragraph("", "", label, translatable=False))


def build_list(items: Iterable[list[nodes.Node]], *, numbered: bool = False) -> nodes.Element:
    """Build a list, as the parsers of both languages do."""
    built = [nodes.list_item("", *item) for item in items]
    if numbered:
        return nodes.enumerated_list("", *built, enumtype="arabic", prefix="", suffix=".")
    return nodes.bullet_list("", *built, bullet="-")


def build_packaged(text: str, *classes: str) -> nodes.paragraph:
    """Build a paragraph of the package's own text, which its own catalogue translates."""
    return nodes.paragraph("", text, classes=[*classes], translatable=False)


def name_side(where: str) -> str:
    """Name the side or program that shows a message."""
    return {"client": _("the client"), "server": _("the server")}.get(where, where)
