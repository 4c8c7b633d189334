"""Sessions of a terminal in the documentation: run, and compared with what they show."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.cmd.build import get_parser

from sphinx_tlsalerts.cli import main
from support.building import page
from support.docs_commands import as_module, faults_of_line, simple_commands, without_assignments
from support.needs import need_modules
from support.snippets import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.docs_pages import Block

#: Languages of blocks with commands, with and without prompts.
SESSIONS = {"console", "shell-session"}
SCRIPTS = {"sh", "bash", "shell"}

#: Lines that stand for those that are left out.
LEFT_OUT = {"…", "..."}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def in_source(files: dict[str, str]) -> dict[str, str]:
    """Name files as seen from the source folder, which is that of ``conf.py``."""
    folders = [Path(name).parent for name in files if Path(name).name == "conf.py"]
    above = f"{folders[0].as_posix()}/" if folders else "docs/"
    return {name.removeprefix(above): text for name, text in files.items()}


def skip_without_packages(conf: Path) -> None:
    """Skip a test whose extensions are not installed."""
    for name in runpy.run_path(str(conf)).get("extensions", ()):
        need_modules(name)


def sessions(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a session with what is shown of its output."""
    command, output = "", ""
    for line in text.splitlines():
        if command.endswith("\\"):
            command = f"{command[:-1].rstrip()} {line.removeprefix('>').strip()}"
        elif line.startswith("$ "):
            if command:
                yield command, output
            command, output = line[2:], ""
        else:
            output += f"{line}\n"
    if command:
        yield command, output


def faults_of_session(block: Block, folder: Path) -> Iterator[str]:
    """Run the commands that are ours or Sphinx's, and compare what they print."""
    found = list(sessions(block.text))
    if not found:
        yield "no line begins with '$ '"
    for command, output in found:
        faults = list(faults_of_line(command, block.page))
        if faults:
            yield from faults
            continue
        last = as_module(without_assignments(simple_commands(command)[-1]))
        if last[0] == "sphinx-tlsalerts" and output:
            yield from _faults_of_output(block, last[1:], output, folder)
        if last[0] == "sphinx" and "-M" not in last and not block.page.is_for_developers:
            for number, tabs in enumerate(block.variants):
                yield from _faults_of_build(
                    block, last[1:], output, folder / f"{number}", block.files_at_hand(tabs)
                )


def _faults_of_output(block: Block, words: list[str], output: str, folder: Path) -> Iterator[str]:
    write(folder, block.files_at_hand(block.variants[0]))
    printed, complained = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), redirect_stdout(printed), redirect_stderr(complained):
        main(words)
    if not any(
        is_shown(output, text)
        for text in (printed.getvalue(), printed.getvalue() + complained.getvalue())
    ):
        yield f"sphinx-tlsalerts {' '.join(words)} prints:\n{printed.getvalue()}"


def is_shown(output: str, printed: str) -> bool:
    """Tell whether *output* is what was printed, but for what it says it leaves out."""
    pieces = re.split(r"(?m)^(?:…|\.\.\.)\n", output)
    return re.fullmatch(".*".join(map(re.escape, pieces)), printed, re.DOTALL) is not None


def _faults_of_build(
    block: Block, words: list[str], output: str, folder: Path, files: dict[str, str]
) -> Iterator[str]:
    """Build the project that the page has shown, if it has shown one."""
    source = get_parser().parse_args(words).sourcedir
    files = in_source(files)
    conf = files.get("conf.py")
    if conf is None:
        return
    suffix = "md" if "myst_parser" in conf else "rst"
    for _line, name in (one for one in block.page.examples if one.line < block.line):
        snippet = SNIPPETS / ("myst" if suffix == "md" else "rst") / f"{name}.{suffix}"
        files.setdefault(f"index.{suffix}", page(suffix, snippet.read_text(encoding="utf-8")))
    if f"index.{suffix}" not in files:
        yield f"the page shows no index.{suffix}"
        return
    if "intersphinx_mapping" in conf:  # no network
        files["conf.py"] = f"{conf}\nintersphinx_mapping = {{}}\n"
    write(folder / source, files)
    skip_without_packages(folder / source / "conf.py")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    lines = [line for line in output.splitlines() if line.strip() and line not in LEFT_OUT]
    missing = [line for line in lines if line not in done.stdout]
    if missing or (done.returncode and "WARNING" not in output):
        yield f"sphinx {' '.join(words)} prints:\n{done.stdout}"


def faults_of_script(block: Block, _folder: Path) -> Iterator[str]:
    """Hold each line to what is known of its commands."""
    for line in block.text.splitlines():
        if line.strip():
            yield from faults_of_line(line, block.page)
