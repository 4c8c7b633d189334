"""Post-transforms: the little that formats need beyond the neutral doctree."""

from __future__ import annotations

import re
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

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Fix and split the tables whose widths the author has not chosen."""
        for table in list(self.document.findall(nodes.table)):
            classes = table["classes"]
            if TABLE_CLASS not in classes:
                continue
            for literal in table.findall(nodes.literal):
                _allow_breaks(literal)
            if not {"colwidths-auto", "colwidths-given"} & {*classes}:
                classes.append("colwidths-given")
                parts = [_part(table, *part) for part in enumerate(_parts_of(table))]
                table.replace_self(_joined(parts))


#: The sum of the widths of the columns that stand beside each other on a page.
PAGE_WIDTH = 160

#: The number of rows from which on Sphinx lets a table run over several pages.
LONG_TABLE = 30

#: Where a name may break: after a separator, and before the next word of ``CamelCase``.
_BREAK = re.compile(r"(?<=[_./])(?=.)|(?<=[a-z0-9])(?=[A-Z])")


def _allow_breaks(literal: nodes.literal) -> None:
    """Let the name in *literal* go on in the next line."""
    first, *others = _BREAK.split(literal.astext())
    literal.clear()
    literal += nodes.Text(first)
    for other in others:
        literal += [nodes.raw("", r"\allowbreak{}", format="latex"), nodes.Text(other)]


def _parts_of(table: nodes.table) -> list[list[int]]:
    """Group the columns of *table* so that each group fits; all begin with the same ones."""
    widths: list[int] = [spec["colwidth"] for spec in table.findall(nodes.colspec)]
    if sum(widths) <= PAGE_WIDTH:
        return [list(range(len(widths)))]
    keys = [0, 1] if sum(widths[:2]) <= PAGE_WIDTH / 4 else [0]
    parts = [[*keys]]
    for column in range(len(keys), len(widths)):
        used = sum(widths[other] for other in parts[-1])
        if used + widths[column] > PAGE_WIDTH and len(parts[-1]) > len(keys):
            parts.append([*keys])
        parts[-1].append(column)
    return parts


def _joined(parts: list[nodes.table]) -> list[nodes.Node]:
    """Put the parts of one table below each other, under one number."""
    first, *others = parts
    found: list[nodes.Node] = [first]
    is_long = "longtable" in first["classes"] or len(list(first.findall(nodes.row))) > LONG_TABLE
    for part in others:
        if is_long:  # such a table takes a number even without a caption
            found.append(nodes.raw("", r"\addtocounter{table}{-1}", format="latex"))
        found.append(part)
    return found


def _part(table: nodes.table, number: int, columns: list[int]) -> nodes.table:
    """Copy some *columns* of *table*; the first part has the caption and the ids."""
    part = table.copy()
    if number:
        part["ids"], part["names"] = [], []
    else:
        part += [title.deepcopy() for title in table.findall(nodes.title)]
    for group in table.findall(nodes.tgroup):
        specs = list(group.findall(nodes.colspec))
        kept = [specs[column].copy() for column in columns]
        narrowest = sum(spec["colwidth"] for spec in kept) // 10  # the heading "Code" needs this
        for spec in kept:
            spec["colwidth"] = max(spec["colwidth"], narrowest)
        copied = nodes.tgroup("", *kept, cols=len(columns))
        for kind in (nodes.thead, nodes.tbody):
            for block in group.findall(kind):
                rows = (_row_part(row, number, columns) for row in block.findall(nodes.row))
                copied += kind("", *rows)
        part += copied
    return part


def _row_part(row: nodes.row, number: int, columns: list[int]) -> nodes.row:
    copied = row.copy()
    copied["ids"] = copied["ids"] if number == 0 else []
    copied += [row[column].deepcopy() for column in columns]
    return copied


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
        for docname, node in elements_by_page(self.document, self.env.current_document.docname):
            ids: list[str] = node.get("ids", [])
            if any(node_id.startswith("tlsalerts-") for node_id in ids):
                yield docname, node
