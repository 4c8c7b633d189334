"""The pages that explain, as tests read them."""

from __future__ import annotations

import re

from support.places import DOCS


def pages_in(folder: str) -> dict[str, str]:
    """Return the text of each page of a folder, by its name."""
    return {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted(DOCS.joinpath(folder).glob("*.md"))
    }


PAGES = pages_in("explanation")


def literals(text: str) -> list[str]:
    """Return what stands in code: inline, without roles, and in blocks of text."""
    blocks = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    return [*re.findall(r"(?<![}`])`([^`\n]+)`", text), *blocks]


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the table that begins with *heading*."""
    table = text[text.index(heading) :].partition("\n\n")[0]
    lines = table.strip().split("\n")[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def options(text: str, directive: str) -> list[dict[str, str]]:
    """Return the options of each use of *directive*."""
    blocks = re.findall(rf"```\{{{directive}\}}\n(.*?)```", text, re.DOTALL)
    return [dict(re.findall(r"^:([a-z-]+): (.+)$", block, re.MULTILINE)) for block in blocks]
