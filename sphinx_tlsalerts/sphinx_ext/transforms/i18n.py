"""Keep translated fields and fixed titles out of the translation of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.transforms import SphinxTransform

from sphinx_tlsalerts.sphinx_ext.doctree import FIXED, NAMELESS, TRANSLATED

if TYPE_CHECKING:
    from docutils import nodes


class HideTranslatedTransform(SphinxTransform):
    """Hide what Sphinx must not translate from its translation (20), which is by the page.

    Fields that are translated already would be translated again, with the
    parser of the page. And Sphinx has just given titles that stay the same in
    all languages a source (10), without which it does not translate.
    """

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Take messages of fields away for a moment, and the source of titles for good."""
        done: list[nodes.TextElement] = self.env.current_document.get(TRANSLATED) or []
        self.env.current_document[TRANSLATED] = [(node, node.rawsource) for node in done]
        fixed: list[nodes.TextElement] = self.env.current_document.pop(FIXED, None) or []
        for node in done:
            node.rawsource = ""
        for title in fixed:  # their message stays: other extensions take it for their name
            title.source = None


class ShowTranslatedTransform(SphinxTransform):
    """Give the messages back that :class:`HideTranslatedTransform` took."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Put each message back."""
        for node, message in self.env.current_document.pop(TRANSLATED, None) or []:
            node.rawsource = message


class NamelessLinksTransform(SphinxTransform):
    """Mark the nameless links of fields as such, once docutils has paired those of the page (440).

    They are resolved already, and would be taken for partners of the page's own.
    """

    default_priority = 441

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Mark each node."""
        for node in self.env.current_document.pop(NAMELESS, None) or []:
            node["anonymous"] = 1
