"""Environments and pages that were pickled when our classes had other modules."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from support.rebuilds import assert_clean, sample_project
from support.rows import others_slow

from sphinx_tlsalerts.registries.overlays import Overlay
from sphinx_tlsalerts.sphinx_ext.doctree.marks import entries_about
from sphinx_tlsalerts.sphinx_ext.env.records import Anchor, ErrorFacts, Target
from sphinx_tlsalerts.sphinx_ext.env.store import Unlinked

if TYPE_CHECKING:
    from support.building import Project

#: The modules of version 0.1 that are gone, with the classes of theirs that were pickled.
FORMER_MODULES = {
    "sphinx_tlsalerts.store": (Anchor, ErrorFacts, Target, Unlinked),
    "sphinx_tlsalerts.overlays": (Overlay,),
    "sphinx_tlsalerts.build.names": (entries_about,),
}


def build_in_former_layout(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build with the classes in their former modules, which exist only meanwhile."""
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "sphinx_tlsalerts.build", ModuleType("build"))
        for name, classes in FORMER_MODULES.items():
            module = ModuleType(name)
            patched.setitem(sys.modules, name, module)
            for moved in classes:
                setattr(module, moved.__name__, moved)
                patched.setattr(moved, "__module__", name)
        project.build()


@pytest.mark.parametrize("builder", others_slow(["html", "latex", "text"], "html"))
def test_project_of_the_former_layout_is_built_again(
    project: Project, monkeypatch: pytest.MonkeyPatch, builder: str
) -> None:
    sample_project(project)
    build_in_former_layout(project, monkeypatch)
    pickled = (project.root / "build" / "doctrees" / "environment.pickle").read_bytes()
    assert b"sphinx_tlsalerts.store" in pickled
    assert b"sphinx_tlsalerts.overlays" in pickled
    table = (project.root / "build" / "doctrees" / "table.doctree").read_bytes()
    assert b"sphinx_tlsalerts.build.names" in table
    assert b"sphinx_tlsalerts.sphinx_ext" not in pickled + table
    build = assert_clean(project, builder)
    assert build.read == ["again", "entries", "index", "role", "table"]
    assert build.warnings == []
    assert [line for line in build.status if "failed" in line] == [
        "loading pickled environment... failed: No module named 'sphinx_tlsalerts.store'"
    ]
    assert project.build(builder).read == []
