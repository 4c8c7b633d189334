"""Files that are there as a whole or not at all, even if the build ends in between."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write *text*, so that what reads the file later never finds a part of it.

    :raises SphinxError: the disk is full, or the like
    """
    draft = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):  # where nothing can be written, nothing can be deleted
            draft.unlink(missing_ok=True)
        raise SphinxError(f"'{path}' cannot be written ({error.strerror})") from error
