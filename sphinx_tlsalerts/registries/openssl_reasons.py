"""OpenSSL's error reasons of all generations: packaged data and look-ups.

A reason is the name after the colon in ``[SSL: WRONG_VERSION_NUMBER]``. It belongs to a library
of OpenSSL, and its number and its text may differ from release to release::

    >>> from sphinx_tlsalerts.registries.openssl_reasons import load_reasons
    >>> load_reasons().decode("0A00010B").name
    'WRONG_VERSION_NUMBER'
"""

from __future__ import annotations

import json
import re
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.util import find_near_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DATA_FILE = Path(__file__).parent / "data" / "reasons.json"

#: The library whose reasons can come up in all of them, such as ``malloc failure``.
COMMON_LIBRARY = "ERR"

#: The library of the operating system's own errors, whose numbers are those of ``errno``.
SYSTEM = "SYS"

#: The releases whose packed numbers have a function between library and reason.
RELEASES_WITH_FUNCTION = frozenset({"1.0.2", "1.1.0", "1.1.1"})

#: Bits that hold a function where there is one, and are never set where there is none.
_FUNCTION_ONLY = 0x3F000

_PACKED = re.compile(r"[0-9A-Fa-f]{8}")
_SYSTEM_ERROR = 0x80000000


class Library(NamedTuple):
    """A part of OpenSSL that has reasons of its own."""

    name: str
    number: int
    text: str | None  #: what error lines say, such as ``SSL routines``
    span: str  #: the releases that have it


class Reason(NamedTuple):
    """One reason as a series of releases has it."""

    library: str
    name: str
    number: int
    text: str
    span: str  #: the releases, such as ``1.0.2-3.1``


class Decoded(NamedTuple):
    """The parts of a packed error number."""

    library: str
    number: int  #: of the reason within its library
    name: str | None  #: None where no release has a reason with that number
    text: str | None


class ReasonTable:
    """All reasons, in the order of libraries, names and releases."""

    def __init__(
        self,
        releases: Iterable[str],
        libraries: Iterable[Library],
        reasons: Iterable[Reason],
        sources: Mapping[str, str],
    ) -> None:
        self.releases = tuple(releases)
        self.libraries = tuple(libraries)
        self.sources = dict(sources)
        self._reasons = tuple(reasons)

    def __iter__(self) -> Iterator[Reason]:
        """Iterate over the records. A name comes once for each number and text that it has had."""
        return iter(self._reasons)

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._reasons)

    # Each index is built by the first look-up that needs it.

    @cached_property
    def _by_name(self) -> dict[str, list[Reason]]:
        return _group((reason.name, reason) for reason in self)

    @cached_property
    def _names_by_word(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        groups: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for name in self._by_name:
            words = frozenset(name.split("_"))
            for word in words:
                groups.setdefault(word, []).append((name, words))
        return groups

    @cached_property
    def _by_number(self) -> dict[tuple[str, int], list[Reason]]:
        return _group(((reason.library, reason.number), reason) for reason in self)

    @cached_property
    def _by_text(self) -> dict[str, list[Reason]]:
        return _group((reason.text.lower(), reason) for reason in self)

    @cached_property
    def _library_texts(self) -> dict[str, str]:
        return {lib.text.lower(): lib.name for lib in self.libraries if lib.text}

    def named(self, name: str, library: str | None = None) -> tuple[Reason, ...]:
        """Return all records of a name, such as ``WRONG_VERSION_NUMBER``, the oldest first.

        :param library: the only library to look in, besides the reasons that all share
        """
        records = self._by_name.get(name.upper(), ())
        return tuple(
            r for r in records if library is None or r.library in {library.upper(), COMMON_LIBRARY}
        )

    def knows(self, name: str, library: str | None = None) -> bool:
        """Return whether any release of OpenSSL has a reason of that name."""
        return bool(self.named(name, library))

    def nearest(self, name: str, *, cutoff: float = 0.8) -> str | None:
        """Return the known name that is most like *name*; all but one of their words are the same.

        Only names that share a word are compared: comparing 1,000 mistyped names with all names
        would take seconds.

        :param cutoff: the least likeness, from 0 to 1
        """
        name = name.upper()
        words = {*name.split("_")}
        shared = words & self._names_by_word.keys()
        if not shared or len(shared) < len(words) - 1:
            return None
        # Long words are rare. At most one word differs, so the name has one of any two.
        candidates = {
            known: None
            for word in sorted(shared, key=len)[-2:]
            for known, known_words in self._names_by_word[word]
            if len(known_words & words) >= max(len(words), len(known_words)) - 1
        }
        return next(iter(find_near_words(name, candidates, cutoff=cutoff)), None)

    def numbered(self, library: str | int, number: int) -> tuple[Reason, ...]:
        """Return all records with a number in a library, the oldest first.

        Reasons that all libraries share are found under every library.

        :param library: its name or its number
        """
        names = [library] if isinstance(library, str) else self._find_libraries(library)
        records = (self._by_number.get((name, number), ()) for name in (*names, COMMON_LIBRARY))
        return tuple(reason for group in records for reason in group)

    def _find_libraries(self, number: int) -> list[str]:
        return [library.name for library in self.libraries if library.number == number]

    def worded(self, text: str, library: str | None = None) -> tuple[Reason, ...]:
        """Return all records with a text, such as ``wrong version number``, in any case."""
        records = self._by_text.get(" ".join(text.lower().split()), ())
        return tuple(
            r for r in records if library is None or r.library in {library.upper(), COMMON_LIBRARY}
        )

    def find_library(self, text: str) -> str | None:
        """Return the name of the library that error lines call *text*, such as ``SSL routines``."""
        return self._library_texts.get(" ".join(text.lower().split()))

    def list_releases(self, span: str) -> tuple[str, ...]:
        """Return the releases of a span: ``1.1.1-3.1`` are 1.1.1, 3.0 and 3.1."""
        releases: list[str] = []
        for part in span.split(","):
            first, _, last = part.partition("-")
            end = self.releases.index(last or first) + 1
            releases += self.releases[self.releases.index(first) : end]
        return tuple(releases)

    def decode(self, packed: str) -> Decoded | None:
        """Read the number of an error line, such as ``1417A0C1`` or ``0A000086``.

        Releases before 3.0 have 8 bits for the library, 12 for a function and 12 for the reason;
        later ones have 8 bits for the library and 23 for the reason, of which some are flags.

        :param packed: eight hexadecimal digits
        :return: None where *packed* names no library
        """
        if not _PACKED.fullmatch(packed):
            return None
        code = int(packed, 16)
        if code & _SYSTEM_ERROR:
            return Decoded(SYSTEM, code & ~_SYSTEM_ERROR, None, None)
        attempts = [self._decode_parts(code >> 24, code & 0xFFF, without=False)]
        if not code & _FUNCTION_ONLY:
            attempts.insert(0, self._decode_parts(code >> 23, code & 0x7FFFFF, without=True))
        decoded = [attempt for attempt in attempts if attempt]
        return next((d for d in decoded if d.name), decoded[0] if decoded else None)

    def _decode_parts(self, library: int, number: int, *, without: bool) -> Decoded | None:
        names = self._find_libraries(library)
        if not names:
            return None
        if SYSTEM in names:
            return Decoded(SYSTEM, number, None, None)
        known = [r for r in self.numbered(names[0], number) if self._is_packed(r, without=without)]
        # A reason of the library itself precedes a common one with the same number.
        known.sort(key=lambda reason: reason.library != COMMON_LIBRARY)
        last = known[-1] if known else None
        return Decoded(names[0], number, last and last.name, last and last.text)

    def _is_packed(self, reason: Reason, *, without: bool) -> bool:
        """Return whether a release that packs numbers with or without a function has a reason."""
        return any(
            (release in RELEASES_WITH_FUNCTION) != without
            for release in self.list_releases(reason.span)
        )


def _group(pairs: Iterable[tuple[Any, Reason]]) -> dict[Any, list[Reason]]:
    groups: dict[Any, list[Reason]] = {}
    for key, reason in pairs:
        groups.setdefault(key, []).append(reason)
    return groups


@cache
def load_reasons() -> ReasonTable:
    """Return the table, read from disk on the first call."""
    raw: dict[str, Any] = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    reasons = [
        Reason(library, name, number, text or name.lower().replace("_", " "), span)
        for library, name, number, text, span in raw["reasons"]
    ]
    libraries = [Library(*record) for record in raw["libraries"]]
    return ReasonTable(raw["releases"], libraries, reasons, raw["sources"])
