"""Links of ours lead somewhere in the formats of other packages, with their default options."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from html import unescape
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from support.builder_pages import LINKS, sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.building import Project


def build(project: Project, package: str, extension: str, builder: str) -> Path:
    """Build the project as an author does, and return the folder of the output."""
    is_installed = False
    with suppress(ModuleNotFoundError):  # where the package around the extension is missing
        is_installed = find_spec(extension) is not None
    if not is_installed:
        pytest.skip(f"{package} is not installed")
    project.write(sources())
    project.extensions = [extension]
    project.config = {
        "nitpicky": True,
        "confluence_publish": False,
        "suppress_warnings": ["confluence.unsupported_code_lang"],  # it does not know "console"
    }
    project.write_conf()
    outdir = project.root / builder
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", builder]
    done = subprocess.run(
        [*command, str(project.source), str(outdir)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return outdir


def assert_whole(anchors: dict[str, list[str]], links: list[tuple[str, str]]) -> None:
    """Assert that each link, to a page and an anchor, leads somewhere, and that none is twice."""
    assert [(name, anchor) for name, anchor in links if anchor not in anchors[name]] == []
    for found in anchors.values():
        assert len(found) == len(set(found))


def test_markdown(project: Project) -> None:
    outdir = build(project, "sphinx-markdown-builder", "sphinx_markdown_builder", "markdown")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in outdir.glob("*.md")}
    found = [
        ((page.removesuffix(".md") or name), node_id)
        for name, text in pages.items()
        for page, node_id in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text)
    ]
    anchors = {name: re.findall(r'<a id="([^"]+)"></a>', text) for name, text in pages.items()}
    assert_whole(anchors, found)
    assert {*LINKS.values()} <= {node_id for _name, node_id in found}
    # Each anchor is in the line of its row.
    assert re.search(
        r'^\| <a id="tlsalerts-alert-row-unsupported_certificate"></a><br/>`43`',
        pages["things"],
        re.MULTILINE,
    )


def _links_of_confluence(pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    titles = {name.title(): name for name in pages} | {"Page": "index"}
    pattern = r'<ac:link ac:anchor="([^"]+)">\s*(?:<ri:page ri:content-title="([^"]*)")?'
    for name, text in pages.items():
        for node_id, title in re.findall(pattern, text):
            yield titles.get(unescape(title), name), node_id


def _anchors_of_confluence(text: str) -> list[str]:
    """Return the anchors of a page: to sections, links lead by the title without blanks."""
    found = re.findall(r'ac:name="anchor">\s*<ac:parameter ac:name="">([^<]*)<', text)
    titles: Counter[str] = Counter()
    for title in re.findall(r"<h\d>(.*?)</h", text):
        words = re.sub(r"<.*?>|\s", "", title)
        found.append(f"{words}.{titles[words]}" if titles[words] else words)
        titles[words] += 1
    return found


@pytest.mark.parametrize("builder", ["confluence", "singleconfluence"])
def test_confluence(project: Project, builder: str) -> None:
    package = "sphinxcontrib-confluencebuilder"
    outdir = build(project, package, "sphinxcontrib.confluencebuilder", builder)
    pages = {path.stem: path.read_text(encoding="utf-8") for path in outdir.glob("*.conf")}
    if builder == "singleconfluence":
        pages["things"] = pages["index"]
    links = list(_links_of_confluence(pages))
    anchors = {name: _anchors_of_confluence(text) for name, text in pages.items()}
    assert_whole(anchors, links)
    by_title = {"own-in-sections", "tlsalerts-error-titled"}
    assert {*LINKS.values()} - by_title <= {node_id for _name, node_id in links}


def test_rst2pdf(project: Project) -> None:
    outdir = build(project, "rst2pdf", "rst2pdf.pdfbuilder", "pdf")
    (path,) = outdir.glob("*.pdf")
    content = path.read_bytes()
    # A file of no bytes is what rst2pdf leaves where a link has no destination.
    assert content.startswith(b"%PDF")
    assert content.count(b"/Dest [") > len(LINKS)
