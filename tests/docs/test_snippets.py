"""The documented snippets: each pair of languages says the same, without a warning.

The documentation shows the files of ``docs/snippets`` as its examples; here they
are the corpus that holds reStructuredText and MyST to the same doctree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.building import HAS_MYST, Project
from support.normalise import normalised
from support.places import DOCS
from support.snippets import ENTRIES, NAMES, OURS, SNIPPETS, names, options_of_the_documentation

if TYPE_CHECKING:
    from pathlib import Path

    from support.building import Build


def test_there_are_snippets_and_each_stands_in_both_languages() -> None:
    assert len(NAMES) >= 10
    assert names("rst", "rst") == names("myst", "md")


def build_snippet(project: Project, language: str, suffix: str, name: str) -> Build:
    text = (SNIPPETS / language / f"{name}.{suffix}").read_text(encoding="utf-8")
    project.write({f"index.{suffix}": text})
    for file in DOCS.glob("troubleshooting/*.yaml"):
        project.write({f"troubleshooting/{file.name}": file.read_text(encoding="utf-8")})
    if "/troubleshooting/" not in text and re.search("tls[:-]?error|entries", text):
        project.write({"entries.rst": ENTRIES})
    return project.build("text", nitpicky=True, **options_of_the_documentation(project))


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_give_the_same_doctree(tmp_path: Path, name: str) -> None:
    rst = build_snippet(Project(tmp_path / "rst"), "rst", "rst", name)
    assert rst.warnings == []
    assert any(isinstance(node, OURS) for node in rst.doctree().findall())
    assert "myst_enable_extensions" not in rst.env.config  # an option of myst_parser
    if not HAS_MYST:
        return
    myst = build_snippet(Project(tmp_path / "myst"), "myst", "md", name)
    assert myst.warnings == []
    assert normalised(rst.doctree()) == normalised(myst.doctree())
    assert normalised(rst.resolved["index"]) == normalised(myst.resolved["index"])
