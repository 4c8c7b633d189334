"""From an error message, a traceback or a log to the entries that explain it.

Pure: no Sphinx, no files but the package's own data::

    index = EntryIndex(entries)
    found = explain(text, index)
    found.matches[0].entry.id
"""

from __future__ import annotations

from sphinx_tlsalerts.matcher.fingerprint import Recognised, dump_recognised, load_recognised
from sphinx_tlsalerts.matcher.index import MOST, EntryIndex, Explanation, Match, messages_of
from sphinx_tlsalerts.matcher.signal import Kind, Signal

__all__ = [
    "EntryIndex",
    "Explanation",
    "Kind",
    "Match",
    "Recognised",
    "Signal",
    "dump_recognised",
    "explain",
    "load_recognised",
    "messages_of",
]


def explain(text: str, index: EntryIndex, *, most: int = MOST) -> Explanation:
    """Say what *text* tells of TLS errors, and which entries explain them.

    :param text: a message, a traceback or a log of any length
    :param index: the entries to look among
    :param most: no more matches than these
    """
    return index.match(text, most)
