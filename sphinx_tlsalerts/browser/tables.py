"""The fingerprints of a project's entries, in the compact form that browsers load.

Input: the searchable fields of entries, and optionally known fingerprints of some messages.
Output: a dictionary for JSON: the titles, the fingerprints (``known``), and only where needed the
number of own entries, reasons that browsers do not know yet, and names that entries claim.

``known`` has one part for each entry, separated by ``|``. A part is a list of items, separated by
``;``. An item begins with a mark for the factor of its wording, followed by one of

``r… v… a… n… e…``
    a set of signals separated by ``&``, first the signal that the fewest entries have: a reason,
    with a full stop and its library if it needs one, or only ``r`` if it is the title; the
    position of a verification code; the number of an alert; a name; the class of an exception
``.…`` or ``?…``
    the words of a phrase, with ``*`` for a part that varies and ``^`` before its rarest pair of
    words, unless the phrase begins with it; a phrase with ``?`` counts only near a line about TLS
``A… V… E…``
    the alerts, verification codes and exceptions that the entry lists, separated by ``,``

Invariants: parts have the order of the titles; equal input gives equal output, byte for byte; the
matcher of browsers finds the same entries, in the same order, as :mod:`sphinx_tlsalerts.matcher`.

Example: an entry WRONG_VERSION_NUMBER with the message ``[SSL: WRONG_VERSION_NUMBER] wrong version
number`` has the part ``r``: one item without a mark, whose reason is the title.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sphinx_tlsalerts.browser.facts import MARKS, list_common_reasons, list_known_reasons
from sphinx_tlsalerts.browser.reasons import add_rivals, dump_reasons
from sphinx_tlsalerts.matcher import (
    PLACE_FACTORS,
    Key,
    Phrase,
    SignalKind,
    choose_evidence,
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

    _Factors: TypeAlias = dict[frozenset[Key] | Phrase, float]

_KINDS = {
    SignalKind.REASON.value: "r",
    SignalKind.VERIFICATION.value: "v",
    SignalKind.ALERT.value: "a",
    SignalKind.NAME.value: "n",
    SignalKind.EXCEPTION.value: "e",
}


def build_finder_tables(
    entries: Iterable[Findable],
    recognised: Mapping[str, Recognised] | None = None,
    *,
    own: int | None = None,
) -> dict[str, Any]:
    """Return the tables that a browser needs to find *entries*, for JSON.

    :param recognised: known fingerprints of some messages; the others are computed
    :param own: how many of the entries, from the first, are the project's own; the others are
        bundled
    """
    fingerprints = recognised or {}
    titles: list[str] = []
    about: list[list[str]] = []
    all_factors: list[_Factors] = []
    names: set[str] = set()
    for entry in cast("Iterable[Entry]", entries):  # the fields that an index reads
        factors: _Factors = {}
        for message, factor in weigh_wordings(entry):
            fingerprint = fingerprints.get(message) or recognise(message)
            names |= fingerprint.names
            is_title = factor == PLACE_FACTORS["title"]
            evidence = choose_evidence(fingerprint, is_title=is_title)
            if evidence:
                factors[evidence] = max(factors.get(evidence, 0.0), factor)
        titles.append(str(entry.title or ""))
        about.append(list(_list_own_items(entry)))
        all_factors.append(factors)
    written = _build_items(all_factors)
    claimed = {*filter(_needs_claim, names)}
    parts = (
        ";".join(
            [
                *(
                    MARKS[factor] + _shorten(written[evidence], title)
                    for evidence, factor in factors.items()
                ),
                *more,
                *("t" for _name in claimed & {title}),
            ]
        )
        for title, factors, more in zip(titles, all_factors, about, strict=True)
    )
    tables: dict[str, Any] = {"titles": titles, "known": "|".join(parts)}
    if own is not None and own < len(titles):
        tables["own"] = own
    unknown = (
        add_rivals({*_list_reasons(all_factors)} - list_common_reasons()) - list_known_reasons()
    )
    if unknown:
        tables["reasons"] = dump_reasons(unknown)
    if others := sorted(claimed - {*titles}):
        tables["claimed"] = others
    return tables


def _list_own_items(entry: Entry) -> Iterator[str]:
    """Yield the items for the alerts, codes and exceptions that an entry lists."""
    exceptions = dict.fromkeys(name.rpartition(".")[2] for name in entry.exceptions)
    positions = (str(_load_positions()[constant]) for constant in dict.fromkeys(list_codes(entry)))
    numbers = (str(load_alerts().named(name).code) for name in dict.fromkeys(list_alerts(entry)))
    for letter, values in (("A", numbers), ("V", positions), ("E", exceptions)):
        if listed := ",".join(values):
            yield letter + listed


def _build_items(all_factors: Iterable[_Factors]) -> dict[frozenset[Key] | Phrase, str]:
    """Return the item of each fingerprint."""
    all_evidence = list(dict.fromkeys(evidence for factors in all_factors for evidence in factors))
    items: dict[frozenset[Key] | Phrase, str] = {}
    sets = [evidence for evidence in all_evidence if not isinstance(evidence, Phrase)]
    for rarest, group in index_by_rarest(sets).items():
        for keys in group:
            others = sorted(keys - {rarest}, key=lambda key: (*key[:2], key.library or ""))
            items[keys] = "&".join(map(_write_signal, (rarest, *others)))
    phrases = [evidence for evidence in all_evidence if isinstance(evidence, Phrase)]
    for phrase, (number, offset) in find_anchors(phrases).items():
        items[phrase] = _write_phrase(phrase, number, offset)
    return items


def _shorten(item: str, title: str) -> str:
    """Shorten the item of a reason that is the title."""
    return "r" if item == f"r{title}" else item


def _list_reasons(all_factors: Iterable[_Factors]) -> Iterator[str]:
    for factors in all_factors:
        for evidence in factors:
            if not isinstance(evidence, Phrase):
                yield from (key.value for key in evidence if key.kind == SignalKind.REASON.value)


def _write_signal(key: Key) -> str:
    value = key.value
    if key.kind == SignalKind.VERIFICATION.value:
        value = str(_load_positions()[value])
    elif key.kind == SignalKind.ALERT.value:
        value = str(load_alerts().named(value).code)
    return _KINDS[key.kind] + value + (f".{key.library}" if key.library else "")


def _write_phrase(phrase: Phrase, number: int, offset: int) -> str:
    parts = [list(part) for part in phrase.parts]
    if number or offset:
        parts[number][offset] = "^" + parts[number][offset]
    text = "*".join(" ".join(part) for part in parts)
    return ("?" if phrase.needs_context else ".") + text


@cache
def _load_positions() -> dict[str, int]:
    return {code.constant: position for position, code in enumerate(load_verify_codes())}


def _needs_claim(name: str) -> bool:
    """Return whether a name counts as a reason only if an entry claims it.

    The other names that entries claim are in their fingerprints.
    """
    return any(
        candidate.reason and not candidate.telling for candidate in find_names(name)
    ) and not find_code_by_short_name(name)
