"""Add the parts that only browsers use: assets, scrolling tables, the finder and its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.html.assets import FINDER_DATA, add_assets, provide_files
    from sphinx_tlsalerts.sphinx_ext.html.builders import BROWSER_BUILDERS
    from sphinx_tlsalerts.sphinx_ext.html.finder_data import collect_remedies, write_data
    from sphinx_tlsalerts.sphinx_ext.html.finder_markup import (
        FinderTransform,
        add_scripts,
        provide_scripts,
    )
    from sphinx_tlsalerts.sphinx_ext.html.tables import BrowserTableTransform, FilterlessTransform

__all__ = [
    "BROWSER_BUILDERS",
    "FINDER_DATA",
    "BrowserTableTransform",
    "FilterlessTransform",
    "FinderTransform",
    "add_assets",
    "add_scripts",
    "collect_remedies",
    "provide_files",
    "provide_scripts",
    "write_data",
]

__getattr__ = offer(
    __name__,
    {
        "finder_markup": "FinderTransform add_scripts provide_scripts",
        "assets": "FINDER_DATA add_assets provide_files",
        "builders": "BROWSER_BUILDERS",
        "finder_data": "collect_remedies write_data",
        "tables": "BrowserTableTransform FilterlessTransform",
    },
)
