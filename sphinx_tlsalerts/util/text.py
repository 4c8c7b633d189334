"""Words as authors write them in lists, and as messages quote them.

Apart from selections, so that a page without any does not load what they need.
"""

from __future__ import annotations

import re

#: What no file of the output can hold, or no XML.
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"

_SEPARATORS = r"[\s,]+"
_BULLET = r"(?:^|\s+)-\s+"


def control_fault(text: str) -> str:
    """Say which character of *text* cannot be written, in XML or at all; empty if all can."""
    control = re.search(_CONTROL, text)
    return f"holds the control character U+{ord(control[0]):04X}" if control else ""


def plain_list(text: str) -> str:
    """Take the marks off a list that is written in YAML's way, as on Markdown pages."""
    text = text.strip()
    if re.match(_BULLET, text):  # the items may stand in one line, as MyST folds them
        return re.sub(_BULLET, ", ", text).removeprefix(", ")
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def words_of(text: str) -> list[str]:
    """Split a list whose items stand apart by white space or commas."""
    return [word for word in re.split(_SEPARATORS, plain_list(text)) if word] if text else []


def shortened(text: str, longest: int = 50) -> str:
    """Return *text* as messages quote it: its beginning if it is long, on one line.

    What a terminal would obey, or would not show, is written as an escape.
    """
    text = " ".join(text[: 10 * longest].split())
    if len(text) > longest:
        text = f"{text[:longest].rstrip()}…"
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]
