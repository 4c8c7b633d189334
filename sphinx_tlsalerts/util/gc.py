"""Pause the garbage collector around code that only allocates."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def pause_collector() -> Iterator[None]:
    """Disable the garbage collector inside a ``with`` block.

    Code that creates many records without reference cycles gives it nothing to free, and yet it
    visits all of them again and again: 5 % of the time of a build, 14 % of the command line.
    """
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()
