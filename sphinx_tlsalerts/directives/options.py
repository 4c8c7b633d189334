"""Options that several directives share, read with warnings instead of errors.

docutils drops a directive whose option it cannot convert. Ours keep what is
usable and warn of the rest, so every option is read as text and judged here.
"""

from __future__ import annotations

import csv
import difflib
from typing import TYPE_CHECKING, TypeVar

from sphinx_tlsalerts.reporting import quoted_list, warn
from sphinx_tlsalerts.selection import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_tlsalerts.reporting import WarningKind

T = TypeVar("T", bound=str)


def known_words(
    name: str, text: str, known: Iterable[T], *, kind: WarningKind, location: str | None
) -> list[T]:
    """Return the words of an option that are *known*, in any case; warn of the others.

    :param name: the option, for the message
    :return: each word once, in the author's order, spelled as in *known*
    """
    canonical = {word.lower(): word for word in known}
    found: dict[T, None] = {}
    for word in words_of(text):
        if word.lower() in canonical:
            found[canonical[word.lower()]] = None
        else:
            near = difflib.get_close_matches(word.lower()[:100], canonical, n=1)
            hint = (
                f"did you mean '{canonical[near[0]]}'?"
                if near
                else f"known are {quoted_list(list(canonical.values()), 'and')}"
            )
            warn(
                kind, ":%s: does not know '%s' (%s); left out", name, word, hint, location=location
            )
    return list(found)


def comma_separated(text: str) -> list[str]:
    """Split *text* at commas, as in CSV: quotes keep a comma inside an item."""
    rows = csv.reader([text.replace("\n", " ")], skipinitialspace=True)
    return [item.strip() for row in rows for item in row]
