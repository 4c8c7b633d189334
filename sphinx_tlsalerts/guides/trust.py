"""Make the remedy "trust a CA" for one tool from the table of the registry.

Input: the id of a tool, and what is known of the reader: platforms and versions. Output: a remedy
with the snippet that fits, or None for a tool without a row.

Invariant: what is not known rules nothing out. Example: for ``git``, a reader on Windows gets the
setting that uses the store of Windows, all others get ``http.sslCAInfo``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_tlsalerts.guides.blocks import CodeBlock, Note, Reference
from sphinx_tlsalerts.guides.models import Remedy
from sphinx_tlsalerts.guides.placeholders import fill_defaults
from sphinx_tlsalerts.guides.platforms import PLATFORMS
from sphinx_tlsalerts.guides.texts import Bundled
from sphinx_tlsalerts.registries import load_trust

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_tlsalerts.guides.texts import Text
    from sphinx_tlsalerts.registries import (
        Demand,
        TrustSetting,
        TrustSnippet,
        TrustTable,
        TrustTool,
    )

#: The row of the store of each platform, the most specific first.
_STORES = {
    "docker": "dockerfile",
    "alpine": "alpine",
    "arch": "arch",
    "debian": "debian",
    "fedora": "rhel",
    "rhel": "rhel",
    "suse": "suse",
    "macos": "macos",
    "windows": "windows",
}

#: The default CA certificates of a tool, where a file can replace them or add to them.
_DEFAULTS = {
    "certifi": "the CA certificates of certifi",
    "system": "the CA certificates of the system",
    "own": "the CA certificates that {name} comes with",
}

#: The CA file in a snippet.
_FILE = r"\{\?file=([^}]+)\}"

_EXPORT = r"export ([A-Z_]+)=([^\s\"'$]+)"


def build_trust_remedy(
    tool_id: str,
    *,
    platforms: Iterable[str] = (),
    versions: Iterable[tuple[str, str]] = (),
    table: TrustTable | None = None,
) -> Remedy | None:
    """Build the remedy that lets a tool trust a CA; None if the table does not have the tool.

    :param tool_id: an id or a name
    :param platforms: those of the reader; none where they are not known
    :param versions: components with their versions, such as ``("pip", "24.2")``
    :param table: that of the package, or with the changes of a project
    """
    table = table or load_trust()
    tool = table.find(tool_id)
    if tool is None:
        return None
    known = _with_kinds(platforms)
    versions = [*versions]
    snippet = _choose_snippet(tool, platforms=known, versions=versions)
    store = _find_store(tool, table, known, versions)
    if snippet is None:
        return _build_remedy(store or tool, store.snippet if store else None, None, applies_to=tool)
    return _build_remedy(tool, _fit_shell(snippet, known), store, applies_to=tool)


def fit_trust_row(tool: TrustTool, platforms: Iterable[str]) -> TrustTool | None:
    """Return a row with what is for some platforms; None for the store of another system.

    :param platforms: without any the row stays as it is
    """
    known = _with_kinds(platforms)
    if not known:
        return tool
    if tool.kind == "store" and tool.id in _STORES.values():
        is_known = any(_STORES.get(name) == tool.id for name in known)
        return tool if is_known else None
    snippet = _choose_snippet(tool, platforms=known)
    settings = [s for s in tool.settings if not s.platforms or known & {*s.platforms}]
    return tool._replace(
        settings=tuple(settings), snippets=(_fit_shell(snippet, known),) if snippet else ()
    )


def choose_trust_setting(tool: TrustTool) -> TrustSetting | None:
    """Return the setting that the snippet of a row makes, else its first one."""
    text = tool.snippet.text if tool.snippet else ""
    used = [setting for setting in tool.settings if setting.name.removesuffix("=1") in text]
    # The longest name: ``ssl-ca`` is a part of ``--ssl-ca``.
    used.sort(key=lambda setting: -len(setting.name))
    return next(iter((*used, *tool.settings)), None)


def _choose_snippet(
    tool: TrustTool, *, platforms: Iterable[str] = (), versions: Iterable[tuple[str, str]] = ()
) -> TrustSnippet | None:
    """Return the snippet of a tool that fits the reader; None if each is for others.

    :param platforms: those of the reader; none where they are not known
    :param versions: components with their versions
    """
    known, versions = _with_kinds(platforms), [*versions]
    fitting = [
        snippet
        for snippet in tool.snippets
        if _fits_versions(snippet.requires, versions)
        and (not snippet.platforms or not known or known & {*snippet.platforms})
    ]
    if known:
        fitting.sort(key=lambda snippet: not snippet.platforms)  # the special ones first
    return fitting[0] if fitting else None


def _with_kinds(platforms: Iterable[str]) -> set[str]:
    """Return platforms and what they are kinds of: ``ubuntu`` brings ``debian`` and ``linux``."""
    known: set[str] = set()
    waiting = [platform for platform in platforms if platform in PLATFORMS]
    while waiting:
        platform = waiting.pop()
        known.add(platform)
        kind = PLATFORMS[platform][1]
        waiting += [kind] if kind else []
    return known


def _fits_versions(demands: Iterable[Demand], versions: Sequence[tuple[str, str]]) -> bool:
    """Return whether no known version contradicts the demands."""
    return all(
        _compare(_split_version(have), op, _split_version(version))
        for component, op, version in demands
        for name, have in versions
        if name.casefold() == component.casefold()
    )


def _compare(have: list[int], op: str, demanded: list[int]) -> bool:
    have = have[: len(demanded)]  # 24.2.1 is a 24.2
    if op == "<":
        return have < demanded
    return have >= demanded


def _split_version(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d{1,9}", version)[:4]]


def _find_store(
    tool: TrustTool, table: TrustTable, known: set[str], versions: Sequence[tuple[str, str]]
) -> TrustTool | None:
    """Return the row of the reader's store, if it is known and the tool uses it by default."""
    if tool.kind == "store" or tool.default != "system":
        return None
    if not _fits_versions(tool.default_requires, versions):
        return None
    return next((table.find(_STORES[name]) for name in _STORES if name in known), None)


def _fit_shell(snippet: TrustSnippet, known: set[str]) -> TrustSnippet:
    """Write variables as the shell of Windows does, for readers there."""
    if "windows" not in known or snippet.language != "sh":
        return snippet
    pairs = re.findall(_EXPORT, snippet.text)
    if not pairs or re.sub(_EXPORT, "", snippet.text).strip():
        return snippet
    text = "\n".join(f'$env:{name} = "{value}"' for name, value in pairs)
    return snippet._replace(language="powershell", text=text)


def _build_remedy(
    row: TrustTool, snippet: TrustSnippet | None, store: TrustTool | None, *, applies_to: TrustTool
) -> Remedy:
    """Build the remedy of a row.

    :param snippet: the one that fits the reader
    :param store: the row of the system store that the tool uses, where it is known
    """
    code = [_build_code(snippet)] if snippet else []
    if store and store.snippet:
        caption = f"Or add it to the store of the system, which {row.name} uses by default:"
        code.append(_build_code(store.snippet, _write(caption)))
    if row.kind == "store" or snippet is None:
        text = "Save the certificate of the CA in PEM format, and add it to the store:"
    elif "{?file" not in snippet.text:
        text = f"Let {row.name} use the store of the system, if that has the certificate of the CA:"
    else:
        text = "Save the certificate of the CA in PEM format, and give the full path of the file:"
    effect = _explain_effect(row, snippet) if snippet else ""
    reference = Reference(title=_write(f"{row.name}: documentation"), url=_write(row.source))
    return Remedy(
        id=f"trust-{applies_to.id}",
        title=_write(f"Trust the CA in {applies_to.name}"),
        applies_to=[] if applies_to.kind == "store" else [_write(applies_to.name)],
        platforms=[*snippet.platforms] if snippet else [],
        text=_write(text),
        code=code,
        notes=[Note(kind="note", text=_write(effect))] if effect else [],
        after=_write(row.note) if row.note else None,
        references=[reference] if row.source else [],
        trust=True,
    )


def _explain_effect(row: TrustTool, snippet: TrustSnippet) -> str:
    """Return what becomes of the default CA certificates; nothing if there are none."""
    default = _DEFAULTS.get(row.default, "").format(name=row.name)
    # Where the default depends on a version, the note of the row explains it.
    depends = row.kind == "store" or row.default_requires
    if depends or not default or snippet.effect == "system":
        return ""
    if snippet.effect == "adds":
        return f"The file adds to {default}."
    return (
        f"The file replaces {default}. If the program also connects to public servers, put "
        "the public CA certificates into the file as well."
    )


def _build_code(snippet: TrustSnippet, caption: Text | None = None) -> CodeBlock:
    # The file that an error names is not that of the CA to trust.
    text = re.sub(_FILE, r"\1", snippet.text)
    code = CodeBlock(text=fill_defaults(_write(text)), language=snippet.language)
    return code if caption is None else code.copy_with({"caption": caption})


def _write(text: str) -> Bundled:
    return Bundled(text, 1)
