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
