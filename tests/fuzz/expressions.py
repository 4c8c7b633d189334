"""The regular expressions of the package, as it uses them, with texts on which they may take long.

Run as a program, it prints them as JSON: they are noted while the package reads the
troubleshooting files of the repository. It needs a process of its own, since what stands in
for patterns would stay.
"""

from __future__ import annotations

import json
import pkgutil
import re
import signal
import sys
import tempfile
import time
from collections import deque
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

    from support.building import Project

PACKAGE = "sphinx_tlsalerts"

#: How many texts are tried on a pattern while they are short, and how long they are then.
TRIED, SHORT = 300, 500

#: The seconds after which a pattern is stopped: some would never end.
LIMIT = 1.0
TOO_LONG = float("inf")

METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")

#: One of these stands for a class.
_SAMPLES = "aA0_ \n-.:,'\"`*x1=(/[{\t!é+#@Z9$"

_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    codes.CATEGORY_DIGIT: str.isdigit,
    codes.CATEGORY_SPACE: str.isspace,
    codes.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
    codes.CATEGORY_NOT_DIGIT: lambda one: not one.isdigit(),
    codes.CATEGORY_NOT_SPACE: lambda one: not one.isspace(),
    codes.CATEGORY_NOT_WORD: lambda one: not (one.isalnum() or one == "_"),
}
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


class Used(NamedTuple):
    """A regular expression as the package uses it."""

    module: str  #: that compiled it
    pattern: str
    flags: int
    method: str


class _Watched:
    """A compiled pattern that notes how it is used."""

    def __init__(self, made: re.Pattern[str], module: str, notes: set[Used]) -> None:
        self.made, self.module, self.notes = made, module, notes

    def __getattr__(self, name: str) -> Any:
        if name in METHODS:
            self.notes.add(Used(self.module, self.made.pattern, self.made.flags, name))
        return getattr(self.made, name)


def watch() -> set[Used]:
    """Return a set that grows with every use of a pattern by the package from now on."""
    notes: set[Used] = set()
    make = re.compile

    def watched(pattern: Any, flags: int = 0) -> Any:
        made = make(pattern, flags)
        caller = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001
        is_ours = caller.startswith(PACKAGE) and isinstance(made.pattern, str)
        return _Watched(made, caller, notes) if is_ours else made

    def function_of(name: str) -> Callable[..., Any]:
        original = getattr(re, name)

        def function(pattern: Any, *given: Any, **named: Any) -> Any:
            caller = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001
            if caller.startswith(PACKAGE):
                flags = [one for one in (*given, *named.values()) if isinstance(one, re.RegexFlag)]
                notes.add(Used(caller, pattern, int(make(pattern, *flags).flags), name))
            return original(pattern, *given, **named)

        return function

    vars(re)["compile"] = watched
    vars(re).update({name: function_of(name) for name in METHODS})
    return notes


# Texts on which a pattern may take long: its own pieces, over and over


def _is_in(items: Iterable[Any], one: str) -> bool:
    negated = found = False
    for kind, value in items:
        if kind is codes.NEGATE:
            negated = True
        elif kind is codes.LITERAL:
            found |= ord(one) == value
        elif kind is codes.RANGE:
            found |= value[0] <= ord(one) <= value[1]
        else:
            found |= _CATEGORIES[value](one)
    return found != negated


def _one_of(items: Any, random: Random, often: str) -> str:
    if often and _is_in(items, often):
        return often
    fitting = [one for one in _SAMPLES if _is_in(items, one)]
    if fitting:
        return random.choice(fitting)
    return next(chr(v if k is codes.LITERAL else v[0]) for k, v in items if k is not codes.NEGATE)


def _text_of(part: Any, random: Random, often: str = "") -> str:
    """Return a text that a part of a pattern matches, or nearly so.

    :param often: the character that stands for all classes that have it
    """
    found = []
    for kind, value in part:
        if kind is codes.LITERAL:
            found.append(chr(value))
        elif kind is codes.NOT_LITERAL:
            found.append("b" if value == ord("a") else "a")
        elif kind is codes.ANY:
            found.append(random.choice("a x-"))
        elif kind is codes.IN:
            found.append(_one_of(value, random, often))
        elif kind in _REPEATS:
            least, most, inner = value
            times = random.randint(least, min(most, least + 2))
            found += [_text_of(inner, random, often) for _ in range(times)]
        else:
            inners = _inner_parts(kind, value)
            is_text = kind not in {codes.ASSERT, codes.ASSERT_NOT} and inners
            found.append(_text_of(random.choice(inners), random, often) if is_text else "")
    return "".join(found)


def _inner_parts(kind: Any, value: Any) -> list[Any]:
    if kind is codes.BRANCH:
        return list(value[1])
    if kind is codes.SUBPATTERN:
        return [value[3]]
    if kind in _REPEATS:
        return [value[2]]
    if kind in {codes.ASSERT, codes.ASSERT_NOT}:
        return [value[1]]
    return [value] if kind is codes.ATOMIC_GROUP else []


def _rows(part: Any) -> Iterator[list[Any]]:
    """Yield a part of a pattern and those inside of it."""
    items = list(part)
    yield items
    for kind, value in items:
        for inner in _inner_parts(kind, value):
            yield from _rows(inner)


def _piece(rows: list[list[Any]], random: Random) -> str:
    """Return what some neighbours in the pattern match, once or in several ways."""
    row = random.choice(rows)
    start = random.choice((0, random.randrange(len(row))))
    end = random.choice((len(row), random.randint(start + 1, len(row))))
    times = random.choice((1, 1, 2, 3))
    often = random.choice(("", random.choice(_SAMPLES)))
    return "".join(_text_of(row[start:end], random, often) for _ in range(times))[:200]


class Hostile(NamedTuple):
    """A text on which a pattern may take long, in any size."""

    head: str  #: so that the pattern begins to match
    piece: str
    tail: str  #: so that it does not match in the end

    def text(self, size: int) -> str:
        """Return about *size* characters."""
        return self.head + self.piece * (size // len(self.piece) + 1) + self.tail


def hostile_texts(used: Used, random: Random) -> list[Hostile]:
    """Return many texts on which a pattern may take long."""
    whole = list(parser.parse(used.pattern, used.flags))
    # Nothing else takes long.
    rows = [row for row in _rows(whole) if any(kind in _REPEATS for kind, _ in row)]
    found: dict[Hostile, None] = {}
    for _ in range(TRIED if rows else 0):
        piece, text = _piece(rows, random), _text_of(whole, random)
        head = random.choice(("", text[:60], text[: random.randint(1, 60)]))
        tail = random.choice(("", "\0", "!\n", "x"))
        if piece:
            found[Hostile(head, piece, tail)] = None
    return [*found]


def worst(texts: list[Hostile], costs: list[float], most: int, size: int) -> list[list[str]]:
    """Return those that cost most while they are short, each in growing sizes up to *size*.

    :param costs: ends with the first text that takes too long
    """
    by_cost = sorted(zip(costs, texts, strict=False), key=lambda pair: pair[0], reverse=True)
    sizes = (size // 4, size // 2, size)
    return [[text.text(one) for one in sizes] for _cost, text in by_cost[:most]]


class _OverrunError(Exception):
    """A pattern took longer than any may."""


def _stop(*_: object) -> None:
    raise _OverrunError


def seconds_of(used: Used, text: str) -> float:
    """Return what a pattern costs on *text*, as it is used; ``TOO_LONG`` if it is stopped."""
    found = getattr(re.compile(used.pattern, used.flags), used.method)
    given = ("", text) if used.method == "sub" else (text,)
    signal.signal(signal.SIGVTALRM, _stop)
    started = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
        result = found(*given)
        if used.method == "finditer":
            deque(result, maxlen=0)
    except _OverrunError:
        return TOO_LONG
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - started


def seconds_of_each(used: Used, texts: list[Hostile]) -> list[float]:
    """Return what a pattern costs on short texts, up to the first that takes too long."""
    costs: list[float] = []
    for text in texts:
        costs.append(seconds_of(used, text.text(SHORT)))
        if costs[-1] == TOO_LONG:
            break
    return costs


def _use_them() -> None:
    """Have the package do all that it does, a few times."""
    from support.building import Project, page

    from fuzz.loop import case_of, surfaces
    from sphinx_tlsalerts.browser import build_facts_script
    from sphinx_tlsalerts.cli import main as command
    from sphinx_tlsalerts.guides.reader import parse_guide
    from sphinx_tlsalerts.lint import lint_guide

    build_facts_script()
    for file in sorted(Path(__file__).parents[2].glob("[dt]*/**/*.yaml")):
        text = file.read_text(encoding="utf-8")
        guide, _problems = parse_guide(text, file.name, "3.0")
        if guide:
            lint_guide(guide, file.name, text)
    message = "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"
    with tempfile.TemporaryDirectory() as folder, surfaces(Path(folder)) as known:
        with redirect_stdout(StringIO()):
            command(["explain", message])
        for surface in known.values():
            for number in range(50):
                surface.check(case_of(surface, f"1/{number}"))
        _build_pages(Project(Path(folder, "pages")), page)


PAGE = """\
.. tls-alert-table::
   :columns: code name
   :headers: a, "b, c"

.. tls-alert:: all

.. ssl-enum:: AlertDescription
   :python: 3.12

.. tls-troubleshooting:: builtin:python
   :only: wrong-version-number

.. tls-error-finder::
   :builtin:

.. toctree::

   more
"""
MORE = """\
# More

```{tls-troubleshooting} small.yaml
```
"""
SMALL = """\
schema: 1
entries:
  - {id: small, title: Small, cause: "Some *words* and ``more``, :c: too", remedy: "*Do* `it`."}
  - id: large  # a comment
    title: Large  # another
"""


def _build_pages(project: Project, page: Callable[[str, str], str]) -> None:
    project.write({"index.rst": page("rst", PAGE), "more.md": MORE, "small.yaml": SMALL})
    for builder in ("html", "singlehtml", "latex"):
        project.build(builder, tlsalerts_openssl="none")  # a value that is warned of


def main() -> None:
    """Print the patterns that the package uses."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    for name in ("argparse", "difflib", "string", "textwrap", "yaml", "support.building"):
        import_module(name)  # their patterns are theirs
    notes = watch()
    package = import_module(PACKAGE)
    for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    _use_them()
    json.dump(sorted(notes), sys.stdout)


if __name__ == "__main__":
    main()
