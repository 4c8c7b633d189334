"""What the documentation says of troubleshooting files: its samples do what it says of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.building import directive, page
from support.normalise import normalised
from support.places import DOCS
from support.twin_pages import highlighting, stripped

from sphinx_tlsalerts.guides.reader import parse_guide, read_guide

if TYPE_CHECKING:
    from pathlib import Path

    from support.building import Project

    from sphinx_tlsalerts.guides.models import Entry

MOVING = DOCS / "troubleshooting" / "moving"
SAMPLES = sorted([*DOCS.glob("troubleshooting/**/*.yaml"), *DOCS.glob("example/*.yaml")])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_sample_files_have_no_faults(sample: Path) -> None:
    guide, problems = read_guide(sample, str(sample), "3.0")
    assert problems == []
    assert guide is not None
    assert guide.entries


def test_page_that_is_moved_says_the_same_as_data(project: Project) -> None:
    by_hand = MOVING.joinpath("page.rst").read_text(encoding="utf-8")
    body = directive("rst", "tls-troubleshooting", "page.yaml", show="none")
    project.write({
        "by-hand.rst": page("rst", by_hand),
        "index.rst": page("rst", body),
        "page.yaml": MOVING.joinpath("page.yaml").read_text(encoding="utf-8"),
    })  # fmt: skip
    build = project.build(nitpicky=True)
    first, second = (stripped(build.doctree(name)) for name in ("by-hand", "index"))
    assert normalised(first) == normalised(second)
    assert highlighting(first) == highlighting(second)


def table_below(heading: str, name: str) -> list[list[str]]:
    """Return the rows of the first table below *heading* on a page of the documentation."""
    text = (DOCS / name).read_text(encoding="utf-8").partition(f"## {heading}\n")[2]
    lines = [line for line in text.split("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def literal_in(cell: str) -> str:
    found = re.findall(r"`([^`]+)`", cell)
    return str(found[-1])


TRAPS = [
    (literal_in(wrong), literal_in(right))
    for wrong, _meaning, right in table_below("Traps of YAML", "usage/moving-a-page.md")
]

#: Where the values of the table stand in an entry.
SCENES = {
    "message": "{}",
    "cause": "{}",
    "title": "{}",
    "text": "summary: {}",
    "version": "when: {{requires: {{component: Python, version: {}}}}}",
}


def problems_of(trap: str) -> list[str]:
    key, _colon, value = trap.partition(": ")
    scene = SCENES[key]
    line = trap if scene == "{}" else scene.format(value)
    title = "" if key == "title" else "    title: T\n"
    text = f"schema: 1\nentries:\n  - id: a\n{title}    {line}\n"
    return [problem.message for problem in parse_guide(text, "a.yaml", "3.0")[1]]


@pytest.mark.parametrize(("wrong", "right"), TRAPS)
def test_trap_is_told_with_its_cure_and_the_cure_helps(wrong: str, right: str) -> None:
    told = problems_of(wrong)
    assert told
    assert all("quote" in message for message in told)
    assert problems_of(right) == []


SHORT_FORMS = [
    (literal_in(short), literal_in(full))
    for short, full in table_below("Short forms", "reference/troubleshooting-format.md")
]


@pytest.mark.parametrize(("short", "full"), SHORT_FORMS)
def test_short_form_means_what_stands_beside_it(short: str, full: str) -> None:
    assert entry_with(short) == entry_with(full)


def entry_with(line: str) -> Entry:
    if line.startswith("code"):
        line = f"remedy: {{{line}}}"
    text = f"schema: 1\nentries:\n  - id: a\n    title: T\n    {line}\n"
    guide, problems = parse_guide(text, "a.yaml", "3.0")
    assert problems == []
    assert guide is not None
    return guide.entries[0]
