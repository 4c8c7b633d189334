"""Fields in Markdown. Imported only where a file has some: myst-parser is no dependency."""

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
    """Fields in MyST Markdown. Needs myst-parser, enabled in the project."""

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
        # Three dashes at the top are a line here; a page has its metadata there.
        tokens = [token for token in tokens if token.type != "front_matter"]
        _raise_headings(tokens)
        self._render(fragment, tokens, context)

    def _parse_inline(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:
        context: dict[str, Any] = {}
        tokens = self._parser.parseInline(text, context)
        for token in tokens:
            token.map = [text.line - 1, text.line]
        self._render(fragment, tokens, context)
        found, fragment.children = fragment.children, []
        return found

    def _render(self, fragment: nodes.document, tokens: list[Any], context: dict[str, Any]) -> None:
        self._parser.options["document"] = fragment
        self._parser.renderer.render(tokens, self._parser.options, context)

    def _own_transforms(self) -> tuple[type[Transform], ...]:
        return (_ResolveAnchors,)


class _Renderer(SphinxRenderer):
    """Warns of what stands in a field at its own place, not at that line of the page."""

    def create_warning(
        self, message: str, subtype: Any, *, line: int | None = None, **others: Any
    ) -> nodes.system_message | None:
        place = nodes.Element()
        place.source, place.line = self.document["source"], line
        return create_warning(self.document, message, subtype, node=place, **others)


class _ResolveAnchors(ResolveAnchorIds):
    """Resolves links to labels once and for all: the page's own transform must not try again."""

    def apply(self, **kwargs: Any) -> None:
        super().apply(**kwargs)
        for link in self.document.findall(nodes.reference):
            link.attributes.pop("id_link", None)
        for reference in self.document.findall(addnodes.pending_xref):
            # MyST before 5.1 leaves those that it makes here without a line for warnings.
            reference.line = _line_of(reference)


def _line_of(node: nodes.Element | None) -> int | None:
    """Return the line of a node, or of the nearest around it that has one."""
    while node is not None and not node.line:  # docutils may say 0
        node = node.parent
    return node.line if node is not None else None


def _raise_headings(tokens: list[Any]) -> None:
    """Begin with the first level, whichever it is: fields are below the headings of a page."""
    found = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1:]) for token in found), default=1)
    for token in found:
        token.tag = f"h{int(token.tag[1:]) - highest + 1}"
