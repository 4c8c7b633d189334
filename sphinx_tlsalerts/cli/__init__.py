"""The command line: explain messages, check files, print the schema and the alerts.

It imports neither Sphinx nor docutils, and each command imports only the modules that it needs,
because start-up is most of the time of an answer.
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

#: The exit codes that shells report after Ctrl-C, and after a write to a closed pipe.
INTERRUPTED = 128 + 2
PIPE_CLOSED = 128 + 13


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    :param argv: the arguments without the name of the program; default: those of the process
    """
    if sys.stdout is None:  # the parent process closed it
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a stream of a test may have no encoding
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
        # The process ends, so a last run of the garbage collector would only cost time.
        gc.freeze()
    return code


def _discard_output() -> None:
    """Redirect standard output to the null device: Python flushes it again at exit."""
    with suppress(OSError, ValueError):  # a stream of a test may have no file descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: Sequence[str] | None) -> int:
    given = sys.argv[1:] if argv is None else argv
    try:
        arguments = parse(given)
    except SystemExit as end:  # argparse has printed the message
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
