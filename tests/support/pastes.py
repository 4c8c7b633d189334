"""The pastes of ``vectors/paste.yaml``, and what each shows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from support.places import DATA

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher import PasteContext

#: The lists of facts, and the single facts.
LISTS = ("tools", "platforms", "versions")
SINGLE = ("host", "port", "file", "side", "frameworks_python")


class Paste(NamedTuple):
    """A text, and what it shows: each fact as ``value@line``."""

    about: str
    text: str
    shows: dict[str, Any]
    tool: str | None


@cache
def all_pastes() -> tuple[Paste, ...]:
    """Return all pastes."""
    raw = yaml.safe_load((DATA / "vectors" / "paste.yaml").read_text(encoding="utf-8"))
    known = {"about", "tool", "text", *LISTS, *SINGLE}
    assert all(set(vector) <= known for vector in raw["vectors"])
    return tuple(
        Paste(
            vector.get("about") or vector["tool"],
            vector["text"],
            {name: vector[name] for name in (*LISTS, *SINGLE) if name in vector},
            vector.get("tool"),
        )
        for vector in raw["vectors"]
    )


def in_short(context: PasteContext) -> dict[str, Any]:
    """Return a context as the file has it."""
    facts: dict[str, Any] = {
        "tools": [f"{shown.value}@{shown.line}" for shown in context.tools],
        "platforms": [f"{shown.value}@{shown.line}" for shown in context.platforms],
        "versions": [f"{v.component} {v.version}@{v.line}" for v in context.versions],
    }
    for name in SINGLE:
        shown = getattr(context, name)
        facts[name] = shown and f"{shown.value}@{shown.line}"
    return {name: value for name, value in facts.items() if value}
