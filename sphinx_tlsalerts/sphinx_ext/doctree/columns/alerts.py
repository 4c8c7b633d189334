"""Build the cells of alerts for tables and descriptions, from the table of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes

from sphinx_tlsalerts.registries import ALERT_TABLE, Overlay, meaning_of
from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import (
    Column,
    Lines,
    Surroundings,
    build_dash,
    build_entries_cell,
    build_reference,
    build_text_cell,
    map_by_name,
)
from sphinx_tlsalerts.sphinx_ext.doctree.inline import (
    DASH,
    build_inline,
    build_literal,
    build_rfc_reference,
    join_nodes,
)
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.registries import Alert, AlertColumn, Line

    CellOf: TypeAlias = Callable[[Alert, Surroundings], Lines]


def _build_line(line: Line) -> list[nodes.Node]:
    """Build a line of a cell; a dash if the alert has no value."""
    remark = f" ({line.versions.in_words(_)})" if line.versions else ""
    if line.text and line.kind != "code":
        text = _(line.text) if line.kind == "term" else line.text
        return [nodes.Text(f"{text}{remark}")]
    value = build_literal(line.text) if line.text else nodes.Text(DASH)
    return [value, nodes.Text(remark)] if remark else [value]


def _build_meaning(alert: Alert, page: Surroundings) -> Lines:
    return build_text_cell(meaning_of(alert, page.overlays, _))


def _build_notes(alert: Alert, page: Surroundings) -> Lines:
    note = page.overlays.get(alert.code, Overlay()).note
    return [build_inline(note)] if note else []


def _build_reference(alert: Alert, page: Surroundings) -> Lines:
    return [[build_rfc_reference(alert.reference, page.rfc_base_url)]]


def _build_python(alert: Alert, page: Surroundings) -> Lines:
    name = alert.python.constant
    if name is None:
        return build_dash()
    return [[build_reference(page, "ssl", f"ssl.AlertDescription.{name}", name)]]


def _build_entries(alert: Alert, _page: Surroundings) -> Lines:
    return build_entries_cell("alert", alert.name)


def _cite_versions(alert: Alert, page: Surroundings) -> Lines:
    cited: list[list[nodes.Node]] = [
        [
            nodes.Text(f"{definition.protocol} ("),
            build_rfc_reference(definition.where, page.rfc_base_url),
            nodes.Text(")"),
        ]
        for definition in alert.definitions
    ]
    return [join_nodes(cited, ", ")]


#: The cells with a link, or with texts of the project.
_CELLS: dict[str, CellOf] = {
    "meaning": _build_meaning,
    "notes": _build_notes,
    "reference": _build_reference,
    "python": _build_python,
    "entries": _build_entries,
}
_FULL_CELLS: dict[str, CellOf] = {"versions": _cite_versions}


def _make_plain_cell(lines: Callable[[Alert], list[Line]]) -> CellOf:
    """Return a function that builds the cell of a column without links."""
    return lambda alert, _page: [_build_line(line) for line in lines(alert)]


def _make_column(column: AlertColumn) -> Column[Alert]:
    build = _CELLS.get(column.name) or _make_plain_cell(column.lines)
    describe: CellOf | None = _FULL_CELLS.get(column.name)
    if describe is None and column.full_lines is not None:
        describe = _make_plain_cell(column.full_lines)
    return Column(column.name, column.header, column.width, build, describe, column.overlaid)


ALERT_COLUMNS: dict[str, Column[Alert]] = map_by_name(*map(_make_column, ALERT_TABLE.values()))

DEFAULT_ALERT_COLUMNS = ("code", "name", "meaning", "reference")

ALERT_PRESETS: dict[str, tuple[str, ...]] = {
    "meaning": ("code", "meaning"),
    "iana": ("code", "name", "dtls", "reference"),
    "python": ("code", "name", "python", "reason", "message"),
    "implementations": (
        "code",
        "name",
        "openssl",
        "gnutls",
        "nss",
        "schannel",
        "go",
        "java",
        "rustls",
        "node",
        "boringssl",
    ),
}

#: The fields of a description without ``:fields:``.
DEFAULT_ALERT_FIELDS = tuple(name for name in ALERT_COLUMNS if name not in {"code", "name"})
