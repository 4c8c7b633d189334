"""Substitutions: names such as ``{+driver+}`` in the texts of a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_tlsalerts.schema.texts import Text

_NAME = re.compile(r"\{\+([\w.-]+)\+\}")


class Substitutions:
    """Puts values in place of names.

    :param values: what each name stands for
    :param note_unknown: told of each name without a value, with its line; it stays as written
    """

    def __init__(self, values: Mapping[str, str], note_unknown: Callable[[str, int], None]) -> None:
        self.values = values
        self.note_unknown = note_unknown

    def apply(self, text: Text) -> Text:
        """Return *text* with its names replaced."""
        if "{+" not in text:
            return text

        def value_of(match: re.Match[str]) -> str:
            name = match[1]
            if name not in self.values:
                self.note_unknown(name, text.line + text.count("\n", 0, match.start()))
                return match[0]
            return self.values[name]

        return type(text)(_NAME.sub(value_of, text), text.line)
