"""Readers of one kind of evidence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher.readers.alerts import (
        alert_spelled,
        alert_texts,
        alerts_in,
        may_name_alert,
    )
    from sphinx_tlsalerts.matcher.readers.portable import (
        PLACE_FACTORS,
        Constants,
        Rule,
        portable_constants,
    )
    from sphinx_tlsalerts.matcher.readers.reasons import (
        Names,
        is_shared,
        names_in,
        reason_worded,
        reasons_in,
    )
    from sphinx_tlsalerts.matcher.readers.sentences import facts_in
    from sphinx_tlsalerts.matcher.readers.verify_codes import (
        code_named,
        code_numbers,
        code_texts,
        codes_in,
        may_name_code,
        named_codes_in,
    )

__all__ = [
    "PLACE_FACTORS",
    "Constants",
    "Names",
    "Rule",
    "alert_spelled",
    "alert_texts",
    "alerts_in",
    "code_named",
    "code_numbers",
    "code_texts",
    "codes_in",
    "facts_in",
    "is_shared",
    "may_name_alert",
    "may_name_code",
    "named_codes_in",
    "names_in",
    "portable_constants",
    "reason_worded",
    "reasons_in",
]

__getattr__ = offer(
    __name__,
    {
        "alerts": "alert_spelled alert_texts alerts_in may_name_alert",
        "portable": "Constants PLACE_FACTORS Rule portable_constants",
        "reasons": "Names is_shared names_in reason_worded reasons_in",
        "sentences": "facts_in",
        "verify_codes": "code_named code_numbers code_texts codes_in may_name_code named_codes_in",
    },
)
