"""The finder as a reader in trouble meets it."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import pytest
from support.building import directive, page
from support.guide_pages import guide_of
from support.paste_corpus import read_corpus
from support.rows import other_rows_slow, others_slow
from support.site_pages import LONG
from support.sites import every_theme

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.cli.explain import list_values
from sphinx_tlsalerts.guides import fill_placeholders
from sphinx_tlsalerts.matcher import EntryIndex, choose_remedies, explain

from .test_axe import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator
    from support.building import Project
    from support.sites import Sites

    from .conftest import OpenAgain, OpenPage, RunAxe
    from .visits import Visit

MESSAGE = "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"
TRACEBACK = f"""\
Traceback (most recent call last):
  File "/srv/app/client.py", line 17, in <module>
    urlopen("https://localhost:8080")
  File "/usr/lib/python3.11/urllib/request.py", line 1351, in do_open
    raise URLError(err)
urllib.error.URLError: <urlopen error {MESSAGE}>
"""
LOG = "\n".join(
    [f"2026-11-20 10:00:{second:02} INFO worker took a job" for second in range(40)]
    + [f"2026-11-20 10:00:41 ERROR cannot connect: {MESSAGE}", "2026-11-20 10:00:42 INFO next"]
)
RECORD = json.dumps({"level": "error", "message": "failed", "exc_info": TRACEBACK})

#: What a reader pastes that is about the same error.
PASTED = {"message": MESSAGE, "traceback": TRACEBACK, "log": LOG, "JSON": RECORD}


class Finder:
    """A finder of a page."""

    def __init__(self, seen: Visit, number: int = 0) -> None:
        self.seen = seen
        self.box = seen.page.locator("div.tlsalerts-finder").nth(number)
        self.field: Locator = self.box.get_by_role("textbox")
        self.results: Locator = self.box.locator("li.tlsalerts-finder-result")

    def titles(self) -> list[str]:
        """Return the titles of the results that one sees, once there are any."""
        self.results.first.wait_for()
        return self.box.locator(".tlsalerts-finder-title").all_inner_texts()

    def status(self, words: str) -> None:
        """Wait until the status says these words."""
        self.box.get_by_role("status").filter(has_text=words).wait_for()


@pytest.fixture
def finder(sites: Sites, open_again: OpenAgain) -> Finder:
    """Open a finder from a server that asks for a strict policy."""
    return Finder(open_again(sites.everything() / "finder.html", way="strict"))


@pytest.fixture
def finder_in_a_file(sites: Sites, open_again: OpenAgain) -> Finder:
    """Open a finder from a file, where nothing can be fetched."""
    return Finder(open_again(sites.everything() / "finder.html", way="file"))


@pytest.fixture
def bundled(sites: Sites, open_again: OpenAgain) -> Finder:
    """Open a finder that knows the bundled entries, the second one of its page."""
    return Finder(open_again(sites.everything() / "builtin.html"), 1)


def test_results_come_as_one_types(finder: Finder) -> None:
    finder.field.press_sequentially("[SSL: WRONG_VERSION_NUMBER]")
    assert finder.titles()[0] == "WRONG_VERSION_NUMBER"
    finder.field.press_sequentially(" wrong version number")
    assert finder.titles()[0] == "WRONG_VERSION_NUMBER"
    finder.field.fill("")
    finder.results.first.wait_for(state="detached")


def test_results_come_without_a_server(finder_in_a_file: Finder) -> None:
    finder_in_a_file.field.press_sequentially("[SSL: WRONG_VERSION_NUMBER]")
    assert finder_in_a_file.titles()[0] == "WRONG_VERSION_NUMBER"
    finder_in_a_file.results.first.get_by_role("link").first.click()
    finder_in_a_file.seen.page.wait_for_url("**/sections.html#sections-wrong-version-number")


@pytest.mark.parametrize("kind", others_slow(PASTED, "traceback"))
def test_pasted_text_leads_to_the_remedy(finder: Finder, kind: str) -> None:
    finder.field.evaluate(PASTE, PASTED[kind])
    assert finder.titles()[0] == "WRONG_VERSION_NUMBER"
    first = finder.results.first
    assert "WRONG_VERSION_NUMBER" in first.locator(".tlsalerts-finder-why").inner_text()
    assert "Check the port." in first.locator(".tlsalerts-finder-remedy").inner_text()
    first.get_by_role("link").first.click()
    finder.seen.page.wait_for_url("**/sections.html#sections-wrong-version-number")


PASTE = """
(field, text) => {
  field.focus();
  document.execCommand("insertText", false, text);
}
"""


def test_finder_is_used_with_the_keyboard_alone(finder: Finder) -> None:
    keyboard = finder.seen.page.keyboard
    for _ in range(20):
        keyboard.press("Tab")
        if finder.field.evaluate("(field) => field === document.activeElement"):
            break
    keyboard.type(MESSAGE)
    assert finder.titles()[0] == "WRONG_VERSION_NUMBER"
    keyboard.press("Tab")
    keyboard.press("Enter")
    finder.seen.page.wait_for_url("**/sections.html#sections-wrong-version-number")


def test_nothing_is_said_about_nothing(finder: Finder) -> None:
    for text in ("", "   \n\t\n"):
        finder.field.fill(MESSAGE)
        finder.titles()
        finder.field.fill(text)
        finder.results.first.wait_for(state="detached")
        assert finder.box.get_by_role("status").inner_text() == ""


def test_text_about_something_else_is_told(finder: Finder) -> None:
    for text in ("It is raining.", "x", "0.0", "\\", "%s", "🔥🔥", "\x00\ud800"):
        finder.field.evaluate(SET, text)
        finder.status("No entry matches.")
        assert finder.results.count() == 0
        finder.field.fill("")
        assert finder.box.get_by_role("status").inner_text() == ""


SET = """
(field, text) => {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
"""


@pytest.mark.slow
def test_huge_text_is_taken(finder: Finder) -> None:
    line = "2026-11-20 10:00:00 INFO worker took a job from the queue and is done with it\n"
    text = line * (2_000_000 // len(line)) + f"ERROR {MESSAGE}\n"
    finder.field.evaluate(SET, text)
    assert finder.titles()[0] == "WRONG_VERSION_NUMBER"
    finder.field.evaluate(SET, LONG)
    assert finder.titles()[0] == "Long message"


def test_markup_stays_text(finder: Finder) -> None:
    for text in ("<img src=x onerror=alert(1)>", "</textarea><script>alert(1)"):
        finder.field.fill(f"{text} {MESSAGE}")
        finder.titles()
        assert finder.box.locator("img, script").count() == 0
        assert finder.field.input_value() == f"{text} {MESSAGE}"
        finder.field.fill("")
        finder.results.first.wait_for(state="detached")


def test_nothing_typed_leaves_the_page(finder: Finder) -> None:
    finder.field.fill(MESSAGE)
    finder.titles()
    assert not any("WRONG" in url.upper() for url in finder.seen.requests)
    assert finder.seen.page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


@pytest.mark.parametrize(
    ("way", "separator"),
    other_rows_slow(itertools.product(["http", "file"], "#?"), ("http", "#"), ("file", "?")),
)
def test_address_fills_it_in(sites: Sites, open_again: OpenAgain, way: str, separator: str) -> None:
    link = f"{separator}tls-error={quote(MESSAGE)}"
    finder = Finder(open_again(sites.everything() / "finder.html", link, way=way))
    assert finder.titles()[0] == "WRONG_VERSION_NUMBER"
    assert finder.field.input_value() == MESSAGE


def test_next_address_fills_it_in_again(sites: Sites, open_again: OpenAgain) -> None:
    path = sites.everything() / "finder.html"
    finder = Finder(open_again(path, f"#tls-error={quote(MESSAGE)}"))
    finder.titles()
    finder.seen.page.evaluate("(text) => { location.hash = text }", f"tls-error={quote(LONG)}")
    finder.results.first.get_by_role("link", name="Long message").wait_for()
    assert finder.field.input_value() == LONG


def test_links_of_the_page_work_beside_a_text_in_its_address(
    sites: Sites, open_again: OpenAgain
) -> None:
    path = sites.everything() / "finder.html"
    finder = Finder(open_again(path, f"?tls-error={quote(MESSAGE)}"))
    finder.titles()
    finder.field.fill(LONG)
    finder.results.first.get_by_role("link", name="Long message").wait_for()
    finder.seen.page.evaluate("location.hash = 'elsewhere'")
    finder.seen.settle()
    assert finder.field.input_value() == LONG


def test_text_is_still_there_for_those_who_come_back(finder: Finder) -> None:
    finder.field.fill(MESSAGE)
    finder.titles()
    finder.results.first.get_by_role("link").first.click()
    finder.seen.page.wait_for_url("**/sections.html#sections-wrong-version-number")
    finder.seen.page.go_back()
    assert finder.titles()[0] == "WRONG_VERSION_NUMBER"
    assert finder.field.input_value() == MESSAGE


def test_two_finders_of_a_page_know_nothing_of_each_other(bundled: Finder) -> None:
    own, page = Finder(bundled.seen), bundled.seen.page
    text = "[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol (_ssl.c:1006)"
    bundled.field.fill(text)
    bundled.titles()
    assert own.field.input_value() == ""
    assert own.results.count() == 0
    assert page.get_by_role("textbox", name="Of Python, too").input_value() == text


def test_bundled_errors_are_explained_in_place(bundled: Finder) -> None:
    bundled.field.fill("[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol (_ssl.c:1006)")
    assert bundled.titles()[0].startswith("UNSUPPORTED_PROTOCOL")
    first = bundled.results.first
    assert first.locator(".tlsalerts-finder-cause").inner_text() != ""
    assert first.locator(".tlsalerts-finder-remedy").inner_text() != ""
    assert first.locator(".tlsalerts-finder-title a").count() == 0


def test_own_entries_come_before_bundled_ones(bundled: Finder) -> None:
    bundled.field.fill(f"{MESSAGE}\n[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol")
    bundled.titles()
    kinds = bundled.box.locator(".tlsalerts-finder-title").all()
    own = [title.locator("a[href*='wrong-version-number']").count() for title in kinds]
    assert own[0] == 1
    assert sum(own) == 1
    assert "UNSUPPORTED_PROTOCOL" in bundled.box.inner_text()


def test_results_after_the_third_are_folded(bundled: Finder) -> None:
    bundled.field.fill("\n".join(f"SSL alert number {code}" for code in (40, 42, 43, 44, 45)))
    bundled.titles()
    folded = bundled.results.locator("details")
    assert bundled.results.count() > 4
    assert folded.count() == bundled.results.count() - 3
    assert bundled.results.nth(2).locator("details").count() == 0
    assert bundled.results.nth(3).locator("details").count() == 1
    words = folded.first.locator(".tlsalerts-finder-why")
    assert not words.is_visible()
    folded.first.locator("summary").focus()
    bundled.seen.page.keyboard.press("Enter")
    assert words.is_visible()


def test_remedy_that_weakens_protection_says_so(project: Project, open_again: OpenAgain) -> None:
    entries = guide_of(
        {
            "id": "weak",
            "title": "WRONG_VERSION_NUMBER",
            "cause": "A cause.",
            "remedies": [{"text": "Switch it off.", "insecure": True}],
        },
        {"id": "strong", "title": "NO_SHARED_CIPHER", "cause": "A cause.", "remedy": "Repair it."},
    )
    body = f"{directive('rst', 'tls-error-finder')}\n\n"
    body += directive("rst", "tls-troubleshooting", "", entries)
    project.write({"index.rst": page("rst", body)})
    finder = Finder(open_again(project.build().outdir / "index.html", way="file"))
    finder.field.fill(f"{MESSAGE}\nNO_SHARED_CIPHER")
    finder.titles()
    weak = finder.results.filter(has_text="Switch it off.")
    strong = finder.results.filter(has_text="Repair it.")
    assert "weakens" in weak.locator(".tlsalerts-insecure").inner_text()
    assert "weakens" not in strong.inner_text()


def test_alerts_and_codes_are_found(finder: Finder) -> None:
    finder.field.fill("remote error: tls: bad certificate")
    assert "bad_certificate (42)" in "\n".join(finder.titles())
    finder.field.fill("verify error:num=20:unable to get local issuer certificate")
    finder.results.filter(has_text="UNABLE_TO_GET_ISSUER_CERT_LOCALLY (20)").first.wait_for()


@pytest.mark.parametrize(
    ("builder", "name"),
    other_rows_slow(
        itertools.product(["html", "dirhtml", "singlehtml"], ["finder", "folder/deep"]),
        ("html", "folder/deep"),
    ),
)
def test_links_lead_to_the_entry(
    sites: Sites, open_again: OpenAgain, builder: str, name: str
) -> None:
    folder = sites.everything(builder)
    pages = {"html": f"{name}.html", "dirhtml": f"{name}/index.html", "singlehtml": "index.html"}
    finder = Finder(open_again(folder / pages[builder]))
    finder.field.fill(MESSAGE)
    finder.titles()
    finder.results.first.get_by_role("link").first.click()
    finder.seen.page.wait_for_function("document.querySelector(':target') !== null")
    target = finder.seen.page.locator(":target")
    assert "The server answered in plain text" in target.inner_text()


def test_without_scripts_there_is_a_list(sites: Sites, open_page: OpenPage) -> None:
    with open_page(sites.everything() / "finder.html", java_script_enabled=False) as seen:
        page = seen.page
        assert page.get_by_role("textbox", name="Paste an error").count() == 0
        assert page.get_by_role("link", name="Long message", exact=True).is_visible()
        page.get_by_role("link", name="WRONG_VERSION_NUMBER", exact=True).click()
        assert page.url.endswith("sections.html#sections-wrong-version-number")


@every_theme
def test_results_are_accessible(
    sites: Sites, open_page: OpenPage, run_axe: RunAxe, theme: str
) -> None:
    with open_page(sites.everything(theme=theme) / "builtin.html") as seen:
        bundled = Finder(seen, 1)
        bundled.field.fill(f"{MESSAGE}\nremote error: tls: bad certificate\nNO_SHARED_CIPHER")
        bundled.titles()
        assert run_axe(seen, CONTENT[theme], theme) == []
        assert run_axe(seen, CONTENT[theme], theme, dark=True) == []


def test_room_is_kept_for_what_an_address_asks_for(sites: Sites, open_page: OpenPage) -> None:
    with open_page(sites.everything() / "finder.html", f"#tls-error={quote(MESSAGE)}") as seen:
        Finder(seen).titles()
        seen.settle()
        assert seen.shift == 0


#: What a telephone shows.
TELEPHONE: Any = {"width": 360, "height": 740}
REFUSED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {} (_ssl.c:1006)"
UNKNOWN = REFUSED.format("unable to get local issuer certificate")
IN_CHAIN = REFUSED.format("self-signed certificate in certificate chain")
CURL = "curl: (60) SSL certificate problem: unable to get local issuer certificate"
WINDOWS = 'File "C:\\Users\\eva\\app\\Lib\\site-packages\\requests\\adapters.py", line 698'
MACOS = 'File "/Library/Frameworks/Python.framework/Versions/3.12/lib/python3.12/ssl.py", line 9'


class Reader(NamedTuple):
    """A paste of a reader in some situation, and the command that is this reader's."""

    paste: str
    command: str


READERS = {
    "pip": Reader(
        f"pip._vendor.urllib3.exceptions.SSLError: {IN_CHAIN}",
        "pip config set global.cert company-root.pem",
    ),
    "Windows": Reader(
        f"{WINDOWS}\nrequests.exceptions.SSLError: {UNKNOWN}",
        '$env:REQUESTS_CA_BUNDLE = "company-root.pem"',
    ),
    "macOS": Reader(
        f"{MACOS}\nurllib.error.URLError: <urlopen error {UNKNOWN}>",
        'open /Applications/Python*/"Install Certificates.command"',
    ),
    "host": Reader(
        f"$ curl https://files.example:8443/\n{CURL}",
        "curl --cacert company-root.pem https://files.example:8443/",
    ),
    "hostile host": Reader(
        f"$ curl https://$(id).files.example:8443/\n{CURL}",
        "curl --cacert company-root.pem https://HOST:443/",
    ),
}


@pytest.fixture
def alone(project: Project, open_again: OpenAgain) -> Iterator[Finder]:
    """Open a finder on a telephone, in a project that has nothing else."""
    project.write({"index.rst": page("rst", directive("rst", "tls-error-finder", builtin=""))})
    finder = Finder(open_again(project.build().outdir / "index.html", way="file"))
    before = finder.seen.page.viewport_size
    finder.seen.page.set_viewport_size(TELEPHONE)
    yield finder
    if before:
        finder.seen.page.set_viewport_size(before)


@pytest.mark.parametrize("reader", others_slow(READERS, "pip", "hostile host"))
def test_the_command_of_the_reader_is_on_the_first_screen(alone: Finder, reader: str) -> None:
    alone.field.fill(READERS[reader].paste)
    shown = alone.results.first.locator("pre").first
    assert shown.inner_text().strip() == READERS[reader].command
    alone.box.evaluate("box => box.scrollIntoView()")
    place = shown.bounding_box()
    assert place is not None
    assert place["y"] + place["height"] <= TELEPHONE["height"]


@pytest.mark.slow
def test_the_remedy_is_that_of_the_command_line(alone: Finder) -> None:
    """The first code of the first remedy, with the values of the paste."""
    index = EntryIndex(load_catalogue("python").entries)
    count = 0
    for one in read_corpus():
        found = explain(one.paste, index)
        if not found.matches or found.offered:
            continue
        remedy = choose_remedies(found.matches[0].entry, found.context)[0].remedy
        if not remedy.code:
            continue
        code = remedy.code[0]
        text = fill_placeholders(code.text, list_values(found.context), code.language)
        alone.field.evaluate(SET, one.paste)
        shown = alone.results.first.locator(".tlsalerts-finder-remedy pre").first
        assert shown.inner_text().split("\n")[0] == text.strip().split("\n")[0], one.id
        count += 1
    assert count > 100
