"""What the entries of a project are recognised by, in the form that browsers load.

``known`` has the parts of all entries, one after the other with ``|`` between them. A part is a
list with ``;`` between its items. An item begins with a mark of what its wording is worth, then
comes one of

``r… v… a… n… e…``
    a set of signals with ``&`` between them, first the one that the fewest entries have: a reason,
    with its library behind a full stop, or alone for the title; the position of a verification
    code; the number of an alert; a name; the class of an exception
``.…`` or ``?…``
    the words of a phrase, with ``*`` for what varies and ``^`` before its rarest pair, unless it
    begins with that; the second needs TLS around it
``A… V… E…``
    alerts, codes and exceptions of the entry itself, with ``,`` between them
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sphinx_tlsalerts.browser.facts import MARKS, common_reasons, known_reasons
from sphinx_tlsalerts.browser.reasons import dump_reasons, with_rivals
from sphinx_tlsalerts.matcher import (
    Key,
    Phrase,
    SignalKind,
    find_anchors,
    index_by_rarest,
    list_alerts,
    list_codes,
    recognise,
    weigh_wordings,
)
from sphinx_tlsalerts.matcher.readers import find_code_by_short_name, find_names
from sphinx_tlsalerts.registries import load_alerts, load_verify_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeAlias

    from sphinx_tlsalerts.browser.findable import Findable
    from sphinx_tlsalerts.guides import Entry
    from sphinx_tlsalerts.matcher import Recognised

    _Worth: TypeAlias = dict[frozenset[Key] | Phrase, float]

_KINDS = {
    SignalKind.REASON.value: "r",
    SignalKind.VERIFICATION.value: "v",
    SignalKind.ALERT.value: "a",
    SignalKind.NAME.value: "n",
    SignalKind.EXCEPTION.value: "e",
}


def finder_tables(
    entries: Iterable[Findable],
    recognised: Mapping[str, Recognised] | None = None,
    *,
    own: int | None = None,
) -> dict[str, Any]:
    """Return what a browser needs to find *entries*, for JSON.

    :param recognised: what some messages are known to be recognised by
    :param own: how many of the entries, from the first, are the project's own; the others are
        bundled
    """
    known = recognised or {}
    titles: list[str] = []
    about: list[list[str]] = []
    found: list[_Worth] = []
    names: set[str] = set()
    for entry in cast("Iterable[Entry]", entries):  # as far as an index reads them
        worth: _Worth = {}
        for message, factor in weigh_wordings(entry):
            one = known.get(message) or recognise(message)
            names |= one.names
            what = one.keys or one.phrase
            if what:
                worth[what] = max(worth.get(what, 0.0), factor)
        titles.append(str(entry.title or ""))
        about.append(list(_own_items(entry)))
        found.append(worth)
    written = _items(found)
    claimed = {*filter(_needs_claim, names)}
    parts = (
        ";".join(
            [
                *(MARKS[factor] + _short(written[what], title) for what, factor in worth.items()),
                *more,
                *("t" for _name in claimed & {title}),
            ]
        )
        for title, worth, more in zip(titles, found, about, strict=True)
    )
    tables: dict[str, Any] = {"titles": titles, "known": "|".join(parts)}
    if own is not None and own < len(titles):
        tables["own"] = own
    unknown = with_rivals({*_reasons(found)} - common_reasons()) - known_reasons()
    if unknown:
        tables["reasons"] = dump_reasons(unknown)
    if others := sorted(claimed - {*titles}):
        tables["claimed"] = others
    return tables


def _own_items(entry: Entry) -> Iterator[str]:
    """Yield the alerts, the codes and the exceptions of an entry."""
    exceptions = dict.fromkeys(name.rpartition(".")[2] for name in entry.exceptions)
    positions = (str(_positions()[constant]) for constant in dict.fromkeys(list_codes(entry)))
    numbers = (str(load_alerts().named(name).code) for name in dict.fromkeys(list_alerts(entry)))
    for letter, values in (("A", numbers), ("V", positions), ("E", exceptions)):
        if listed := ",".join(values):
            yield letter + listed


def _items(found: Iterable[_Worth]) -> dict[frozenset[Key] | Phrase, str]:
    """Return the items of all that entries are recognised by."""
    whats = list(dict.fromkeys(what for worth in found for what in worth))
    items: dict[frozenset[Key] | Phrase, str] = {}
    sets = [what for what in whats if not isinstance(what, Phrase)]
    for rarest, group in index_by_rarest(sets).items():
        for keys in group:
            others = sorted(keys - {rarest}, key=lambda key: (*key[:2], key.library or ""))
            items[keys] = "&".join(map(_signal, (rarest, *others)))
    phrases = [what for what in whats if isinstance(what, Phrase)]
    for phrase, (number, offset) in find_anchors(phrases).items():
        items[phrase] = _phrase(phrase, number, offset)
    return items


def _short(item: str, title: str) -> str:
    """Leave out a reason that is the title."""
    return "r" if item == f"r{title}" else item


def _reasons(found: Iterable[_Worth]) -> Iterator[str]:
    for worth in found:
        for what in worth:
            if not isinstance(what, Phrase):
                yield from (key.value for key in what if key.kind == SignalKind.REASON.value)


def _signal(key: Key) -> str:
    value = key.value
    if key.kind == SignalKind.VERIFICATION.value:
        value = str(_positions()[value])
    elif key.kind == SignalKind.ALERT.value:
        value = str(load_alerts().named(value).code)
    return _KINDS[key.kind] + value + (f".{key.library}" if key.library else "")


def _phrase(phrase: Phrase, number: int, offset: int) -> str:
    parts = [list(part) for part in phrase.parts]
    if number or offset:
        parts[number][offset] = "^" + parts[number][offset]
    words = "*".join(" ".join(part) for part in parts)
    return ("?" if phrase.needs_context else ".") + words


@cache
def _positions() -> dict[str, int]:
    return {code.constant: position for position, code in enumerate(load_verify_codes())}


def _needs_claim(name: str) -> bool:
    """Tell whether a name is to be taken for a reason only where an entry has it.

    The other names that entries claim stand among their signals.
    """
    return any(
        one.reason and not one.telling for one in find_names(name)
    ) and not find_code_by_short_name(name)
