"""Fixtures of the tests that build projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from building import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest_plugins = ["sphinx.testing.fixtures"]


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
