"""Parse fields in MyST Markdown.

Input, output and invariants are those of ``base.py``. The parser of myst-parser makes tokens, whose
lines are moved to those of the file; its renderer makes nodes from the tokens.

Invariants of this language: the headings of a field begin with the first level, and ``---`` at the
top is a line, not metadata. Example: ``# Why`` and ``### Why`` in a field become the same heading.

Import this module only for a file in Markdown: myst-parser is an optional dependency.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.mdit_to_docutils.transforms import ResolveAnchorIds
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.warnings_ import create_warning
from sphinx import addnodes

from sphinx_tlsalerts.sphinx_ext.doctree.prose.base import FieldParser

if TYPE_CHECKING:
    from docutils.transforms import Transform
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.guides import Text


class MystFields(FieldParser):
    """Parse fields in MyST Markdown. Needs myst-parser, enabled in the project."""

    filetype = "markdown"
    foreign = re.compile(r"^[ ]*\.\. [\w:-]+::|(?<![\w`]):[a-z][a-z:]{0,60}:`", re.MULTILINE)

    def __init__(self, document: nodes.document, env: BuildEnvironment, path: str) -> None:
        super().__init__(document, env, path)
        config = env.myst_config  # type: ignore[attr-defined]  # set by myst-parser
        self._parser = create_md_parser(config, _Renderer)
        rewriting = {"linkify", "replacements", "smartquotes"}
        self.knows_plain = self.knows_plain and not rewriting & {*config.enable_extensions}

    def _parse_blocks(self, fragment: nodes.document, text: Text) -> None:
        context: dict[str, Any] = {}
        tokens = self._parser.parse(text, context)
        for token in tokens:
            if token.map:
                token.map = [number + text.line - 1 for number in token.map]
        # Three dashes at the top of a field are a line; only pages have metadata there.
        tokens = [token for token in tokens if token.type != "front_matter"]
        _raise_headings(tokens)
        self._render(fragment, tokens, context)

    def _parse_inline(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:
        context: dict[str, Any] = {}
        tokens = self._parser.parseInline(text, context)
        for token in tokens:
            token.map = [text.line - 1, text.line]
        self._render(fragment, tokens, context)
        built, fragment.children = fragment.children, []
        return built

    def _render(self, fragment: nodes.document, tokens: list[Any], context: dict[str, Any]) -> None:
        self._parser.options["document"] = fragment
        self._parser.renderer.render(tokens, self._parser.options, context)

    def _get_own_transforms(self) -> tuple[type[Transform], ...]:
        return (_ResolveAnchors,)


class _Renderer(SphinxRenderer):
    """Emit warnings about a field with the place in its file, not with that line of the page."""

    def create_warning(
        self, message: str, subtype: Any, *, line: int | None = None, **others: Any
    ) -> nodes.system_message | None:
        place = nodes.Element()
        place.source, place.line = self.document["source"], line
        return create_warning(self.document, message, subtype, node=place, **others)


class _ResolveAnchors(ResolveAnchorIds):
    """Resolve links to labels, and mark them as done: the transform of the page must skip them."""

    def apply(self, **kwargs: Any) -> None:
        super().apply(**kwargs)
        for link in self.document.findall(nodes.reference):
            link.attributes.pop("id_link", None)
        for reference in self.document.findall(addnodes.pending_xref):
            # MyST before 5.1 creates these references without a line, which warnings need.
            reference.line = _find_line(reference)


def _find_line(node: nodes.Element | None) -> int | None:
    """Return the line of a node, or of its nearest ancestor that has a line."""
    while node is not None and not node.line:  # docutils may set 0
        node = node.parent
    return node.line if node is not None else None


def _raise_headings(tokens: list[Any]) -> None:
    """Raise the headings of a field, so that the highest has the first level."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1:]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{int(token.tag[1:]) - highest + 1}"
