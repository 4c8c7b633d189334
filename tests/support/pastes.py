"""The pastes of ``vectors/paste.yaml``, and what each shows."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from sphinx_tlsalerts.matcher.evidence import RULES
from support.places import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

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


#: What is put into lines of pastes.
_BITS = (
    *(
        " ",
        "\n",
        "'",
        '"',
        "\\",
        "https://",
        "a.example",
        ":443",
        "[::1]",
        "192.0.2.1",
        "\xa0",
        "\u202e",
    ),
    *(
        "\U0001f512",
        "\u00e9",
        "\u0130",
        "\u2018",
        "\u2026",
        "-",
        "_",
        ".",
        "proxy=",
        "C:\\Users\\a",
    ),
)


def mix_pastes(count: int) -> Iterator[str]:
    """Yield texts of lines of pastes, some with something changed, and of parts of rules."""
    chance = random.Random(9)  # noqa: S311 - the same texts each time
    lines = [line for paste in all_pastes() for line in paste.text.splitlines() if line]
    parts = [part for rule in RULES for part in rule.parts]
    for _ in range(count):
        pieces: list[str] = []
        for _piece in range(chance.randint(1, 12)):
            line = chance.choice(lines)
            at = chance.randrange(len(line))
            changed = line[:at] + chance.choice(_BITS) + line[at + chance.randint(0, 3) :]
            pieces += chance.choice(
                ([line, "\n"], [changed, "\n"], [chance.choice(parts)], [changed])
            )
        yield "".join(pieces) * chance.choice((1, 1, 1, 1, 30))


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
