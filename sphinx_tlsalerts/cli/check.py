"""The command ``check``: faults of troubleshooting files, and of the advice in them."""

from __future__ import annotations

import glob
import os
import sys
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from sphinx_tlsalerts.cli.input import UnreadableError, read_named, read_stream
from sphinx_tlsalerts.cli.terminal import Printer, complain, printable
from sphinx_tlsalerts.registries import NOT_OURS
from sphinx_tlsalerts.util import matching_files

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


#: The fields of a problem in the order of the output, which is also that of the lines.
_FIELDS = ("path", "line", "column", "entry", "rule", "message")
_order = attrgetter(*_FIELDS)


def run_check(arguments: argparse.Namespace) -> int:
    """Check files and print what is wrong with them."""
    wanted = frozenset(arguments.rule) or None
    found: list[Problem] = []
    files = unreadable = 0
    for path, is_named in _expanded(arguments.files).items():
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
        found += [
            one
            for one in _problems_of(read, path)
            if one.rule not in arguments.ignore and (wanted is None or one.rule in wanted)
        ]
    _print(found, files, arguments)
    if unreadable:
        return 2
    return 1 if found else 0


def _expanded(names: Iterable[str]) -> dict[str, bool]:
    """Return the files that *names* and patterns mean, and whether each has been named itself."""
    found: dict[str, bool] = {}
    for name in names:
        if glob.has_magic(name) and not os.path.lexists(name):
            for file in matching_files(name) or [name]:
                found.setdefault(file, False)
        else:
            found[name] = True
    return found


def _read(path: str, openssl: ReleaseLine) -> Read:
    """Read a file, or standard input.

    :raises UnreadableError: the file cannot be read
    """
    if path == "-":
        return read_stream(sys.stdin.buffer, STDIN, "standard input", openssl, _bases)
    if glob.has_magic(path) and not os.path.lexists(path):
        raise UnreadableError(f"no file matches '{path}'")
    return read_named(path, openssl, _bases)


def _problems_of(read: Read, path: str) -> list[Problem]:
    """Return all problems of a file, in the order of its lines."""
    path = STDIN if path == "-" else path
    problems = [problem._replace(rule=FORMAT) for problem in read.problems]
    if read.guide is not None:
        from sphinx_tlsalerts.lint import lint_guide

        problems += lint_guide(read.guide, path, read.text)
    return sorted(problems, key=_order)


@cache
def _bases(name: str) -> Entry | None:
    """Find a bundled entry; only files that extend one make the catalogue be read."""
    from sphinx_tlsalerts.catalogue import find_bundled_entry

    return find_bundled_entry(name)


# The forms


def _print(found: list[Problem], files: int, arguments: argparse.Namespace) -> None:
    printer = Printer(arguments.color)
    if arguments.format == "json":
        import json

        records = [{name: getattr(problem, name) for name in _FIELDS} for problem in found]
        document = {"files": files, "findings": records}
        printer.line(json.dumps(document, indent=2, ensure_ascii=False))
        return
    for one in found:
        printer.line(_annotation(one) if arguments.format == "github" else _line(one, printer))
    if arguments.format == "text" and not arguments.quiet and files:
        sys.stdout.flush()  # a log that has both has the summary last
        print(_summary(found, files), file=sys.stderr)  # noqa: T201 -- not of the findings


def _line(problem: Problem, printer: Printer) -> str:
    place = printer.styled(f"{printable(problem.place)}:", "bold")
    rule = printer.styled(f"[{problem.rule}]", "yellow")
    return f"{place} {printable(problem.text)} {rule}"


def _annotation(problem: Problem) -> str:
    """Write a problem as GitHub Actions reads it."""
    level = "error" if problem.rule == FORMAT else "warning"
    properties = f"file={_escaped(problem.path)},line={problem.line},col={problem.column}"
    title = _escaped(f"sphinx-tlsalerts {problem.rule}")
    message = _escaped_message(problem.text)
    return f"::{level} {properties},title={title}::{message}"


def _escaped_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(text: str) -> str:
    return _escaped_message(text).replace(":", "%3A").replace(",", "%2C")


def _summary(found: list[Problem], files: int) -> str:
    checked = f"{files} file{'s' * (files != 1)} checked"
    if not found:
        return f"{checked}, nothing found"
    concerned = len({one.path for one in found})
    return f"{checked}, {len(found)} finding{'s' * (len(found) != 1)} in {concerned}"
