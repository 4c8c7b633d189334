"""Fixed words, paths and forms that show the situation of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher.evidence.rules import Rule, find_key
    from sphinx_tlsalerts.matcher.evidence.table import RULES

__all__ = ["RULES", "Rule", "find_key"]

__getattr__ = offer(__name__, {"rules": "Rule find_key", "table": "RULES"})
