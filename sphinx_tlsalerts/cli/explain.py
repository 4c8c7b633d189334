"""Run the command ``explain``: find the entries for a message and print them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.cli.terminal import Printer, complain, strip_markup
from sphinx_tlsalerts.util import pause_collector

if TYPE_CHECKING:
    import argparse
    from typing import Any, BinaryIO

    from sphinx_tlsalerts.guides import Entry
    from sphinx_tlsalerts.matcher import Explanation, PasteContext, Recognised, Signal
    from sphinx_tlsalerts.registries import Alert

#: The size of the end of a log that is read.
MAX_BYTES = 16 * 1024 * 1024

#: The byte order marks of files in UTF-16, such as those of Windows PowerShell.
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

#: The number of further entries that are listed.
_SHOWN = 5

BUILTIN = "builtin:python"


class UsageError(Exception):
    """Raised if the command cannot run; the text gives the reason."""


class Given(NamedTuple):
    """The text to explain."""

    text: str
    dropped: int = 0  #: the number of bytes before it that were not kept


class Known(NamedTuple):
    """The entries to search, with the file of each."""

    entries: list[Entry]
    origins: dict[int, str]  #: by the identity of entries: the name of a file

    def name_of(self, entry: Entry) -> str:
        """Return the file and the id of an entry."""
        return f"{self.origins[id(entry)]}/{entry.id}"


def run_explain(arguments: argparse.Namespace) -> int:
    """Explain a text."""
    try:
        given = _read_given(arguments.message)
        with pause_collector():
            known = _load_known(arguments)
            explanation = _explain(given.text, known, arguments)
    except UsageError as error:
        complain(str(error))
        return 2
    _print_limits(given, explanation)
    if arguments.format == "json":
        _print_json(explanation, known, given)
    else:
        _print_text(explanation, known, arguments)
    return (
        0
        if explanation.matches or any(_has_meaning(signal) for signal in explanation.signals)
        else 1
    )


def _explain(text: str, known: Known, arguments: argparse.Namespace) -> Explanation:
    from sphinx_tlsalerts.matcher import EntryIndex, explain

    own = sum(origin != BUILTIN for origin in known.origins.values())
    return explain(text, EntryIndex(known.entries, _load_fingerprints(arguments), own=own))


# The input


def _read_given(arguments: list[str]) -> Given:
    """Return the text of the arguments, or the end of standard input.

    :raises UsageError: there is no text
    """
    if arguments and arguments != ["-"]:
        return Given(" ".join(arguments))
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    if not arguments and sys.stdin.isatty():
        raise UsageError(
            "give a message, or pipe a text in (see 'sphinx-tlsalerts explain --help')"
        )
    try:
        return _read_end(sys.stdin.buffer)
    except OSError as error:
        raise UsageError(f"cannot read standard input: {error.strerror or error}") from error


def _read_end(stream: BinaryIO) -> Given:
    """Read the end of a stream; in a log, the last lines matter most."""
    kept = bytearray(stream.read(4))
    encoding = next((name for mark, name in _MARKS if kept.startswith(mark)), "utf-8")
    dropped = 0
    while piece := stream.read(MAX_BYTES):
        kept += piece
        surplus = max(len(kept) - MAX_BYTES, 0)
        if encoding != "utf-8":  # a character has two or four bytes
            surplus += surplus % 2
        del kept[:surplus]
        dropped += surplus
    return Given(kept.decode(encoding, errors="replace").removeprefix("\ufeff"), dropped)


def _print_limits(given: Given, explanation: Explanation) -> None:
    """Print the limits that apply to the text."""
    if given.dropped:
        size = MAX_BYTES // 1024**2
        complain(f"only the last {size} MiB are looked at, and lines are counted from there")
    if explanation.skipped:
        half = (explanation.characters - explanation.skipped) // 2
        complain(
            f"only the first and the last {half} characters are looked at, not the "
            f"{explanation.skipped} between them"
        )


def _load_known(arguments: argparse.Namespace) -> Known:
    """Read the catalogues.

    :raises UsageError: a file cannot be read
    """
    known = Known([], {})
    for path in arguments.catalogue:
        for entry in _read_entries(path):
            known.entries.append(entry)
            known.origins[id(entry)] = path
    if not arguments.no_builtin:
        from sphinx_tlsalerts.catalogue import load_catalogue

        own = {entry.id for entry in known.entries}
        for entry in load_catalogue("python").entries:
            if entry.id not in own:  # an entry of a file replaces the bundled entry with its id
                known.entries.append(entry)
                known.origins[id(entry)] = BUILTIN
    return known


def _load_fingerprints(arguments: argparse.Namespace) -> dict[str, Recognised]:
    """Load the precomputed fingerprints of the bundled messages."""
    if arguments.no_builtin:
        return {}
    import json

    from sphinx_tlsalerts.catalogue import recognised_file
    from sphinx_tlsalerts.matcher import load_recognised

    return load_recognised(json.loads(recognised_file("python").read_text(encoding="utf-8")))


def _read_entries(path: str) -> list[Entry]:
    from sphinx_tlsalerts.catalogue import find_bundled_entry
    from sphinx_tlsalerts.cli.input import UnreadableError, read_named

    try:
        _text, guide, problems, kind = read_named(path, "3.0", find_bundled_entry)
    except UnreadableError as error:
        raise UsageError(str(error)) from error
    if kind == "overlay":
        raise UsageError(f"'{path}' is an overlay, not a troubleshooting file")
    if guide is None:
        raise UsageError(f"'{path}' is no troubleshooting file: {problems[0].message}")
    if problems:
        complain(f"'{path}' has faults: run 'sphinx-tlsalerts check {path}'")
    return guide.entries


# The output formats


def _has_meaning(signal: Signal) -> bool:
    """Return whether a signal has a meaning that readers understand without an entry."""
    return signal.kind.value in {"alert", "verification", "reason"}


def _print_text(explanation: Explanation, known: Known, arguments: argparse.Namespace) -> None:
    printer = Printer(arguments.color, list_values(explanation.context))
    matches = explanation.matches
    if matches and not (arguments.full or arguments.all or arguments.ids):
        from sphinx_tlsalerts.cli.answer_text import print_answer

        print_answer(matches, explanation.context, printer)
        return
    facts = list(
        dict.fromkeys(
            _describe_signal(signal) for signal in explanation.signals if _has_meaning(signal)
        )
    )
    for fact in facts:
        printer.print_paragraph(fact, "", "  ")
    if not matches:
        message = (
            "No entry fits it." if facts else "Nothing in it is a TLS error that is known here."
        )
        printer.print_line(message)
        return
    full, others = matches, matches[:0]
    if not arguments.all:
        full, others = full[:1], full[1:]
    from sphinx_tlsalerts.cli.entry_text import print_entry

    for match in full:
        if facts or match is not full[0]:
            printer.print_line()
        print_entry(match.entry, printer, explanation.context, ids=arguments.ids)
        _print_further(match.entry, known, printer)
    if others:
        printer.print_line()
        printer.print_line(printer.style("It may also be", "cyan"))
        for match in others[:_SHOWN]:
            printer.print_paragraph(
                f"{match.entry.id}: {strip_markup(match.entry.title)}", "  - ", "    "
            )
        printer.print_paragraph("(--all prints what they say)", "  ", "  ")


def list_values(context: PasteContext) -> dict[str, str]:
    """Return what the placeholders of commands stand for, as far as a paste shows it."""
    shown = {"host": context.host, "port": context.port, "file": context.file}
    return {name: item.value for name, item in shown.items() if item}


def _print_further(entry: Entry, known: Known, printer: Printer) -> None:
    printer.print_line()
    printer.print_line(printer.style(f"This is {known.name_of(entry)}", "dim"))
    for reference in entry.references:
        if reference.url:
            title = f"{strip_markup(reference.title)}: " if reference.title else ""
            printer.print_line(f"  {title}{reference.url}")


def _describe_signal(signal: Signal) -> str:
    """Return the meaning of a signal as a sentence."""
    if signal.kind.value == "alert":
        from sphinx_tlsalerts.registries import load_alerts

        alert = load_alerts().named(signal.value)
        if signal.sent:
            subject = f"Alert {alert.code}, {alert.name}, that this side sent"
            return f"{subject}: it told the other side that {alert.meaning}."
        return (
            f"Alert {alert.code}, {alert.name}, sent by {_describe_sender(alert)}: "
            f"the sender says that {alert.meaning}."
        )
    if signal.kind.value == "verification":
        from sphinx_tlsalerts.registries import load_verify_codes

        code = load_verify_codes().named(signal.value)
        return (
            f"Verification code {code.newest_number}, {code.constant}: verification failed because "
            f"{code.meaning}. Check: {strip_markup(code.check)}"
        )
    library = f" of its library {signal.library}" if signal.library else ""
    return f"Mnemonic {signal.value}, OpenSSL's name for the error{library}."


def _describe_sender(alert: Alert) -> str:
    """Return the sender of an alert, as in a sentence."""
    return "either side" if alert.sender == "either" else f"the {alert.sender}"


def _print_json(explanation: Explanation, known: Known, given: Given) -> None:
    import json

    from sphinx_tlsalerts.cli.entry_text import make_record

    context = explanation.context
    values = list_values(context)
    document = {
        "recognised": [
            {
                "kind": signal.kind.value,
                "value": signal.value,
                "line": signal.line,
                **({"sent": signal.sent} if signal.kind.value == "alert" else {}),
                **({"text": _describe_signal(signal)} if _has_meaning(signal) else {}),
            }
            for signal in explanation.signals
        ],
        "context": _make_context_record(context),
        "matches": [
            {
                "id": match.entry.id,
                "entry": known.name_of(match.entry),
                "score": match.score,
                "reasons": [*match.reasons],
                **make_record(match.entry, context, values),
            }
            for match in explanation.matches
        ],
        "characters": explanation.characters,
        "skipped": explanation.skipped,
        "dropped_bytes": given.dropped,
    }
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _make_context_record(context: PasteContext) -> dict[str, Any]:
    """Convert what a paste shows of the reader's situation, each with its line."""
    return {
        "tools": [{"tool": item.value, "line": item.line} for item in context.tools],
        "platforms": [{"platform": item.value, "line": item.line} for item in context.platforms],
        "versions": [
            {"component": item.component, "version": item.version, "line": item.line}
            for item in context.versions
        ],
        **{
            name: item and {"value": item.value, "line": item.line}
            for name, item in (
                ("host", context.host),
                ("port", context.port),
                ("file", context.file),
                ("side", context.side),
            )
        },
    }
