"""Cells of tables and fields of descriptions: what records have in common when they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.sphinx_ext.doctree.inline import DASH, literal
from sphinx_tlsalerts.sphinx_ext.doctree.marks import entries_about

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.registries import Overlay, ReleaseLine

RecordT = TypeVar("RecordT")

#: The lines of a cell. Most have one; texts that differ by version have more.
Lines: TypeAlias = list[list[nodes.Node]]


class Surroundings(NamedTuple):
    """What a cell needs to know of the page and the project."""

    docname: str
    rfc_base_url: str
    overlays: dict[int, Overlay]
    openssl: ReleaseLine


class Column(NamedTuple, Generic[RecordT]):
    """One column as an author selects it."""

    name: str
    header: str  #: English; translated where it is used
    width: int  #: relative width in formats that need one
    build: Callable[[RecordT, Surroundings], Lines]
    #: the fuller form for a description, where it differs
    describe: Callable[[RecordT, Surroundings], Lines] | None = None
    overlaid: str | None = None  #: the field of an overlay that the cell prints


def entries_cell(objtype: str, name: str) -> Lines:
    """Build the cell that lists the troubleshooting entries about an object."""
    return [[entries_about(key=f"{objtype}:{name}")]]


def by_name(*columns: Column[RecordT]) -> dict[str, Column[RecordT]]:
    """Return *columns* under their names."""
    return {column.name: column for column in columns}


def text_cell(value: str | None) -> Lines:
    """Build a cell of plain text; a dash where there is none."""
    return [[nodes.Text(value)]] if value else dash()


def literal_cell(value: str | None) -> Lines:
    """Build a cell of one literal; a dash where there is none."""
    return [[literal(value)]] if value else dash()


def dash() -> Lines:
    """Build the cell of what does not exist."""
    return [[nodes.Text(DASH)]]


def pending(page: Surroundings, role: str, target: str, text: str) -> addnodes.pending_xref:
    """Build a reference to an object of ours, with a fixed text."""
    return addnodes.pending_xref(
        "",
        literal(text),
        refdoc=page.docname,
        refdomain="tls",
        reftype=role,
        reftarget=target,
        refexplicit=True,
        refwarn=False,
    )


def build_cell(lines: Lines) -> list[nodes.Node]:
    """Build the content of a cell: a paragraph, or a block of lines."""
    if not lines:
        return []
    if len(lines) == 1:
        return [nodes.paragraph("", "", *lines[0])]
    # Sphinx offers each line for translation unless told otherwise.
    return [nodes.line_block("", *(nodes.line("", "", *x, translatable=False) for x in lines))]
