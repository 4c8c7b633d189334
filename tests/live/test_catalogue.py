"""The bundled catalogue, proved: each error is provoked, and its entry is the first to match."""

from __future__ import annotations

import platform
import ssl
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.matcher import EntryIndex, explain

from .scenarios import SCENARIOS
from .scenarios.all import MODULES  # noqa: F401 -- importing them registers their scenarios

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.guides.models import Entry

    from .scenarios import Scenario

    NoteCompared = Callable[[str, str, int], None]

ENTRIES = load_catalogue("python").entries
INDEX = EntryIndex(ENTRIES)

_PROOFS = [
    pytest.param(entry, scenario, id=f"{entry.id}-{scenario.name}-{scenario.stack}")
    for entry in ENTRIES
    if entry.proof
    for scenario in SCENARIOS
    if scenario.name in entry.proof.scenarios
]


def _here(stack: str) -> str:
    """Name what a scenario runs on."""
    openssl = " ".join(ssl.OPENSSL_VERSION.split()[:2])
    return f"{stack} on Python {platform.python_version()}, {openssl}"


@pytest.mark.parametrize(("entry", "scenario"), _PROOFS)
def test_the_error_that_comes_out_has_its_entry_as_the_first_match(
    entry: Entry, scenario: Scenario, note_compared: NoteCompared
) -> None:
    lacking = scenario.lacks()
    if lacking:
        reason = lacking if "is not installed" in lacking else f"it needs {lacking}"
        pytest.skip(f"{scenario.name} on {scenario.stack}: {reason}")
    outcome = scenario.run()
    note_compared("catalogue: provoked errors", _here(scenario.stack), 1)
    found = [match.entry.id for match in explain(outcome.text, INDEX).matches]
    assert found[:1] == [entry.id], f"{outcome.text!r} gives {found}"
    if outcome.peer:
        note_compared("catalogue: words of the other side", _here(scenario.stack), 1)
        others = [match.entry.id for match in explain(outcome.peer, INDEX).matches]
        assert (outcome.peer_entry or entry.id) in others, (
            f"the other side reads {outcome.peer!r}, which gives {others}"
        )


def test_each_entry_names_scenarios_that_there_are_or_says_why_not() -> None:
    known = {scenario.name for scenario in SCENARIOS}
    without = [entry.id for entry in ENTRIES if entry.proof is None]
    assert without == []
    proofs = [(entry.id, entry.proof) for entry in ENTRIES if entry.proof]
    unknown = [(name, one) for name, proof in proofs for one in proof.scenarios if one not in known]
    assert unknown == []


def test_each_scenario_proves_an_entry() -> None:
    named = {name for entry in ENTRIES if entry.proof for name in entry.proof.scenarios}
    assert sorted({scenario.name for scenario in SCENARIOS} - named) == []


def test_nearly_all_entries_are_proved(note_compared: NoteCompared) -> None:
    """What cannot be provoked stays the exception, and says what it would need."""
    lacking = Counter(
        entry.proof.lacking for entry in ENTRIES if entry.proof and entry.proof.lacking
    )
    proved = len(ENTRIES) - lacking.total()
    reasons = ", ".join(f"{count} for want of {kind}" for kind, count in sorted(lacking.items()))
    note_compared(f"catalogue: entries, {lacking.total()} unproved ({reasons})", "proofs", proved)
    assert lacking.total() <= len(ENTRIES) // 10
