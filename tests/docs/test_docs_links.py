"""Every link of the documentation leads somewhere; no test asks the network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from support.needs import lacking_module

pytest.importorskip("myst_parser", reason=lacking_module("myst_parser"))

from support.docs_pages import Page, pages
from support.html_pages import broken_links, read_pages
from support.places import DOCS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.docs_pages import Place
    from support.sites import Sites

#: Files that hold addresses, beside pages. Those of the catalogue are links of the site.
DATA = [*sorted(ROOT.glob("sphinx_tlsalerts/registries/data/*.json")), ROOT / "pyproject.toml"]

CATALOGUE = [*sorted(ROOT.glob("sphinx_tlsalerts/catalogue/*.json"))]

_ADDRESS = re.compile(r"\bhttps?:[^\s\"'<>`|\\]+")

_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def fault_of_address(address: str) -> str | None:
    """Say what is wrong with an address of another host, without asking it."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        return str(error)
    if parts.scheme != "https":
        return "not https"
    if not re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?", parts.netloc):
        return "no name of a host"
    if re.search(r"[^\w/.~%+@:=&,;!*()'$-]|//", parts.path):
        return "an unusual path"
    return "it takes the end of a sentence in" if address[-1] in ".,;:" else None


def fault_of_link(one: Page, link: Place) -> str | None:
    """Say what is wrong with a link as the source of a page has it."""
    address = link.text
    if re.match(r"[a-z]+:", address):
        return None if address.startswith(("inv:", "mailto:")) else fault_of_address(address)
    path, _hash, anchor = address.partition("#")
    target = one.path.parent / unquote(path) if path else one.path
    if not target.exists():
        return "no such file"
    if anchor and target.suffix == ".md" and anchor not in _anchors(target):
        return "no such heading or label"
    return None


@cache
def _anchors(path: Path) -> set[str]:
    """Return what links may name of a page: its headings, as GitHub and MyST do, and its labels."""
    text = _FENCED.sub("", path.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", one.lower()).strip().replace(" ", "-") for one in headings}
    return slugs | set(re.findall(r"^\(([\w-]+)\)=$", text, re.MULTILINE))


def faults_of(one: Page) -> list[str]:
    return [
        f"{one.name}:{link.line}: {link.text}: {fault}"
        for link in one.links
        if (fault := fault_of_link(one, link))
    ]


@pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)
def test_links_of_a_page_lead_somewhere(one: Page) -> None:
    assert faults_of(one) == []


#: Links with a fault.
WRONG = [
    "nowhere.md",
    "page.md#no-such-heading",
    "#no-such-heading",
    "http://docs.python.org/",
    "https://localhost/",
    "https:///nowhere",
    "https://docs.python.org//3/",
    "https://docs.python.org/3.",
    "ftp://docs.python.org/",
]


@pytest.mark.parametrize("link", WRONG)
@pytest.mark.parametrize(
    "source",
    [
        "[text]({})",
        "![image]({})",
        '<a href="{}">text</a>',
        ":::{{note}}\n[text]({})\n:::",
        "* [text][there]\n\n[there]: {}",
        "| a |\n|---|\n| [text]({}) |",
    ],
)
def test_link_that_leads_nowhere_is_told(tmp_path: Path, source: str, link: str) -> None:
    path = tmp_path / "page.md"
    right = "[here](#page) [there](page.md#a-label) [out](https://docs.python.org/3/#ssl)"
    path.write_text(f"# Page\n\n{right}\n\n(a-label)=\n\n{source.format(link)}\n", "utf-8")
    (told,) = faults_of(Page(path, tmp_path))
    assert f": {link}: " in told


def addresses_in(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        for address in _ADDRESS.findall(line):
            yield number, address.rstrip(".,;:)")


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
def test_addresses_in_the_data_are_well_formed(path: Path) -> None:
    faults = [
        f"{path.name}:{number}: {address}: {fault}"
        for number, address in addresses_in(path)
        # A placeholder is for the host of the reader.
        if "{?" not in address and (fault := fault_of_address(address))
    ]
    assert faults == []


def test_every_link_of_the_site_leads_to_a_page_and_an_id(sites: Sites) -> None:
    site = read_pages(sites.documentation("html"))
    assert len(site) > 20
    assert list(broken_links(site)) == []


@pytest.mark.slow
def test_local_part_of_linkcheck_is_clean(sites: Sites, tmp_path: Path) -> None:
    sites.documentation("html")  # leaves the doctrees behind
    doctrees = shutil.copytree(sites.root / "docs" / "doctrees", tmp_path / "doctrees")
    command = ["-q", "-W", "-b", "linkcheck", "-d", str(doctrees)]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *command, "-D", r"linkcheck_ignore=\w+:", DOCS, tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    lines = tmp_path.joinpath("output.json").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    local = [one for one in found if one["status"] != "ignored"]
    assert len(local) > 100
    # Anchors are "unchecked" to linkcheck: the test above has followed them.
    assert {one["status"] for one in local} <= {"unchecked", "working"}
    outside = [one["uri"] for one in found if one["status"] == "ignored"]
    own = {link.text for one in pages() for link in one.links if link.text.startswith("https:")}
    bundled = {uri for path in CATALOGUE for _line, uri in addresses_in(path)}
    assert {uri for uri in own if not uri.endswith(".png")} - {*outside} == set()
    # Users cannot change links of bundled entries. Roles of pages lead to names of Python as well.
    left_out = {uri for uri in bundled - own if "/library/ssl.html#ssl." not in uri}
    assert left_out
    assert {*outside} & left_out == set()
    assert [uri for uri in outside if fault_of_address(uri)] == []
