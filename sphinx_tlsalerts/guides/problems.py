"""Faults of a troubleshooting file, collected while its values are read, in words for a writer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from sphinx_tlsalerts.util import Hints, nearest, shortened
from sphinx_tlsalerts.yamltree import Mapping, Problem, Scalar, Sequence, find_end, split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx_tlsalerts.guides.fields import Field, Model
    from sphinx_tlsalerts.guides.texts import Text
    from sphinx_tlsalerts.registries import ReleaseLine
    from sphinx_tlsalerts.yamltree import Document, Value

T = TypeVar("T")

#: What merges a mapping into another one in some readers of YAML.
MERGE_KEY = "<<"

#: How many faults of a file are told: more of them would fill the memory.
MAX_FAULTS = 1000

#: How much messages show of the name of a key.
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

#: What is said of a value; a function where finding the words takes time.
Words: TypeAlias = "str | Callable[[], str]"


class EnoughError(Exception):
    """An entry has a fault, and the file more faults than are told: nobody needs the rest."""


class Reading:
    """One pass over the values of a document, and the faults that it finds.

    :param shift: between lines of the text and lines of the file around it
    :param openssl: the numbering of verification codes
    :param texts: what the texts of the document become
    """

    def __init__(
        self, document: Document, shift: int, openssl: ReleaseLine, texts: type[Text]
    ) -> None:
        self.document = document
        self.texts = texts
        self.shift = shift
        self.openssl = openssl
        self.path: list[str | int] = []  #: of the value that is being read
        self.faults = 0  #: found so far that cost the part, be they told or not
        self.flaws = 0  #: these, and those that cost only one item of a list
        #: Describes where a key belongs that a mapping does not have.
        self.place_of_key: Callable[[str, type[Model], tuple[Field, Value] | None], str]
        self.excused: set[str] = set()  #: needed keys whose lack another message explains
        self.outcome = ""  #: what becomes of the part that has a fault
        self.is_entry = False  #: whether this part is an entry
        self.problems: dict[Problem, None] = {}  # what an alias repeats is said once
        self.hints = Hints()
        self.untold = False  #: whether there are more faults than are told

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return split_lines(self.document.text)

    @cached_property
    def _end(self) -> tuple[int, int]:
        """The place behind the text."""
        return find_end(self.document.text)

    def is_full(self) -> bool:
        """Tell whether no more faults are told. Only asked with one at hand."""
        self.untold = self.untold or len(self.problems) >= MAX_FAULTS
        return self.untold

    def refuse(self, value: Value, words: Words) -> None:
        """Note a fault of *value*, which cannot be used."""
        self.faults += 1
        self.flaws += 1
        if not self.is_full():
            self.note(value, words, self.outcome)
        elif self.is_entry:
            raise EnoughError

    def loosely(self, read: Callable[[Value, Reading], T | None]) -> Callable[..., T | None]:
        """Return a function that reads as *read* does; a fault costs only the value itself."""

        def read_loosely(value: Value, _reading: Reading) -> T | None:
            before = self.faults, self.outcome, self.is_entry
            self.outcome, self.is_entry = "it is left out", False
            found = read(value, self)
            self.faults, self.outcome, self.is_entry = before
            return found

        return read_loosely

    def repeated(self, key: Scalar, first: str) -> None:
        """Note that *key* stands there already, written as *first*."""
        also = f" as '{first}'" if key.text != first else ""
        words = f"'{shortened(key.text)}' stands here already{also}"
        if self.is_entry:
            self.refuse(key, words)
        else:
            self.note(key, words, "the first one counts")

    def note(self, value: Value | None, words: Words, outcome: str = "") -> None:
        """Note what is to be said of *value*; without one, of the whole text."""
        if self.is_full():
            return
        line, column = (value.line, value.column) if value else (1, 1)
        # libyaml finds the end of a file below its last line.
        line, column = min((line, column), self._end)
        said = words if isinstance(words, str) else words()
        message = f"{place}: {said}" if (place := self._place()) else said
        self.add(line, column, f"{message}; {outcome}" if outcome else message)

    def add(self, line: int, column: int, message: str) -> None:
        """Note a fault at a place of the text."""
        self.problems[Problem(self.document.path, line + self.shift, column, message)] = None

    def _place(self) -> str:
        place = ""
        for part in self.path:
            if isinstance(part, int):
                place += f"[{part}]"
            else:
                name = shortened(part, _NAME)
                place = f"{place}.{name}" if place else name
        return place

    # Values that are no text

    def refuse_no_text(self, value: Value) -> None:
        """Note that something else than a text stands where a text is wanted."""
        if not isinstance(value, Scalar):
            self.refuse(value, lambda: self._taken_for(value))
        elif value.text:
            words = f"'{shortened(value.text)}' is {_kind_of(value)} to YAML, quote it"
            self.refuse(value, words)
        else:
            comment = ": what follows ' #' is a comment, quote it" if value.cut else ""
            self.refuse(value, f"is empty{comment}")

    def _taken_for(self, value: Sequence | Mapping) -> str:
        kind = "list" if isinstance(value, Sequence) else "mapping"
        if value.flow:
            return f"'{self._source(value)}' is a {kind} to YAML, quote it"
        if isinstance(value, Mapping) and len(value.items) == 1:
            return f"'{self._source(value)}' is a {kind} to YAML, quote it or use '|'"
        return f"a {kind} stands where text is wanted"

    def _source(self, value: Sequence | Mapping) -> str:
        """Return *value* as it is written, as far as it stands on one line."""
        written = self.lines[value.line - 1][value.column - 1 :]
        depth = 0
        for end, character in enumerate(written, start=1):
            depth += (character in "[{") - (character in "]}")
            if depth == 0 and value.flow:
                return shortened(written[:end])
        return shortened(written)

    def is_pair(self, value: Value) -> bool:
        """Tell whether *value* is a mapping without braces in a list in brackets."""
        if not isinstance(value, Mapping) or not value.flow or len(value.items) != 1:
            return False
        return not self.lines[value.line - 1].startswith("{", value.column - 1)


def _kind_of(scalar: Scalar) -> str:
    """Return what YAML takes a plain scalar for that is no text."""
    if scalar.tag == "int" and ":" in scalar.text:
        return _KINDS["timestamp"]
    return _KINDS.get(scalar.tag, "no text")


def merge_refused(inherits: str = "") -> str:
    """Return the words for a merge key.

    :param inherits: the key that builds on another mapping, where the format has one
    """
    instead = f"use '{inherits}', or write the keys out" if inherits else "write the keys out"
    return f"'{MERGE_KEY}' (a YAML merge) is not supported: {instead}"


def unknown_key(name: str, known: Iterable[str], spellings: Iterable[str]) -> str:
    """Return the words for the key *name*, which is none of those that are *known*."""
    hint = nearest(name, spellings) or f" (known are {', '.join(known)})"
    return f"'{shortened(name)}' is not a key{hint}"
