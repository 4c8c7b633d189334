"""The command line: explain messages, check files, print the schema and the alerts.

It imports neither Sphinx nor docutils, and each command loads only what it needs:
somebody in front of an error waits for the answer.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx_tlsalerts.cli.arguments import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What shells return for a program that Ctrl-C, or a pipe that nobody reads, has ended.
INTERRUPTED = 128 + 2
PIPE_CLOSED = 128 + 13


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    :param argv: the arguments without the name of the program; those of the process without it
    """
    if sys.stdout is None:  # closed by whoever started the program
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a stream of a test has no encoding to choose
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        return PIPE_CLOSED
    except OSError as error:
        from sphinx_tlsalerts.cli.terminal import complain

        reason = error.strerror or error
        if error.filename is None:
            complain(f"cannot write: {reason}")
            _discard_output()
        else:
            complain(f"cannot read '{error.filename}': {reason}")
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    if argv is None:
        # The process ends: Python need not look for cycles among all that was loaded.
        gc.freeze()
    return code


def _discard_output() -> None:
    """Keep Python quiet, which flushes once more at its end."""
    with suppress(OSError, ValueError):  # a stream of a test has no number
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: Sequence[str] | None) -> int:
    words = sys.argv[1:] if argv is None else argv
    try:
        arguments = parse(words)
    except SystemExit as end:  # argparse has said what there is to say
        return end.code if isinstance(end.code, int) else 2
    match arguments.command:
        case "explain":
            from sphinx_tlsalerts.cli.explain import run_explain

            return run_explain(arguments)
        case "check":
            from sphinx_tlsalerts.cli.check import run_check

            return run_check(arguments)
        case "alerts":
            from sphinx_tlsalerts.cli.alerts import run_alerts

            return run_alerts(arguments)
        case _:
            from sphinx_tlsalerts.cli.alerts import run_schema

            return run_schema()
