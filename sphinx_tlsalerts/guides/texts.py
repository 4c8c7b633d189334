"""Texts of troubleshooting files."""

from __future__ import annotations

from typing import Self


class Text(str):
    """A text of a file, with the line of its first character (from 1)."""

    __slots__ = ("cut", "line", "template")

    line: int
    cut: bool  #: whether a comment follows, which the author may have meant as text
    template: str  #: a command with its placeholders; empty if it has none

    def __new__(cls, text: str, line: int, *, cut: bool = False, template: str = "") -> Self:
        """Keep *text* with its line."""
        self = str.__new__(cls, text)
        self.line = line
        self.cut = cut
        self.template = template
        return self


class Bundled(Text):
    """A text of the catalogue that comes with the package, which has translations of its own."""

    __slots__ = ()
