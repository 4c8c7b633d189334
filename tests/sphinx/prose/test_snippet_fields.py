"""The documented snippets as prose of troubleshooting files, in each language on each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from support.building import needs_myst
from support.places import DOCS
from support.rows import other_rows_slow, others_slow
from support.samples import BUILDERS
from support.snippets import ENTRIES, NAMES, OURS, SNIPPETS, options_of_the_documentation
from support.twin_pages import COMBINATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.building import Project

#: Folder of the snippets and name of the markup, by the suffix of their files.
MARKUPS = {"rst": "rst", "md": "myst"}


#: A format that is read, one that is printed.
QUICK = ("html", "latex")


def as_field(suffix: str, name: str) -> str:
    """Return a troubleshooting file whose only prose is a snippet."""
    markup = MARKUPS[suffix]
    text = (SNIPPETS / markup / f"{name}.{suffix}").read_text(encoding="utf-8")
    lines = "\n".join(f"      {line}".rstrip() for line in text.splitlines())
    return (
        f"schema: 1\nmarkup: {markup}\nentries:\n"
        f"  - id: in-{name}\n    title: A snippet\n    summary: |\n{lines}\n"
    )


def write_pages(project: Project, language: str, markup: str) -> dict[str, Any]:
    """Write a page for each snippet; return the options that they need."""
    for path in DOCS.glob("troubleshooting/*.yaml"):
        project.write({f"troubleshooting/{path.name}": path.read_text(encoding="utf-8")})
    pages = {"rst": ":orphan:\n\nPage\n====\n\n.. tls-troubleshooting:: {}.yaml\n"}
    pages["md"] = "---\norphan: true\n---\n# Page\n\n```{{tls-troubleshooting}} {}.yaml\n```\n"
    for name in NAMES:
        project.write({f"{name}.yaml": as_field(markup, name)})
        project.write({f"{name}.{language}": pages[language].format(name)})
    project.write({"index.rst": "Index\n=====\n", "entries.rst": ENTRIES})
    # Snippets stand alone in the documentation; here they describe the same objects side by side.
    alone = {"suppress_warnings": ["tlsalerts.duplicate-description"]}
    settings = {"nitpicky": True, "version": "1"}
    return alone | settings | options_of_the_documentation(project)


@needs_myst
@pytest.mark.parametrize("builders", others_slow([QUICK, BUILDERS], QUICK), ids=["quick", "every"])
@pytest.mark.parametrize(("language", "markup"), other_rows_slow(COMBINATIONS, "rst-in-rst"))
def test_every_snippet_is_prose_for_every_builder(
    shared_project: Callable[[str], Project], language: str, markup: str, builders: tuple[str, ...]
) -> None:
    project = shared_project(f"snippets-{markup}-in-{language}")
    project.extensions.append("myst_parser")
    options = write_pages(project, language, markup)
    for builder in builders:
        # These two keep doctrees of their own.
        folder = builder if builder in {"epub", "gettext"} else "build"
        build = project.build(builder, folder=folder, **options)
        assert build.warnings == [], builder
    for name in NAMES:
        found = [node for node in build.doctree(name).findall() if isinstance(node, OURS)]
        assert len(found) > 1, name  # one of them is the entry in the index
        assert not any(build.doctree(name).findall(nodes.problematic))
