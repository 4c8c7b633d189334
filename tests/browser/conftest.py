"""A browser, and the sites that it looks at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from support.sites import need_packages, need_program, npm_file

from .loopback import STRICT_POLICY, Loopback
from .visits import visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser
    from support.sites import Sites

    from .visits import Visit


#: A page with nothing on it.
BLANK = "about:blank"


class OpenPage(Protocol):
    """Opens a page of a site in the browser; ``strict`` asks the server for a strict policy."""

    def __call__(
        self, path: Path, fragment: str = "", *, strict: bool = False, **options: Any
    ) -> AbstractContextManager[Visit]: ...


class OpenAgain(Protocol):
    """Opens a page in the tab of the tests before, which is far quicker.

    Only for tests that leave nothing behind that the next page would notice: no permission, no
    medium or size of their own, no script of ours that is held back.
    """

    def __call__(self, path: Path, fragment: str = "", *, way: str = "http") -> Visit: ...


# Not for the whole session: while Playwright is up, no other test of its process can run a loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium, driven by Playwright."""
    need_packages("playwright")
    from playwright.sync_api import sync_playwright

    chromium = need_program("chromium")
    root = os.geteuid() == 0  # who cannot have a sandbox
    arguments = ["--no-sandbox"] if root else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield running
        running.close()


@pytest.fixture(scope="module")
def server(sites: Sites) -> Iterator[Loopback]:
    """Serve all sites."""
    with Loopback(sites.root) as running:
        yield running


@pytest.fixture(scope="module")
def strict_server(sites: Sites) -> Iterator[Loopback]:
    """Serve all sites, and allow nothing inline and nothing from elsewhere."""
    with Loopback(sites.root, STRICT_POLICY) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, server: Loopback, strict_server: Loopback) -> OpenPage:
    """Return a function that opens a page."""

    def open_page(
        path: Path, fragment: str = "", *, strict: bool = False, **options: Any
    ) -> AbstractContextManager[Visit]:
        chosen = strict_server if strict else server
        return visit(browser, chosen.url(path) + fragment, **options)

    return open_page


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Visit]:
    """Return a tab that several tests use, one after another."""
    with visit(browser, BLANK) as seen:
        yield seen


@pytest.fixture
def open_again(tab: Visit, server: Loopback, strict_server: Loopback) -> OpenAgain:
    """Return a function that opens a page in the tab: from a server, a strict one, or a file."""

    def open_again(path: Path, fragment: str = "", *, way: str = "http") -> Visit:
        url = {"http": server.url, "strict": strict_server.url, "file": Path.as_uri}[way](path)
        tab.page.goto(BLANK)  # so that also the page that is there is loaded anew
        for noted in (tab.errors, tab.requests, tab.failed):
            noted.clear()
        tab.page.goto(url + fragment)
        return tab

    return open_again


@pytest.fixture(scope="session")
def axe_source() -> str:
    """Return axe-core."""
    return npm_file("axe-core/axe.min.js").read_text(encoding="utf-8")


class RunAxe(Protocol):
    """Returns a line for each violation in a part of a page but for those of the theme.

    In the dark colours of a theme only contrast can differ, and the other rules take long.
    """

    def __call__(self, seen: Visit, part: str, theme: str, *, dark: bool = False) -> list[str]: ...


@pytest.fixture
def run_axe(axe_source: str) -> RunAxe:
    """Return a function that runs axe-core."""

    def run_axe(seen: Visit, part: str, theme: str, *, dark: bool = False) -> list[str]:
        if dark:
            seen.go_dark()
        page = seen.page
        if not page.evaluate("typeof window.axe === 'object'"):
            page.evaluate(axe_source)
        found = page.evaluate(
            AXE,
            {
                "part": part,
                "known": KNOWN.get(theme, {}),
                "rules": ["color-contrast"] if dark else [],
            },
        )
        return [str(line) for line in found]

    return run_axe


#: What plain pages of a theme violate, too: the rule, and where.
KNOWN = {
    # the grey of output in code
    "alabaster": {"color-contrast": "pre .go"},
    # the red of code, the blues of signatures, of boxes, and of links on the rows of tables
    "sphinx_rtd_theme": {
        "color-contrast": ":is(a, code, pre, .sig, .admonition > summary, .admonition-title), "
        ":is(a, code, pre, .sig, .admonition-title) *",
    },
    # the grey of output and of variables in code, and two elements that say they are the main one
    "sphinx_immaterial": {
        "color-contrast": "pre .go, pre .nv",
        "landmark-main-is-top-level": "article.md-content__inner",
        "landmark-no-duplicate-main": "article.md-content__inner",
    },
}

AXE = """
async ({ part, known, rules }) => {
  const isKnown = ({ id }, { target }) =>
    id in known && document.querySelector(target[0]).matches(known[id]);
  const only = rules.length ? { runOnly: rules } : {};
  const found = await axe.run({ include: [part] }, { resultTypes: ["violations"], ...only });
  return found.violations.flatMap((violation) =>
    violation.nodes.filter((node) => !isKnown(violation, node)).map((node) =>
      `${violation.id}: ${node.target.join(" ")}: ` +
      node.failureSummary.split("\\n").slice(1).join(" ").trim()));
}
"""
