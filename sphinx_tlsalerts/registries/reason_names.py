"""The names of OpenSSL's reasons alone, for whoever checks names and wants no facts.

The whole table is large, and comparing a name with each of its names takes long: a build that
checks a thousand mnemonics has room for neither.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.registries.openssl_reasons import DATA_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How alike names are at least that are taken for each other.
_ALIKE = 0.8


class Near(NamedTuple):
    """A name that is like another one."""

    ratio: float  #: from 0 to 1
    name: str


class ReasonNames:
    """The names of all reasons, and of the libraries that they belong to.

    They are kept as one text, each on a line between underscores: an object for each would take
    ten times the memory, and searching the text is quick enough.
    """

    def __init__(self, names: str, libraries: frozenset[str]) -> None:
        self._names = names
        self.libraries = libraries
        #: Whether any name has a word: of the words that were asked about, which come again.
        self._words: dict[str, bool] = {}

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return (line.strip("_") for line in self._names.split())

    def __contains__(self, name: object) -> bool:
        """Tell whether some release of OpenSSL has a reason of that name."""
        return f"\n_{name}_\n" in self._names

    def nearest(self, name: str) -> Near | None:
        """Return the known name that is most like *name*: all but one of its words are the same."""
        return max(self._alike(name.upper()[:100]), default=None)

    def _alike(self, name: str) -> Iterator[Near]:
        words = {*name.split("_")}
        shared = [word for word in words if self._has_word(word)]
        if not shared or len(shared) < len(words) - 1:
            return
        # The longest words are the rarest; a name that is meant has one of these two.
        for word in sorted(shared, key=len)[-2:]:
            for one in self._with_word(word):
                known = {*one.split("_")}
                if len(known & words) >= max(len(words), len(known)) - 1:
                    ratio = difflib.SequenceMatcher(None, one, name).ratio()
                    if ratio >= _ALIKE:
                        yield Near(ratio, one)

    def _has_word(self, word: str) -> bool:
        if word not in self._words:
            self._words[word] = f"_{word}_" in self._names
        return self._words[word]

    def _with_word(self, word: str) -> Iterator[str]:
        names = self._names
        at = names.find(f"_{word}_")
        while at >= 0:
            end = names.index("\n", at)
            yield names[names.rindex("\n", 0, at + 1) + 2 : end - 1]
            at = names.find(f"_{word}_", end)


@cache
def load_reason_names() -> ReasonNames:
    """Return the names, read from disk on the first call."""
    # Each record has a line of its own. Parsing all of them takes a megabyte.
    text = DATA_FILE.read_text(encoding="utf-8")
    names = re.finditer(r'^ *\["\w+", "(\w+)", \d', text, re.MULTILINE)
    libraries = re.findall(r'^ *\["(\w+)", \d', text, re.MULTILINE)
    return ReasonNames("\n" + "".join(f"_{match[1]}_\n" for match in names), frozenset(libraries))
