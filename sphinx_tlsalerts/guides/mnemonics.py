"""Mnemonics: the names that libraries give to errors, such as ``WRONG_VERSION_NUMBER``.

Guides, matcher and lint take the expressions for mnemonics from here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Capital words joined by underscores.
MNEMONIC = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"

#: Python's prefix of a text: ``[SSL: REASON]``.
BRACKETS = r"\[(?P<library>[A-Z][A-Z0-9_]*): (?P<name>[A-Z][A-Z0-9_]*)\]"

#: A mnemonic; after ``[SSL:`` also a single word.
_MNEMONIC = re.compile(rf"\b{MNEMONIC}\b|(?<=: )[A-Z][A-Z0-9]+(?=\])")

#: Python's whole message: ``[SSL: REASON] text (_ssl.c:997)``.
_PYTHON = re.compile(r"\[\w+(?:: \w+)?\] (?P<text>.+?)(?: \(_ssl\.c:\d+\))?")


def find_mnemonics(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the mnemonics of *texts*, each once, in their order."""
    mnemonics = (match[0] for text in texts for match in _MNEMONIC.finditer(text))
    return tuple(dict.fromkeys(mnemonics))


def is_mnemonic(text: str) -> bool:
    """Return whether *text* is nothing but a mnemonic."""
    return bool(_MNEMONIC.fullmatch(text))


def is_message(text: str) -> bool:
    """Return whether *text* is a message as Python prints it."""
    return bool(_PYTHON.fullmatch(text))


def strip_message(text: str) -> str:
    """Return a message without the brackets and the place that Python puts around it."""
    match = _PYTHON.fullmatch(text)
    return match["text"] if match else text
