"""Print the answer to a paste: what happened, the first remedy, how to check, what else there is.

The answer fits on a terminal of 25 lines. Prose is cut to make room, a command never is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.cli.entry_text import print_diagnostic, print_remedy
from sphinx_tlsalerts.cli.terminal import Recorder, split_paragraphs, strip_markup
from sphinx_tlsalerts.matcher import Fit, choose_causes, choose_diagnostics, choose_remedies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_tlsalerts.cli.terminal import Printer
    from sphinx_tlsalerts.guides import Diagnostic, Entry, Remedy
    from sphinx_tlsalerts.matcher import Match, PasteContext

#: The lines of an answer; the prompt takes the last line of a terminal.
LINES = 24

#: The lines of a paragraph that is cut.
_SHORT = 3

#: The entries that are named as other possibilities.
_OTHERS = 3


def print_answer(matches: Sequence[Match], context: PasteContext, printer: Printer) -> None:
    """Print the answer from the best match.

    :param matches: the best first; the others are only named
    """
    match = matches[0]
    entry = match.entry
    chosen = choose_remedies(entry, context)
    head, foot = Recorder(printer), Recorder(printer)
    _print_head(match, context, head)
    _print_foot(matches, context, foot)
    room = LINES - head.rows - foot.rows
    diagnostics = [*chosen[0].remedy.diagnostics] if chosen else []
    diagnostics += choose_diagnostics(entry, context)
    check = _record_check(diagnostics[0], printer) if diagnostics else Recorder(printer)
    body: list[str] = []
    if chosen:
        remedy = _record_remedy(chosen[0].remedy, printer, room - check.rows)
        body = remedy.lines
        if remedy.rows + check.rows <= room:
            body += check.lines
    else:
        body = check.lines
    for line in (*head.lines, *body, *foot.lines):
        printer.print_line(line)


def _print_head(match: Match, context: PasteContext, printer: Printer) -> None:
    """Print what happened, and what of the paste shows it."""
    entry = match.entry
    printer.print_line(printer.style(strip_markup(entry.title), "bold"))
    happened = _say_what_happened(entry, context)
    if happened:
        _print_short(split_paragraphs(happened)[0], printer)
    shown = [*match.reasons[:2], *_describe_context(context)]
    printer.print_paragraph(f"Seen: {'; '.join(shown)}", "", "      ")


def _say_what_happened(entry: Entry, context: PasteContext) -> str | None:
    """Return the summary of an entry, else its first cause."""
    if entry.summary:
        return entry.summary
    causes = choose_causes(entry, context)
    return (causes[0].text or causes[0].title) if causes else None


def _describe_context(context: PasteContext) -> list[str]:
    """Return what the paste shows of the reader's situation."""
    from sphinx_tlsalerts.guides import PLATFORMS
    from sphinx_tlsalerts.registries import load_tools

    described = [load_tools().named(tool.value).name for tool in context.tools[:1]]
    described += [PLATFORMS[platform.value][0] for platform in context.platforms[:1]]
    described += [f"{one.component} {one.version}" for one in context.versions[:1]]
    if context.host:
        port = f":{context.port.value}" if context.port else ""
        described.append(f"{context.host.value}{port}")
    return described


def _print_short(text: str, printer: Printer) -> None:
    """Print a paragraph, or as many of its sentences as fit into a few lines."""
    lines = printer.wrap(text)
    if len(lines) > _SHORT:
        sentences = text.split(". ")
        while len(sentences) > 1 and len(lines) > _SHORT:
            sentences.pop()
            lines = printer.wrap(". ".join(sentences) + ".")
        if len(lines) > _SHORT:
            lines = [*lines[: _SHORT - 1], f"{lines[_SHORT - 1]} …"]
    for line in lines:
        printer.print_line(line)


def _record_remedy(remedy: Remedy, printer: Printer, room: int) -> Recorder:
    """Record a remedy, without prose that has no room."""
    for shortened in (remedy, _without_asides(remedy), _without_rest(remedy)):
        recorder = Recorder(printer)
        recorder.print_line()
        print_heading_line(recorder, "What to do")
        print_remedy(shortened, recorder)
        if recorder.rows <= room:
            break
    return recorder


def print_heading_line(printer: Printer, heading: str) -> None:
    """Print a heading without an empty line before it."""
    printer.print_line(printer.style(heading, "cyan"))


def _without_asides(remedy: Remedy) -> Remedy:
    """Return a remedy without what a reader can do without at first."""
    return remedy.copy_with({"notes": [], "remedies": None, "after": None})


def _without_rest(remedy: Remedy) -> Remedy:
    """Return a remedy with its first paragraph and its code, or its first step."""
    text = remedy.text
    if text is not None:
        text = type(text)(text.split("\n\n")[0], text.line)
    steps = remedy.steps if remedy.code else remedy.steps[:2]
    return _without_asides(remedy).copy_with({"text": text, "steps": [] if remedy.code else steps})


def _record_check(diagnostic: Diagnostic, printer: Printer) -> Recorder:
    """Record a diagnostic, without a long output and what comes after it."""
    recorder = Recorder(printer)
    recorder.print_line()
    print_heading_line(recorder, "How to check")
    text = diagnostic.text
    if text is not None and diagnostic.run:
        text = type(text)(text.strip().split(". ")[0].rstrip(".: ") + ":", text.line)
    expect = diagnostic.expect
    if expect is not None and expect.strip().count("\n") > 1:
        expect = None
    short: dict[str, Any] = {"text": text, "expect": expect, "after": None, "notes": []}
    print_diagnostic(diagnostic.copy_with(short), recorder)
    return recorder


def _print_foot(matches: Sequence[Match], context: PasteContext, printer: Printer) -> None:
    """Print what else there is, and how to get it."""
    entry = matches[0].entry
    printer.print_line()
    more = _count_rest(entry, context)
    if more:
        printer.print_paragraph(f"More: {more} (--full)", "", "      ")
    if len(matches) > 1:
        others = ", ".join(match.entry.id for match in matches[1 : _OTHERS + 1])
        left = len(matches) - 1 - _OTHERS
        rest = f" and {left} more" if left > 0 else ""
        printer.print_paragraph(f"It may also be: {others}{rest} (--all)", "", "      ")


def _count_rest(entry: Entry, context: PasteContext) -> str:
    """Return how many parts of an entry the answer leaves out."""
    chosen = choose_remedies(entry, context)[1:]
    causes = choose_causes(entry, context)
    excluded = sum(fit is Fit.CANNOT for _remedy, fit in chosen)
    counts = [
        _count(len(causes), "cause") if entry.summary else _count(len(causes[1:]), "more cause"),
        _count(len(chosen) - excluded, "more remedy", "more remedies"),
        _count(
            excluded,
            "for another platform, tool or version",
            "for other platforms, tools or versions",
        ),
    ]
    return ", ".join(filter(None, counts))


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}" if number else ""
