"""Find the entries that explain an error message, a traceback or a log.

Pure: no Sphinx, no files but the package's own data::

    index = EntryIndex(entries)
    explanation = explain(text, index)
    explanation.matches[0].entry.id
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher.fingerprint import (
        Recognised,
        choose_evidence,
        dump_recognised,
        load_recognised,
        recognise,
    )
    from sphinx_tlsalerts.matcher.index import (
        MOST,
        EntryIndex,
        Explanation,
        Match,
        explain,
        index_by_rarest,
        list_alerts,
        list_codes,
        list_messages,
        weigh_wordings,
    )
    from sphinx_tlsalerts.matcher.paste import (
        PasteContext,
        Shown,
        ShownVersion,
        describe_paste,
        read_paste,
    )
    from sphinx_tlsalerts.matcher.phrases import Phrase, find_anchors
    from sphinx_tlsalerts.matcher.readers import (
        PLACE_FACTORS,
        Constants,
        Rule,
        find_alerts,
        find_codes,
        find_named_codes,
        list_portable_constants,
        may_name_alert,
        may_name_code,
    )
    from sphinx_tlsalerts.matcher.signal import Key, Signal, SignalKind

__all__ = [
    "MOST",
    "PLACE_FACTORS",
    "Constants",
    "EntryIndex",
    "Explanation",
    "Key",
    "Match",
    "PasteContext",
    "Phrase",
    "Recognised",
    "Rule",
    "Shown",
    "ShownVersion",
    "Signal",
    "SignalKind",
    "choose_evidence",
    "describe_paste",
    "dump_recognised",
    "explain",
    "find_alerts",
    "find_anchors",
    "find_codes",
    "find_named_codes",
    "index_by_rarest",
    "list_alerts",
    "list_codes",
    "list_messages",
    "list_portable_constants",
    "load_recognised",
    "may_name_alert",
    "may_name_code",
    "read_paste",
    "recognise",
    "weigh_wordings",
]

__getattr__ = offer(
    __name__,
    {
        "fingerprint": "Recognised choose_evidence dump_recognised load_recognised recognise",
        "index": (
            "EntryIndex Explanation MOST Match explain index_by_rarest list_alerts list_codes "
            "list_messages weigh_wordings"
        ),
        "paste": "PasteContext Shown ShownVersion describe_paste read_paste",
        "phrases": "Phrase find_anchors",
        "readers": (
            "Constants PLACE_FACTORS Rule find_alerts find_codes find_named_codes may_name_alert "
            "may_name_code list_portable_constants"
        ),
        "signal": "Key Signal SignalKind",
    },
)
