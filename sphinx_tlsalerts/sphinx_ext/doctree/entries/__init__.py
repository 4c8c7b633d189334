"""Build the nodes of troubleshooting entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.body import (
        EntryBuilder,
        Parts,
        is_block,
        mark_remedy,
    )
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.facts import DEFAULT_FACTS, FACTS
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.index import index_of
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.styles import (
        STYLES,
        BuiltEntry,
        arrange,
        contents_of,
        holds_table,
        mark_entry,
    )

__all__ = [
    "DEFAULT_FACTS",
    "FACTS",
    "STYLES",
    "BuiltEntry",
    "EntryBuilder",
    "Parts",
    "arrange",
    "contents_of",
    "holds_table",
    "index_of",
    "is_block",
    "mark_entry",
    "mark_remedy",
]

__getattr__ = offer(
    __name__,
    {
        "body": "EntryBuilder Parts is_block mark_remedy",
        "facts": "DEFAULT_FACTS FACTS",
        "index": "index_of",
        "styles": "BuiltEntry STYLES arrange contents_of holds_table mark_entry",
    },
)
