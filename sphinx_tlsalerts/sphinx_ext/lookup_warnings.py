"""Warn of failed look-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_tlsalerts.registries import Selection


def warn_lookup(
    error: LookupError,
    outcome: str,
    location: nodes.Node | str | tuple[str, int | None] | None,
) -> None:
    """Warn of a look-up that named no object or several.

    :param outcome: the result, such as ``rendered as text``
    """
    kind, message = _describe(error)
    warn(kind, "%s; %s", message, outcome, location=location)


def _describe(error: LookupError) -> tuple[WarningKind, str]:
    for object_type in OBJECT_TYPES.values():
        description = object_type.describe_error(error)
        if description is not None:
            return description
    raise error


def warn_selection(
    selection: Selection[Any], location: str | None, outcome: str = "left out"
) -> None:
    """Warn of each unusable part of a selection."""
    for error in selection.lookup_errors:
        warn_lookup(error, outcome, location)
    for fault in selection.range_faults:
        warn(WarningKind.BAD_RANGE, "%s; %s", fault, outcome, location=location)
