"""The lint of advice: what is wrong with what a troubleshooting file tells its readers to do.

Pure: entries in, findings out, for the command line, for Sphinx and for other
tools alike. A file without anything suspicious costs next to nothing.
"""

from __future__ import annotations

from sphinx_tlsalerts.lint.findings import Finding
from sphinx_tlsalerts.lint.runner import lint_guide

__all__ = ["Finding", "lint_guide"]
