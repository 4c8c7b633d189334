"""Implement ``tls-alert-table``: a table from the alert registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.registries import PROTOCOLS, SENDERS, STATUSES, Alert, load_alerts
from sphinx_tlsalerts.sphinx_ext.directives.page import read_surroundings
from sphinx_tlsalerts.sphinx_ext.directives.tables import TableDirective
from sphinx_tlsalerts.sphinx_ext.doctree.columns import (
    ALERT_COLUMNS,
    ALERT_PRESETS,
    DEFAULT_ALERT_COLUMNS,
)
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from docutils.nodes import Node

    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Column


class AlertTableDirective(TableDirective[Alert]):
    """Show alerts of the registry as a table."""

    def run(self) -> list[Node]:
        """Select the rows and columns, and build the table."""
        self.location = self.get_location()
        columns = self._choose_columns()
        alerts = self._choose_alerts()
        if not alerts:
            warn(
                WarningKind.EMPTY_SELECTION,
                "the options leave no alert to show; no table is rendered",
                location=self.location,
            )
            return []
        page = read_surroundings(self)
        named = ((alert.name, alert) for alert in alerts)
        table = self.build_record_table("alert", named, columns, page)
        self._note_texts(alerts, columns)
        return self.finish(table)

    def _choose_columns(self) -> list[Column[Alert]]:
        preset = self.read_word("preset", ALERT_PRESETS)
        columns = self.choose_columns(ALERT_COLUMNS)
        names = ALERT_PRESETS[preset] if preset else DEFAULT_ALERT_COLUMNS
        expected = [ALERT_COLUMNS[name] for name in names]
        if preset and columns and columns != expected:
            warn(
                WarningKind.COLUMNS_CONFLICT,
                ":preset: and :columns: name different columns; :columns: is used",
                location=self.location,
            )
        return columns or expected

    def _choose_alerts(self) -> list[Alert]:
        codes = {alert.code for alert in load_alerts()}
        if "codes" in self.options:
            codes = self._select_codes("codes")
        if "exclude" in self.options:
            codes -= self._select_codes("exclude")
        alerts = [alert for alert in load_alerts() if alert.code in codes]
        if protocols := self.read_words("protocol", PROTOCOLS):
            alerts = [alert for alert in alerts if set(protocols) & set(alert.protocols)]
        if statuses := self.read_words("status", STATUSES):
            alerts = [alert for alert in alerts if alert.status in statuses]
        if senders := self.read_words("sender", SENDERS):
            alerts = [alert for alert in alerts if alert.sender in senders]
        if self.read_word("sort", ("code", "name")) == "name":
            alerts.sort(key=lambda alert: alert.name)
        return alerts

    def _select_codes(self, option: str) -> set[int]:
        from sphinx_tlsalerts.registries import select_alerts
        from sphinx_tlsalerts.sphinx_ext.lookup_warnings import warn_selection

        selection = select_alerts(self.options[option])
        warn_selection(selection, self.location)
        return {alert.code for alert in selection.found}

    def _note_texts(self, alerts: list[Alert], columns: list[Column[Alert]]) -> None:
        fields = [column.overlaid for column in columns if column.overlaid]
        texts = ((alert.code, field) for alert in alerts for field in fields)
        ObjectStore.of(self.env).note_texts(self.env.current_document.docname, texts)
