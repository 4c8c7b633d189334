"""The tools and libraries whose error messages readers paste: packaged data and look-ups.

The order of the tools is that of their settings: a tool comes before those that it uses, because
its own settings decide about the connection. Example: the AWS CLI comes before botocore.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DATA_FILE = Path(__file__).parent / "data" / "tools.json"

ToolKind = Literal[
    "installer",
    "client library",
    "command line",
    "driver",
    "server",
    "runtime",
    "orchestration",
]

#: Characters that spellings of a name differ in.
_IGNORED = str.maketrans("", "", " -_")


class Tool(NamedTuple):
    """A program or a library that speaks TLS."""

    id: str  #: such as ``aws-cli``
    name: str  #: the name as its makers write it
    kind: ToolKind  #: what kind of program it is
    aliases: tuple[str, ...] = ()  #: other names, and names of parts of it
    side: Literal["client", "server"] | None = None  #: the side of all its connections, if fixed
    uses: tuple[str, ...] = ()  #: the ids of tools that make its connections
    contains: tuple[str, ...] = ()  #: the ids of tools of which it has copies of its own


class Tools:
    """All tools, the most specific first."""

    def __init__(self, tools: list[Tool]) -> None:
        self._tools = {tool.id: tool for tool in tools}
        self._by_name = {
            _fold(name): tool
            for tool in reversed(tools)
            for name in (*tool.aliases, tool.name, tool.id)
        }

    def __iter__(self) -> Iterator[Tool]:
        """Iterate over the tools."""
        return iter(self._tools.values())

    def __len__(self) -> int:
        """Return the number of tools."""
        return len(self._tools)

    def named(self, tool_id: str) -> Tool:
        """Return the tool with an id.

        :raises KeyError: there is none
        """
        return self._tools[tool_id]

    def find(self, name: str) -> Tool | None:
        """Return the tool with an id, a name or an alias; None if there is none.

        Upper and lower case, spaces, hyphens and underscores make no difference.
        """
        return self._by_name.get(_fold(name))


#: What stands for the Python of python.org among tools.
FRAMEWORK = "python.org"


def list_tool_ids(names: Iterable[str]) -> list[str]:
    """Return the ids of tools by names; others are left out.

    Python from python.org counts as one, because it has CA certificates of its own on macOS.
    """
    ids: list[str] = []
    for name in names:
        tool = load_tools().find(name)
        if tool:
            ids.append(tool.id)
        elif _fold(name) in {"pythonfrompython.org", FRAMEWORK}:
            ids.append(FRAMEWORK)
    return list(dict.fromkeys(ids))


def _fold(name: str) -> str:
    return name.casefold().translate(_IGNORED)


@cache
def load_tools() -> Tools:
    """Return the tools, read from disk on the first call."""
    raw: dict[str, Any] = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    return Tools(
        [
            Tool(
                record["id"],
                record["name"],
                record["kind"],
                tuple(record.get("aliases", ())),
                record.get("side"),
                tuple(record.get("uses", ())),
                tuple(record.get("contains", ())),
            )
            for record in raw["tools"]
        ]
    )
