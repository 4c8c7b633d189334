"""Entries as the terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.cli.terminal import paragraphs, plain
from sphinx_tlsalerts.guides import PLATFORMS, PREFERENCE_LABELS, order_all_remedies, order_remedies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


_INSECURE = "INSECURE:"


def print_entry(entry: Entry, printer: Printer, *, ids: bool = False) -> None:
    """Print what helps a reader with the error in front of them.

    :param ids: print the ids of causes and remedies before them
    """
    printer.line(printer.styled(plain(entry.title), "bold"))
    if entry.summary:
        printer.paragraph(paragraphs(entry.summary)[0])
    _print_causes(entry, printer, ids=ids)
    diagnostics = [*diagnostics_of(entry)]
    if diagnostics:
        _print_heading("How to find out", printer)
        for diagnostic in diagnostics:
            _print_diagnostic(diagnostic, printer)
    remedies = [*order_all_remedies(entry)]
    if remedies:
        _print_heading("What to do", printer)
        for remedy in remedies:
            _print_remedy(remedy, printer, ids=ids)
    if entry.notes:
        printer.line()
        _print_notes(entry.notes, "", printer)


def _print_heading(words: str, printer: Printer) -> None:
    printer.line()
    printer.line(printer.styled(words, "cyan"))


def _print_causes(entry: Entry, printer: Printer, *, ids: bool) -> None:
    causes = [one for one in entry.causes if one.title or one.text]
    if not causes:
        return
    _print_heading("Why it happens", printer)
    for cause in causes:
        words = [plain(cause.title)] if cause.title else []
        words += paragraphs(cause.text) if cause.text else []
        first = f"{_id(cause, ids=ids)}{_condition(cause.platforms, cause.when)}{words[0]}"
        _print_item(first, words[1:], printer)
        _print_notes(cause.notes, "    ", printer)


def _id(one: Cause | Remedy, *, ids: bool) -> str:
    return f"[{one.id}] " if ids and one.id else ""


def _print_item(first: str, more: Iterable[str], printer: Printer) -> None:
    printer.paragraph(first, "  - ", "    ")
    for text in more:
        printer.paragraph(text, "    ", "    ")


def _print_diagnostic(diagnostic: Diagnostic, printer: Printer) -> None:
    """Print what to run, what to look for in its output, and what that means."""
    words = paragraphs(diagnostic.text) if diagnostic.text else ["Run:"]
    condition = _condition(diagnostic.platforms, diagnostic.when)
    _print_item(f"{condition}{words[0]}", words[1:], printer)
    if diagnostic.run:
        printer.block(str(diagnostic.run), "        ", "green")
    if diagnostic.expect:
        lead = plain(diagnostic.intro) if diagnostic.intro else "Look for:"
        printer.paragraph(lead, "    ", "    ")
        printer.block(str(diagnostic.expect), "        ", "yellow")
    for text in paragraphs(diagnostic.after) if diagnostic.after else []:
        printer.paragraph(text, "    ", "    ")
    _print_notes(diagnostic.notes, "    ", printer)


def _print_notes(notes: Iterable[Note], indent: str, printer: Printer) -> None:
    for note in notes:
        label = plain(note.title) if note.title else note.kind.capitalize()
        words = paragraphs(note.text) if note.text else []
        printer.paragraph(" ".join([f"{label}:", *words[:1]]), indent, indent)
        for text in words[1:]:
            printer.paragraph(text, indent, indent)
        for block in note.code:
            printer.block(block.text, f"{indent}    ", "green")
        if note.after:
            printer.paragraph(plain(note.after), indent, indent)


def _print_remedy(remedy: Remedy, printer: Printer, *, ids: bool) -> None:
    words = [plain(remedy.title)] if remedy.title else []
    words += paragraphs(remedy.text) if remedy.text else []
    first = f"{_mark(remedy)}{words[0] if words else ''}"
    condition = _condition(remedy.platforms, remedy.when)
    start = f"{_id(remedy, ids=ids)}{condition}{first}"
    if start:
        lines = printer.wrapped(start, "  - ", "    ")
        for line in lines:
            printer.line(line.replace(_INSECURE, printer.styled(_INSECURE, "red"), 1))
    for text in words[1:]:
        printer.paragraph(text, "    ", "    ")
    _print_code(remedy.code, printer)
    for number, step in enumerate(remedy.steps, start=1):
        _print_step(step, number, printer)
    after = [plain(remedy.after)] if remedy.after else []
    after += [plain(remedy.insecure)] if isinstance(remedy.insecure, str) else []
    for text in after:
        printer.paragraph(text, "    ", "    ")
    _print_notes(remedy.notes, "    ", printer)
    for inner in order_remedies(remedy.remedies):
        _print_remedy(inner, printer, ids=ids)


def _mark(remedy: Remedy) -> str:
    if remedy.insecure:
        return f"{_INSECURE} "
    return f"{PREFERENCE_LABELS[remedy.preference]} " if remedy.preference else ""


def _print_step(step: Step, number: int, printer: Printer) -> None:
    said = [plain(one) for one in (step.title, step.text) if one]
    printer.paragraph(" ".join(said) or "Run:", f"    {number}. ", "       ")
    _print_code(step.code, printer)
    if step.after:
        printer.paragraph(plain(step.after), "       ", "       ")


def _print_code(blocks: Iterable[CodeBlock], printer: Printer) -> None:
    for block in blocks:
        printer.block(block.text, "        ", "green")


def _condition(platforms: list[str], when: When | None) -> str:
    """Return in words where, or when, something holds."""
    parts = []
    if platforms:
        parts.append("On " + _listed([PLATFORMS[one][0] for one in platforms]))
    parts += _when(when)
    words = ", ".join(parts)
    return f"{words[0].upper()}{words[1:]}: " if words else ""


def _when(when: When | None) -> list[str]:
    if when is None:
        return []
    words = [plain(when.text)] if when.text else []
    return words + [f"{one.component} {one.op} {one.version}" for one in when.requires]


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def diagnostics_of(entry: Entry) -> Iterator[Diagnostic]:
    """Yield the diagnostics of an entry and of its causes."""
    yield from entry.diagnostics
    for cause in entry.causes:
        yield from cause.diagnostics


# As data


def record_of(entry: Entry) -> dict[str, Any]:
    """Return an entry in the types of JSON, its prose without markup."""
    return {
        "title": plain(entry.title),
        "summary": [*paragraphs(entry.summary)] if entry.summary else [],
        "causes": [
            {**_record(one), "notes": [_note_record(note) for note in one.notes]}
            for one in entry.causes
        ],
        "diagnostics": [_diagnostic_record(one) for one in diagnostics_of(entry)],
        "remedies": [_remedy_record(one) for one in order_all_remedies(entry)],
        "notes": [_note_record(one) for one in entry.notes],
        "references": [one.url for one in entry.references if one.url],
    }


def _record(one: Cause | Remedy) -> dict[str, Any]:
    """Return what causes and remedies have in common."""
    return {
        "id": one.id,
        "title": _plain_or_none(one.title),
        "when": ", ".join(_when(one.when)) or None,
        "platforms": one.platforms,
        "text": _joined(one.text),
    }


def _plain_or_none(prose: str | None) -> str | None:
    return plain(prose) if prose else None


def _joined(prose: str | None) -> str:
    return " ".join(paragraphs(prose)) if prose else ""


def _diagnostic_record(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "text": _joined(diagnostic.text),
        "when": ", ".join(_when(diagnostic.when)) or None,
        "platforms": diagnostic.platforms,
        "run": diagnostic.run,
        "expect": diagnostic.expect,
        "after": _joined(diagnostic.after),
        "notes": [_note_record(one) for one in diagnostic.notes],
    }


def _note_record(note: Note) -> dict[str, Any]:
    return {
        "kind": note.kind,
        "title": _plain_or_none(note.title),
        "text": _joined(note.text),
        "code": [block.text for block in note.code],
        "after": _joined(note.after),
    }


def _remedy_record(remedy: Remedy) -> dict[str, Any]:
    steps = [
        {
            "text": " ".join(plain(text) for text in (one.title, one.text) if text),
            "code": [block.text for block in one.code],
            "after": _joined(one.after),
        }
        for one in remedy.steps
    ]
    return {
        **_record(remedy),
        "code": [block.text for block in remedy.code],
        "after": _joined(remedy.after),
        "steps": steps,
        "remedies": [_remedy_record(one) for one in order_remedies(remedy.remedies)],
        "notes": [_note_record(one) for one in remedy.notes],
        "insecure": bool(remedy.insecure),
        "gives_up": plain(remedy.insecure) if isinstance(remedy.insecure, str) else None,
    }
