"""Wrap tables for browsers: a scroll box around each, and the controls of a filter above some.

Input: a page of a builder for browsers, with tables of class :data:`TABLE_CLASS`. Output: the same
tables between raw HTML nodes.

Invariants: everything that takes space on the page is written here and not by the script, so that
the page does not shift when the script runs. The label of each box is unique on its page, because
screen readers list regions by their labels. Other builders see no trace of ``:filter:``.

Example: a table with the caption "Alerts" and ``:filter:`` becomes::

    <div class="tlsalerts-filter no-search"><label>…</label><p role="status" …></p></div>
    <div class="tlsalerts-scroll tlsalerts-registry" role="region" tabindex="0" aria-label="Alerts">
    <table class="tlsalerts-table tlsalerts-filtered …">…</table>
    </div>
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


#: The prefixes of the ids of rows that show an object; tables of these may be long.
_OBJECT_ROWS = tuple(f"tlsalerts-{name}-row-" for name in OBJECT_TYPES)

#: The least relative width of a column of sentences.
PROSE = 30


def find_tables(document: nodes.document) -> Iterator[tuple[nodes.Element, nodes.table]]:
    """Yield each table of ours with its parent.

    Skip nodes that cannot hold a table. Go from the root to the leaves, because pages that Sphinx
    joins to one keep the parents of their own doctree.
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
    """Put each table of ours into a box that scrolls, below the controls of its filter.

    This comes after Furo adds its own box (500). So ours is the inner box, which scrolls.
    """

    default_priority = 600
    builders = BROWSER_BUILDERS

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Wrap the tables of the page."""
        if not ObjectStore.of(self.env).features:
            return
        labels: dict[str, int] = {}
        for parent, table in list(find_tables(self.document)):
            label = _find_label(table)
            labels[label] = labels.get(label, 0) + 1
            if labels[label] > 1:  # screen readers list regions by their labels
                label = f"{label} ({labels[label]})"
            _mark_prose(table)
            controls = []
            if FILTER_CLASS in table["classes"]:
                controls = [_build_controls(label)]
            position = parent.index(table)
            parent.insert(position + 1, _make_raw("</div>\n"))
            parent.insert(position, [*controls, _make_raw(_build_box(table, label))])


class FilterlessTransform(SphinxPostTransform):
    """Remove the class of a filter for builders that have none."""

    default_priority = 600

    def is_supported(self) -> bool:
        """Return whether this build does not write pages for browsers."""
        return not BrowserTableTransform(self.document).is_supported()

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Remove the class from each table."""
        if ObjectStore.of(self.env).features:
            for _parent, table in find_tables(self.document):
                if FILTER_CLASS in table["classes"]:
                    table["classes"].remove(FILTER_CLASS)


def _find_label(table: nodes.table) -> str:
    """Return the caption of *table*, else the title of the section around it."""
    node: nodes.Node | None = table
    while node is not None:
        for child in node.children:
            if isinstance(child, nodes.title):
                return child.astext()
        node = node.parent
    return _("Table")


def _mark_prose(table: nodes.table) -> None:
    """Add a class to the heading cells of columns that hold sentences."""
    group = next(iter(table.findall(nodes.tgroup)))
    widths = [column["colwidth"] for column in group.findall(nodes.colspec)]
    head = next(iter(group.findall(nodes.thead)))
    first = next(iter(next(iter(group.findall(nodes.tbody))).findall(nodes.row)))
    for number, cell in enumerate(head.findall(nodes.entry)):
        if widths[number] >= PROSE and not any(first[number].findall(nodes.literal)):
            cell["classes"].append("tlsalerts-prose")


def _build_box(table: nodes.table, label: str) -> str:
    body = next(iter(table.findall(nodes.tbody)))
    ids: list[str] = next(iter(body.findall(nodes.row)))["ids"]
    classes = "tlsalerts-scroll"
    if any(node_id.startswith(_OBJECT_ROWS) for node_id in ids):
        classes += " tlsalerts-registry"
    return f'<div class="{classes}" role="region" tabindex="0" aria-label="{escape(label)}">\n'


def _build_controls(label: str) -> nodes.raw:
    """Build the text field of the filter, and the line that reports the number of rows."""
    texts = {
        "data-rows": _("{shown} of {total} rows"),
        "data-row": _("{shown} of {total} row"),
        "data-none": _("No row has these words"),
        "data-ascending": _("Sorted by {column}, ascending"),
        "data-descending": _("Sorted by {column}, descending"),
        "data-unsorted": _("In the original order"),
    }
    attributes = " ".join(f'{name}="{escape(text)}"' for name, text in texts.items())
    name = _("Filter: {table}").format(table=label)
    return _make_raw(
        f"<label><span>{escape(_('Filter'))}</span> "
        f'<input type="search" autocomplete="off" spellcheck="false" aria-label="{escape(name)}">'
        f'</label>\n<p class="tlsalerts-status" role="status" {attributes}></p>',
        "tlsalerts-filter",
        "no-search",  # labels are not content of the page
    )


def _make_raw(html: str, *classes: str) -> nodes.raw:
    return nodes.raw("", html, format="html", classes=[*classes])
