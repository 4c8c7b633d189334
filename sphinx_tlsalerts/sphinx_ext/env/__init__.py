"""What pages leave in the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.env.entry_lookup import EntryLookupError
    from sphinx_tlsalerts.sphinx_ext.env.entry_references import (
        settle_errors,
        warn_of_unknown,
        withdraw_entry_labels,
    )
    from sphinx_tlsalerts.sphinx_ext.env.finder_records import EntryWords, pack_words, unpack_words
    from sphinx_tlsalerts.sphinx_ext.env.pending_writes import note_unwritten, note_written
    from sphinx_tlsalerts.sphinx_ext.env.python_objects import (
        place_in_project,
        settle_python_objects,
    )
    from sphinx_tlsalerts.sphinx_ext.env.records import (
        ALL_ENTRIES,
        DOMAIN,
        Anchor,
        Entry,
        ErrorFacts,
        Feature,
        Kind,
        ObjectKey,
        Target,
        initial_data,
    )
    from sphinx_tlsalerts.sphinx_ext.env.store import ObjectStore, Unlinked

__all__ = [
    "ALL_ENTRIES",
    "DOMAIN",
    "Anchor",
    "Entry",
    "EntryLookupError",
    "EntryWords",
    "ErrorFacts",
    "Feature",
    "Kind",
    "ObjectKey",
    "ObjectStore",
    "Target",
    "Unlinked",
    "initial_data",
    "note_unwritten",
    "note_written",
    "pack_words",
    "place_in_project",
    "settle_errors",
    "settle_python_objects",
    "unpack_words",
    "warn_of_unknown",
    "withdraw_entry_labels",
]

__getattr__ = offer(
    __name__,
    {
        "entry_references": "settle_errors warn_of_unknown withdraw_entry_labels",
        "entry_lookup": "EntryLookupError",
        "finder_records": "EntryWords pack_words unpack_words",
        "pending_writes": "note_unwritten note_written",
        "python_objects": "place_in_project settle_python_objects",
        "records": (
            "ALL_ENTRIES Anchor DOMAIN Entry ErrorFacts Feature Kind ObjectKey Target initial_data"
        ),
        "store": "ObjectStore Unlinked",
    },
)
