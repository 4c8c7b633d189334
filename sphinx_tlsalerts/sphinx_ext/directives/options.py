"""Read options of directives, with warnings instead of errors.

docutils drops a directive if it cannot convert an option. Directives of this package keep the
usable part and warn of the rest, so options are text that is validated here.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, TypeVar

from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, quote_list, warn
from sphinx_tlsalerts.util import strip_list_marks, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable


T = TypeVar("T", bound=str)

#: An item of a comma-separated list, with the comma or the end after it.
_ITEM = r'(?a)\s*+(?:"(?P<quoted>(?:[^"]|"")*+)"\s*+|(?P<bare>[^,]*+))(?:,|(?P<end>$))'


def select_known(
    name: str, text: str, known: Iterable[T], *, kind: WarningKind, location: str | None
) -> list[T]:
    """Return the values of an option that are *known*, ignoring case; warn of the others.

    :param name: the option, for the message
    :return: each value once, in the author's order, spelled as in *known*
    """
    canonical = {word.lower(): word for word in known}
    chosen: dict[T, None] = {}
    for word in words_of(text):
        if word.lower() in canonical:
            chosen[canonical[word.lower()]] = None
        else:
            # A version that looks similar is a different version, so it is no suggestion.
            wanted = "" if word[:1].isdigit() else word.lower()[:100]
            near = difflib.get_close_matches(wanted, canonical, n=1)
            hint = (
                f"did you mean '{canonical[near[0]]}'?"
                if near
                else f"known are {quote_list(list(canonical.values()), 'and')}"
                if canonical
                else "there are none"
            )
            warn(
                kind, ":%s: does not know '%s' (%s); left out", name, word, hint, location=location
            )
    return list(chosen)


def select_one(name: str, text: str, known: Iterable[T], *, location: str | None) -> T | None:
    """Return the known value of an option that takes one value; warn of further values."""
    values = select_known(name, text, known, kind=WarningKind.UNKNOWN_VALUE, location=location)
    if len(values) > 1:
        warn(
            WarningKind.UNKNOWN_VALUE,
            ":%s: takes one value; '%s' is used",
            name,
            values[0],
            location=location,
        )
    return values[0] if values else None


def split_at_commas(text: str) -> list[str]:
    """Split *text* at commas; double quotes keep a comma inside an item."""
    items: list[str] = []
    for match in re.finditer(_ITEM, strip_list_marks(text)):
        item = match["quoted"] if match["bare"] is None else match["bare"]
        items.append(" ".join(item.replace('""', '"').split()))
        if match["end"] is not None:
            break
    return items
