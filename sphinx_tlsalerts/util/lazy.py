"""Offer the names of a folder's modules from its face, importing each module on first use."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def offer(package: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a module-level ``__getattr__`` (PEP 562) that imports names where they are defined.

    A face that imported all of its modules would cost every command and every build the import of
    parts that it never uses, YAML and the registries above all.

    :param package: the ``__name__`` of the face
    :param names: the names that each module of the folder contributes, separated by spaces
    :raises AttributeError: (the function returned) no module contributes the name
    """
    homes = {name: module for module, offered in names.items() for name in offered.split()}

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)  # the next look-up finds it without this call
        return value

    return load
