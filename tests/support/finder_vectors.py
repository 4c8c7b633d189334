"""The texts that both matchers answer: the one in Python, and the one for browsers."""

from __future__ import annotations

import ast
import random
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from sphinx_tlsalerts.browser import build_findable, build_finder_tables
from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.guides.reader import read_guide
from sphinx_tlsalerts.matcher import EntryIndex, list_messages
from sphinx_tlsalerts.registries.alerts import list_spellings, load_alerts
from sphinx_tlsalerts.registries.openssl_reasons import load_reasons
from sphinx_tlsalerts.registries.verify_codes import load_verify_codes
from support import paste_forms
from support.places import TESTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.guides.models import Entry

VECTORS = TESTS / "data" / "vectors"
BUNDLED = "builtin:python"
SMALL = "catalogue.yaml"
EVERY_REASON = "every reason"
ALIKE = "alike"

#: Entries of a project, and bundled ones.
MIXED = "mixed"

#: Each reason comes in one of so many of the forms that reasons have.
FORMS = 3

#: How many texts are made of the others by chance.
MUTATED = 600


class Vector(NamedTuple):
    """A text for the entries of a catalogue."""

    catalogue: str
    text: str


@cache
def entries_of(catalogue: str) -> tuple[Entry, ...]:
    """Return the entries of a catalogue that a vector names."""
    if catalogue == EVERY_REASON:
        return tuple(_one_for_each_reason())
    if catalogue == ALIKE:
        return tuple(_many_alike())
    if catalogue == MIXED:
        return (*entries_of(SMALL), *entries_of(ALIKE)[:30], *entries_of(BUNDLED))
    if catalogue.startswith("builtin:"):
        return tuple(load_catalogue(catalogue.removeprefix("builtin:")).entries)
    guide, problems = read_guide(VECTORS / catalogue, catalogue, "3.0")
    assert guide is not None
    assert not problems
    return tuple(guide.entries)


def _one_for_each_reason() -> Iterator[Entry]:
    """Yield entries for every other reason of each library, so that some are unknown."""
    found = sorted({(reason.name, reason.library) for reason in load_reasons()})
    for number, (name, library) in enumerate(found[::2]):
        message = f"[{library}: {name}] {name.lower()}"
        title = name if number % 2 else f"Error {number}"
        yield _entry(number, title=title, matches=[message])


def _many_alike() -> Iterator[Entry]:
    """Yield more entries for the same messages than are told."""
    other = load_catalogue("python").entries[1].messages[0]
    messages = (
        "[SSL: HTTP_REQUEST] http request",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired",
        "TLS alert 40",
        "the handshake of the test server failed",
        "ERR_TLS_OF_THE_TEST",
        "[SSL: PEM_LIB] PEM lib",
        "SSLZeroReturnError",
    )
    for number in range(120):
        message, further = messages[number % 7], messages[number * 5 % 6]
        changes = (
            {
                "title": "Same",
                "messages": [other.copy_with({"text": message, "where": "server"})],
            },
            {"title": message, "alerts": ["40", "no_such"], "verify_codes": ["10", "nonsense"]},
            {"title": "", "matches": [message, further], "exceptions": ["ssl.SSLError"]},
            {"title": "`Same`", "matches": [f"{message}\n{further}"], "exceptions": ["SSLError"]},
        )
        yield _entry(number, **changes[number // 7 % 4])


def _entry(number: int, **changes: Any) -> Entry:
    lists = ("messages", "matches", "verify_codes", "alerts", "exceptions")
    nothing: dict[str, list[str]] = {name: [] for name in lists}
    blank = load_catalogue("python").entries[0]
    return blank.copy_with({"id": f"entry-{number}", **nothing, **changes})


def own_of(catalogue: str) -> int | None:
    """Return how many entries of a catalogue are a project's own."""
    return len(entries_of(SMALL)) + 30 if catalogue == MIXED else None


@cache
def index_of(catalogue: str) -> EntryIndex:
    """Return the index of the matcher in Python."""
    return EntryIndex(entries_of(catalogue), own=own_of(catalogue))


@cache
def tables_of(catalogue: str) -> dict[str, Any]:
    """Return the tables of the matcher for browsers."""
    return build_finder_tables(map(build_findable, entries_of(catalogue)), own=own_of(catalogue))


@cache
def all_vectors() -> tuple[Vector, ...]:
    """Return all texts, each once."""
    written = [*_written(), *_wrapped(), *_of_tests(), *_of_the_catalogue(), *_of_other_things()]
    written += [*_formed(written)]
    alike = [Vector(ALIKE, text) for _catalogue, text in written]
    of_alike = [Vector(ALIKE, message) for message in list_messages(entries_of(ALIKE))]
    written += of_alike
    mixed = [Vector(MIXED, text) for _catalogue, text in written[::2]]
    return tuple(dict.fromkeys([*written, *alike, *mixed, *_of_tables(), *_mutated(written)]))


def _written() -> Iterator[Vector]:
    """Yield the texts of all files of vectors."""
    for name in ("small", "stacks", "alerts", "programs", "folded", "numbers", "paste", "typed"):
        raw = yaml.safe_load((VECTORS / f"{name}.yaml").read_text(encoding="utf-8"))
        for vector in raw["vectors"]:
            yield Vector(raw["catalogue"], vector["text"])


def _wrapped() -> Iterator[Vector]:
    """Yield every message of wrapped.yaml in every wrapper."""
    raw = yaml.safe_load((VECTORS / "wrapped.yaml").read_text(encoding="utf-8"))
    for message, _entry in raw["messages"]:
        for wrapper in raw["wrappers"].values():
            yield Vector(raw["catalogue"], wrapper.replace("{}", message))


def _of_tests() -> Iterator[Vector]:
    """Yield the texts that the tests of the matcher in Python are about."""
    for file in sorted(TESTS.glob("test_explain*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield Vector(BUNDLED, node.value)


def _of_the_catalogue() -> Iterator[Vector]:
    for catalogue in (BUNDLED, SMALL):
        for message in list_messages(entries_of(catalogue)):
            yield Vector(BUNDLED, message)
            yield Vector(SMALL, message)


def _of_other_things() -> Iterator[Vector]:
    for line in (TESTS / "data" / "not_tls.txt").read_text(encoding="utf-8").splitlines():
        yield Vector(BUNDLED, line)
        yield Vector(SMALL, line)


def _formed(written: list[Vector]) -> Iterator[Vector]:
    """Yield each text in two of its forms, and some in several at once."""
    chance = random.Random(3)  # noqa: S311 - the same forms each time
    forms = [*paste_forms.FORMS.values()]
    for number, (catalogue, text) in enumerate(written):
        for step in (0, 1):
            yield Vector(catalogue, forms[(2 * number + step) % len(forms)](text))
    for _ in range(MUTATED):
        text = "\n".join(vector.text for vector in chance.sample(written, chance.randint(1, 4)))
        for form in chance.sample(forms, 2):
            text = form(text)
        yield Vector(BUNDLED, text)


def _of_tables() -> Iterator[Vector]:
    """Yield every reason by its text, its name and its number, every alert and every code."""
    texts = {one.name: one.text or one.name for one in load_reasons().libraries}
    numbers = {one.name: one.number for one in load_reasons().libraries}
    for count, reason in enumerate(load_reasons()):
        library = texts.get(reason.library, "SSL routines")
        number = numbers.get(reason.library, numbers["SSL"])
        later = f"{number << 23 | reason.number:08X}"
        early = reason.number & 0xFFF
        forms = (
            Vector(EVERY_REASON, f"unknown error (0x{later})"),
            Vector(EVERY_REASON, reason.name),
            Vector(EVERY_REASON, reason.text),
            Vector(EVERY_REASON, f"[{reason.library}] {reason.text} (_ssl.c:1)"),
            Vector(EVERY_REASON, f"error:{later}:{library}::reason({reason.number})"),
            Vector(EVERY_REASON, f"error:{number << 24 | 0x8A000 | early:08X}:lib({number}):f:x"),
            Vector(EVERY_REASON, f"error:{number << 24 | 0x40000 | early:08X}:lib({number}):f:x"),
            Vector(EVERY_REASON, f"[('{library}', 'f', '{reason.text}')]"),
            Vector(EVERY_REASON, f"tls: {reason.text}: x"),
            Vector(BUNDLED, f"[SSL] {reason.text} (_ssl.c:1)"),
            Vector(BUNDLED, f"error:{later}:{library}::{reason.text}"),
            Vector(BUNDLED, reason.name),
        )
        yield from forms[count % FORMS :: FORMS]
    for alert in load_alerts():
        yield Vector(BUNDLED, f"TLS alert {alert.code}")
        for spelling in list_spellings(alert):
            yield Vector(BUNDLED, spelling)
            yield Vector(BUNDLED, f"received fatal alert: {spelling}")
    for code in load_verify_codes():
        yield Vector(BUNDLED, code.constant)
        yield Vector(BUNDLED, code.short)
        for text in filter(None, code.texts.values()):
            yield Vector(BUNDLED, f"certificate verify failed: {text} (_ssl.c:1)")
            yield Vector(BUNDLED, f"x: {text.upper()}.")
            yield Vector(BUNDLED, text)
    for number in range(110):
        yield Vector(BUNDLED, f"Verify return code: {number}")


#: What is put into texts: separators, wide characters, blanks of other scripts, line ends.
_BITS = (
    *("\n", "\r\n", "\t", "\v", "\0", " ", "  ", "\xa0", "\u2028", "\ufeff", "\x1c", "\x85"),
    *("\U0001f512", "é", "\u017f", "İ", "ß", "K", "Σ", "'", '"', "`", ":", ";", "[", "]", "(", ")"),
    *("_", "-", ".", "\x1b[31m", " ssl ", " tls ", " alert ", "[SSL: ", "error:", "(OUT), ", "0"),
)


def _mutated(written: list[Vector]) -> Iterator[Vector]:
    """Yield texts with something changed, and several texts in one."""
    chance = random.Random(5)  # noqa: S311 - the same texts each time
    for _ in range(MUTATED):
        catalogue, text = chance.choice(written)
        for _change in range(chance.randint(1, 4)):
            at = chance.randint(0, len(text))
            kind = chance.randint(0, 5)
            if kind == 0:
                text = text[:at] + chance.choice(_BITS) + text[at:]
            elif kind == 1:
                text = text[:at] + text[at + chance.randint(1, 5) :]
            elif kind == 2:
                text = text[:at] + text[at:].swapcase()
            elif kind == 3:
                text = text[at:] + "\n" + text[:at]
            elif kind == 4:
                text += "\n" * chance.randint(1, 15) + chance.choice(written).text
            else:
                text = text.replace(" ", chance.choice(_BITS), 1)
        yield Vector(catalogue, text)
    line = "2026-11-21 10:00:00 INFO request of client 10.0.0.7, SSL session new \U0001f512\n"
    message = "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"
    for much in (line * 300, "x" * 9_000, "\U0001f512" * 5_000, "\xa0" * 9_000, line * 30_000):
        yield Vector(BUNDLED, f"{message}\n{much}[X509: KEY_VALUES_MISMATCH] values mismatch")
