"""Faults of the pure layers, put into words for the author of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.registries import (
    LAST_ALERT_CODE,
    AmbiguousAlertError,
    UnassignedAlertError,
    UnknownAlertError,
    parse_code,
)
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, quoted_list, warn

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_tlsalerts.registries import Selection


def warn_lookup(
    error: LookupError,
    outcome: str,
    location: nodes.Node | str | tuple[str, int | None] | None,
) -> None:
    """Warn of a look-up that named no single object.

    :param outcome: what was done instead, such as ``rendered as text``
    """
    kind, words = _in_words(error)
    warn(kind, "%s; %s", words, outcome, location=location)


def _in_words(error: LookupError) -> tuple[WarningKind, str]:
    # Late: a page without faults needs neither.
    from sphinx_tlsalerts.registries import UnknownNameError, VerifyLookupError

    match error:
        case UnassignedAlertError():
            words = f"IANA leaves the TLS alert {error.code} unassigned"
            return WarningKind.UNASSIGNED_ALERT, words
        case AmbiguousAlertError():
            names = quoted_list([alert.name for alert in error.candidates], "and")
            return (
                WarningKind.AMBIGUOUS_ALERT,
                f"'{error.text}' is shared by the TLS alerts {names}",
            )
        case UnknownAlertError():
            hint = _did_you_mean(error.suggestions)
            if not hint and parse_code(error.text) is not None:
                hint = f" (codes go from 0 to {LAST_ALERT_CODE})"
            return WarningKind.UNKNOWN_ALERT, f"{error}{hint}"
        case VerifyLookupError():
            hint = _did_you_mean(error.suggestions)
            if error.openssl:
                hint = f" (OpenSSL {error.openssl} has no such number)"
            return WarningKind.UNKNOWN_CODE, f"{error}{hint}"
        case UnknownNameError(owner=str() as owner):
            member = error.text.rpartition(".")[2]
            return WarningKind.UNKNOWN_NAME, f"{error} ('{member}' is a member of '{owner}')"
        case UnknownNameError():
            return WarningKind.UNKNOWN_NAME, f"{error}{_did_you_mean(error.suggestions)}"
    raise error


def _did_you_mean(suggestions: tuple[str, ...] | list[str]) -> str:
    return f" (did you mean {quoted_list(suggestions)}?)" if suggestions else ""


def warn_selection(
    selection: Selection[Any], location: str | None, outcome: str = "left out"
) -> None:
    """Warn of each part of a selection that could not be used."""
    for error in selection.lookup_errors:
        warn_lookup(error, outcome, location)
    for fault in selection.range_faults:
        warn(WarningKind.BAD_RANGE, "%s; %s", fault, outcome, location=location)
