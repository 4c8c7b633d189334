"""The values of the format: what counts as text, a word, an alert.

A kind of value reads one from a file: it returns what the models keep, or notes
a fault in words for a writer and returns None.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sphinx_tlsalerts.guides.platforms import PLATFORMS
from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.util import control_fault, did_you_mean, nearest, shortened
from sphinx_tlsalerts.yamltree import Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.guides.problems import Reading, Words
    from sphinx_tlsalerts.yamltree import Value

T = TypeVar("T")

# Regular expressions are compiled by the first file that needs them.

_IDENTIFIER = r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?"
_BASE = rf"(?:builtin:{_IDENTIFIER}/)?{_IDENTIFIER}"
# Nothing of a part can match in two ways: else, a text that does not match takes for ever.
_LINES_PART = r"\s*+\d{1,9}+(?:\s*+-\s*+\d{0,9}+)?\s*+"
_LINES = rf"{_LINES_PART}(?:,{_LINES_PART})*"
_DOTTED = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_ADDRESS = r"(?:https?|ftp|mailto|urn|file):\S+|[./#?]\S*"

#: No name in a registry is as long.
_LONGEST_SPELLING = 500

#: Of larger ones, Pygments and LaTeX do not make line numbers.
_LARGEST_NUMBER = 999_999_999

_CUT = "the text ends before ' #', which begins a comment; quote it to keep the rest"


class Kind(Generic[T]):
    """A kind of value."""

    holds_text = False  #: whether any text may stand there, of which nothing may be lost
    gives_text = False  #: whether what is read of a text knows its line

    def read(self, value: Value, reading: Reading) -> T | None:
        """Return what is kept of *value*; None if it has a fault."""
        raise NotImplementedError

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of such values."""
        raise NotImplementedError


def _flaw(text: str) -> str:
    """Return what is wrong with *text*; empty if it is fine."""
    if not text or text.isspace():
        return "is empty"
    if text.isprintable() or text.replace("\n", "").isprintable():
        return ""  # nearly all texts, and far faster than a regular expression
    return control_fault(text)


def _text(value: Value, reading: Reading) -> str | None:
    """Return the text of *value*, which has to be one that says something."""
    if type(value) is not Scalar or not value.is_text:
        reading.refuse_no_text(value)
        return None
    if flaw := _flaw(value.text):
        reading.refuse(value, flaw)
        return None
    return value.text


class _Text(Kind[Text]):
    """A text with its line."""

    holds_text = True
    gives_text = True

    def read(self, value: Value, reading: Reading) -> Text | None:
        text = _text(value, reading)
        if text is None or type(value) is not Scalar:
            return None
        if value.cut and self.holds_text:
            reading.note(value, _CUT)
        return reading.texts(text, value.line + value.block + reading.shift, cut=value.cut)

    def json_schema(self) -> dict[str, Any]:
        return {"pattern": r"\S", "type": "string"}


class _Url(_Text):
    """An address."""

    holds_text = False

    def read(self, value: Value, reading: Reading) -> Text | None:
        text = super().read(value, reading)
        # What a substitution stands for is not known here.
        if text is None or "{+" in text or re.fullmatch(_ADDRESS, text, re.IGNORECASE):
            return text
        words = f"'{shortened(text)}' is not an address, such as https://example.com/"
        reading.refuse(value, words)
        return None


class _Word(Kind[str]):
    """A text without places and breaks, such as a name."""

    def read(self, value: Value, reading: Reading) -> str | None:
        text = _text(value, reading)
        if text is None:
            return None
        word = " ".join(text.split())
        if not self.accepts(word):
            reading.refuse(value, lambda: self.words(word))
            return None
        return word

    def accepts(self, word: str) -> bool:  # noqa: ARG002 -- narrower kinds look at it
        """Tell whether *word* is of this kind."""
        return True

    def words(self, word: str) -> str:
        """Return what is to be said of a *word* that is not."""
        raise NotImplementedError

    def json_schema(self) -> dict[str, Any]:
        return {"pattern": r"\S", "type": "string"}


class _Language(_Word):
    def accepts(self, word: str) -> bool:
        return " " not in word

    def words(self, word: str) -> str:
        return f"'{shortened(word)}' is not the name of a language"


class _Identifier(_Word):
    def accepts(self, word: str) -> bool:
        return re.fullmatch(_IDENTIFIER, word) is not None

    def words(self, word: str) -> str:
        return f"'{shortened(word)}' is not an id: use letters, digits, '-', '_' and '.'"

    def json_schema(self) -> dict[str, Any]:
        return {"pattern": f"^{_IDENTIFIER}$", "type": "string"}


class _Base(_Word):
    """The id of an entry, or a bundled one with its catalogue in front."""

    def accepts(self, word: str) -> bool:
        return re.fullmatch(_BASE, word) is not None

    def words(self, word: str) -> str:
        return f"'{shortened(word)}' is neither an id nor of the form 'builtin:python/ID'"

    def json_schema(self) -> dict[str, Any]:
        return {"pattern": f"^{_BASE}$", "type": "string"}


class Choice(_Word):
    """One of a few words that are known.

    :param kind: as messages call it
    """

    def __init__(
        self, kind: str, known: tuple[str, ...], meant: Mapping[str, str] | None = None
    ) -> None:
        self.kind = kind
        self.known = dict.fromkeys(known)
        self.meant = meant or {}  # other words for the same

    def accepts(self, word: str) -> bool:
        """Tell whether *word* is known."""
        return word in self.known

    def words(self, word: str) -> str:
        """Return what is to be said of a *word* that is not."""
        meant = self.meant.get(word.lower())
        hint = did_you_mean([meant]) if meant else nearest(word, self.known)
        hint = hint or f" (known are {', '.join(self.known)})"
        return f"'{shortened(word)}' is not {self.kind}{hint}"

    def json_schema(self) -> dict[str, Any]:
        """Return the words that are known."""
        return {"enum": [*self.known], "type": "string"}


class _Exception(_Word):
    """The name of an exception, in its canonical form where it is one of ``ssl``."""

    def read(self, value: Value, reading: Reading) -> str | None:
        word = super().read(value, reading)
        return None if word is None else _canonical_exception(word)

    def accepts(self, word: str) -> bool:
        return re.fullmatch(_DOTTED, word) is not None

    def words(self, word: str) -> str:
        return f"'{shortened(word)}' is not the name of an exception"


@lru_cache(maxsize=256)
def _canonical_exception(name: str) -> str:
    from sphinx_tlsalerts.registries import UnknownNameError, load_ssl_names

    try:
        return load_ssl_names().lookup(name).dotted
    except UnknownNameError:
        return name  # of another module


# What YAML does not take for text


def number_of(value: Value) -> int | bool | None:
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
    except ValueError:  # a sign alone, or more digits than Python converts
        return None


def _no_quotes(value: Value) -> str:
    is_text = isinstance(value, Scalar) and value.is_text
    return ", but text to YAML: no quotes here" if is_text else ""


class _Whole(Kind[int]):
    def read(self, value: Value, reading: Reading) -> int | None:
        number = number_of(value)
        if number is None or isinstance(number, bool) or number < 0:
            reading.refuse(value, f"is not a whole number{_no_quotes(value)}")
            return None
        if number > _LARGEST_NUMBER:
            reading.refuse(value, f"is larger than {_LARGEST_NUMBER:,}")
            return None
        return number

    def json_schema(self) -> dict[str, Any]:
        return {"maximum": _LARGEST_NUMBER, "minimum": 0, "type": "integer"}


class _Flag(Kind[bool]):
    def read(self, value: Value, reading: Reading) -> bool | None:
        truth = number_of(value)
        if not isinstance(truth, bool):
            reading.refuse(value, f"is neither true nor false{_no_quotes(value)}")
            return None
        return truth

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class _FlagOrProse(Kind[bool | Text]):
    holds_text = True
    gives_text = True

    def read(self, value: Value, reading: Reading) -> bool | Text | None:
        if type(value) is Scalar and value.is_text:
            return PROSE.read(value, reading)
        return FLAG.read(value, reading)

    def json_schema(self) -> dict[str, Any]:
        return {"pattern": r"\S", "type": ["boolean", "string"]}


class _Lines(Kind[str]):
    def read(self, value: Value, reading: Reading) -> str | None:
        if type(value) is Scalar and re.fullmatch(_LINES, value.text):
            return value.text
        reading.refuse(value, 'is not a list of lines, such as "2,4-6"')
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer"]}


class _Listed(Kind[str]):
    """The name or the number of an object in a registry."""

    kind: str  #: as messages call it

    def read(self, value: Value, reading: Reading) -> str | None:
        spelling = self._spelling(value, reading)
        if spelling is None:
            return None
        found, words = self.find(spelling, reading)
        if found is None:
            reading.refuse(value, words)
        return found

    def find(self, spelling: str, reading: Reading) -> tuple[str | None, Words]:
        """Return the name of the object, or words for there being none."""
        raise NotImplementedError

    def _spelling(self, value: Value, reading: Reading) -> str | None:
        if type(value) is not Scalar or value.is_text:
            text = _text(value, reading)
        elif not value.text:
            text = None
            reading.refuse(value, "is empty")
        else:
            text = value.text
            if number_of(value) is None:
                reading.refuse(value, f"'{shortened(text)}' is not {self.kind}")
                return None
        if text is not None and len(text) > _LONGEST_SPELLING:
            reading.refuse(value, f"'{shortened(text)}' is not {self.kind}")
            return None
        return None if text is None else " ".join(text.split())

    def json_schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer"]}


class _Alert(_Listed):
    kind = "a TLS alert"

    def find(self, spelling: str, reading: Reading) -> tuple[str | None, Words]:
        from sphinx_tlsalerts.registries import AlertLookupError, UnknownAlertError, load_alerts

        try:
            return load_alerts().lookup(spelling).name, ""
        except UnknownAlertError as error:
            return None, f"{error}{reading.hints.at(error.suggest)}"
        except AlertLookupError as error:
            return None, str(error)


class _Code(_Listed):
    kind = "a verification code"

    def find(self, spelling: str, reading: Reading) -> tuple[str | None, Words]:
        from sphinx_tlsalerts.registries import VerifyLookupError, load_verify_codes

        try:
            return load_verify_codes().lookup(spelling, reading.openssl).constant, ""
        except VerifyLookupError as error:
            return None, f"{error}{reading.hints.at(error.suggest)}"


#: Block markup in the language of the file; inline markup; text that is never parsed.
PROSE = ONE_LINE = LITERAL = _Text()
WORD = _Word()
ID = _Identifier()
BASE = _Base()
URL = _Url()
LANGUAGE = _Language()
LINES = _Lines()
WHOLE = _Whole()
FLAG = _Flag()
FLAG_OR_PROSE = _FlagOrProse()
#: What authors write for some of them.
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
