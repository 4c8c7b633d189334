"""Implement ``tls-alert``: alerts described in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_tlsalerts.registries import Alert, explanation_of, select_alerts
from sphinx_tlsalerts.sphinx_ext.directives.descriptions import DescriptionDirective
from sphinx_tlsalerts.sphinx_ext.doctree.columns import ALERT_COLUMNS, DEFAULT_ALERT_FIELDS
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.lookup_warnings import warn_selection

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Surroundings


class AlertDirective(DescriptionDirective[Alert]):
    """Describe one alert or a selection."""

    kind: ClassVar = "alert"
    columns: ClassVar = ALERT_COLUMNS
    default_fields: ClassVar = DEFAULT_ALERT_FIELDS

    def select(self, text: str, location: str) -> list[Alert]:
        """Return the alerts that *text* selects."""
        selection = select_alerts(text)
        outcome = "left out" if selection.found else "rendered as text"
        warn_selection(selection, location, outcome)
        return selection.found

    def get_name(self, record: Alert) -> str:
        """Return IANA's name."""
        return record.name

    def get_number(self, record: Alert) -> str:
        """Return the code."""
        return str(record.code)

    def get_explanation(self, record: Alert, page: Surroundings) -> str:
        """Return the explanation of the project, else that of the package."""
        return explanation_of(record, page.overlays)

    def note_texts(self, record: Alert) -> None:
        """Note the fields of overlays that this description prints."""
        shown = {ALERT_COLUMNS[name].overlaid for name in self.fields} | {"explanation"}
        texts = ((record.code, field) for field in shown if field)
        ObjectStore.of(self.env).note_texts(self.env.current_document.docname, texts)
