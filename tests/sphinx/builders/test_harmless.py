"""A project that enables the package and uses nothing of it is the project that it was."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

import pytest
from sphinx.util.inventory import InventoryFile
from support.feature_projects import BUILDERS, FEATURES, Features, Run, left_behind
from support.rows import others_slow

from sphinx_tlsalerts.sphinx_ext.env.pending_writes import UNWRITTEN

if TYPE_CHECKING:
    from pathlib import Path

    from support.feature_projects import Result

OURS = "sphinx_tlsalerts"
HTML = Run("html", "out", "doctrees")

#: Features that together have labels, objects and an inventory.
FEW = ("footnotes", "python", "standard")


def made(root: Path, *names: str) -> Features:
    project = Features(root, names)
    project.write()
    return project


def run(builder: str, workers: int = 1) -> Run:
    if builder == "epub":
        return Run(builder, "out/epub", workers=workers)  # the doctrees in the output
    # gettext does not take the doctrees of other builders.
    doctrees = "doctrees-gettext" if builder == "gettext" else "doctrees"
    return Run(builder, f"out/{builder}", doctrees, workers)


def differences(project: Features, runs: list[Run]) -> list[str]:
    """Build with and without our extension; name what is not the same."""
    return compared(runs, project.build_afresh(runs), project.build_afresh(runs, OURS))


def compared(runs: list[Run], without: list[Result], with_it: list[Result]) -> list[str]:
    """Name what is not the same in the results of two builds."""
    return [
        f"{one.builder} -j {one.workers}: {difference}"
        for one, mine, theirs in zip(runs, without, with_it, strict=True)
        for difference in mine.differences(theirs)
    ]


def test_every_feature(tmp_path: Path) -> None:
    """All features in one project, and the doctrees for a few builders, the first with workers."""
    project = made(tmp_path, *FEATURES)
    assert differences(project, [run("html", workers=2), run("latex"), run("text")]) == []


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_every_feature_in_every_builder(tmp_path: Path, workers: int) -> None:
    project = made(tmp_path, *FEATURES)
    assert differences(project, [run(builder, workers) for builder in BUILDERS]) == []


#: One builder for each way to write a document. The daily workflow takes all builders.
WRITERS = ("html", "epub", "latex", "man", "text", "texinfo", "xml", "gettext", "json")
ALONE = BUILDERS if os.environ.get("TLSALERTS_ALL_BUILDERS") else WRITERS


@pytest.mark.slow
@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_alone(tmp_path: Path, feature: str) -> None:
    project = made(tmp_path, feature)
    assert differences(project, [run(builder) for builder in ALONE]) == []
    assert differences(project, [run("html", workers=2)]) == []


PLANTED = {
    "doctrees": """
        connect("build-finished", lambda app, _: (app.doctreedir / "left.json").touch())
        """,
    "output: left.json": """
        connect("build-finished", lambda app, _: (app.outdir / "left.json").touch())
        """,
    "output: objects.inv": """
        connect("env-updated", lambda app, env:
            env.domains.standard_domain.note_hyperlink_target("left", "left", "", "Left"))
        """,
    "output: footnotes/index.html and output: index.html": """
        connect("doctree-read", lambda app, doctree: doctree.children[0]["classes"].append("left"))
        """,
    "warnings": """
        connect("build-finished", lambda *_: sys.stderr.write("left"))
        """,
    "exit code and printed": """
        connect("build-finished", lambda app, _: setattr(app, "statuscode", 3))
        """,
    "printed": """
        connect("build-finished", lambda *_: print("left"))
        """,
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Features, list[Result]]:
    """Return a project, and what it is without an extension."""
    project = made(tmp_path_factory.mktemp("plain"), "footnotes")
    return project, project.build([HTML])


@pytest.mark.parametrize(
    "what", others_slow(PLANTED, "output: objects.inv", "warnings", "exit code and printed")
)
def test_a_planted_difference_is_seen(plain: tuple[Features, list[Result]], what: str) -> None:
    project, without = plain
    connect = " ".join(PLANTED[what].split())
    text = f"import sys\n\n\ndef setup(app):\n    connect = app.connect\n    {connect}\n"
    name = f"planted_{[*PLANTED].index(what)}"
    (project.source / f"{name}.py").write_text(text, encoding="utf-8")
    found = compared([HTML], without, project.build_afresh([HTML], name))
    assert len(found) == len(what.split(" and "))
    for difference, words in zip(found, what.split(" and "), strict=True):
        assert difference.startswith(f"html -j 1: {words}")


def test_pickled_pages_are_compared_by_value(tmp_path: Path) -> None:
    """Which strings are shared in a pickle differs from one build with workers to the next."""
    word = "shared words"
    found = []
    for number, second in enumerate([word, word[:1] + word[1:], "other words"]):
        page = tmp_path / str(number) / "out" / "page.fpickle"
        page.parent.mkdir(parents=True)
        page.write_bytes(pickle.dumps({"title": word, "body": [second]}))
        found.append((page.read_bytes(), dict(left_behind(page.parent))))
    (first, one), (same, two), (_, other) = found
    assert first != same
    assert one == two != other


def labels(result: Result) -> set[str]:
    """Return the labels of the inventory."""
    inventory = InventoryFile.loads(result.output["objects.inv"], uri="")
    return set(inventory.data["std:label"])


def unlike(result: Result, before: Result) -> set[str]:
    """Return the files of an output that are not those of another one."""
    names = result.output.keys() | before.output.keys()
    return {name for name in names if result.output.get(name) != before.output.get(name)}


@pytest.mark.parametrize("one", others_slow([HTML, run("epub")], HTML), ids=["html", "epub"])
def test_enabled_unused_and_disabled_again(tmp_path: Path, one: Run) -> None:
    project = made(tmp_path, *FEW)
    (before,) = project.build([one])
    (enabled,) = project.build([one], OURS)
    (disabled,) = project.build([one])
    for result in (enabled, disabled):
        assert result.doctrees == before.doctrees
        assert unlike(result, before) == set()
        assert result.warnings == before.warnings


USED = """
:orphan:

Ours
====

.. tls-alert-table::
   :codes: 42

See :ref:`tls-index`.
"""


@pytest.mark.parametrize("extensions", others_slow([(), (OURS,)], ()), ids=["disabled", "unused"])
def test_used_and_no_longer(tmp_path: Path, extensions: tuple[str, ...]) -> None:
    project = made(tmp_path, *FEW)
    page = project.source / "ours.rst"
    plain = ":orphan:\n\nOurs\n====\n\nWords.\n"
    page.write_text(plain, encoding="utf-8")
    (before,) = project.build([HTML])
    page.write_text(USED, encoding="utf-8")
    (used,) = project.build([HTML], OURS)
    assert "tls-index" in labels(used)
    assert used.doctrees == before.doctrees
    page.write_text(plain, encoding="utf-8")
    (after,) = project.build([HTML], *extensions)
    assert after.doctrees == before.doctrees
    assert after.warnings == before.warnings
    assert labels(after) == labels(before)
    left = {name for name in unlike(after, before) if not name.startswith("_static/tlsalerts")}
    # Sphinx leaves pages that are no more, and words in the search index.
    assert left - {"searchindex.js"} == {"tls-index.html"}


@pytest.mark.slow
def test_epub_beside_its_doctrees_says_nothing_of_ours(tmp_path: Path) -> None:
    """Sphinx warns of each file in the output whose type it does not know."""
    project = made(tmp_path, *FEW)
    (before,) = project.build([run("epub")])
    (project.source / "ours.rst").write_text(USED, encoding="utf-8")
    (used,) = project.build_afresh([run("epub")], OURS)
    extra = set(used.warnings.splitlines()) - set(before.warnings.splitlines())
    doctree = "unknown mimetype for .doctrees/ours.doctree, ignoring"
    assert extra == {f"WARNING: {doctree} [epub.unknown_project_files]"}
    assert not (project.root / "out/epub/.doctrees" / UNWRITTEN).exists()
