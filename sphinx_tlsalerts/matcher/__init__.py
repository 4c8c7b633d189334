"""From an error message, a traceback or a log to the entries that explain it.

Pure: no Sphinx, no files but the package's own data::

    index = EntryIndex(entries)
    found = explain(text, index)
    found.matches[0].entry.id
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher.fingerprint import (
        Recognised,
        dump_recognised,
        load_recognised,
        recognise,
    )
    from sphinx_tlsalerts.matcher.index import (
        MOST,
        EntryIndex,
        Explanation,
        Match,
        alerts_of,
        by_rarest,
        codes_of,
        explain,
        messages_of,
        wordings_of,
    )
    from sphinx_tlsalerts.matcher.phrases import Phrase, anchors_of
    from sphinx_tlsalerts.matcher.readers import (
        PLACE_FACTORS,
        Constants,
        Rule,
        alerts_in,
        codes_in,
        may_name_alert,
        may_name_code,
        named_codes_in,
        portable_constants,
    )
    from sphinx_tlsalerts.matcher.signal import Key, Kind, Signal

__all__ = [
    "MOST",
    "PLACE_FACTORS",
    "Constants",
    "EntryIndex",
    "Explanation",
    "Key",
    "Kind",
    "Match",
    "Phrase",
    "Recognised",
    "Rule",
    "Signal",
    "alerts_in",
    "alerts_of",
    "anchors_of",
    "by_rarest",
    "codes_in",
    "codes_of",
    "dump_recognised",
    "explain",
    "load_recognised",
    "may_name_alert",
    "may_name_code",
    "messages_of",
    "named_codes_in",
    "portable_constants",
    "recognise",
    "wordings_of",
]

__getattr__ = offer(
    __name__,
    {
        "fingerprint": "Recognised dump_recognised load_recognised recognise",
        "index": (
            "EntryIndex Explanation MOST Match alerts_of by_rarest codes_of explain messages_of "
            "wordings_of"
        ),
        "phrases": "Phrase anchors_of",
        "readers": (
            "Constants PLACE_FACTORS Rule alerts_in codes_in may_name_alert may_name_code "
            "named_codes_in portable_constants"
        ),
        "signal": "Key Kind Signal",
    },
)
