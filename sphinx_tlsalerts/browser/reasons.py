"""The reasons of OpenSSL that a browser has to tell apart, in a small form.

The whole table is larger than all else that a page loads, so that browsers get what entries are
recognised by, and what could be taken for it: a reason with the same text or the same number.
With these, the algorithms of ``registries.openssl_reasons`` come to the same answers.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from sphinx_tlsalerts.registries import COMMON_LIBRARY, RELEASES_WITH_FUNCTION, load_reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.registries import Reason

#: What stands behind a number, by the releases that have it.
EVER, EARLY, LATE = "", "<", ">"

#: How far the highest bits of a function are from those of a reason, and how many values they
#: have where a packed number may be read with a function and without.
_FLAGS, _FUNCTIONS = 18, 64


def with_rivals(names: Iterable[str]) -> frozenset[str]:
    """Return *names* of reasons with all that they share a text or a packed number with."""
    table = load_reasons()
    reasons = [reason for name in names for reason in table.named(name)]
    found = {reason.name for reason in reasons}
    common = {
        flags << _FLAGS | reason.number
        for reason in reasons
        if reason.library == COMMON_LIBRARY
        for flags in range(_FUNCTIONS)
    }
    for reason in reasons:
        rivals = chain(
            table.worded(reason.text), table.numbered(reason.library, reason.number), _other(reason)
        )
        found.update(rival.name for rival in rivals)
    found.update(reason.name for reason in table if reason.number in common)
    return frozenset(found)


def _other(reason: Reason) -> Iterator[Reason]:
    """Yield what the packed number of a reason means to releases that know no functions."""
    table = load_reasons()
    for library in table.libraries:
        if library.name != reason.library:
            continue
        for function in range(_FUNCTIONS):
            packed = library.number << 24 | function << _FLAGS | reason.number
            number = packed & 0x7FFFFF
            if number in _numbers():  # the look-up itself takes longer
                yield from table.numbered(packed >> 23, number)


@cache
def _numbers() -> frozenset[int]:
    return frozenset(reason.number for reason in load_reasons())


def dump_reasons(names: Iterable[str]) -> dict[str, str]:
    """Return all records of reasons with *names*, by library, in the order of the table."""
    wanted = frozenset(names)
    found: dict[str, list[str]] = {}
    for reason in load_reasons():
        if reason.name in wanted:
            found.setdefault(reason.library, []).append(_dumped(reason))
    return {library: ";".join(records) for library, records in found.items()}


def _dumped(reason: Reason) -> str:
    """Return a record: its name, its number, the releases that have it, and an unusual text."""
    releases = {*load_reasons().releases_of(reason.span)}
    mark = EVER
    if releases <= RELEASES_WITH_FUNCTION:
        mark = EARLY
    elif not releases & RELEASES_WITH_FUNCTION:
        mark = LATE
    text = reason.text.lower()
    usual = text == reason.name.lower().replace("_", " ")
    record = (reason.name, str(reason.number), mark, "" if usual else text)
    return ":".join(record).rstrip(":")
