"""Search entries by the words that a person types, where nothing in a text is a message.

Input: a text of a few words, such as ``cert expired``, ``self signed`` or ``SSLError``. Output: the
entries that have each word, or a longer word that begins with it, in their title, their id or the
names of their exceptions.

Invariants: a text with anything but words, or with many, finds nothing, because it is a paste; a
match is an offer, not an explanation.

Example: ``cert expired`` finds the entry with the title “certificate has expired”.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.regex import compile_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_tlsalerts.guides import Entry

#: A text that may be a search, and the words of it and of titles.
SEARCH = r"[A-Za-z0-9_][A-Za-z0-9_. -]{1,59}"
SEARCH_WORD = r"[a-z]+|[0-9.]*[0-9]"

#: The most words of a search.
MOST_WORDS = 5

#: Words that say nothing: nearly every entry is about them.
EMPTY = frozenset({"error", "errors", "exception", "the", "a", "in", "of", "is", "python", "problem"})


class Offer(NamedTuple):
    """An entry that has the words of a search."""

    entry: int
    exact: int  #: how many words it has as they were typed
    words: int  #: how many words its title has


def search_entries(text: str, entries: Sequence[Entry]) -> list[int]:
    """Return the positions of the entries that have all words of a text, the best first."""
    if not compile_once(SEARCH).fullmatch(text):
        return []
    words = [word for word in split_words(text) if word not in EMPTY]
    if not 0 < len(words) <= MOST_WORDS or not any(len(word) > 2 for word in words):
        return []
    offers = []
    for position, entry in enumerate(entries):
        title = split_words(str(entry.title or ""))
        names = [name.rpartition(".")[2] for name in entry.exceptions]
        known = [*title, *split_words(entry.id), *(name.lower() for name in names)]
        if all(any(one.startswith(word) for one in known) for word in words):
            offers.append(Offer(position, sum(word in title for word in words), len(title)))
    offers.sort(key=lambda offer: (-offer.exact, offer.words, offer.entry))
    return [offer.entry for offer in offers]


def split_words(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case."""
    return compile_once(SEARCH_WORD).findall(text.lower())
