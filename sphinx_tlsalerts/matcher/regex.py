r"""Regular expressions, compiled by the first line that needs them.

Somebody waits for an answer, and most texts need few of them. Browsers run the same ones, where
classes such as ``\w`` are those of ASCII.
"""

from __future__ import annotations

import re
from functools import cache


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern, compiled once."""
    return re.compile(pattern, re.ASCII)
