"""Runs cases of surfaces, and shrinks those that fail."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from fuzz.files import Overlays, TroubleshootingFiles
from fuzz.messages import Messages
from fuzz.pages import Directives, Finder, Pages, Roles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.surface import Surface

#: What one case may cost, in seconds of the processor.
SLOWEST = 5.0

#: The cases that once failed.
KEPT = Path(__file__).parent / "cases.json"

#: How many of a hundred cases each surface gets.
SHARES = {
    "troubleshooting": 25,
    "overlays": 20,
    "directives": 15,
    "roles": 20,
    "explain": 12,
    "finder": 8,
}


class TooSlowError(AssertionError):
    """A case took too long."""


class Failure(NamedTuple):
    """A case that failed."""

    surface: str
    seed: str
    case: str  #: as small as it could be made
    error: str

    def __str__(self) -> str:
        """Say how to have it again."""
        kept = json.dumps({"surface": self.surface, "case": self.case})
        return f"{self.surface}, seed {self.seed!r}: {self.error}\n  for cases.json: {kept}"


class Tally(NamedTuple):
    """What a run of one surface came to."""

    surface: str
    cases: int
    seconds: float
    slowest: float
    slowest_seed: str
    failures: list[Failure]


@contextmanager
def surfaces(folder: Path) -> Iterator[dict[str, Surface]]:
    """Give all surfaces, which use *folder*."""
    pages = Pages(folder)
    found: list[Surface] = [
        TroubleshootingFiles(folder),
        Overlays(folder),
        Directives(pages),
        Roles(pages),
        Messages(),
        Finder(pages),
    ]
    try:
        yield {surface.name: surface for surface in found}
    finally:
        pages.close()


def kept_cases() -> list[tuple[str, str]]:
    """Return the cases that once failed, each with its surface."""
    return [(one["surface"], one["case"]) for one in json.loads(KEPT.read_text(encoding="utf-8"))]


def case_of(surface: Surface, seed: str) -> str:
    """Return the case that follows from *seed*."""
    return surface.make(Random(f"{surface.name} {seed}"))  # noqa: S311 -- no secrets


def check_timed(surface: Surface, case: str) -> float:
    """Check a case; return what it cost."""
    started = time.process_time()
    surface.check(case)
    took = time.process_time() - started
    if took > SLOWEST:
        raise TooSlowError(f"took {took:.1f} s")
    return took


def run_surface(surface: Surface, cases: int, seed: int) -> Tally:
    """Run *cases* of one surface."""
    began = time.perf_counter()
    slowest, slowest_seed = 0.0, ""
    failures: list[Failure] = []
    known: set[str] = set()
    for number in range(cases):
        own = f"{seed}/{number}"
        case = case_of(surface, own)
        try:
            took = check_timed(surface, case)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is a fault
            kind = _kind_of(error)
            if _sort_of(kind) not in known:
                known.add(_sort_of(kind))
                failures.append(Failure(surface.name, own, shrunk(surface, case, kind), kind))
            continue
        if took > slowest:
            slowest, slowest_seed = took, own
    seconds = time.perf_counter() - began
    return Tally(surface.name, cases, seconds, slowest, slowest_seed, failures)


def _kind_of(error: Exception) -> str:
    """Return the kind of an error, where it was raised, and its first words."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
    words = str(error).splitlines() or [""]
    return f"{type(error).__name__} at {where}: {words[0][:200]}"


def _sort_of(kind: str) -> str:
    """Return the kind of an error without its words."""
    return kind.partition(": ")[0]


def _fails_alike(surface: Surface, case: str, kind: str) -> bool:
    try:
        check_timed(surface, case)
    except Exception as error:  # noqa: BLE001 -- as above
        return _sort_of(_kind_of(error)) == _sort_of(kind)
    return False


def shrunk(surface: Surface, case: str, kind: str, tries: int = 400) -> str:
    """Return a case that fails alike, with as much taken away as *tries* let."""
    size = max(1, len(case) // 2)
    while size and tries:
        start = 0
        while start < len(case) and tries:
            tries -= 1
            smaller = case[:start] + case[start + size :]
            if _fails_alike(surface, smaller, kind):
                case = smaller
            else:
                start += size
        size //= 2
    return case
