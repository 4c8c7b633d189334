"""Builds in fresh processes, compared in turn.

The projects that are compared are built one after the other, and ratios are taken pair by pair:
what else the machine does then bears on both. A ratio is printed with the smallest and the
largest of its pairs; where these lie far apart, the machine was busy and the median says little.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class Cost(NamedTuple):
    """What a build took."""

    seconds: float  #: of CPU time, of all its processes
    elapsed: float  #: seconds on the clock
    peak: float  #: MiB of the largest of its processes


def build(
    source: Path, out: Path | None = None, *, jobs: int = 1, options: Sequence[str] = ()
) -> Cost:
    """Build *source* as HTML in a fresh process.

    :param out: the folder of an earlier build, which is continued; else a new one
    """
    # From elsewhere than the root of a checkout, which would be imported in place of what is
    # installed.
    with nullcontext(str(out)) if out else tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-P",
            "-m",
            "sphinx",
            "-q",
            "-b",
            "html",
            "-j",
            str(jobs),
            *options,
        ]
        start = time.perf_counter()
        pid = os.posix_spawn(sys.executable, [*command, str(source), folder], os.environ)
        _, status, used = os.wait4(pid, 0)
        elapsed = time.perf_counter() - start
    if status:
        raise SystemExit(f"the build of {source.name} failed")
    return Cost(used.ru_utime + used.ru_stime, elapsed, used.ru_maxrss / 1024)


def compare(
    title: str,
    first: Callable[[], Cost],
    second: Callable[[], Cost],
    runs: int,
    bound: float | None = None,
) -> None:
    """Print the CPU time and the memory of *first* against *second*, pair by pair.

    :param bound: what the ratio of times is meant to be at most
    """
    first(), second()  # warm the caches
    pairs = [(first(), second()) for _ in range(runs)]
    show(title, [a.seconds / b.seconds for a, b in pairs], bound)
    ours, theirs = (_medians([pair[side] for pair in pairs]) for side in (0, 1))
    extra = statistics.median(a.seconds - b.seconds for a, b in pairs)
    print(
        f"    {ours.seconds:.2f} s against {theirs.seconds:.2f} s ({1000 * extra:+.0f} ms)", end=""
    )
    more = statistics.median(a.peak - b.peak for a, b in pairs)
    ratio = statistics.median(a.peak / b.peak for a, b in pairs)
    print(f"; peak {ours.peak:.1f} against {theirs.peak:.1f} MiB ({ratio:.3f}, {more:+.1f} MiB)")


def _medians(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def show(title: str, ratios: list[float], bound: float | None = None) -> None:
    """Print the median of *ratios* with their spread."""
    spread = f"{min(ratios):.3f} to {max(ratios):.3f}"
    aim = "" if bound is None else f", at most {bound:.2f} is wanted"
    print(f"{title}: {statistics.median(ratios):.3f} ({spread}){aim}", flush=True)
