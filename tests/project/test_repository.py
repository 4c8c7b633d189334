"""The repository keeps its files to the byte and marks what is generated."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from support.places import ROOT

#: Nobody reads a line that is longer.
LONGEST_LINE = 2000

#: Written by a tool of this repository or by one of its workflows.
GENERATED = {
    "tlsalerts-facts.js",
    "python.json",
    "python.recognised.json",
    "packed.json",
    "sphinx_tlsalerts.mo",
    "tox.txt",
    "build.txt",
}


def git(*arguments: str, names: str = "") -> str:
    return subprocess.run(
        ["git", *arguments],  # noqa: S607 -- the one on the path
        cwd=ROOT,
        input=names,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout


@pytest.fixture(scope="module")
def attributes() -> dict[str, dict[str, str]]:
    """Return for each file of the repository what ``.gitattributes`` says of it."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("git is not installed, or this is no repository")
    names = git("ls-files", "-z")
    asked = ("text", "eol", "diff", "linguist-generated")
    parts = git("check-attr", "-z", "--stdin", *asked, names=names).split("\0")
    found: dict[str, dict[str, str]] = {}
    for name, attribute, value in zip(*[iter(parts[:-1])] * 3, strict=True):
        found.setdefault(name, {})[attribute] = value
    return found


def test_text_has_the_same_line_ends_on_every_system(attributes: dict[str, dict[str, str]]) -> None:
    for name, found in attributes.items():
        content = (ROOT / name).read_bytes()
        if found["text"] == "unset":
            assert b"\0" in content, name
        else:
            assert found["eol"] == "lf", name
            assert b"\0" not in content, name
            assert b"\r" not in content, name


def test_generated_files_are_marked_and_no_other(attributes: dict[str, dict[str, str]]) -> None:
    marked = {name for name, found in attributes.items() if found["linguist-generated"] == "set"}
    assert {Path(name).name for name in marked} == GENERATED
    assert all(attributes[name]["diff"] == "unset" for name in marked)


def test_no_diff_shows_lines_that_nobody_can_read(attributes: dict[str, dict[str, str]]) -> None:
    shown = [name for name, found in attributes.items() if found["diff"] != "unset"]
    long = [
        name
        for name in shown
        if any(len(line) > LONGEST_LINE for line in (ROOT / name).read_bytes().split(b"\n"))
    ]
    assert long == []
