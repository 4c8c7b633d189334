"""Edits at random, builds after each: the output is always that of a clean build.

``TLSALERTS_STEPS=500 TLSALERTS_SEED=7 python -m pytest -m slow tests/test_random_edits.py`` runs
for long, with other edits.
"""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

import pytest
from support.building import HAS_MYST, Build, Project
from support.random_author import Author
from support.rebuilds import alone, clean_build, differences, searchable

if TYPE_CHECKING:
    from pathlib import Path

#: How many builds a run compares: a few of them in each run of the suite.
FEW = 4
STEPS = int(os.environ.get("TLSALERTS_STEPS", "25"))
every_length = pytest.mark.parametrize(
    "steps", [FEW, pytest.param(STEPS, marks=pytest.mark.slow)], ids=["few", "many"]
)
SEED = os.environ.get("TLSALERTS_SEED", "1")


def write_sources(project: Project, before: dict[str, str], after: dict[str, str]) -> None:
    """Bring the files on disk from one state to another; the rest is left alone."""
    for name in before.keys() - after.keys():
        project.remove(name)
    project.write({name: text for name, text in after.items() if before.get(name) != text})


def build_somehow(project: Project, author: Author, other: float = 0.1) -> Build:
    """Build what stands there, now and then with workers, or after a build of another format.

    :param other: how often the other format comes first
    """
    if author.rng.random() < other:
        project.build("text", **author.config)
    return project.build(parallel=author.rng.choice([0, 0, 0, 2]), **author.config)


@every_length
def test_incremental_builds_equal_clean_builds(project: Project, steps: int) -> None:
    author = Author(Random(SEED))  # noqa: S311 -- no secrets here
    project.extensions = ["myst_parser"] if HAS_MYST else []
    author.start()
    sources: dict[str, str] = {}
    done: list[str] = []
    for step in range(steps):
        after = author.files()
        write_sources(project, sources, after)
        sources = after
        build = build_somehow(project, author)
        assert differences(build, clean_build(project)) == [], f"seed {SEED}, step {step}: {done}"
        done = [author.edit() for _ in range(author.rng.randrange(1, 4))]
    assert build.env.all_docs


@every_length
def test_projects_that_begin_without_us(project: Project, tmp_path: Path, steps: int) -> None:
    """What is noted with the first use knows nothing of the output before."""
    author = Author(Random(SEED))  # noqa: S311 -- no secrets here
    extensions = ["myst_parser"] if HAS_MYST else []
    for number in range(max(steps // 5, 1)):
        project = Project(tmp_path / f"project{number}", extensions=extensions)
        author.start_without()
        project.write(author.files())
        project.build(**author.config)
        done: list[str] = []
        for _ in range(2):
            before = author.files()
            done += [author.edit_page(), author.edit_page(), author.edit()]
            write_sources(project, before, author.files())
            build = build_somehow(project, author, other=0.75)
            wrong = differences(build, clean_build(project))
            assert wrong == [], f"seed {SEED}, project {number}: {done}"


def test_what_plain_sphinx_leaves_stale(project: Project) -> None:
    """Without us: what is no fault of ours when builds are compared, and what authors avoid."""
    label = ".. _far:\n\nFar\n---\n\nWords."
    project.write(
        {
            "index.rst": "Start\n=====\n\n:ref:`far`\n",
            "entry.rst": alone(".. index:: stays"),
            "edited.rst": alone("Peculiar."),
            "label.rst": alone(label),
            "removed.rst": alone("Text."),
        }
    )
    project.build(extensions=[])
    project.write({"edited.rst": alone("Words."), "label.rst": alone("Words.")})
    project.remove("removed.rst")
    ours, theirs = project.build().files(), clean_build(project).files()
    assert b"peculiar" in ours["searchindex.js"]
    assert b"stays" not in ours["searchindex.js"]
    assert b"stays" in theirs["searchindex.js"]
    assert searchable(ours["searchindex.js"]) == searchable(theirs["searchindex.js"])
    assert "removed.html" in ours.keys() - theirs.keys()
    assert b"label.html#far" in ours["index.html"]
    assert b"label.html#far" not in theirs["index.html"]
