"""The same sources give the same bytes, whatever the machine."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import pytest
from support.building import HAS_MYST, Project, directive, page, role
from support.guide_pages import guide_of
from support.rebuilds import searchable
from support.rows import others_slow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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
    pages["house.yaml"] = "schema: 1\nalerts:\n  42: {meaning: ours, note: n}\n  80: {note: m}\n"
    project.write(pages)
    project.config = {"tlsalerts_registry_overlays": ["house.yaml"], "nitpicky": True}


@pytest.fixture(scope="module")
def project(shared_project: Callable[[str], Project]) -> Project:
    project = shared_project("reproducible")
    fill(project)
    return project


@pytest.mark.parametrize("builder", others_slow(["html", "singlehtml", "latex"], "html"))
def test_number_of_workers_does_not_matter(project: Project, builder: str) -> None:
    one = project.build(builder, folder=f"one-{builder}", parallel=1)
    four = project.build(builder, folder=f"four-{builder}", parallel=4)
    assert one.warnings == four.warnings == []
    assert one.files() == four.files()
    assert one.records() == four.records()
    if builder == "html":
        assert b"tls:alert" in one.files()["searchindex.js"]
        assert {"objects.inv", "genindex.html", "tls-index.html"} <= one.files().keys()


#: All formats from one environment, as ``sphinx-build`` makes one.
BUILD_ALL = """
import sys
from sphinx.cmd.build import main
source, out, workers, *builders = sys.argv[1:]
for builder in builders:
    doctrees = f"{out}/of-gettext" if builder == "gettext" else f"{out}/doctrees"  # not shared
    command = ["-q", "-W", "-j", workers, "-b", builder, "-d", doctrees]
    if main([*command, source, f"{out}/{builder}"]):
        sys.exit(f"{builder} fails")
"""
BUILDERS = [
    *("html", "singlehtml", "latex", "epub", "man", "texinfo", "text", "gettext", "xml"),
]


class Machine(NamedTuple):
    """What may differ where a project is built."""

    place: str
    workers: str
    seed: str  #: of Python's hashes
    environment: dict[str, str]

    def build(self, root: Path, write: Callable[[Project], None]) -> dict[str, bytes]:
        """Build a project in all formats; return the files."""
        project = Project(root / self.place)
        write(project)
        project.write_conf()
        out = project.root / "out"
        environment = {
            **os.environ,
            "SOURCE_DATE_EPOCH": "1700000000",
            "PYTHONHASHSEED": self.seed,
            **self.environment,
        }
        command = [sys.executable, "-c", BUILD_ALL, str(project.source), str(out), self.workers]
        subprocess.run([*command, *BUILDERS], env=environment, check=True, timeout=300)
        return {name: data for builder in BUILDERS for name, data in files_of(out / builder)}


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an output, those of an EPUB one by one, without what is of the place."""
    for path in sorted(folder.rglob("*")):
        name = f"{folder.name}/{path.relative_to(folder)}"
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as archive:
                for member in archive.namelist():  # each also has the time when it was packed
                    yield f"{name}/{member}", archive.read(member)
        elif path.suffix == ".xml" and folder.name == "xml":
            yield name, re.sub(rb' source="[^"]*"', b"", path.read_bytes())
        elif path.is_file() and path.name != ".buildinfo":
            yield name, path.read_bytes()


def other_locale() -> str:
    """Return a locale that is there, as unlike the usual one as can be."""
    program = shutil.which("locale")
    found = (
        subprocess.check_output([program, "-a"], text=True, encoding="utf-8").split()
        if program
        else []
    )
    usual = {"C", "POSIX", "C.utf8", "C.UTF-8"}
    return next((name for name in found if name not in usual), "POSIX")


def machines() -> list[Machine]:
    """Return two machines; their hashes are others in each run of the tests."""
    seeds = [str(random.SystemRandom().randrange(1, 2**32)) for _ in range(2)]
    # Where the locale says so, Python then reads and writes files in ASCII unless it is told.
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"}
    first = {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
    second = {"LC_ALL": other_locale(), "LANG": "POSIX", "TZ": "Pacific/Auckland"}
    return [
        Machine("a", "1", seeds[0], first),
        Machine("a longer/path", "4", seeds[1], second | plain),
    ]


def fill_with_everything(project: Project) -> None:
    """Write pages with all there is, also words that are not ASCII."""
    overlays = {"tlsalerts_registry_overlays": ["house.yaml"], "nitpicky": True}
    project.config |= {"project": "Übung", "version": "1"} | overlays
    guides = [
        {"id": f"entry-{n}", "title": f"Entry {n} „ü“", "alerts": ["bad_certificate", 48],
         "message": f"[SSL: WRONG_VERSION_NUMBER] wrong version number {n}", "cause": "Gründe.",
         "verify_codes": [10, 20], "related": [f"entry-{n + 1}"], "exceptions": ["SSLError"]}
        for n in range(4)
    ]  # fmt: skip
    some = "wrong-version-number certificate-verify-failed"
    catalogue = directive("rst", "tls-troubleshooting", "builtin:python", only=some)
    table = directive("rst", "tls-alert-table", columns="code name notes entries", codes="40-51")
    roles = ":tlserror:`entry-2` :ref:`tls-error-entry-3` :tlsalert:`42` :tlsverify:`20`"
    project.write(
        {
            "index.rst": page("rst", ".. toctree::\n   :glob:\n\n   p*"),
            "house.yaml": "schema: 1\nalerts:\n  42: {meaning: ours „ü“, note: n}\n",
            "guide.yaml": guide_of(*guides, {"id": "entry-4"}, markup="rst"),
            "p1.rst": page("rst", directive("rst", "tls-troubleshooting", "guide.yaml"), "Guide"),
            "p2.rst": page("rst", directive("rst", "tls-error-finder", builtin=""), "Finder"),
            "p3.rst": page("rst", f"{table}\n\n{roles}"),
            "p4.rst": page("rst", catalogue, "Catalogue"),
            "p5.rst": page("rst", directive("rst", "tls-verify-table", codes="1-24")),
            "p9.rst": page("rst", directive("rst", "tls-trust-table", tools="pip, Git")),
            "p6.rst": page("rst", directive("rst", "ssl-enum", "TLSVersion")),
            "p7.rst": page("rst", directive("rst", "tls-error", "by-hand", "Wörter.", title="Ü")),
            "p8.rst": page("rst", directive("rst", "tls-alert", "42-44") + f"\n\n{table}"),
        }
    )


def fill_without_us(project: Project) -> None:
    """Write pages of plain Sphinx."""
    text = ".. list-table::\n\n   * - Wörter\n\n.. py:function:: f{0}\n\n:ref:`l{0}`"
    project.config |= {"extensions": [], "project": "Übung", "version": "1"}
    project.write({"index.rst": page("rst", ".. toctree::\n   :glob:\n\n   p*")})
    for number in range(5):
        label = f".. _l{number}:\n\n"
        project.write({f"p{number}.rst": label + page("rst", text.format(number))})


@pytest.mark.slow
@pytest.mark.parametrize("write", [fill_with_everything, fill_without_us])
def test_machine_does_not_matter(tmp_path: Path, write: Callable[[Project], None]) -> None:
    """Hash seed, workers, locale, time zone and place; with us as without us."""
    one, other = machines()
    first, second = one.build(tmp_path, write), other.build(tmp_path, write)
    seeds = f"PYTHONHASHSEED={one.seed} and {other.seed}"
    assert first.keys() == second.keys(), seeds
    assert [name for name in first if first[name] != second[name]] == [], seeds
    assert {name.partition("/")[0] for name in first} == set(BUILDERS)


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
