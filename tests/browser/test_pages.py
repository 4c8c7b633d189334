"""What holds for each page with something of ours, whatever it is."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from support.rows import others_slow
from support.site_pages import LONG
from support.sites import THEMES, every_theme

from .test_axe import CONTENT

if TYPE_CHECKING:
    from playwright.sync_api import Route
    from support.sites import Sites

    from .conftest import OpenPage

#: A page for each kind of thing, and one with all of them.
PAGES = (
    "finder",
    "tables",
    "alerts",
    "codes",
    "exceptions",
    "sections",
    "dropdowns",
    "definitions",
    "table",
    "catalogue",
    "all",
)

#: The one that has all that runs in a browser.
QUICK = ("all",)

#: Our scripts that run when a page is there.
DEFERRED = re.compile(r"/tlsalerts(-facts|-matcher)?\.js")

#: Each page in one theme, and the one with everything in all others.
SHOWN = [("alabaster", name) for name in PAGES]
SHOWN += [(theme, "all") for theme in THEMES if theme != "alabaster"]
SHOWN_QUICKLY = [("alabaster", name) for name in QUICK]

every_page = pytest.mark.parametrize("name", others_slow(PAGES, *QUICK))


def of_any_page(lines: list[str]) -> Counter[str]:
    """Count the lines by what they say of whichever page."""
    return Counter(re.sub(r"http://\S+|line \d+|sha256-\S+", "...", line) for line in lines)


@pytest.mark.parametrize("shown", others_slow(SHOWN, *SHOWN_QUICKLY))
def test_page_does_nothing_that_plain_pages_do_not(
    sites: Sites, open_page: OpenPage, shown: tuple[str, str]
) -> None:
    theme, name = shown
    folder = sites.everything(theme=theme)
    narrow = {"width": 320, "height": 700}
    with open_page(folder / "plain.html", strict=True, viewport=narrow) as plain:
        plain.settle()
        violations, errors = of_any_page(plain.violations), of_any_page(plain.errors)
        overflow = plain.overflow
    with open_page(folder / f"{name}.html", strict=True, viewport=narrow) as seen:
        seen.settle()
        assert not of_any_page(seen.violations) - violations
        assert not of_any_page(seen.errors) - errors
        assert seen.failed == []
        assert seen.overflow <= overflow
        asked = {urlsplit(url).hostname for url in seen.requests if not url.startswith("data:")}
        assert asked == {"127.0.0.1"}


@every_page
def test_page_works_from_a_file(sites: Sites, open_page: OpenPage, name: str) -> None:
    path = sites.everything() / f"{name}.html"
    with open_page(path) as seen:
        seen.failed.clear()
        seen.page.goto(path.as_uri())
        seen.settle()
        assert (seen.errors, seen.failed) == ([], [])


@every_page
def test_script_that_comes_late_moves_nothing(sites: Sites, open_page: OpenPage, name: str) -> None:
    folder = sites.everything()
    with open_page(folder / "plain.html") as seen:
        page = seen.page
        waiting: list[Route] = []
        page.route(DEFERRED, lambda route: waiting.append(route))  # noqa: PLW0108
        page.goto(page.url.replace("plain.html", f"{name}.html"), wait_until="commit")
        page.wait_for_function("document.readyState === 'interactive'")
        seen.settle()
        page.evaluate("window.seenShift = 0")
        assert waiting
        for route in waiting:
            route.continue_()
        page.wait_for_load_state("load")
        seen.settle()
        assert seen.shift == 0


@pytest.mark.parametrize("name", others_slow(["sections", "dropdowns", "table"], "sections"))
def test_long_message_is_read_with_the_keyboard(
    sites: Sites, open_page: OpenPage, name: str
) -> None:
    path = sites.everything() / f"{name}.html"
    with open_page(path, viewport={"width": 480, "height": 700}) as seen:
        cut = [
            block
            for block in seen.page.locator("pre", has_text=LONG).all()
            if block.evaluate("(e) => e.scrollWidth > e.clientWidth && e.tabIndex < 0")
        ]
        assert cut == []


TEXTS = """
[...document.querySelectorAll(":is(p, td, th, dt, dd, li, pre, summary, h1, h2)")]
  .filter((part) => part.closest("%s") && !part.closest("noscript, .tlsalerts-finder-form"))
  .map((part) => part.textContent.replace(/[\\s¶#]+/g, " ").trim())
"""


@pytest.mark.parametrize(
    "name",
    others_slow([name for name in PAGES if name not in {"finder", "all"}], "dropdowns"),
)
def test_all_is_there_without_scripts(sites: Sites, open_page: OpenPage, name: str) -> None:
    path, texts = sites.everything() / f"{name}.html", TEXTS % CONTENT["alabaster"]
    with open_page(path) as seen:
        expected = seen.page.evaluate(texts)
    with open_page(path, java_script_enabled=False) as seen:
        shown = seen.page.evaluate(texts)
        assert [text for text in expected if text not in shown] == []
        dead = seen.page.locator(CONTENT["alabaster"]).locator("button, input, textarea")
        assert not [part for part in dead.all() if part.is_visible()]


@every_theme
@pytest.mark.parametrize("scheme", others_slow(["light", "dark"], "light"))
def test_reader_who_forces_colours_sees_the_focus(
    sites: Sites, open_page: OpenPage, theme: str, scheme: str
) -> None:
    options: dict[str, Any] = {"forced_colors": "active", "color_scheme": scheme}
    with open_page(sites.everything(theme=theme) / "finder.html", **options) as seen:
        field = seen.page.get_by_role("textbox", name="Paste an error")
        field.focus()
        style = field.evaluate("(field) => getComputedStyle(field).outlineStyle")
        assert style != "none"


def test_assets_are_only_where_they_are_needed(sites: Sites, open_page: OpenPage) -> None:
    folder = sites.everything()
    for name, ours in (("plain", False), ("tables", True), ("finder", True)):
        with open_page(folder / f"{name}.html") as seen:
            assert any("tlsalerts" in url for url in seen.requests) is ours
