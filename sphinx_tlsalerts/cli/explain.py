"""The command ``explain``: from a message to the entry that helps."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.cli.terminal import Printer, complain, plain
from sphinx_tlsalerts.util import collector_paused

if TYPE_CHECKING:
    import argparse
    from typing import BinaryIO

    from sphinx_tlsalerts.guides import Entry
    from sphinx_tlsalerts.matcher import Explanation, Recognised, Signal
    from sphinx_tlsalerts.registries import Alert

#: How much of a log is looked at.
MAX_BYTES = 16 * 1024 * 1024

#: What files begin with that are not in UTF-8, such as those of Windows PowerShell.
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

#: How many further entries are listed.
_SHOWN = 5

BUILTIN = "builtin:python"


class UsageError(Exception):
    """The command cannot be carried out; the text says why."""


class Given(NamedTuple):
    """What to explain."""

    text: str
    dropped: int = 0  #: how many bytes before it were too many


class Known(NamedTuple):
    """The entries to look in, and where each is from."""

    entries: list[Entry]
    origins: dict[int, str]  #: by the identity of entries: the name of a file

    def name_of(self, entry: Entry) -> str:
        """Return where to find an entry."""
        return f"{self.origins[id(entry)]}/{entry.id}"


def run_explain(arguments: argparse.Namespace) -> int:
    """Explain a text."""
    try:
        given = _given(arguments.message)
        with collector_paused():
            known = _known(arguments)
            found = _found(given.text, known, arguments)
    except UsageError as error:
        complain(str(error))
        return 2
    _tell_bounds(given, found)
    if arguments.format == "json":
        _print_json(found, known, given)
    else:
        _print_text(found, known, arguments)
    return 0 if found.matches or any(_is_telling(signal) for signal in found.signals) else 1


def _found(text: str, known: Known, arguments: argparse.Namespace) -> Explanation:
    from sphinx_tlsalerts.matcher import EntryIndex, explain

    own = sum(origin != BUILTIN for origin in known.origins.values())
    return explain(text, EntryIndex(known.entries, _recognised(arguments), own=own))


# What to explain, and where to look


def _given(words: list[str]) -> Given:
    """Return the text of the arguments, or the end of standard input.

    :raises UsageError: there is none
    """
    if words and words != ["-"]:
        return Given(" ".join(words))
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    if not words and sys.stdin.isatty():
        raise UsageError(
            "give a message, or pipe a text in (see 'sphinx-tlsalerts explain --help')"
        )
    try:
        return _read_end(sys.stdin.buffer)
    except OSError as error:
        raise UsageError(f"cannot read standard input: {error.strerror or error}") from error


def _read_end(stream: BinaryIO) -> Given:
    """Read the end of a stream, where errors are."""
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


def _tell_bounds(given: Given, found: Explanation) -> None:
    """Say what was not looked at."""
    if given.dropped:
        size = MAX_BYTES // 1024**2
        complain(f"only the last {size} MiB are looked at, and lines are counted from there")
    if found.skipped:
        half = (found.characters - found.skipped) // 2
        complain(
            f"only the first and the last {half} characters are looked at, not the "
            f"{found.skipped} between them"
        )


def _known(arguments: argparse.Namespace) -> Known:
    """Read the catalogues.

    :raises UsageError: a file cannot be read
    """
    known = Known([], {})
    for path in arguments.catalogue:
        for entry in _entries_of(path):
            known.entries.append(entry)
            known.origins[id(entry)] = path
    if not arguments.no_builtin:
        from sphinx_tlsalerts.catalogue import load_catalogue

        own = {entry.id for entry in known.entries}
        for entry in load_catalogue("python").entries:
            if entry.id not in own:  # a project's own words for it count
                known.entries.append(entry)
                known.origins[id(entry)] = BUILTIN
    return known


def _recognised(arguments: argparse.Namespace) -> dict[str, Recognised]:
    """Return what is known of messages, so that it need not be found out again."""
    if arguments.no_builtin:
        return {}
    import json

    from sphinx_tlsalerts.catalogue import recognised_file
    from sphinx_tlsalerts.matcher import load_recognised

    return load_recognised(json.loads(recognised_file("python").read_text(encoding="utf-8")))


def _entries_of(path: str) -> list[Entry]:
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


# The forms


def _is_telling(signal: Signal) -> bool:
    """Tell whether a signal alone says something to a reader."""
    return signal.kind.value in {"alert", "verification", "reason"}


def _print_text(found: Explanation, known: Known, arguments: argparse.Namespace) -> None:
    printer = Printer(arguments.color)
    facts = list(dict.fromkeys(_in_words(one) for one in found.signals if _is_telling(one)))
    for fact in facts:
        printer.paragraph(fact, "", "  ")
    if not found.matches:
        words = "No entry fits it." if facts else "Nothing in it is a TLS error that is known here."
        printer.line(words)
        return
    full, others = found.matches, found.matches[:0]
    if not arguments.all:
        full, others = full[:1], full[1:]
    from sphinx_tlsalerts.cli.entry_text import print_entry

    for match in full:
        if facts or match is not full[0]:
            printer.line()
        print_entry(match.entry, printer, ids=arguments.ids)
        _print_further(match.entry, known, printer)
    if others:
        printer.line()
        printer.line(printer.styled("It may also be", "cyan"))
        for match in others[:_SHOWN]:
            printer.paragraph(f"{match.entry.id}: {plain(match.entry.title)}", "  - ", "    ")
        printer.paragraph("(--all prints what they say)", "  ", "  ")


def _print_further(entry: Entry, known: Known, printer: Printer) -> None:
    printer.line()
    printer.line(printer.styled(f"This is {known.name_of(entry)}", "dim"))
    for reference in entry.references:
        if reference.url:
            title = f"{plain(reference.title)}: " if reference.title else ""
            printer.line(f"  {title}{reference.url}")


def _in_words(signal: Signal) -> str:
    """Say what a signal means."""
    if signal.kind.value == "alert":
        from sphinx_tlsalerts.registries import load_alerts

        alert = load_alerts().named(signal.value)
        if signal.sent:
            words = f"Alert {alert.code}, {alert.name}, that this side sent"
            return f"{words}: it told the other side that {alert.meaning}."
        return (
            f"Alert {alert.code}, {alert.name}, sent by {_sender_of(alert)}: the sender says that "
            f"{alert.meaning}."
        )
    if signal.kind.value == "verification":
        from sphinx_tlsalerts.registries import load_verify_codes

        code = load_verify_codes().named(signal.value)
        return (
            f"Verification code {code.newest_number}, {code.constant}: verification failed because "
            f"{code.meaning}. Check: {plain(code.check)}"
        )
    library = f" of its library {signal.library}" if signal.library else ""
    return f"Mnemonic {signal.value}, OpenSSL's name for the error{library}."


def _sender_of(alert: Alert) -> str:
    """Return the sender of an alert in words."""
    return "either side" if alert.sender == "either" else f"the {alert.sender}"


def _print_json(found: Explanation, known: Known, given: Given) -> None:
    import json

    from sphinx_tlsalerts.cli.entry_text import record_of

    document = {
        "recognised": [
            {
                "kind": signal.kind.value,
                "value": signal.value,
                "line": signal.line,
                **({"sent": signal.sent} if signal.kind.value == "alert" else {}),
                **({"text": _in_words(signal)} if _is_telling(signal) else {}),
            }
            for signal in found.signals
        ],
        "matches": [
            {
                "id": match.entry.id,
                "entry": known.name_of(match.entry),
                "score": match.score,
                "reasons": [*match.reasons],
                **record_of(match.entry),
            }
            for match in found.matches
        ],
        "characters": found.characters,
        "skipped": found.skipped,
        "dropped_bytes": given.dropped,
    }
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
