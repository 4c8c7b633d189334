"""The context of one pass over a troubleshooting file, and the problems that the pass collects.

Input: a parsed document. The reader sets ``path``, ``outcome``, ``is_entry`` and ``excused`` before
it reads a part; the types of fields call ``refuse`` and ``note`` while they read.
Output: ``problems``, at most MAX_PROBLEMS of them.

Invariants: ``refusals`` counts the refused values that cost the current part, and
``all_refusals`` also those that cost only one item of a list; both count on when the problems are
full, so a part is left out whether its problem is reported or not. A problem is reported once,
even if aliases repeat its value.

Example: with the path ``["entries", 0, "id"]``, the outcome "the entry is left out" and a value
``5``, ``refuse_no_text(value)`` adds the problem ``entries[0].id: '5' is a number to YAML, quote
it; the entry is left out``.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from sphinx_tlsalerts.util import Hints, nearest, shorten
from sphinx_tlsalerts.yamltree import Mapping, Problem, Scalar, Sequence, find_end, split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx_tlsalerts.guides.fields import Field, Model
    from sphinx_tlsalerts.guides.texts import Text
    from sphinx_tlsalerts.registries import ReleaseLine
    from sphinx_tlsalerts.yamltree import Document, Value

T = TypeVar("T")

#: The key that merges a mapping into another one in some readers of YAML.
MERGE_KEY = "<<"

#: The most problems that are reported for one file: more could fill the memory.
MAX_PROBLEMS = 1000

#: The most characters that messages show of the name of a key.
_NAME = 40

_KINDS = {
    "int": "a number",
    "float": "a number",
    "bool": "a truth value",
    "timestamp": "a date or a time",
    "null": "nothing",
    "merge": "a merge of mappings",
    "value": "a default value",
}

#: A message about a value; a function where composing it takes time.
LazyMessage: TypeAlias = "str | Callable[[], str]"


class TooManyProblemsError(Exception):
    """The current entry is refused, and the problems are full: reading on has no effect."""


class ReadingContext:
    """One pass over the values of a document, and the problems that it collects.

    :param shift: added to lines of the text, to get lines of the file that contains it
    :param openssl: the release line that numbers of verification codes belong to
    :param texts: the class of the texts in the models
    """

    def __init__(
        self, document: Document, shift: int, openssl: ReleaseLine, texts: type[Text]
    ) -> None:
        self.document = document
        self.texts = texts
        self.shift = shift
        self.openssl = openssl
        self.path: list[str | int] = []  #: of the current value
        self.refusals = 0  #: of values so far that cost the part, reported or not
        self.all_refusals = 0  #: these, and those that cost only one item of a list
        #: Describes where a key belongs that the current mapping does not have.
        self.place_of_key: Callable[[str, type[Model], tuple[Field, Value] | None], str]
        self.excused: set[str] = set()  #: required keys whose absence another message explains
        self.outcome = ""  #: the consequence of a problem for the part, in words
        self.is_entry = False  #: whether this part is an entry
        self.problems: dict[Problem, None] = {}  # an ordered set: aliases repeat
        self.hints = Hints()
        self.has_more = False  #: whether there are more problems than are reported

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return split_lines(self.document.text)

    @cached_property
    def _end(self) -> tuple[int, int]:
        """The place after the text."""
        return find_end(self.document.text)

    def is_full(self) -> bool:
        """Return whether MAX_PROBLEMS is reached. Call only when about to add a problem."""
        self.has_more = self.has_more or len(self.problems) >= MAX_PROBLEMS
        return self.has_more

    def refuse(self, value: Value, message: LazyMessage) -> None:
        """Note a problem of *value*, which cannot be used."""
        self.refusals += 1
        self.all_refusals += 1
        if not self.is_full():
            self.note(value, message, self.outcome)
        elif self.is_entry:
            raise TooManyProblemsError

    def limit_to_value(
        self, read: Callable[[Value, ReadingContext], T | None]
    ) -> Callable[..., T | None]:
        """Return a function that reads as *read* does; a problem costs only the value itself."""

        def read_loosely(value: Value, _reading: ReadingContext) -> T | None:
            before = self.refusals, self.outcome, self.is_entry
            self.outcome, self.is_entry = "it is left out", False
            content = read(value, self)
            self.refusals, self.outcome, self.is_entry = before
            return content

        return read_loosely

    def note_repeated(self, key: Scalar, first: str) -> None:
        """Note that the mapping already has *key*, written as *first*."""
        also = f" as '{first}'" if key.text != first else ""
        message = f"'{shorten(key.text)}' stands here already{also}"
        if self.is_entry:
            self.refuse(key, message)
        else:
            self.note(key, message, "the first one counts")

    def note(self, value: Value | None, message: LazyMessage, outcome: str = "") -> None:
        """Note a problem of *value*; without a value, one of the whole text."""
        if self.is_full():
            return
        line, column = (value.line, value.column) if value else (1, 1)
        # libyaml reports the end of a file on a line after the last one.
        line, column = min((line, column), self._end)
        text = message if isinstance(message, str) else message()
        if place := self._describe_path():
            text = f"{place}: {text}"
        self.add(line, column, f"{text}; {outcome}" if outcome else text)

    def add(self, line: int, column: int, message: str) -> None:
        """Add a problem at a place of the text."""
        self.problems[Problem(self.document.path, line + self.shift, column, message)] = None

    def _describe_path(self) -> str:
        place = ""
        for part in self.path:
            if isinstance(part, int):
                place += f"[{part}]"
            else:
                name = shorten(part, _NAME)
                place = f"{place}.{name}" if place else name
        return place

    # Values that are not texts

    def refuse_no_text(self, value: Value) -> None:
        """Note that *value* is not a text although the format requires one."""
        if not isinstance(value, Scalar):
            self.refuse(value, lambda: self._explain_container(value))
        elif value.text:
            message = f"'{shorten(value.text)}' is {_describe_type(value)} to YAML, quote it"
            self.refuse(value, message)
        else:
            comment = ": what follows ' #' is a comment, quote it" if value.cut else ""
            self.refuse(value, f"is empty{comment}")

    def _explain_container(self, value: Sequence | Mapping) -> str:
        kind = "list" if isinstance(value, Sequence) else "mapping"
        if value.flow:
            return f"'{self._quote_source(value)}' is a {kind} to YAML, quote it"
        if isinstance(value, Mapping) and len(value.items) == 1:
            return f"'{self._quote_source(value)}' is a {kind} to YAML, quote it or use '|'"
        return f"a {kind} stands where text is wanted"

    def _quote_source(self, value: Sequence | Mapping) -> str:
        """Return the source of *value* up to the end of its first line."""
        written = self.lines[value.line - 1][value.column - 1 :]
        depth = 0
        for end, character in enumerate(written, start=1):
            depth += (character in "[{") - (character in "]}")
            if depth == 0 and value.flow:
                return shorten(written[:end])
        return shorten(written)

    def is_pair(self, value: Value) -> bool:
        """Return whether *value* is a mapping without braces in a list in brackets."""
        if not isinstance(value, Mapping) or not value.flow or len(value.items) != 1:
            return False
        return not self.lines[value.line - 1].startswith("{", value.column - 1)


def _describe_type(scalar: Scalar) -> str:
    """Describe the type that YAML resolves a plain scalar to."""
    if scalar.tag == "int" and ":" in scalar.text:
        return _KINDS["timestamp"]
    return _KINDS.get(scalar.tag, "no text")


def explain_merge_refusal(inherits: str = "") -> str:
    """Return the message for a merge key.

    :param inherits: the key that builds on another mapping, where the format has one
    """
    instead = f"use '{inherits}', or write the keys out" if inherits else "write the keys out"
    return f"'{MERGE_KEY}' (a YAML merge) is not supported: {instead}"


def explain_unknown_key(name: str, known: Iterable[str], spellings: Iterable[str]) -> str:
    """Return the message for the key *name*, which is not among the *known* ones."""
    hint = nearest(name, spellings) or f" (known are {', '.join(known)})"
    return f"'{shorten(name)}' is not a key{hint}"
