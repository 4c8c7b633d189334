"""Parse the arguments of the command line, and define its help."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts import __version__
from sphinx_tlsalerts.cli.width import get_terminal_width
from sphinx_tlsalerts.util import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The positional argument of each command.
_POSITIONALS = {"explain": "message", "check": "files", "alerts": "which"}

#: The release lines of OpenSSL, which number verification codes differently.
_LINES = ("1.1.1", "3.0", "3.5", "4.0")

_MAIN = """\
examples:
  sphinx-tlsalerts explain "[SSL: WRONG_VERSION_NUMBER] wrong version number"
  python program.py 2>&1 | sphinx-tlsalerts explain
  sphinx-tlsalerts check docs/*.yaml
  sphinx-tlsalerts alerts 40-49

'sphinx-tlsalerts COMMAND --help' shows the options of a command.

exit codes: those of the command; 2 if there is no command
"""

_EXPLAIN = """\
examples:
  sphinx-tlsalerts explain "certificate verify failed: certificate has expired"
  sphinx-tlsalerts explain < traceback.txt
  sphinx-tlsalerts explain --catalogue docs/errors.yaml tlsv1 alert unknown ca

exit codes:
  0  something was recognised
  1  nothing was recognised
  2  the arguments are wrong, or a file cannot be read
"""

_CHECK = """\
examples:
  sphinx-tlsalerts check docs/troubleshooting.yaml
  sphinx-tlsalerts check --format github "docs/**/*.yaml"
  sphinx-tlsalerts check --ignore dead-platform - < errors.yaml

checks:
{checks}

exit codes:
  0  nothing was found
  1  something was found, or a file that was named is neither a troubleshooting file nor an
     overlay; a file that only a pattern matched is left out with a note
  2  the arguments are wrong, or a file cannot be read
"""

_ALERTS = """\
examples:
  sphinx-tlsalerts alerts
  sphinx-tlsalerts alerts 48
  sphinx-tlsalerts alerts unknown ca
  sphinx-tlsalerts alerts 40-49 TLSV1_ALERT_UNKNOWN_CA --csv

exit codes:
  0  the alerts were printed
  2  there is no such alert
"""


def parse(given: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments of the process.

    An error prints the usage of its command.

    :raises SystemExit: the arguments are wrong or ask for help; everything has been printed
    """
    command = given[0] if given else ""
    main, commands = _build_parsers(command)
    if not given:
        main.print_help(sys.stderr)
        raise SystemExit(2)
    parser = commands.choices.get(command)
    if parser is None:
        if command.startswith("-"):
            main.parse_known_args(given)  # prints the help or the version, and exits
            main.error(_describe_unknown_option(command, main, None))
        known = f" (known are {', '.join(commands.choices)})"
        main.error(f"unknown command '{command}'{_suggest(command, commands.choices) or known}")
    arguments, left = parser.parse_known_args(given[1:])
    texts = given[given.index("--") :] if "--" in given else ()
    positional = _POSITIONALS.get(command)
    for argument in left:
        if argument in texts or argument == "-" or not argument.startswith("-"):
            if positional is None:
                parser.error(f"takes no arguments, but got '{argument}'")
            # argparse leaves positional arguments after an option if there were some before it.
            getattr(arguments, positional).extend([argument] if argument != "--" else [])
        else:
            parser.error(_describe_unknown_option(argument, parser, positional))
    arguments.command = command
    return arguments


def _describe_unknown_option(
    word: str, parser: argparse.ArgumentParser, positional: str | None
) -> str:
    option = word.partition("=")[0]
    known = [name for action in parser._actions for name in action.option_strings]  # noqa: SLF001 -- no other list
    hint = _suggest(option, known)
    if not hint and positional == "message":
        hint = " (quote a message, or put '--' before it)"
    return f"unknown option '{option}'{hint}"


def _suggest(word: str, known: Iterable[str]) -> str:
    import difflib

    return did_you_mean(difflib.get_close_matches(word[:100], [*known], n=1, cutoff=0.7))


def build_parser(command: str = "") -> argparse.ArgumentParser:
    """Build the main parser, which holds the parsers of the commands.

    :param command: as for :func:`_build_parsers`
    """
    return _build_parsers(command)[0]


def _build_parsers(command: str) -> tuple[_Parser, argparse._SubParsersAction[_Parser]]:
    """Build the main parser and the parsers of the commands.

    :param command: the only command that is needed; building the others costs time
    """
    parser = _Parser(
        prog="sphinx-tlsalerts",
        description="Explain TLS errors, and check troubleshooting files.",
        epilog=_MAIN,
    )
    parser.add_argument("--version", action="version", version=f"sphinx-tlsalerts {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    adders = {
        "explain": _add_explain,
        "check": _add_check,
        "alerts": _add_alerts,
        "schema": _add_schema,
    }
    for add in [adders[command]] if command in adders else adders.values():
        add(commands)
    return parser, commands


class _Parser(argparse.ArgumentParser):
    """A parser that keeps the lines of its examples."""

    def __init__(self, **options: Any) -> None:
        # Without a width, argparse imports shutil for its first option: 1.6 ms with bz2 and lzma.
        width = get_terminal_width(sys.__stdout__, 80) - 2
        formatter = partial(argparse.RawDescriptionHelpFormatter, width=width)
        super().__init__(**options, formatter_class=formatter)


def _add_explain(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "explain",
        help="explain an error message, a traceback or a log",
        description="Explain an error message, a traceback or a log: what it means, why it "
        "happens, and what to do.",
        epilog=_EXPLAIN,
    )
    parser.add_argument(
        "message", nargs="*", metavar="MESSAGE", help="the text; '-' or none reads standard input"
    )
    parser.add_argument(
        "--catalogue",
        action="append",
        default=[],
        metavar="FILE",
        help="a troubleshooting file to look in as well; may be given several times",
    )
    parser.add_argument(
        "--no-builtin", action="store_true", help="do not look in the catalogue of the package"
    )
    parser.add_argument(
        "--full", action="store_true", help="print all of the best entry, not only the answer"
    )
    parser.add_argument("--all", action="store_true", help="print every entry that fits in full")
    parser.add_argument(
        "--ids", action="store_true", help="print the ids of causes and remedies, to refer to them"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text (default) or JSON"
    )
    _add_color(parser)


def list_checks() -> dict[str, str]:
    """Return the checks of ``check`` with their titles: the format, then the rules for advice."""
    from sphinx_tlsalerts.guides import ADVICE_RULES  # late: other commands need no guides

    return {"yaml": "the format of the file"} | {
        rule.id: rule.title for rule in ADVICE_RULES.values()
    }


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> None:
    checks = list_checks()
    width = max(map(len, checks))
    lines = "\n".join(f"  {check:{width}}  {title}" for check, title in checks.items())
    parser = commands.add_parser(
        "check",
        help="check troubleshooting files and the advice in them",
        description="Check the format of troubleshooting files and overlays, and the advice that "
        "troubleshooting files give.",
        epilog=_CHECK.format(checks=lines),
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a file, a pattern, or '-' for standard input"
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="text (default), JSON, or the annotations of GitHub Actions",
    )
    for name, purpose in (("--rule", "look for this only"), ("--ignore", "do not look for this")):
        parser.add_argument(
            name,
            action="append",
            choices=(*checks,),
            default=[],
            metavar="CHECK",
            help=f"{purpose}; may be given several times",
        )
    parser.add_argument(
        "--openssl",
        choices=_LINES,
        default="3.0",
        help="the release of OpenSSL that numbers of verification codes belong to (default: 3.0)",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print no summary")
    _add_color(parser)


def _add_alerts(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "alerts",
        help="print the TLS alerts",
        description="Print TLS alerts; a single one with all that is known of it.",
        epilog=_ALERTS,
    )
    parser.add_argument(
        "which",
        nargs="*",
        metavar="WHICH",
        help="numbers, ranges such as 40-49, or names of any library; all without it",
    )
    formats = parser.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="print all fields as JSON")
    formats.add_argument("--csv", action="store_true", help="print the main fields as CSV")
    _add_color(parser)


def _add_schema(commands: argparse._SubParsersAction[_Parser]) -> None:
    commands.add_parser(
        "schema",
        help="print the JSON Schema of troubleshooting files",
        description="Print the JSON Schema of troubleshooting files, for editors and other tools.",
        epilog="example:\n  sphinx-tlsalerts schema > docs/troubleshooting.schema.json\n",
    )


def _add_color(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colour: auto (default) on a terminal unless NO_COLOR is set",
    )
