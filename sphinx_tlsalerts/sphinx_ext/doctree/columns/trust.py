"""Build the cells of the trust table: the settings of tools, and snippets to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.guides import PLATFORMS, Bundled, choose_trust_setting, fill_defaults
from sphinx_tlsalerts.sphinx_ext.doctree.code import build_literal_block
from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import (
    Column,
    Lines,
    build_dash,
    build_text_cell,
    map_by_name,
)
from sphinx_tlsalerts.sphinx_ext.doctree.inline import build_inline, build_literal, join_nodes
from sphinx_tlsalerts.sphinx_ext.doctree.marks import BUNDLED_SOURCE
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_tlsalerts.registries import TrustSetting, TrustTool


def _name_default(row: TrustTool) -> str:
    """Return where the tool finds CA certificates without a setting."""
    return {
        "certifi": "certifi",
        "system": _("the system"),
        "own": _("its own file"),
        "none": _("nowhere"),
        "unverified": _("verifies nothing"),
    }[row.default]


def _name_effect(setting: TrustSetting) -> str:
    """Return what becomes of the default CA certificates."""
    return {
        "replaces": _("replaces them"),
        "adds": _("adds to them"),
        "system": _("uses the system's"),
    }[setting.effect]


def _name_versions(setting: TrustSetting) -> str:
    """Return the versions that have the setting; empty if all have it."""
    if setting.since and setting.until:
        return f"{setting.since} – {setting.until}"  # noqa: RUF001 -- a range
    if setting.until:
        return _("up to %s") % setting.until
    return setting.since or ""


def _build_names(settings: Iterable[TrustSetting]) -> Lines:
    """Build a line for each setting, with the platforms that it is limited to."""
    lines: Lines = []
    for setting in settings:
        line: list[nodes.Node] = [build_literal(setting.name)]
        if setting.platforms:
            names = ", ".join(PLATFORMS[platform][0] for platform in setting.platforms)
            line.append(nodes.Text(f" ({names})"))
        lines.append(line)
    return lines or build_dash()


def _build_values(values: Sequence[tuple[TrustSetting, str]]) -> Lines:
    """Build a line for the settings of each value; only the value if all have the same one."""
    groups: dict[str, list[TrustSetting]] = {}
    for setting, value in values:
        groups.setdefault(value, []).append(setting)
    if len(groups) == 1:
        return build_text_cell(next(iter(groups)))
    return [
        [
            *join_nodes(([build_literal(setting.name)] for setting in settings), ", "),
            nodes.Text(f": {value}"),
        ]
        for value, settings in groups.items()
        if value
    ] or build_dash()


def _build_snippet(row: TrustTool) -> Lines:
    """Build a block of code, which is a cell by itself."""
    if row.snippet is None:
        return build_dash()
    text = fill_defaults(Bundled(row.snippet.text, 1))
    block = build_literal_block(text, row.snippet.language, BUNDLED_SOURCE)
    block["translatable"] = False
    return [[block]]


def _build_source(row: TrustTool) -> Lines:
    if not row.source:
        return build_dash()
    link = nodes.reference("", _("documentation"), internal=False, refuri=row.source)
    if row.verified is not None:
        link.source = BUNDLED_SOURCE
    return [[link]]


def build_trust_lines(rows: Iterable[TrustTool]) -> list[tuple[Lines, Lines]]:
    """Return the rows of the short table: the tools with the same setting, and the setting."""
    tools: dict[str, list[TrustTool]] = {}
    settings: dict[str, TrustSetting] = {}
    for row in rows:
        setting = choose_trust_setting(row)
        if setting is not None:
            tools.setdefault(setting.name, []).append(row)
            settings[setting.name] = setting
    return [
        ([[nodes.Text(", ".join(row.name for row in tools[name]))]], _build_names([setting]))
        for name, setting in settings.items()
    ]


TRUST_COLUMNS: dict[str, Column[TrustTool]] = map_by_name(
    Column("tool", "Tool", 24, lambda row, _page: build_text_cell(row.name)),
    Column(
        "default",
        "CA certificates from",
        18,
        lambda row, _page: build_text_cell(_name_default(row)),
    ),
    Column(
        "option",
        "Option or argument",
        34,
        lambda row, _page: _build_names(row.list_settings("option", "code")),
    ),
    Column(
        "variable",
        "Environment variable",
        34,
        lambda row, _page: _build_names(row.list_settings("variable")),
    ),
    Column(
        "config",
        "Configuration, file or command",
        36,
        lambda row, _page: _build_names(row.list_settings("config", "file", "command")),
    ),
    Column(
        "effect",
        "What it does to them",
        34,
        lambda row, _page: _build_values([(s, _name_effect(s)) for s in row.settings]),
    ),
    Column(
        "since",
        "Since",
        24,
        lambda row, _page: _build_values([(s, _name_versions(s)) for s in row.settings]),
    ),
    Column("snippet", "Example", 60, lambda row, _page: _build_snippet(row)),
    Column("note", "Note", 50, lambda row, _page: [build_inline(row.note)] if row.note else []),
    Column("source", "Source", 16, lambda row, _page: _build_source(row)),
)

DEFAULT_TRUST_COLUMNS = ("tool", "default", "option", "variable", "config", "effect")
