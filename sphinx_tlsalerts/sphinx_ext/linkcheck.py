"""Links of troubleshooting files in Sphinx's check of links.

Links of the bundled catalogues are left out: users cannot change them. Links of a file are reported
at their lines of that file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import get_node_line, get_node_source

from sphinx_tlsalerts.sphinx_ext.doctree import BUNDLED_SOURCE
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.linkcheck import CheckExternalLinksBuilder

SUFFIXES = (".yaml", ".yml", ".json")


class BundledLinksTransform(SphinxPostTransform):
    """Turn the links of bundled catalogues into text, before Sphinx collects links (800)."""

    default_priority = 790
    builders = ("linkcheck",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Replace each link."""
        for link, source in [*_links(self.document)]:
            if source == BUNDLED_SOURCE:
                link.replace_self(nodes.inline("", "", *link.children))


def place_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give links of troubleshooting files the place that they have there.

    For ``doctree-resolved``, after Sphinx has collected the links of the page.
    """
    if app.builder.name != "linkcheck" or not _shows_files(app, docname):
        return
    hyperlinks = cast("CheckExternalLinksBuilder", app.builder).hyperlinks
    for link, source in _links(doctree):
        if not source.lower().endswith(SUFFIXES):
            continue
        uri = app.emit_firstresult("linkcheck-process-uri", link["refuri"]) or link["refuri"]
        known = hyperlinks.get(uri)
        if known is None or known.docname != docname:
            continue
        file = Path(source)
        if file.is_relative_to(app.srcdir):
            file = file.relative_to(app.srcdir)
        # The builder knows only pages, and asks the project for the file of each.
        app.project._docname_to_path[str(file)] = file  # noqa: SLF001 -- nothing public takes it
        line = get_node_line(link)
        docpath = app.env.doc2path(str(file))
        hyperlinks[uri] = known._replace(docname=str(file), docpath=docpath, lineno=line)


def _shows_files(app: Sphinx, docname: str) -> bool:
    """Return whether a page has entries, and its links are to be checked.

    Sphinx excludes links by the name of their page. A page without entries may include YAML of
    other kinds.
    """
    if any(re.match(pattern, docname) for pattern in app.config.linkcheck_exclude_documents):
        return False
    return "entry" in ObjectStore.of(app.env).features.get(docname, {})


def _links(document: nodes.document) -> Iterator[tuple[nodes.reference, str]]:
    """Yield the external links of a page, with the file that each is in."""
    for link in document.findall(nodes.reference):
        if "refuri" in link:
            try:
                yield link, str(get_node_source(link))
            except ValueError:  # without a source
                continue
