"""Mappings and lists of the format: models, their fields, and what may stand for them.

A model is filled from the values of a file in one pass. Recursion is bounded: a
file has no more than 64 levels.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from sphinx_tlsalerts.guides.field_types import LITERAL, Kind
from sphinx_tlsalerts.guides.problems import MERGE_KEY, merge_refused, unknown_key
from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.util import did_you_mean, nearest, shortened
from sphinx_tlsalerts.yamltree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.guides.problems import Reading
    from sphinx_tlsalerts.yamltree import Value

T = TypeVar("T")

#: Verbs, which have no singular.
_VERBS = frozenset({"requires"})

_NO_DEFAULT: Any = object()


class Field:
    """One key of a model."""

    __slots__ = ("default", "description", "example", "key", "kind", "name", "singular")

    def __init__(
        self, kind: Kind[Any], description: str, default: object, example: object, key: str
    ) -> None:
        self.kind = kind
        self.description = description
        self.default = default
        self.example = example
        self.key = key  #: as files write it
        self.name = ""  #: the attribute of the model
        self.singular: str | None = None  #: of the key, where one value may stand for its list

    @property
    def is_needed(self) -> bool:
        """Whether each mapping has to have the key."""
        return self.default is _NO_DEFAULT

    def take_name(self, name: str) -> None:
        """Take the *name* of the attribute; the key is the same if it is not given."""
        self.name = name
        self.key = self.key or name
        if isinstance(self.kind, Many | Group):
            self.singular = _singular_of(self.key)


def _singular_of(name: str) -> str | None:
    """Return the singular of the plural *name*."""
    if name in _VERBS or name.endswith("ss") or not name.endswith("s"):
        return None
    if name.endswith("ches"):
        return name[:-2]
    return f"{name[:-3]}y" if name.endswith("ies") else name[:-1]


# These say to type checkers what an instance of the model has.


def needed(kind: Kind[T], description: str, *, example: object, key: str = "") -> T:
    """Declare a key that each mapping has to have."""
    return cast("T", Field(kind, description, _NO_DEFAULT, example, key))


def optional(kind: Kind[T], description: str, *, example: object, key: str = "") -> T | None:
    """Declare a key that is None where it is not given."""
    return cast("T | None", Field(kind, description, None, example, key))


def defaulted(kind: Kind[T], description: str, *, default: T, example: object, key: str = "") -> T:
    """Declare a key with a default."""
    return cast("T", Field(kind, description, default, example, key))


def many(kind: Kind[T], description: str, *, example: object, key: str = "") -> list[T]:
    """Declare a key for a list, which is empty where it is not given."""
    return cast("list[T]", Field(Many(kind), description, [], example, key))


class Model:
    """A mapping of the format. An instance has what the file says; its class has the defaults."""

    fields: ClassVar[dict[str, Field]] = {}  #: by the names of attributes
    keys: ClassVar[dict[str, Field]] = {}  #: by the keys of files, singular ones among them
    known: ClassVar[tuple[str, ...]] = ()  #: the keys that messages name
    needs: ClassVar[tuple[str, ...]] = ()  #: the attributes that have no default
    says: ClassVar[tuple[tuple[str, ...], ...]] = ()  #: sets of keys, one of which is complete
    inherits: ClassVar[str] = ""  #: the attribute with which a mapping need not have any of them
    noun: ClassVar[str] = ""  #: how messages call such a mapping
    other_names: ClassVar[dict[str, str]] = {}  #: of keys, as other formats have them

    def __init_subclass__(cls) -> None:
        """Collect the fields."""
        cls.fields = {name: one for name, one in vars(cls).items() if isinstance(one, Field)}
        keys = {}
        for name, one in cls.fields.items():
            one.take_name(name)
            keys[one.key] = one
            if one.singular:
                keys[one.singular] = one
            if one.is_needed:
                delattr(cls, name)
            else:
                setattr(cls, name, one.default)
        cls.keys = keys
        cls.known = tuple(one.key for one in cls.fields.values())
        cls.needs = tuple(name for name, one in cls.fields.items() if one.is_needed)

    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.fields)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"

    def with_changes(self, changes: dict[str, Any]) -> Self:
        """Return a copy that has other values."""
        return type(self)(**{**vars(self), **changes})

    @classmethod
    def fill(cls, mapping: Mapping, reading: Reading) -> Self:
        """Return what *mapping* says, as far as it has no faults."""
        self = cls()
        flaws = reading.flaws
        values = self.__dict__
        keys, path = cls.keys, reading.path
        first: dict[str, Scalar] = {}
        above: tuple[Field, Value] | None = None
        for key, value in mapping.items:
            field = keys.get(key.text)
            if field is None:
                cls.refuse_key(key, reading, above)
            elif field.name in first:
                reading.repeated(key, first[field.name].text)
            else:
                above = field, value
                first[field.name] = key
                path.append(key.text)
                found = field.kind.read(value, reading)
                path.pop()
                if found is not None:
                    values[field.name] = found
        for name in cls.needs:
            if name not in first and cls.inherits not in first:
                cls._refuse_lack(cls.fields[name].key, mapping, reading)
        if cls.says and reading.flaws == flaws:
            self._check_saying(mapping, reading)
        return self

    def _check_saying(self, mapping: Mapping, reading: Reading) -> None:
        values = self.__dict__
        for keys in self.says:
            if all(map(values.get, keys)):
                return
        alternatives = ", ".join(f"'{' and '.join(keys)}'" for keys in self.says)
        several = "one of " if len(self.says) > 1 else ""
        reading.refuse(mapping, f"says nothing: it needs {several}{alternatives}")

    @classmethod
    def _refuse_lack(cls, key: str, mapping: Mapping, reading: Reading) -> None:
        """Note that *mapping* lacks a *key*, unless something else says so."""
        if key in reading.excused or any(one.text == MERGE_KEY for one, _value in mapping.items):
            reading.faults += 1
            return
        deeper = _line_of_deeper(key, mapping)
        hint = f" ('{key}' in line {deeper} is indented too far)" if deeper else ""
        reading.refuse(mapping, f"the key '{key}' is missing{hint}")

    @classmethod
    def refuse_key(
        cls, key: Scalar, reading: Reading, above: tuple[Field, Value] | None = None
    ) -> None:
        """Note that there is no such *key*.

        :param above: the key above it in the same mapping, with its value
        """
        reading.refuse(key, lambda: cls._words_for_key(key.text, above, reading))

    @classmethod
    def _words_for_key(cls, name: str, above: tuple[Field, Value] | None, reading: Reading) -> str:
        if name == MERGE_KEY:
            return merge_refused(cls.inherits)
        other = cls.other_names.get(name.lower())
        if other:
            return f"'{name}' is not a key{did_you_mean([other])}"
        place = reading.place_of_key(name.lower(), cls, above)
        return f"'{name}' {place}" if place else unknown_key(name, cls.known, cls.keys)


def _line_of_deeper(key: str, mapping: Mapping) -> int:
    """Return the line of *key* in a mapping directly below *mapping*; 0 if none has it."""
    for _key, value in mapping.items:
        below = value.items[-1] if isinstance(value, Sequence) and value.items else value
        if isinstance(below, Mapping) and not below.flow:
            for inner, _value in below.items:
                if inner.text == key:
                    return inner.line
    return 0


M = TypeVar("M", bound=Model)


class Nested(Kind[M]):
    """A mapping; a text may stand for one that has only the key *shorthand*."""

    def __init__(self, model: type[M], shorthand: str = "") -> None:
        self.model = model
        self.short = model.fields[shorthand] if shorthand else None
        self.holds_text = bool(shorthand)

    def read(self, value: Value, reading: Reading) -> M | None:
        """Fill the model."""
        short = self.short
        if type(value) is Mapping:
            if self.is_text(value):
                reading.refuse_no_text(value)
                return None
            return self.model.fill(value, reading)
        if short is None:
            names = ", ".join(self.model.known[:3])
            reading.refuse(value, f"is not a mapping with keys such as {names}")
            return None
        if type(value) is Scalar:
            found = short.kind.read(value, reading)
            return None if found is None else self.model(**{short.name: found})
        reading.refuse_no_text(value)
        return None

    def is_text(self, mapping: Mapping) -> bool:
        """Tell whether *mapping* looks like a text without quotes, since it has a colon."""
        if self.short is None or len(mapping.items) != 1:
            return False
        key = mapping.items[0][0].text
        if key in self.model.keys or nearest(key, self.model.keys):
            return False
        # A word in small letters is meant as a key; prose has several, or begins with a capital.
        return not (key.isascii() and key.islower() and key.replace("_", "").isalpha())

    def json_schema(self) -> dict[str, Any]:
        """Refer to the definition of the model."""
        reference = {"$ref": f"#/$defs/{self.model.__name__}"}
        return {"anyOf": [self.short.kind.json_schema(), reference]} if self.short else reference


class Many(Kind[list[T]]):
    """A list, for which a single value may stand."""

    def __init__(self, kind: Kind[T]) -> None:
        self.kind = kind
        #: Whether an item with a fault is left out alone. Without a cause or a remedy an entry
        #: would be wrong; without a name, a number or a wording it is only found less easily.
        self.is_loose = not isinstance(kind, Nested)

    def read(self, value: Value, reading: Reading) -> list[T] | None:
        """Return all that is read of the items."""
        read = reading.loosely(self.kind.read) if self.is_loose else self.kind.read
        if type(value) is not Sequence:
            one = read(value, reading)
            return None if one is None else [one]
        if value.flow and self._is_text(value, reading):
            reading.refuse_no_text(value)
            return None
        path = reading.path
        path.append(0)
        kept = []
        for number, item in enumerate(value.items):
            path[-1] = number
            found = read(item, reading)
            if found is not None:
                kept.append(found)
        path.pop()
        return kept

    def _is_text(self, value: Sequence, reading: Reading) -> bool:
        """Tell whether a list looks like a text in brackets, such as ``[SSL: X]``."""
        kind = self.kind
        return kind.holds_text and any(
            type(item) is Mapping
            and reading.is_pair(item)
            and (not isinstance(kind, Nested) or kind.is_text(item))
            for item in value.items
        )

    def json_schema(self) -> dict[str, Any]:
        """Allow the item as well as the list."""
        item = self.kind.json_schema()
        return {"anyOf": [item, {"items": item, "type": "array"}]}


class Group(Kind[M]):
    """A mapping with a list, for which this list may stand, or a single item of it.

    :param model: returns the model, since models hold each other
    :param key: the key of the list
    :param others: keys that the items do not have
    """

    holds_text = True

    def __init__(self, model: Callable[[], type[M]], key: str, others: tuple[str, ...]) -> None:
        self.model = model
        self.key = key
        self.others = frozenset((key, *others))

    def read(self, value: Value, reading: Reading) -> M | None:
        """Fill the model."""
        model = self.model()
        if type(value) is Mapping and self._is_group(value, model):
            return model.fill(value, reading)
        items = model.fields[self.key].kind.read(value, reading)
        return None if items is None else model(**{self.key: items})

    def _is_group(self, mapping: Mapping, model: type[M]) -> bool:
        for key, _ in mapping.items:
            field = model.keys.get(key.text)
            if field and field.name in self.others:
                return True
        return False

    def json_schema(self) -> dict[str, Any]:
        """Allow the items as well as the group."""
        model = self.model()
        items = model.fields[self.key].kind.json_schema()
        return {"anyOf": [*items["anyOf"], {"$ref": f"#/$defs/{model.__name__}"}]}


class Texts(Kind[dict[str, Text]]):
    """Texts under names of the writer's choice.

    :param names: what the names have to match, if anything
    """

    def __init__(self, names: str = "") -> None:
        self.names = names

    def read(self, value: Value, reading: Reading) -> dict[str, Text] | None:
        """Return all texts that have no fault."""
        if type(value) is not Mapping:
            reading.refuse(value, "is not a mapping from names to texts")
            return None
        kept: dict[str, Text] = {}
        first: dict[str, Scalar] = {}
        for key, item in value.items:
            if key.text in first:
                reading.repeated(key, key.text)
                continue
            first[key.text] = key
            if key.text == MERGE_KEY and key.plain:
                reading.refuse(key, merge_refused())
                continue
            is_name = self._is_name(key, reading)
            reading.path.append(key.text)
            text = LITERAL.read(item, reading)
            reading.path.pop()
            if is_name and text is not None:
                kept[key.text] = text
        return kept

    def _is_name(self, key: Scalar, reading: Reading) -> bool:
        if not self.names or re.fullmatch(self.names, key.text):
            return True
        rule = "use letters, digits, '-', '_', '.'"
        reading.refuse(key, f"'{shortened(key.text)}' is not a name for '{{+name+}}': {rule}")
        return False

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of an object."""
        return {"additionalProperties": LITERAL.json_schema(), "type": "object"}
