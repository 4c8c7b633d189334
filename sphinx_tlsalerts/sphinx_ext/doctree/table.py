"""Build a table of records: alerts, enums or verification codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes

from sphinx_tlsalerts.sphinx_ext.doctree.marks import TABLE_CLASS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: A row: its id, and the content of its cells.
Row: TypeAlias = "tuple[str, Sequence[Sequence[nodes.Node]]]"


def build_table(
    headers: Sequence[Sequence[nodes.Node]], widths: Sequence[int], rows: Iterable[Row]
) -> nodes.table:
    """Build a table of standard nodes with an id for each row.

    :param headers: the content of the heading cells
    :param widths: the relative widths of the columns
    """
    group = nodes.tgroup("", cols=len(headers))
    group += [nodes.colspec("", colwidth=width) for width in widths]
    head = nodes.row("", *(nodes.entry("", *content) for content in headers))
    group += nodes.thead("", head)
    body = nodes.tbody()
    for node_id, cells in rows:
        body += nodes.row("", *(nodes.entry("", *content) for content in cells), ids=[node_id])
    group += body
    return nodes.table("", group, classes=[TABLE_CLASS])
