"""What others write is read or refused with a place: a short run of the fuzzing.

``TLSALERTS_SEED`` gives it other cases; ``python tests/fuzzing/run.py`` makes a long run.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fuzz.loop import SHARES, case_of, check_timed, kept_cases, run_surface, shrunk, surfaces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from fuzz.surface import Surface

#: How many cases of each surface a seed gives.
CASES = {
    "troubleshooting": 300,
    "overlays": 300,
    "directives": 100,
    "roles": 150,
    "explain": 300,
    "finder": 80,
}
SEEDS = sorted({1, int(os.environ.get("TLSALERTS_SEED", "2"))})

#: What part of them is tried in each run of the suite.
QUICKLY = 5


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Surface]]:
    with surfaces(tmp_path_factory.mktemp("fuzzing")) as found:
        yield found


@pytest.mark.parametrize("name", SHARES)
def test_a_few_cases_are_used_or_refused(known: dict[str, Surface], name: str) -> None:
    tally = run_surface(known[name], CASES[name] // QUICKLY, 1)
    assert tally.cases == CASES[name] // QUICKLY
    assert "\n".join(map(str, tally.failures)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SHARES)
def test_any_case_is_used_or_refused(known: dict[str, Surface], name: str, seed: int) -> None:
    tally = run_surface(known[name], CASES[name], seed)
    assert tally.cases == CASES[name]
    assert "\n".join(map(str, tally.failures)) == ""


@pytest.mark.parametrize(("name", "case"), kept_cases())
def test_what_once_failed_stays_mended(known: dict[str, Surface], name: str, case: str) -> None:
    check_timed(known[name], case)


@pytest.mark.parametrize("name", SHARES)
def test_cases_follow_from_their_seed(known: dict[str, Surface], name: str) -> None:
    cases = [case_of(known[name], f"1/{number}") for number in range(20)]
    assert cases == [case_of(known[name], f"1/{number}") for number in range(20)]
    assert len(set(cases)) > 10


class Picky:
    """A surface that takes no text with both letters in it."""

    name = "picky"

    def make(self, random: Random) -> str:
        return "".join(random.choices("abcd", k=40))

    def check(self, case: str) -> None:
        if "a" in case and "b" in case:
            raise ValueError("both letters")


def test_a_failure_is_told_once_and_made_small() -> None:
    tally = run_surface(Picky(), 50, 1)
    (failure,) = tally.failures
    assert sorted(failure.case) == ["a", "b"]
    assert failure.error.startswith("ValueError at test_fuzzing.py:")
    assert "seed '1/0'" in str(failure)
    assert shrunk(Picky(), "xxaxxbxx", failure.error) == "ab"
