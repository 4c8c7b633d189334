"""Links of troubleshooting files in Sphinx's check of links.

Links of the bundled catalogues are left out: users cannot change them, and our own documentation
checks them. Links of a file are reported where they are in that file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import get_node_line, get_node_source

from sphinx_tlsalerts.build.names import BUNDLED_SOURCE

if TYPE_CHECKING:
    from sphinx.builders.linkcheck import CheckExternalLinksBuilder

SUFFIXES = (".yaml", ".yml", ".json")


class LinkcheckTransform(SphinxPostTransform):
    """Hand the links of troubleshooting files over. Before Sphinx collects links (800)."""

    default_priority = 790
    builders = ("linkcheck",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Take bundled links out; note those of files, each with its place."""
        for link in list(self.document.findall(nodes.reference)):
            source = _source_of(link)
            if "refuri" not in link:
                continue
            if source == BUNDLED_SOURCE:
                link.replace_self(nodes.inline("", "", *link.children))
            elif source.lower().endswith(SUFFIXES):
                self._note(link["refuri"], source, get_node_line(link))

    def _note(self, uri: str, source: str, line: int) -> None:
        from sphinx.builders.linkcheck import Hyperlink  # with an HTTP client

        builder = cast("CheckExternalLinksBuilder", self.app.builder)
        uri = self.env.events.emit_firstresult("linkcheck-process-uri", uri) or uri
        file = Path(source)
        if file.is_relative_to(self.env.srcdir):
            file = file.relative_to(self.env.srcdir)
        # The builder knows pages only, and asks the project for their files.
        self.env.project._docname_to_path[str(file)] = file  # noqa: SLF001 -- nothing else is asked
        builder.hyperlinks.setdefault(uri, Hyperlink(uri, str(file), file, line))


def _source_of(link: nodes.reference) -> str:
    try:
        return str(get_node_source(link))
    except ValueError:
        return ""
