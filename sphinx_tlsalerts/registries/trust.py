"""The settings by which tools trust a CA: packaged data.

Each row has the settings of one tool or of one system store, and a snippet to paste. The texts are
those of the package; notes have inline markup of reStructuredText.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from sphinx_tlsalerts.registries.tools import load_tools

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

DATA_FILE = Path(__file__).parent / "data" / "trust.json"

#: Where a setting is made.
SettingKind: TypeAlias = Literal["option", "variable", "config", "file", "code", "command"]

#: What a setting does to the CA certificates that the tool trusts by default.
Effect: TypeAlias = Literal["replaces", "adds", "system"]

#: Where a tool finds CA certificates without a setting.
DefaultStore: TypeAlias = Literal["certifi", "system", "own", "none", "unverified"]

#: A condition on a version: the component, the comparison, the version.
Demand: TypeAlias = tuple[str, str, str]

SETTING_KINDS: tuple[SettingKind, ...] = (
    "option",
    "variable",
    "config",
    "file",
    "code",
    "command",
)
EFFECTS: tuple[Effect, ...] = ("replaces", "adds", "system")
DEFAULT_STORES: tuple[DefaultStore, ...] = ("certifi", "system", "own", "none", "unverified")


class TrustSetting(NamedTuple):
    """One setting of a tool: an option, an environment variable, a key, a file."""

    kind: SettingKind  #: where it is set
    name: str  #: the exact spelling
    value: str = "file"  #: what it takes, such as ``file``, ``directory``, ``keystore``, ``flag``
    effect: Effect = "replaces"  #: whether the CAs replace those of the system or are added
    since: str | None = None  #: the first version of the tool that has it, where that matters
    until: str | None = None  #: the last version that has it
    platforms: tuple[str, ...] = ()  #: the only platforms that have it


class TrustSnippet(NamedTuple):
    """Code to paste, with placeholders for the CA file and the host."""

    language: str  #: as Pygments names it
    text: str  #: the code
    effect: Effect = "replaces"  #: that of the setting in it
    platforms: tuple[str, ...] = ()  #: the only platforms that it is for
    requires: tuple[Demand, ...] = ()  #: the versions that it is for


class TrustVerification(NamedTuple):
    """The evidence for a row."""

    by: Literal["run", "read"]
    date: str  #: year, month and day
    using: str = ""  #: the versions that were run


class TrustTool(NamedTuple):
    """A tool, or a store of a system, and how it is told to trust a CA."""

    id: str  #: such as ``aws-cli``
    name: str  #: as its makers write it
    kind: Literal["tool", "store"] = "tool"
    default: DefaultStore = "system"
    settings: tuple[TrustSetting, ...] = ()
    snippets: tuple[TrustSnippet, ...] = ()  #: the first one is the one to show
    #: the versions that have the default; none if all have it
    default_requires: tuple[Demand, ...] = ()
    note: str = ""
    source: str = ""  #: an address
    verified: TrustVerification | None = None  #: None for a row of a project

    @property
    def snippet(self) -> TrustSnippet | None:
        """The snippet for readers of whom nothing is known."""
        return self.snippets[0] if self.snippets else None

    def list_settings(self, *kinds: SettingKind) -> list[TrustSetting]:
        """Return the settings of some kinds, all without any."""
        return [setting for setting in self.settings if not kinds or setting.kind in kinds]


class TrustTable:
    """All rows, in the order of the table: the stores, then the tools."""

    def __init__(
        self, tools: Iterable[TrustTool], proxies: tuple[str, ...], sources: Mapping[str, str]
    ) -> None:
        self._tools = {tool.id: tool for tool in tools}
        self._by_name = {
            _fold(name): tool for tool in self._tools.values() for name in (tool.name, tool.id)
        }
        #: products that readers search for, whose CA certificate it often is
        self.proxies = proxies
        self.sources = sources

    def __iter__(self) -> Iterator[TrustTool]:
        """Iterate over the rows."""
        return iter(self._tools.values())

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._tools)

    def named(self, tool_id: str) -> TrustTool:
        """Return the row with an id.

        :raises KeyError: there is none
        """
        return self._tools[tool_id]

    def find(self, name: str) -> TrustTool | None:
        """Return the row with an id or a name, whatever its case and hyphens; None without."""
        return self._by_name.get(_fold(name))

    def list_names(self) -> list[str]:
        """Return the ids and the names, to suggest one of them."""
        return [name for tool in self for name in dict.fromkeys((tool.id, tool.name))]


def _fold(name: str) -> str:
    return "".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _read_record(record: Mapping[str, Any]) -> TrustTool:
    verified = record["verified"]
    return TrustTool(
        record["id"],
        record.get("name") or load_tools().named(record["id"]).name,
        record["kind"],
        record["default"],
        tuple(
            TrustSetting(
                item["kind"],
                item["name"],
                item["value"],
                item["effect"],
                item.get("since"),
                item.get("until"),
                tuple(item.get("platforms", ())),
            )
            for item in record["settings"]
        ),
        tuple(
            TrustSnippet(
                item["language"],
                "\n".join(item["text"]),
                item.get("effect", record["settings"][0]["effect"]),
                tuple(item.get("platforms", ())),
                _read_demands(item.get("requires", ())),
            )
            for item in record["snippets"]
        ),
        _read_demands(record.get("default_requires", ())),
        record.get("note", ""),
        record["source"],
        TrustVerification(verified["by"], verified["date"], verified.get("with", "")),
    )


def _read_demands(demands: Iterable[Sequence[str]]) -> tuple[Demand, ...]:
    return tuple((component, op, version) for component, op, version in demands)


@cache
def load_trust() -> TrustTable:
    """Return the table, read from disk on the first call."""
    raw: dict[str, Any] = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    tools = map(_read_record, raw["tools"])
    return TrustTable(tools, tuple(raw["proxies"]), raw["sources"])
