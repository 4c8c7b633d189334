"""What is wrong with a file is told once in a build, however many directives show the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.building import directive
from support.guide_pages import guide_of
from support.rebuilds import alone

if TYPE_CHECKING:
    from support.building import Project

GUIDE = guide_of(
    {"id": "a", "remedy": "Set ``verify=False``."},
    {"id": "b", "remedy": "See {+tool+} and :tlsalert:`no-such`."},
    {"id": "c", "remdy": "A key that does not exist."},
    {"id": "d", "remedy": "Set ``verify=False``."},
    markup="rst",
)


@pytest.mark.parametrize("parallel", [0, 4])
def test_a_fault_of_a_file_is_told_once(project: Project, parallel: int) -> None:
    shown = directive("rst", "tls-troubleshooting", "guide.yaml", no_index="")
    start = "Start\n=====\n"
    pages = {f"p{number}.rst": alone(f"{shown}\n\n{shown}") for number in range(8)}
    project.write({"index.rst": start, "guide.yaml": GUIDE, **pages})
    told = project.build(parallel=parallel).warnings
    rules = sorted(line.rpartition("[")[2] for line in told)
    assert rules == [
        "tlsalerts.advice]",
        "tlsalerts.advice]",  # the same words at another place
        "tlsalerts.unknown-alert]",
        "tlsalerts.unknown-substitution]",
        "tlsalerts.yaml]",
    ]
    assert project.build(parallel=parallel).warnings == []
    for number in range(2):
        project.write({f"p{number}.rst": alone(f"Changed.\n\n{shown}")})
    assert sorted(project.build(parallel=parallel).warnings) == sorted(told)
    project.write({"guide.yaml": guide_of({"id": "c", "remdy": "x"})})
    (line,) = project.build(parallel=parallel).warnings
    assert line.startswith("guide.yaml:")
