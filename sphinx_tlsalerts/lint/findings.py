"""Findings of the lint, and their places in a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.yamltree import split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_tlsalerts.guides import Text
    from sphinx_tlsalerts.lint.advice import Scope
    from sphinx_tlsalerts.lint.prefilter import GuideTexts

    #: Yields the hits of one rule in a scope.
    Finder = Callable[[Scope], Iterator["Hit"]]
    #: Returns the finder of one rule, or None if no text of the guide can break it.
    Prepare = Callable[[GuideTexts], Finder | None]

#: The most lines below the beginning of a text that are searched for a place.
_MAX_LINES = 500


class Hit(NamedTuple):
    """A part of a text that breaks a rule."""

    text: Text
    start: int
    end: int
    message: str

    @property
    def snippet(self) -> str:
        """The words that break the rule."""
        return self.text[self.start : self.end]


class Places:
    """Find the places of hits in their file.

    A text knows the line where it begins. Its lines are those of the file only if it is a
    block with ``|``, so the words of a hit are searched in the file itself.

    :param source: the file; without it columns are 1, and lines those of the text
    """

    def __init__(self, source: str) -> None:
        self.lines = split_lines(source) if source else []

    def of(self, hit: Hit) -> tuple[int, int]:
        """Return line and column of a hit."""
        pattern = r"\s+".join(map(re.escape, hit.snippet.split()))
        first = hit.text.line - 1
        earlier = sum(1 for _ in re.finditer(pattern, hit.text[: hit.start]))
        below = "\n".join(self.lines[first : first + _MAX_LINES])
        for number, match in enumerate(re.finditer(pattern, below)):
            if number == earlier:
                before = below[: match.start()]
                column = match.start() - (before.rfind("\n") + 1)
                return hit.text.line + before.count("\n"), column + 1
        return hit.text.line + hit.text.count("\n", 0, hit.start), 1
