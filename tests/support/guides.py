"""The how-to guides of the documentation, as what a reader copies out of them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from support.places import DOCS

if TYPE_CHECKING:
    from collections.abc import Mapping

HOWTO = DOCS / "howto"

_BLOCK = re.compile(
    r"^(?P<fence>`{3,})(?:\{code-block\} )?(?P<language>\w+)\n"
    r"(?::caption: (?P<caption>[^\n]+)\n\n)?"
    r"(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)

#: The least of a configuration.
CONF = "project = 'Example DB'\nextensions = ['sphinx_tlsalerts']\n"

#: What a caption ends with where the block belongs below the file that the guide has already.
_ADDED = ", added"


class Block(NamedTuple):
    """A block of code of a guide."""

    language: str
    caption: str  #: the file that it is, or empty
    text: str


class Ran(NamedTuple):
    """What a command did."""

    code: int
    output: str


class Guide:
    """A guide, and a folder in which a reader follows it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.page = page_of(name)
        self.blocks = blocks_of(name)
        self.folder = folder
        #: What stands in the place of words of the guide: there is no network here.
        self.instead: dict[str, str] = {}

    def write(self, **more: str) -> None:
        """Write the files that the guide shows.

        :param more: further files, or what takes the place of one: ``a__b_c`` for ``a/b.c``
        """
        files: dict[str, str] = {}
        for block in self.blocks:
            if block.caption:
                name = block.caption.removesuffix(_ADDED)
                before = files.get(name, "") if block.caption != name else ""
                files[name] = before + self._replaced(block.text)
        files |= {name.replace("__", "/").replace("_", "."): text for name, text in more.items()}
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def sessions(self) -> list[tuple[str, str]]:
        """Return all commands, each with the output that the guide shows."""
        return [
            (command, output)
            for block in self.blocks
            if block.language == "console"
            for command, output in re.findall(
                r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE
            )
        ]

    def command(self, beginning: str) -> str:
        """Return the first command that begins so."""
        return next(one for one, _output in self.sessions() if one.startswith(beginning))

    def shown(self, command: str) -> str:
        """Return the output of a command that the guide shows."""
        return dict(self.sessions())[command]

    def run(self, command: str) -> Ran:
        """Run a command of the guide, without a shell: it may be a reader's on Windows."""
        words = shlex.split(self._replaced(command))
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        program = sys.executable if words[0] == "python" else shutil.which(words[0], path=path)
        assert program is not None, words[0]
        environment = os.environ | {"NO_COLOR": "1", "PYTHONUTF8": "1", "PATH": path}
        ran = subprocess.run(
            [program, *words[1:]],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return Ran(ran.returncode, ran.stdout.replace(f"{self.folder}{os.sep}", ""))

    def text(self, name: str) -> str:
        """Return a file of the folder."""
        return (self.folder / name).read_text(encoding="utf-8")

    def block(self, language: str) -> str:
        """Return the only block of a language that is no file."""
        (found,) = [one.text for one in self.blocks if one.language == language and not one.caption]
        return found

    def _replaced(self, text: str) -> str:
        for words, others in self.instead.items():
            text = text.replace(words, others)
        return text


def page_of(name: str) -> str:
    """Return the text of a guide."""
    return (HOWTO / f"{name}.md").read_text(encoding="utf-8")


def blocks_of(name: str) -> list[Block]:
    """Return the blocks of code of a guide."""
    return [
        Block(one["language"], one["caption"] or "", one["text"])
        for one in _BLOCK.finditer(page_of(name))
    ]


def assert_shows(shown: str, output: str, replaced: Mapping[str, str] | None = None) -> None:
    """Hold an output to what a guide shows of it; ``…`` stands for lines that it leaves out."""
    for pattern, words in (replaced or {}).items():
        shown, output = re.sub(pattern, words, shown), re.sub(pattern, words, output)
    parts = [re.escape(part) for part in re.split(r"^…\n", shown, flags=re.MULTILINE)]
    assert re.fullmatch(r"(?:.*\n)*?".join(parts), output), output
