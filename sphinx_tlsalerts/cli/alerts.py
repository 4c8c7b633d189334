"""Run the commands ``alerts`` and ``schema``, which print data of the package."""

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

#: The sign for a missing value, as on pages.
DASH = "—"


#: The least width of the column of meanings.
_MIN_WIDTH = 24


def run_schema() -> int:
    """Print the JSON Schema."""
    from pathlib import Path

    file = Path(__file__).parents[1] / "guides" / "troubleshooting.schema.json"
    sys.stdout.write(file.read_text(encoding="utf-8"))
    return 0


def run_alerts(arguments: argparse.Namespace) -> int:
    """Print the alerts that the arguments name; all without arguments."""
    chosen = [*load_alerts()]
    if arguments.which:
        from sphinx_tlsalerts.registries import select_alerts

        selection = select_alerts("\n".join(_join_names(arguments.which)))
        if selection.is_faulty:
            errors = selection.lookup_errors
            # A name of several words may have no quotes.
            if len(errors) == len(arguments.which) > 1 and all(map(str.isalpha, arguments.which)):
                errors = _find_error_of_joined(" ".join(arguments.which)) or errors
            for error in errors:
                complain(_format_error(error))
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


def _join_names(given: list[str]) -> list[str]:
    """Join the words of names that were written without quotes, such as ``unknown ca``."""
    names: list[str] = []
    start = 0
    while start < len(given):
        end = len(given)
        while end > start + 1 and not _is_known(" ".join(given[start:end])):
            end -= 1
        names.append(" ".join(given[start:end]))
        start = end
    return names


def _find_error_of_joined(name: str) -> list[LookupError]:
    """Return the error for an unknown *name* of several words, if there is a similar name."""
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


def _format_error(error: LookupError) -> str:
    near = error.suggestions if isinstance(error, UnknownAlertError) else ()
    return f"{error}{did_you_mean(near)}"


# The output formats


def _print_json(alerts: Iterable[Alert]) -> None:
    import json

    records = [_convert(alert) for alert in alerts]
    sys.stdout.write(json.dumps(records, indent=2, ensure_ascii=False) + "\n")


def _convert(value: Any) -> Any:
    """Convert a value to the types of JSON."""
    if hasattr(value, "_asdict"):
        return {key: _convert(item) for key, item in value._asdict().items()}
    return [_convert(item) for item in value] if isinstance(value, tuple) else value


def _print_csv(alerts: Iterable[Alert]) -> None:
    import csv

    columns = [(c.name, c.lines) for c in ALERT_TABLE.values() if not c.of_project]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([name for name, _lines in columns])
    for alert in alerts:
        writer.writerow([_format_value(lines(alert)) for _name, lines in columns])


def _format_value(lines: list[Line]) -> str:
    """Join the lines of a cell; return an empty text if there is no value."""
    is_empty = all(line.text is None for line in lines)
    return "" if is_empty else "; ".join(map(_format_line, lines))


def _format_line(line: Line) -> str:
    text = line.text or DASH
    return f"{text} ({line.versions.in_words()})" if line.versions else text


def _print_table(alerts: list[Alert], printer: Printer) -> None:
    width = max(len(alert.name) for alert in alerts)
    is_narrow = printer.width < width + 7 + _MIN_WIDTH
    for alert in alerts:
        if is_narrow:
            printer.print_line(f"{alert.code:>4}  {printer.style(alert.name, 'bold')}")
            printer.print_paragraph(alert.meaning, " " * 6, " " * 6)
            continue
        name = printer.style(alert.name.ljust(width), "bold")
        indent = " " * (width + 7)
        first, *more = printer.wrap(alert.meaning, indent, indent)
        printer.print_line(f"{alert.code:>4}  {name} {first.lstrip()}")
        for line in more:
            printer.print_line(line)


def _print_one(alert: Alert, printer: Printer) -> None:
    printer.print_line(printer.style(f"Alert {alert.code} ({alert.hex}), {alert.name}", "bold"))
    printer.print_paragraph(f"The peer says that {alert.meaning}.")
    printer.print_line()
    printer.print_paragraph(alert.explanation.replace("``", "'"))
    printer.print_line()
    facts = [*_list_facts(alert)]
    width = max(len(label) for label, _text in facts) + 2
    for label, text in facts:
        printer.print_paragraph(text, f"  {label:<{width}}", " " * (width + 2))


#: The columns that are already in the heading and the first paragraph.
_ABOVE = {"code", "hex", "name", "meaning"}


def _list_facts(alert: Alert) -> Iterator[tuple[str, str]]:
    """Yield each line of each other column, with the heading of the column."""
    for column in ALERT_TABLE.values():
        if not column.of_project and column.name not in _ABOVE:
            for line in (column.full_lines or column.lines)(alert):
                yield column.header, _format_line(line)
