"""The index of entries, and the ranking of the entries that explain a text.

Input: entries, each with its messages, further wordings and title; then a text of any length.
Output: an :class:`Explanation`: the signals of the text, and its matches, the best first.

Indexing turns each wording of an entry into a fingerprint: the set of signals that a text must
have, else a phrase. A text is matched in three steps:

1. Strong evidence: all signals of a wording, a verification code that the entry lists, or the
   phrase of a wording. The more a wording demands, the higher the entry ranks; wordings that
   another program shows rank lower.
2. Weak evidence, which counts only for entries without strong evidence: the whole text is the
   title of the entry, or the text has an alert that the entry lists.
3. Without any match, the words of a short text are searched for in the titles.

Then each match gains a little from the exceptions and alerts of its entry that the text has as
well, and a project's own entries move before bundled ones that demand about as much.

Invariants: an entry matches at most once; scores never increase from match to match; the result
depends only on the text, the entries and their order.

Example: the message ``[SSL: WRONG_VERSION_NUMBER] wrong version number`` has the fingerprint
``{mnemonic WRONG_VERSION_NUMBER}``, worth 100. The text ``ERR_SSL_WRONG_VERSION_NUMBER`` has the
same mnemonic, so the entry matches it with the score 100.
"""

from __future__ import annotations

from collections import defaultdict, deque
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.fingerprint import choose_evidence, recognise
from sphinx_tlsalerts.matcher.paste import PasteContext, describe_paste
from sphinx_tlsalerts.matcher.phrases import Phrase, PhraseIndex
from sphinx_tlsalerts.matcher.reader import read
from sphinx_tlsalerts.matcher.readers import NOTICED
from sphinx_tlsalerts.matcher.search import search_entries
from sphinx_tlsalerts.matcher.signal import Key, Signal, SignalKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sphinx_tlsalerts.guides import Entry
    from sphinx_tlsalerts.matcher.fingerprint import Recognised
    from sphinx_tlsalerts.matcher.reader import ReadText

#: The worth of each signal of a message. A phrase is worth less than any of them.
WORTH = {
    SignalKind.REASON: 100.0,
    SignalKind.VERIFICATION: 100.0,
    SignalKind.ALERT: 100.0,
    SignalKind.NAME: 95.0,
    SignalKind.EXCEPTION: 50.0,
}

#: The worth of a phrase, and of each of its words up to the twelfth.
PHRASE, PER_WORD, MOST_PHRASE_WORDS = 70.0, 2.0, 12

#: Factors of the worth by the part of the entry that has the wording. What the other side shows is
#: worth less than what the words of this side imply.
SHOWN, FURTHER, TITLE, CODE, ELSEWHERE = 1.0, 0.97, 0.96, 0.95, 0.6

#: The factor of a signal that only other words imply.
IMPLIED = 0.78

#: The worth of an alert that an entry lists, and of each exception or alert that agrees.
MENTIONED, AGREES = 10.0, 2.0

#: The worth of what this side has noticed where it sent an alert.
NOTICED_WORTH = 15.0

#: The worth of a text that is exactly the title of an entry. An own entry with these words as a
#: message, at least two, precedes a bundled one.
WHOLE_TITLE = 90.0

#: The worth of a text that is exactly the id of an entry: nobody types one by chance.
WHOLE_ID = 120.0

#: A bundled entry precedes an own one only if it demands more than this in addition. An own entry
#: that only names the exception (50) still comes after a bundled phrase (from 70).
OWN = 16.0

#: The most matches of one text.
MOST = 20


class Place(NamedTuple):
    """An entry that a fingerprint belongs to."""

    factor: float
    entry: int


class Match(NamedTuple):
    """An entry that fits a text."""

    entry: Entry  #: the entry
    score: float  #: how well it fits: only the order counts, there is no unit and no highest score
    reasons: tuple[str, ...]  #: the evidence, each item with its line
    line: int  #: the line of the first item, from 1


class _Candidate(NamedTuple):
    """A match before own entries move to the front."""

    match: Match
    worth: float  #: the highest worth of a wording that fits, before any factor of its place
    entry: int


class _Evidence(NamedTuple):
    """A part of a text that speaks for an entry."""

    description: str
    line: int


class EntryIndex:
    """Entries, by all the evidence that a text may have for them.

    :param entries: in the order in which they rank where nothing else decides
    :param recognised: known fingerprints of some messages; the others are computed
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
        fingerprints = recognised or {}
        sets: dict[frozenset[Key], dict[int, float]] = defaultdict(dict)
        phrases: dict[Phrase, dict[int, float]] = defaultdict(dict)
        names: set[str] = set()
        for position, entry in enumerate(self.entries):
            for message, factor in weigh_wordings(entry):
                fingerprint = fingerprints.get(message) or recognise(message)
                names |= fingerprint.names
                evidence = choose_evidence(fingerprint, is_title=factor == TITLE)
                if isinstance(evidence, Phrase):
                    _note_best(phrases[evidence], position, factor)
                elif evidence:
                    _note_best(sets[evidence], position, factor)
        self.names = frozenset(names)
        self._places = {keys: self._sort(places) for keys, places in sets.items()}
        self._phrase_places = {phrase: self._sort(places) for phrase, places in phrases.items()}
        self._phrases = PhraseIndex(phrases)
        self._sets = index_by_rarest(self._places)
        self._of_libraries = {key.value for keys in sets for key in keys if key.library}

    # Built by the first text that needs them: few texts do.

    @cached_property
    def _by_alert(self) -> dict[str, list[Place]]:
        """The entries by the alerts that they list."""
        return _index_entries(self.entries, list_alerts, 1.0)

    @cached_property
    def _by_code(self) -> dict[str, list[Place]]:
        """The entries by the verification codes that they list."""
        return _index_entries(self.entries, list_codes, CODE)

    @cached_property
    def _by_id(self) -> dict[str, list[Place]]:
        return _index_entries(self.entries, lambda entry: [entry.id.lower()], 1.0)

    @cached_property
    def _by_title(self) -> dict[str, list[Place]]:
        return _index_entries(self.entries, lambda entry: [_fold_title(str(entry.title))], 1.0)

    def match(self, text: str, most: int = MOST) -> Explanation:
        """Return the signals of a text and the entries that fit, the best first.

        :param text: a message, a traceback or a log of any length
        :param most: no more matches than these
        """
        reading = read(text, self.names)
        candidates: dict[int, _Candidate] = {}
        self._add_strong(candidates, reading)
        self._add_weak(candidates, reading)
        offered = not candidates
        if offered:
            self._add_offers(candidates, reading)
        agreed = [
            candidate._replace(match=self._add_agreement(candidate.match, reading.signals))
            for candidate in candidates.values()
        ]
        agreed.sort(key=lambda c: (-c.match.score, c.match.line, c.entry))
        return Explanation(
            tuple(reading.signals),
            tuple(self._put_own_first(agreed)[:most]),
            reading.excerpt.characters,
            reading.excerpt.skipped,
            describe_paste(text, reading),
            offered=offered and bool(candidates),
        )

    # Step 1

    def _add_strong(self, candidates: dict[int, _Candidate], reading: ReadText) -> None:
        """Add the entries for which signals, verification codes or phrases of a text speak."""
        for keys, signals in self._find_fulfilled(_index_signals(reading, self._of_libraries)):
            worth = sum(map(_weigh, signals))
            evidence = [_Evidence(signal.in_words, signal.line) for signal in signals]
            self._add(candidates, self._places[keys], worth, evidence)
        for signal in reading.signals:
            if signal.kind is SignalKind.VERIFICATION:
                places = self._by_code.get(signal.value, ())
                evidence = [_Evidence(signal.in_words, signal.line)]
                self._add(candidates, places, _weigh(signal), evidence)
        for phrase, line in self._phrases.find(reading.excerpt.lines, reading.about_tls):
            worth = PHRASE + PER_WORD * min(phrase.length, MOST_PHRASE_WORDS)
            evidence = [_Evidence(f"words “{phrase}”", line)]
            self._add(candidates, self._phrase_places[phrase], worth, evidence)

    # Step 2

    def _add_weak(self, candidates: dict[int, _Candidate], reading: ReadText) -> None:
        """Add further entries: those with the text as their title, those that list its alerts."""
        if len(reading.excerpt.lines) == 1:
            line = reading.excerpt.lines[0]
            places = self._by_title.get(_fold_title(line.text), ())
            evidence = [_Evidence("the title of the entry", line.number)]
            self._add(candidates, places, WHOLE_TITLE, evidence, only_new=True)
            evidence = [_Evidence("the id of the entry", line.number)]
            self._add(candidates, self._by_id.get(line.low, ()), WHOLE_ID, evidence)
        for signal in reading.signals:
            if signal.kind is SignalKind.ALERT:
                evidence = [_Evidence(signal.in_words, signal.line)]
                if signal.sent and signal.value in NOTICED:
                    noticing = self._find_places(NOTICED[signal.value])
                    self._add(candidates, noticing, NOTICED_WORTH, evidence, only_new=True)
                mentioning = self._by_alert.get(signal.value, ())
                self._add(candidates, mentioning, MENTIONED, evidence, only_new=True)

    # Without any evidence

    def _add_offers(self, candidates: dict[int, _Candidate], reading: ReadText) -> None:
        """Add the entries that have the words of a search."""
        if len(reading.excerpt.lines) == 1:
            line = reading.excerpt.lines[0]
            evidence = [_Evidence("the words of the title", line.number)]
            for offer in search_entries(line.text, self.entries):
                self._add(candidates, [Place(1.0, offer.entry)], offer.worth, evidence)

    def _find_places(self, name: str) -> Sequence[Place]:
        """Return the entries of a verification code or a reason."""
        key = Key(SignalKind.REASON.value, name)
        return self._by_code.get(name, ()) or self._places.get(frozenset((key,)), ())

    def _find_fulfilled(
        self, signals: dict[Key, Signal]
    ) -> Iterator[tuple[frozenset[Key], list[Signal]]]:
        """Yield the sets of keys that a text has in full, with the signals that fulfil them."""
        for rarest in signals:
            for keys in self._sets.get(rarest, ()):
                if keys <= signals.keys():
                    yield keys, sorted((signals[key] for key in keys), key=_order_signal)

    def _add(
        self,
        candidates: dict[int, _Candidate],
        places: Sequence[Place],
        worth: float,
        evidence: Sequence[_Evidence],
        *,
        only_new: bool = False,
    ) -> None:
        """Add entries to the candidates; each keeps its best evidence.

        :param only_new: skip entries that are candidates already
        """
        reasons = tuple(f"{description} in line {line}" for description, line in evidence)
        line = min(line for _description, line in evidence)
        for factor, position in islice(places, MOST):
            score = worth * factor
            known = candidates.get(position)
            if known and only_new:
                continue
            match = known.match if known else None
            if match is None or match.score < score:
                match = Match(self.entries[position], score, reasons, line)
            highest = max(worth, known.worth if known else 0)
            candidates[position] = _Candidate(match, highest, position)

    def _put_own_first(self, ranked: list[_Candidate]) -> list[Match]:
        """Move each own entry before the bundled ones that demand hardly more of the text.

        It takes over the score of those that it passes, so that scores never increase.
        """
        own = deque(candidate for candidate in ranked if candidate.entry < self.own)
        bundled = deque(candidate for candidate in ranked if candidate.entry >= self.own)
        merged: list[Match] = []
        while own or bundled:
            merged.append((own if _is_before(own, bundled) else bundled).popleft().match)
        for position in range(len(merged) - 2, -1, -1):
            score = max(merged[position].score, merged[position + 1].score)
            merged[position] = merged[position]._replace(score=score)
        return merged

    def _sort(self, factors: dict[int, float]) -> list[Place]:
        """Return the places of entries: own ones first, then by their factors."""
        places = [Place(factor, entry) for entry, factor in factors.items()]
        return sorted(places, key=lambda p: (p.entry >= self.own, -p.factor, p.entry))

    def _add_agreement(self, match: Match, signals: Iterable[Signal]) -> Match:
        """Raise the score for exceptions and alerts that both the entry and the text have."""
        exceptions = {name.rpartition(".")[2] for name in match.entry.exceptions}
        has_alert = any(signal.kind is SignalKind.ALERT for signal in signals)
        alerts = set(list_alerts(match.entry)) if has_alert else set()
        agreeing = [
            str(signal)
            for signal in signals
            if (signal.kind is SignalKind.EXCEPTION and signal.value in exceptions)
            or (signal.kind is SignalKind.ALERT and signal.value in alerts)
        ]
        new = [reason for reason in agreeing if reason not in match.reasons]
        score = round(match.score + AGREES * len(new), 2)
        return match._replace(score=score, reasons=(*match.reasons, *new))


def _is_before(own: Sequence[_Candidate], bundled: Sequence[_Candidate]) -> bool:
    """Return whether the first own entry comes before the first bundled one."""
    if not own or not bundled:
        return bool(own)
    ours, other = own[0], bundled[0]
    return ours.worth + OWN >= other.worth or ours.match.score >= other.match.score


def _order_signal(signal: Signal) -> tuple[int, str, str]:
    return signal.line, signal.kind.value, signal.value


def _weigh(signal: Signal) -> float:
    return WORTH[signal.kind] * (IMPLIED if signal.implied else 1)


class Explanation(NamedTuple):
    """The signals of a text, and the entries that fit it."""

    signals: tuple[Signal, ...]  #: in the order of the lines
    matches: tuple[Match, ...]  #: the entries that fit, the best first
    characters: int  #: the length of the text, in characters
    skipped: int  #: how many characters of its middle were not read
    context: PasteContext = PasteContext()  #: the situation of the reader, as the text shows it
    offered: bool = False  #: whether the entries only have the words of a search


def list_messages(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield all wordings of entries."""
    return (message for entry in entries for message, _factor in weigh_wordings(entry))


def weigh_wordings(entry: Entry) -> Iterator[tuple[str, float]]:
    """Yield the wordings of an entry, each with the factor of its place."""
    for message in entry.messages:
        yield str(message.text), ELSEWHERE if message.where else SHOWN
    for wording in entry.matches:
        yield str(wording), FURTHER
    if entry.title:
        yield str(entry.title), TITLE


def _index_entries(
    entries: Iterable[Entry], values: Callable[[Entry], Iterable[str]], factor: float
) -> dict[str, list[Place]]:
    """Index entries by values that each has."""
    places: dict[str, list[Place]] = defaultdict(list)
    for position, entry in enumerate(entries):
        for value in dict.fromkeys(values(entry)):
            places[value].append(Place(factor, position))
    return dict(places)


def _fold_title(title: str) -> str:
    """Return a title in lower case, without the markup of literals."""
    return " ".join(title.replace("`", "").lower().split())


def list_codes(entry: Entry) -> Iterator[str]:
    """Yield the constants of the verification codes that an entry lists."""
    from sphinx_tlsalerts.registries import VerifyLookupError, load_verify_codes

    for name in entry.verify_codes:
        try:
            yield load_verify_codes().lookup(name, "3.0").constant
        except VerifyLookupError:
            continue


def list_alerts(entry: Entry) -> Iterator[str]:
    """Yield the names of the alerts that an entry lists."""
    from sphinx_tlsalerts.registries import AlertLookupError, load_alerts

    for name in entry.alerts:
        try:
            yield load_alerts().lookup(name).name
        except AlertLookupError:
            continue


def _note_best(factors: dict[int, float], position: int, factor: float) -> None:
    """Note an entry with the highest factor of its wordings."""
    factors[position] = max(factors.get(position, 0.0), factor)


def _index_signals(reading: ReadText, of_libraries: Collection[str]) -> dict[Key, Signal]:
    """Return the keys that a text fulfils, each with its signal; exact signals win.

    :param of_libraries: the reasons for which entries name the library
    """
    by_key: dict[Key, Signal] = {}
    for signal in reading.signals:
        if signal.kind not in WORTH or signal.sent:
            continue
        libraries = [None, signal.library]
        if signal.kind is SignalKind.REASON and not signal.library and signal.value in of_libraries:
            from sphinx_tlsalerts.registries import load_reasons

            libraries += [reason.library for reason in load_reasons().named(signal.value)]
        for library in libraries:
            key = Key(signal.kind.value, signal.value, library)
            if key not in by_key or (by_key[key].implied and not signal.implied):
                by_key[key] = signal
    return by_key


def index_by_rarest(sets: Iterable[frozenset[Key]]) -> dict[Key, list[frozenset[Key]]]:
    """Index sets of keys by the key that the fewest sets have."""
    kept = list(sets)
    count: dict[Key, int] = defaultdict(int)
    for keys in kept:
        for key in keys:
            count[key] += 1
    by_key: dict[Key, list[frozenset[Key]]] = defaultdict(list)
    for keys in kept:
        rarest = min(keys, key=lambda key: (count[key], *key[:2], key.library or ""))
        by_key[rarest].append(keys)
    return dict(by_key)


def explain(text: str, index: EntryIndex, *, most: int = MOST) -> Explanation:
    """Return the signals of *text*, and the entries that explain them.

    :param text: a message, a traceback or a log of any length
    :param index: the entries to search
    :param most: no more matches than these
    """
    return index.match(text, most)
