"""Builds after a change, compared with clean builds."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from support.building import directive, page
from support.guide_pages import guide_of

if TYPE_CHECKING:
    from support.building import Build, Project


def alone(body: str, language: str = "rst") -> str:
    """Return a page that stands in no toctree."""
    if language == "md":
        return f"---\norphan: true\n---\n\n{page(language, body)}"
    return f":orphan:\n\n{page(language, body)}"


def searchable(index: bytes) -> dict[str, Any]:
    """Return the search index but for what plain Sphinx itself leaves stale.

    When it updates the file, it forgets the entries of the general index of pages that are
    not written, and keeps words that stand nowhere any more.
    """
    found: dict[str, Any] = json.loads(index.removeprefix(b"Search.setIndex(")[:-1])
    del found["indexentries"]
    for kind in ("terms", "titleterms"):
        found[kind] = {word: pages for word, pages in found[kind].items() if pages != []}
    return found


def clean_build(project: Project, builder: str = "html") -> Build:
    shutil.rmtree(project.root / "clean", ignore_errors=True)
    return project.build(builder, folder="clean")


def differences(build: Build, clean: Build) -> list[str]:
    """Return the files that differ, and the warnings that should be there and are not."""
    ours, theirs = build.files(), clean.files()
    for output in (ours, theirs):
        if "searchindex.js" in output:
            index = json.dumps(searchable(output["searchindex.js"]), sort_keys=True)
            output["searchindex.js"] = index.encode()
    differ = sorted(name for name in theirs if ours.get(name) != theirs[name])
    # Plain Sphinx leaves the output of removed pages.
    left_over = sorted(name for name in ours.keys() - theirs.keys())
    differ += [name for name in left_over if name.partition(".")[0] in build.env.all_docs]
    differ += [name for name in left_over if name.startswith("_static/tlsalerts-entries")]
    return differ + warning_differences(build, clean)


def warning_differences(build: Build, clean: Build) -> list[str]:
    """Return warnings that a clean build does not give, or that it gives of what was read."""
    wrong = [f"needless: {line}" for line in build.warnings if line not in clean.warnings]
    read = {f"{name}.{kind}" for name in build.read for kind in ("rst", "md")}
    of_read = [line for line in clean.warnings if line.partition(":")[0] in read]
    return wrong + [f"missing: {line}" for line in of_read if line not in build.warnings]


def guide(words: str) -> str:
    entry = {"id": "first", "title": f"Title {words}", "alerts": "bad_certificate", "cause": words}
    return guide_of(entry, {"id": "second", "cause": words, "related": ["first"]})


def sample_project(project: Project) -> None:
    """Write pages of which some have entries, and the others say something of them."""
    project.extensions = ["support.fault_plan"]
    entries = directive("rst", "tls-troubleshooting", "guide.yaml")
    table = directive("rst", "tls-alert-table", codes="42-44", columns="name meaning entries")
    project.write(
        {
            "index.rst": page("rst", directive("rst", "tls-error-finder")),
            "entries.rst": alone(entries),
            "again.rst": alone(directive("rst", "tls-troubleshooting", "guide.yaml", no_index="")),
            "table.rst": alone(table),
            "role.rst": alone(":tlserror:`first` :ref:`tls-error-second` :tlsalert:`42`"),
            "guide.yaml": guide("before"),
            "house.yaml": "schema: 1\nalerts:\n  42: {meaning: before}\n",
        }
    )
    project.config["tlsalerts_registry_overlays"] = ["house.yaml"]


def edit(project: Project, words: str = "after") -> None:
    """Change all pages without touching one: only what they use."""
    project.write(
        {
            "guide.yaml": guide(words),
            "house.yaml": f"schema: 1\nalerts:\n  42: {{meaning: {words}}}\n",
        }
    )


def assert_clean(project: Project, builder: str = "html") -> Build:
    build = project.build(builder)
    assert differences(build, clean_build(project, builder)) == []
    return build
