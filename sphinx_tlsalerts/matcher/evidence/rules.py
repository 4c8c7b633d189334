r"""The form of the rules that recognise facts of a paste, shared by both languages.

A rule has *parts*: fixed words, one of which a line in lower case must have. The longest word of a
part is its *key*: a text that lacks the key as a word of its own needs no search. A part whose last
word may go on ends with ``*``. Parts have slashes where the line has backslashes, so that one part
serves for the paths of all systems. A rule may also have a pattern that the line as it is must
match.

Example: ``Rule("platform", "windows", ("winerror",))``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from sphinx_tlsalerts.matcher.places import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: A part, or a part and a pattern.
Evidence = str | tuple[str, str]

Kind = Literal[
    "tool", "sharedWord", "platform", "sharedPath", "framework", "side", "version", "host", "port",
    "file",
]  # fmt: skip

#: The mark of parts whose last word may go on.
OPEN = "*"
END_OF_OPEN_PART = r"[a-z0-9_]+\*$"


class Rule(NamedTuple):
    """Words or a form that show a fact."""

    kind: Kind
    gives: str  #: such as the id of a tool; empty where a group of the pattern has it
    parts: tuple[str, ...]  #: a line in lower case must have one of them
    pattern: str = ""  #: what the line as it is must match, if the parts do not suffice
    weight: int = 0  #: how many lines nearer a form must be to be as good as a form of weight 0
    flags: str = ""  #: letters, which the module of the rule explains


def make_rules(kind: Kind, evidence: Mapping[str, Iterable[Evidence]]) -> Iterator[Rule]:
    """Yield the rules of a table of evidence: one for each pattern of a fact."""
    for gives, pieces in evidence.items():
        parts: dict[str, list[str]] = {}
        for piece in pieces:
            part, pattern = (piece, "") if isinstance(piece, str) else piece
            parts.setdefault(pattern, []).append(part)
        for pattern, some in parts.items():
            yield Rule(kind, gives, tuple(some), pattern)


def find_key(part: str) -> str:
    """Return the longest word that a text with a part has as a word of its own; may be empty."""
    words = re.findall(WORD, part)
    if re.search(END_OF_OPEN_PART, part):
        words = words[:-1]
    return max(words, key=len, default="")
