"""Records that pages leave in the environment, and the choices made from all of them."""

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
    from sphinx_tlsalerts.sphinx_ext.env.finder_records import (
        Excerpts,
        FinderRecord,
        pack_records,
        unpack_records,
    )
    from sphinx_tlsalerts.sphinx_ext.env.pending_writes import (
        note_pending,
        note_written,
        write_or_stop,
    )
    from sphinx_tlsalerts.sphinx_ext.env.python_objects import (
        place_in_project,
        settle_python_objects,
    )
    from sphinx_tlsalerts.sphinx_ext.env.records import (
        ALL_ENTRIES,
        DOMAIN,
        Anchor,
        ErrorFacts,
        Feature,
        IndexRecord,
        ObjectKey,
        Placement,
        Target,
        TextKey,
        make_initial_data,
    )
    from sphinx_tlsalerts.sphinx_ext.env.store import ObjectStore, Unlinked

__all__ = [
    "ALL_ENTRIES",
    "DOMAIN",
    "Anchor",
    "EntryLookupError",
    "ErrorFacts",
    "Excerpts",
    "Feature",
    "FinderRecord",
    "IndexRecord",
    "ObjectKey",
    "ObjectStore",
    "Placement",
    "Target",
    "TextKey",
    "Unlinked",
    "make_initial_data",
    "note_pending",
    "note_written",
    "pack_records",
    "place_in_project",
    "settle_errors",
    "settle_python_objects",
    "unpack_records",
    "warn_of_unknown",
    "withdraw_entry_labels",
    "write_or_stop",
]

__getattr__ = offer(
    __name__,
    {
        "entry_references": "settle_errors warn_of_unknown withdraw_entry_labels",
        "entry_lookup": "EntryLookupError",
        "finder_records": "Excerpts FinderRecord pack_records unpack_records",
        "pending_writes": "note_pending note_written write_or_stop",
        "python_objects": "place_in_project settle_python_objects",
        "records": (
            "ALL_ENTRIES Anchor DOMAIN ErrorFacts Feature IndexRecord ObjectKey Placement "
            "Target TextKey make_initial_data"
        ),
        "store": "ObjectStore Unlinked",
    },
)
