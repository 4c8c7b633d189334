"""Style sheet and script, on the pages that have something for them and on no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx_tlsalerts import browser
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.html.builders import (
    runs_scripts,
    wants_all_pages,
)
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.transforms import elements_by_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.sphinx_ext.env import Feature

STATIC = Path(browser.__file__).parent / "static"
STYLE_SHEET = "tlsalerts.css"
SCRIPT = "tlsalerts.js"

#: What the scripts of the finder load: the project's own data, written when all pages are.
FINDER_DATA = "tlsalerts-entries.js"

#: What the second and later occurrences of an id end with where all pages become one.
_OF_LATER_PAGE = re.compile(r"-page-\d+$")


def provide_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Let Sphinx copy our files if a page has a use for them. For ``env-updated``.

    Before the first page is written, so that Sphinx can add their checksums.
    """
    if runs_scripts(app) and (ObjectStore.of(env).features or wants_all_pages(app)):
        provide(app, STYLE_SHEET, SCRIPT)


def provide(app: Sphinx, *names: str) -> None:
    """Let Sphinx copy files of ours."""
    # One by one and not their folder: most projects need a part of them.
    paths = [str(STATIC / name) for name in names]
    app.config.html_static_path = [*app.config.html_static_path, *paths]


def add_assets(
    app: Sphinx,
    pagename: str,
    _templatename: str,
    _context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add style sheet and script to a page that has a use for them. For ``html-page-context``."""
    if not runs_scripts(app):
        return
    features = features_of(app, pagename) if doctree else set()
    if features or wants_all_pages(app):
        builder = cast("StandaloneHTMLBuilder", app.builder)
        # To the builder, which forgets them with the next page, where the application keeps them.
        builder.add_css_file(STYLE_SHEET)
        words = _words(app)
        if doctree and "entry" in features:
            words["data-entries"] = " ".join(_entries(app, pagename, doctree))
        builder.add_js_file(SCRIPT, defer="defer", **words)


def features_of(app: Sphinx, pagename: str) -> set[Feature]:
    """Return what a page has that browsers need our files for."""
    features = ObjectStore.of(app.env).features
    if app.builder.name == "singlehtml":
        return {name for found in features.values() for name in found}
    return {*features.get(pagename, ())}


def _words(app: Sphinx) -> dict[str, str]:
    """Return the words that the script shows; none for what is not its task in this project."""
    words: dict[str, str] = {}
    if not _has_copy_buttons(app):
        words |= {"data-copy": _("Copy"), "data-copied": _("Copied")}
    icon = re.sub(r"<[^<>]*>", "", app.config.html_permalinks_icon).strip() or "#"
    if app.config.html_permalinks:
        words |= {"data-permalink": _("Link to this row"), "data-icon": icon}
    return words


def _has_copy_buttons(app: Sphinx) -> bool:
    """Tell whether something else gives all blocks of code a button."""
    features = app.config.html_theme_options.get("features", [])
    return "sphinx_copybutton" in app.extensions or (
        isinstance(features, list) and "content.code.copy" in features  # Material's
    )


def _entries(app: Sphinx, pagename: str, doctree: nodes.document) -> Iterator[str]:
    """Yield the id of each entry, with the number of its messages where it shows any."""
    blocks = ObjectStore.of(app.env).blocks
    if app.builder.name != "singlehtml":
        for node_id, messages in blocks.get(pagename, {}).items():
            yield f"{node_id}:{messages}" if messages else node_id
        return
    for page, node in elements_by_page(doctree, pagename):
        known = blocks.get(page, {})
        ids: list[str] = node.get("ids", [])
        for node_id in ids:
            first = node_id if node_id in known else _OF_LATER_PAGE.sub("", node_id)
            if first in known:
                yield f"{node_id}:{known[first]}" if known[first] else node_id
