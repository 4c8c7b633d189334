"""Faults in words for a writer, from those of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.schema.content import canonical, find, odd_of
from sphinx_tlsalerts.schema.values import OURS, nearest
from sphinx_tlsalerts.yaml_source import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from sphinx_tlsalerts.schema.content import Place
    from sphinx_tlsalerts.yaml_source import Value

#: How many faults of a file are told apart: beyond it they would fill the memory.
MAX_FAULTS = 1000

#: How much of the file messages quote.
_QUOTED = 50


class Fault(NamedTuple):
    """What is wrong with a value, and how messages name the value."""

    value: Value
    path: str
    words: str


def faults_of(error: ValidationError, root: Place, lines: list[str]) -> Iterator[Fault]:
    """Yield what the models found in *root*, in the words of this project."""
    if error.error_count() > MAX_FAULTS:
        yield Fault(root.value, root.path, f"holds more than {MAX_FAULTS:,} faults")
        return
    found = error.errors(include_url=False, include_input=False)
    unquoted: dict[tuple[int | str, ...], Fault] = {}
    for details in found:
        if details["type"] == "extra_forbidden":
            unquoted |= _unquoted(details["loc"][:-1], root, lines)
    # What else the models say of a text that should have been quoted is beside the point.
    yield from unquoted.values()
    for details in found:
        location = details["loc"]
        if not any(location[:end] in unquoted for end in range(len(location) + 1)):
            yield _fault(details, root, lines)


def _unquoted(
    location: tuple[int | str, ...], root: Place, lines: list[str]
) -> dict[tuple[int | str, ...], Fault]:
    """Return the fault of a mapping with an unknown key that looks like a text without quotes."""
    place = find(root, location)
    value = place.value
    if not place.field.prose or not isinstance(value, Mapping) or len(value.items) != 1:
        return {}
    key = value.items[0][0]
    if nearest(key.text, _known(place, spellings=True)):
        return {}
    is_pair = value.flow and not lines[value.line - 1].startswith("{", value.column - 1)
    if is_pair and isinstance(location[-1], int):
        location = location[:-1]
        place = find(root, location)
    return {location: Fault(place.value, place.path, _taken_for(place.value, lines))}


def _taken_for(value: Value, lines: list[str]) -> str:
    """Return what is to be said of a list or a mapping where a text is wanted."""
    kind = "list" if isinstance(value, Sequence) else "mapping"
    if isinstance(value, Sequence | Mapping) and value.flow:
        return f"'{_source(value, lines)}' is a {kind} to YAML, quote it"
    if isinstance(value, Mapping) and len(value.items) == 1:
        return f"'{_source(value, lines)}' is a {kind} to YAML, quote it or use '|'"
    return f"a {kind} stands where text is wanted"


def _source(value: Value, lines: list[str]) -> str:
    """Return *value* as it is written, as far as it stands on one line."""
    written = lines[value.line - 1][value.column - 1 :]
    depth = 0
    for end, character in enumerate(written, start=1):
        depth += (character in "[{") - (character in "]}")
        if depth == 0 and isinstance(value, Sequence | Mapping) and value.flow:
            return shortened(written[:end])
    return shortened(written)


def shortened(text: str) -> str:
    """Return *text*, or its beginning if it is long, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"


def _known(place: Place, *, spellings: bool = False) -> tuple[str, ...]:
    """Return the keys that the mapping at *place* may have; with all *spellings* on demand."""
    shape = place.field.shape
    if shape is None or not isinstance(place.value, Mapping):
        return ()
    known = shape.known
    if shape.implied:
        known = shape.known_of({canonical(key, shape).key for key, _ in place.value.items})
    if not spellings:
        return known
    return tuple(written for written, field in shape.keys.items() if field.key in known)


def _key_of(place: Place, name: str) -> Value:
    """Return the key that models call *name* where it is written."""
    if isinstance(place.value, Mapping):
        for key, _ in place.value.items:
            if canonical(key, place.field.shape).key == name:
                return key
    return place.value


def _fault(details: ErrorDetails, root: Place, lines: list[str]) -> Fault:
    location = details["loc"]
    match details["type"]:
        case "extra_forbidden":
            return unknown_key(find(root, location[:-1]), str(location[-1]))
        case "missing":
            place = find(root, location[:-1])
            return Fault(place.value, place.path, f"the key '{location[-1]}' is missing")
        case _ if location[-1:] == ("[key]",):
            place = find(root, location[:-2])
            return Fault(_key_of(place, str(location[-2])), place.path, details["msg"])
    place = find(root, location)
    return Fault(place.value, place.path, _words(details, place, lines))


def unknown_key(place: Place, name: str, key: Value | None = None) -> Fault:
    """Return the fault of the key *name*, which the mapping at *place* cannot have."""
    known = _known(place)
    hint = nearest(name, _known(place, spellings=True)) or f" (known are {', '.join(known)})"
    value = key or _key_of(place, name)
    return Fault(value, place.path, f"'{shortened(name)}' is not a key{hint}")


def _words(details: ErrorDetails, place: Place, lines: list[str]) -> str:
    if details["type"] == OURS:
        return details["msg"]
    value, _, field = place
    if details["type"] == "dict_type":
        return "is not a mapping from names to texts"
    if details["type"] == "is_instance_of" or field.prose or not field.shape:
        return _no_text(value, lines)
    return f"is not a mapping with keys such as {', '.join(field.shape.known[:3])}"


def _no_text(value: Value, lines: list[str]) -> str:
    """Return what is to be said of a value that is no text."""
    if not isinstance(value, Scalar):
        return _taken_for(value, lines)
    if not value.text:
        return "is empty: what follows ' #' is a comment, quote it" if value.cut else "is empty"
    return f"'{shortened(value.text)}' is {odd_of(value).kind} to YAML, quote it"
