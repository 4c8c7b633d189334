"""Overlays: a project's own texts for alerts, which replace the packaged ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.registries.alert_records import Alert


class Overlay(NamedTuple):
    """A project's own texts for one alert; None where it has none."""

    meaning: str | None = None
    explanation: str | None = None
    note: str | None = None


FIELDS = Overlay._fields


def meaning_of(
    alert: Alert, overlays: dict[int, Overlay], translated: Callable[[str], str] = str
) -> str:
    """Return the project's meaning of *alert*, else the packaged one.

    :param translated: translates the packaged one into the language of the project
    """
    return overlays.get(alert.code, Overlay()).meaning or translated(alert.meaning)


def explanation_of(alert: Alert, overlays: dict[int, Overlay]) -> str:
    """Return the project's explanation of *alert*, else the packaged one."""
    return overlays.get(alert.code, Overlay()).explanation or alert.explanation


def changed_fields(before: dict[int, Overlay], after: dict[int, Overlay]) -> set[tuple[int, str]]:
    """Return each (code, field) whose text differs between two sets of overlays."""
    nothing = Overlay()
    return {
        (code, name)
        for code in before.keys() | after.keys()
        for name in FIELDS
        if getattr(before.get(code, nothing), name) != getattr(after.get(code, nothing), name)
    }
