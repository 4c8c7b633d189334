"""Adapt the check of links to troubleshooting files.

Links of the bundled catalogues are left out, because users cannot change them. Links of a file are
reported at their lines in that file.
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
    """Replace the links of bundled catalogues by text, before Sphinx collects links (800)."""

    default_priority = 790
    builders = ("linkcheck",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Replace each link."""
        for link, source in [*_find_links(self.document)]:
            if source == BUNDLED_SOURCE:
                link.replace_self(nodes.inline("", "", *link.children))


def place_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Change the place of links of troubleshooting files to their place in the file.

    For ``doctree-resolved``, after Sphinx has collected the links of the page.
    """
    if app.builder.name != "linkcheck" or not _shows_files(app, docname):
        return
    hyperlinks = cast("CheckExternalLinksBuilder", app.builder).hyperlinks
    for link, source in _find_links(doctree):
        if not source.lower().endswith(SUFFIXES):
            continue
        uri = app.emit_firstresult("linkcheck-process-uri", link["refuri"]) or link["refuri"]
        known = hyperlinks.get(uri)
        if known is None or known.docname != docname:
            continue
        file = Path(source)
        if file.is_relative_to(app.srcdir):
            file = file.relative_to(app.srcdir)
        # The builder asks the project for the file of each page, so the file poses as a page.
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


def _find_links(document: nodes.document) -> Iterator[tuple[nodes.reference, str]]:
    """Yield the external links of a page, each with its file."""
    for link in document.findall(nodes.reference):
        if "refuri" in link:
            try:
                yield link, str(get_node_source(link))
            except ValueError:  # without a source
                continue
