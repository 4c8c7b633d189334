"""The pastes of ``tests/data/pastes``, each with the answer that it should get."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import yaml

from support.paste_forms import FORMS
from support.places import DATA


class Expected(NamedTuple):
    """A paste and its answer. Without an entry, nothing may be found."""

    id: str
    paste: str
    entry: tuple[str, ...]  #: the entries that may come first
    remedy: tuple[str, ...]  #: the remedies that may come first; none: any
    host: tuple[str, ...]
    tool: tuple[str, ...]


@cache
def read_corpus() -> tuple[Expected, ...]:
    """Return all pastes."""
    return tuple(
        Expected(
            raw["id"],
            raw["paste"],
            *(_list_values(raw.get(name)) for name in ("entry", "remedy", "host", "tool")),
        )
        for file in sorted((DATA / "pastes").glob("*.yaml"))
        for raw in yaml.safe_load(file.read_text(encoding="utf-8"))
    )


def list_forms(every: int) -> list[str]:
    """Return each paste as it is, and one in some of all pastes in all forms."""
    pastes = [one.paste for one in read_corpus()]
    texts = [form(paste) for paste in pastes for form in FORMS.values()]
    return [*pastes, *texts[::every]]


def _list_values(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)
