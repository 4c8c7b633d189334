"""Implement ``tls-error-finder``: it leads from a pasted message to an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sphinx_tlsalerts.sphinx_ext.directives.page import choose_id
from sphinx_tlsalerts.sphinx_ext.doctree import FINDER_CLASS, build_literal, entries_about
from sphinx_tlsalerts.sphinx_ext.env import ALL_ENTRIES, ObjectStore
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from docutils.nodes import Node


class FinderDirective(SphinxDirective):
    """Place the finder. The doctree holds a list for readers without scripts."""

    def run(self) -> list[Node]:
        """Build the list with a placeholder for its links, until all pages are read."""
        store, docname = ObjectStore.of(self.env), self.env.current_document.docname
        store.note_feature(docname, "finder")
        is_builtin = "builtin" in self.options
        if is_builtin:
            store.note_feature(docname, "catalogue")
        finder = nodes.container(
            "",
            nodes.paragraph("", _("All errors that are explained here:"), translatable=False),
            nodes.paragraph("", "", entries_about(key=ALL_ENTRIES), translatable=False),
            *([_build_command_hint()] if is_builtin else []),
            # The search finds the titles on the pages of the entries.
            classes=[FINDER_CLASS, "no-search", *self.options.get("class", [])],
            ids=[choose_id(self, nodes.make_id(self.options.get("name") or "") or FINDER_CLASS)],
            builtin=is_builtin,
            label=" ".join(self.arguments[0].split()) if self.arguments else "",
        )
        self.set_source_info(finder)
        self.state.document.set_id(finder)
        if self.options.get("name"):
            self.add_name(finder)
        return [finder]


def _build_command_hint() -> nodes.paragraph:
    """Build the hint at the command that reads the bundled catalogue."""
    before, after = _("More errors are explained in a terminal by %s.").split("%s")
    command = build_literal('sphinx-tlsalerts explain "MESSAGE"')
    return nodes.paragraph("", before, command, nodes.Text(after), translatable=False)
