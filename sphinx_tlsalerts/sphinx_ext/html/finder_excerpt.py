"""The words of a result: a remedy or a cause as a short text.

The text is made for one purpose: a script sets it on a page. A line is a paragraph; a line that
begins with a tab is one of code; what stands between :data:`QUOTE` is a literal; and a text that
begins with :data:`INSECURE` is that of a remedy which weakens protection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.guides import PLATFORMS, order_remedies
from sphinx_tlsalerts.sphinx_ext.doctree import ENTRY_MARK, REMEDY_MARK
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sphinx_tlsalerts.guides import CodeBlock, Entry, Remedy

#: Characters that no prose holds.
QUOTE, INSECURE = "\x7f", "\x01"

#: No more than this is shown of the prose of a remedy, and no longer code.
LONGEST = 220
CODE_LINES = 4
CODE_LENGTH = 240

_LITERAL = re.compile(r"``(.+?)``")
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}(?=\S)([^*]+?)\*{1,2}(?![\w*])")


def texts_of_page(root: nodes.document, ids: Collection[str]) -> dict[str, str]:
    """Return what results show of the entries of a resolved page.

    :param ids: the ids of the entries that are wanted
    """
    marked: dict[str, list[nodes.Element]] = {}
    for node in root.findall(nodes.Element):
        node_id = getattr(node, REMEDY_MARK, "")
        if node_id in ids:
            marked.setdefault(node_id, []).append(node)
    return {node_id: text_of(block, node_id) for node_id, block in marked.items()}


def text_of(block: Sequence[nodes.Element], node_id: str) -> str:
    """Return the text of a remedy: its prose up to the first code, and that code.

    A box, such as a warning, counts where there is nothing else. Entries in the block do not count:
    they have results of their own.

    :param node_id: the id of the entry whose remedy it is
    """
    text = _text_of(_leaves(block, nodes.Admonition, node_id))
    text = text or _text_of(_leaves(block, nodes.Invisible, node_id))
    return f"{INSECURE}{text}" if any(_insecure(block, node_id)) else text


def _insecure(block: Iterable[nodes.Node], node_id: str) -> Iterator[nodes.Element]:
    """Yield the boxes that say what an insecure remedy gives up."""
    for node in block:
        if not isinstance(node, nodes.Element) or _is_other(node, node_id):
            continue
        if "tlsalerts-insecure" in node["classes"]:
            yield node
        yield from _insecure(node.children, node_id)


def _is_other(node: nodes.Element, node_id: str) -> bool:
    """Return whether a node holds another entry than the one with *node_id*."""
    return bool(getattr(node, ENTRY_MARK, node_id) != node_id)


def _text_of(leaves: Iterable[nodes.Element]) -> str:
    paragraphs: list[str] = []
    for node in leaves:
        if isinstance(node, nodes.literal_block | nodes.doctest_block):
            return _joined(paragraphs, node.astext())
        paragraphs.append(" ".join(_inline(node).split()))
    return _joined(paragraphs, None)


#: What holds words of its own, and no words of a remedy.
_ASIDE = (nodes.Invisible, nodes.table, nodes.footnote, nodes.citation, nodes.field_list, nodes.raw)


def _leaves(
    block: Iterable[nodes.Node], without: type[object], node_id: str
) -> Iterator[nodes.Element]:
    """Yield the paragraphs and the code of a block in order."""
    for node in block:
        if not isinstance(node, nodes.Element) or _is_other(node, node_id):
            continue
        if isinstance(node, nodes.paragraph | nodes.FixedTextElement | nodes.term | nodes.line):
            yield node
        elif not isinstance(node, (*_ASIDE, without)):
            yield from _leaves(node.children, without, node_id)


def _inline(node: nodes.Node) -> str:
    """Return inline prose with :data:`QUOTE` around literals."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.literal):
        return f"{QUOTE}{node.astext()}{QUOTE}"
    if isinstance(node, nodes.image):
        return str(node.get("alt", ""))
    if isinstance(node, nodes.Invisible | nodes.raw | nodes.footnote_reference):
        return ""
    return "".join(map(_inline, node.children))


def _joined(paragraphs: Iterable[str], code: str | None) -> str:
    lines: list[str] = []
    room = LONGEST
    for paragraph in filter(None, paragraphs):
        lines.append(_shortened(paragraph, room))
        room -= len(paragraph)
        if room <= 0:
            break
    else:
        if code:
            lines += (f"\t{line}" for line in _first_lines(code))
    return "\n".join(lines)


def _first_lines(code: str) -> list[str]:
    found = code.strip("\n").split("\n")
    shown = [line[:CODE_LENGTH] for line in found[:CODE_LINES]]
    return shown if shown == found else [*shown, "…"]


def _shortened(text: str, length: int) -> str:
    """Cut *text* between sentences, else between words, and outside of literals."""
    if len(text) <= length:
        return text
    sentences = text[:length].rpartition(". ")[0]
    if len(sentences) > length // 3 and sentences.count(QUOTE) % 2 == 0:
        return f"{sentences}."
    cut = text[:length].rpartition(" ")[0] or text[:length]
    if cut.count(QUOTE) % 2:
        cut = cut.rpartition(QUOTE)[0]
    return f"{cut.rstrip(' ,;:(')} …"


def words_of_entry(entry: Entry) -> tuple[str, str]:
    """Return cause and first remedy of a bundled entry that no page shows."""
    causes = [str(cause.text) for cause in entry.causes if cause.text]
    summary = [str(entry.summary)] if entry.summary else []
    cause = _joined(_plain((summary + causes)[:1]), None)
    if entry.remedies is None or not entry.remedies.items:
        return cause, ""
    remedy = order_remedies(entry.remedies)[0]
    code = remedy.code or ([] if remedy.title or remedy.text else _code_of_steps(remedy))
    text = _joined(_plain([*_conditions(remedy), *_prose(remedy)]), _first_of(code))
    return cause, f"{INSECURE}{text}" if remedy.insecure else text


def _conditions(remedy: Remedy) -> Iterator[str]:
    """Yield for whom a remedy is, as pages say it above it."""
    if remedy.when and remedy.when.text:
        yield str(remedy.when.text)
    if remedy.platforms:
        yield _("For %s:") % ", ".join(PLATFORMS[name][0] for name in remedy.platforms)


def _prose(remedy: Remedy) -> list[str]:
    found = [str(text) for text in (remedy.title, remedy.text) if text]
    return found or [str(step.text or step.title) for step in remedy.steps[:1]]


def _code_of_steps(remedy: Remedy) -> list[CodeBlock]:
    return list(remedy.steps[0].code if remedy.steps else ())


def _first_of(blocks: Iterable[CodeBlock]) -> str | None:
    return next((str(code.text) for code in blocks), None)


def _plain(texts: Iterable[str]) -> Iterator[str]:
    """Yield the paragraphs of prose in the subset that both languages share."""
    for text in texts:
        for paragraph in text.split("\n\n"):
            words = _LITERAL.sub(rf"{QUOTE}\1{QUOTE}", " ".join(paragraph.split()))
            yield _EMPHASIS.sub(r"\1", words)
