"""Fuzz the surfaces for long.

    python tests/fuzzing/run.py [--cases N] [--seed S] [--surface NAME]

The cases that once failed come first. Exits with 1 if a case fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run, and print what came of it."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from fuzz.loop import SHARES, check_timed, kept_cases, run_surface, surfaces

    parser = argparse.ArgumentParser(description="Fuzz what others write.")
    parser.add_argument("--cases", type=int, default=100_000, help="how many, in total")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--surface", choices=SHARES, help="only this one; it gets all cases")
    given = parser.parse_args()
    shares = {given.surface: 100} if given.surface else SHARES
    failed = False
    with tempfile.TemporaryDirectory() as folder, surfaces(Path(folder)) as known:
        for name, case in kept_cases():
            check_timed(known[name], case)
        for name, share in shares.items():
            tally = run_surface(known[name], given.cases * share // 100, given.seed)
            _say(
                f"{name:16} {tally.cases:7,} cases  {tally.seconds:7.1f} s  "
                f"slowest {tally.slowest:.3f} s (seed {tally.slowest_seed})  "
                f"{len(tally.failures)} kinds of failure"
            )
            for failure in tally.failures:
                failed = True
                _say(f"  {failure}")
    return int(failed)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 -- the figures of the run


if __name__ == "__main__":
    sys.exit(main())
