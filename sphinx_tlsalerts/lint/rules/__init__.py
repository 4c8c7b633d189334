"""The rules of the lint, one module for each concern.

Each ``prepare_…`` takes the texts of a guide and returns a finder, or None if no text can break the
rule.
"""

from __future__ import annotations

from sphinx_tlsalerts.lint.rules.contradictions import prepare_contradictions
from sphinx_tlsalerts.lint.rules.insecure import prepare_insecure
from sphinx_tlsalerts.lint.rules.mnemonics import prepare_mnemonics
from sphinx_tlsalerts.lint.rules.platforms import prepare_platforms
from sphinx_tlsalerts.lint.rules.versions import prepare_versions

__all__ = [
    "prepare_contradictions",
    "prepare_insecure",
    "prepare_mnemonics",
    "prepare_platforms",
    "prepare_versions",
]
