"""All modules with cures; importing them registers the cures."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

MODULES = [
    import_module(f"{__package__}.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("cures_*.py"))
]
