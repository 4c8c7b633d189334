"""Prefilters: the words of all texts of a guide at once, so that most rules end early."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_tlsalerts.guides import Bundled, Model, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.guides import Entry, Guide

#: The characters of words: letters, digits and joiners. All others separate words.
_KEPT = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
_LAST_ASCII = 127
_SEPARATED = bytes(code if code in _KEPT or code > _LAST_ASCII else ord(" ") for code in range(256))
_SEPARATED_LOWER = _SEPARATED.lower()

#: The keys that hold no advice.
_NO_ADVICE = frozenset({
    "id",
    "title",
    "extends",
    "drop",
    "labels",
    "tags",
    "platforms",
    "applies_to",
    "when",
    "alerts",
    "verify_codes",
    "exceptions",
    "index",
    "messages",
    "matches",
    "diagnostics",
    "references",
    "related",
    "status",
    "verified",
    "proof",
    "allow",
})  # fmt: skip
#: The same inside the models of an entry, where titles advise.
_NO_ADVICE_INSIDE = _NO_ADVICE - {"title"}


class Words:
    """The words of texts, each once.

    :param lower: whether to fold them to lower case
    """

    def __init__(self, texts: Iterable[str], *, lower: bool = False) -> None:
        joined = "\n".join(texts).encode(errors="replace")
        separated = joined.translate(_SEPARATED_LOWER if lower else _SEPARATED) + b" "
        words = {*separated.replace(b". ", b" ").split()}  # without the full stop of a sentence
        self.lines = b"\n".join([b"", *words, b""]).decode(errors="replace")

    def __contains__(self, part: str) -> bool:
        r"""Return whether any word has a part; ``\n`` marks the beginning and the end of a word."""
        return part in self.lines

    def __iter__(self) -> Iterator[str]:
        """Iterate over the words."""
        return iter(self.lines.split())


class GuideTexts:
    """The texts of a guide, gathered once for the prefilters of all rules."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.entries = guide.entries

    @cached_property
    def advice(self) -> list[str]:
        """The texts of the entries that may hold advice, and some that do not."""
        return texts_with_advice(self.entries)

    @cached_property
    def words(self) -> Words:
        """The words of the advice and of the texts around all entries, in lower case."""
        around = [text for text in (self.guide.intro, self.guide.after) if text]
        return Words([*self.advice, *around], lower=True)

    @property
    def named(self) -> Iterator[Text]:
        """The texts of the entries that may hold mnemonics."""
        return (text for entry in self.entries for text in texts_with_mnemonics(entry))

    @cached_property
    def has_own(self) -> bool:
        """Whether any text is not the bundled catalogue's."""
        return any(type(text) is not Bundled for text in (*self.advice, *self.named))


def texts_with_mnemonics(entry: Entry) -> Iterator[Text]:
    """Yield the texts of an entry that may hold mnemonics: title, messages and matches."""
    title: Text | None = vars(entry).get("title")
    if title:
        yield title
    yield from (message.text for message in entry.messages)
    yield from entry.matches


def texts_with_advice(entries: Iterable[Entry]) -> list[str]:
    """Return all texts of *entries* that may hold advice, and some that do not."""
    texts: list[str] = []
    for entry in entries:
        _collect(entry, texts, _NO_ADVICE)
    return texts


def _collect(part: Model, texts: list[str], without: frozenset[str]) -> None:
    """Add the texts of a model and of its nested models to *texts*, without those of some keys."""
    for name, value in vars(part).items():
        if name in without:
            continue
        kind = type(value)
        if kind is list:
            for nested in value:
                if type(nested) is str:  # a class, a platform
                    continue
                fields = vars(nested)
                if len(fields) == 1 and "text" in fields:  # most causes and remedies
                    texts.append(fields["text"])
                else:
                    _collect(nested, texts, _NO_ADVICE_INSIDE)
        elif kind is Text or kind is Bundled:
            texts.append(value)
        elif isinstance(value, Model):
            _collect(value, texts, _NO_ADVICE_INSIDE)
