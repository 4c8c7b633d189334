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

#: What Python prints before a text: ``[SSL: REASON]``.
BRACKETS = r"\[(?P<library>[A-Z][A-Z0-9_]*): (?P<name>[A-Z][A-Z0-9_]*)\]"

#: A mnemonic; after ``[SSL:`` also a single word.
_MNEMONIC = re.compile(rf"\b{MNEMONIC}\b|(?<=: )[A-Z][A-Z0-9]+(?=\])")

#: What Python prints: ``[SSL: REASON] text (_ssl.c:997)``.
_PYTHON = re.compile(r"\[\w+(?:: \w+)?\] (?P<words>.+?)(?: \(_ssl\.c:\d+\))?")


def mnemonics_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the mnemonics of *texts*, each once, in their order."""
    found = (match[0] for text in texts for match in _MNEMONIC.finditer(text))
    return tuple(dict.fromkeys(found))


def is_mnemonic(text: str) -> bool:
    """Tell whether *text* is a mnemonic and nothing else."""
    return bool(_MNEMONIC.fullmatch(text))


def is_message(text: str) -> bool:
    """Tell whether *text* is a message as Python prints it."""
    return bool(_PYTHON.fullmatch(text))


def words_of_message(text: str) -> str:
    """Return a message without the brackets and the place that Python puts around it."""
    match = _PYTHON.fullmatch(text)
    return match["words"] if match else text
