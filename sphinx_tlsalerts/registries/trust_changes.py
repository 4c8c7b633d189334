"""Changes that a project makes to the trust table: its own tools, fields and notes.

An overlay file has them under ``trust``, by the id or the name of a tool::

    trust:
      pip:
        note: Our mirror has a certificate of the company's CA.
      company-cli:
        name: Company CLI
        settings:
          - variable: COMPANY_CA
            effect: adds

Input: the values of a file. Output: a change for each tool, and the table with all changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from sphinx_tlsalerts.registries.platforms import PLATFORMS
from sphinx_tlsalerts.registries.trust import (
    DEFAULT_STORES,
    EFFECTS,
    SETTING_KINDS,
    TrustSetting,
    TrustSnippet,
    TrustTable,
    TrustTool,
    load_trust,
)
from sphinx_tlsalerts.util import did_you_mean, find_near_words, nearest, shorten
from sphinx_tlsalerts.yamltree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as MappingOf

    from sphinx_tlsalerts.registries.trust import DefaultStore, Effect
    from sphinx_tlsalerts.yamltree import Value

_ID = r"[a-z0-9][a-z0-9-]{0,63}"


class TrustChange(NamedTuple):
    """A project's own fields of one row; None where the row keeps those of the package."""

    name: str | None = None
    default: DefaultStore | None = None
    settings: tuple[TrustSetting, ...] | None = None
    snippet: TrustSnippet | None = None
    note: str | None = None  #: follows that of the package
    source: str | None = None


FIELDS = TrustChange._fields
_SETTING_FIELDS = (*SETTING_KINDS, "value", "effect", "since", "until", "platforms")


def merge_trust(changes: MappingOf[str, TrustChange]) -> TrustTable:
    """Return the table of the package with the changes of a project. New rows come last.

    :param changes: by the ids of tools
    """
    table = load_trust()
    if not changes:
        return table
    rows = {tool.id: tool for tool in table}
    for tool_id, change in changes.items():
        rows[tool_id] = _merge(rows.get(tool_id) or TrustTool(tool_id, tool_id), change)
    return TrustTable(rows.values(), table.proxies, table.sources)


def merge_changes(earlier: TrustChange, later: TrustChange) -> TrustChange:
    """Return a change with the fields of a later file over those of an earlier one."""
    given = {name: value for name, value in later._asdict().items() if value is not None}
    return earlier._replace(**given)


def _merge(tool: TrustTool, change: TrustChange) -> TrustTool:
    fields = {
        name: value
        for name, value in change._asdict().items()
        if value is not None and name not in {"note", "snippet"}
    }
    if change.note:
        fields["note"] = " ".join(filter(None, (tool.note, change.note)))
    if change.snippet:
        fields["snippets"] = (change.snippet,)
    return tool._replace(**fields)


class Reader(Protocol):
    """The part of the reader of overlay files that values of ``trust`` need."""

    def note(self, value: Value | None, message: str) -> None:
        """Note a problem at the place of a value."""

    def read_keys(self, mapping: Mapping, known: tuple[str, ...], where: str) -> dict[str, Value]:
        """Return the values of known keys; note unknown and repeated ones."""

    def read_text(self, value: Value, where: str, outcome: str = ...) -> str | None:
        """Return a text on one line; None, with a note, if it is none."""

    def read_code(self, value: Value, where: str) -> str | None:
        """Return a text with its lines; None, with a note, if it is none."""


class TrustReader:
    """Read the section ``trust`` of one overlay file.

    :param reader: the reader of the file, which collects the problems
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.changes: dict[str, TrustChange] = {}

    def read(self, section: Value) -> None:
        """Read the rows of the section."""
        if not isinstance(section, Mapping):
            self.reader.note(section, "trust: not a mapping from tools to their fields")
            return
        for key, value in section.items:
            self._read_row(key, value)

    def _read_row(self, key: Scalar, value: Value) -> None:
        where = f"trust.{shorten(key.text)}"
        tool = load_trust().find(key.text)
        tool_id = tool.id if tool else key.text
        if tool_id in self.changes:
            self.reader.note(key, f"{where}: the tool is here again; the first one counts")
            return
        if not isinstance(value, Mapping):
            self.reader.note(value, f"{where}: not a mapping with {', '.join(FIELDS)}")
            return
        pairs = self.reader.read_keys(value, FIELDS, f"{where}: ")
        if tool is None and not self._can_be_new(key, pairs):
            return
        default = self._read_word(pairs, "default", DEFAULT_STORES, where)
        self.changes[tool_id] = TrustChange(
            name=self._read_text(pairs, "name", where),
            default=cast("DefaultStore | None", default),
            settings=self._read_settings(pairs.get("settings"), f"{where}.settings"),
            snippet=self._read_snippet(pairs.get("snippet"), f"{where}.snippet"),
            note=self._read_text(pairs, "note", where),
            source=self._read_address(pairs, where),
        )

    def _can_be_new(self, key: Scalar, pairs: dict[str, Value]) -> bool:
        where = f"trust: '{shorten(key.text)}'"
        if "name" not in pairs:
            hint = nearest(key.text, load_trust().list_names())
            self.reader.note(
                key,
                f"{where} is not in the table{hint}; a new tool needs 'name'; it is left out",
            )
            return False
        if not re.fullmatch(_ID, key.text):
            self.reader.note(
                key,
                f"{where} is not an id (lower-case letters, digits and hyphens); it is left out",
            )
            return False
        return True

    # Fields

    def _read_text(self, pairs: dict[str, Value], name: str, where: str) -> str | None:
        value = pairs.get(name)
        return None if value is None else self.reader.read_text(value, f"{where}.{name}")

    def _read_word(
        self, pairs: dict[str, Value], name: str, known: tuple[str, ...], where: str
    ) -> str | None:
        text = self._read_text(pairs, name, where)
        if text is None or text in known:
            return text
        hint = did_you_mean(find_near_words(text, known)) or f" (known are {', '.join(known)})"
        self.reader.note(
            pairs[name], f"{where}.{name}: does not know '{shorten(text)}'{hint}; it is left out"
        )
        return None

    def _read_address(self, pairs: dict[str, Value], where: str) -> str | None:
        text = self._read_text(pairs, "source", where)
        if text is None or re.match(r"https?://[^\s/]", text):
            return text
        self.reader.note(
            pairs["source"], f"{where}.source: '{shorten(text)}' is not an address; it is left out"
        )
        return None

    def _read_snippet(self, value: Value | None, where: str) -> TrustSnippet | None:
        if value is None:
            return None
        if not isinstance(value, Mapping):
            text = self.reader.read_code(value, where)
            return TrustSnippet("sh", text) if text else None
        pairs = self.reader.read_keys(value, ("language", "text"), f"{where}: ")
        if "text" not in pairs:
            self.reader.note(value, f"{where}: the key 'text' is missing; it is left out")
            return None
        text = self.reader.read_code(pairs["text"], f"{where}.text")
        language = self._read_text(pairs, "language", where) or "sh"
        return TrustSnippet(language, text) if text else None

    def _read_settings(self, value: Value | None, where: str) -> tuple[TrustSetting, ...] | None:
        if value is None:
            return None
        if not isinstance(value, Sequence):
            self.reader.note(value, f"{where}: not a list of settings; it is left out")
            return None
        settings = (
            self._read_setting(item, f"{where}[{number}]")
            for number, item in enumerate(value.items)
        )
        return tuple(setting for setting in settings if setting) or None

    def _read_setting(self, value: Value, where: str) -> TrustSetting | None:
        if not isinstance(value, Mapping):
            self.reader.note(value, f"{where}: not a mapping such as 'variable: NAME'")
            return None
        pairs = self.reader.read_keys(value, _SETTING_FIELDS, f"{where}: ")
        kinds = [kind for kind in SETTING_KINDS if kind in pairs]
        if len(kinds) != 1:
            found = "two of them are given" if kinds else "none of them is given"
            self.reader.note(
                value, f"{where}: needs one of {', '.join(SETTING_KINDS)}; {found}; it is left out"
            )
            return None
        name = self._read_text(pairs, kinds[0], where)
        effect = self._read_word(pairs, "effect", EFFECTS, where)
        return (
            name
            and TrustSetting(
                kinds[0],
                name,
                self._read_text(pairs, "value", where) or "file",
                cast("Effect", effect or "replaces"),
                self._read_text(pairs, "since", where),
                self._read_text(pairs, "until", where),
                tuple(self._read_platforms(pairs.get("platforms"), f"{where}.platforms")),
            )
        ) or None

    def _read_platforms(self, value: Value | None, where: str) -> Iterable[str]:
        if value is None:
            return
        for item in value.items if isinstance(value, Sequence) else [value]:
            text = self.reader.read_text(item, where)
            if text is None or text in PLATFORMS:
                yield from [text] if text else []
                continue
            hint = nearest(text, PLATFORMS)
            self.reader.note(
                item, f"{where}: '{shorten(text)}' is not a platform{hint}; it is left out"
            )
