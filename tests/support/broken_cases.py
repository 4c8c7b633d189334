"""The cases of the folder ``broken``; its README describes their form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from support.places import DATA

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = DATA / "broken"

_CASE = re.compile(
    r"^%%% (?!reads:)(.*)\n((?:(?!%%% ).*\n)*)%%% reads:(.*)\n((?:.+\n?)*)", re.MULTILINE
)


class Case(NamedTuple):
    """A broken file and what is to be said of it."""

    group: str
    name: str
    text: str
    entries: list[str] | None  #: None if the file is refused
    faults: list[str]


def _cases_of(file: Path) -> list[Case]:
    found = []
    for name, text, reads, faults in _CASE.findall(file.read_bytes().decode("utf-8")):
        entries = None if reads.strip() == "nothing" else reads.split()
        found.append(Case(file.stem, name, text, entries, faults.splitlines()))
    return found


CASES = [case for file in sorted(FOLDER.glob("*.cases")) for case in _cases_of(file)]
