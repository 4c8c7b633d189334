"""Run the command ``check``: print the problems of troubleshooting files and their advice."""

from __future__ import annotations

import glob
import os
import sys
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from sphinx_tlsalerts.cli.input import UnreadableError, read_named, read_stream
from sphinx_tlsalerts.cli.terminal import Printer, complain, escape_controls
from sphinx_tlsalerts.registries import NOT_OURS
from sphinx_tlsalerts.util import find_matching_files

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from sphinx_tlsalerts.cli.input import Read
    from sphinx_tlsalerts.guides import Entry
    from sphinx_tlsalerts.registries import ReleaseLine
    from sphinx_tlsalerts.yamltree import Problem

STDIN = "<stdin>"

#: The id of the checks of the format itself.
FORMAT = "yaml"


#: The fields of a problem, in the order of the output. They are also the sort key.
_FIELDS = ("path", "line", "column", "entry", "rule", "message")
_get_sort_key = attrgetter(*_FIELDS)


def run_check(arguments: argparse.Namespace) -> int:
    """Check files and print their problems."""
    wanted = frozenset(arguments.rule) or None
    problems: list[Problem] = []
    files = unreadable = 0
    for path, is_named in _expand(arguments.files).items():
        try:
            read = _read(path, arguments.openssl)
        except UnreadableError as error:
            complain(str(error))
            unreadable += 1
            continue
        if read.kind == "other" and not is_named:
            complain(f"'{path}' {NOT_OURS}; it is left out")
            continue
        files += 1
        problems += [
            problem
            for problem in _find_problems(read, path)
            if problem.rule not in arguments.ignore and (wanted is None or problem.rule in wanted)
        ]
    _print(problems, files, arguments)
    if unreadable:
        return 2
    return 1 if problems else 0


def _expand(names: Iterable[str]) -> dict[str, bool]:
    """Return the files of *names* and patterns, and whether each is named without a pattern."""
    files: dict[str, bool] = {}
    for name in names:
        if glob.has_magic(name) and not os.path.lexists(name):
            for file in find_matching_files(name) or [name]:
                files.setdefault(file, False)
        else:
            files[name] = True
    return files


def _read(path: str, openssl: ReleaseLine) -> Read:
    """Read a file, or standard input.

    :raises UnreadableError: the file cannot be read
    """
    if path == "-":
        return read_stream(sys.stdin.buffer, STDIN, "standard input", openssl, _find_base)
    if glob.has_magic(path) and not os.path.lexists(path):
        raise UnreadableError(f"no file matches '{path}'")
    return read_named(path, openssl, _find_base)


def _find_problems(read: Read, path: str) -> list[Problem]:
    """Return all problems of a file, in the order of its lines."""
    path = STDIN if path == "-" else path
    problems = [problem._replace(rule=FORMAT) for problem in read.problems]
    if read.guide is not None:
        from sphinx_tlsalerts.lint import lint_guide

        problems += lint_guide(read.guide, path, read.text)
    return sorted(problems, key=_get_sort_key)


@cache
def _find_base(name: str) -> Entry | None:
    """Find a bundled entry. The catalogue is read only for files that extend an entry."""
    from sphinx_tlsalerts.catalogue import find_bundled_entry

    return find_bundled_entry(name)


# The output formats


def _print(problems: list[Problem], files: int, arguments: argparse.Namespace) -> None:
    printer = Printer(arguments.color)
    if arguments.format == "json":
        import json

        records = [{name: getattr(item, name) for name in _FIELDS} for item in problems]
        document = {"files": files, "findings": records}
        printer.print_line(json.dumps(document, indent=2, ensure_ascii=False))
        return
    for problem in problems:
        printer.print_line(
            _format_annotation(problem)
            if arguments.format == "github"
            else _format_line(problem, printer)
        )
    if arguments.format == "text" and not arguments.quiet and files:
        sys.stdout.flush()  # in a log of both streams, the summary is last
        print(_summarize(problems, files), file=sys.stderr)  # noqa: T201 -- not of the findings


def _format_line(problem: Problem, printer: Printer) -> str:
    place = printer.style(f"{escape_controls(problem.place)}:", "bold")
    rule = printer.style(f"[{problem.rule}]", "yellow")
    return f"{place} {escape_controls(problem.text)} {rule}"


def _format_annotation(problem: Problem) -> str:
    """Format a problem as an annotation of GitHub Actions."""
    level = "error" if problem.rule == FORMAT else "warning"
    properties = f"file={_escape(problem.path)},line={problem.line},col={problem.column}"
    title = _escape(f"sphinx-tlsalerts {problem.rule}")
    message = _escape_message(problem.text)
    return f"::{level} {properties},title={title}::{message}"


def _escape_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape(text: str) -> str:
    return _escape_message(text).replace(":", "%3A").replace(",", "%2C")


def _summarize(problems: list[Problem], files: int) -> str:
    checked = f"{files} file{'s' * (files != 1)} checked"
    if not problems:
        return f"{checked}, nothing found"
    concerned = len({problem.path for problem in problems})
    return f"{checked}, {len(problems)} finding{'s' * (len(problems) != 1)} in {concerned}"
