"""Builds that do not reach their end: the next one gives what a clean build gives."""

from __future__ import annotations

import os
import signal
from random import Random
from typing import TYPE_CHECKING

import pytest
from sphinx.testing.util import SphinxTestApp
from support.building import directive
from support.fault_plan import Plan, build_until, die
from support.rebuilds import alone, assert_clean, edit, sample_project
from support.rows import others_slow

from sphinx_tlsalerts.sphinx_ext.env.pending_writes import UNWRITTEN

if TYPE_CHECKING:
    from support.building import Project

#: How many builds end at a random moment.
MOMENTS = int(os.environ.get("TLSALERTS_STEPS", "4"))


@pytest.fixture
def project(project: Project) -> Project:
    sample_project(project)
    return project


#: When a build dies; most of the moments only with ``-m slow``.
MOMENTS_OF_DEATH = {
    "before reading": Plan("env-before-read-docs", die),
    "while reading": Plan("doctree-read", die, after=1),
    "all is read": Plan("env-updated", die),
    "the environment is saved": Plan("env-check-consistency", die),
    "while writing": Plan("doctree-resolved", die, after=1),
    "while writing the indices": Plan("html-page-context", die, after=6),
    "before the finder's data": Plan("build-finished", die, priority=0),
    "at the end": Plan("build-finished", die),
}
QUICK = ("all is read", "while writing")
every_moment = pytest.mark.parametrize("moment", others_slow(MOMENTS_OF_DEATH, *QUICK))


@every_moment
def test_a_first_build_is_killed(project: Project, moment: str) -> None:
    assert build_until(project, MOMENTS_OF_DEATH[moment]) == -signal.SIGKILL
    assert assert_clean(project).warnings == []


@every_moment
def test_a_build_of_what_changed_is_killed(project: Project, moment: str) -> None:
    project.build()
    edit(project)
    assert build_until(project, MOMENTS_OF_DEATH[moment]) == -signal.SIGKILL
    assert_clean(project)
    again = project.build()
    assert (again.read, again.written) == ([], [])


@pytest.mark.slow
def test_builds_are_killed_at_random_moments(project: Project) -> None:
    """Also in the middle of a file. Each page has something of ours."""
    random = Random(MOMENTS)  # noqa: S311 -- no secrets here
    for number in range(MOMENTS):
        edit(project, f"words {number}")
        moment = random.uniform(0.02, 0.4)
        assert build_until(project, seconds=moment) in {0, -signal.SIGALRM}
        assert_clean(project)


def interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "event",
    others_slow(["doctree-read", "env-check-consistency", "doctree-resolved"], "doctree-resolved"),
)
def test_the_author_interrupts_a_build(
    project: Project, event: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    edit(project)
    with monkeypatch.context() as patched:
        patched.setattr("support.fault_plan.plans", [Plan(event, interrupt)])
        with pytest.raises(KeyboardInterrupt):
            project.build()
    assert_clean(project)


@pytest.mark.parametrize("other", others_slow(["latex", "text", "dummy"], "text"))
def test_another_builder_reads_the_change_first(project: Project, other: str) -> None:
    project.build()
    project.build(other)
    edit(project)
    project.build(other)
    assert assert_clean(project).read == []
    again = project.build()
    assert (again.read, again.written) == ([], [])
    again = project.build("text")
    assert again.read == []


def plain_project(project: Project) -> None:
    """Write a project that uses nothing of ours yet."""
    project.config["tlsalerts_registry_overlays"] = []
    for name in ("index", "entries", "again", "table", "role"):
        project.write({f"{name}.rst": alone("Words.")})


@pytest.mark.parametrize("other", others_slow(["latex", "text", "dummy"], "text"))
def test_another_builder_reads_the_first_use_of_ours(project: Project, other: str) -> None:
    """All pages have a link to the index then, and nothing was noted of the output before."""
    plain_project(project)
    project.build()
    assert not (project.root / "build" / "doctrees" / UNWRITTEN).exists()
    project.write({"table.rst": alone(directive("rst", "tls-alert-table"))})
    project.build(other)
    assert "tls-index.html" in assert_clean(project).text("role.html")
    plain_project(project)
    project.build(other)
    (project.root / "build" / "doctrees" / UNWRITTEN).write_text("{", encoding="utf-8")
    assert "tls-index.html" not in assert_clean(project).text("role.html")
    again = project.build()
    assert (again.read, again.written) == ([], [])


def test_killed_build_of_a_project_without_ours_leaves_no_notes(project: Project) -> None:
    """References that every project may have are none of ours."""
    plain_project(project)
    project.write({"role.rst": alone(".. _here:\n\nHere\n----\n\n:ref:`here` :any:`here`")})
    assert build_until(project, Plan("doctree-resolved", die)) == -signal.SIGKILL
    doctrees = project.root / "build" / "doctrees"
    assert (doctrees / "environment.pickle").exists()
    assert not (doctrees / UNWRITTEN).exists()


@pytest.mark.parametrize("builder", others_slow(["text", "xml", "dirhtml"], "text"))
def test_other_formats_are_finished_too(project: Project, builder: str) -> None:
    project.build(builder)
    edit(project)
    assert build_until(project, Plan("doctree-resolved", die), builder=builder) != 0
    assert_clean(project, builder)


def test_only_some_pages_are_asked_for(project: Project) -> None:
    """As by ``sphinx-build source out source/entries.rst``: the others wait for the next build."""
    project.build()
    edit(project)
    project.write_conf()
    app = SphinxTestApp("html", srcdir=project.source, builddir=project.root / "build")
    try:
        app.build(filenames=[project.source / "entries.rst"])
    finally:
        app.cleanup()
    assert_clean(project)
