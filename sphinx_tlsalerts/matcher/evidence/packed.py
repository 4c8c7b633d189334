"""The rules in one file, which loads faster than the modules that they are written in.

``tools/generate.py`` writes it. A rule is a row: kind, value, pattern, weight and flags. Parts are
by their keys.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple


class PackedRule(NamedTuple):
    """A rule without its parts."""

    kind: str
    gives: str
    pattern: str
    weight: int
    flags: str


class PackedRules(NamedTuple):
    """All rules, with what is needed to find those that a text may fit."""

    rules: list[PackedRule]
    by_key: dict[str, list[tuple[int, str]]]  #: rules with one of their parts, by its key
    others: list[tuple[int, str]]  #: those whose part has no key
    tools: dict[str, tuple[str | None, list[str]]]  #: by id: the side, and the contained tools


def find_rules_file() -> Path:
    """Return the file of the rules."""
    return Path(__file__).parent / "packed.json"


def pack_rules() -> str:
    """Return the text of that file."""
    from sphinx_tlsalerts.matcher.evidence.rules import OPEN, find_key
    from sphinx_tlsalerts.matcher.evidence.table import RULES
    from sphinx_tlsalerts.registries import load_tools

    by_key: dict[str, list[tuple[int, str]]] = {}
    others: list[tuple[int, str]] = []
    for number, rule in enumerate(RULES):
        for part in rule.parts:
            key = find_key(part)
            held = by_key.setdefault(key, []) if key else others
            held.append((number, part.removesuffix(OPEN)))
    document = {
        "rules": [PackedRule(r.kind, r.gives, r.pattern, r.weight, r.flags) for r in RULES],
        "by_key": dict(sorted(by_key.items())),
        "others": others,
        "tools": {tool.id: (tool.side, tool.contains) for tool in load_tools()},
    }
    rows = {name: _write_rows(value) for name, value in document.items()}
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in rows.items()) + "\n}\n"


def _write_rows(value: Any) -> str:
    """Write a list or a mapping with one item on a line, so that changes of it are readable."""
    if isinstance(value, dict):
        items = (f"{json.dumps(name)}: {json.dumps(item)}" for name, item in value.items())
        return "{\n" + ",\n".join(items) + "\n}"
    return "[\n" + ",\n".join(map(json.dumps, value)) + "\n]"


@cache
def load_rules() -> PackedRules:
    """Return the rules, read from disk on the first call."""
    raw: dict[str, Any] = json.loads(find_rules_file().read_text(encoding="utf-8"))
    rules = [PackedRule(*row) for row in raw["rules"]]
    return PackedRules(rules, raw["by_key"], raw["others"], raw["tools"])
