"""From the values of a YAML file to what the models take.

Singular keys are written out, texts know their line, and what YAML takes for
something else than text says so. Nothing is judged here but what the models
could not see any more: keys that stand twice, and texts that a comment cuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import yaml

from sphinx_tlsalerts.schema.shapes import Field
from sphinx_tlsalerts.schema.values import Odd, Text
from sphinx_tlsalerts.yaml_source import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.schema.shapes import Shape
    from sphinx_tlsalerts.yaml_source import Value

Data: TypeAlias = "Text | Odd | list[Data] | dict[str, Data]"

_KINDS = {
    "int": "a number",
    "float": "a number",
    "bool": "a truth value",
    "timestamp": "a date or a time",
    "null": "nothing",
    "merge": "a merge of mappings",
    "value": "a default value",
}
_NO_KEYS: dict[str, Field] = {}


class Place(NamedTuple):
    """A value of a file, and how messages name it."""

    value: Value
    path: str
    field: Field


def odd_of(scalar: Scalar) -> Odd:
    """Return a plain scalar that is no text, with its value where one may be wanted."""
    tag = scalar.tag
    kind = _KINDS.get(tag, "no text")
    if tag == "int" and ":" in scalar.text:
        return Odd(scalar.text, "a date or a time", None)
    if tag not in {"int", "bool"}:
        return Odd(scalar.text, kind, None)
    node = yaml.ScalarNode(tag, scalar.text)
    constructor = yaml.constructor.SafeConstructor()
    try:
        if tag == "bool":
            return Odd(scalar.text, kind, bool(constructor.construct_yaml_bool(node)))
        return Odd(scalar.text, kind, int(constructor.construct_yaml_int(node)))
    except ValueError:  # a sign alone, or more digits than Python converts
        return Odd(scalar.text, kind, None)


def text_of(scalar: Scalar, shift: int) -> Text | Odd:
    """Return the text of *scalar* with its line, or what else it is to YAML."""
    if scalar.is_text:
        return Text(scalar.text, scalar.line + scalar.block + shift, cut=scalar.cut)
    return odd_of(scalar)


class Converter:
    """Turns values into plain data; ``odd_ones`` tells whether a closer look is due.

    Recursion is bounded: the tree has no more than 64 levels.
    """

    def __init__(self, shift: int) -> None:
        self.shift = shift  #: between lines of the text and lines of the file around it
        self.doubtful = False  #: whether a key stands twice or a text is cut

    def convert(self, value: Value, shape: Shape | None) -> Data:
        """Return the data of *value*, with the keys of the models."""
        if isinstance(value, Scalar):
            self.doubtful = self.doubtful or value.cut
            return text_of(value, self.shift)
        if isinstance(value, Sequence):
            return [self.convert(item, shape) for item in value.items]
        keys = shape.keys if shape else _NO_KEYS
        data: dict[str, Data] = {}
        for key, item in value.items:
            field = keys.get(key.text)
            name, inner = (field.key, field.shape) if field else (key.text, None)
            if name in data:
                self.doubtful = True
            else:
                data[name] = self.convert(item, inner)
        return data


def canonical(key: Scalar, shape: Shape | None) -> Field:
    """Return what the models call *key* and what may stand there."""
    found = shape.keys.get(key.text) if shape else None
    return found or Field(key.text, None, prose=False)


def find(place: Place, location: tuple[int | str, ...]) -> Place:
    """Return the place of what the models call *location* inside of *place*.

    Levels that the file does not have, such as lists of one, are passed over.
    """
    for part in location:
        value, path, field = place
        if isinstance(value, Sequence) and isinstance(part, int):
            place = Place(value.items[part], f"{path}[{part}]", field)
        elif isinstance(value, Mapping) and isinstance(part, str):
            for key, item in value.items:
                below = canonical(key, field.shape)
                if below.key == part:
                    place = Place(item, below_path(path, key), below)
                    break
    return place


def below_path(path: str, key: Scalar) -> str:
    """Return how messages name the value of *key* in what is at *path*."""
    name = key.text if len(key.text) <= 40 else f"{key.text[:40]}…"  # noqa: PLR2004 -- a line's worth
    return f"{path}.{name}" if path else name


def repeated_keys(place: Place) -> Iterator[tuple[Place, Scalar, Scalar]]:
    """Yield each key that stands again below *place*: its mapping, the first one, the second."""
    value, path, field = place
    if isinstance(value, Sequence):
        for number, item in enumerate(value.items):
            yield from repeated_keys(Place(item, f"{path}[{number}]", field))
    elif isinstance(value, Mapping):
        first: dict[str, Scalar] = {}
        for key, item in value.items:
            below = canonical(key, field.shape)
            if below.key in first:
                yield place, first[below.key], key
            else:
                first[below.key] = key
                yield from repeated_keys(Place(item, below_path(path, key), below))


def cut_texts(place: Place) -> Iterator[Place]:
    """Yield each prose or literal text below *place* that a comment cuts."""
    value, path, field = place
    if isinstance(value, Scalar):
        if field.prose and value.cut and value.text and value.is_text:
            yield place
    elif isinstance(value, Sequence):
        for number, item in enumerate(value.items):
            yield from cut_texts(Place(item, f"{path}[{number}]", field))
    else:
        for key, item in value.items:
            # What stands below a free key is as its mapping is.
            below = canonical(key, field.shape) if field.shape else field
            yield from cut_texts(Place(item, below_path(path, key), below))
