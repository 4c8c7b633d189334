"""The documented snippets: each pair of languages says the same, without a warning.

The documentation shows the files of ``docs/snippets`` as its examples; here they
are the corpus that holds reStructuredText and MyST to the same doctree.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import HAS_MYST, Project
from support.normalise import normalised
from support.places import DOCS

if TYPE_CHECKING:
    from pathlib import Path

    from support.building import Build

SNIPPETS = DOCS / "snippets"


def names(language: str, suffix: str) -> set[str]:
    return {path.stem for path in (SNIPPETS / language).glob(f"*.{suffix}")}


NAMES = sorted(names("rst", "rst") | names("myst", "md"))

#: What a snippet must leave behind at least one of: it shows something of this package.
OURS = (
    nodes.table,
    nodes.section,
    nodes.definition_list,
    nodes.container,
    addnodes.desc,
    addnodes.index,
    addnodes.pending_xref,
)

#: What snippets refer to that another page of the documentation shows.
ENTRIES = ":orphan:\n\n.. tls-troubleshooting:: /troubleshooting/certificates.yaml\n"


def test_there_are_snippets_and_each_stands_in_both_languages() -> None:
    assert len(NAMES) >= 10
    assert names("rst", "rst") == names("myst", "md")


def build_snippet(project: Project, language: str, suffix: str, name: str) -> Build:
    text = (SNIPPETS / language / f"{name}.{suffix}").read_text(encoding="utf-8")
    project.write({f"index.{suffix}": text})
    for file in DOCS.glob("troubleshooting/*.yaml"):
        project.write({f"troubleshooting/{file.name}": file.read_text(encoding="utf-8")})
    if "/troubleshooting/" not in text:
        project.write({"entries.rst": ENTRIES})
    return project.build("text", nitpicky=True, **options_of_the_documentation(project))


def options_of_the_documentation(project: Project) -> dict[str, Any]:
    """Return what snippets rely on of the ``conf.py`` that shows them."""
    spec = importlib.util.spec_from_file_location("documentation_conf", DOCS / "conf.py")
    assert spec is not None
    assert spec.loader is not None
    conf = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(conf)
    found = {name: value for name, value in vars(conf).items() if name.startswith("tlsalerts_")}
    for name in found.get("tlsalerts_registry_overlays", ()):
        project.write({name: (DOCS / name).read_text(encoding="utf-8")})
    return found


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_give_the_same_doctree(tmp_path: Path, name: str) -> None:
    rst = build_snippet(Project(tmp_path / "rst"), "rst", "rst", name)
    assert rst.warnings == []
    assert any(isinstance(node, OURS) for node in rst.doctree().findall())
    assert "myst_parser" not in rst.env.app.extensions
    if not HAS_MYST:
        return
    myst = build_snippet(Project(tmp_path / "myst"), "myst", "md", name)
    assert myst.warnings == []
    assert normalised(rst.doctree()) == normalised(myst.doctree())
    assert normalised(rst.resolved["index"]) == normalised(myst.resolved["index"])
