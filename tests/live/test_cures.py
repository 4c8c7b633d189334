"""The remedies of the bundled catalogue, applied as printed: afterwards the error is gone."""

from __future__ import annotations

import gc
import platform
import ssl
import warnings
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.guides import order_all_remedies
from sphinx_tlsalerts.matcher import EntryIndex, explain

from .remedies import CURES, Workshop, list_code
from .remedies.all import MODULES  # noqa: F401 -- importing them registers their cures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_tlsalerts.guides import Entry, Remedy

    from .remedies import Cure

    NoteCompared = Callable[[str, str, int], None]

ENTRIES = load_catalogue("python").entries
INDEX = EntryIndex(ENTRIES)
REMEDIES = [(entry, remedy) for entry in ENTRIES for remedy in order_all_remedies(entry)]
TO_RUN = [(entry, remedy) for entry, remedy in REMEDIES if any(list_code(remedy))]

_PROOFS = [
    pytest.param(entry, remedy, CURES[name], id=f"{entry.id}-{remedy.id}-{name}")
    for entry, remedy in REMEDIES
    if remedy.proof
    for name in remedy.proof.scenarios
    if name in CURES
]


def _here() -> str:
    openssl = " ".join(ssl.OPENSSL_VERSION.split()[:2])
    return f"Python {platform.python_version()}, {openssl}"


@pytest.mark.slow
@pytest.mark.parametrize(("entry", "remedy", "cure"), _PROOFS)
def test_the_error_is_gone_afterwards(
    entry: Entry, remedy: Remedy, cure: Cure, tmp_path: Path, note_compared: NoteCompared
) -> None:
    lacking = cure.lacks()
    if lacking:
        pytest.skip(f"{cure.name}: it needs {lacking}")
    with warnings.catch_warnings():
        # Examples leave to the reader when to close.
        warnings.simplefilter("ignore", ResourceWarning)
        before, after = cure.run(Workshop(tmp_path, remedy))
        gc.collect()
    found = [match.entry.id for match in explain(before, INDEX).matches]
    assert found[:1] == [entry.id], f"{before!r} gives {found}"
    found = [match.entry.id for match in explain(after, INDEX).matches]
    assert found == [], f"afterwards {after!r} gives {found}"
    note_compared("catalogue: remedies that cure", _here(), 1)


def test_each_remedy_with_code_names_its_cures_or_says_why_not() -> None:
    without = [f"{entry.id}/{remedy.id}" for entry, remedy in TO_RUN if remedy.proof is None]
    assert without == []
    named = [
        (f"{entry.id}/{remedy.id}", name)
        for entry, remedy in REMEDIES
        if remedy.proof
        for name in remedy.proof.scenarios
    ]
    assert [one for one in named if one[1] not in CURES] == []


def test_each_cure_proves_a_remedy() -> None:
    named = {name for _e, remedy in REMEDIES if remedy.proof for name in remedy.proof.scenarios}
    assert sorted(CURES.keys() - named) == []


def test_most_remedies_with_code_are_proved(note_compared: NoteCompared) -> None:
    """The others have a reason of a named kind, and the run prints how many."""
    kinds = Counter(
        ((remedy.proof.lacking or "proved") if remedy.proof else "without a proof")
        for _entry, remedy in TO_RUN
    )
    for kind, count in sorted(kinds.items()):
        note_compared("catalogue: remedies with code", kind, count)
    assert kinds["proved"] >= 0.7 * len(TO_RUN), kinds
