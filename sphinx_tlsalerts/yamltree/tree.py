"""The values of a YAML file: scalars, lists and mappings with their places."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple, TypeAlias

#: Where YAML begins a new line.
BREAKS = "\n\r\x85\u2028\u2029"
_BREAK = f"\r\n|[{BREAKS}]"

#: The longest word that YAML does not read as text is ``false``.
_LONGEST_WORD = 5

#: Each 64 characters of a text count as one more value, since aliases repeat long texts, too.
SHARE = 64


class Problem(NamedTuple):
    """Something wrong with a file, with its place. Lines and columns count from 1."""

    path: str  #: the name of the file
    line: int  #: the line, from 1
    column: int  #: the column, from 1
    message: str  #: one sentence, with the consequence where there is one
    entry: str = ""  #: the id of the troubleshooting entry, where the message does not name it
    rule: str = ""  #: the rule that is broken, such as ``undeclared-insecure``

    @property
    def place(self) -> str:
        """Where it is, as compilers write it: ``file:line:column``."""
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def text(self) -> str:
        """The message, after the entry."""
        return f"{self.entry}: {self.message}" if self.entry else self.message

    def __str__(self) -> str:
        """Return the problem as compilers write it."""
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.place}: {self.text}{rule}"


def split_lines(text: str) -> list[str]:
    """Return the lines of *text* as YAML counts them."""
    return re.split(_BREAK, text)


def find_end(text: str) -> tuple[int, int]:
    """Return the line and column after the end of *text*, counted from 1.

    Builds no list of the lines: there may be millions.
    """
    breaks = sum(map(text.count, BREAKS)) - text.count("\r\n")
    return breaks + 1, len(text) - max(map(text.rfind, BREAKS))


@cache
def _load_resolvers() -> dict[str, Any]:
    """Return YAML's patterns of numbers, dates and truth values by their first character."""
    # Late import: PyYAML costs time that commands without a YAML file need not spend.
    import yaml

    resolvers: dict[str, Any] = yaml.resolver.Resolver.yaml_implicit_resolvers
    return resolvers


def _resolve(text: str) -> str:
    resolvers = _load_resolvers().get(text[:1])
    if resolvers is None or (len(text) > _LONGEST_WORD and text[0].isalpha()):
        return "str"
    for tag, pattern in resolvers:
        if pattern.match(text):
            return str(tag).removeprefix("tag:yaml.org,2002:")
    return "str"


class Scalar:
    """A single value, as text; ``plain`` is without quotes and not a block."""

    __slots__ = ("block", "column", "cut", "line", "plain", "text")

    height = 0

    def __init__(self, line: int, column: int, text: str, plain: bool) -> None:  # noqa: FBT001 -- faster
        self.line = line
        self.column = column
        self.text = text
        self.plain = plain
        self.block = False  #: a block scalar, after ``|`` or ``>``
        self.cut = False  #: a comment follows, which the author may have meant as text

    @property
    def size(self) -> int:
        """The share of the value in the bound of values."""
        return 1 + len(self.text) // SHARE

    @property
    def tag(self) -> str:
        """The type that YAML resolves the value to, such as ``str``, ``int`` or ``bool``."""
        return _resolve(self.text) if self.plain else "str"

    @property
    def is_text(self) -> bool:
        """Whether YAML reads the value as text, not as a number, a date or a truth value."""
        return not self.plain or _resolve(self.text) == "str"

    def copy_to(self, line: int, column: int) -> Scalar:
        """Return a copy of the value with another place."""
        copy = Scalar(line, column, self.text, self.plain)
        copy.block, copy.cut = self.block, self.cut
        return copy


class Sequence:
    """A list of values."""

    __slots__ = ("column", "flow", "height", "items", "line", "size")

    def __init__(self, line: int, column: int, *, flow: bool = False) -> None:
        self.line = line
        self.column = column
        self.flow = flow  #: written in brackets
        self.items: list[Value] = []
        self.size = 1
        self.height = 1  #: levels of lists and mappings, this one included


class Mapping:
    """Pairs in the order of the file; keys may be repeated."""

    __slots__ = ("column", "flow", "height", "items", "key", "line", "size")

    def __init__(self, line: int, column: int, *, flow: bool = False) -> None:
        self.line = line
        self.column = column
        self.flow = flow  #: written in braces, or as a pair in brackets
        self.items: list[tuple[Scalar, Value]] = []
        self.size = 1
        self.height = 1  #: levels of lists and mappings, this one included
        self.key: Scalar | None = None  #: while the tree is built: the key that lacks its value


Value: TypeAlias = Scalar | Sequence | Mapping
