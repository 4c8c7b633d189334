"""Read the YAML of a troubleshooting directive: files, patterns, or its own content."""

from __future__ import annotations

import difflib
import glob
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docutils.parsers.rst.states import RSTState

from sphinx_tlsalerts.catalogue import (
    CATALOGUES,
    PREFIX,
    find_bundled_entry,
    load_catalogue,
    packed_file,
)
from sphinx_tlsalerts.guides import parse_guide, read_guide
from sphinx_tlsalerts.lint import lint_guide
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn, warn_of_problem
from sphinx_tlsalerts.util import did_you_mean, find_matching_files, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils.statemachine import StringList
    from sphinx.util.docutils import SphinxDirective

    from sphinx_tlsalerts.guides import Guide
    from sphinx_tlsalerts.registries import ReleaseLine
    from sphinx_tlsalerts.yamltree import Problem


class GuideSource(NamedTuple):
    """A file, or the content of a directive, as a guide."""

    path: str  #: as messages and catalogues name it
    guide: Guide


def read_sources(directive: SphinxDirective) -> Iterator[GuideSource]:
    """Yield the guides that *directive* names; warn of faults."""
    openssl: ReleaseLine = directive.config.tlsalerts_openssl
    names = [line for argument in directive.arguments for line in argument.splitlines()]
    if names and _lists_files(directive.content):
        names += list(directive.content)
    elif directive.content:
        path, line = _place_of_content(directive)
        content = "\n".join(directive.content)
        guide, problems = parse_guide(content, path, openssl, line, find_bundled_entry)
        above = "\n" * (line - 1)
        yield from _report(path, guide, problems, lambda: above + content)
    for file in _find_files(directive, names):
        if file.startswith(PREFIX):
            yield _load_bundled(directive, file.removeprefix(PREFIX))
            continue
        directive.env.note_dependency(file)
        guide, problems = read_guide(Path(file), file, openssl, find_bundled_entry)
        yield from _report(file, guide, problems, partial(_read_text, Path(file)))


def _load_bundled(directive: SphinxDirective, name: str) -> GuideSource:
    directive.env.note_dependency(packed_file(name))
    return GuideSource(f"{PREFIX}{name}", load_catalogue(name))


def _place_of_content(directive: SphinxDirective) -> tuple[str, int]:
    """Return the file and the line where the content of *directive* begins."""
    path, offset = directive.content.info(0)
    if issubclass(type(directive.state), RSTState):
        return str(path), (offset or 0) + 1
    # MyST counts the lines between the first one of the directive and its content.
    return str(path), directive.lineno + directive.content_offset + 1


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:  # deleted since it was read
        return ""


def _report(
    path: str, guide: Guide | None, problems: list[Problem], text: Callable[[], str]
) -> Iterator[GuideSource]:
    """Warn of the problems of a file; yield it if it is usable."""
    for problem in problems:
        warn_of_problem(WarningKind.YAML, problem)
    if guide is not None:
        for finding in lint_guide(guide, path, text):
            warn_of_problem(WarningKind.ADVICE, finding, "it is shown as it stands")
        yield GuideSource(path, guide)


def _lists_files(content: StringList) -> bool:
    """Return whether *content* lists further files: in MyST, an argument has only one line."""
    return not any(line.endswith(":") or ": " in line for line in content)


def _find_files(directive: SphinxDirective, names: list[str]) -> Iterator[str]:
    """Yield the files and bundled catalogues that *names* refer to, each once."""
    seen: set[str] = set()
    for name in filter(None, map(str.strip, names)):
        if name.startswith(PREFIX):
            if name.removeprefix(PREFIX) not in CATALOGUES:
                known = ", ".join(f"{PREFIX}{catalogue}" for catalogue in CATALOGUES)
                message = f"there is no bundled catalogue '{name}' (known are {known})"
                _warn(directive, f"{message}; it is left out")
            elif name not in seen:
                seen.add(name)
                yield name
            continue
        for file in _find_matches(directive, name):
            if file not in seen and _is_allowed(directive, file, name):
                seen.add(file)
                yield file


def _find_matches(directive: SphinxDirective, name: str) -> list[str]:
    """Return the file *name*, or the files that it matches as a pattern."""
    written, absolute = _resolve(directive, name)
    # First, so that no message reveals which files exist outside of the roots.
    if not glob.has_magic(name) and not _is_allowed(directive, absolute, name):
        return []
    if _is_pipe(absolute):
        _note_missing(directive, written)
        _warn(directive, f"'{name}' is a pipe, not a file; it is left out")
        return []
    if os.path.lexists(absolute):
        return [absolute]
    if not glob.has_magic(name):
        _note_missing(directive, written)
        message = f"the file '{shorten(name, 200)}' {_describe_missing(absolute)}; it is left out"
        _warn(directive, message)
        return []
    files = find_matching_files(absolute)
    ObjectStore.of(directive.env).note_glob(directive.env.current_document.docname, absolute, files)
    if not files:
        _warn(directive, f"no file matches '{name}'; nothing is shown for it")
    return files


def _is_pipe(file: str) -> bool:
    try:
        return Path(file).is_fifo()
    except OSError:  # the name is too long, or a folder of the path is not accessible
        return False


def _resolve(directive: SphinxDirective, name: str) -> tuple[str, str]:
    """Return the path of *name*, as it is written and with symbolic links resolved."""
    env = directive.env
    page = Path(env.doc2path(env.current_document.docname))
    folder = Path(env.srcdir) if name.startswith("/") else page.parent
    written = str(folder / name.lstrip("/"))
    try:
        return written, env.relfn2path(name)[1]
    except (RuntimeError, ValueError):  # a cycle of links before Python 3.13, or a NUL
        return written, written


def _note_missing(directive: SphinxDirective, file: str) -> None:
    """Make Sphinx read the page again once *file* exists, whatever its time stamp."""
    docname = directive.env.current_document.docname
    ObjectStore.of(directive.env).note_glob(docname, glob.escape(file), [])


def _describe_missing(file: str) -> str:
    """Describe why *file* is missing, with the most similar name in its folder."""
    folder, name = os.path.split(file)
    try:
        Path(file).lstat()
    except PermissionError as error:  # the file may exist
        return f"cannot be read ({error.strerror})"
    except (OSError, ValueError):
        pass
    try:
        known = os.listdir(folder)  # noqa: PTH208 -- names, not paths
    except (OSError, ValueError):
        known = []
    near = difflib.get_close_matches(name[:100], sorted(known), n=1)
    return f"does not exist{did_you_mean(near)}"


def _is_allowed(directive: SphinxDirective, file: str, name: str) -> bool:
    """Return whether the project allows its pages to read *file*; warn if not."""
    roots: list[str] = directive.config.tlsalerts_yaml_roots
    if not roots or "\0" in file:  # no file name contains NUL
        return True
    place = Path(os.path.realpath(file))  # accepts a cycle of links
    source = Path(directive.env.srcdir)
    if any(place.is_relative_to((source / root).resolve()) for root in roots):
        return True
    _warn(directive, f"'{shorten(name, 200)}' is outside of tlsalerts_yaml_roots; it is not read")
    return False


def _warn(directive: SphinxDirective, message: str) -> None:
    warn(WarningKind.YAML, "%s", message, location=directive.get_location())
