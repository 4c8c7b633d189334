"""The same sources give the same bytes, whatever the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from building import HAS_MYST, Project, directive, page, role
from test_incremental import searchable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def fill(project: Project) -> None:
    """Write pages of which any, read first, could become the target of most alerts."""
    language = "md" if HAS_MYST else "rst"
    everything = directive("rst", "tls-alert-table", preset="implementations")
    pages = {"index.rst": page("rst", ".. toctree::\n   :glob:\n\n   p*")}
    for number in range(6):
        table = directive("rst", "tls-alert-table", codes=f"{number}-{number * 30}")
        pages[f"p{number}.rst"] = page("rst", f"{table}\n\n:tlsalert:`42` :tlsalert:`80`")
    pages["p6.rst"] = page("rst", directive("rst", "tls-alert", "40-49") + f"\n\n{everything}")
    body = directive(language, "tls-alert", "80", "Body.") + "\n\n"
    pages[f"p7.{language}"] = page(language, body + role(language, "tlsalert", "42"))
    pages["p8.rst"] = page("rst", f":tlsalert:`112`\n\n{everything}")
    pages["house.yaml"] = "alerts:\n  42: {meaning: ours, note: n}\n  80: {note: m}\n"
    project.write(pages)
    project.config = {"tlsalerts_registry_overlays": ["house.yaml"], "nitpicky": True}


@pytest.fixture(scope="module")
def project(shared_project: Callable[[str], Project]) -> Project:
    project = shared_project("reproducible")
    fill(project)
    return project


@pytest.mark.parametrize("builder", ["html", "singlehtml", "latex"])
def test_number_of_workers_does_not_matter(project: Project, builder: str) -> None:
    one = project.build(builder, folder=f"one-{builder}", parallel=1)
    four = project.build(builder, folder=f"four-{builder}", parallel=4)
    assert one.warnings == four.warnings == []
    assert one.files() == four.files()
    if builder == "html":
        assert b"tls:alert" in one.files()["searchindex.js"]
        assert {"objects.inv", "genindex.html", "tls-index.html"} <= one.files().keys()


def test_workers_leave_the_same_records(project: Project) -> None:
    one = project.build("dummy", folder="one", parallel=1).env.domaindata["tls"]
    four = project.build("dummy", folder="four", parallel=4).env.domaindata["tls"]
    assert one == four


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_hash_seed_time_zone_and_place_do_not_matter(tmp_path: Path, builder: str) -> None:
    outputs = []
    for place, seed, zone in (("a", "1", "UTC"), ("b/c", "2", "Pacific/Auckland")):
        project = Project(tmp_path / place)
        fill(project)
        project.write_conf()
        out = project.root / "out"
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "SOURCE_DATE_EPOCH": "1700000000",
        }
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", builder]
        subprocess.run(
            [*command, "-d", str(project.root / "doctrees"), str(project.source), str(out)],
            env=environment,
            check=True,
            timeout=120,
        )
        outputs.append(
            {
                str(path.relative_to(out)): path.read_bytes()
                for path in out.rglob("*")
                if path.is_file() and path.name != ".buildinfo"
            }
        )
    first, second = outputs
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_a_page_that_changes_and_changes_back(project: Project) -> None:
    before = project.build(folder="back").files()
    page_6 = (project.source / "p6.rst").read_text(encoding="utf-8")
    project.write({"p6.rst": page("rst", "Nothing.")})
    assert project.build(folder="back").files() != before
    project.write({"p6.rst": page_6})
    after = project.build(folder="back").files()
    index = "searchindex.js"
    assert searchable(after.pop(index)) == searchable(before.pop(index))
    assert after == before
