"""Tables of ours as browsers get them: wide ones scroll in a box of their own, some have a filter.

What takes room is written here and not by the script, so that nothing moves once it runs.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree import FILTER_CLASS, TABLE_CLASS
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.html.builders import BROWSER_BUILDERS
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator


#: The beginning of the id of a row that shows an object; tables of these may be long.
_OBJECT_ROWS = tuple(f"tlsalerts-{name}-row-" for name in OBJECT_TYPES)

#: The relative width of a column from which on it may hold sentences.
PROSE = 30


def tables_in(document: nodes.document) -> Iterator[tuple[nodes.Element, nodes.table]]:
    """Yield each table of ours with what holds it.

    Without a look at the many nodes that hold none; and from the top, because what Sphinx joins
    to one page keeps the parents of its own.
    """
    todo: list[nodes.Element] = [document]
    while todo:
        parent = todo.pop()
        for node in parent.children:
            if isinstance(node, nodes.table) and TABLE_CLASS in node["classes"]:
                yield parent, node
        todo += [
            node
            for node in reversed(parent.children)
            if isinstance(node, nodes.Element)
            and not isinstance(node, nodes.TextElement)
            and not (isinstance(node, nodes.table) and TABLE_CLASS in node["classes"])
        ]


class BrowserTableTransform(SphinxPostTransform):
    """Put each table of ours in a box that scrolls, below the controls of its filter.

    After Furo's own box (500), so that ours is inside of it and the one that scrolls.
    """

    default_priority = 600
    builders = BROWSER_BUILDERS

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Reshape the tables of the page."""
        if not ObjectStore.of(self.env).features:
            return
        labels: dict[str, int] = {}
        for parent, table in list(tables_in(self.document)):
            label = _label_of(table)
            labels[label] = labels.get(label, 0) + 1
            if labels[label] > 1:  # readers tell regions apart by their names
                label = f"{label} ({labels[label]})"
            _mark_prose(table)
            controls = []
            if FILTER_CLASS in table["classes"]:
                controls = [_controls(label)]
            position = parent.index(table)
            parent.insert(position + 1, _raw("</div>\n"))
            parent.insert(position, [*controls, _raw(_box(table, label))])


class FilterlessTransform(SphinxPostTransform):
    """Take the mark of a filter off where there is none: outside of browsers."""

    default_priority = 600

    def is_supported(self) -> bool:
        """Tell whether this build is for something else than browsers."""
        return not BrowserTableTransform(self.document).is_supported()

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Leave no trace of the option."""
        if ObjectStore.of(self.env).features:
            for _parent, table in tables_in(self.document):
                if FILTER_CLASS in table["classes"]:
                    table["classes"].remove(FILTER_CLASS)


def _label_of(table: nodes.table) -> str:
    """Return the caption of *table*, else the title of the section that it stands in."""
    node: nodes.Node | None = table
    while node is not None:
        for child in node.children:
            if isinstance(child, nodes.title):
                return child.astext()
        node = node.parent
    return _("Table")


def _mark_prose(table: nodes.table) -> None:
    """Give the heads of the columns that hold sentences a class."""
    group = next(iter(table.findall(nodes.tgroup)))
    widths = [column["colwidth"] for column in group.findall(nodes.colspec)]
    head = next(iter(group.findall(nodes.thead)))
    first = next(iter(next(iter(group.findall(nodes.tbody))).findall(nodes.row)))
    for number, cell in enumerate(head.findall(nodes.entry)):
        if widths[number] >= PROSE and not any(first[number].findall(nodes.literal)):
            cell["classes"].append("tlsalerts-prose")


def _box(table: nodes.table, label: str) -> str:
    body = next(iter(table.findall(nodes.tbody)))
    ids: list[str] = next(iter(body.findall(nodes.row)))["ids"]
    classes = "tlsalerts-scroll"
    if any(node_id.startswith(_OBJECT_ROWS) for node_id in ids):
        classes += " tlsalerts-registry"
    return f'<div class="{classes}" role="region" tabindex="0" aria-label="{escape(label)}">\n'


def _controls(label: str) -> nodes.raw:
    """Build the field for words, and the line that says what they found."""
    words = {
        "data-rows": _("{shown} of {total} rows"),
        "data-row": _("{shown} of {total} row"),
        "data-none": _("No row has these words"),
        "data-ascending": _("Sorted by {column}, ascending"),
        "data-descending": _("Sorted by {column}, descending"),
        "data-unsorted": _("In the original order"),
    }
    attributes = " ".join(f'{name}="{escape(text)}"' for name, text in words.items())
    name = _("Filter: {table}").format(table=label)
    return _raw(
        f"<label><span>{escape(_('Filter'))}</span> "
        f'<input type="search" autocomplete="off" spellcheck="false" aria-label="{escape(name)}">'
        f'</label>\n<p class="tlsalerts-status" role="status" {attributes}></p>',
        "tlsalerts-filter",
        "no-search",  # these words are no words of the page
    )


def _raw(html: str, *classes: str) -> nodes.raw:
    return nodes.raw("", html, format="html", classes=[*classes])
