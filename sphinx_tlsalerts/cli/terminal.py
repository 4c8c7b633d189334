"""Words on a terminal: colour, width, and markup made plain."""

from __future__ import annotations

import os
import re
import sys
import textwrap

from sphinx_tlsalerts.cli.width import terminal_width

#: The codes of ANSI terminals.
_CODES = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36", "dim": "2"}

_WIDEST = 92

# Compiled by the first text that needs them: an answer has to come at once.
_LITERAL = r"``(.+?)``|(?<!`)`([^`<>]+)`(?!`)"
_ROLE = r":[\w:+-]+:`~?!?([^`<]+?)(?:\s*<[^`>]*>)?`|\{[\w:+-]+\}`~?!?([^`<]+?)(?:\s*<[^`>]*>)?`"
_RST_LINK = r"`([^`<]+?)\s*<([^`>]+)>`__?"
_MD_LINK = r"\[([^\]]+)\]\(([^)\s]+)\)"
_EMPHASIS = r"(?<![\w*])\*{1,2}(?=\S)([^*]+?)(?<=\S)\*{1,2}(?![\w*])"


class Printer:
    """Prints to standard output.

    :param color: ``always``, ``never``, or ``auto`` for terminals
    """

    def __init__(self, color: str) -> None:
        is_terminal = sys.stdout.isatty()
        wanted = is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.colors = color == "always" or (color == "auto" and wanted)
        columns = terminal_width(sys.stdout, _WIDEST) if is_terminal else _WIDEST
        self.width = min(columns, _WIDEST)

    def styled(self, text: str, style: str) -> str:
        """Return *text* in a style, where there is colour."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colors else text

    def line(self, text: str = "") -> None:
        """Print a line."""
        print(text)  # noqa: T201 -- this is what a command line does

    def paragraph(self, text: str, first: str = "", indent: str = "") -> None:
        """Print a text in lines of the terminal's width.

        :param first: what stands before its first line
        """
        for line in self.wrapped(text, first, indent):
            self.line(line)

    def wrapped(self, text: str, first: str = "", indent: str = "") -> list[str]:
        """Return the lines of a text."""
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def block(self, text: str, indent: str, style: str) -> None:
        """Print lines as they are."""
        for line in text.rstrip("\n").split("\n"):
            self.line(f"{indent}{self.styled(line, style)}" if line.strip() else "")


def complain(words: str) -> None:
    """Print a fault of the arguments or of a file."""
    print(f"sphinx-tlsalerts: {printable(words)}", file=sys.stderr)  # noqa: T201 -- likewise


def printable(text: str) -> str:
    """Return *text* without what would control a terminal."""
    return "".join(one if one.isprintable() else _escaped(one) for one in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode()


def plain(prose: str) -> str:
    """Return prose without its markup, as far as simple rules go."""
    text = str(prose)
    if ":`" in text or "}`" in text:
        text = re.sub(_ROLE, _quoted, text)
    if "`_" in text:
        text = re.sub(_RST_LINK, r"\1 (\2)", text)
    if "](" in text:
        text = re.sub(_MD_LINK, r"\1 (\2)", text)
    if "`" in text:
        text = re.sub(_LITERAL, _quoted, text)
    if "*" in text:
        text = re.sub(_EMPHASIS, r"\1", text)
    return " ".join(text.split())


def _quoted(match: re.Match[str]) -> str:
    return f"'{match[1] or match[2]}'"


def paragraphs(prose: str) -> list[str]:
    """Return the paragraphs of prose, and the items of its lists, without markup."""
    parts = re.split(r"\n\s*\n|\n(?=\s*[-*+] )", prose)
    return [plain(part) for part in parts if part.strip()]
