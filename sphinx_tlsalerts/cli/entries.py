"""Entries as the terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.cli.printing import paragraphs, plain
from sphinx_tlsalerts.schema.values import PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.cli.printing import Printer
    from sphinx_tlsalerts.schema.models import CodeBlock, Entry, Remedies, Remedy, Step, When


_INSECURE = "INSECURE:"


def print_entry(entry: Entry, printer: Printer) -> None:
    """Print what helps a reader with the error in front of them."""
    printer.line(printer.styled(plain(entry.title), "bold"))
    if entry.summary:
        printer.paragraph(paragraphs(entry.summary)[0])
    _print_causes(entry, printer)
    remedies = [*remedies_of(entry)]
    if remedies:
        _print_heading("What to do", printer)
        for remedy in remedies:
            _print_remedy(remedy, printer)


def _print_heading(words: str, printer: Printer) -> None:
    printer.line()
    printer.line(printer.styled(words, "cyan"))


def _print_causes(entry: Entry, printer: Printer) -> None:
    causes = [one for one in entry.causes if one.title or one.text]
    if not causes:
        return
    _print_heading("Why it happens", printer)
    for cause in causes:
        words = [plain(cause.title)] if cause.title else []
        words += paragraphs(cause.text) if cause.text else []
        _print_item(f"{_condition(cause.platforms, cause.when)}{words[0]}", words[1:], printer)


def _print_item(first: str, more: Iterable[str], printer: Printer) -> None:
    printer.paragraph(first, "  - ", "    ")
    for text in more:
        printer.paragraph(text, "    ", "    ")


def _print_remedy(remedy: Remedy, printer: Printer) -> None:
    words = [plain(remedy.title)] if remedy.title else []
    words += paragraphs(remedy.text) if remedy.text else []
    first = f"{_mark(remedy)}{words[0] if words else ''}"
    condition = _condition(remedy.platforms, remedy.when)
    if condition or first:
        lines = printer.wrapped(f"{condition}{first}", "  - ", "    ")
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
    for inner in _ordered(remedy.remedies):
        _print_remedy(inner, printer)


def _mark(remedy: Remedy) -> str:
    if remedy.insecure:
        return f"{_INSECURE} "
    return "As a last resort: " if remedy.preference == "last-resort" else ""


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
    if when:
        parts += [plain(when.text)] if when.text else []
        parts += [f"{one.component} {one.op} {one.version}" for one in when.requires]
    words = ", ".join(parts)
    return f"{words[0].upper()}{words[1:]}: " if words else ""


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def remedies_of(entry: Entry) -> Iterator[Remedy]:
    """Yield the remedies of an entry and of its causes, what is insecure or a last resort last."""
    found = [*_ordered(entry.remedies)]
    for cause in entry.causes:
        found += _ordered(cause.remedies)
    if entry.remedies and entry.remedies.choose == "sequence":
        return iter(found)
    return iter(sorted(found, key=_rank))


def _ordered(remedies: Remedies | None) -> list[Remedy]:
    if remedies is None:
        return []
    return remedies.items if remedies.choose == "sequence" else sorted(remedies.items, key=_rank)


def _rank(remedy: Remedy) -> int:
    return 2 * bool(remedy.insecure) + (remedy.preference == "last-resort")


# As data


def record_of(entry: Entry) -> dict[str, Any]:
    """Return an entry in the types of JSON, its prose without markup."""
    return {
        "title": plain(entry.title),
        "summary": [*paragraphs(entry.summary)] if entry.summary else [],
        "causes": [
            " ".join(plain(text) for text in (one.title, one.text) if text) for one in entry.causes
        ],
        "remedies": [_remedy_record(one) for one in remedies_of(entry)],
        "references": [one.url for one in entry.references if one.url],
    }


def _remedy_record(remedy: Remedy) -> dict[str, Any]:
    steps = [
        {
            "text": " ".join(plain(text) for text in (one.title, one.text) if text),
            "code": [block.text for block in one.code],
        }
        for one in remedy.steps
    ]
    return {
        "text": " ".join(plain(text) for text in (remedy.title, remedy.text) if text),
        "code": [block.text for block in remedy.code],
        "steps": steps,
        "platforms": remedy.platforms,
        "insecure": bool(remedy.insecure),
    }
