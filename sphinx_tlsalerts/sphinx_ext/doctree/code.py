"""Literal blocks, as Sphinx's ``code-block`` builds them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides import CodeBlock, Text

#: Sphinx would take a block without a language for Python.
NO_LANGUAGE = "text"


def literal_block(text: Text, language: str | None, path: str) -> nodes.literal_block:
    """Build a literal block.

    :param path: the file that it stands in
    """
    code = text.rstrip("\n")
    block = nodes.literal_block(code, code)
    # As arguments, docutils would keep a copy of each name for each node.
    block["language"] = sys.intern(language or NO_LANGUAGE)  # one text for all blocks
    block["force"] = False
    block["highlight_args"] = {}
    block.source, block.line = path, text.line
    return block


def code_block(code: CodeBlock, text: Text, path: str) -> nodes.literal_block:
    """Build the literal block of *code*, whose text with substitutions made is *text*."""
    block = literal_block(text, code.language, path)
    block["classes"] += code.classes
    arguments: dict[str, Any] = block["highlight_args"]
    if code.linenos or code.lineno_start is not None:
        block["linenos"] = True
    if code.emphasize_lines:
        count = len(block.rawsource.split("\n"))
        arguments["hl_lines"] = lines_in(code.emphasize_lines, count)
    if code.lineno_start is not None:
        arguments["linenostart"] = code.lineno_start
    return block


def captioned(block: nodes.literal_block, caption: nodes.caption) -> nodes.container:
    """Put a caption above a literal block."""
    return nodes.container(
        "", caption, block, literal_block=True, classes=["literal-block-wrapper"]
    )


def lines_in(spec: str, count: int) -> list[int]:
    """Return the line numbers that *spec*, such as ``2,4-6`` or ``8-``, selects of *count*."""
    ends = [0] * (count + 1)  # for each line, the last one of what begins there
    for part in spec.split(","):
        first, dash, last = part.partition("-")
        start = int(first)
        if start <= count:
            end = int(last) if last.strip() else count if dash else start
            ends[start] = max(ends[start], min(end, count))
    found: list[int] = []
    reached = 0
    for line, end in enumerate(ends):
        reached = max(reached, end)
        if 0 < line <= reached:
            found.append(line)
    return found
