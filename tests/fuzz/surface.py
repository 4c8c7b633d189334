"""A surface: how a case of it is made, and what has to hold for every case."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from random import Random


class Surface(Protocol):
    """Something that others write. A case is a text; files have one character for each byte."""

    name: str

    def make(self, random: Random) -> str:
        """Return a case."""

    def check(self, case: str) -> None:
        """Use a case; raise what the package raises, or AssertionError."""


class Place(NamedTuple):
    """What a fault has to have."""

    line: int
    column: int
    message: str


def check_places(places: list[Place], lines: list[str]) -> None:
    """Assert that faults stand inside of their file, each in one line of words."""
    for line, column, message in places:
        assert 1 <= line <= len(lines), f"line {line} of {len(lines)}: {message}"
        width = len(lines[line - 1])
        assert 1 <= column <= width + 1, f"column {column} of {width}: {message}"
        assert message
        assert message.splitlines() == [message], f"several lines: {message!r}"
