"""Models, their fields, and the field types for mappings and lists with their shorthands.

A model is filled from the values of a file in one pass. Recursion is bounded: a file has no more
than 64 levels.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from sphinx_tlsalerts.guides.field_types import LITERAL, FieldType
from sphinx_tlsalerts.guides.problems import MERGE_KEY, explain_merge_refusal, explain_unknown_key
from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.util import did_you_mean, nearest, shorten
from sphinx_tlsalerts.yamltree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.guides.problems import ReadingContext
    from sphinx_tlsalerts.yamltree import Value

T = TypeVar("T")

#: Verbs, which have no singular.
_VERBS = frozenset({"requires"})

_NO_DEFAULT: Any = object()


class Field:
    """One key of a model."""

    __slots__ = ("default", "description", "example", "key", "kind", "name", "singular")

    def __init__(
        self, kind: FieldType[Any], description: str, default: object, example: object, key: str
    ) -> None:
        self.kind = kind
        self.description = description
        self.default = default
        self.example = example
        self.key = key  #: the key in files
        self.name = ""  #: the attribute of the model
        self.singular: str | None = None  #: the key for a single value, if the field is a list

    @property
    def is_needed(self) -> bool:
        """Whether each mapping must have the key."""
        return self.default is _NO_DEFAULT

    def take_name(self, name: str) -> None:
        """Set the *name* of the attribute, which is also the key if none is given."""
        self.name = name
        self.key = self.key or name
        if isinstance(self.kind, Many | Group):
            self.singular = _derive_singular(self.key)


def _derive_singular(name: str) -> str | None:
    """Return the singular of the plural *name*."""
    if name in _VERBS or name.endswith("ss") or not name.endswith("s"):
        return None
    if name.endswith("ches"):
        return name[:-2]
    return f"{name[:-3]}y" if name.endswith("ies") else name[:-1]


# Declared with the types of the attributes, so that type checkers understand the models.


def needed(kind: FieldType[T], description: str, *, example: object, key: str = "") -> T:
    """Declare a key that each mapping must have."""
    return cast("T", Field(kind, description, _NO_DEFAULT, example, key))


def optional(kind: FieldType[T], description: str, *, example: object, key: str = "") -> T | None:
    """Declare a key that is None if a mapping lacks it."""
    return cast("T | None", Field(kind, description, None, example, key))


def defaulted(
    kind: FieldType[T], description: str, *, default: T, example: object, key: str = ""
) -> T:
    """Declare a key with a default."""
    return cast("T", Field(kind, description, default, example, key))


def many(kind: FieldType[T], description: str, *, example: object, key: str = "") -> list[T]:
    """Declare a key for a list, which is empty if a mapping lacks it."""
    return cast("list[T]", Field(Many(kind), description, [], example, key))


class Model:
    """A mapping of the format. An instance has what the file says; its class has the defaults."""

    fields: ClassVar[dict[str, Field]] = {}  #: by the names of attributes
    keys: ClassVar[dict[str, Field]] = {}  #: by the keys of files, singular ones among them
    known: ClassVar[tuple[str, ...]] = ()  #: the keys that messages name
    needs: ClassVar[tuple[str, ...]] = ()  #: the attributes that have no default
    #: at least one of these sets of keys must be present
    requires_one_of: ClassVar[tuple[tuple[str, ...], ...]] = ()
    inherits: ClassVar[str] = ""  #: the attribute with which a mapping need not have any of them
    noun: ClassVar[str] = ""  #: how messages call such a mapping
    other_names: ClassVar[dict[str, str]] = {}  #: of keys, as other formats have them

    def __init_subclass__(cls) -> None:
        """Collect the fields."""
        cls.fields = {name: field for name, field in vars(cls).items() if isinstance(field, Field)}
        keys = {}
        for name, field in cls.fields.items():
            field.take_name(name)
            keys[field.key] = field
            if field.singular:
                keys[field.singular] = field
            if field.is_needed:
                delattr(cls, name)
            else:
                setattr(cls, name, field.default)
        cls.keys = keys
        cls.known = tuple(field.key for field in cls.fields.values())
        cls.needs = tuple(name for name, field in cls.fields.items() if field.is_needed)

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

    def copy_with(self, changes: dict[str, Any]) -> Self:
        """Return a copy that has other values."""
        return type(self)(**{**vars(self), **changes})

    @classmethod
    def fill(cls, mapping: Mapping, reading: ReadingContext) -> Self:
        """Return an instance with the content of *mapping*; refused values are left out."""
        self = cls()
        refusals = reading.all_refusals
        values = self.__dict__
        keys, path = cls.keys, reading.path
        first: dict[str, Scalar] = {}
        above: tuple[Field, Value] | None = None
        for key, value in mapping.items:
            field = keys.get(key.text)
            if field is None:
                cls.refuse_key(key, reading, above)
            elif field.name in first:
                reading.note_repeated(key, first[field.name].text)
            else:
                above = field, value
                first[field.name] = key
                path.append(key.text)
                content = field.kind.read(value, reading)
                path.pop()
                if content is not None:
                    values[field.name] = content
        for name in cls.needs:
            if name not in first and cls.inherits not in first:
                cls._refuse_lack(cls.fields[name].key, mapping, reading)
        if cls.requires_one_of and reading.all_refusals == refusals:
            self._check_required_sets(mapping, reading)
        return self

    def _check_required_sets(self, mapping: Mapping, reading: ReadingContext) -> None:
        values = self.__dict__
        for keys in self.requires_one_of:
            if all(map(values.get, keys)):
                return
        alternatives = ", ".join(f"'{' and '.join(keys)}'" for keys in self.requires_one_of)
        several = "one of " if len(self.requires_one_of) > 1 else ""
        reading.refuse(mapping, f"says nothing: it needs {several}{alternatives}")

    @classmethod
    def _refuse_lack(cls, key: str, mapping: Mapping, reading: ReadingContext) -> None:
        """Note that *mapping* lacks a *key*, unless another message explains it."""
        if key in reading.excused or any(
            known.text == MERGE_KEY for known, _value in mapping.items
        ):
            reading.refusals += 1
            return
        deeper = _find_deeper_line(key, mapping)
        hint = f" ('{key}' in line {deeper} is indented too far)" if deeper else ""
        reading.refuse(mapping, f"the key '{key}' is missing{hint}")

    @classmethod
    def refuse_key(
        cls, key: Scalar, reading: ReadingContext, above: tuple[Field, Value] | None = None
    ) -> None:
        """Note that the model has no such *key*.

        :param above: the key above it in the same mapping, with its value
        """
        reading.refuse(key, lambda: cls._describe_key(key.text, above, reading))

    @classmethod
    def _describe_key(
        cls, name: str, above: tuple[Field, Value] | None, reading: ReadingContext
    ) -> str:
        if name == MERGE_KEY:
            return explain_merge_refusal(cls.inherits)
        other = cls.other_names.get(name.lower())
        if other:
            return f"'{name}' is not a key{did_you_mean([other])}"
        place = reading.place_of_key(name.lower(), cls, above)
        return f"'{name}' {place}" if place else explain_unknown_key(name, cls.known, cls.keys)


def _find_deeper_line(key: str, mapping: Mapping) -> int:
    """Return the line of *key* in a mapping directly below *mapping*; 0 if none has it."""
    for _key, value in mapping.items:
        below = value.items[-1] if isinstance(value, Sequence) and value.items else value
        if isinstance(below, Mapping) and not below.flow:
            for inner, _value in below.items:
                if inner.text == key:
                    return inner.line
    return 0


M = TypeVar("M", bound=Model)


class Nested(FieldType[M]):
    """A mapping, or the text of its key *shorthand*."""

    def __init__(self, model: type[M], shorthand: str = "") -> None:
        self.model = model
        self.short = model.fields[shorthand] if shorthand else None
        self.holds_text = bool(shorthand)

    def read(self, value: Value, reading: ReadingContext) -> M | None:
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
            text = short.kind.read(value, reading)
            return None if text is None else self.model(**{short.name: text})
        reading.refuse_no_text(value)
        return None

    def is_text(self, mapping: Mapping) -> bool:
        """Return whether *mapping* looks like a text without quotes that has a colon."""
        if self.short is None or len(mapping.items) != 1:
            return False
        key = mapping.items[0][0].text
        if key in self.model.keys or nearest(key, self.model.keys):
            return False
        # A single word in small letters is meant as a key. Prose has several, or a capital.
        return not (key.isascii() and key.islower() and key.replace("_", "").isalpha())

    def build_schema(self) -> dict[str, Any]:
        """Refer to the definition of the model."""
        reference = {"$ref": f"#/$defs/{self.model.__name__}"}
        return {"anyOf": [self.short.kind.build_schema(), reference]} if self.short else reference


class Many(FieldType[list[T]]):
    """A list, or a single value for a list of one item."""

    def __init__(self, kind: FieldType[T]) -> None:
        self.kind = kind
        #: Whether a problem costs only its item. Without a cause or a remedy an entry would be
        #: wrong; without a name, a number or a wording it is only harder to find.
        self.is_loose = not isinstance(kind, Nested)

    def read(self, value: Value, reading: ReadingContext) -> list[T] | None:
        """Return the content of the items that are not refused."""
        read = reading.limit_to_value(self.kind.read) if self.is_loose else self.kind.read
        if type(value) is not Sequence:
            content = read(value, reading)
            return None if content is None else [content]
        if value.flow and self._is_text(value, reading):
            reading.refuse_no_text(value)
            return None
        path = reading.path
        path.append(0)
        kept = []
        for number, item in enumerate(value.items):
            path[-1] = number
            content = read(item, reading)
            if content is not None:
                kept.append(content)
        path.pop()
        return kept

    def _is_text(self, value: Sequence, reading: ReadingContext) -> bool:
        """Return whether a list looks like a text in brackets, such as ``[SSL: X]``."""
        kind = self.kind
        return kind.holds_text and any(
            type(item) is Mapping
            and reading.is_pair(item)
            and (not isinstance(kind, Nested) or kind.is_text(item))
            for item in value.items
        )

    def build_schema(self) -> dict[str, Any]:
        """Allow the item as well as the list."""
        item = self.kind.build_schema()
        return {"anyOf": [item, {"items": item, "type": "array"}]}


class Group(FieldType[M]):
    """A mapping with a list, or only this list, or a single item of it.

    :param model: returns the model: late, since models refer to each other
    :param key: the key of the list
    :param others: keys that the items do not have
    """

    holds_text = True

    def __init__(self, model: Callable[[], type[M]], key: str, others: tuple[str, ...]) -> None:
        self.model = model
        self.key = key
        self.others = frozenset((key, *others))

    def read(self, value: Value, reading: ReadingContext) -> M | None:
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

    def build_schema(self) -> dict[str, Any]:
        """Allow the items as well as the group."""
        model = self.model()
        items = model.fields[self.key].kind.build_schema()
        return {"anyOf": [*items["anyOf"], {"$ref": f"#/$defs/{model.__name__}"}]}


class Texts(FieldType[dict[str, Text]]):
    """Texts under names of the author's choice.

    :param names: the pattern of the names, if there is one
    """

    def __init__(self, names: str = "") -> None:
        self.names = names

    def read(self, value: Value, reading: ReadingContext) -> dict[str, Text] | None:
        """Return all texts that are not refused."""
        if type(value) is not Mapping:
            reading.refuse(value, "is not a mapping from names to texts")
            return None
        kept: dict[str, Text] = {}
        first: dict[str, Scalar] = {}
        for key, item in value.items:
            if key.text in first:
                reading.note_repeated(key, key.text)
                continue
            first[key.text] = key
            if key.text == MERGE_KEY and key.plain:
                reading.refuse(key, explain_merge_refusal())
                continue
            is_name = self._is_name(key, reading)
            reading.path.append(key.text)
            text = LITERAL.read(item, reading)
            reading.path.pop()
            if is_name and text is not None:
                kept[key.text] = text
        return kept

    def _is_name(self, key: Scalar, reading: ReadingContext) -> bool:
        if not self.names or re.fullmatch(self.names, key.text):
            return True
        rule = "use letters, digits, '-', '_', '.'"
        reading.refuse(key, f"'{shorten(key.text)}' is not a name for '{{+name+}}': {rule}")
        return False

    def build_schema(self) -> dict[str, Any]:
        """Return the schema of an object."""
        return {"additionalProperties": LITERAL.build_schema(), "type": "object"}
