"""Split lists as authors write them, and quote texts in messages.

A page without selections needs this module and not the registries that selections load.
"""

from __future__ import annotations

import re

#: What no file of the output can hold, or no XML.
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"

_SEPARATORS = r"[\s,]+"
_BULLET = r"(?:^|\s+)-\s+"


def describe_control(text: str) -> str:
    """Name the character of *text* that XML or a file cannot hold; empty if there is none."""
    control = re.search(_CONTROL, text)
    return f"holds the control character U+{ord(control[0]):04X}" if control else ""


def strip_list_marks(text: str) -> str:
    """Remove the marks of a list in YAML syntax, as Markdown pages have it."""
    text = text.strip()
    if re.match(_BULLET, text):  # MyST folds the items into one line
        return re.sub(_BULLET, ", ", text).removeprefix(", ")
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def words_of(text: str) -> list[str]:
    """Split a list at white space and commas."""
    return [word for word in re.split(_SEPARATORS, strip_list_marks(text)) if word] if text else []


def shorten(text: str, longest: int = 50) -> str:
    """Return *text* as messages quote it: its beginning if it is long, on one line.

    Characters that a terminal obeys or does not show become escapes.
    """
    text = " ".join(text[: 10 * longest].split())
    if len(text) > longest:
        text = f"{text[:longest].rstrip()}…"
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]
