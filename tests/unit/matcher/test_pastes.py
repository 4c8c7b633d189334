"""Pastes of many programs get the answers that were decided for them beforehand."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from support.finder_vectors import BUNDLED, index_of
from support.paste_corpus import Expected, read_corpus

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.matcher import Fit, choose_remedies, explain

if TYPE_CHECKING:
    from collections.abc import Callable

    NoteCompared = Callable[[str, str, int], None]

KIND = "pastes"

#: The least share of right answers, in percent. Of what is not TLS, nothing may be found.
LEAST = {"entry": 95, "remedy": 80, "host": 90, "tool": 90}


class Answer(NamedTuple):
    """What a reader of an answer sees first."""

    entry: str | None
    remedy: str | None
    host: str | None
    tool: str | None
    found: bool  #: whether there is any answer at all


@cache
def answer(expected: Expected) -> Answer:
    """Return the answer to a paste."""
    explanation = explain(expected.paste, index_of(BUNDLED))
    context = explanation.context
    entry = explanation.matches[0].entry if explanation.matches else None
    chosen = choose_remedies(entry, context) if entry else []
    first = next((one.remedy.id for one in chosen if one.fit is not Fit.CANNOT), None)
    return Answer(
        str(entry.id) if entry else None,
        first and str(first),
        context.host and context.host.value,
        context.tools[0].value if context.tools else None,
        bool(explanation.matches or explanation.signals),
    )


def compare(part: str) -> tuple[int, list[tuple[str, Any, Any]]]:
    """Return how many pastes say something about a part of the answer, and the wrong ones."""
    # What the paste does not show, and for which no remedy was decided, is no success. Pastes of
    # entries that the catalogue does not have yet count as soon as it has them.
    known = {entry.id for entry in load_catalogue("python").entries}
    decided = [one for one in read_corpus() if known.intersection(one.entry) and getattr(one, part)]
    wrong = [
        (one.id, getattr(one, part), given)
        for one in decided
        if (given := getattr(answer(one), part)) not in getattr(one, part)
    ]
    return len(decided), wrong


@pytest.mark.parametrize("part", LEAST)
def test_pastes_get_the_answer_decided_for_them(part: str, note_compared: NoteCompared) -> None:
    count, wrong = compare(part)
    right = count - len(wrong)
    note_compared(KIND, f"right {part} first, of {count}", right)
    assert right * 100 >= LEAST[part] * count, f"{len(wrong)} of {count}: {wrong}"


@pytest.mark.parametrize("part", ["host", "tool"])
def test_nothing_is_shown_that_the_paste_does_not_show(
    part: str, note_compared: NoteCompared
) -> None:
    without = [one for one in read_corpus() if one.entry and not getattr(one, part)]
    guessed = [(one.id, given) for one in without if (given := getattr(answer(one), part))]
    note_compared(KIND, f"no {part} guessed, of {len(without)}", len(without) - len(guessed))
    assert len(guessed) * 20 <= len(without), guessed


def test_nothing_is_found_in_what_is_not_tls(note_compared: NoteCompared) -> None:
    others = [one for one in read_corpus() if not one.entry]
    found = [(one.id, answer(one)) for one in others if answer(one).found]
    note_compared(KIND, f"no false friends, of {len(others)}", len(others) - len(found))
    assert len(others) >= 40
    assert not found
