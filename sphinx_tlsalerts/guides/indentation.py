"""Detect entries with wrong indentation, with a dash too many, or without their dash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.guides.models import Entry
from sphinx_tlsalerts.util import shorten
from sphinx_tlsalerts.yamltree import Mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_tlsalerts.yamltree import Value

#: The keys that begin an entry.
_FIRST = ("id", "extends")


def find_entry_parts(items: Sequence[Value]) -> dict[int, int]:
    """Find items that are a single key of the entry above them, with a dash too many.

    :return: the number of each of them, with the number of the item that begins its entry
    """
    parts: dict[int, int] = {}
    head = 0
    for number, item in enumerate(items):
        if number and _is_part(item, items[head]):
            parts[number] = head
        else:
            head = number
    return parts


def _is_part(item: Value, head: Value) -> bool:
    if not isinstance(item, Mapping) or not isinstance(head, Mapping) or len(item.items) != 1:
        return False
    key = item.items[0][0].text
    field = Entry.keys.get(key)
    if field is None or key in _FIRST or item.flow or head.flow:
        return False
    return all(Entry.keys.get(known.text) is not field for known, _value in head.items)


def explain_part(item: Value, head: Value) -> str:
    """Return the message for one item of :func:`find_entry_parts`."""
    key, first = _get_first_key(item), _get_first_key(head)
    return (
        f"'{key}' begins an entry of its own: remove its '-' and indent it like '{first}' in "
        f"line {head.line}"
    )


def _get_first_key(value: Value) -> str:
    return value.items[0][0].text if isinstance(value, Mapping) and value.items else ""


def collect_part_keys(items: Sequence[Value], parts: dict[int, int], head: int) -> set[str]:
    """Return the keys that belong to an entry and are items of their own."""
    return {_get_first_key(items[number]) for number, owner in parts.items() if owner == head}


def explain_no_list(value: Value) -> str:
    """Return the message for *value*, which is not a list of entries."""
    message = "is not a list of entries"
    key = _get_first_key(value)
    if key.startswith("-"):
        return f"{message}: '{shorten(key)}' needs a space after its '-'"
    if key in Entry.keys:
        return f"{message}: begin each entry with '- ', as in '- {key}: …'"
    if key:
        return f"{message}: write '- id: {shorten(key)}' instead of '{shorten(key)}:'"
    return message
