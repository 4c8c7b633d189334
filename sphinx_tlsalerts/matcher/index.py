"""Entries by what they are recognised by, and the ranking of those that a text fits.

A message of an entry is turned into the signals that a text would have. The entry fits a text
that has all of them. The more a message demands, the higher the entry ranks; what another
program shows, and what an entry says only in passing, ranks lower. A project's own entries come
before bundled ones that demand as much.
"""

from __future__ import annotations

from collections import defaultdict, deque
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.fingerprint import recognise
from sphinx_tlsalerts.matcher.phrases import Phrase, PhraseIndex
from sphinx_tlsalerts.matcher.reader import read
from sphinx_tlsalerts.matcher.signal import Key, Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sphinx_tlsalerts.guides import Entry
    from sphinx_tlsalerts.matcher.fingerprint import Recognised

#: What each signal of a message is worth. A phrase is worth less than any of them.
WORTH = {
    Kind.REASON: 100.0,
    Kind.VERIFICATION: 100.0,
    Kind.ALERT: 100.0,
    Kind.NAME: 95.0,
    Kind.EXCEPTION: 50.0,
}

PHRASE, PER_WORD, LONGEST = 70.0, 2.0, 12

#: What a message is worth by where the entry has it.
SHOWN, FURTHER, TITLE, CODE, ELSEWHERE = 1.0, 0.97, 0.96, 0.95, 0.9

#: What a signal is worth that only other words imply.
IMPLIED = 0.7

#: What an alert is worth that an entry only mentions, and what else agrees.
MENTIONED, AGREES = 10.0, 2.0

#: What it is worth that a text is the title of an entry and nothing else.
WHOLE_TITLE = 101.0

#: How much more than an own entry a bundled one may demand and still come after it. An own entry
#: that only names the exception (50) still comes after a bundled phrase (from 70).
OWN = 16.0

#: No more matches than these are told.
MOST = 20


class Place(NamedTuple):
    """An entry that a set of signals belongs to."""

    factor: float
    entry: int


class Match(NamedTuple):
    """An entry that fits a text."""

    entry: Entry  #: the entry
    score: float  #: how well it fits: only the order counts, there is no unit and no highest score
    reasons: tuple[str, ...]  #: why, in words, each with its line
    line: int  #: where the first of the reasons stands, from 1


class _Found(NamedTuple):
    """A match, before own entries come first."""

    match: Match
    worth: float  #: the most that the text has of what the entry demands, before any deduction
    entry: int


class EntryIndex:
    """Entries, by everything that a text may have of them.

    :param entries: in the order in which they rank where nothing else decides
    :param recognised: what some messages are known to be recognised by; found out without it
    :param own: how many of the entries, from the first, are the project's own; the others are
        bundled. Without it all rank alike.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        recognised: Mapping[str, Recognised] | None = None,
        *,
        own: int | None = None,
    ) -> None:
        self.entries = tuple(entries)
        self.own = len(self.entries) if own is None else own
        known = recognised or {}
        sets: dict[frozenset[Key], dict[int, float]] = defaultdict(dict)
        phrases: dict[Phrase, dict[int, float]] = defaultdict(dict)
        names: set[str] = set()
        for position, entry in enumerate(self.entries):
            for message, factor in wordings_of(entry):
                one = known.get(message) or recognise(message)
                names |= one.names
                if one.keys:
                    _note(sets[one.keys], position, factor)
                elif one.phrase:
                    _note(phrases[one.phrase], position, factor)
        self.names = frozenset(names)
        self._places = {keys: self._sorted(places) for keys, places in sets.items()}
        self._phrase_places = {phrase: self._sorted(places) for phrase, places in phrases.items()}
        self._phrases = PhraseIndex(phrases)
        self._sets = by_rarest(self._places)
        self._of_libraries = {key.value for keys in sets for key in keys if key.library}

    # What few texts need is found out by the first that does.

    @cached_property
    def _by_alert(self) -> dict[str, list[Place]]:
        """The entries that mention an alert."""
        return _index_of(self.entries, alerts_of, 1.0)

    @cached_property
    def _by_code(self) -> dict[str, list[Place]]:
        """The entries that have a verification code among their codes."""
        return _index_of(self.entries, codes_of, CODE)

    @cached_property
    def _by_title(self) -> dict[str, list[Place]]:
        return _index_of(self.entries, lambda entry: [_folded(str(entry.title))], 1.0)

    def match(self, text: str, most: int = MOST) -> Explanation:
        """Return the signals of a text and the entries that fit, the best first.

        :param text: a message, a traceback or a log of any length
        :param most: no more matches than these
        """
        reading = read(text, self.names)
        found: dict[int, _Found] = {}
        told = _keys_of(reading.signals, self._of_libraries)
        for keys, signals in self._fitting(told):
            worth = sum(map(_worth, signals))
            self._add(found, self._places[keys], worth, [(s.in_words, s.line) for s in signals])
        for signal in reading.signals:
            if signal.kind is Kind.VERIFICATION:
                places = self._by_code.get(signal.value, ())
                self._add(found, places, _worth(signal), [(signal.in_words, signal.line)])
        for phrase, line in self._phrases.find(reading.excerpt.lines, reading.about_tls):
            worth = PHRASE + PER_WORD * min(phrase.length, LONGEST)
            self._add(found, self._phrase_places[phrase], worth, [(f"words “{phrase}”", line)])
        if len(reading.excerpt.lines) == 1:
            only = reading.excerpt.lines[0]
            places = self._by_title.get(_folded(only.text), ())
            why = [("the title of the entry", only.number)]
            self._add(found, places, WHOLE_TITLE, why, fresh=True)
        for signal in reading.signals:
            if signal.kind is Kind.ALERT:
                places = self._by_alert.get(signal.value, ())
                why = [(signal.in_words, signal.line)]
                self._add(found, places, MENTIONED, why, fresh=True)
        agreed = [
            _Found(self._with_agreement(one.match, reading.signals), one.worth, at)
            for at, one in found.items()
        ]
        agreed.sort(key=lambda one: (-one.match.score, one.match.line, one.entry))
        return Explanation(
            tuple(reading.signals),
            tuple(self._own_first(agreed)[:most]),
            reading.excerpt.characters,
            reading.excerpt.skipped,
        )

    def _fitting(self, told: dict[Key, Signal]) -> Iterator[tuple[frozenset[Key], list[Signal]]]:
        """Yield the sets of keys that are all told, with the signals that tell them."""
        for key in told:
            for keys in self._sets.get(key, ()):
                if keys <= told.keys():
                    signals = sorted((told[k] for k in keys), key=_in_order)
                    yield keys, signals

    def _add(
        self,
        found: dict[int, _Found],
        places: Sequence[Place],
        worth: float,
        why: Sequence[tuple[str, int]],
        *,
        fresh: bool = False,
    ) -> None:
        """Note entries, each with its best set of signals.

        :param fresh: leave entries alone that are noted already
        """
        reasons = tuple(f"{words} in line {line}" for words, line in why)
        line = min(line for _words, line in why)
        for factor, position in islice(places, MOST):
            score = worth * factor
            known = found.get(position)
            if known and fresh:
                continue
            match = known.match if known else None
            if match is None or match.score < score:
                match = Match(self.entries[position], score, reasons, line)
            found[position] = _Found(match, max(worth, known.worth if known else 0), position)

    def _own_first(self, ranked: list[_Found]) -> list[Match]:
        """Put each own entry before the bundled ones that demand hardly more of the text.

        It takes over the score of those that it passes: scores fall from match to match.
        """
        own = deque(one for one in ranked if one.entry < self.own)
        bundled = deque(one for one in ranked if one.entry >= self.own)
        merged: list[Match] = []
        while own or bundled:
            merged.append((own if _is_before(own, bundled) else bundled).popleft().match)
        for position in range(len(merged) - 2, -1, -1):
            score = max(merged[position].score, merged[position + 1].score)
            merged[position] = merged[position]._replace(score=score)
        return merged

    def _sorted(self, places: dict[int, float]) -> list[Place]:
        found = [Place(factor, entry) for entry, factor in places.items()]
        return sorted(found, key=lambda one: (one.entry >= self.own, -one.factor, one.entry))

    def _with_agreement(self, match: Match, signals: Iterable[Signal]) -> Match:
        """Add what else of an entry agrees with a text."""
        exceptions = {name.rpartition(".")[2] for name in match.entry.exceptions}
        told = any(signal.kind is Kind.ALERT for signal in signals)
        alerts = set(alerts_of(match.entry)) if told else set()
        more = [
            str(signal)
            for signal in signals
            if (signal.kind is Kind.EXCEPTION and signal.value in exceptions)
            or (signal.kind is Kind.ALERT and signal.value in alerts)
        ]
        more = [words for words in more if words not in match.reasons]
        score = round(match.score + AGREES * len(more), 2)
        return match._replace(score=score, reasons=(*match.reasons, *more))


def _is_before(own: Sequence[_Found], bundled: Sequence[_Found]) -> bool:
    """Return whether the first own entry comes before the first bundled one."""
    if not own or not bundled:
        return bool(own)
    ours, other = own[0], bundled[0]
    return ours.worth + OWN >= other.worth or ours.match.score >= other.match.score


def _in_order(signal: Signal) -> tuple[int, str, str]:
    return signal.line, signal.kind.value, signal.value


def _worth(signal: Signal) -> float:
    return WORTH[signal.kind] * (IMPLIED if signal.implied else 1)


class Explanation(NamedTuple):
    """What a text says, and the entries that fit."""

    signals: tuple[Signal, ...]  #: what the text tells, in the order of its lines
    matches: tuple[Match, ...]  #: the entries that fit, the best first
    characters: int  #: how long the text is, in characters
    skipped: int  #: how many characters of its middle were not looked at


def messages_of(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield all wordings of entries."""
    return (message for entry in entries for message, _factor in wordings_of(entry))


def wordings_of(entry: Entry) -> Iterator[tuple[str, float]]:
    """Yield the wordings of an entry with what they are worth."""
    for message in entry.messages:
        yield str(message.text), ELSEWHERE if message.where else SHOWN
    for wording in entry.matches:
        yield str(wording), FURTHER
    if entry.title:
        yield str(entry.title), TITLE


def _index_of(
    entries: Iterable[Entry], values: Callable[[Entry], Iterable[str]], factor: float
) -> dict[str, list[Place]]:
    """Index entries by values that each has."""
    found: dict[str, list[Place]] = defaultdict(list)
    for position, entry in enumerate(entries):
        for value in dict.fromkeys(values(entry)):
            found[value].append(Place(factor, position))
    return dict(found)


def _folded(title: str) -> str:
    """Return a title without markup of literals, in one case."""
    return " ".join(title.replace("`", "").lower().split())


def codes_of(entry: Entry) -> Iterator[str]:
    """Yield the constants of the verification codes that an entry lists."""
    from sphinx_tlsalerts.registries import VerifyLookupError, load_verify_codes

    for name in entry.verify_codes:
        try:
            yield load_verify_codes().lookup(name, "3.0").constant
        except VerifyLookupError:
            continue


def alerts_of(entry: Entry) -> Iterator[str]:
    """Yield the names of the alerts that an entry lists."""
    from sphinx_tlsalerts.registries import AlertLookupError, load_alerts

    for name in entry.alerts:
        try:
            yield load_alerts().lookup(name).name
        except AlertLookupError:
            continue


def _note(places: dict[int, float], position: int, factor: float) -> None:
    """Note an entry, with the best that its messages are worth."""
    places[position] = max(places.get(position, 0.0), factor)


def _keys_of(signals: Iterable[Signal], of_libraries: Collection[str]) -> dict[Key, Signal]:
    """Return all that a text fulfils, with the signals that do.

    :param of_libraries: the reasons of which entries name the library
    """
    found: dict[Key, Signal] = {}
    for signal in signals:
        if signal.kind not in WORTH or signal.sent:
            continue
        libraries = [None, signal.library]
        if signal.kind is Kind.REASON and not signal.library and signal.value in of_libraries:
            from sphinx_tlsalerts.registries import load_reasons

            libraries += [reason.library for reason in load_reasons().named(signal.value)]
        for library in libraries:
            key = Key(signal.kind.value, signal.value, library)
            if key not in found or (found[key].implied and not signal.implied):
                found[key] = signal
    return found


def by_rarest(sets: Iterable[frozenset[Key]]) -> dict[Key, list[frozenset[Key]]]:
    """Index sets of keys by the key that the fewest sets have."""
    kept = list(sets)
    count: dict[Key, int] = defaultdict(int)
    for keys in kept:
        for key in keys:
            count[key] += 1
    found: dict[Key, list[frozenset[Key]]] = defaultdict(list)
    for keys in kept:
        found[min(keys, key=lambda key: (count[key], *key[:2], key.library or ""))].append(keys)
    return dict(found)


def explain(text: str, index: EntryIndex, *, most: int = MOST) -> Explanation:
    """Say what *text* tells of TLS errors, and which entries explain them.

    :param text: a message, a traceback or a log of any length
    :param index: the entries to look among
    :param most: no more matches than these
    """
    return index.match(text, most)
