"""Add the style sheet and the script to the pages that use them."""

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
from sphinx_tlsalerts.sphinx_ext.transforms import walk_elements

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

#: The project's own data, which the scripts of the finder load. Written after all pages.
FINDER_DATA = "tlsalerts-entries.js"

#: The suffix of the second and later occurrences of an id, where all pages become one.
_OF_LATER_PAGE = re.compile(r"-page-\d+$")


def provide_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Let Sphinx copy style sheet and script if a page uses them. For ``env-updated``.

    This is before the first page is written, so that Sphinx can add their checksums.
    """
    if runs_scripts(app) and (ObjectStore.of(env).features or wants_all_pages(app)):
        add_static_files(app, STYLE_SHEET, SCRIPT)


def add_static_files(app: Sphinx, *names: str) -> None:
    """Let Sphinx copy files of the folder ``static``."""
    # Single files, not the folder: most projects need only some of them.
    paths = [str(STATIC / name) for name in names]
    app.config.html_static_path = [*app.config.html_static_path, *paths]


def add_assets(
    app: Sphinx,
    pagename: str,
    _templatename: str,
    _context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add style sheet and script to a page that uses them. For ``html-page-context``."""
    if not runs_scripts(app):
        return
    features = find_features(app, pagename) if doctree else set()
    if features or wants_all_pages(app):
        builder = cast("StandaloneHTMLBuilder", app.builder)
        # To the builder, which drops them after the page; the application would keep them.
        builder.add_css_file(STYLE_SHEET)
        labels = _make_labels(app)
        if doctree and "entry" in features:
            labels["data-entries"] = " ".join(_list_entries(app, pagename, doctree))
        builder.add_js_file(SCRIPT, defer="defer", **labels)


def find_features(app: Sphinx, pagename: str) -> set[Feature]:
    """Return the features of a page that need our files in browsers."""
    features = ObjectStore.of(app.env).features
    if app.builder.name == "singlehtml":
        return {name for counts in features.values() for name in counts}
    return {*features.get(pagename, ())}


def _make_labels(app: Sphinx) -> dict[str, str]:
    """Return the labels for the script; no label switches a part of the script off."""
    labels: dict[str, str] = {}
    if not _has_copy_buttons(app):
        labels |= {"data-copy": _("Copy"), "data-copied": _("Copied")}
    icon = re.sub(r"<[^<>]*>", "", app.config.html_permalinks_icon).strip() or "#"
    if app.config.html_permalinks:
        labels |= {"data-permalink": _("Link to this row"), "data-icon": icon}
    return labels


def _has_copy_buttons(app: Sphinx) -> bool:
    """Return whether another extension or the theme adds copy buttons to blocks of code."""
    features = app.config.html_theme_options.get("features", [])
    return "sphinx_copybutton" in app.extensions or (
        isinstance(features, list) and "content.code.copy" in features  # Material's
    )


def _list_entries(app: Sphinx, pagename: str, doctree: nodes.document) -> Iterator[str]:
    """Yield the id of each entry, with the number of its messages where it shows any."""
    blocks = ObjectStore.of(app.env).blocks
    if app.builder.name != "singlehtml":
        for node_id, messages in blocks.get(pagename, {}).items():
            yield f"{node_id}:{messages}" if messages else node_id
        return
    for page, node in walk_elements(doctree, pagename):
        known = blocks.get(page, {})
        ids: list[str] = node.get("ids", [])
        for node_id in ids:
            first = node_id if node_id in known else _OF_LATER_PAGE.sub("", node_id)
            if first in known:
                yield f"{node_id}:{known[first]}" if known[first] else node_id
