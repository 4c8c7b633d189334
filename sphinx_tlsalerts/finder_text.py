"""The words of a result: a remedy or a cause as a short text.

The text is made for one purpose: a script sets it on a page. A line is a paragraph; a line that
begins with a tab is one of code; what stands between backticks is a literal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.build.names import REMEDY_MARK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx_tlsalerts.schema.models import CodeBlock, Entry, Remedy

#: No more than this is shown of the prose of a remedy, and no longer code.
LONGEST = 220
CODE_LINES = 4
CODE_LENGTH = 240

_LITERAL = re.compile(r"``(.+?)``")
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}(?=\S)([^*]+?)\*{1,2}(?![\w*])")


def texts_of_page(
    elements: Iterable[tuple[str, nodes.Element]], entries: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return the first remedy of each entry of a resolved page.

    :param elements: the elements of the doctree in order, each with its page
    :param entries: page and id of the entries that are wanted
    :return: texts by page and id; of an entry without remedies, its first paragraph
    """
    current: tuple[str, str] | None = None
    remedies: dict[tuple[str, str], list[nodes.Element]] = {}
    first: dict[tuple[str, str], nodes.Element] = {}
    for docname, node in elements:
        ids: list[str] = node.get("ids", [])
        places = ((docname, node_id) for node_id in ids)
        current = next((place for place in places if place in entries), current)
        if current is None:
            continue
        if hasattr(node, REMEDY_MARK):
            known = remedies.setdefault(current, [])
            if not known or known[0].parent is node.parent:
                known.append(node)
        elif isinstance(node, nodes.paragraph):
            first.setdefault(current, node)
    return {
        key: text_of(remedies.get(key) or [first[key]]) for key in remedies.keys() | first.keys()
    }


def text_of(block: Iterable[nodes.Element]) -> str:
    """Return the text of a remedy: its prose up to the first code, and that code."""
    paragraphs: list[str] = []
    code = None
    for node in _leaves(block):
        if isinstance(node, nodes.literal_block):
            code = node.astext()
            break
        paragraphs.append(" ".join(_inline(node).split()))
    return _joined(paragraphs, code)


def _leaves(block: Iterable[nodes.Element]) -> Iterator[nodes.Element]:
    """Yield the paragraphs and the code of a block in order, but no boxes such as warnings."""
    for node in block:
        if isinstance(node, nodes.paragraph | nodes.literal_block | nodes.term | nodes.line):
            yield node
        elif not isinstance(node, nodes.Admonition | nodes.Invisible | nodes.table):
            yield from _leaves(child for child in node.children if isinstance(child, nodes.Element))


def _inline(node: nodes.Node) -> str:
    """Return inline prose with backticks around literals."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.literal):
        return f"`{node.astext()}`" if "`" not in node.astext() else node.astext()
    if isinstance(node, nodes.image):
        return str(node.get("alt", ""))
    return "".join(map(_inline, node.children)) if not isinstance(node, nodes.Invisible) else ""


def _joined(paragraphs: Iterable[str], code: str | None) -> str:
    lines: list[str] = []
    room = LONGEST
    for paragraph in filter(None, paragraphs):
        lines.append(_shortened(paragraph, room))
        room -= len(paragraph)
        if room <= 0:
            break
    else:
        if code and len(code) <= CODE_LENGTH and code.strip("\n").count("\n") < CODE_LINES:
            lines += (f"\t{line}" for line in code.strip("\n").split("\n"))
    return "\n".join(lines)


def _shortened(text: str, length: int) -> str:
    """Cut *text* between sentences, else between words, and outside of literals."""
    if len(text) <= length:
        return text
    sentences = text[:length].rpartition(". ")[0]
    if len(sentences) > length // 3 and sentences.count("`") % 2 == 0:
        return f"{sentences}."
    cut = text[:length].rpartition(" ")[0] or text[:length]
    if cut.count("`") % 2:
        cut = cut.rpartition("`")[0]
    return f"{cut.rstrip(' ,;:(')} …"


def words_of_entry(entry: Entry) -> tuple[str, str]:
    """Return cause and first remedy of a bundled entry that no page shows."""
    causes = [str(cause.text) for cause in entry.causes if cause.text]
    summary = [str(entry.summary)] if entry.summary else []
    cause = _joined(_plain((summary + causes)[:1]), None)
    if entry.remedies is None or not entry.remedies.items:
        return cause, ""
    # What weakens protection is never what is shown first.
    remedy = min(entry.remedies.items, key=lambda item: bool(item.insecure))
    return cause, _joined(_plain(_prose(remedy)), _code(remedy.code or _code_of_steps(remedy)))


def _prose(remedy: Remedy) -> list[str]:
    found = [str(text) for text in (remedy.title, remedy.text) if text]
    return found or [str(step.text or step.title) for step in remedy.steps[:1]]


def _code_of_steps(remedy: Remedy) -> list[CodeBlock]:
    return [] if remedy.title or remedy.text else list(remedy.steps[0].code if remedy.steps else ())


def _code(blocks: Iterable[CodeBlock]) -> str | None:
    return next((str(code.text) for code in blocks), None)


def _plain(texts: Iterable[str]) -> Iterator[str]:
    """Yield the paragraphs of prose in the subset that both languages share."""
    for text in texts:
        for paragraph in text.split("\n\n"):
            words = _LITERAL.sub(r"`\1`", " ".join(paragraph.split()))
            yield _EMPHASIS.sub(r"\1", words)
