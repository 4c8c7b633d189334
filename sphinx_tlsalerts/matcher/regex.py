r"""Regular expressions that are compiled on first use.

Most texts need few of them, and compiling all would delay the answer. Browsers run the same
expressions, and classes such as ``\w`` mean ASCII there.
"""

from __future__ import annotations

import re
from functools import cache


@cache
def compile_once(pattern: str) -> re.Pattern[str]:
    """Compile *pattern* on the first call; return the same object afterwards."""
    return re.compile(pattern, re.ASCII)
