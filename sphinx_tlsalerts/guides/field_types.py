"""The types of fields: texts, words, flags, numbers, alerts, verification codes.

A field type reads a value of a file: it returns the content for the model, or notes a problem for
the author and returns None.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sphinx_tlsalerts.guides.placeholders import fill_defaults
from sphinx_tlsalerts.guides.platforms import PLATFORMS
from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.util import describe_control, did_you_mean, nearest, shorten
from sphinx_tlsalerts.yamltree import Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.guides.problems import LazyMessage, ReadingContext
    from sphinx_tlsalerts.yamltree import Value

T = TypeVar("T")

# Patterns are compiled on first use: most files need few of them.

_IDENTIFIER = r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?"
_BASE = rf"(?:builtin:{_IDENTIFIER}/)?{_IDENTIFIER}"
# Possessive quantifiers: with backtracking, a text that does not match would take exponential time.
_LINES_PART = r"\s*+\d{1,9}+(?:\s*+-\s*+\d{0,9}+)?\s*+"
_LINES = rf"{_LINES_PART}(?:,{_LINES_PART})*"
_DOTTED = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_ADDRESS = r"(?:https?|ftp|mailto|urn|file):\S+|[./#?]\S*"

#: No name in a registry is as long.
_LONGEST_SPELLING = 500

#: Pygments and LaTeX fail to number lines beyond this.
_LARGEST_NUMBER = 999_999_999

_CUT = "the text ends before ' #', which begins a comment; quote it to keep the rest"


class FieldType(Generic[T]):
    """The type of a field."""

    holds_text = False  #: whether any text is allowed, so that nothing of it may be lost
    gives_text = False  #: whether a text is returned with its line

    def read(self, value: Value, reading: ReadingContext) -> T | None:
        """Return the content of *value*; None if it is refused."""
        raise NotImplementedError

    def build_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of such values."""
        raise NotImplementedError


def _find_flaw(text: str) -> str:
    """Return the reason to refuse *text*; empty if there is none."""
    if not text or text.isspace():
        return "is empty"
    if text.isprintable() or text.replace("\n", "").isprintable():
        return ""  # nearly all texts end here: much faster than a regular expression
    return describe_control(text)


def _read_text(value: Value, reading: ReadingContext) -> str | None:
    """Return the text of *value*; None if it is not a text or is empty."""
    if type(value) is not Scalar or not value.is_text:
        reading.refuse_no_text(value)
        return None
    if flaw := _find_flaw(value.text):
        reading.refuse(value, flaw)
        return None
    return value.text


class _Text(FieldType[Text]):
    """A text with its line."""

    holds_text = True
    gives_text = True

    def read(self, value: Value, reading: ReadingContext) -> Text | None:
        text = _read_text(value, reading)
        if text is None or type(value) is not Scalar:
            return None
        if value.cut and self.holds_text:
            reading.note(value, _CUT)
        return reading.texts(text, value.line + value.block + reading.shift, cut=value.cut)

    def build_schema(self) -> dict[str, Any]:
        return {"pattern": r"\S", "type": "string"}


class _Command(_Text):
    """A command or code, with placeholders."""

    def read(self, value: Value, reading: ReadingContext) -> Text | None:
        text = super().read(value, reading)
        return text and fill_defaults(text)


class _Url(_Text):
    """An address."""

    holds_text = False

    def read(self, value: Value, reading: ReadingContext) -> Text | None:
        text = super().read(value, reading)
        # The value of a substitution is not known here.
        if text is None or "{+" in text or re.fullmatch(_ADDRESS, text, re.IGNORECASE):
            return text
        message = f"'{shorten(text)}' is not an address, such as https://example.com/"
        reading.refuse(value, message)
        return None


class _Word(FieldType[str]):
    """A text without a line and without line breaks, such as a name."""

    def read(self, value: Value, reading: ReadingContext) -> str | None:
        text = _read_text(value, reading)
        if text is None:
            return None
        word = " ".join(text.split())
        if not self.accepts(word):
            reading.refuse(value, lambda: self.describe_refusal(word))
            return None
        return word

    def accepts(self, word: str) -> bool:  # noqa: ARG002 -- subclasses look at it
        """Return whether *word* is of this type."""
        return True

    def describe_refusal(self, word: str) -> str:
        """Return the message for a *word* that is not of this type."""
        raise NotImplementedError

    def build_schema(self) -> dict[str, Any]:
        return {"pattern": r"\S", "type": "string"}


class _Language(_Word):
    def accepts(self, word: str) -> bool:
        return " " not in word

    def describe_refusal(self, word: str) -> str:
        return f"'{shorten(word)}' is not the name of a language"


class _Identifier(_Word):
    def accepts(self, word: str) -> bool:
        return re.fullmatch(_IDENTIFIER, word) is not None

    def describe_refusal(self, word: str) -> str:
        return f"'{shorten(word)}' is not an id: use letters, digits, '-', '_' and '.'"

    def build_schema(self) -> dict[str, Any]:
        return {"pattern": f"^{_IDENTIFIER}$", "type": "string"}


class _Base(_Word):
    """The id of an entry, or a bundled one with its catalogue in front."""

    def accepts(self, word: str) -> bool:
        return re.fullmatch(_BASE, word) is not None

    def describe_refusal(self, word: str) -> str:
        return f"'{shorten(word)}' is neither an id nor of the form 'builtin:python/ID'"

    def build_schema(self) -> dict[str, Any]:
        return {"pattern": f"^{_BASE}$", "type": "string"}


class Choice(_Word):
    """One of a few known words.

    :param kind: the name of the type in messages
    """

    def __init__(
        self, kind: str, known: tuple[str, ...], meant: Mapping[str, str] | None = None
    ) -> None:
        self.kind = kind
        self.known = dict.fromkeys(known)
        self.meant = meant or {}  # synonyms, by the known word that they mean

    def accepts(self, word: str) -> bool:
        """Return whether *word* is known."""
        return word in self.known

    def describe_refusal(self, word: str) -> str:
        """Return the message for a *word* that is not known."""
        meant = self.meant.get(word.lower())
        hint = did_you_mean([meant]) if meant else nearest(word, self.known)
        hint = hint or f" (known are {', '.join(self.known)})"
        return f"'{shorten(word)}' is not {self.kind}{hint}"

    def build_schema(self) -> dict[str, Any]:
        """Return the words that are known."""
        return {"enum": [*self.known], "type": "string"}


class _Exception(_Word):
    """The name of an exception, in its canonical form where it is one of ``ssl``."""

    def read(self, value: Value, reading: ReadingContext) -> str | None:
        word = super().read(value, reading)
        return None if word is None else _normalise_exception(word)

    def accepts(self, word: str) -> bool:
        return re.fullmatch(_DOTTED, word) is not None

    def describe_refusal(self, word: str) -> str:
        return f"'{shorten(word)}' is not the name of an exception"


@lru_cache(maxsize=256)
def _normalise_exception(name: str) -> str:
    from sphinx_tlsalerts.registries import UnknownNameError, load_ssl_names

    try:
        return load_ssl_names().lookup(name).dotted
    except UnknownNameError:
        return name  # of another module


# Values that YAML does not read as text


def read_number(value: Value) -> int | bool | None:
    """Return the whole number or truth value that *value* is to YAML."""
    tag = value.tag if isinstance(value, Scalar) else ""
    if not isinstance(value, Scalar) or tag not in {"int", "bool"} or ":" in value.text:
        return None
    import yaml

    node = yaml.ScalarNode(tag, value.text)
    constructor = yaml.constructor.SafeConstructor()
    if tag == "bool":
        return bool(constructor.construct_yaml_bool(node))
    try:
        return int(constructor.construct_yaml_int(node))
    except ValueError:  # only a sign, or more digits than Python converts
        return None


def _hint_at_quotes(value: Value) -> str:
    is_text = isinstance(value, Scalar) and value.is_text
    return ", but text to YAML: no quotes here" if is_text else ""


class _Whole(FieldType[int]):
    def read(self, value: Value, reading: ReadingContext) -> int | None:
        number = read_number(value)
        if number is None or isinstance(number, bool) or number < 0:
            reading.refuse(value, f"is not a whole number{_hint_at_quotes(value)}")
            return None
        if number > _LARGEST_NUMBER:
            reading.refuse(value, f"is larger than {_LARGEST_NUMBER:,}")
            return None
        return number

    def build_schema(self) -> dict[str, Any]:
        return {"maximum": _LARGEST_NUMBER, "minimum": 0, "type": "integer"}


class _Flag(FieldType[bool]):
    def read(self, value: Value, reading: ReadingContext) -> bool | None:
        truth = read_number(value)
        if not isinstance(truth, bool):
            reading.refuse(value, f"is neither true nor false{_hint_at_quotes(value)}")
            return None
        return truth

    def build_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class _FlagOrProse(FieldType[bool | Text]):
    holds_text = True
    gives_text = True

    def read(self, value: Value, reading: ReadingContext) -> bool | Text | None:
        if type(value) is Scalar and value.is_text:
            return PROSE.read(value, reading)
        return FLAG.read(value, reading)

    def build_schema(self) -> dict[str, Any]:
        return {"pattern": r"\S", "type": ["boolean", "string"]}


class _Lines(FieldType[str]):
    def read(self, value: Value, reading: ReadingContext) -> str | None:
        if type(value) is Scalar and re.fullmatch(_LINES, value.text):
            return value.text
        reading.refuse(value, 'is not a list of lines, such as "2,4-6"')
        return None

    def build_schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer"]}


class _Listed(FieldType[str]):
    """The name or the number of an object in a registry."""

    kind: str  #: the name of the type in messages

    def read(self, value: Value, reading: ReadingContext) -> str | None:
        spelling = self._read_spelling(value, reading)
        if spelling is None:
            return None
        name, message = self.find(spelling, reading)
        if name is None:
            reading.refuse(value, message)
        return name

    def find(self, spelling: str, reading: ReadingContext) -> tuple[str | None, LazyMessage]:
        """Return the name of the object, or None and a message."""
        raise NotImplementedError

    def _read_spelling(self, value: Value, reading: ReadingContext) -> str | None:
        if type(value) is not Scalar or value.is_text:
            text = _read_text(value, reading)
        elif not value.text:
            text = None
            reading.refuse(value, "is empty")
        else:
            text = value.text
            if read_number(value) is None:
                reading.refuse(value, f"'{shorten(text)}' is not {self.kind}")
                return None
        if text is not None and len(text) > _LONGEST_SPELLING:
            reading.refuse(value, f"'{shorten(text)}' is not {self.kind}")
            return None
        return None if text is None else " ".join(text.split())

    def build_schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer"]}


class _Alert(_Listed):
    kind = "a TLS alert"

    def find(self, spelling: str, reading: ReadingContext) -> tuple[str | None, LazyMessage]:
        from sphinx_tlsalerts.registries import AlertLookupError, UnknownAlertError, load_alerts

        try:
            return load_alerts().lookup(spelling).name, ""
        except UnknownAlertError as error:
            return None, f"{error}{reading.hints.give(error.suggest)}"
        except AlertLookupError as error:
            return None, str(error)


class _Code(_Listed):
    kind = "a verification code"

    def find(self, spelling: str, reading: ReadingContext) -> tuple[str | None, LazyMessage]:
        from sphinx_tlsalerts.registries import VerifyLookupError, load_verify_codes

        try:
            return load_verify_codes().lookup(spelling, reading.openssl).constant, ""
        except VerifyLookupError as error:
            return None, f"{error}{reading.hints.give(error.suggest)}"


#: Block markup in the language of the file; inline markup; text that is never parsed.
PROSE = ONE_LINE = LITERAL = _Text()
COMMAND = _Command()
WORD = _Word()
ID = _Identifier()
BASE = _Base()
URL = _Url()
LANGUAGE = _Language()
LINES = _Lines()
WHOLE = _Whole()
FLAG = _Flag()
FLAG_OR_PROSE = _FlagOrProse()
#: Other names that authors write for some platforms.
_OTHER_NAMES = {
    "osx": "macos",
    "darwin": "macos",
    "mac": "macos",
    "win": "windows",
    "win32": "windows",
    "win64": "windows",
    "redhat": "rhel",
    "centos": "rhel",
    "opensuse": "suse",
}

PLATFORM = Choice("a platform", tuple(PLATFORMS), _OTHER_NAMES)
ALERT = _Alert()
CODE = _Code()
EXCEPTION = _Exception()
