"""Implement the base of tables: columns, headings and docutils' options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_tlsalerts.sphinx_ext.directives.options import select_known, select_one, split_at_commas
from sphinx_tlsalerts.sphinx_ext.directives.page import choose_id
from sphinx_tlsalerts.sphinx_ext.doctree import FILTER_CLASS, build_table
from sphinx_tlsalerts.sphinx_ext.doctree.columns import build_cell
from sphinx_tlsalerts.sphinx_ext.env import Anchor, ObjectStore
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, quote_list, warn
from sphinx_tlsalerts.util import shorten, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from docutils.nodes import Node

    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Column, Surroundings
    from sphinx_tlsalerts.sphinx_ext.env import Placement

RecordT = TypeVar("RecordT")
WordT = TypeVar("WordT", bound=str)


class TableDirective(SphinxDirective, Generic[RecordT]):
    """Build a table of records; the argument is the caption."""

    location: str

    def read_words(
        self, option: str, known: Iterable[WordT], kind: WarningKind = WarningKind.UNKNOWN_VALUE
    ) -> list[WordT]:
        """Return the known values of an option; none if it is not given."""
        text = self.options.get(option, "")
        return select_known(option, text, known, kind=kind, location=self.location)

    def read_word(self, option: str, known: Iterable[WordT]) -> WordT | None:
        """Return the known value of an option that takes one value; None if there is none."""
        return select_one(option, self.options.get(option, ""), known, location=self.location)

    def choose_columns(self, known: Mapping[str, Column[RecordT]]) -> list[Column[RecordT]]:
        """Return the columns that ``:columns:`` selects."""
        names = self.read_words("columns", known, WarningKind.UNKNOWN_COLUMN)
        return [known[name] for name in names]

    def _build_headers(self, columns: Sequence[Column[RecordT]]) -> list[list[Node]]:
        """Build the headings: the author's, else those of the columns."""
        if "headers" in self.options:
            given = split_at_commas(self.options["headers"])
            if self._fits("headers", len(given), columns):
                return [[self._build_own_header(text)] for text in given]
        return [[nodes.paragraph("", _(column.header))] for column in columns]

    def _build_own_header(self, text: str) -> nodes.paragraph:
        children, messages = self.parse_inline(text, lineno=self.lineno)
        # Sphinx translates only nodes with a source.
        paragraph = nodes.paragraph(text, "", *children, *messages)
        self.set_source_info(paragraph)
        return paragraph

    def _fits(self, option: str, count: int, columns: Sequence[Column[RecordT]]) -> bool:
        if count == len(columns):
            return True
        warn(
            WarningKind.COLUMN_COUNT,
            ":%s: has %s, the table has %s (%s); the default %s are used",
            option,
            f"{count} value{'s'[: count != 1]}",
            f"{len(columns)} column{'s'[: len(columns) != 1]}",
            quote_list([column.name for column in columns], "and"),
            option,
            location=self.location,
        )
        return False

    def _choose_widths(self, columns: Sequence[Column[RecordT]]) -> tuple[list[int], list[str]]:
        """Return the widths of the columns, and the class of widths that the author has chosen."""
        default = [column.width for column in columns]
        values = words_of(self.options.get("widths", ""))
        if values in (["auto"], ["grid"]):
            return default, [f"colwidths-{'auto' if values == ['auto'] else 'given'}"]
        if values and not all(re.fullmatch("0*[1-9][0-9]{0,8}", value) for value in values):
            self._warn_of_unusable("widths", "is not 'auto', 'grid' or a list of positive numbers")
        elif values and self._fits("widths", len(values), columns):
            return [int(value) for value in values], ["colwidths-given"]
        return default, []

    def _warn_of_unusable(self, option: str, fault: str) -> None:
        warn(
            WarningKind.UNKNOWN_VALUE,
            ":%s: '%s' %s; the option is ignored",
            option,
            shorten(self.options[option]),
            fault,
            location=self.location,
        )

    def note_row(self, objtype: str, name: str) -> str:
        """Choose the id of a row, and note the row as an anchor of its object."""
        node_id = choose_id(self, f"tlsalerts-{objtype}-row-{name.removeprefix('ssl.')}")
        if "no-index" not in self.options:
            placement: Placement = "target-row" if "target" in self.options else "row"
            anchor = Anchor(objtype, name, node_id, placement, self.location)
            ObjectStore.of(self.env).note_anchor(self.env.current_document.docname, anchor)
        return node_id

    def build_record_table(
        self,
        objtype: str,
        records: Iterable[tuple[str, RecordT]],
        columns: Sequence[Column[RecordT]],
        page: Surroundings,
    ) -> nodes.table:
        """Build the table of *records*, each with its canonical name."""
        rows = (
            (self.note_row(objtype, name), [build_cell(c.build(record, page)) for c in columns])
            for name, record in records
        )
        widths, classes = self._choose_widths(columns)
        table = build_table(self._build_headers(columns), widths, rows)
        table["classes"] += classes
        return table

    def finish(self, table: nodes.table) -> list[Node]:
        """Apply the options of docutils' own table directives, as they do; return the nodes."""
        self.set_source_info(table)
        ObjectStore.of(self.env).note_feature(self.env.current_document.docname, "table")
        for row in table.findall(nodes.row):
            if row["ids"]:  # `set_id` would give the heading an id
                self.state.document.set_id(row)  # reserves the id on the page
        messages: list[nodes.system_message] = []
        if self.arguments:
            children, messages = self.parse_inline(self.arguments[0], lineno=self.lineno)
            title = nodes.title(self.arguments[0], "", *children)
            self.set_source_info(title)
            table.insert(0, title)
        table["classes"] += self.options.get("class", [])
        if "filter" in self.options:
            table["classes"].append(FILTER_CLASS)
        if align := self.read_word("align", ("left", "center", "right")):
            table["align"] = align
        if "width" in self.options:
            try:
                table["width"] = directives.length_or_percentage_or_unitless(self.options["width"])
            except ValueError:
                self._warn_of_unusable("width", "is not a length or a percentage")
        if self.options.get("name"):
            self.add_name(table)
        return [table, *messages]
