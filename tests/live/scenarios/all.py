"""All modules with scenarios. Importing them registers these."""

from __future__ import annotations

import importlib
import pkgutil

from live import scenarios

MODULES = [
    importlib.import_module(f"{scenarios.__name__}.{module.name}")
    for module in pkgutil.iter_modules(scenarios.__path__)
    if module.name != "all"
]
