"""Tables in a browser: filter, sort, permalinks, the box that scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.rows import others_slow
from support.sites import every_theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator
    from support.sites import Sites

    from .conftest import OpenAgain, OpenPage
    from .visits import Visit

#: Every element that was there before the script, with where it starts.
STARTS = """
[...document.body.querySelectorAll("*")]
  .filter((e) => !e.closest("a[class*=tlsalerts], button[class*=tlsalerts], .tlsalerts-unseen"))
  .map((e) => [e.tagName, e.getBoundingClientRect()])
  .map(([tag, box]) => `${tag} ${box.x.toFixed(1)} ${box.y.toFixed(1)}`)
"""


class FilteredTable:
    """The first table of a page that has a filter, as a reader handles it."""

    def __init__(self, seen: Visit) -> None:
        self.seen = seen
        self.field: Locator = seen.page.get_by_role("searchbox").filter(visible=True).first
        self.status = seen.page.locator(".tlsalerts-filter").first.get_by_role("status")
        self.table = seen.page.locator("table.tlsalerts-filtered").first

    def column(self, number: int) -> list[str]:
        """Return the texts of a column, of the rows that one sees."""
        script = """(table, number) => [...table.tBodies[0].rows].filter((row) => !row.hidden)
            .map((row) => row.cells[number].querySelector("code").textContent)"""
        return [str(text) for text in self.table.evaluate(script, number)]

    def press(self, heading: str, key: str = "Enter") -> str | None:
        """Press a heading by keyboard; return how the table says that it is sorted."""
        button = self.table.get_by_role("button", name=heading, exact=True)
        button.focus()
        self.seen.page.keyboard.press(key)
        return self.table.get_by_role("columnheader", name=heading).get_attribute("aria-sort")


@pytest.fixture(params=others_slow(["http", "strict", "file"], "strict"))
def filtered(
    request: pytest.FixtureRequest, sites: Sites, open_again: OpenAgain
) -> Iterator[FilteredTable]:
    """Open a table with a filter: from a server, under a strict policy, from a file."""
    seen = open_again(sites.everything() / "tables.html", way=request.param)
    yield FilteredTable(seen)
    # What the theme itself does against the policy is no fault of ours.
    assert [error for error in seen.errors if "Content Security" not in error] == []


def test_typing_leaves_the_rows_with_all_words(filtered: FilteredTable) -> None:
    filtered.field.focus()
    filtered.seen.page.keyboard.type("BAD cert")
    assert filtered.column(0) == ["42", "113", "114"]
    assert filtered.status.inner_text() == "3 of 37 rows"
    filtered.seen.page.keyboard.press("Escape")
    assert filtered.field.input_value() == ""
    assert len(filtered.column(0)) == 37
    assert filtered.status.inner_text() == ""


def test_words_that_no_row_has_are_told(filtered: FilteredTable) -> None:
    filtered.field.fill("bad nonsense")
    assert filtered.column(0) == []
    assert filtered.status.inner_text() == "No row has these words"


def test_headings_sort_by_keyboard(filtered: FilteredTable) -> None:
    before = filtered.column(1)
    assert filtered.press("Name") == "ascending"
    assert filtered.column(1) == sorted(before)
    assert filtered.status.inner_text() == "Sorted by Name, ascending"
    assert filtered.press("Name", "Space") == "descending"
    assert filtered.column(1) == sorted(before, reverse=True)
    assert filtered.status.inner_text() == "Sorted by Name, descending"
    assert filtered.press("Name") is None
    assert filtered.column(1) == before
    assert filtered.status.inner_text() == "In the original order"


def test_numbers_sort_as_numbers(filtered: FilteredTable) -> None:
    filtered.press("Code")
    filtered.press("Code")
    codes = [int(code) for code in filtered.column(0)]
    assert codes == sorted(codes, reverse=True)
    assert filtered.press("Name") == "ascending"
    code = filtered.table.get_by_role("columnheader", name="Code")
    assert code.get_attribute("aria-sort") is None


def test_sorting_keeps_the_filter(filtered: FilteredTable) -> None:
    filtered.field.fill("certificate bad")
    filtered.press("Code")
    filtered.press("Code")
    assert filtered.column(0) == ["114", "113", "42"]


def test_columns_keep_their_widths_while_rows_come_and_go(filtered: FilteredTable) -> None:
    heads = "table => [...table.tHead.rows[0].cells].map(e => Math.round(e.offsetWidth))"
    before = filtered.table.evaluate(heads)
    filtered.field.fill("close_notify")
    assert filtered.table.evaluate(heads) == before


def test_row_of_the_address_is_never_filtered_out(filtered: FilteredTable) -> None:
    page = filtered.seen.page
    row = page.locator("tr[id$=row-unknown_ca]").first
    filtered.field.fill("close_notify")
    assert row.is_hidden()
    page.evaluate("id => { location.hash = id }", row.get_attribute("id"))
    row.wait_for(state="visible")
    assert filtered.field.input_value() == ""


def test_each_row_has_a_permalink(filtered: FilteredTable) -> None:
    page = filtered.seen.page
    row = page.locator("tr[id$=row-unknown_ca]").first
    link = row.get_by_role("link", name="Link to this row: 48")
    opacity = "link => getComputedStyle(link).opacity"
    assert link.evaluate(opacity) == "0"
    row.hover()
    assert link.evaluate(opacity) == "1"
    page.mouse.move(0, 0)
    assert link.evaluate(opacity) == "0"
    link.focus()
    assert link.evaluate(opacity) == "1"
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{row.get_attribute('id')}")
    assert row.evaluate("row => getComputedStyle(row).outlineStyle") == "solid"


def test_rows_are_in_an_ordinary_table_without_scripts(sites: Sites, open_page: OpenPage) -> None:
    path = sites.everything() / "tables.html"
    with open_page(path, java_script_enabled=False) as seen:
        assert seen.page.locator("table.tlsalerts-table").first.locator("tbody tr").count() == 37
        assert seen.page.get_by_role("searchbox", name="Filter: The usual columns").count() == 0
        assert seen.page.locator(".tlsalerts-table button").count() == 0


@every_theme
def test_head_stays_while_the_rows_scroll(sites: Sites, open_again: OpenAgain, theme: str) -> None:
    seen = open_again(sites.everything(theme=theme) / "tables.html")
    box = seen.page.locator(".tlsalerts-registry").first
    box.evaluate("box => { box.scrollTop = 900 }")
    offset = """box => box.querySelector("th").getBoundingClientRect().top
        - box.getBoundingClientRect().top"""
    assert abs(box.evaluate(offset)) <= 1


@every_theme
def test_row_of_the_address_is_below_the_head(
    sites: Sites, open_again: OpenAgain, theme: str
) -> None:
    path = sites.everything(theme=theme) / "tables.html"
    rows = open_again(path).page.locator("tr[id$=row-unknown_ca]")
    seen = open_again(path, f"#{rows.first.get_attribute('id')}")
    seen.settle()
    row = seen.page.locator("tr:target")
    gap = """row => row.getBoundingClientRect().top
        - row.closest("table").tHead.getBoundingClientRect().bottom"""
    assert row.evaluate(gap) >= -1
    assert row.evaluate("row => row.getBoundingClientRect().bottom <= innerHeight")


@every_theme
def test_wide_table_scrolls_in_its_box(sites: Sites, open_page: OpenPage, theme: str) -> None:
    narrow = {"width": 320, "height": 700}
    with open_page(sites.everything(theme=theme) / "tables.html", viewport=narrow) as seen:
        for box in seen.page.locator(".tlsalerts-scroll").all():
            assert box.evaluate("box => box.getBoundingClientRect().right <= innerWidth")
        wide = seen.page.get_by_role("region", name="Elsewhere")
        assert wide.evaluate("box => box.scrollWidth > 2 * box.clientWidth")
        wide.focus()
        seen.page.keyboard.press("ArrowRight")
        seen.page.wait_for_function("box => box.scrollLeft > 0", arg=wide.element_handle())


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "name", others_slow(["tables", "sections", "dropdowns", "table"], "tables")
)
@pytest.mark.parametrize("theme", others_slow(["alabaster", "furo"], "alabaster"))
def test_script_moves_nothing(
    sites: Sites, open_page: OpenPage, theme: str, name: str, width: int
) -> None:
    path = sites.everything(theme=theme) / f"{name}.html"
    with open_page(path, viewport={"width": width, "height": 900}) as seen:
        seen.settle()
        ours = seen.page.locator("a.tlsalerts-permalink, button.tlsalerts-copy")
        assert ours.count() > 0
        dressed = seen.page.evaluate(STARTS)
        seen.page.route("**/tlsalerts.js*", lambda route: route.fulfill(body=""))
        seen.page.reload()
        seen.settle()
        assert ours.count() == 0
        assert seen.page.evaluate(STARTS) == dressed


def test_print_shows_the_whole_table(sites: Sites, open_page: OpenPage) -> None:
    with open_page(sites.everything() / "tables.html") as seen:
        seen.page.emulate_media(media="print")
        box = seen.page.locator(".tlsalerts-registry").first
        assert box.evaluate("box => box.clientHeight >= box.querySelector('table').offsetHeight")
        assert seen.page.locator(".tlsalerts-filter").first.is_hidden()
