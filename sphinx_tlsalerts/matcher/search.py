"""Search entries by the words that a person types, where nothing in a text is a message.

Input: a text of a few words, such as ``cert expired``, ``self signed`` or ``SSLError``. Output: the
entries that have each word, or a longer word that begins with it, in their title or the names of
their exceptions. An id says what the title says, so it finds its entry as well.

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

#: A word of TLS. A search has one: other words, such as “bad record”, mean anything.
OWN_WORD = (
    r"ssl|tls|cert|x509|cipher|signed|hostname|expired|issuer|chain|verif|urllib3|\bpem\b|\bcrl\b"
    r"|ocsp|trust|conda|schannel|\bsni\b|libpq"
)

#: The most words of a search, and the fewest letters of its longest word.
MOST_WORDS = 5
SHORTEST = 3

#: Words that say nothing: nearly every entry is about them.
EMPTY = frozenset(
    {"error", "errors", "exception", "the", "a", "in", "of", "is", "python", "problem"}
)


class Offer(NamedTuple):
    """An entry that has the words of a search."""

    entry: int
    worth: float  #: more for words that the title has as they were typed, less for a long title


def search_entries(text: str, entries: Sequence[Entry]) -> list[Offer]:
    """Return the entries that have all words of a text."""
    if not compile_once(SEARCH).fullmatch(text) or not compile_once(OWN_WORD).search(text.lower()):
        return []
    words = [word for word in split_words(text) if word not in EMPTY]
    if not 0 < len(words) <= MOST_WORDS or max(map(len, words)) < SHORTEST:
        return []
    offers = []
    for position, entry in enumerate(entries):
        title = split_words(str(entry.title or ""))
        names = [name.rpartition(".")[2] for name in entry.exceptions]
        known = [*title, *(name.lower() for name in names)]
        if all(any(one.startswith(word) for one in known) for word in words):
            exact = sum(word in title for word in words)
            in_title = any(one.startswith(word) for one in title for word in words)
            hundredths = 100 // (len(title) + 1) if in_title else 0
            offers.append(Offer(position, 1 + exact + hundredths / 100))
    return offers


def split_words(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case."""
    return compile_once(SEARCH_WORD).findall(text.lower())
