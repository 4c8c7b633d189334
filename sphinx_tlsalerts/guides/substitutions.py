"""Replace substitutions: names such as ``{+driver+}`` in the texts of a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_tlsalerts.guides.placeholders import fill_defaults
from sphinx_tlsalerts.util import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_tlsalerts.guides.texts import Text

#: How many characters the values of a file may add to a page.
MAX_ADDED = 1_000_000

_NAME = re.compile(r"\{\+([\w.-]+)\+\}")


class Substitutions:
    """Replaces names by their values.

    :param values: the value of each name
    :param note: called with a message and a line for each name that is not replaced
    """

    def __init__(self, values: Mapping[str, str], note: Callable[[str, int], None]) -> None:
        self.values = values
        self.note = note
        self.added = 0  #: how many characters the values have
        #: Results, so that a text that is shown twice counts once and is reported once.
        self._made: dict[tuple[Text, int], Text] = {}

    def apply(self, text: Text) -> Text:
        """Return *text* with its names replaced."""
        if "{+" not in text:
            return text
        key = text, text.line
        if key not in self._made:
            self._made[key] = self._apply(text)
        return self._made[key]

    def _apply(self, text: Text) -> Text:
        left: set[str] = set()  # reported once for each text

        def replace_name(match: re.Match[str]) -> str:
            value = self.values.get(match[1])
            if value is not None and self.added + len(value) <= MAX_ADDED:
                self.added += len(value)
                return value
            if match[1] not in left:
                left.add(match[1])
                line = text.line + text.count("\n", 0, match.start())
                self.note(_explain_rest(match[0], value), line)
            return match[0]

        replaced = _NAME.sub(replace_name, text.template or text)
        return fill_defaults(type(text)(replaced, text.line))


def _explain_rest(written: str, value: str | None) -> str:
    if value is None:
        return f"there is no value for '{shorten(written)}'; left as it is"
    return f"'{shorten(written)}' and others add more than {MAX_ADDED:,} characters; left as it is"
