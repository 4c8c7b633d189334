"""The names of OpenSSL's reasons alone, for whoever checks names and wants no facts.

The whole table is large, and comparing a name with each of its names takes long: a build that
checks a thousand mnemonics has time for neither.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.reasons import DATA_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How alike names are at least that are taken for each other.
_ALIKE = 0.8


class Near(NamedTuple):
    """A name that is like another one."""

    ratio: float  #: from 0 to 1
    name: str


class ReasonNames:
    """The names of all reasons, and of the libraries that they belong to."""

    def __init__(self, names: frozenset[str], libraries: frozenset[str]) -> None:
        self.names = names
        self.libraries = libraries

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in sorted(self.names):
            for word in set(name.split("_")):
                found.setdefault(word, []).append(name)
        return found

    def nearest(self, name: str) -> Near | None:
        """Return the known name that is most like *name*: all but one of its words are the same."""
        return max(self._alike(name.upper()[:100]), default=None)

    def _alike(self, name: str) -> Iterator[Near]:
        words = set(name.split("_"))
        shared = Counter(one for word in words for one in self._by_word.get(word, ()))
        for one, count in shared.items():
            if count >= max(len(words), one.count("_") + 1) - 1:
                ratio = difflib.SequenceMatcher(None, one, name).ratio()
                if ratio >= _ALIKE:
                    yield Near(ratio, one)


@cache
def load_reason_names() -> ReasonNames:
    """Return the names, read from disk on the first call."""
    # Each record has a line of its own. Parsing all of them takes a megabyte more.
    text = DATA_FILE.read_text(encoding="utf-8")
    names = re.findall(r'^ *\["\w+", "(\w+)", \d', text, re.MULTILINE)
    libraries = re.findall(r'^ *\["(\w+)", \d', text, re.MULTILINE)
    return ReasonNames(frozenset(names), frozenset(libraries))
