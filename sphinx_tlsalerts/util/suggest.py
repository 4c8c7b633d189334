"""Suggest the known name that is most like an unknown one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_tlsalerts.util.text import did_you_mean
from sphinx_tlsalerts.yamltree.tree import Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

from typing import TYPE_CHECKING

from sphinx_tlsalerts.guides.problems import near_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class SuggestingError(LookupError):
    """A look-up that found nothing. What is near is looked for when it is asked for: it takes time.

    :param suggest: finds the nearest known spellings
    """

    def __init__(self, message: str, suggest: Callable[[], Sequence[str]]) -> None:
        self.suggest = suggest
        super().__init__(message)

    @cached_property
    def suggestions(self) -> tuple[str, ...]:
        """The nearest known spellings, the best first."""
        return tuple(self.suggest())


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint at the known word that is most like *word*; empty if none is near."""
    return did_you_mean(near_words(word, known))
