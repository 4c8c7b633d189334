"""Projects that use what Sphinx offers and nothing of ours, and what builds make of them."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.places import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).parent
FOLDER = DATA / "features"

SOURCE = "source"

#: Every builder of Sphinx and of the packages that it requires; that of Apple's help needs macOS.
BUILDERS = (
    *("html", "dirhtml", "singlehtml", "json", "pickle", "htmlhelp", "qthelp", "devhelp"),
    *("epub", "latex", "text", "man", "texinfo", "xml", "pseudoxml", "gettext"),
    *("changes", "linkcheck", "dummy", "doctest", "coverage"),
)

#: What each feature needs in ``conf.py``.
FEATURES: dict[str, dict[str, Any]] = {
    "admonitions": {"extensions": ["sphinx.ext.githubpages"], "html_static_path": ["static"]},
    "autodoc": {
        "extensions": [
            f"sphinx.ext.{n}" for n in ("autodoc", "autosummary", "napoleon", "viewcode")
        ]
    },
    "c_family": {},
    "changes": {"version": "1.1", "release": "1.1"},
    "code": {"extensions": ["sphinx.ext.doctest"]},
    "conditions": {"extensions": ["sphinx.ext.ifconfig", "sample_badges"]},
    "directives": {},
    "downloads": {"html_extra_path": ["downloads/data.txt"]},
    "extlinks": {
        "extensions": ["sphinx.ext.extlinks"],
        "extlinks": {"issue": ("https://elsewhere.example/issues/%s", "issue %s")},
        "extlinks_detect_hardcoded_links": True,
    },
    "faults": {"nitpicky": True},
    "figures": {"numfig": True, "html_last_updated_fmt": "%Y-%m-%d %H:%M"},
    "footnotes": {},
    "glossary": {},
    "index": {},
    "inclusion": {},
    "intersphinx": {
        "extensions": ["sphinx.ext.intersphinx"],
        "intersphinx_mapping": {"other": ("https://other.example/", "other.inv")},
    },
    "javascript": {},
    "markup": {"rst_prolog": ".. |shared| replace:: shared", "smartquotes": True},
    "math": {"extensions": ["sphinx.ext.mathjax"], "math_numfig": True},
    "nodes": {"extensions": ["sample_badges"]},
    "python": {"add_module_names": False},
    "standard": {"html_use_opensearch": "https://elsewhere.example"},
    "todo": {"extensions": ["sphinx.ext.todo"], "todo_include_todos": True},
    "toctrees": {"html_sidebars": {"**": ["globaltoc.html", "relations.html"]}},
    "translations": {"language": "de", "locale_dirs": ["locale"], "gettext_compact": False},
}

BASE: dict[str, Any] = {
    "project": "features",
    "copyright": "the authors",
    "extensions": ["sphinx.ext.coverage", "sphinx.ext.doctest"],
    "exclude_patterns": ["**/part.txt"],
    "linkcheck_ignore": ["https?://"],
    "linkcheck_workers": 1,
}

INVENTORY = """\
# Sphinx inventory version 2
# Project: other
# Version: 1
# The remainder of this file is compressed using zlib.
"""
OBJECTS = """\
other.Thing py:class 1 things.html#$ -
other.do py:function 1 things.html#$ -
other-label std:label -1 labels.html#label A label
guide std:doc -1 guide.html A guide
"""


@dataclass(frozen=True)
class Run:
    """One call of ``sphinx-build``."""

    builder: str
    output: str  #: where the output goes
    doctrees: str = ""  #: likewise, or Sphinx's default in the output
    workers: int = 1

    def command(self, root: Path) -> list[str]:
        """Return the arguments."""
        options = ["--no-color", "-b", self.builder, "-j", str(self.workers)]
        if self.doctrees:
            options += ["-d", str(root / self.doctrees)]
        return [*options, str(root / SOURCE), str(root / self.output)]


@dataclass
class Result:
    """What one build printed and left behind."""

    code: int
    printed: str
    warnings: str
    output: dict[str, bytes]
    doctrees: list[str]  #: the names of the files

    def differences(self, other: Result) -> list[str]:
        """Name what is not the same in *other*."""
        found = [
            f"{name}: {mine!r} != {theirs!r}"
            for name, mine, theirs in (
                ("exit code", self.code, other.code),
                ("warnings", self.warnings, other.warnings),
                ("printed", self.printed, other.printed),
                ("doctrees", self.doctrees, other.doctrees),
            )
            if mine != theirs
        ]
        names = self.output.keys() | other.output.keys()
        return found + [
            f"output: {name}"
            for name in sorted(names)
            if self.output.get(name) != other.output.get(name)
        ]


@dataclass
class Features:
    """A project with some of the features, which is built with and without an extension."""

    root: Path
    names: Iterable[str] = tuple(FEATURES)
    config: dict[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        """Where the pages stand."""
        return self.root / SOURCE

    def write(self) -> None:
        """Write all but the configuration."""
        names = sorted(self.names)
        for name in names:
            shutil.copytree(FOLDER / name, self.source / name)
        tree = "\n".join(f"   {name}/index" for name in names)
        text = f"Features\n========\n\n.. toctree::\n\n{tree}\n"
        (self.source / "index.rst").write_text(text, encoding="utf-8")
        objects = INVENTORY.encode() + zlib.compress(OBJECTS.encode())
        (self.source / "other.inv").write_bytes(objects)
        (self.source / "static").mkdir()
        (self.source / "static" / "own.css").write_text("p { color: red }", encoding="utf-8")
        for catalogue in self.source.glob("*/*.po"):
            target = self.source / "locale/de/LC_MESSAGES" / catalogue.relative_to(self.source)
            target.parent.mkdir(parents=True)
            catalogue.replace(target)

    def configure(self, *extensions: str) -> None:
        """Write ``conf.py`` with further extensions."""
        values: dict[str, Any] = dict(BASE)
        wanted = list(BASE["extensions"])
        for name in sorted(self.names):
            wanted += FEATURES[name].get("extensions", [])
            values |= FEATURES[name]
        values |= self.config
        values["extensions"] = [*dict.fromkeys(wanted), *extensions]
        paths = [str(HERE), str(FOLDER / "nodes"), str(FOLDER / "autodoc"), str(self.source)]
        lines = ["import sys", f"sys.path += {paths!r}"]
        lines += [f"{name} = {value!r}" for name, value in values.items()]
        for made in self.source.rglob("*.mo"):
            made.unlink()  # each side makes them
        (self.source / "conf.py").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def build(self, runs: list[Run], *extensions: str) -> list[Result]:
        """Build one after another; what an earlier build left is used again."""
        self.configure(*extensions)
        commands = [run.command(self.root) for run in runs]
        done = subprocess.run(
            [sys.executable, str(HERE / "forked_builds.py")],
            input=json.dumps(commands),
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "PYTHONHASHSEED": "0"},
            check=True,
            timeout=600,
        )
        return [
            Result(
                code,
                printed,
                # Workers tell theirs in the order in which they end.
                warnings
                if run.workers == 1
                else "".join(sorted(warnings.splitlines(keepends=True))),
                dict(left_behind(self.root / run.output)),
                _names(self.root / run.doctrees) if run.doctrees else [],
            )
            for run, (code, printed, warnings) in zip(runs, json.loads(done.stdout), strict=True)
        ]

    def build_afresh(self, runs: list[Run], *extensions: str) -> list[Result]:
        """Build without what an earlier build left."""
        for name in {name for run in runs for name in (run.output, run.doctrees) if name}:
            shutil.rmtree(self.root / name, ignore_errors=True)
        return self.build(runs, *extensions)


def _names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def left_behind(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an output; of an EPUB its members, because the archive has times."""
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if path.is_dir() or path.suffix == ".doctree" or path.name == "environment.pickle":
            yield name, b""
        elif path.suffix == ".epub":
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    yield f"{name}/{member.filename}", archive.read(member)
        else:
            yield name, _undeclared(path)


def _undeclared(path: Path) -> bytes:
    """Return the content of a file without what every extension with a domain adds, and times."""
    content = path.read_bytes()
    if path.suffix in {".xml", ".pseudoxml"}:
        return content.replace(b' xmlns:tls="https://www.sphinx-doc.org/"', b"")
    if path.name in {"searchindex.js", "searchindex.json"}:
        return re.sub(rb', ?"sphinx_tlsalerts": ?\d+', b"", content)
    if path.name == "searchindex.pickle":
        index = pickle.loads(content)  # noqa: S301 -- of a build of this test
        index["envversion"].pop("sphinx_tlsalerts", None)
        return repr(index).encode()
    if path.suffix == ".fpickle":
        # Which equal strings are one object depends on the worker that ended first.
        return repr(pickle.loads(content)).encode()  # noqa: S301 -- of a build of this test
    if path.name == "output.txt":
        return re.sub(rb"(builder run on) \d+.*", rb"\1", content)
    return content
