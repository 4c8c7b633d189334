"""Classify a YAML file by its keys: troubleshooting entries, an overlay, or neither."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal, TypeAlias

from sphinx_tlsalerts.yamltree import Mapping, Scalar

if TYPE_CHECKING:
    from sphinx_tlsalerts.yamltree import Document

FileKind: TypeAlias = Literal["guide", "overlay", "other"]

_GUIDE_KEYS = ("entries", "entry")

NOT_OURS = "is neither a troubleshooting file (no 'entries') nor an overlay (no 'alerts')"
IS_OVERLAY = "is an overlay, not a troubleshooting file: name it in 'tlsalerts_registry_overlays'"
IS_GUIDE = "is a troubleshooting file, not an overlay: show it with 'tls-troubleshooting'"


def holds_entries(document: Document) -> bool:
    """Return whether a file has troubleshooting entries."""
    root = document.root
    return isinstance(root, Mapping) and any(key.text in _GUIDE_KEYS for key, _value in root.items)


def kind_of(document: Document) -> FileKind:
    """Return what the keys of a file show that it is.

    A file without any values counts as a troubleshooting file, whose reader reports what is wrong.
    """
    root = document.root
    if not isinstance(root, Mapping):
        return "other" if root else "guide"
    values = {key.text: value for key, value in root.items}
    if not values or holds_entries(document):
        return "guide"
    if "alerts" in values:
        return "overlay"
    version = values.get("schema")
    if isinstance(version, Scalar) and version.text == "1":
        return "guide"
    is_misspelt = any(difflib.get_close_matches(key[:100], _GUIDE_KEYS, n=1) for key in values)
    return "guide" if is_misspelt else "other"
