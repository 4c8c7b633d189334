"""Translate texts with the message catalogue of the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Callable

CATALOG = "sphinx_tlsalerts"
LOCALE_DIR = Path(__file__).parents[1] / "locale"

_: Callable[[str], str] = get_translation(CATALOG)
