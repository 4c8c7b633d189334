"""Measure the width of the terminal."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

#: The least width. Narrower lines would hold single words.
NARROWEST = 40


def get_terminal_width(stream: TextIO | None, fallback: int) -> int:
    """Return the number of columns to fill on *stream*.

    Like ``shutil.get_terminal_size``, but without importing ``shutil``, which imports modules for
    archives. A terminal without a size, such as that of a container or of ``script``, reports 0
    columns.
    """
    wanted = os.environ.get("COLUMNS", "")
    if re.fullmatch(r"0*[1-9]\d{0,3}", wanted, re.ASCII):
        columns = int(wanted)
    else:
        try:
            columns = os.get_terminal_size(stream.fileno()).columns  # type: ignore[union-attr]
        except (AttributeError, OSError, ValueError):  # no terminal
            columns = 0
    return max(columns or fallback, NARROWEST)
