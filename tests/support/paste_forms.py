"""The forms in which a text arrives when a reader copies it: wrapped, boxed, prefixed, escaped.

Each form takes the lines that a program printed and returns what a reader pastes. All keep the
words; none has a fact of TLS that the text did not have.
"""

from __future__ import annotations

import html
import json
import random
import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _each(begin: str, end: str = "") -> Callable[[str], str]:
    """Return a form that puts something around each line."""

    def put(text: str) -> str:
        return "\n".join(f"{begin}{line}{end}" for line in text.split("\n"))

    return put


def _at_words(width: int, begin: str = "", hanging: str = "") -> Callable[[str], str]:
    """Return a form that wraps lines at white space, as mail programs do."""

    def wrap(text: str) -> str:
        return "\n".join(
            begin + line for row in text.split("\n") for line in _wrap_row(row, width, hanging)
        )

    return wrap


def _wrap_row(row: str, width: int, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        row,
        width,
        subsequent_indent=hanging,
        break_on_hyphens=False,
        drop_whitespace=True,
    ) or [""]


def _at_width(width: int, begin: str = "") -> Callable[[str], str]:
    """Return a form that wraps lines inside words, as terminals do."""

    def wrap(text: str) -> str:
        return "\n".join(begin + line for row in text.split("\n") for line in _cut_row(row, width))

    return wrap


def _cut_row(row: str, width: int) -> Iterator[str]:
    for start in range(0, max(len(row), 1), width):
        yield row[start : start + width]


def box(text: str, width: int = 80) -> str:
    """Put a text into a panel of Rich."""
    inner = [line for row in text.split("\n") for line in _wrap_row(row, width - 4)]
    title = " Error ".center(width - 2, "─")
    return "\n".join(
        [
            f"╭{title}╮",
            *(f"│ {line:<{width - 4}} │" for line in inner),
            f"╰{'─' * (width - 2)}╯",
        ]
    )


def heavy_box(text: str) -> str:
    """Put a text into a narrow box of heavy lines, which cuts long words."""
    inner = [line for row in text.split("\n") for line in _cut_row(row, 56)]
    top, bottom = f"┏{'━' * 58}┓", f"┗{'━' * 58}┛"
    return "\n".join([top, *(f"┃ {line:<56} ┃" for line in inner), bottom])


def ascii_box(text: str) -> str:
    """Put a text into a box of hyphens and bars."""
    inner = [line for row in text.split("\n") for line in _wrap_row(row, 66)]
    edge = "+" + "-" * 68 + "+"
    return "\n".join([edge, *(f"| {line:<66} |" for line in inner), edge])


def colours(text: str) -> str:
    """Colour each line, and some words of it."""
    chance = random.Random(text)  # noqa: S311 - the same colours each time
    return "\n".join(
        "\x1b[1;31m"
        + "".join(
            f"\x1b[33m{word}\x1b[0m" if chance.random() < 0.2 else word
            for word in re.split(r"(\s+)", line)
        )
        + "\x1b[0m"
        for line in text.split("\n")
    )


def lost_escapes(text: str) -> str:
    """Return a coloured text of which the escape characters were lost."""
    return colours(text).replace("\x1b", "")


def json_line(text: str) -> str:
    """Return a line of a structured log."""
    return json.dumps({"level": "error", "logger": "app.client", "message": text, "attempt": 3})


def json_twice(text: str) -> str:
    """Return a line of a log that quotes a line of a structured log."""
    return json.dumps({"log": json_line(text), "stream": "stderr"})


def zero_width(text: str) -> str:
    """Put zero-width characters where pages allow a line to break."""
    return "\ufeff" + re.sub(r"(?<=[_.,:/])(?=\w)", "\u200b", text)


def typographic(text: str) -> str:
    """Replace quotation marks and hyphens, as text programs do."""
    text = re.sub(r"(?<!\w)'", "\u2018", text).replace("'", "\u2019")
    text = re.sub(r'(?<![\w)\]}])"', "\u201c", text).replace('"', "\u201d")
    return re.sub(r"(?<=\w)-(?=\w)", "\u2011", text)


def spaces(char: str) -> Callable[[str], str]:
    """Return a form that replaces all spaces."""
    return lambda text: text.replace(" ", char)


def markdown(text: str) -> str:
    """Escape the characters that Markdown would read."""
    return re.sub(r"([_*\[\]<>])", r"\\\1", text)


def numbered(text: str) -> str:
    """Give each line a time of its own, as a log of containers does."""
    return "\n".join(
        f"2026-01-05T09:14:{number % 60:02}.{number * 7919 % 10_000_000:07}Z {line}"
        for number, line in enumerate(text.split("\n"))
    )


#: The forms by their names.
FORMS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "indented": _each("    "),
    "box of Rich": box,
    "heavy box": heavy_box,
    "box of hyphens": ascii_box,
    "[tool]": _each("[tool] "),
    "time and level": _each("2026-11-21 10:00:00,123 ERROR "),
    "time, logger and level": _each("2026-11-21 10:00:00,123 - app.client - ERROR - "),
    "syslog": _each("Nov 21 10:00:00 web1 app[4711]: "),
    "no-break spaces": spaces("\xa0"),
    "thin spaces": spaces("\u2009"),
    "ideographic spaces": spaces("\u3000"),
    "tabs": spaces("\t"),
    "double spaces": spaces("  "),
    "zero-width characters": zero_width,
    "typographic quotes": typographic,
    "80 columns at words": _at_words(80),
    "80 columns in words": _at_width(80),
    "72 columns in words": _at_width(72),
    "60 columns at words, hanging": _at_words(60, hanging="    "),
    "CRLF": lambda text: text.replace("\n", "\r\n") + "\r\n",
    "colours": colours,
    "colours without escapes": lost_escapes,
    "quoted mail": _each("> "),
    "quoted mail, wrapped": _at_words(72, "> > "),
    "JSON": json_line,
    "JSON in JSON": json_twice,
    "HTML": lambda text: html.escape(text, quote=True),
    "HTML twice": lambda text: html.escape(html.escape(text, quote=True), quote=True),
    "Markdown": markdown,
    "table of Markdown": _each("| ", " |"),
    "fence of Markdown": lambda text: f"```text\n{text}\n```",
    "Compose": _each("web-1  | "),
    "Compose, wrapped": _at_width(90, "web-1  | "),
    "kubectl": _each("[pod/web-7d9c/app] "),
    "BuildKit": _each("#12 3.456 "),
    "GitHub Actions": numbered,
    "GitHub Actions, wrapped": lambda text: numbered(_at_words(80)(text)),
    "pytest": _each("E   "),
    "git": _each("remote: "),
    "stderr": _each("stderr: "),
    "[tool], wrapped": _at_words(80, "[tool] "),
}
