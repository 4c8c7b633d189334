"""Suggest the known name that is most like an unknown one: "did you mean" has one place.

Looking for near names takes time (``difflib`` compares with every known name), so each hint is made
only when a message that shows it is written, and :class:`Hints` bounds how many a file gets.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: Longer words are cut before they are compared: the time grows with the square of the length.
_LONGEST_WORD = 100


class SuggestingError(LookupError):
    """A failed look-up, with the nearest known spellings on request.

    :param suggest: finds the nearest known spellings, the best first
    """

    def __init__(self, message: str, suggest: Callable[[], Sequence[str]]) -> None:
        self.suggest = suggest
        super().__init__(message)

    @cached_property
    def suggestions(self) -> tuple[str, ...]:
        """The nearest known spellings, the best first."""
        return tuple(self.suggest())


class Hints:
    """Hints for the first problems of a file; later ones get none, because each takes time."""

    MOST = 20

    def __init__(self) -> None:
        self._given = 0

    def give(self, find: Callable[[], Sequence[str]]) -> str:
        """Return a hint at the first word that *find* returns; empty after the first problems."""
        self._given += 1
        return did_you_mean(find()) if self._given <= self.MOST else ""


def did_you_mean(near: Sequence[str]) -> str:
    """Return a hint at the first of the words *near*; empty without any."""
    return f" (did you mean '{near[0]}'?)" if near else ""


def find_near_words(
    word: str, known: Iterable[str], *, most: int = 1, cutoff: float = 0.6, margin: float = 1.0
) -> list[str]:
    """Return the known words that are most like *word*, the best first.

    :param most: return no more than these
    :param cutoff: the least likeness, from 0 to 1
    :param margin: leave out words whose likeness is lower than that of the best one by this much
    """
    import difflib  # late: few builds need it

    word = word[:_LONGEST_WORD]
    near = difflib.get_close_matches(word, [*known], n=most, cutoff=cutoff)
    if len(near) == 1 or margin == 1.0:
        return near
    ratios = [difflib.SequenceMatcher(None, known_word, word).ratio() for known_word in near]
    return [
        known_word
        for known_word, ratio in zip(near, ratios, strict=True)
        if ratio > ratios[0] - margin
    ]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint at the known word that is most like *word*; empty if none is near."""
    return did_you_mean(find_near_words(word.lower(), known))
