"""Readers of one kind of evidence each."""

from __future__ import annotations

from sphinx_tlsalerts.matcher.readers.alerts import alert_spelled, alerts_in
from sphinx_tlsalerts.matcher.readers.reasons import (
    Names,
    is_shared,
    names_in,
    reason_worded,
    reasons_in,
)
from sphinx_tlsalerts.matcher.readers.sentences import facts_in
from sphinx_tlsalerts.matcher.readers.verify_codes import code_named, codes_in

__all__ = [
    "Names",
    "alert_spelled",
    "alerts_in",
    "code_named",
    "codes_in",
    "facts_in",
    "is_shared",
    "names_in",
    "reason_worded",
    "reasons_in",
]
