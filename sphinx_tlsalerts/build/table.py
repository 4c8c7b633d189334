"""A table of records. The same for alerts, enums and verification codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the target for references to it, and the content of its cells."""

    target: nodes.target
    cells: Sequence[list[nodes.Node]]


def build_table(
    headers: Sequence[list[nodes.Node]], widths: Sequence[int], rows: Iterable[Row]
) -> nodes.table:
    """Build a table of standard nodes.

    The target of a row stands in its first cell: all writers know
    targets, and none but HTML's knows ids on rows.

    :param headers: the content of the heading cells
    :param widths: the relative widths of the columns
    """
    group = nodes.tgroup("", cols=len(headers))
    group += [nodes.colspec("", colwidth=width) for width in widths]
    head = nodes.row("", *(nodes.entry("", *content) for content in headers))
    group += nodes.thead("", head)
    body = nodes.tbody()
    for row in rows:
        cells = [nodes.entry("", *content) for content in row.cells]
        _put_first(row.target, cells[0])
        body += nodes.row("", *cells)
    group += body
    return nodes.table("", group, classes=["tlsalerts-table"])


def _put_first(target: nodes.target, cell: nodes.entry) -> None:
    """Put *target* at the beginning of the text of *cell*."""
    text = next(iter(cell.findall(nodes.TextElement)), None)
    if text is None:
        text = nodes.paragraph()
        cell += text
    text.insert(0, target)
