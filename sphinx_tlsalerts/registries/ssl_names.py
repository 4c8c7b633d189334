"""Names of Python's ``ssl`` module: packaged data and look-ups.

The data does not depend on the Python that builds the documentation; each name records its
differences between versions of Python and OpenSSL.
"""

from __future__ import annotations

import json
import re
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.util import SuggestingError, find_near_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DATA_FILE = Path(__file__).parent / "data" / "ssl.json"

#: The first and the last version of Python that the data covers.
FIRST_PYTHON, LAST_PYTHON = (3, 9), (3, 15)


class Deprecation(NamedTuple):
    """The deprecation of a name: the version, and the replacement."""

    since: str  #: the version of Python
    instead: str | None  #: what takes its place; None where nothing does


class Member(NamedTuple):
    """One member of an enum, aliases and zero-valued members included."""

    enum: str  #: the name of the enum, such as ``TLSVersion``
    name: str  #: the name in the enum, such as ``TLSv1_3``
    value: int | str | None  #: with OpenSSL 3.0 or newer; of a ``Purpose`` its object identifier
    values: dict[str, int]  #: by OpenSSL release line, where the value depends on it
    constant: str | None  #: the name in the module itself
    anchor: str | None  #: the anchor in Python's documentation
    meaning: str  #: one line of our own
    added: str | None  #: the version of Python that brought it
    deprecated: Deprecation | None  #: None where it is not deprecated
    removed: str | None  #: the version of Python without it
    openssl: str | None  #: the oldest OpenSSL that has it
    alias_of: str | None  #: the member of the enum that has the same value
    optional: bool  #: builds of Python may lack it

    @property
    def dotted(self) -> str:
        """The canonical name, such as ``ssl.TLSVersion.TLSv1_3``."""
        if self.enum.startswith("_"):  # the class is private, its members are constants
            return f"ssl.{self.name}"
        return f"ssl.{self.enum}.{self.name}"

    def exists_in(self, python: tuple[int, int]) -> bool:
        """Return whether a version of Python has the member."""
        if self.added and parse_python(self.added) > python:
            return False
        return not (self.removed and parse_python(self.removed) <= python)

    def value_with(self, openssl: str) -> int | str | None:
        """Return the value in a Python built with a release line of OpenSSL."""
        if not self.values:
            return self.value
        return self.values["1.1.1" if openssl == "1.1.1" else "3.0"]


class SslEnum(NamedTuple):
    """One enum of the module."""

    name: str  #: such as ``TLSVersion``; private classes begin with an underscore
    added: str | None  #: the version of Python that brought it
    anchor: str | None  #: the anchor in Python's documentation
    meaning: str  #: one line of our own
    members: tuple[Member, ...]  #: all members, aliases included

    @property
    def dotted(self) -> str:
        """The canonical name, such as ``ssl.TLSVersion``."""
        return f"ssl.{self.name}"


class Attribute(NamedTuple):
    """An attribute of an exception."""

    owner: str  #: the name of the exception
    name: str  #: the name of the attribute
    anchor: str | None  #: the anchor in Python's documentation
    added: str | None  #: the version of Python that brought it
    meaning: str  #: one line of our own

    @property
    def dotted(self) -> str:
        """The canonical name, such as ``ssl.SSLError.reason``."""
        return f"ssl.{self.owner}.{self.name}"


class SslException(NamedTuple):
    """One exception class of the module."""

    name: str  #: such as ``SSLError``
    bases: tuple[str, ...]  #: the names of the classes that it derives from
    alias_of: str | None  #: the name of the exception that it is another name of
    anchor: str | None  #: the anchor in Python's documentation
    added: str | None  #: the version of Python that brought it
    meaning: str  #: one line of our own
    changed: tuple[tuple[str, str], ...]  #: version, and what changed
    attributes: tuple[Attribute, ...]  #: its own, without inherited ones

    @property
    def dotted(self) -> str:
        """The canonical name, such as ``ssl.SSLError``."""
        return f"ssl.{self.name}"


class SslName(NamedTuple):
    """Any other name that prose may refer to."""

    name: str  #: such as ``RAND_bytes`` or ``SSLContext.check_hostname``
    kind: str  #: ``function``, ``class``, ``method``, ``attribute`` or ``data``
    anchor: str | None  #: the anchor in Python's documentation; None where it is gone from it
    added: str | None  #: the version of Python that brought it
    deprecated: str | None  #: the version of Python since which it is
    removed: str | None  #: the version of Python without it
    instead: str | None  #: what takes its place
    meaning: str  #: one line of our own

    @property
    def dotted(self) -> str:
        """The canonical name, such as ``ssl.RAND_bytes``."""
        return f"ssl.{self.name}"


class UnknownNameError(SuggestingError):
    """The module has, and had, no such name."""

    def __init__(
        self, text: str, suggest: Callable[[], Sequence[str]], owner: str | None = None
    ) -> None:
        self.text: str = text  #: what was looked up
        self.owner: str | None = owner  #: the enum that has the member, where another was named
        super().__init__(f"unknown name {text!r} of Python's ssl module", suggest)


SslObject = Member | SslEnum | Attribute | SslException | SslName


class SslRegistry:
    """All names of the module that references and tables know."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.sources: dict[str, str] = raw["sources"]
        self.enums = {enum.name: enum for enum in map(_build_enum, raw["enums"])}
        self.exceptions = {error.name: error for error in map(_build_exception, raw["exceptions"])}
        self.names = {name.name: name for name in map(_build_name, raw["names"])}
        self._by_dotted = {ssl_object.dotted: ssl_object for ssl_object in self._list_objects()}
        self._by_spelling = self._by_dotted | {
            f"ssl.{member.constant}": member
            for enum in self.enums.values()
            for member in enum.members
            if member.constant
        }

    def _list_objects(self) -> Iterator[SslObject]:
        # Later objects replace earlier ones: a member of an enum precedes a plain name.
        yield from self.names.values()
        for error in self.exceptions.values():
            yield error
            yield from error.attributes
        for enum in self.enums.values():
            if not enum.name.startswith("_"):
                yield enum
            yield from enum.members

    def named(self, dotted: str) -> SslObject:
        """Return the object with the canonical name *dotted*.

        :raises KeyError: there is none
        """
        return self._by_dotted[dotted]

    def __contains__(self, dotted: object) -> bool:
        """Return whether *dotted* is a canonical name."""
        return dotted in self._by_dotted

    def lookup(self, text: str) -> SslObject:
        """Return the object that *text* names, with or without ``ssl.`` and ``()``.

        :raises UnknownNameError: there is none
        """
        name = text.strip().removesuffix("()").removeprefix("ssl.")
        ssl_object = self._by_spelling.get(f"ssl.{name}")
        if ssl_object is None and name.startswith("_SSLMethod.PROTOCOL_"):
            ssl_object = self._by_spelling.get(f"ssl.{name.removeprefix('_SSLMethod.')}")
        ssl_object = ssl_object or self._find_inherited(name)
        if ssl_object is None:
            raise UnknownNameError(text, partial(self.suggest, name), self._find_owner(name))
        return ssl_object

    def _find_inherited(self, name: str) -> Attribute | None:
        """Return the attribute that an exception has from the class it derives from or names."""
        owner, _, attribute = name.rpartition(".")
        todo = [owner]
        while todo:
            error = self.exceptions.get(todo.pop(0))
            if error is None:
                continue
            for candidate in error.attributes:
                if candidate.name == attribute:
                    return candidate
            todo += [error.alias_of] if error.alias_of else error.bases
        return None

    def _find_owner(self, name: str) -> str | None:
        """Return the enum that has the member which *name* seeks in another one."""
        enum, _, member = name.rpartition(".")
        if enum not in self.enums:
            return None
        owners = [e.name for e in self.enums.values() if member in {m.name for m in e.members}]
        return owners[0] if owners else None

    def suggest(self, text: str) -> list[str]:
        """Return up to three known names near to *text*, without ``ssl.``."""
        wanted = text.lower()
        known = {name.removeprefix("ssl.").lower(): name for name in self._by_spelling}
        tails = {key.rpartition(".")[2]: name for key, name in known.items()}
        if wanted in tails:  # the owner is missing: ``TLSv1_3``
            return [tails[wanted].removeprefix("ssl.")]
        near = [known[key] for key in find_near_words(wanted, known, most=3, cutoff=0.75)] or [
            tails[key] for key in find_near_words(wanted, tails, most=3, cutoff=0.75)
        ]
        return [name.removeprefix("ssl.") for name in near]


def parse_python(text: str) -> tuple[int, int]:
    """Read a version such as ``3.11``.

    :raises ValueError: *text* is no version
    """
    match = re.fullmatch(r"(\d{1,3})\.(\d{1,3})(?:\.\d{1,3})?", text, re.ASCII)
    if match is None:
        raise ValueError(text)
    return int(match[1]), int(match[2])


@cache
def load_ssl_names() -> SslRegistry:
    """Return the names, read from disk on the first call."""
    return SslRegistry(json.loads(DATA_FILE.read_text(encoding="utf-8")))


def _build_deprecation(raw: dict[str, Any] | None) -> Deprecation | None:
    return Deprecation(raw["since"], raw.get("instead")) if raw else None


def _build_enum(raw: dict[str, Any]) -> SslEnum:
    members = tuple(_build_member(raw["name"], member) for member in raw["members"])
    return SslEnum(raw["name"], raw["added"], raw["anchor"], raw["meaning"], members)


def _build_member(enum: str, raw: dict[str, Any]) -> Member:
    return Member(
        enum,
        raw["name"],
        raw["value"],
        raw.get("values") or {},
        raw["constant"],
        raw["anchor"],
        raw["meaning"],
        raw["added"],
        _build_deprecation(raw["deprecated"]),
        raw["removed"],
        raw["openssl"],
        raw["alias_of"],
        raw["optional"],
    )


def _build_exception(raw: dict[str, Any]) -> SslException:
    attributes = tuple(
        Attribute(raw["name"], a["name"], a["anchor"], a["added"], a["meaning"])
        for a in raw["attributes"]
    )
    changed = tuple((change["version"], change["what"]) for change in raw["changed"])
    return SslException(
        raw["name"],
        tuple(raw["bases"]),
        raw["alias_of"],
        raw["anchor"],
        raw["added"],
        raw["meaning"],
        changed,
        attributes,
    )


def _build_name(raw: dict[str, Any]) -> SslName:
    return SslName(
        raw["name"],
        raw["kind"],
        raw["anchor"],
        raw["added"],
        raw["deprecated"],
        raw["removed"],
        raw["instead"],
        raw["meaning"],
    )
