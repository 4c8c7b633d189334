"""Readers of one kind of evidence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher.readers.alerts import (
        NOTICED,
        find_alerts,
        find_spelled_alert,
        load_alert_texts,
        may_name_alert,
    )
    from sphinx_tlsalerts.matcher.readers.numbers import (
        WINDOWS,
        find_numbered_errors,
        may_have_numbered_error,
    )
    from sphinx_tlsalerts.matcher.readers.portable import (
        PLACE_FACTORS,
        Constants,
        PasteConstants,
        Rule,
        list_portable_constants,
    )
    from sphinx_tlsalerts.matcher.readers.reasons import (
        Names,
        find_names,
        find_reasons,
        find_worded_reason,
        is_shared,
    )
    from sphinx_tlsalerts.matcher.readers.sentences import find_facts, list_sentences
    from sphinx_tlsalerts.matcher.readers.verify_codes import (
        find_code_by_short_name,
        find_codes,
        find_named_codes,
        load_code_numbers,
        load_code_texts,
        may_name_code,
    )

__all__ = [
    "NOTICED",
    "PLACE_FACTORS",
    "WINDOWS",
    "Constants",
    "Names",
    "PasteConstants",
    "Rule",
    "find_alerts",
    "find_code_by_short_name",
    "find_codes",
    "find_facts",
    "find_named_codes",
    "find_names",
    "find_numbered_errors",
    "find_reasons",
    "find_spelled_alert",
    "find_worded_reason",
    "is_shared",
    "list_portable_constants",
    "list_sentences",
    "load_alert_texts",
    "load_code_numbers",
    "load_code_texts",
    "may_have_numbered_error",
    "may_name_alert",
    "may_name_code",
]

__getattr__ = offer(
    __name__,
    {
        "alerts": "NOTICED find_alerts find_spelled_alert load_alert_texts may_name_alert",
        "numbers": "WINDOWS find_numbered_errors may_have_numbered_error",
        "portable": "Constants PLACE_FACTORS PasteConstants Rule list_portable_constants",
        "reasons": "Names is_shared find_names find_worded_reason find_reasons",
        "sentences": "find_facts list_sentences",
        "verify_codes": (
            "find_code_by_short_name find_codes find_named_codes load_code_numbers load_code_texts "
            "may_name_code"
        ),
    },
)
