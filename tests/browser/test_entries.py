"""Entries in a browser: copy buttons, marked messages, folded entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.building import directive, page
from support.rows import others_slow
from support.sites import every_theme

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from support.building import Project
    from support.sites import Sites

    from .conftest import OpenAgain, OpenPage

COPIED = "navigator.clipboard.readText()"

SESSION = """\
schema: 1
entries:
  - id: session
    title: Title
    message: A message
    cause: A cause.
    remedy:
      text: A remedy.
      code:
        language: console
        text: |
          $ openssl version
          OpenSSL 3.0.14
          $ curl -v https://example.com
"""


def allow_reading(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])


@pytest.mark.parametrize("style", others_slow(["sections", "dropdowns", "table"], "sections"))
def test_every_block_of_an_entry_can_be_copied(
    sites: Sites, open_again: OpenAgain, style: str
) -> None:
    seen = open_again(sites.everything() / f"{style}.html")
    blocks = seen.page.locator(".body div[class*='highlight-']")
    assert blocks.count() > 3
    for block in blocks.all():
        assert block.locator("button.tlsalerts-copy").count() == 1
    assert seen.errors == []


@pytest.mark.parametrize("way", ["clipboard", "selection"])
def test_copying_by_keyboard_is_announced(sites: Sites, open_page: OpenPage, way: str) -> None:
    with open_page(sites.everything() / "sections.html", strict=True) as seen:
        allow_reading(seen.page)
        if way == "selection":  # as in browsers that do not let pages of files write
            seen.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
        block = seen.page.locator("div.highlight-sh", has_text="s_client").last
        button = block.get_by_role("button", name="Copy")
        button.focus()
        seen.page.keyboard.press("Enter")
        seen.page.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")
        assert seen.page.evaluate(COPIED) == block.locator("pre").inner_text().rstrip("\n")
        assert button.evaluate("button => button === document.activeElement")


def test_of_a_session_the_commands_are_copied(
    project: Project, open_page: OpenPage, sites: Sites
) -> None:
    body = directive("rst", "tls-troubleshooting", "", SESSION)
    project.write({"index.rst": page("rst", body)})
    path = project.build().outdir / "index.html"
    with open_page(sites.everything() / "index.html") as seen:
        allow_reading(seen.page)
        seen.page.goto(path.as_uri())
        seen.page.locator("div.highlight-console").get_by_role("button").click()
        seen.page.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")
        assert seen.page.evaluate(COPIED) == "openssl version\ncurl -v https://example.com"


@every_theme
def test_button_does_not_cover_the_text(sites: Sites, open_page: OpenPage, theme: str) -> None:
    for width in (320, 1280):
        path = sites.everything(theme=theme) / "sections.html"
        with open_page(path, viewport={"width": width, "height": 900}) as seen:
            gaps = seen.page.evaluate("""
                [...document.querySelectorAll(".tlsalerts-code")].map((block) =>
                  block.querySelector(".tlsalerts-copy").getBoundingClientRect().left -
                  block.querySelector("pre").getBoundingClientRect().right)""")
            assert gaps
            assert min(gaps) >= -0.5


@every_theme
def test_messages_are_marked_and_commands_are_not(
    sites: Sites, open_again: OpenAgain, theme: str
) -> None:
    seen = open_again(sites.everything(theme=theme) / "sections.html")
    marked = seen.page.locator(".tlsalerts-message")
    assert marked.filter(has_text="wrong version number").count() == 1
    assert marked.filter(has_text="s_client").count() == 0


def test_message_after_an_entry_without_a_heading_is_marked(
    project: Project, open_again: OpenAgain
) -> None:
    by_hand = directive("rst", "tls-error", "by-hand", "By hand::\n\n   command")
    entries = directive("rst", "tls-troubleshooting", "", SESSION, style="dropdowns")
    project.write({"index.rst": page("rst", f"{by_hand}\n\n{entries}")})
    seen = open_again(project.build().outdir / "index.html", way="file")
    marked = seen.page.locator(".tlsalerts-message")
    assert [text.strip() for text in marked.all_text_contents()] == ["A message"]
    assert seen.page.locator("button.tlsalerts-copy").count() == 3
    assert seen.errors == []


def test_insecure_remedies_differ_by_more_than_colour(sites: Sites, open_page: OpenPage) -> None:
    with open_page(sites.everything() / "sections.html") as seen:
        box = seen.page.locator(".tlsalerts-insecure").first
        assert "Warning" in box.inner_text()
        for colours in ("none", "active"):
            seen.page.emulate_media(forced_colors=colours)
            border = box.evaluate("box => getComputedStyle(box).borderTopStyle")
            assert border == "double"


# Folded entries


def states(page: Page) -> list[bool]:
    script = "[...document.querySelectorAll('details.tlsalerts-dropdown')].map(e => e.open)"
    return list(page.evaluate(script))


def dropdowns(sites: Sites) -> Path:
    return sites.everything() / "dropdowns.html"


def test_address_opens_the_entry_that_it_names(sites: Sites, open_again: OpenAgain) -> None:
    page = open_again(dropdowns(sites), "#dropdowns-wrong-version-number").page
    assert states(page) == [False, True, False]
    page.evaluate("location.hash = '#dropdowns-long'")
    page.wait_for_function("document.querySelectorAll('details[open]').length === 2")
    assert states(page) == [False, True, True]


def test_link_to_the_same_address_opens_it_again(sites: Sites, open_again: OpenAgain) -> None:
    page = open_again(dropdowns(sites), "#dropdowns-long").page
    page.evaluate("document.querySelector('details[open]').open = false")
    assert states(page) == [False, False, False]
    page.locator(".tlsalerts-contents a[href='#dropdowns-long']").click()
    page.wait_for_function("document.querySelector('details[open]')")
    assert states(page) == [False, False, True]


def test_all_are_open_in_print_and_as_before_afterwards(
    sites: Sites, open_again: OpenAgain
) -> None:
    page = open_again(dropdowns(sites), "#dropdowns-long").page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert states(page) == [True, True, True]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert states(page) == [False, False, True]


def test_print_shows_them_without_scripts(sites: Sites, open_page: OpenPage) -> None:
    with open_page(dropdowns(sites), java_script_enabled=False) as seen:
        block = seen.page.locator("details.tlsalerts-dropdown pre").first
        assert not block.evaluate("block => block.getBoundingClientRect().height")
        seen.page.emulate_media(media="print")
        assert block.evaluate("block => block.getBoundingClientRect().height")
