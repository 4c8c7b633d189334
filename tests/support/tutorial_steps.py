"""The tutorial as its page has it: files and commands, and one who follows them."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx.cmd.build import get_parser
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils

from sphinx_tlsalerts.cli import main
from support.places import DOCS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FILES = DOCS / "tutorial"
TEXT = (DOCS / "tutorial.md").read_text(encoding="utf-8")

#: How a tab says which language it is for.
TABS = {"rst": "rst", "myst": "md"}
_TAB = re.compile(r"^::::\{tab-item\} \w+\n:sync: (\w+)\n(.+?)^::::\n", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^```(?:\{([\w-]+)\} ?)?(\S*)\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)

#: What prepares the folder, or opens a window.
NOT_RUN = ("mkdir ", "cd ", "python -m venv ", ". ", "pip ", "python -m webbrowser ")


class Shown(NamedTuple):
    """A file as the page shows it."""

    source: Path
    target: str  #: where the reader writes it
    highlighted: frozenset[int]  #: numbers of lines


class Command(NamedTuple):
    """A command, and what the page says that it prints."""

    line: str
    output: str


class Step(NamedTuple):
    """A numbered section of the page, as who reads one language sees it."""

    number: int
    title: str
    parts: list[Shown | Command]


@dataclass
class Outcome:
    """What a step left behind."""

    printed: list[tuple[Command, str]] = field(default_factory=list)
    built: list[str] = field(default_factory=list)  #: builders that ran
    warnings: list[str] = field(default_factory=list)
    html: dict[str, str] = field(default_factory=dict)


def options_of(block: str) -> dict[str, str]:
    return dict(re.findall(r"^:([\w-]+): (.*)$", block, re.MULTILINE))


def lines_of(numbers: str) -> frozenset[int]:
    """Return the numbers in the value of ``:emphasize-lines:``."""
    found: set[int] = set()
    for part in filter(None, numbers.split(",")):
        first, _dash, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


def parts_of(text: str) -> Iterator[Shown | Command]:
    """Read the files and commands of a section, in their order."""
    for name, argument, body in _FENCE.findall(text):
        if name == "literalinclude":
            options = options_of(body)
            source = DOCS / argument.removeprefix("/")
            highlighted = lines_of(options.get("emphasize-lines", ""))
            yield Shown(source, options["caption"], highlighted)
        elif argument == "console":
            yield from (Command(*found) for found in _COMMAND.findall(body))


def without_tabs_of_others(text: str, language: str) -> str:
    return _TAB.sub(lambda tab: tab[2] if TABS[tab[1]] == language else "", text)


@cache
def steps(language: str) -> list[Step]:
    parts = re.split(
        r"^## (\d+)\. (.+)\n", without_tabs_of_others(TEXT, language), flags=re.MULTILINE
    )
    numbers, titles, texts = parts[1::3], parts[2::3], parts[3::3]
    return [
        Step(int(number), title, list(parts_of(text.partition("\n## ")[0])))
        for number, title, text in zip(numbers, titles, texts, strict=True)
    ]


class Follower:
    """Does what the page says, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def follow(self, step: Step) -> Outcome:
        """Take a step; what the page says in words only, "build again", is done as well."""
        outcome = Outcome()
        for part in step.parts:
            if isinstance(part, Shown):
                target = self.folder / part.target
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(part.source.read_bytes())
            else:
                self.run(part, outcome)
        if step.number not in {1, 6} and "html" not in outcome.built:
            self.run(Command("python -m sphinx -n -W docs build/html", ""), outcome)
        html = self.folder / "build" / "html"
        outcome.html = {path.name: path.read_text("utf-8") for path in html.glob("*.html")}
        return outcome

    def run(self, command: Command, outcome: Outcome) -> None:
        match shlex.split(command.line):
            case ["sphinx-tlsalerts", *arguments]:
                outcome.printed.append((command, self.printed_by(arguments)))
            case ["python", "-m", "sphinx", "-M", "latexpdf", source, target, *options]:
                self.build([*options, "-b", "latex", source, f"{target}/latex"], outcome)
            case ["python", "-m", "sphinx", *arguments]:
                self.build(arguments, outcome)
            case _:
                assert command.line.startswith(NOT_RUN)
                assert not command.output

    def printed_by(self, arguments: Sequence[str]) -> str:
        """Return what a terminal shows of our own command."""
        terminal = io.StringIO()
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(terminal),
            contextlib.redirect_stderr(terminal),
        ):
            main(list(arguments))
        return terminal.getvalue()

    def build(self, arguments: Sequence[str], outcome: Outcome) -> None:
        given = get_parser().parse_args(arguments)
        assert given.nitpicky
        assert given.warningiserror
        source, target = self.folder / given.sourcedir, self.folder / given.outputdir
        builder = given.builder
        assert target.name == builder
        with patch_docutils(str(source)):
            app = SphinxTestApp(
                builder, srcdir=source, builddir=target.parent, confoverrides={"nitpicky": True}
            )
            try:
                app.build()
                outcome.warnings += app.warning.getvalue().splitlines()
            finally:
                app.cleanup()
        outcome.built.append(builder)


class Journey(NamedTuple):
    """The folder of one who followed the page to its end, and what each step left behind."""

    folder: Path
    outcomes: dict[int, Outcome]

    def built(self, name: str) -> str:
        """Return a file that the builders left."""
        return (self.folder / "build" / name).read_text(encoding="utf-8")


def journey(folder: Path, language: str) -> Journey:
    """Follow the whole page."""
    follower = Follower(folder)
    return Journey(folder, {step.number: follower.follow(step) for step in steps(language)})
