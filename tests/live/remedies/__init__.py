"""Remedies applied as printed: the second half of the proof of the bundled catalogue.

A cure provokes the error of an entry, applies a remedy of this entry, and tries again. Remedies of
the catalogue name their cures (``proof``); ``test_cures.py`` runs them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.guides import fill_placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sphinx_tlsalerts.guides import CodeBlock, Remedy

#: Seconds that a command may take.
PATIENCE = 60


class Cured(NamedTuple):
    """What was printed before and after a remedy."""

    before: str  #: with the error; the first entry that it leads to has the remedy
    after: str  #: without an error that the catalogue knows


@dataclass(frozen=True)
class Workshop:
    """A scratch folder, in which a remedy is applied."""

    folder: Path
    remedy: Remedy

    def code(
        self, number: int = 0, /, *, replaced: Mapping[str, str] | None = None, **values: str
    ) -> str:
        """Return a block of code of the remedy as it is printed.

        :param number: which block, counted over the remedy, its steps and its nested remedies
        :param replaced: words of an example that a reader replaces, with what they are here
        :param values: for placeholders: the host, the port, the file
        """
        block = [*list_code(self.remedy)][number]
        text = fill_placeholders(block.text, values, block.language)
        for word, value in (replaced or {}).items():
            assert word in text, f"{word!r} is not in {text!r}"
            text = text.replace(word, value)
        return text

    def run(self, command: str, *, fails: bool = False, **environment: str) -> str:
        """Run a command for a shell in the folder, and return what it prints.

        :param fails: whether it is to fail
        :param environment: further variables
        """
        done = subprocess.run(
            ["/bin/sh", "-ec", command],
            cwd=self.folder,
            env={**os.environ, "HOME": str(self.folder), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=PATIENCE,
        )
        assert (done.returncode != 0) is fails, f"{command}\n{done.returncode}: {done.stdout}"
        return done.stdout

    def python(self, program: str, *, fails: bool = False, **environment: str) -> str:
        """Run a program with this Python in the folder, and return what it prints."""
        path = self.folder / "program.py"
        path.write_text(program, encoding="utf-8")
        return self.run(f"'{sys.executable}' -P '{path}'", fails=fails, **environment)


def list_code(remedy: Remedy) -> Iterator[CodeBlock]:
    """Yield all code of a remedy in the order of a page."""
    yield from remedy.code
    for step in remedy.steps:
        yield from step.code
    for nested in remedy.remedies.items if remedy.remedies else ():
        yield from list_code(nested)


class Cure(NamedTuple):
    """A named remedy applied."""

    name: str
    run: Callable[[Workshop], Cured]
    lacks: Callable[[], str | None]  #: tells what this machine lacks to run it


CURES: dict[str, Cure] = {}


def cure(
    name: str, lacks: Callable[[], str | None] = lambda: None
) -> Callable[[Callable[[Workshop], Cured]], Callable[[Workshop], Cured]]:
    """Register a function as the cure *name*.

    :param lacks: returns None where the cure can run, else what is missing
    """

    def register(run: Callable[[Workshop], Cured]) -> Callable[[Workshop], Cured]:
        assert name not in CURES, name
        CURES[name] = Cure(name, run, lacks)
        return run

    return register
