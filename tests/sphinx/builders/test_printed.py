"""The formats for paper and terminals: PDF, plain text, manual pages, Texinfo."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from support.needs import need_program
from support.rows import other_rows_slow
from support.site_pages import LONG

if TYPE_CHECKING:
    from pathlib import Path

    from support.sites import Sites


@pytest.fixture(scope="module")
def book(sites: Sites) -> Path:
    """Return the PDF of the pages with everything; its log stands beside it."""
    need_program("pdflatex")
    command = [
        need_program("latexmk"),
        "-pdf",
        "-interaction=nonstopmode",
        "-quiet",
        "everything.tex",
    ]
    folder = sites.everything("latex")
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return folder / "everything.pdf"


@pytest.mark.slow
def test_nothing_is_wider_than_its_place(book: Path) -> None:
    pages = book.with_suffix(".tex").read_text(encoding="utf-8").splitlines()
    indices = next(n for n, line in enumerate(pages) if "{sphinxtheindex}" in line)
    log = book.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    overfull = r"^Overfull \\hbox .* lines? (\d+).*\n(.*)"
    found = re.findall(overfull, log.partition("everything.ind")[0], re.MULTILINE)
    # Sphinx's indices have two columns, whatever the names in them.
    assert [text for line, text in found if int(line) < indices] == []


@pytest.mark.slow
def test_text_of_the_book(book: Path) -> None:
    command = [need_program("pdftotext"), "-layout", str(book), "-"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    joined = "".join(re.findall(r"[!-~]", done.stdout))  # without the arrows of wrapped lines
    assert LONG.replace(" ", "") in joined
    assert "tls-error-finder" not in joined
    assert "Allerrorsthatareexplainedhere" in joined


@pytest.mark.parametrize(
    ("builder", "name"),
    other_rows_slow(
        [("text", "finder.txt"), ("man", "sample.1"), ("texinfo", "sample.texi")],
        ("text", "finder.txt"),
    ),
)
def test_finder_is_a_list_where_nothing_can_be_typed(sites: Sites, builder: str, name: str) -> None:
    text = (sites.everything(builder) / name).read_text(encoding="utf-8")
    start = text.index("All errors that are explained here:")
    listed = text[start : start + 1000]
    for title in ("A title", "CERTIFICATE_VERIFY_FAILED", "Long message", "WRONG_VERSION_NUMBER"):
        assert title in listed.replace("\\_", "_").replace("\\%", "")
    assert "textarea" not in text


ORDER = ["wrong version number (_ssl.c:1006)", "The server answered", "Check the port.", "s_client"]


@pytest.mark.parametrize("style", ["sections", "dropdowns", "definitions"])
def test_entry_is_read_from_message_to_remedy(sites: Sites, style: str) -> None:
    text = (sites.everything("text") / f"{style}.txt").read_text(encoding="utf-8")
    places = [text.index(words) for words in ORDER]
    assert places == sorted(places)
