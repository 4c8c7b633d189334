"""Run builds of Sphinx one after another, each in a process of its own, as an author's are.

The processes are forked from this one, which has imported what ``sphinx-build`` imports before it
reads ``conf.py``, and not this package: what its import alone changes would show. Standard input
has a list of command lines as JSON; standard output a list of ``[exit code, output, warnings]``.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from sphinx.cmd.build import main


def run(arguments: list[str], folder: Path) -> tuple[int, str, str]:
    """Run one build and return what came of it."""
    streams = [folder / "stdout", folder / "stderr"]
    process = os.fork()
    if process == 0:
        for number, stream in enumerate(streams, 1):
            os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        code = main(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    _process, status = os.waitpid(process, 0)
    output, warnings = (stream.read_text(encoding="utf-8") for stream in streams)
    return os.waitstatus_to_exitcode(status), output, warnings


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        results = [run(arguments, Path(scratch)) for arguments in json.load(sys.stdin)]
    assert "sphinx_tlsalerts" not in sys.modules
    json.dump(results, sys.stdout)
