"""Lists of words, as authors write them in options.

Apart from selections, so that a page without any does not load what they need.
"""

from __future__ import annotations

import re

_SEPARATORS = r"[\s,]+"
_BULLET = r"(?:^|\s+)-\s+"


def plain_list(text: str) -> str:
    """Take the marks off a list that is written in YAML's way, as on Markdown pages."""
    text = text.strip()
    if re.match(_BULLET, text):  # the items may stand in one line, as MyST folds them
        return re.sub(_BULLET, ", ", text).removeprefix(", ")
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def words_of(text: str) -> list[str]:
    """Split a list whose items stand apart by white space or commas."""
    return [word for word in re.split(_SEPARATORS, plain_list(text)) if word] if text else []
