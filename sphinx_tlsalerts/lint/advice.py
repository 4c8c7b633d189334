"""The passages of an entry that advise readers, and those that describe."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.guides import Cause, CodeBlock, Entry, Note, Remedies, Remedy, Step

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides import Guide, Text


class Passage(NamedTuple):
    """A text that may hold advice."""

    text: Text
    is_code: bool
    is_advice: bool  #: False in a description, where only instructions are advice
    is_declared: bool  #: whether it is part of a remedy that is marked as insecure
    language: str = ""  #: of code, for highlighting

    def is_removed(self, line: str) -> bool:
        """Return whether a line of code that begins with *line* is the removed line of a diff."""
        if not line.startswith("-"):
            return False
        is_diff = self.language in _DIFFS or _ADDED.search(self.text) is not None
        return is_diff or _REMOVED_CALL.match(line) is not None


_DIFFS = frozenset({"diff", "udiff", "patch"})

#: Only a diff has an added line or the head of a hunk, or a call right after the minus sign.
_ADDED = re.compile(r"^(?:\+|@@ -)", re.MULTILINE)
_REMOVED_CALL = re.compile(r"-[a-z_][\w.]*\(", re.IGNORECASE)


#: The prose of each model. All other texts are not advice: messages, diagnostics, conditions,
#: links, and the reason why a remedy is insecure.
_PROSE: dict[type, frozenset[str]] = {
    Entry: frozenset({"intro", "summary", "after", "escalate"}),
    Cause: frozenset({"title", "text", "after"}),
    Remedies: frozenset({"intro", "after"}),
    Remedy: frozenset({"title", "text", "after"}),
    Step: frozenset({"title", "text", "after"}),
    Note: frozenset({"title", "text", "after"}),
}

#: The nested models of each model.
_PARTS: dict[type, frozenset[str]] = {
    Entry: frozenset({"causes", "remedies", "notes"}),
    Cause: frozenset({"notes", "remedies"}),
    Remedies: frozenset({"items"}),
    Remedy: frozenset({"code", "steps", "remedies", "notes"}),
    Step: frozenset({"code", "notes"}),
    Note: frozenset({"code"}),
}


class Scope:
    """The part of a guide that a rule checks at once: an entry, or the texts around all entries.

    :param entry: None for the texts around all entries
    """

    def __init__(self, guide: Guide, entry: Entry | None) -> None:
        self.guide = guide
        self.entry = entry

    @cached_property
    def passages(self) -> list[Passage]:
        """The passages, in no particular order; all rules for passages share them."""
        passages: list[Passage] = []
        if self.entry:
            _collect(self.entry, passages, is_advice=False, is_declared=False)
        else:
            texts = filter(None, (self.guide.intro, self.guide.after))
            passages += (
                Passage(text, is_code=False, is_advice=False, is_declared=False) for text in texts
            )
        return passages


def _collect(part: Any, passages: list[Passage], *, is_advice: bool, is_declared: bool) -> None:
    """Add the passages of a model and of its nested models to *passages*."""
    kind = type(part)
    if kind is CodeBlock:
        if is_advice:
            language = part.language or ""
            passages.append(
                Passage(
                    part.text,
                    is_code=True,
                    is_advice=True,
                    is_declared=is_declared,
                    language=language,
                )
            )
        return
    if kind is Remedy and part.insecure:
        is_declared = True
    prose, parts = _PROSE[kind], _PARTS[kind]
    for name, value in vars(part).items():
        if name in prose:
            passages.append(
                Passage(value, is_code=False, is_advice=is_advice, is_declared=is_declared)
            )
        elif name in parts and value:
            # The notes of a cause describe; those of an entry appear below its remedies and advise.
            inner = is_advice or name == "remedies" or (kind is Entry and name == "notes")
            for nested in value if type(value) is list else (value,):
                _collect(nested, passages, is_advice=inner, is_declared=is_declared)
