"""Which keys a mapping of the format may have, and what stands below each.

Derived from the models. The reader needs it before they validate anything: to
write singular keys out, and to find the place of a fault in the file.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from sphinx_tlsalerts.schema.values import Implied, Shorthand, listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pydantic.fields import FieldInfo

#: Verbs, which have no singular.
_VERBS = frozenset({"requires"})


class Field(NamedTuple):
    """What may stand at one place of a file."""

    key: str  #: the key of the model
    shape: Shape | None  #: of a mapping that stands there
    prose: bool  #: whether a text may stand there, of which nothing may be lost


@dataclass(eq=False, slots=True)
class Shape:
    """The keys of a mapping, as they may be written."""

    keys: dict[str, Field] = field(default_factory=dict)
    known: tuple[str, ...] = ()  #: the keys that messages name
    implied: Implied | None = None  #: where one item may stand for the group
    item: Shape | None = None  #: the shape of such an item

    def known_of(self, keys: Collection[str]) -> tuple[str, ...]:
        """Return the keys that a mapping with *keys* may have."""
        if self.implied is None or self.item is None or self.implied.is_group(keys):
            return self.known
        return self.item.known


def singular_of(name: str) -> str | None:
    """Return the singular of the plural *name*."""
    if name in _VERBS or name.endswith("ss") or not name.endswith("s"):
        return None
    return f"{name[:-3]}y" if name.endswith("ies") else name[:-1]


@cache
def shape_of(model: type[BaseModel]) -> Shape:
    """Return the shape of the mappings that fill *model*."""
    shapes = _Shapes()
    shape = shapes.of(model)
    shapes.merge()
    return shape


def written_keys(name: str, info: FieldInfo) -> tuple[str, ...]:
    """Return the key of a field, and its singular if one value may stand for its list."""
    key = info.alias or name
    is_list = any(part is listed or isinstance(part, Implied) for part in _parts_of(info))
    singular = singular_of(key) if is_list or key == "entries" else None
    return (key, singular) if singular else (key,)


def _parts_of(info: FieldInfo) -> Iterator[Any]:
    """Yield the types of a field and all that is noted on them, down to other models."""
    yield from info.metadata
    yield from _parts(info.annotation)


def _parts(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
        yield from _parts(annotation.__origin__)
    elif get_origin(annotation) in {Union, types.UnionType, list, dict}:
        for part in get_args(annotation):
            yield from _parts(part)
    else:
        yield annotation


def _model_in(info: FieldInfo) -> type[BaseModel] | None:
    found = (part for part in _parts_of(info) if isinstance(part, type))
    return next((part for part in found if issubclass(part, BaseModel)), None)


class _Shapes:
    """Makes shapes, each once, since models hold each other."""

    def __init__(self) -> None:
        self.made: dict[type[BaseModel], Shape] = {}
        self.groups: list[tuple[Shape, Shape]] = []

    def of(self, model: type[BaseModel]) -> Shape:
        if model not in self.made:
            shape = self.made[model] = Shape()
            for name, info in model.model_fields.items():
                key, *singular = written_keys(name, info)
                shape.keys |= dict.fromkeys((key, *singular), self._field(key, info))
                shape.known += (key,)
        return self.made[model]

    def _field(self, key: str, info: FieldInfo) -> Field:
        parts = list(_parts_of(info))
        model = _model_in(info)
        shape = self.of(model) if model else None
        for part in parts:
            if isinstance(part, Implied) and model and shape:
                item = _model_in(model.model_fields[part.key])
                shape = Shape(implied=part, item=self.of(item) if item else None)
                self.groups.append((shape, self.of(model)))
        prose = any(
            isinstance(part, Shorthand | Implied)
            or (isinstance(part, str) and part in {"prose", "literal"})
            for part in parts
        )
        return Field(key, shape, prose)

    def merge(self) -> None:
        """Give groups the keys of their items, too: the reader cannot tell them apart yet."""
        for shape, group in self.groups:
            shape.keys |= (shape.item.keys if shape.item else {}) | group.keys
            shape.known = group.known
