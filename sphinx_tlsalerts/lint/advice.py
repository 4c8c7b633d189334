"""The passages of an entry that tell readers what to do, and those that tell what happened."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.guides import Cause, CodeBlock, Entry, Note, Remedies, Remedy, Step

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides import Guide, Text


class Passage(NamedTuple):
    """A text that is looked at for advice."""

    text: Text
    is_code: bool
    is_advice: bool  #: False where only a sentence that begins with an imperative is advice
    is_declared: bool  #: whether it is part of a remedy that is marked as insecure
    language: str = ""  #: of code, for highlighting

    def removes(self, line: str) -> bool:
        """Tell whether a line of code that begins so is the removed line of a diff."""
        if not line.startswith("-"):
            return False
        is_diff = self.language in _DIFFS or _ADDED.search(self.text) is not None
        return is_diff or _REMOVED_CALL.match(line) is not None


_DIFFS = frozenset({"diff", "udiff", "patch"})

#: What only a diff has: an added line, the head of a hunk; a call right behind the sign.
_ADDED = re.compile(r"^(?:\+|@@ -)", re.MULTILINE)
_REMOVED_CALL = re.compile(r"-[a-z_][\w.]*\(", re.IGNORECASE)


#: The prose of each model. What stands in no table here is not advice: messages, diagnostics,
#: conditions, links, and the words that say why a remedy is insecure.
_PROSE: dict[type, frozenset[str]] = {
    Entry: frozenset({"intro", "summary", "after", "escalate"}),
    Cause: frozenset({"title", "text", "after"}),
    Remedies: frozenset({"intro", "after"}),
    Remedy: frozenset({"title", "text", "after"}),
    Step: frozenset({"title", "text", "after"}),
    Note: frozenset({"title", "text", "after"}),
}

#: The parts of each model that hold others.
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


def _collect(part: Any, found: list[Passage], *, is_advice: bool, is_declared: bool) -> None:
    kind = type(part)
    if kind is CodeBlock:
        if is_advice:
            language = part.language or ""
            found.append(
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
            found.append(
                Passage(value, is_code=False, is_advice=is_advice, is_declared=is_declared)
            )
        elif name in parts and value:
            # The boxes of a cause describe as it does; those of an entry stand below its remedies.
            inner = is_advice or name == "remedies" or (kind is Entry and name == "notes")
            for one in value if type(value) is list else (value,):
                _collect(one, found, is_advice=inner, is_declared=is_declared)
