"""Links of ours lead somewhere in the formats of other packages, with their default options."""

from __future__ import annotations

import re
import subprocess
import sys
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


def assert_whole(pages: dict[str, str], anchors: str, links: list[tuple[str, str]]) -> None:
    """Assert that each link, a page and an anchor, leads somewhere, and that all kinds are there.

    :param anchors: a pattern that finds the anchors of a page
    """
    known = {name: re.findall(anchors, text) for name, text in pages.items()}
    assert [(name, node_id) for name, node_id in links if node_id not in known[name]] == []
    assert {*LINKS.values()} <= {node_id for _name, node_id in links}
    ours = [node_id for node_id in known["things"] if node_id.startswith("tlsalerts-")]
    assert len(ours) == len(set(ours))


def test_markdown(project: Project) -> None:
    outdir = build(project, "sphinx-markdown-builder", "sphinx_markdown_builder", "markdown")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in outdir.glob("*.md")}
    found = [
        ((page.removesuffix(".md") or name), node_id)
        for name, text in pages.items()
        for page, node_id in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text)
    ]
    assert_whole(pages, r'<a id="([^"]+)"></a>', found)
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


@pytest.mark.parametrize("builder", ["confluence", "singleconfluence"])
def test_confluence(project: Project, builder: str) -> None:
    package = "sphinxcontrib-confluencebuilder"
    outdir = build(project, package, "sphinxcontrib.confluencebuilder", builder)
    pages = {path.stem: path.read_text(encoding="utf-8") for path in outdir.glob("*.conf")}
    if builder == "singleconfluence":
        pages["things"] = pages["index"]
    links = list(_links_of_confluence(pages))
    # To sections, Confluence leads by their titles without blanks.
    by_title = {"Titleinsections": "own-in-sections", "Atitledpassage": "tlsalerts-error-titled"}
    titles = {re.sub(r"\s", "", t) for p in pages.values() for t in re.findall(r"<h\d>(.*?)</h", p)}
    assert by_title.keys() <= titles
    links = [(name, by_title.get(node_id, node_id)) for name, node_id in links]
    anchors = r'ac:name="anchor">\s*<ac:parameter ac:name="">([^<]*)<'
    assert_whole(pages, anchors, links)


def test_rst2pdf(project: Project) -> None:
    outdir = build(project, "rst2pdf", "rst2pdf.pdfbuilder", "pdf")
    (path,) = outdir.glob("*.pdf")
    content = path.read_bytes()
    # A file of no bytes is what rst2pdf leaves where a link has no destination.
    assert content.startswith(b"%PDF")
    assert content.count(b"/Dest [") > len(LINKS)
