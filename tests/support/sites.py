"""Sites that many tests look at: built once in a run, by the first process that asks."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from support.building import Project
from support.needs import lacking_module, lacking_program
from support.places import ROOT, TESTS
from support.rows import others_slow
from support.site_pages import pages

if TYPE_CHECKING:
    from pathlib import Path

DOCS = ROOT / "docs"

#: In continuous integration nothing that these tests need may be missing.
REQUIRED = "TLSALERTS_REQUIRE_BROWSER"

#: The package of each theme that pages have to look right in, and options without which it asks
#: the network for something.
THEMES: dict[str, tuple[str, dict[str, Any]]] = {
    "alabaster": ("alabaster", {}),
    "furo": ("furo", {}),
    "pydata_sphinx_theme": ("pydata_sphinx_theme", {}),
    "sphinx_rtd_theme": ("sphinx_rtd_theme", {}),
    "sphinx_book_theme": ("sphinx_book_theme", {}),
    "sphinx_immaterial": (
        "sphinx_immaterial",
        {"html_theme_options": {"font": False}, "extensions": ["sphinx_immaterial"]},
    ),
}

#: Runs a test in each theme, in all but one with ``-m slow`` only: each is a site of its own.
every_theme = pytest.mark.parametrize("theme", others_slow(THEMES, "alabaster"))

#: What the documentation is built with.
PACKAGES_OF_THE_DOCUMENTATION = (
    "furo",
    "myst_parser",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxext.opengraph",
)

#: npm packages stand here (``npm install --ignore-scripts --prefix tests/browser``).
NODE_MODULES = TESTS / "browser" / "node_modules"


def missing(reason: str) -> NoReturn:
    """Skip a test for *reason*; where nothing may be missing, fail."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, but {reason}")
    pytest.skip(reason)


def npm_file(name: str) -> Path:
    """Return a file of an npm package."""
    path = NODE_MODULES / name
    if not path.is_file():
        package = name.partition("/")[0]
        missing(f"npm's {package} is not installed (npm install --prefix tests/browser)")
    return path


def need_program(name: str) -> str:
    """Return where a program stands."""
    reason = lacking_program(name)
    if reason:
        missing(reason)
    return str(shutil.which(name))


def need_packages(*names: str) -> None:
    """Skip a test without these packages."""
    for reason in filter(None, map(lacking_module, names)):
        missing(reason)


#: The name of the file that LaTeX makes a book of.
LATEX = [("index", "everything.tex", "Everything", "the authors", "manual")]


@dataclass(frozen=True)
class Sites:
    """A folder that all processes of one run of the tests share."""

    root: Path

    def documentation(self, builder: str) -> Path:
        """Return the folder with the documentation in one format."""
        need_packages(*PACKAGES_OF_THE_DOCUMENTATION)
        return self._built("docs", DOCS, builder)

    def everything(self, builder: str = "html", theme: str = "alabaster") -> Path:
        """Return the folder with pages that show all there is of ours."""
        package, options = THEMES[theme]
        need_packages(package)
        name = f"everything-{theme}"
        with self._locked(name):
            project = Project(self.root / name)
            if not project.source.exists():
                project.config = {"html_theme": theme, "version": "1", "latex_documents": LATEX}
                project.config |= options
                project.extensions = project.config.pop("extensions", [])
                project.write(pages())
                project.write_conf()
        return self._built(name, project.source, builder)

    def _built(self, name: str, source: Path, builder: str) -> Path:
        folder = self.root / name
        target = folder / builder
        # EPUB overrides options, which would have the others read all pages again.
        doctrees = folder / ("doctrees-epub" if builder == "epub" else "doctrees")
        with self._locked(name):
            if not target.exists():
                _run_sphinx(builder, source, doctrees, target)
        return target

    def _locked(self, name: str) -> _Lock:
        return _Lock(self.root / f"{name}.lock")


class _Lock:
    """Keep other processes out while something is built."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w", encoding="utf-8")

    def __enter__(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def _run_sphinx(builder: str, source: Path, doctrees: Path, target: Path) -> None:
    """Build *target*, or leave what went wrong beside it, for the tests that ask next."""
    log = target.with_suffix(".log")
    if not log.exists():
        unfinished = target.with_suffix(".unfinished")
        command = ["-m", "sphinx", "-q", "-W", "--keep-going", "-b", builder, "-d", doctrees]
        done = subprocess.run(
            [sys.executable, *map(str, [*command, source, unfinished])],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        log.write_text(done.stdout, encoding="utf-8")
        if done.returncode == 0:
            unfinished.rename(target)
    assert target.exists(), f"sphinx -b {builder}: {log.read_text(encoding='utf-8')}"
