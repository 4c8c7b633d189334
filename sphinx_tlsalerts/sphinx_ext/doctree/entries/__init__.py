"""Build the nodes of troubleshooting entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.body import EntryBuilder, Parts
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.elements import is_block, mark_remedy
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.facts import DEFAULT_FACTS, FACTS
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.index import build_index
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.styles import (
        STYLES,
        BuiltEntry,
        arrange,
        build_contents,
        holds_table,
    )
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.trust import TrustTables

__all__ = [
    "DEFAULT_FACTS",
    "FACTS",
    "STYLES",
    "BuiltEntry",
    "EntryBuilder",
    "Parts",
    "TrustTables",
    "arrange",
    "build_contents",
    "build_index",
    "holds_table",
    "is_block",
    "mark_remedy",
]

__getattr__ = offer(
    __name__,
    {
        "body": "EntryBuilder Parts",
        "elements": "is_block mark_remedy",
        "facts": "DEFAULT_FACTS FACTS",
        "index": "build_index",
        "styles": "BuiltEntry STYLES arrange build_contents holds_table",
        "trust": "TrustTables",
    },
)
