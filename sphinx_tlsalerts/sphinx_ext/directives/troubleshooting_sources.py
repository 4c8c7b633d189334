"""The YAML of a troubleshooting directive: files, patterns, or its own content."""

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
from sphinx_tlsalerts.util import did_you_mean, matching_files, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils.statemachine import StringList
    from sphinx.util.docutils import SphinxDirective

    from sphinx_tlsalerts.guides import Guide
    from sphinx_tlsalerts.registries import ReleaseLine
    from sphinx_tlsalerts.yamltree import Problem


class Source(NamedTuple):
    """What one file, or the content of a directive, holds."""

    path: str  #: as messages and catalogues name it
    guide: Guide


def read_sources(directive: SphinxDirective) -> Iterator[Source]:
    """Read all that *directive* names; warn of what cannot be used."""
    openssl: ReleaseLine = directive.config.tlsalerts_openssl
    names = [line for argument in directive.arguments for line in argument.splitlines()]
    if names and _lists_files(directive.content):
        names += list(directive.content)
    elif directive.content:
        path, line = _place_of_content(directive)
        content = "\n".join(directive.content)
        guide, problems = parse_guide(content, path, openssl, line, find_bundled_entry)
        above = "\n" * (line - 1)
        yield from _reported(path, guide, problems, lambda: above + content)
    for file in _files(directive, names):
        if file.startswith(PREFIX):
            yield _bundled(directive, file.removeprefix(PREFIX))
            continue
        directive.env.note_dependency(file)
        guide, problems = read_guide(Path(file), file, openssl, find_bundled_entry)
        yield from _reported(file, guide, problems, partial(_text_of, Path(file)))


def _bundled(directive: SphinxDirective, name: str) -> Source:
    directive.env.note_dependency(packed_file(name))
    return Source(f"{PREFIX}{name}", load_catalogue(name))


def _place_of_content(directive: SphinxDirective) -> tuple[str, int]:
    """Return the file and the line where the content of *directive* begins."""
    path, offset = directive.content.info(0)
    if issubclass(type(directive.state), RSTState):
        return str(path), (offset or 0) + 1
    # MyST counts the lines between the first one of the directive and its content.
    return str(path), directive.lineno + directive.content_offset + 1


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:  # it was there when it was read
        return ""


def _reported(
    path: str, guide: Guide | None, problems: list[Problem], text: Callable[[], str]
) -> Iterator[Source]:
    """Warn of what is wrong with a file; yield it if it can be used."""
    for problem in problems:
        warn_of_problem(WarningKind.YAML, problem)
    if guide is not None:
        for finding in lint_guide(guide, path, text):
            warn_of_problem(WarningKind.ADVICE, finding, "it is shown as it stands")
        yield Source(path, guide)


def _lists_files(content: StringList) -> bool:
    """Tell whether *content* goes on with the names of files: in MyST, arguments have one line."""
    return not any(line.endswith(":") or ": " in line for line in content)


def _files(directive: SphinxDirective, names: list[str]) -> Iterator[str]:
    """Yield the files and bundled catalogues that *names* are of, each once."""
    seen: set[str] = set()
    for name in filter(None, map(str.strip, names)):
        if name.startswith(PREFIX):
            if name.removeprefix(PREFIX) not in CATALOGUES:
                known = ", ".join(f"{PREFIX}{one}" for one in CATALOGUES)
                words = f"there is no bundled catalogue '{name}' (known are {known})"
                _warn(directive, f"{words}; it is left out")
            elif name not in seen:
                seen.add(name)
                yield name
            continue
        for file in _matches(directive, name):
            if file not in seen and _is_allowed(directive, file, name):
                seen.add(file)
                yield file


def _matches(directive: SphinxDirective, name: str) -> list[str]:
    """Return the file *name*, or the files that it matches as a pattern."""
    written, absolute = _places(directive, name)
    # Before anything is said of what there is.
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
        words = f"the file '{shortened(name, 200)}' {_lack_of(absolute)}; it is left out"
        _warn(directive, words)
        return []
    found = matching_files(absolute)
    ObjectStore.of(directive.env).note_glob(directive.env.current_document.docname, absolute, found)
    if not found:
        _warn(directive, f"no file matches '{name}'; nothing is shown for it")
    return found


def _is_pipe(file: str) -> bool:
    try:
        return Path(file).is_fifo()
    except OSError:  # the name is too long, or a folder on the way is closed
        return False


def _places(directive: SphinxDirective, name: str) -> tuple[str, str]:
    """Return the path that *name* stands for, as it is written and where its links lead."""
    env = directive.env
    page = Path(env.doc2path(env.current_document.docname))
    folder = Path(env.srcdir) if name.startswith("/") else page.parent
    written = str(folder / name.lstrip("/"))
    try:
        return written, env.relfn2path(name)[1]
    except (RuntimeError, ValueError):  # links in a circle, before Python 3.13; a NUL
        return written, written


def _note_missing(directive: SphinxDirective, file: str) -> None:
    """Let the page be read when *file* comes, however old it is."""
    docname = directive.env.current_document.docname
    ObjectStore.of(directive.env).note_glob(docname, glob.escape(file), [])


def _lack_of(file: str) -> str:
    """Say why there is no *file*, with a hint at the one that is most like it."""
    folder, name = os.path.split(file)
    try:
        Path(file).lstat()
    except PermissionError as error:  # it may well exist
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
    """Tell whether the project lets its pages read *file*."""
    roots: list[str] = directive.config.tlsalerts_yaml_roots
    if not roots or "\0" in file:  # which no file has in its name
        return True
    place = Path(os.path.realpath(file))  # which takes links in a circle
    source = Path(directive.env.srcdir)
    if any(place.is_relative_to((source / root).resolve()) for root in roots):
        return True
    _warn(directive, f"'{shortened(name, 200)}' is outside of tlsalerts_yaml_roots; it is not read")
    return False


def _warn(directive: SphinxDirective, words: str) -> None:
    warn(WarningKind.YAML, "%s", words, location=directive.get_location())
