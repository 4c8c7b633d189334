"""Options that several directives share, read with warnings instead of errors.

docutils drops a directive whose option it cannot convert. Ours keep what is
usable and warn of the rest, so every option is read as text and judged here.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, TypeVar

from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, quoted_list, warn
from sphinx_tlsalerts.util import plain_list, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable


T = TypeVar("T", bound=str)

#: One item of a comma-separated list, with the comma or the end behind it.
_ITEM = r'(?a)\s*+(?:"(?P<quoted>(?:[^"]|"")*+)"\s*+|(?P<bare>[^,]*+))(?:,|(?P<end>$))'


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
            # Versions that look alike are not meant alike.
            wanted = "" if word[:1].isdigit() else word.lower()[:100]
            near = difflib.get_close_matches(wanted, canonical, n=1)
            hint = (
                f"did you mean '{canonical[near[0]]}'?"
                if near
                else f"known are {quoted_list(list(canonical.values()), 'and')}"
                if canonical
                else "there are none"
            )
            warn(
                kind, ":%s: does not know '%s' (%s); left out", name, word, hint, location=location
            )
    return list(found)


def one_word(name: str, text: str, known: Iterable[T], *, location: str | None) -> T | None:
    """Return the first known word of an option that takes one; warn of any others."""
    words = known_words(name, text, known, kind=WarningKind.UNKNOWN_VALUE, location=location)
    if len(words) > 1:
        warn(
            WarningKind.UNKNOWN_VALUE,
            ":%s: takes one value; '%s' is used",
            name,
            words[0],
            location=location,
        )
    return words[0] if words else None


def comma_separated(text: str) -> list[str]:
    """Split *text* at commas; double quotes keep a comma inside an item."""
    items: list[str] = []
    for match in re.finditer(_ITEM, plain_list(text)):
        item = match["quoted"] if match["bare"] is None else match["bare"]
        items.append(" ".join(item.replace('""', '"').split()))
        if match["end"] is not None:
            break
    return items
