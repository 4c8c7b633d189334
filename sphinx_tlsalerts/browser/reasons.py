"""Select the reasons of OpenSSL that a browser must distinguish, in a compact form.

The whole table is larger than everything else that a page loads. Browsers get the reasons of
fingerprints, and their rivals: reasons with the same text or the same number. With these, the
algorithms of ``registries.openssl_reasons`` give the same answers.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from sphinx_tlsalerts.registries import COMMON_LIBRARY, RELEASES_WITH_FUNCTION, load_reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.registries import Reason

#: The mark after a number: all releases, only those before 3.0, only 3.0 and newer.
EVER, EARLY, LATE = "", "<", ">"

#: The shift of the highest bits of a function, and the number of their values, in packed numbers
#: that can be read both with and without a function.
_FLAGS, _FUNCTIONS = 18, 64


def add_rivals(names: Iterable[str]) -> frozenset[str]:
    """Return *names* of reasons with the reasons that share a text or a packed number with them."""
    table = load_reasons()
    reasons = [reason for name in names for reason in table.named(name)]
    with_rivals = {reason.name for reason in reasons}
    common = {
        flags << _FLAGS | reason.number
        for reason in reasons
        if reason.library == COMMON_LIBRARY
        for flags in range(_FUNCTIONS)
    }
    for reason in reasons:
        rivals = chain(
            table.worded(reason.text),
            table.numbered(reason.library, reason.number),
            _find_packed_alike(reason),
        )
        with_rivals.update(rival.name for rival in rivals)
    with_rivals.update(reason.name for reason in table if reason.number in common)
    return frozenset(with_rivals)


def _find_packed_alike(reason: Reason) -> Iterator[Reason]:
    """Yield the reasons that releases without functions read from the packed number of a reason."""
    table = load_reasons()
    for library in table.libraries:
        if library.name != reason.library:
            continue
        for function in range(_FUNCTIONS):
            packed = library.number << 24 | function << _FLAGS | reason.number
            number = packed & 0x7FFFFF
            if number in _load_numbers():  # cheaper than a look-up that finds nothing
                yield from table.numbered(packed >> 23, number)


@cache
def _load_numbers() -> frozenset[int]:
    return frozenset(reason.number for reason in load_reasons())


def dump_reasons(names: Iterable[str]) -> dict[str, str]:
    """Return the records of reasons with *names* by library, in the order of the table."""
    wanted = frozenset(names)
    by_library: dict[str, list[str]] = {}
    for reason in load_reasons():
        if reason.name in wanted:
            by_library.setdefault(reason.library, []).append(_dump_reason(reason))
    return {library: ";".join(records) for library, records in by_library.items()}


def _dump_reason(reason: Reason) -> str:
    """Return a record: its name, its number, the releases that have it, and an unusual text."""
    releases = {*load_reasons().list_releases(reason.span)}
    mark = EVER
    if releases <= RELEASES_WITH_FUNCTION:
        mark = EARLY
    elif not releases & RELEASES_WITH_FUNCTION:
        mark = LATE
    text = reason.text.lower()
    usual = text == reason.name.lower().replace("_", " ")
    record = (reason.name, str(reason.number), mark, "" if usual else text)
    return ":".join(record).rstrip(":")
