"""Messages that are explained: of programs, spoilt, and no messages at all."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fuzz.words import HOSTILE, KNOWN, some_words, spoilt
from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.matcher import EntryIndex, explain

if TYPE_CHECKING:
    from random import Random


@cache
def _index() -> EntryIndex:
    return EntryIndex(load_catalogue("python").entries)


@cache
def _messages() -> tuple[str, ...]:
    entries = load_catalogue("python").entries
    return tuple(str(message.text) for entry in entries for message in entry.messages)


class Messages:
    """What users paste."""

    name = "explain"

    def make(self, random: Random) -> str:
        """Return a text."""
        words = [random.choice(_messages()) for _ in range(random.randint(1, 3))]
        if random.randrange(3) == 0:
            words.append(some_words(random, 8))
        if random.randrange(10) == 0:
            words.append(random.choice(HOSTILE + KNOWN) * random.choice((10, 100, 1000)))
        random.shuffle(words)
        text = random.choice((" ", "\n", "")).join(words)
        return spoilt(random, text, _messages(), 8) if random.randrange(4) else text

    def check(self, case: str) -> None:
        """Explain a text."""
        found = explain(case, _index())
        lines = case.count("\n") + 1
        assert found.characters == len(case)
        assert found.skipped == 0
        for signal in found.signals:
            assert 1 <= signal.line <= lines
            assert f"in line {signal.line}" in str(signal)
        for match in found.matches:
            assert match.reasons
            assert 1 <= match.line <= lines
        assert [*found.matches] == sorted(found.matches, key=lambda one: -one.score)
