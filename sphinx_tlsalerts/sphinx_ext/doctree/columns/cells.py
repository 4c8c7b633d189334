"""Build the cells of tables and the fields of descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.sphinx_ext.doctree.inline import DASH, build_literal
from sphinx_tlsalerts.sphinx_ext.doctree.marks import entries_about

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.registries import Overlay, ReleaseLine, TrustChange

RecordT = TypeVar("RecordT")

#: The lines of a cell. Most have one; texts that differ by version have more.
Lines: TypeAlias = list[list[nodes.Node]]


class Surroundings(NamedTuple):
    """The settings of the page and the project that cells depend on."""

    docname: str
    rfc_base_url: str
    overlays: dict[int, Overlay]
    openssl: ReleaseLine
    trust: dict[str, TrustChange]  #: the project's changes to the trust table


class Column(NamedTuple, Generic[RecordT]):
    """A column that authors can select by name."""

    name: str
    header: str  #: English; translated where it is used
    width: int  #: relative width in formats that need one
    build: Callable[[RecordT, Surroundings], Lines]
    #: the longer form for a description, if it differs
    describe: Callable[[RecordT, Surroundings], Lines] | None = None
    overlaid: str | None = None  #: the field of an overlay that the cell prints


def build_entries_cell(objtype: str, name: str) -> Lines:
    """Build the cell that lists the troubleshooting entries about an object."""
    return [[entries_about(key=f"{objtype}:{name}")]]


def map_by_name(*columns: Column[RecordT]) -> dict[str, Column[RecordT]]:
    """Map the names of *columns* to them."""
    return {column.name: column for column in columns}


def build_text_cell(value: str | None) -> Lines:
    """Build a cell of plain text; a dash if there is none."""
    return [[nodes.Text(value)]] if value else build_dash()


def build_literal_cell(value: str | None) -> Lines:
    """Build a cell of one literal; a dash if there is none."""
    return [[build_literal(value)]] if value else build_dash()


def build_dash() -> Lines:
    """Build the cell of a missing value."""
    return [[nodes.Text(DASH)]]


def build_reference(page: Surroundings, role: str, target: str, text: str) -> addnodes.pending_xref:
    """Build a reference to an object of ours, with a fixed text."""
    return addnodes.pending_xref(
        "",
        build_literal(text),
        refdoc=page.docname,
        refdomain="tls",
        reftype=role,
        reftarget=target,
        refexplicit=True,
        refwarn=False,
    )


def build_cell(lines: Lines) -> list[nodes.Node]:
    """Build the content of a cell: a paragraph, a block of lines, or a block of code."""
    if not lines:
        return []
    if len(lines) == 1 and isinstance(lines[0][0], nodes.literal_block):
        return [lines[0][0]]
    if len(lines) == 1:
        return [nodes.paragraph("", "", *lines[0])]
    # By default, Sphinx adds each line to the message catalogues of the project.
    return [nodes.line_block("", *(nodes.line("", "", *x, translatable=False) for x in lines))]
