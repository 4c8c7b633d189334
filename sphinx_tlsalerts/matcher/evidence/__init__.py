"""Fixed words, paths and forms that show the situation of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher.evidence.packed import (
        PackedRule,
        PackedRules,
        find_rules_file,
        load_rules,
        pack_rules,
    )
    from sphinx_tlsalerts.matcher.evidence.rules import END_OF_OPEN_PART, Rule
    from sphinx_tlsalerts.matcher.evidence.table import RULES

__all__ = [
    "END_OF_OPEN_PART",
    "RULES",
    "PackedRule",
    "PackedRules",
    "Rule",
    "find_rules_file",
    "load_rules",
    "pack_rules",
]

__getattr__ = offer(
    __name__,
    {
        "packed": "PackedRule PackedRules find_rules_file load_rules pack_rules",
        "rules": "END_OF_OPEN_PART Rule",
        "table": "RULES",
    },
)
