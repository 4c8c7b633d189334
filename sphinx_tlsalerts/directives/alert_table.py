"""``tls-alert-table``: a table from the alert registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_tlsalerts.build.alerts import COLUMNS, DEFAULT_COLUMNS, PRESETS, build_cell
from sphinx_tlsalerts.build.table import Row, build_table
from sphinx_tlsalerts.directives.options import comma_separated, known_words
from sphinx_tlsalerts.directives.page import free_id, surroundings
from sphinx_tlsalerts.faults import warn_selection
from sphinx_tlsalerts.locale import _
from sphinx_tlsalerts.model import PROTOCOLS, SENDERS, STATUSES
from sphinx_tlsalerts.registry import load_alerts
from sphinx_tlsalerts.reporting import WarningKind, quoted_list, warn
from sphinx_tlsalerts.selection import select_alerts
from sphinx_tlsalerts.store import Anchor, ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeVar

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinx_tlsalerts.build.alerts import Column
    from sphinx_tlsalerts.model import Alert
    from sphinx_tlsalerts.store import Kind

    T = TypeVar("T", bound=str)


def _align(argument: str) -> str:
    return directives.choice(argument, ("left", "center", "right"))


def _widths(argument: str) -> str | list[int]:
    if argument.strip() in {"auto", "grid"}:
        return argument.strip()
    return directives.positive_int_list(argument)


class AlertTableDirective(SphinxDirective):
    """Show alerts of the registry as a table; the argument is the caption."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "preset": directives.unchanged_required,
        "columns": directives.unchanged_required,
        "headers": directives.unchanged_required,
        "codes": directives.unchanged_required,
        "exclude": directives.unchanged_required,
        "protocol": directives.unchanged_required,
        "status": directives.unchanged_required,
        "sender": directives.unchanged_required,
        "sort": directives.unchanged_required,
        "name": directives.unchanged,
        "class": directives.class_option,
        "align": _align,
        "width": directives.length_or_percentage_or_unitless,
        "widths": _widths,
        "no-index": directives.flag,
        "target": directives.flag,
    }

    def run(self) -> list[Node]:
        """Select the rows and columns, and build the table."""
        self.location = self.get_location()
        columns = self._columns()
        alerts = self._alerts()
        if not alerts:
            warn(
                WarningKind.EMPTY_SELECTION,
                "the options leave no alert to show; no table is rendered",
                location=self.location,
            )
            return []
        page = surroundings(self)
        rows = (
            Row(self._row_id(alert), [build_cell(column.build(alert, page)) for column in columns])
            for alert in alerts
        )
        table = build_table(self._headers(columns), self._widths(columns), rows)
        self._note_texts(alerts, columns)
        return self._finish(table, len(columns))

    # Selection

    def _columns(self) -> list[Column]:
        preset = self._words("preset", PRESETS)[:1]
        columns = self._words("columns", COLUMNS, WarningKind.UNKNOWN_COLUMN)
        names = columns or list(PRESETS[preset[0]] if preset else DEFAULT_COLUMNS)
        if preset and columns and tuple(columns) != PRESETS[preset[0]]:
            warn(
                WarningKind.COLUMNS_CONFLICT,
                ":preset: and :columns: name different columns; :columns: is used",
                location=self.location,
            )
        return [COLUMNS[name] for name in names]

    def _words(
        self, option: str, known: Iterable[T], kind: WarningKind = WarningKind.UNKNOWN_VALUE
    ) -> list[T]:
        text = self.options.get(option, "")
        return known_words(option, text, known, kind=kind, location=self.location)

    def _alerts(self) -> list[Alert]:
        codes = {alert.code for alert in load_alerts()}
        if "codes" in self.options:
            codes = self._codes("codes")
        if "exclude" in self.options:
            codes -= self._codes("exclude")
        alerts = [alert for alert in load_alerts() if alert.code in codes]
        if protocols := self._words("protocol", PROTOCOLS):
            alerts = [alert for alert in alerts if set(protocols) & set(alert.protocols)]
        if statuses := self._words("status", STATUSES):
            alerts = [alert for alert in alerts if alert.status in statuses]
        if senders := self._words("sender", SENDERS):
            alerts = [alert for alert in alerts if alert.sender in senders]
        if self._words("sort", ("code", "name"))[:1] == ["name"]:
            alerts.sort(key=lambda alert: alert.name)
        return alerts

    def _codes(self, option: str) -> set[int]:
        selection = select_alerts(self.options[option])
        warn_selection(selection, self.location)
        return selection.codes

    # Building

    def _headers(self, columns: list[Column]) -> list[list[Node]]:
        given = comma_separated(self.options["headers"]) if "headers" in self.options else []
        if given and self._fits("headers", len(given), columns):
            return [[self._own_header(text)] for text in given]
        return [[nodes.paragraph("", _(column.header))] for column in columns]

    def _own_header(self, text: str) -> nodes.paragraph:
        children, messages = self.parse_inline(text, lineno=self.lineno)
        # The author's words are translated with the page, so they need a source.
        paragraph = nodes.paragraph(text, "", *children, *messages)
        self.set_source_info(paragraph)
        return paragraph

    def _widths(self, columns: list[Column]) -> list[int]:
        given = self.options.get("widths")
        if isinstance(given, list) and self._fits("widths", len(given), columns):
            return given
        return [column.width for column in columns]

    def _fits(self, option: str, count: int, columns: list[Column]) -> bool:
        if count == len(columns):
            return True
        warn(
            WarningKind.COLUMN_COUNT,
            ":%s: has %s, the table has %s (%s); the default %s are used",
            option,
            f"{count} value{'s'[: count != 1]}",
            f"{len(columns)} column{'s'[: len(columns) != 1]}",
            quoted_list([column.name for column in columns], "and"),
            option,
            location=self.location,
        )
        return False

    def _finish(self, table: nodes.table, columns: int) -> list[Node]:
        """Apply what docutils' own table directives offer, as they do it."""
        self.set_source_info(table)
        for row in table.findall(nodes.row):
            if row["ids"]:  # the heading has none, and would be given one
                self.state.document.set_id(row)  # so that no other node of the page gets its id
        messages: list[nodes.system_message] = []
        if self.arguments:
            children, messages = self.parse_inline(self.arguments[0], lineno=self.lineno)
            title = nodes.title(self.arguments[0], "", *children)
            self.set_source_info(title)
            table.insert(0, title)
        widths = self.options.get("widths")
        if widths == "auto":
            table["classes"].append("colwidths-auto")
        elif widths == "grid" or (isinstance(widths, list) and len(widths) == columns):
            table["classes"].append("colwidths-given")
        table["classes"] += self.options.get("class", [])
        for option in ("align", "width"):
            if option in self.options:
                table[option] = self.options[option]
        self.add_name(table)
        return [table, *messages]

    # Records

    def _row_id(self, alert: Alert) -> str:
        """Choose the id of a row, and note the row as a place of its alert."""
        node_id = free_id(self, f"tlsalerts-alert-row-{alert.name}")
        if "no-index" not in self.options:
            kind: Kind = "target-row" if "target" in self.options else "row"
            anchor = Anchor("alert", alert.name, node_id, kind, self.lineno)
            ObjectStore(self.env).note_anchor(self.env.current_document.docname, anchor)
        return node_id

    def _note_texts(self, alerts: list[Alert], columns: list[Column]) -> None:
        fields = [column.overlaid for column in columns if column.overlaid]
        texts = ((alert.code, field) for alert in alerts for field in fields)
        ObjectStore(self.env).note_texts(self.env.current_document.docname, texts)
