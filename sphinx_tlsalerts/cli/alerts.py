"""The commands ``alerts`` and ``schema``: what the package knows."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.cli.terminal import Printer, complain
from sphinx_tlsalerts.registries import (
    ALERT_TABLE,
    AlertLookupError,
    AmbiguousAlertError,
    UnknownAlertError,
    load_alerts,
)
from sphinx_tlsalerts.util import did_you_mean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.registries import Alert, Line

#: Stands where there is nothing, as on pages.
DASH = "—"


#: The narrowest column for meanings.
_LEAST = 24


def run_schema() -> int:
    """Print the JSON Schema."""
    from pathlib import Path

    file = Path(__file__).parents[1] / "guides" / "troubleshooting.schema.json"
    sys.stdout.write(file.read_text(encoding="utf-8"))
    return 0


def run_alerts(arguments: argparse.Namespace) -> int:
    """Print the alerts that are asked for."""
    chosen = [*load_alerts()]
    if arguments.which:
        from sphinx_tlsalerts.registries import select_alerts

        selection = select_alerts("\n".join(_whole_names(arguments.which)))
        if selection.is_faulty:
            errors = selection.lookup_errors
            # Without quotes, all of it may be one name.
            if len(errors) == len(arguments.which) > 1 and all(map(str.isalpha, arguments.which)):
                errors = _error_of_whole(" ".join(arguments.which)) or errors
            for error in errors:
                complain(_words(error))
            for fault in selection.range_faults:
                complain(fault)
            return 2
        chosen = selection.found
    if arguments.json:
        _print_json(chosen)
    elif arguments.csv:
        _print_csv(chosen)
    else:
        printer = Printer(arguments.color)
        if len(chosen) == 1:
            _print_one(chosen[0], printer)
        else:
            _print_table(chosen, printer)
    return 0


def _whole_names(words: list[str]) -> list[str]:
    """Join the words of names that were written without quotes, such as ``unknown ca``."""
    names: list[str] = []
    start = 0
    while start < len(words):
        end = len(words)
        while end > start + 1 and not _is_known(" ".join(words[start:end])):
            end -= 1
        names.append(" ".join(words[start:end]))
        start = end
    return names


def _error_of_whole(name: str) -> list[LookupError]:
    """Return what is wrong with an unknown *name* of several words, if another one is near it."""
    try:
        load_alerts().lookup(name)
    except UnknownAlertError as error:
        return [error] if error.suggestions else []
    except AlertLookupError:
        pass
    return []


def _is_known(name: str) -> bool:
    try:
        load_alerts().lookup(name)
    except AmbiguousAlertError:
        return True
    except AlertLookupError:
        return False
    return True


def _words(error: LookupError) -> str:
    near = error.suggestions if isinstance(error, UnknownAlertError) else ()
    return f"{error}{did_you_mean(near)}"


# The forms


def _print_json(alerts: Iterable[Alert]) -> None:
    import json

    records = [_plain(alert) for alert in alerts]
    sys.stdout.write(json.dumps(records, indent=2, ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    """Return a value in the types of JSON."""
    if hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _print_csv(alerts: Iterable[Alert]) -> None:
    import csv

    columns = [(c.name, c.lines) for c in ALERT_TABLE.values() if not c.of_project]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([name for name, _lines in columns])
    for alert in alerts:
        writer.writerow([_value_of(lines(alert)) for _name, lines in columns])


def _value_of(lines: list[Line]) -> str:
    """Return the lines of a cell as one value; an empty one where there is nothing."""
    is_empty = all(line.text is None for line in lines)
    return "" if is_empty else "; ".join(map(_plain_line, lines))


def _plain_line(line: Line) -> str:
    text = line.text or DASH
    return f"{text} ({line.versions.in_words()})" if line.versions else text


def _print_table(alerts: list[Alert], printer: Printer) -> None:
    width = max(len(one.name) for one in alerts)
    is_narrow = printer.width < width + 7 + _LEAST
    for one in alerts:
        if is_narrow:
            printer.line(f"{one.code:>4}  {printer.styled(one.name, 'bold')}")
            printer.paragraph(one.meaning, " " * 6, " " * 6)
            continue
        name = printer.styled(one.name.ljust(width), "bold")
        indent = " " * (width + 7)
        first, *more = printer.wrapped(one.meaning, indent, indent)
        printer.line(f"{one.code:>4}  {name} {first.lstrip()}")
        for line in more:
            printer.line(line)


def _print_one(alert: Alert, printer: Printer) -> None:
    printer.line(printer.styled(f"Alert {alert.code} ({alert.hex}), {alert.name}", "bold"))
    printer.paragraph(f"The peer says that {alert.meaning}.")
    printer.line()
    printer.paragraph(alert.explanation.replace("``", "'"))
    printer.line()
    facts = [*_facts(alert)]
    width = max(len(label) for label, _text in facts) + 2
    for label, text in facts:
        printer.paragraph(text, f"  {label:<{width}}", " " * (width + 2))


#: The columns that the heading and the first paragraph show.
_ABOVE = {"code", "hex", "name", "meaning"}


def _facts(alert: Alert) -> Iterator[tuple[str, str]]:
    """Yield each line of each other column, with the heading of the column."""
    for column in ALERT_TABLE.values():
        if not column.of_project and column.name not in _ABOVE:
            for line in (column.full_lines or column.lines)(alert):
                yield column.header, _plain_line(line)
