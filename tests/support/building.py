"""Small projects that tests write to disk and build as an author's machine would."""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import logging
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from unittest import mock

import pytest
from docutils import nodes
from jinja2 import BytecodeCache
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils

from sphinx_tlsalerts.sphinx_ext.doctree.marks import entries_about
from support.needs import needs_module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import CodeType

    from jinja2.bccache import Bucket
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

N = TypeVar("N", bound=nodes.Node)

HAS_MYST = importlib.util.find_spec("myst_parser") is not None
needs_myst = needs_module("myst_parser")

#: The two languages of pages, as the values of a parameter.
LANGUAGES = ("rst", pytest.param("md", marks=needs_myst))

#: Where shells give commands a pipe as a file.
pipes = pytest.mark.skipif(not Path("/dev/fd").exists(), reason="pipes have no names here")

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Build:
    """What one run of Sphinx left behind."""

    outdir: Path
    env: BuildEnvironment
    warnings: list[str]  #: one line each, without colours and without the path of the project
    read: list[str]  #: pages that were read, sorted (empty where workers read them)
    resolved: dict[str, nodes.document]  #: pages that were written, as their writer got them
    statuscode: int = 0  #: the exit status
    builders: tuple[str, ...] = ()  #: the names of the builders that Sphinx knew
    status: tuple[str, ...] = ()  #: the lines of progress

    @property
    def written(self) -> list[str]:
        """The pages that were written, sorted."""
        return sorted(self.resolved)

    def doctree(self, docname: str = "index") -> nodes.document:
        """Return a page as it was after reading, references not yet resolved."""
        return self.env.get_doctree(docname)

    def text(self, name: str) -> str:
        """Return a file of the output."""
        return (self.outdir / name).read_text(encoding="utf-8")

    def records(self) -> dict[str, Any]:
        """Return the records of the environment, where outputs carry no path of this build."""
        records = dict(self.env.domaindata["tls"])
        outputs = records["outputs"].items()
        return records | {
            "outputs": {name.replace(str(self.outdir), "OUT"): pages for name, pages in outputs}
        }

    def files(self) -> dict[str, bytes]:
        """Return the whole output but for what describes the build itself."""
        return {
            str(path.relative_to(self.outdir)): path.read_bytes()
            for path in sorted(self.outdir.rglob("*"))
            if path.is_file() and path.name not in {".buildinfo", ".buildinfo.bak"}
        }


@dataclass
class Project:
    """A folder with sources and a ``conf.py``."""

    root: Path
    config: dict[str, Any] = field(default_factory=dict)
    extensions: list[str] = field(default_factory=list)

    @property
    def source(self) -> Path:
        """Where the pages stand."""
        return self.root / "source"

    def write(self, files: Mapping[str, str]) -> None:
        """Write files; the names are relative to the folder of the pages."""
        for name, text in files.items():
            path = self.source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def remove(self, name: str) -> None:
        """Delete a file."""
        (self.source / name).unlink()

    def write_conf(self) -> None:
        """Write ``conf.py`` for the pages that are there now."""
        extensions = ["sphinx_tlsalerts", *self.extensions]
        if any(self.source.rglob("*.md")) and "myst_parser" not in extensions:
            extensions.append("myst_parser")
        values = {
            "project": "sample",
            "copyright": "the authors",
            "extensions": extensions,
            "html_theme": "basic",
            "smartquotes": False,
            **self.config,
        }
        text = "".join(f"{name} = {value!r}\n" for name, value in values.items())
        self.write({"conf.py": text})

    def build(
        self, builder: str = "html", *, parallel: int = 0, folder: str = "build", **config: Any
    ) -> Build:
        """Build the project as it stands.

        :param parallel: as ``-j``
        :param folder: where doctrees and output go; what stands there is used again
        :param config: options of ``conf.py`` that hold from now on
        """
        self.config |= config
        self.write_conf()
        # As sphinx-build does: reads docutils.conf.
        with patch_docutils(str(self.source)), _quick_starts():
            return self._run(builder, self.root / folder, parallel)

    def _run(self, builder: str, folder: Path, parallel: int) -> Build:
        app = SphinxTestApp(builder, srcdir=self.source, builddir=folder, parallel=parallel)
        try:
            read: list[str] = []
            resolved: dict[str, nodes.document] = {}
            _TEMPLATES.serve(app)
            app.connect("source-read", lambda _app, name, _text: read.append(name))
            app.connect("doctree-resolved", _keep_in(resolved))
            app.build()
            warnings = self._lines(app.warning.getvalue())
            builders = tuple(app.registry.builders)
            status = tuple(self._lines(app.status.getvalue()))
        finally:
            app.cleanup()
        read.sort()
        return Build(
            app.outdir, app.env, warnings, read, resolved, app.statuscode, builders, status
        )

    def _lines(self, text: str) -> list[str]:
        return _COLOUR.sub("", text).replace(f"{self.source}/", "").splitlines()


#: What packages offer: nothing is installed meanwhile.
_entry_points = functools.cache(importlib.metadata.entry_points)


@contextmanager
def _quick_starts() -> Iterator[None]:
    """Leave out what a build does again each time, and what no test looks at."""
    before = logging.root.manager.disable
    logging.disable(logging.DEBUG)  # a fifth of the cost of a small build without HTML
    try:
        with mock.patch("sphinx.theming.entry_points", _entry_points, create=True):
            yield
    finally:
        logging.disable(before)


class _CompiledTemplates(BytecodeCache):
    """Keep the compiled templates of a theme from one build to the next.

    To compile them is two thirds of the cost of a small HTML build. Jinja compares a checksum of
    the source, so that an edited template is compiled again.
    """

    def __init__(self) -> None:
        self._known: dict[str, CodeType] = {}
        self._nameless: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key] = bucket.code

    def serve(self, app: Sphinx) -> None:
        """Let a builder that has templates use this cache."""
        templates = getattr(app.builder, "templates", None)
        if templates is None:
            return
        environment = templates.environment
        environment.bytecode_cache = self
        compile_template = environment.compile

        def compiled(source: str, name: str | None = None, filename: str | None = None) -> CodeType:
            """Look up static files that are templates as well, of which Jinja keeps nothing."""
            code = self._nameless.get(source) if name is None else None
            if code is None:
                code = compile_template(source, name, filename)
            if name is None:
                self._nameless[source] = code
            return code

        environment.compile = compiled


_TEMPLATES = _CompiledTemplates()


def _keep_in(
    resolved: dict[str, nodes.document],
) -> Callable[[Sphinx, nodes.document, str], None]:
    def keep(_app: Sphinx, doctree: nodes.document, docname: str) -> None:
        resolved[docname] = doctree

    return keep


@contextmanager
def piped(content: bytes) -> Iterator[str]:
    """Return the name of a pipe that holds *content*, as shells make it of ``<(command)``."""
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    try:
        yield f"/dev/fd/{reading}"
    finally:
        os.close(reading)


def page(language: str, body: str, title: str = "Page") -> str:
    """Return the source of a page with a title above *body*."""
    if language == "md":
        return f"# {title}\n\n{body}\n"
    return f"{title}\n{'=' * len(title)}\n\n{body}\n"


def directive(
    language: str, name: str, argument: str = "", content: str = "", /, **options: str
) -> str:
    """Return the source of a directive.

    :param options: the options, with ``_`` for ``-`` and ``class_`` for ``class``; a flag is ""
    """
    given = [
        f":{key.rstrip('_').replace('_', '-')}: {value}".rstrip() for key, value in options.items()
    ]
    if language == "md":
        fence = "````"
        body = ["", content] if content else []
        return "\n".join([f"{fence}{{{name}}} {argument}".rstrip(), *given, *body, fence])
    lines = [f".. {name}:: {argument}".rstrip(), *(f"   {line}" for line in given), ""]
    lines += [f"   {line}".rstrip() for line in content.splitlines()]
    return "\n".join(lines)


def role(language: str, name: str, text: str) -> str:
    """Return the source of a role."""
    return f"{{{name}}}`{text}`" if language == "md" else f":{name}:`{text}`"


def one(node: nodes.Node, kind: type[N]) -> N:
    """Return the only descendant of *node* that is a *kind*."""
    found = list(node.findall(kind))
    assert len(found) == 1, f"{len(found)} of {kind.__name__}"
    return found[0]


def headings(table: nodes.table) -> list[str]:
    """Return the texts of the heading cells."""
    return [entry.astext() for entry in one(table, nodes.thead).findall(nodes.entry)]


def cell_text(cell: nodes.Node) -> str:
    """Return the text of a cell, its lines apart by newlines."""
    return cell.astext().replace("\n\n", "\n")


def rows(table: nodes.table) -> list[list[str]]:
    """Return the texts of the body's cells."""
    return [
        [cell_text(entry) for entry in row.findall(nodes.entry)]
        for row in one(table, nodes.tbody).findall(nodes.row)
    ]


def column(table: nodes.table, number: int = 0) -> list[str]:
    """Return the texts of one column of the body."""
    return [row[number] for row in rows(table)]


def at_line(language: str, number: int, messages: list[str]) -> list[str]:
    """Return the warnings at a line, counted from the first below the title."""
    line = number + (3 if language == "rst" else 2)
    return [f"index.{language}:{line}: WARNING: {message}" for message in messages]


def build_page(project: Project, language: str, body: str) -> Build:
    """Build a page with *body* between two paragraphs, which must both be there."""
    text = f"The start.\n\n{body}\n\nThe end."
    project.write({f"index.{language}": page(language, text)})
    build = project.build("text")
    written = build.text("index.txt").splitlines()
    assert "The start." in written
    assert "The end." in written
    return build


def second_paragraph(build: Build) -> str:
    return list(build.doctree().findall(nodes.paragraph))[1].astext()


def facts_in(element: nodes.Element) -> dict[str, str]:
    """Return the texts of the fields below *element*, by their names.

    Without those whose content is known only when all pages are read.
    """
    return {
        one(field, nodes.field_name).astext(): cell_text(one(field, nodes.field_body))
        for field in element.findall(nodes.field)
        if not any(field.findall(entries_about))
    }
