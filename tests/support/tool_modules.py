"""The programs in ``tools``, which are no part of the package, as modules."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING

from support.places import TOOLS

if TYPE_CHECKING:
    from types import ModuleType


def load_tool(name: str) -> ModuleType:
    """Import ``tools/NAME.py``."""
    spec = importlib.util.spec_from_file_location(f"tool_{name}", TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
