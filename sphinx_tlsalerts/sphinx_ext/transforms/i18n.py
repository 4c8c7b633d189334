"""Keep translated fields and fixed titles out of the translation of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.transforms import SphinxTransform

from sphinx_tlsalerts.sphinx_ext.doctree import FIXED, NAMELESS, TRANSLATED

if TYPE_CHECKING:
    from docutils import nodes


class HideTranslatedTransform(SphinxTransform):
    """Hide nodes from Sphinx's translation of the page (20).

    Sphinx would translate fields a second time, with the parser of the page. It would also
    translate titles that are the same in all languages: it has just given them a source (10), and
    it translates only nodes with a source.
    """

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Remove the messages of fields for the time being, and the source of titles for good."""
        done: list[nodes.TextElement] = self.env.current_document.get(TRANSLATED) or []
        self.env.current_document[TRANSLATED] = [(node, node.rawsource) for node in done]
        fixed: list[nodes.TextElement] = self.env.current_document.pop(FIXED, None) or []
        for node in done:
            node.rawsource = ""
        for title in fixed:  # the message stays: other extensions use it as the name of the title
            title.source = None


class ShowTranslatedTransform(SphinxTransform):
    """Restore the messages that :class:`HideTranslatedTransform` removed."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Restore each message."""
        for node, message in self.env.current_document.pop(TRANSLATED, None) or []:
            node.rawsource = message


class NamelessLinksTransform(SphinxTransform):
    """Mark the anonymous links of fields, after docutils has paired those of the page (440).

    They are already resolved. With the mark, docutils would pair them with links of the page.
    """

    default_priority = 441

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Mark each node."""
        for node in self.env.current_document.pop(NAMELESS, None) or []:
            node["anonymous"] = 1
