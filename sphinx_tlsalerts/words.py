"""Words as authors write them in lists, and as messages quote them.

Apart from selections, so that a page without any does not load what they need.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SEPARATORS = r"[\s,]+"
_BULLET = r"(?:^|\s+)-\s+"


class SuggestingError(LookupError):
    """A look-up that found nothing. What is near is looked for when it is asked for: it takes time.

    :param suggest: finds the nearest known spellings
    """

    def __init__(self, message: str, suggest: Callable[[], Sequence[str]]) -> None:
        self._suggest = suggest
        super().__init__(message)

    @cached_property
    def suggestions(self) -> tuple[str, ...]:
        """The nearest known spellings, the best first."""
        return tuple(self._suggest())


def plain_list(text: str) -> str:
    """Take the marks off a list that is written in YAML's way, as on Markdown pages."""
    text = text.strip()
    if re.match(_BULLET, text):  # the items may stand in one line, as MyST folds them
        return re.sub(_BULLET, ", ", text).removeprefix(", ")
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def words_of(text: str) -> list[str]:
    """Split a list whose items stand apart by white space or commas."""
    return [word for word in re.split(_SEPARATORS, plain_list(text)) if word] if text else []


def shortened(text: str, longest: int = 50) -> str:
    """Return *text* as messages quote it: its beginning if it is long, on one line.

    What a terminal would obey, or would not show, is written as an escape.
    """
    text = " ".join(text[: 10 * longest].split())
    if len(text) > longest:
        text = f"{text[:longest].rstrip()}…"
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]
