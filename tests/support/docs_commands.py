"""What is wrong with the commands that the documentation shows, without running them.

Commands of ours and of Sphinx are held to their parsers, commands of a clone to the files and
environments that they name. Every other command stands in :data:`KNOWN`, with what is known of it.
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
import subprocess
import tomllib
from configparser import ConfigParser
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sphinx.cmd.build import get_parser as sphinx_parser

from sphinx_tlsalerts.cli.arguments import build_parser
from support.places import ROOT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from support.docs_pages import Page


class Known(NamedTuple):
    """A command that no rule looks at."""

    pattern: str  #: of the whole command
    reason: str


KNOWN = (
    Known(r"python -m venv \S+", "Python's own; the wheel's tests make their environment so"),
    Known(r"\. \.venv/bin/activate", "made by the command before it"),
    Known(r"python -m webbrowser \S+\.html", "Python's own; opens what was built"),
    Known(r"grep \S+", "looks at the output of the command before it"),
    Known(r"python program\.py", "stands for a program of the reader"),
    Known(r"ruff check|ruff format --check|mypy", "run by .ci/run"),
    Known(r"npm install (--[a-z-]+ )*--prefix tests/browser", "run by .ci/run"),
)

#: What pip may be asked for besides ourselves.
PACKAGES = {"build", "tox", "twine", "pre-commit", "sphinx-intl"}
#: Builders whose module in ``sphinx.builders`` has another name.
BUILDERS = {"epub", "man", "pseudoxml"}

#: What begins a literal that is a command.
_PROGRAMS = r"sphinx-tlsalerts|sphinx-build|python|pip|pytest|tox|ruff|mypy|npm|\.ci/run"
_COMMAND = re.compile(rf"(TLSALERTS_\w+=\S* )*(({_PROGRAMS}) .+|\.ci/run)")

_OPERATORS = re.compile(r"[|&;]+")
_ASSIGNMENT = re.compile(r"([A-Z_]+)=.*")


def is_command(literal: str) -> bool:
    """Tell whether a literal in running text is a command."""
    return _COMMAND.fullmatch(literal) is not None


def simple_commands(line: str) -> list[list[str]]:
    """Take the line of a shell apart: its commands without assignments and redirections."""
    line = re.sub(r"(^|\s)#\s.*", "", line)
    line = re.sub(r"\d?>&\d|(?<=\s)\d(?=>)", "", line)
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    commands: list[list[str]] = [[]]
    words = iter(lexer)
    for word in words:
        if _OPERATORS.fullmatch(word):
            commands.append([])
        elif word in {"<", ">", ">>"}:
            next(words, None)
        else:
            commands[-1].append(word)
    return [command for command in commands if command]


def variables_of(line: str) -> list[str]:
    """Return the names of our variables that a line sets."""
    return re.findall(r"\b(TLSALERTS_\w+)=", line)


def faults_of_line(line: str, page: Page) -> Iterator[str]:
    """Say what is wrong with a line for a shell."""
    try:
        commands = simple_commands(line)
    except ValueError as error:
        yield f"{line}: {error}"
        return
    for command in commands:
        words = without_assignments(command)
        if words:
            yield from (f"{shlex.join(words)}: {fault}" for fault in _faults_of(words, page))


def without_assignments(words: list[str]) -> list[str]:
    while words and _ASSIGNMENT.fullmatch(words[0]):
        words = words[1:]
    return words


def known(words: list[str]) -> Known | None:
    """Return what the table has of a command."""
    command = " ".join(words)
    return next((one for one in KNOWN if re.fullmatch(one.pattern, command)), None)


def _faults_of(words: list[str], page: Page) -> Iterator[str]:
    words = as_module(words)
    if known(words):
        return
    program, *rest = words
    if program in RULES:
        yield from RULES[program](rest)
    elif page.is_for_developers and program in {"pytest", "python"}:
        yield from _faults_of_scripts(rest)
    elif page.is_for_developers and "/" in program:
        yield from _faults_of_scripts(words)
    else:
        yield "unknown command: neither a rule nor an entry of KNOWN in docs_commands.py"


def as_module(words: list[str]) -> list[str]:
    """Return a command under one name, however its program is started."""
    program = words[0].rpartition("/")[2]
    rest = words[1:]
    if program in {"python", "python3", "py"}:
        program = "python"
        while len(rest) > 1 and rest[0] in {"-W", "-X"}:
            rest = rest[2:]
        if rest[:1] == ["-c"]:
            return ["code", *rest[1:]]
        if len(rest) > 1 and rest[0] == "-m":
            module = {"sphinx_tlsalerts": "sphinx-tlsalerts"}.get(rest[1], rest[1])
            if module in {"sphinx-tlsalerts", "sphinx", "pip", "pytest"}:
                return [module, *rest[2:]]
            if module.startswith("sphinx_tlsalerts"):
                return ["module", *rest[1:]]
    if program == "sphinx-build":
        return ["sphinx", *rest]
    return [program if program in {"pip", "python"} else words[0], *rest]


def _faults_of_module(words: list[str]) -> Iterator[str]:
    if find_spec(words[0]) is None:
        yield "no such module"


def _faults_of_tox(words: list[str]) -> Iterator[str]:
    for option, name in pairwise(words):
        if option == "-e" and name not in tox_environments():
            yield f"no environment {name}"


def _refused(parser: argparse.ArgumentParser, words: list[str]) -> Iterator[str]:
    said = io.StringIO()
    try:
        with redirect_stderr(said), redirect_stdout(said):
            parser.parse_args(words)
    except SystemExit as end:
        if end.code:
            yield said.getvalue().rstrip().rpartition("\n")[2]


def _faults_of_sphinx(words: list[str]) -> Iterator[str]:
    """Hold a command to Sphinx's parser; in prose, it may lack its folders."""
    if words[:1] == ["-M"]:
        words = ["-b", words[1].removesuffix("pdf"), *words[2:]]
    faults = list(_refused(sphinx_parser(), words))
    if faults:
        faults = list(_refused(sphinx_parser(), [*words, ".", "_build"]))
    yield from faults
    for option, builder in pairwise(words):
        if option != "-b" or builder in BUILDERS:
            continue
        if find_spec(f"sphinx.builders.{builder}") is None:
            yield f"no builder {builder}"


def _faults_of_code(words: list[str]) -> Iterator[str]:
    try:
        compile(words[0], "-c", "exec")
    except SyntaxError as error:
        yield str(error)


@cache
def _options_of_openssl(command: str) -> str:
    done = subprocess.run(
        ["openssl", command, "-help"],  # noqa: S607 -- whichever there is
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def _faults_of_openssl(words: list[str]) -> Iterator[str]:
    """Hold a command to the help of OpenSSL, where it is installed."""
    command, *words = words
    if shutil.which("openssl"):
        for word in words:
            if word.startswith("-") and not re.search(
                rf"(?m)^ {re.escape(word)}\b", _options_of_openssl(command)
            ):
                yield f"openssl {command} has no option {word}"


def _faults_of_pip(words: list[str]) -> Iterator[str]:
    words = words[1:]  # install
    for word in words:
        match = re.fullmatch(r"(\.|[\w-]+)(?:\[(.+)\])?(?:[<>=~!].*)?", word)
        if word.startswith("-") or re.search(r"/|\.whl$", word):
            continue
        if match is None:
            yield f"what is {word}?"
        elif match[1] in {".", "sphinx-tlsalerts"}:
            for extra in (match[2] or "").replace(",", " ").split():
                if extra not in project()["optional-dependencies"]:
                    yield f"no extra {extra}"
        elif match[1] not in PACKAGES | dependencies():
            yield f"{match[1]} is not among the dependencies"


def _faults_of_scripts(words: list[str]) -> Iterator[str]:
    """Hold the files of a command to those of the repository, options to those of the script."""
    scripts = [ROOT / word for word in words if re.search(r"/|\.py$", word)]
    for path in scripts:
        if not path.exists():
            yield f"no such file: {path.name}"
        elif path.is_file() and words[0] == path.relative_to(ROOT).as_posix():
            text = path.read_text(encoding="utf-8")
            for word in words:
                if word.startswith("--") and f'"{word}"' not in text:
                    yield f"no option {word}"


RULES: dict[str, Callable[[list[str]], Iterator[str]]] = {
    "code": _faults_of_code,
    "module": _faults_of_module,
    "openssl": _faults_of_openssl,
    "pip": _faults_of_pip,
    "sphinx": _faults_of_sphinx,
    "sphinx-tlsalerts": lambda words: _refused(build_parser(), words),
    "tox": _faults_of_tox,
}


@cache
def project() -> dict[str, dict[str, list[str]]]:
    """Return the table ``project`` of ``pyproject.toml``."""
    text = ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = tomllib.loads(text)["project"]
    return found


@cache
def dependencies() -> set[str]:
    """Return the names of all packages that ours may depend on."""
    lists = [project()["dependencies"], *project()["optional-dependencies"].values()]
    return {re.split(r"[\s<>=\[;]", one)[0] for requirements in lists for one in requirements}


@cache
def tox_environments() -> set[str]:
    """Return the names of tox's environments."""
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / "tox.ini", encoding="utf-8")
    named = {name.removeprefix("testenv:") for name in parser.sections() if ":" in name}
    return named | {*parser["tox"]["env_list"].split()}
