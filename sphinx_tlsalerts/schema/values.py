"""The values of the format: what a model takes for text, a word, an alert.

A type here either returns the value that the models keep or raises a fault in
words for a writer; ``faults.py`` puts them behind the place of the value.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Self, TypeAlias

from pydantic import AfterValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

from sphinx_tlsalerts.registry import AlertLookupError, load_alerts
from sphinx_tlsalerts.ssl_names import UnknownNameError, load_ssl_names
from sphinx_tlsalerts.verify import VerifyLookupError, load_verify_codes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
    from pydantic.json_schema import JsonSchemaValue

    from sphinx_tlsalerts.model import ReleaseLine

#: What cannot stand in the XML that some builders write.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_IDENTIFIER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
_NAME = re.compile(r"[\w.-]+")
_LINES = re.compile(r"\s*\d+(?:\s*-\s*\d*)?(?:\s*,\s*\d+(?:\s*-\s*\d*)?)*\s*")
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_ADDRESS = re.compile(r"(?:https?|ftp|mailto|urn|file):\S+|[./#?]\S*", re.IGNORECASE)

#: The error type of faults that are already in our words.
OURS = "tlsalerts"


class Text(str):
    """A text of a file, with the place where its first character stands (from 1)."""

    __slots__ = ("cut", "line")

    line: int
    cut: bool  #: whether YAML took what follows it for a comment

    def __new__(cls, text: str, line: int, *, cut: bool = False) -> Self:
        """Keep *text* with its line."""
        self = super().__new__(cls, text)
        self.line, self.cut = line, cut
        return self

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Take instances as they are: no other type becomes one."""
        return core_schema.is_instance_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema of a JSON string."""
        return dict(_SOME_TEXT)


class Odd(NamedTuple):
    """A plain scalar that YAML does not take for text."""

    text: str
    kind: str  #: as messages call it
    value: int | bool | None  #: where the format has a use for it


def fault(words: str) -> PydanticCustomError:
    """Return a fault with *words* as its message, braces and all."""
    return PydanticCustomError(OURS, "{words}", {"words": words})


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint at the known word that is most like *word*; empty if none is near."""
    found = difflib.get_close_matches(word.lower()[:100], [*known], n=1)
    return f" (did you mean '{found[0]}'?)" if found else ""


def _filled(value: Text) -> Text:
    if not value.strip():
        raise fault("is empty")
    if control := _CONTROL.search(value):
        raise fault(f"holds the control character U+{ord(control[0]):04X}")
    return value


#: Block markup in the language of the file.
Prose: TypeAlias = Annotated[Text, AfterValidator(_filled), "prose"]
#: Inline markup: a title or a phrase.
OneLine: TypeAlias = Annotated[Text, AfterValidator(_filled), "prose"]
#: Text that is never parsed.
Literal: TypeAlias = Annotated[Text, AfterValidator(_filled), "literal"]


def _word(value: object) -> str:
    if not isinstance(value, Text):
        # The words for it depend on what stands there instead: see ``faults.py``.
        raise PydanticKnownError("is_instance_of", {"class": "Text"})
    return " ".join(_filled(value).split())


_SOME_TEXT = {"type": "string", "pattern": r"\S"}
_STRING = WithJsonSchema(_SOME_TEXT)
Word: TypeAlias = Annotated[str, PlainValidator(_word), _STRING]


def _language(value: str) -> str:
    if " " in value:
        raise fault(f"'{value}' is not the name of a language")
    return value


Language: TypeAlias = Annotated[Word, AfterValidator(_language)]


def _identifier(value: str) -> str:
    if not _IDENTIFIER.fullmatch(value):
        raise fault(f"'{value}' is not an id: use letters, digits, '-', '_' and '.'")
    return value


Identifier: TypeAlias = Annotated[
    Word,
    AfterValidator(_identifier),
    WithJsonSchema({"type": "string", "pattern": f"^{_IDENTIFIER.pattern}$"}),
]


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise fault(f"'{value}' is not a name for '{{+name+}}': use letters, digits, '-', '_', '.'")
    return value


#: What stands between ``{+`` and ``+}``.
Name: TypeAlias = Annotated[str, AfterValidator(_name)]


def _url(value: Text) -> Text:
    if not _ADDRESS.fullmatch(_filled(value)):
        raise fault(f"'{value}' is not an address, such as https://example.com/")
    return value


Url: TypeAlias = Annotated[Text, AfterValidator(_url)]


class Choice:
    """Holds a word to those that are known."""

    def __init__(self, kind: str, known: tuple[str, ...]) -> None:
        self.kind = kind  #: as messages call it
        self.known = known

    def _check(self, value: str) -> str:
        if value in self.known:
            return value
        hint = nearest(value, self.known) or f" (known are {', '.join(self.known)})"
        raise fault(f"'{value}' is not {self.kind}{hint}")

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Check the word after its type."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the words that are known."""
        return {"type": "string", "enum": [*self.known]}


#: Each platform with its name for readers and the one that it is a kind of.
PLATFORMS: Mapping[str, tuple[str, str | None]] = {
    "unix": ("Unix", None),
    "linux": ("Linux", "unix"),
    "alpine": ("Alpine Linux", "linux"),
    "arch": ("Arch Linux", "linux"),
    "debian": ("Debian", "linux"),
    "fedora": ("Fedora", "linux"),
    "rhel": ("Red Hat Enterprise Linux", "linux"),
    "suse": ("SUSE", "linux"),
    "ubuntu": ("Ubuntu", "debian"),
    "wsl": ("WSL", "linux"),
    "docker": ("Docker", "linux"),
    "kubernetes": ("Kubernetes", "linux"),
    "macos": ("macOS", "unix"),
    "bsd": ("BSD", "unix"),
    "freebsd": ("FreeBSD", "bsd"),
    "openbsd": ("OpenBSD", "bsd"),
    "solaris": ("Solaris", "unix"),
    "aix": ("AIX", "unix"),
    "windows": ("Windows", None),
    "android": ("Android", None),
    "ios": ("iOS", None),
}

Platform: TypeAlias = Annotated[Word, Choice("a platform", tuple(PLATFORMS))]


def _no_quotes(value: object) -> str:
    return ", but text to YAML: no quotes here" if isinstance(value, Text) else ""


def _whole_number(value: object) -> int:
    number = value.value if isinstance(value, Odd) else None
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise fault(f"is not a whole number{_no_quotes(value)}")
    return number


Whole: TypeAlias = Annotated[
    int, PlainValidator(_whole_number), WithJsonSchema({"type": "integer", "minimum": 0})
]


def _flag(value: object) -> bool:
    truth = value.value if isinstance(value, Odd) else None
    if not isinstance(truth, bool):
        raise fault(f"is neither true nor false{_no_quotes(value)}")
    return truth


Flag: TypeAlias = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]


def _flag_or_prose(value: object) -> bool | Text:
    if isinstance(value, Text):
        return _filled(value)
    return _flag(value)


FlagOrProse: TypeAlias = Annotated[
    bool | Text,
    PlainValidator(_flag_or_prose),
    WithJsonSchema({"type": ["boolean", "string"], "pattern": r"\S"}),
    "prose",
]


def _lines(value: object) -> str:
    text = value.text if isinstance(value, Odd) else value
    if isinstance(text, str) and _LINES.fullmatch(text):
        return str(text)
    raise fault('is not a list of lines, such as "2,4-6"')


Lines: TypeAlias = Annotated[
    str, PlainValidator(_lines), WithJsonSchema({"type": ["string", "integer"]})
]


def _spelling(value: object, kind: str) -> str:
    """Return what names an object of a registry: a text or a whole number."""
    if isinstance(value, Odd):
        if not value.text:
            raise fault("is empty")
        if isinstance(value.value, int):
            return value.text
        raise fault(f"'{value.text}' is not {kind}")
    return _word(value)


def _alert(value: object) -> str:
    spelling = _spelling(value, "a TLS alert")
    try:
        return load_alerts().lookup(spelling).name
    except AlertLookupError as error:
        near = load_alerts().suggest(spelling)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        raise fault(f"{error}{hint}") from None


_NAME_OR_NUMBER = WithJsonSchema({"type": ["string", "integer"]})
Alert: TypeAlias = Annotated[str, PlainValidator(_alert), _NAME_OR_NUMBER]


def _code(value: object, info: ValidationInfo) -> str:
    spelling = _spelling(value, "a verification code")
    openssl: ReleaseLine = (info.context or {}).get("openssl", "3.0")
    try:
        return load_verify_codes().lookup(spelling, openssl).constant
    except VerifyLookupError as error:
        hint = f" (did you mean '{error.suggestions[0]}'?)" if error.suggestions else ""
        raise fault(f"{error}{hint}") from None


Code: TypeAlias = Annotated[str, PlainValidator(_code), _NAME_OR_NUMBER]


def _exception(name: str) -> str:
    if not _DOTTED.fullmatch(name):
        raise fault(f"'{name}' is not the name of an exception")
    try:
        return load_ssl_names().lookup(name).dotted
    except UnknownNameError:
        return name  # of another module


ExceptionName: TypeAlias = Annotated[Word, AfterValidator(_exception)]


class OneOrMany:
    """Lets a single value stand for a list of one."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Put a value that is no list into one."""
        return core_schema.no_info_before_validator_function(
            lambda value: value if isinstance(value, list) else [value], handler(source)
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Allow the item as well as the list."""
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


listed = OneOrMany()


class Shorthand:
    """Lets a text stand for a mapping that has only one value."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Put a scalar under the key that it stands for."""
        return core_schema.no_info_before_validator_function(
            lambda value: {self.key: value} if isinstance(value, Text | Odd) else value,
            handler(source),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Allow a string as well as the mapping."""
        return {"anyOf": [_SOME_TEXT, handler(schema)]}


#: Marks in a JSON Schema what stands for a group; ``json_schema.py`` writes it out.
IMPLIED = "x-implied"


class Implied:
    """Lets the items of a group, or a single item, stand for the group."""

    def __init__(self, key: str, others: tuple[str, ...]) -> None:
        self.key = key
        self.others = others  #: keys that only the group has

    def is_group(self, keys: Collection[str]) -> bool:
        """Tell whether a mapping with *keys* is the group, not an item of it."""
        return any(key in keys for key in (self.key, *self.others))

    def _written_out(self, value: object) -> object:
        if isinstance(value, dict):
            return value if self.is_group(value) else {self.key: [value]}
        return {self.key: value}

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Put items into a group."""
        return core_schema.no_info_before_validator_function(self._written_out, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Mark the group: while it is in the making, nobody knows its items yet."""
        return {IMPLIED: self.key, **handler(schema)}
