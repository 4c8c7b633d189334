"""Build literal blocks, as Sphinx's ``code-block`` does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_tlsalerts.sphinx_ext.doctree.marks import TEMPLATE_MARK

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides import CodeBlock, Text

#: Sphinx highlights a block without a language as Python.
NO_LANGUAGE = "text"


def build_literal_block(text: Text, language: str | None, path: str) -> nodes.literal_block:
    """Build a literal block.

    :param path: the file that contains it
    """
    code = text.rstrip("\n")
    block = nodes.literal_block(code, code)
    # Keyword arguments would make docutils copy each name for each node.
    block["language"] = sys.intern(language or NO_LANGUAGE)  # shares the string among blocks
    block["force"] = False
    block["highlight_args"] = {}
    block.source, block.line = path, text.line
    if text.template:
        setattr(block, TEMPLATE_MARK, text.template.rstrip("\n"))
    return block


def build_code_block(code: CodeBlock, text: Text, path: str) -> nodes.literal_block:
    """Build the literal block of *code*.

    :param text: its text, after substitutions
    """
    block = build_literal_block(text, code.language, path)
    block["classes"] += code.classes
    arguments: dict[str, Any] = block["highlight_args"]
    if code.linenos or code.lineno_start is not None:
        block["linenos"] = True
    if code.emphasize_lines:
        count = len(block.rawsource.split("\n"))
        arguments["hl_lines"] = select_lines(code.emphasize_lines, count)
    if code.lineno_start is not None:
        arguments["linenostart"] = code.lineno_start
    return block


def add_caption(block: nodes.literal_block, caption: nodes.caption) -> nodes.container:
    """Put a caption above a literal block."""
    return nodes.container(
        "", caption, block, literal_block=True, classes=["literal-block-wrapper"]
    )


def select_lines(spec: str, count: int) -> list[int]:
    """Return the line numbers that *spec*, such as ``2,4-6`` or ``8-``, selects of *count*."""
    ends = [0] * (count + 1)  # for each line, the last line of the ranges that begin there
    for part in spec.split(","):
        first, dash, last = part.partition("-")
        start = int(first)
        if start <= count:
            end = int(last) if last.strip() else count if dash else start
            ends[start] = max(ends[start], min(end, count))
    lines: list[int] = []
    reached = 0
    for line, end in enumerate(ends):
        reached = max(reached, end)
        if 0 < line <= reached:
            lines.append(line)
    return lines
