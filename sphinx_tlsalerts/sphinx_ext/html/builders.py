"""Recognise the builders that write pages for browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: The builders whose pages run scripts.
BROWSER_BUILDERS = ("html", "dirhtml", "singlehtml")


def runs_scripts(app: Sphinx) -> bool:
    """Return whether the pages of this build run scripts."""
    return app.builder.name in BROWSER_BUILDERS


def wants_all_pages(app: Sphinx) -> bool:
    """Return whether the project wants all assets on all pages."""
    return app.registry.html_assets_policy == "always"
