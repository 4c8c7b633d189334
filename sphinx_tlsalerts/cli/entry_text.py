"""Print entries on a terminal, and convert them to JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.cli.terminal import split_paragraphs, strip_markup
from sphinx_tlsalerts.guides import (
    PLATFORMS,
    PREFERENCE_LABELS,
    fill_placeholders,
    order_remedies,
)
from sphinx_tlsalerts.matcher import (
    Fit,
    choose_causes,
    choose_diagnostics,
    choose_remedies,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_tlsalerts.cli.terminal import Printer
    from sphinx_tlsalerts.guides import (
        Cause,
        CodeBlock,
        Diagnostic,
        Entry,
        Note,
        Remedy,
        Step,
        When,
    )
    from sphinx_tlsalerts.matcher import Chosen, PasteContext


_INSECURE = "INSECURE:"


def print_entry(
    entry: Entry, printer: Printer, context: PasteContext, *, ids: bool = False
) -> None:
    """Print remedies, diagnostics and causes of an entry: those first that fit a paste.

    :param ids: print the ids of causes and remedies before them
    """
    printer.print_line(printer.style(strip_markup(entry.title), "bold"))
    if entry.summary:
        printer.print_paragraph(split_paragraphs(entry.summary)[0])
    chosen = choose_remedies(entry, context)
    _print_remedies("What to do", [c for c in chosen if c.fit is not Fit.CANNOT], printer, ids=ids)
    diagnostics = choose_diagnostics(entry, context)
    if diagnostics:
        print_heading("How to find out", printer)
        for diagnostic in diagnostics:
            print_diagnostic(diagnostic, printer)
    _print_causes(choose_causes(entry, context), printer, ids=ids)
    others = [c for c in chosen if c.fit is Fit.CANNOT]
    _print_remedies("For other platforms, tools or versions", others, printer, ids=ids)
    if entry.notes:
        printer.print_line()
        _print_notes(entry.notes, "", printer)


def _print_remedies(heading: str, chosen: list[Chosen], printer: Printer, *, ids: bool) -> None:
    if chosen:
        print_heading(heading, printer)
        for remedy, _fit in chosen:
            print_remedy(remedy, printer, ids=ids)


def print_heading(heading: str, printer: Printer) -> None:
    """Print the words above a part."""
    printer.print_line()
    printer.print_line(printer.style(heading, "cyan"))


def _print_causes(causes: list[Cause], printer: Printer, *, ids: bool) -> None:
    causes = [cause for cause in causes if cause.title or cause.text]
    if not causes:
        return
    print_heading("Why it happens", printer)
    for cause in causes:
        texts = [strip_markup(cause.title)] if cause.title else []
        texts += split_paragraphs(cause.text) if cause.text else []
        condition = _format_condition(cause.platforms, cause.when)
        _print_item(f"{_format_id(cause, ids=ids)}{condition}{texts[0]}", texts[1:], printer)
        _print_notes(cause.notes, "    ", printer)


def _format_id(part: Cause | Remedy, *, ids: bool) -> str:
    return f"[{part.id}] " if ids and part.id else ""


def _print_item(first: str, more: Iterable[str], printer: Printer) -> None:
    printer.print_paragraph(first, "  - ", "    ")
    for text in more:
        printer.print_paragraph(text, "    ", "    ")


def print_diagnostic(diagnostic: Diagnostic, printer: Printer) -> None:
    """Print the command of a diagnostic, the expected output and its meaning."""
    texts = split_paragraphs(diagnostic.text) if diagnostic.text else ["Run:"]
    condition = _format_condition(diagnostic.platforms, diagnostic.when)
    _print_item(f"{condition}{texts[0]}", texts[1:], printer)
    if diagnostic.run:
        printer.print_command(diagnostic.run, diagnostic.language, "        ", "green")
    if diagnostic.expect:
        lead = strip_markup(diagnostic.intro) if diagnostic.intro else "Look for:"
        printer.print_paragraph(lead, "    ", "    ")
        printer.print_command(diagnostic.expect, None, "        ", "yellow")
    for text in split_paragraphs(diagnostic.after) if diagnostic.after else []:
        printer.print_paragraph(text, "    ", "    ")
    _print_notes(diagnostic.notes, "    ", printer)


def _print_notes(notes: Iterable[Note], indent: str, printer: Printer) -> None:
    for note in notes:
        label = strip_markup(note.title) if note.title else note.kind.capitalize()
        texts = split_paragraphs(note.text) if note.text else []
        printer.print_paragraph(" ".join([f"{label}:", *texts[:1]]), indent, indent)
        for text in texts[1:]:
            printer.print_paragraph(text, indent, indent)
        for block in note.code:
            printer.print_command(block.text, block.language, f"{indent}    ", "green")
        if note.after:
            printer.print_paragraph(strip_markup(note.after), indent, indent)


def print_remedy(remedy: Remedy, printer: Printer, *, ids: bool = False) -> None:
    """Print a remedy with all its parts."""
    texts = [strip_markup(remedy.title)] if remedy.title else []
    texts += split_paragraphs(remedy.text) if remedy.text else []
    first = f"{_format_rank(remedy)}{texts[0] if texts else ''}"
    condition = _format_condition(remedy.platforms, remedy.when)
    start = f"{_format_id(remedy, ids=ids)}{condition}{first}"
    if start:
        lines = printer.wrap(start, "  - ", "    ")
        for line in lines:
            printer.print_line(line.replace(_INSECURE, printer.style(_INSECURE, "red"), 1))
    for text in texts[1:]:
        printer.print_paragraph(text, "    ", "    ")
    _print_code(remedy.code, printer)
    for number, step in enumerate(remedy.steps, start=1):
        _print_step(step, number, printer)
    after = [strip_markup(remedy.after)] if remedy.after else []
    after += [strip_markup(remedy.insecure)] if isinstance(remedy.insecure, str) else []
    for text in after:
        printer.print_paragraph(text, "    ", "    ")
    _print_notes(remedy.notes, "    ", printer)
    for inner in order_remedies(remedy.remedies):
        print_remedy(inner, printer, ids=ids)


def _format_rank(remedy: Remedy) -> str:
    if remedy.insecure:
        return f"{_INSECURE} "
    return f"{PREFERENCE_LABELS[remedy.preference]} " if remedy.preference else ""


def _print_step(step: Step, number: int, printer: Printer) -> None:
    texts = [strip_markup(text) for text in (step.title, step.text) if text]
    printer.print_paragraph(" ".join(texts) or "Run:", f"    {number}. ", "       ")
    _print_code(step.code, printer)
    if step.after:
        printer.print_paragraph(strip_markup(step.after), "       ", "       ")


def _print_code(blocks: Iterable[CodeBlock], printer: Printer) -> None:
    for block in blocks:
        printer.print_command(block.text, block.language, "        ", "green")


def _format_condition(platforms: list[str], when: When | None) -> str:
    """Format the platforms and the condition of a part as the beginning of a sentence."""
    parts = []
    if platforms:
        parts.append("On " + _join_items([PLATFORMS[name][0] for name in platforms]))
    conditions = _list_conditions(when)
    if parts and conditions and conditions[0].startswith(("On ", "With ")):
        conditions[0] = conditions[0][0].lower() + conditions[0][1:]
    parts += conditions
    sentence = ", ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}: " if sentence else ""


def _list_conditions(when: When | None) -> list[str]:
    if when is None:
        return []
    texts = [strip_markup(when.text)] if when.text else []
    return texts + [
        f"{required.component} {required.op} {required.version}" for required in when.requires
    ]


def _join_items(items: list[str]) -> str:
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


# Conversion to JSON


def make_record(entry: Entry, context: PasteContext, values: Mapping[str, str]) -> dict[str, Any]:
    """Convert an entry to the types of JSON, with its prose as plain text.

    :param context: decides the order of remedies, diagnostics and causes
    :param values: what the placeholders of commands stand for
    """
    converter = _Converter(values)
    return {
        "title": strip_markup(entry.title),
        "summary": [*split_paragraphs(entry.summary)] if entry.summary else [],
        "causes": [
            {**_make_part_record(item), "notes": [*map(converter.convert_note, item.notes)]}
            for item in choose_causes(entry, context)
        ],
        "diagnostics": [*map(converter.convert_diagnostic, choose_diagnostics(entry, context))],
        "remedies": [
            {**converter.convert_remedy(remedy), "fits": fit.name.lower()}
            for remedy, fit in choose_remedies(entry, context)
        ],
        "notes": [*map(converter.convert_note, entry.notes)],
        "references": [item.url for item in entry.references if item.url],
    }


def _make_part_record(part: Cause | Remedy) -> dict[str, Any]:
    """Convert the fields that causes and remedies share."""
    return {
        "id": part.id,
        "title": _strip_or_none(part.title),
        "when": ", ".join(_list_conditions(part.when)) or None,
        "platforms": part.platforms,
        "text": _join_paragraphs(part.text),
    }


def _strip_or_none(prose: str | None) -> str | None:
    return strip_markup(prose) if prose else None


def _join_paragraphs(prose: str | None) -> str:
    return " ".join(split_paragraphs(prose)) if prose else ""


class _Converter:
    """Convert the parts with commands.

    :param values: what the placeholders of commands stand for
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def convert_diagnostic(self, diagnostic: Diagnostic) -> dict[str, Any]:
        """Convert a diagnostic."""
        return {
            "text": _join_paragraphs(diagnostic.text),
            "when": ", ".join(_list_conditions(diagnostic.when)) or None,
            "platforms": diagnostic.platforms,
            "run": self._fill(diagnostic.run, diagnostic.language),
            "expect": self._fill(diagnostic.expect, None),
            "after": _join_paragraphs(diagnostic.after),
            "notes": [*map(self.convert_note, diagnostic.notes)],
        }

    def convert_note(self, note: Note) -> dict[str, Any]:
        """Convert a note."""
        return {
            "kind": note.kind,
            "title": _strip_or_none(note.title),
            "text": _join_paragraphs(note.text),
            "code": self._code(note.code),
            "after": _join_paragraphs(note.after),
        }

    def convert_remedy(self, remedy: Remedy) -> dict[str, Any]:
        """Convert a remedy with all that is in it."""
        steps = [
            {
                "text": " ".join(strip_markup(text) for text in (item.title, item.text) if text),
                "code": self._code(item.code),
                "after": _join_paragraphs(item.after),
            }
            for item in remedy.steps
        ]
        insecure = remedy.insecure
        return {
            **_make_part_record(remedy),
            "applies_to": [*map(str, remedy.applies_to)],
            "code": self._code(remedy.code),
            "after": _join_paragraphs(remedy.after),
            "steps": steps,
            "remedies": [*map(self.convert_remedy, order_remedies(remedy.remedies))],
            "notes": [*map(self.convert_note, remedy.notes)],
            "insecure": bool(insecure),
            "gives_up": strip_markup(insecure) if isinstance(insecure, str) else None,
        }

    def _code(self, blocks: Iterable[CodeBlock]) -> list[str | None]:
        return [self._fill(block.text, block.language) for block in blocks]

    def _fill(self, text: str | None, language: str | None) -> str | None:
        return text and fill_placeholders(text, self._values, language)
