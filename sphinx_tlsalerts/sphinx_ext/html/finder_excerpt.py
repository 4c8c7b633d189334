"""Shorten a remedy or a cause to the excerpt that a result of the finder shows.

A script formats the excerpt. Each line is a paragraph. A line that begins with a tab is code, which
keeps its placeholders. Text between two :data:`QUOTE` is a literal. :data:`INSECURE` at the
beginning marks a remedy that weakens protection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.browser import list_conditions
from sphinx_tlsalerts.guides import PLATFORMS, build_trust_remedy, order_remedies
from sphinx_tlsalerts.registries import load_tools
from sphinx_tlsalerts.sphinx_ext.doctree import (
    CHOICE_MARK,
    ENTRY_MARK,
    REMEDY_MARK,
    TEMPLATE_MARK,
)
from sphinx_tlsalerts.sphinx_ext.env import Excerpts
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sphinx_tlsalerts.guides import CodeBlock, Entry, Remedy
    from sphinx_tlsalerts.registries import TrustTable

#: Control characters, which prose does not contain.
QUOTE, INSECURE = "\x7f", "\x01"

#: The limits of an excerpt: characters of prose, lines of code, characters of a line of code.
MAX_PROSE = 220
CODE_LINES = 4
CODE_LENGTH = 240

_LITERAL = re.compile(r"``(.+?)``")
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}(?=\S)([^*]+?)\*{1,2}(?![\w*])")


def build_excerpts(root: nodes.document, ids: Collection[str]) -> dict[str, Excerpts]:
    """Return the excerpts of the entries with *ids* on a resolved page, by id."""
    first: dict[str, list[nodes.Element]] = {}
    choices: dict[tuple[str, int, str], list[nodes.Element]] = {}
    for node in root.findall(nodes.Element):
        node_id = getattr(node, REMEDY_MARK, "")
        if node_id in ids:
            first.setdefault(node_id, []).append(node)
        choice = getattr(node, CHOICE_MARK, ("", 0, ""))
        if choice[0] in ids:
            choices.setdefault(choice, []).append(node)
    excerpts = {node_id: Excerpts("", []) for node_id in {*first, *(key[0] for key in choices)}}
    for node_id, block in first.items():
        excerpts[node_id] = Excerpts(build_excerpt(block, node_id), [])
    for (node_id, _number, conditions), block in sorted(choices.items(), key=lambda one: one[0]):
        excerpts[node_id].choices.append([conditions, build_excerpt(block, node_id)])
    return excerpts


def build_excerpt(block: Sequence[nodes.Element], node_id: str) -> str:
    """Return the excerpt of a remedy: its prose up to the first code, and that code.

    Admonitions, such as a warning, are used only if there is nothing else. Other entries inside the
    remedy are left out, because they have their own results.

    :param node_id: the id of the entry whose remedy it is
    """
    text = _format_leaves(_walk_leaves(block, nodes.Admonition, node_id))
    text = text or _format_leaves(_walk_leaves(block, nodes.Invisible, node_id))
    return f"{INSECURE}{text}" if any(_find_insecure(block, node_id)) else text


def _find_insecure(block: Iterable[nodes.Node], node_id: str) -> Iterator[nodes.Element]:
    """Yield the admonitions that mark an insecure remedy."""
    for node in block:
        if not isinstance(node, nodes.Element) or _is_other(node, node_id):
            continue
        if "tlsalerts-insecure" in node["classes"]:
            yield node
        yield from _find_insecure(node.children, node_id)


def _is_other(node: nodes.Element, node_id: str) -> bool:
    """Return whether a node holds another entry than the one with *node_id*."""
    return bool(getattr(node, ENTRY_MARK, node_id) != node_id)


def _format_leaves(leaves: Iterable[nodes.Element]) -> str:
    paragraphs: list[str] = []
    for node in leaves:
        if isinstance(node, nodes.literal_block | nodes.doctest_block):
            return _join_lines(paragraphs, getattr(node, TEMPLATE_MARK, "") or node.astext())
        paragraphs.append(" ".join(_format_inline(node).split()))
    return _join_lines(paragraphs, None)


#: Nodes whose text is not part of a remedy.
_ASIDE = (nodes.Invisible, nodes.table, nodes.footnote, nodes.citation, nodes.field_list, nodes.raw)


def _walk_leaves(
    block: Iterable[nodes.Node], without: type[object], node_id: str
) -> Iterator[nodes.Element]:
    """Yield the paragraphs and the code of a block in order."""
    for node in block:
        if not isinstance(node, nodes.Element) or _is_other(node, node_id):
            continue
        if isinstance(node, nodes.paragraph | nodes.FixedTextElement | nodes.term | nodes.line):
            yield node
        elif not isinstance(node, (*_ASIDE, without)):
            yield from _walk_leaves(node.children, without, node_id)


def _format_inline(node: nodes.Node) -> str:
    """Return inline prose with :data:`QUOTE` around literals."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.literal):
        return f"{QUOTE}{node.astext()}{QUOTE}"
    if isinstance(node, nodes.image):
        return str(node.get("alt", ""))
    if isinstance(node, nodes.Invisible | nodes.raw | nodes.footnote_reference):
        return ""
    return "".join(map(_format_inline, node.children))


def _join_lines(paragraphs: Iterable[str], code: str | None) -> str:
    lines: list[str] = []
    room = MAX_PROSE
    for paragraph in filter(None, paragraphs):
        lines.append(_shorten(paragraph, room))
        room -= len(paragraph)
        if room <= 0:
            break
    if code:  # also after prose that is cut: a reader looks for the command
        lines += (f"\t{line}" for line in _cut_code(code))
    return "\n".join(lines)


def _cut_code(code: str) -> list[str]:
    lines = code.strip("\n").split("\n")
    shown = [line[:CODE_LENGTH] for line in lines[:CODE_LINES]]
    return shown if shown == lines else [*shown, "…"]


def _shorten(text: str, length: int) -> str:
    """Cut *text* after a sentence, else after a word, and never inside a literal."""
    if len(text) <= length:
        return text
    sentences = text[:length].rpartition(". ")[0]
    if len(sentences) > length // 3 and sentences.count(QUOTE) % 2 == 0:
        return f"{sentences}."
    cut = text[:length].rpartition(" ")[0] or text[:length]
    if cut.count(QUOTE) % 2:
        cut = cut.rpartition(QUOTE)[0]
    return f"{cut.rstrip(' ,;:(')} …"


def summarize_entry(entry: Entry) -> tuple[str, Excerpts]:
    """Return the excerpts of the cause and of the remedies of a bundled entry on no page."""
    causes = [str(cause.text) for cause in entry.causes if cause.text]
    summary = [str(entry.summary)] if entry.summary else []
    cause = _join_lines(_strip_markup((summary + causes)[:1]), None)
    remedies = order_remedies(entry.remedies)
    for item in entry.causes:
        remedies += order_remedies(item.remedies)
    if not remedies:
        return cause, Excerpts("", [])
    first, conditions = list_conditions(remedies)
    choices = zip(conditions, remedies, strict=True)
    return cause, Excerpts(
        _summarize_remedy(remedies[first]),
        [[condition, _summarize_remedy(remedy)] for condition, remedy in choices if condition],
    )


#: Platforms for which a tool may have another setting.
_SYSTEMS = ("windows", "macos", "debian", "alpine", "rhel", "docker")


def summarize_trust(table: TrustTable) -> dict[str, dict[str, str]]:
    """Return how each tool trusts a CA: by the platform, and by ``any`` for the others."""
    found: dict[str, dict[str, str]] = {}
    for tool in load_tools():
        usual = build_trust_remedy(tool.id, table=table)
        if usual is None or tool.kind == "server":
            continue
        excerpts = found[tool.id] = {"any": _summarize_trust_remedy(usual)}
        for name in _SYSTEMS:
            special = build_trust_remedy(tool.id, platforms=[name], table=table)
            if special and (text := _summarize_trust_remedy(special)) != excerpts["any"]:
                excerpts[name] = text
    return found


def _summarize_trust_remedy(remedy: Remedy) -> str:
    """Return the excerpt of a setting, whose code is never cut."""
    code = _find_first(remedy.code) or ""
    lines = [*_strip_markup(_list_prose(remedy)), *(f"\t{line}" for line in code.splitlines())]
    return "\n".join(lines)


def _summarize_remedy(remedy: Remedy) -> str:
    code = remedy.code or ([] if remedy.title or remedy.text else _find_code_of_steps(remedy))
    text = _join_lines(
        _strip_markup([*_format_conditions(remedy), *_list_prose(remedy)]), _find_first(code)
    )
    return f"{INSECURE}{text}" if remedy.insecure else text


def _format_conditions(remedy: Remedy) -> Iterator[str]:
    """Yield the conditions of a remedy, as pages print them above it."""
    if remedy.when and remedy.when.text:
        yield str(remedy.when.text)
    if remedy.platforms:
        yield _("For %s:") % ", ".join(PLATFORMS[name][0] for name in remedy.platforms)


def _list_prose(remedy: Remedy) -> list[str]:
    texts = [str(text) for text in (remedy.title, remedy.text) if text]
    return texts or [str(step.text or step.title) for step in remedy.steps[:1]]


def _find_code_of_steps(remedy: Remedy) -> list[CodeBlock]:
    return list(remedy.steps[0].code if remedy.steps else ())


def _find_first(blocks: Iterable[CodeBlock]) -> str | None:
    return next((code.text.template or str(code.text) for code in blocks), None)


def _strip_markup(texts: Iterable[str]) -> Iterator[str]:
    """Yield the paragraphs of prose, with literals quoted and without emphasis.

    The bundled catalogue uses only the markup that both languages share.
    """
    for text in texts:
        for paragraph in text.split("\n\n"):
            quoted = _LITERAL.sub(rf"{QUOTE}\1{QUOTE}", " ".join(paragraph.split()))
            yield _EMPHASIS.sub(r"\1", quoted)
