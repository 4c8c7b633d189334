"""Classify a YAML file by its keys: troubleshooting entries, an overlay, or neither."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal, TypeAlias

from sphinx_tlsalerts.yamltree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from sphinx_tlsalerts.yamltree import Document, Value

FileKind: TypeAlias = Literal["guide", "overlay", "other"]

_GUIDE_KEYS = ("entries", "entry")

NOT_OURS = (
    "is neither a troubleshooting file (no 'entries') nor an overlay (no 'alerts', no 'trust')"
)
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
    if "alerts" in values or "trust" in values:
        return "overlay"
    version = values.get("schema")
    if isinstance(version, Scalar) and version.text == "1":
        return "guide"
    return "guide" if any(_is_misspelt(key, values[key]) for key in values) else "other"


def _is_misspelt(key: str, value: Value) -> bool:
    """Return whether *key* may be meant to hold entries, as ``services`` of others is not."""
    if not isinstance(value, Sequence) or not difflib.get_close_matches(key[:100], _GUIDE_KEYS):
        return False
    keys = {key.text for item in value.items if isinstance(item, Mapping) for key, _ in item.items}
    return not keys.isdisjoint(("id", "title"))
