"""Fields in Markdown. Imported only where a file has some: myst-parser is no dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.mdit_to_docutils.transforms import ResolveAnchorIds
from myst_parser.parsers.mdit import create_md_parser

from sphinx_tlsalerts.build.fields import FieldParser

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.transforms import Transform
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.schema.values import Text


class MystFields(FieldParser):
    """Fields in MyST Markdown. Needs myst-parser, enabled in the project."""

    filetype = "markdown"

    def __init__(self, document: nodes.document, env: BuildEnvironment, path: str) -> None:
        super().__init__(document, env, path)
        config = env.myst_config  # type: ignore[attr-defined]  # set by myst-parser
        self._parser = create_md_parser(config, SphinxRenderer)
        rewriting = {"linkify", "replacements", "smartquotes"}
        self.knows_plain = self.knows_plain and not rewriting & {*config.enable_extensions}

    def _parse_blocks(self, fragment: nodes.document, text: Text) -> None:
        context: dict[str, Any] = {}
        tokens = self._parser.parse(text, context)
        for token in tokens:
            if token.map:
                token.map = [number + text.line - 1 for number in token.map]
        # Three dashes at the top are a line here; a page has its metadata there.
        self._render(fragment, [t for t in tokens if t.type != "front_matter"], context)

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
        return (ResolveAnchorIds,)
