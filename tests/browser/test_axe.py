"""Accessibility: axe-core finds nothing wrong with what we write, in light and in dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.rows import other_rows_slow, others_slow
from support.sites import DOCS, THEMES

if TYPE_CHECKING:
    from support.sites import Sites

    from .conftest import OpenPage, RunAxe

#: Folders of files that are no pages of the documentation.
NOT_PAGES = {"_build", "examples", "snippets", "troubleshooting", "tutorial"}

#: The pages that the documentation builds from files, and those that Sphinx and we add.
WRITTEN = sorted(
    str(path.relative_to(DOCS).with_suffix(""))
    for path in DOCS.rglob("*.md")
    if path.relative_to(DOCS).parts[0] not in NOT_PAGES
)
PAGES = [*WRITTEN, "genindex", "tls-index"]

#: Where the theme puts what a page says. The rest is the theme's own.
CONTENT = {
    "alabaster": "div.body",
    "furo": "#furo-main-content",
    "pydata_sphinx_theme": "article.bd-article",
    "sphinx_rtd_theme": "[itemprop=articleBody]",
    "sphinx_book_theme": "article.bd-article",
    "sphinx_immaterial": "article.md-content__inner",
}


@pytest.mark.parametrize("name", others_slow(PAGES, "quickstart"))
def test_page_of_the_documentation(
    sites: Sites,
    open_page: OpenPage,
    run_axe: RunAxe,
    name: str,
) -> None:
    path = sites.documentation("html") / f"{name}.html"
    with open_page(path) as seen:
        assert run_axe(seen, CONTENT["furo"], "") == []
        assert run_axe(seen, CONTENT["furo"], "", dark=True) == []


@pytest.mark.parametrize(
    ("theme", "name"),
    other_rows_slow(
        [
            ("alabaster", "dropdowns"),
            *((theme, "all") for theme in THEMES),
        ],
        ("alabaster", "dropdowns"),
    ),
)
def test_page_with_ours(
    sites: Sites,
    open_page: OpenPage,
    run_axe: RunAxe,
    theme: str,
    name: str,
) -> None:
    path = sites.everything(theme=theme) / f"{name}.html"
    with open_page(path) as seen:
        assert run_axe(seen, CONTENT[theme], theme) == []
        assert run_axe(seen, CONTENT[theme], theme, dark=True) == []
