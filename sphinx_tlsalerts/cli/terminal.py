"""Print on a terminal: colour, width, and prose without markup."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from typing import TYPE_CHECKING

from sphinx_tlsalerts.cli.width import get_terminal_width

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The SGR codes of ANSI terminals.
_CODES = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36", "dim": "2"}

_WIDEST = 92

_STYLE = r"\x1b\[\d*m"

# Compiled by the first text that needs them, because compiling delays the answer.
_LITERAL = r"``(.+?)``|(?<!`)`([^`<>]+)`(?!`)"
_ROLE = r":[\w:+-]+:`~?!?([^`<]+?)(?:\s*<[^`>]*>)?`|\{[\w:+-]+\}`~?!?([^`<]+?)(?:\s*<[^`>]*>)?`"
_RST_LINK = r"`([^`<]+?)\s*<([^`>]+)>`__?"
_MD_LINK = r"\[([^\]]+)\]\(([^)\s]+)\)"
_EMPHASIS = r"(?<![\w*])\*{1,2}(?=\S)([^*]+?)(?<=\S)\*{1,2}(?![\w*])"


class Printer:
    """Print to standard output.

    :param color: ``always``, ``never``, or ``auto`` for terminals
    :param values: what the placeholders of commands stand for
    """

    def __init__(self, color: str, values: Mapping[str, str] | None = None) -> None:
        self.color = color
        self.values = values or {}
        is_terminal = sys.stdout.isatty()
        wanted = is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.colors = color == "always" or (color == "auto" and wanted)
        columns = get_terminal_width(sys.stdout, _WIDEST) if is_terminal else _WIDEST
        self.width = min(columns, _WIDEST)

    def style(self, text: str, style: str) -> str:
        """Return *text* in a style, if colours are on."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colors else text

    def print_line(self, text: str = "") -> None:
        """Print a line."""
        print(text)  # noqa: T201 -- this is what a command line does

    def print_paragraph(self, text: str, first: str = "", indent: str = "") -> None:
        """Print a text in lines of the terminal's width.

        :param first: the indent of its first line
        """
        for line in self.wrap(text, first, indent):
            self.print_line(line)

    def wrap(self, text: str, first: str = "", indent: str = "") -> list[str]:
        """Split a text into lines of the terminal's width."""
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def print_block(self, text: str, indent: str, style: str) -> None:
        """Print lines without wrapping them."""
        for line in text.rstrip("\n").split("\n"):
            self.print_line(f"{indent}{self.style(line, style)}" if line.strip() else "")

    def print_command(self, text: str, language: str | None, indent: str, style: str) -> None:
        """Print a command or code with the values of its placeholders."""
        from sphinx_tlsalerts.guides import fill_placeholders  # late: ``alerts`` needs no guides

        self.print_block(fill_placeholders(text, self.values, language), indent, style)


class Recorder(Printer):
    """Keep the lines in place of printing them.

    :param printer: the printer whose colours and width it has
    """

    def __init__(self, printer: Printer) -> None:
        super().__init__(printer.color, printer.values)
        self.lines: list[str] = []

    @property
    def rows(self) -> int:
        """How many rows of the terminal the lines take: commands are wrapped by the terminal."""
        shown = (re.sub(_STYLE, "", line) if "\x1b" in line else line for line in self.lines)
        return sum(max(1, -(-len(line) // self.width)) for line in shown)

    def print_line(self, text: str = "") -> None:
        """Keep a line."""
        self.lines.append(text)


def complain(message: str) -> None:
    """Print an error about the arguments or a file."""
    print(f"sphinx-tlsalerts: {escape_controls(message)}", file=sys.stderr)  # noqa: T201 -- likewise


def escape_controls(text: str) -> str:
    """Escape the control characters in *text*."""
    return "".join(
        character if character.isprintable() else _escape(character) for character in text
    )


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode()


def strip_markup(prose: str) -> str:
    """Remove the markup from prose, as far as simple rules can."""
    text = str(prose)
    if ":`" in text or "}`" in text:
        text = re.sub(_ROLE, _quote, text)
    if "`_" in text:
        text = re.sub(_RST_LINK, r"\1 (\2)", text)
    if "](" in text:
        text = re.sub(_MD_LINK, r"\1 (\2)", text)
    if "`" in text:
        text = re.sub(_LITERAL, _quote, text)
    if "*" in text:
        text = re.sub(_EMPHASIS, r"\1", text)
    return " ".join(text.split())


def _quote(match: re.Match[str]) -> str:
    return f"'{match[1] or match[2]}'"


def split_paragraphs(prose: str) -> list[str]:
    """Split prose into paragraphs and items of lists, without markup."""
    parts = re.split(r"\n\s*\n|\n(?=\s*[-*+] )", prose)
    return [strip_markup(part) for part in parts if part.strip()]
