"""Write the conditions of a remedy in the compact form that browsers compare with a paste.

A condition in words is not compared. Input: a remedy. Output: its platforms, the ids of its tools,
and its versions, separated by ``|``; empty if it has no condition. A last resort ends with ``!``.

Example: a remedy with ``platforms: macos``, ``applies_to: pip`` and ``Python >= 3.13`` gives
``macos|pip|Python>=3.13``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.registries import list_tool_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_tlsalerts.guides import Remedy


def write_conditions(remedy: Remedy) -> str:
    """Return the conditions of a remedy; empty if every reader may need it."""
    tools = list_tool_ids(map(str, remedy.applies_to))
    when = remedy.when
    versions = [f"{one.component}{one.op}{one.version}" for one in when.requires] if when else []
    if not (remedy.platforms or tools or versions):
        return ""
    parts = (remedy.platforms, tools, versions)
    written = "|".join(",".join(dict.fromkeys(part)) for part in parts)
    return f"{written}!" if remedy.preference == "last-resort" else written


#: The conditions of a choice that every reader may need, after those with conditions.
ANYBODY = "||"

_LATE = ("fallback", "last-resort")


def list_conditions(remedies: Sequence[Remedy]) -> tuple[int, list[str]]:
    """Return which of some remedies comes first without a paste, and the conditions of each.

    A remedy without conditions comes first, unless it is a fallback: then it is a choice as well,
    for readers who need none of the others. Conditions are empty for what is no choice.
    """
    conditions = [write_conditions(remedy) for remedy in remedies]
    for number, (one, remedy) in enumerate(zip(conditions, remedies, strict=True)):
        if not one and not remedy.insecure and remedy.preference not in _LATE:
            return number, conditions
    if any(conditions):
        for number, remedy in enumerate(remedies):
            last = "!" if remedy.preference == "last-resort" else ""
            conditions[number] = conditions[number] or ANYBODY + last
    return 0, conditions
