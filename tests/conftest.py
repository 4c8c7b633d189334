"""Fixtures of the tests that build projects."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.building import Project
from support.sites import Sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from xdist.remote import Producer
    from xdist.scheduler import LoadFileScheduling

pytest_plugins = ["sphinx.testing.fixtures", "support.inventories"]

#: The name of the property by which a test tells the summary what it compared.
COMPARED = "compared_facts"


@pytest.fixture
def note_compared(
    record_property: Callable[[str, object], None],
) -> Callable[[str, str, int], None]:
    """Return a function that notes how many facts a test held against what, for the summary.

    It takes the kind of facts, such as ``ssl facts``, the other side, and the count. A test calls
    it before its assertions, so that the summary also knows of those that fail.
    """

    def note(kind: str, other_side: str, count: int) -> None:
        record_property(COMPARED, f"{kind}|{other_side}|{count}")

    return note


def _counts(reports: Iterable[pytest.TestReport]) -> dict[tuple[str, str], int]:
    """Add up what *reports* compared, by the kind of facts and the other side."""
    found: dict[tuple[str, str], int] = {}
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == COMPARED:
                kind, other_side, count = str(value).split("|")
                found[kind, other_side] = found.get((kind, other_side), 0) + int(count)
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many facts were compared with real things; only tests that ran to their end count."""
    agreed = _counts(terminalreporter.stats.get("passed", []))
    failed = _counts(terminalreporter.stats.get("failed", []))
    for kind, other_side in sorted(agreed | failed):
        count = agreed.get((kind, other_side), 0)
        doubtful = failed.get((kind, other_side), 0)
        verdict = f"{doubtful} IN FAILED TESTS" if doubtful else "all agree"
        terminalreporter.write_line(
            f"{kind}: {count} compared with {other_side}, {verdict}",
            red=bool(doubtful),
            green=not doubtful,
        )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """Give each file to one process, as its tests share what they build, unless told otherwise."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return an empty project."""
    return Project(tmp_path)


@pytest.fixture(scope="module")
def shared_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Project]:
    """Return a function that makes projects which the tests of a module share."""

    def make(name: str) -> Project:
        return Project(tmp_path_factory.mktemp(name))

    return make


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Return the sites that all processes of this run share."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    root = folder / "sites"
    root.mkdir(exist_ok=True)
    return Sites(root)
