"""Faults of the pure layers, put into words for the author of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.registry import (
    LAST_CODE,
    AmbiguousAlertError,
    UnassignedAlertError,
    UnknownAlertError,
    parse_code,
)
from sphinx_tlsalerts.reporting import WarningKind, quoted_list, warn

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_tlsalerts.registry import AlertLookupError
    from sphinx_tlsalerts.selection import Selection


def warn_lookup(
    error: AlertLookupError,
    outcome: str,
    location: nodes.Node | str | tuple[str, int | None] | None,
) -> None:
    """Warn of a look-up that named no single alert.

    :param outcome: what was done instead, such as ``rendered as text``
    """
    if isinstance(error, UnassignedAlertError):
        kind, words = (
            WarningKind.UNASSIGNED_ALERT,
            f"IANA leaves the TLS alert {error.code} unassigned",
        )
    elif isinstance(error, AmbiguousAlertError):
        names = quoted_list([alert.name for alert in error.candidates], "and")
        kind, words = (
            WarningKind.AMBIGUOUS_ALERT,
            f"'{error.text}' is shared by the TLS alerts {names}",
        )
    else:
        kind, words = WarningKind.UNKNOWN_ALERT, str(error)
        if isinstance(error, UnknownAlertError):
            words += _hint(error)
    warn(kind, "%s; %s", words, outcome, location=location)


def _hint(error: UnknownAlertError) -> str:
    if error.suggestions:
        return f" (did you mean {quoted_list(error.suggestions)}?)"
    if parse_code(error.text) is not None:
        return f" (codes go from 0 to {LAST_CODE})"
    return ""


def warn_selection(selection: Selection, location: str | None, outcome: str = "left out") -> None:
    """Warn of each part of a selection that could not be used."""
    for error in selection.lookup_errors:
        warn_lookup(error, outcome, location)
    for fault in selection.range_faults:
        warn(WarningKind.BAD_RANGE, "%s; %s", fault, outcome, location=location)
