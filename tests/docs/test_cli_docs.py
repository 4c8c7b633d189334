"""The page about the command line: its commands print what it shows."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from support.places import DOCS

from sphinx_tlsalerts.cli import main
from sphinx_tlsalerts.cli.arguments import parse

if TYPE_CHECKING:
    from pathlib import Path

PAGE = DOCS / "usage" / "command-line.md"
TEXT = PAGE.read_text(encoding="utf-8")
SESSIONS = [
    (command, output)
    for block in re.findall(r"```console\n(.+?)```", TEXT, re.DOTALL)
    for command, output in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
SHOWN = [(command, output) for command, output in SESSIONS if output]


def arguments_of(command: str) -> list[str]:
    """Return the arguments that a shell gives our command in a line."""
    words = shlex.split(command)
    words = words[words.index("sphinx-tlsalerts") + 1 :]
    return words[: next((n for n, word in enumerate(words) if word in {"<", ">", "|"}), None)]


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_command_prints_what_the_page_shows(
    command: str,
    output: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = re.findall(
        r"```\{code-block\} yaml\n:caption: (\w+\.yaml)\n\n(.+?)```", TEXT, re.DOTALL
    )
    for name, content in files:
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    main(arguments_of(command))
    beginning, cut, _rest = output.partition("…\n")
    printed = capsys.readouterr().out
    assert printed.startswith(beginning) if cut else printed == output


def test_page_shows_each_command() -> None:
    shown = {arguments_of(command)[0] for command, _output in SESSIONS}
    assert shown == {"explain", "check", "alerts", "schema"}


@pytest.mark.parametrize("command", [command for command, _output in SESSIONS])
def test_commands_of_the_page_have_right_arguments(command: str) -> None:
    parse(arguments_of(command))


@pytest.mark.parametrize("command", ["explain", "check"])
def test_page_lists_the_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([command, "--help"])
    options = set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", capsys.readouterr().out, re.MULTILINE))
    section = TEXT.partition(f"`{command}` ")[2].partition("\n## ")[0]
    assert options - {"--help", "--color"} == {
        name for name in re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE) if name != "--color"
    } | (options & {"--format"})
