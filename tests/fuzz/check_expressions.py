"""No regular expression takes long: twice the text is at most about twice the work.

It measures for minutes, and is no part of the usual run:
``python -m pytest tests/fuzz/check_expressions.py``.

The texts are what neighbouring parts of a pattern match, over and over, behind what it begins
with and before what it does not match. Of some hundred short ones, the few on which it takes
longest are made long, in three sizes. A pattern is slow if each size costs three times what half
of it does, or if a text takes seconds, whereupon it is stopped: that is how exponential ones end.
Patterns that are known to be slow show that such texts are found.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import time
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from support.needs import needs_program
from support.places import TESTS

import sphinx_tlsalerts
from fuzz.expressions import (
    LIMIT,
    SHORT,
    TOO_LONG,
    Used,
    hostile_texts,
    seconds_of,
    seconds_of_each,
    worst,
)
from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.guides.reader import parse_guide
from sphinx_tlsalerts.lint import lint_guide
from sphinx_tlsalerts.lint.rules import platforms
from sphinx_tlsalerts.matcher import EntryIndex, explain
from sphinx_tlsalerts.matcher.phrases import extract_phrase
from sphinx_tlsalerts.matcher.wraps import LONGEST_LINE
from sphinx_tlsalerts.yamltree import yaml_events

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = Path(sphinx_tlsalerts.__file__).parent
NODE = shutil.which("node")
needs_node = needs_program("node")

#: Growth from one size to the next, which is twice as large. Quadratic work has 4.
GROWTH = 3.0

#: How much of a text modules or patterns look at that see no more of it, else this.
SIZE = 16_000
BOUNDS = {
    "sphinx_tlsalerts.matcher.regex": LONGEST_LINE,
    "sphinx_tlsalerts.yamltree.yaml_events": yaml_events.MAX_MESSAGE,
    "sphinx_tlsalerts.lint.english": 600,  # what stands around a part of a text
    platforms._CONDITION.pattern: 600,  # noqa: SLF001 -- searched in that, too
}

#: Below this, nothing is slow: seconds for a text of the full size.
QUICK = 0.02


@cache
def used() -> tuple[Used, ...]:
    """Return the patterns of the package, as it uses them."""
    run = subprocess.run(
        [sys.executable, TESTS / "fuzz" / "expressions.py"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return tuple(Used(*one) for one in json.loads(run.stdout))


def test_patterns_of_all_modules_are_seen() -> None:
    """Those that only faults reach are measured with what they are part of, below."""
    modules = {
        ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
        for file in PACKAGE.rglob("*.py")
        if any(
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "re"
            and node.attr in {"compile", "search", "match", "fullmatch", "finditer", "sub", "split"}
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        )
    }
    users = {"sphinx_tlsalerts.sphinx_ext.linkcheck"}  # its patterns are those of conf.py
    assert modules - {one.module for one in used()} == users


def is_slow(seconds: Callable[[str], float], texts: list[str], quick: float) -> bool:
    """Tell whether work grows faster than the text, in both steps and measured twice."""
    longest = seconds(texts[-1])
    if longest < quick or longest == TOO_LONG:
        return longest == TOO_LONG
    for _ in range(2):
        first, second, third = map(seconds, texts)
        if second < GROWTH * first or third < GROWTH * second:
            return False
    return True


def groups() -> list[str]:
    return sorted({one.parent.name for one in PACKAGE.rglob("*.py")} - {"data", "__pycache__"})


@pytest.mark.parametrize("group", groups())
def test_no_pattern_of_python_is_super_linear(group: str) -> None:
    ours = [one for one in used() if _group(one) == group]
    if group == "lint":  # the words of each finding, joined by white space
        ours = [one for one in ours if not one.module.endswith(".findings")] + [
            one for one in ours if one.module.endswith(".findings")
        ][:5]
    found = {one: slow_text(one, bound_of(one)) for one in ours}
    assert {one: text[:80] for one, text in found.items() if text} == {}


def bound_of(one: Used) -> int:
    return BOUNDS.get(one.pattern) or BOUNDS.get(one.module, SIZE)


def slow_text(one: Used, size: int, seed: int = 1) -> str:
    """Return a text on which a pattern is slow; empty if none is found."""
    for texts in worst_texts(one, seed, 6, size):
        if is_slow(partial(seconds_of, one), texts, QUICK):
            return texts[0]
    return ""


def worst_texts(one: Used, seed: int, most: int, size: int) -> list[list[str]]:
    """Return texts for a pattern of Python, each in three sizes."""
    found = hostile_texts(one, Random(seed))  # noqa: S311 -- texts, not secrets
    return worst(found, seconds_of_each(one, found), most, size)


#: How lists of lines were once read, and what books have.
SLOW = (
    r"\s*\d+(?:\s*-\s*\d*)?(?:\s*,\s*\d+(?:\s*-\s*\d*)?)*\s*",
    r"\d+(?:\s*-)?\s*,?\s*",
    r"(?:a+)+b",
    r"(?:a|\wb?)*!",
    r'"(?:[^"\\]+|\\.)*"',
    r"(?:\w+\.?)+@example",
)


@pytest.mark.parametrize("pattern", SLOW)
def test_slow_patterns_of_python_are_found(pattern: str) -> None:
    assert slow_text(Used("", pattern, 0, "fullmatch"), SIZE)


def _group(one: Used) -> str:
    parts = one.module.split(".")
    is_folder = (PACKAGE.parent.joinpath(*parts)).is_dir()
    return parts[-1] if is_folder else parts[-2]


def node(given: object) -> Any:
    assert NODE
    done = subprocess.run(
        [NODE, TESTS / "support" / "node" / "expressions.js"],
        input="" if given is None else json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


#: A regular expression in a script, behind what an operand cannot end with.
_LITERAL = re.compile(
    r"(?<=[(,=:?&|!{;])\s*/(?![/*\s])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+)/([a-z]*)(?=[.,;)\s])"
)


def literals() -> set[tuple[str, str]]:
    scripts = PACKAGE.joinpath("browser", "static").glob("*.js")
    texts = [file.read_text(encoding="utf-8") for file in scripts if "facts" not in file.name]
    return {(source, flags) for text in texts for source, flags in _LITERAL.findall(text)}


def slow_cases(patterns: list[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """Return the patterns of JavaScript that are slow, each with the beginning of a text.

    :param patterns: each with its flags, and with how much of a text it sees
    """
    random = Random(1)  # noqa: S311 -- as above
    texts = [
        hostile_texts(Used("", re.sub(r"\(\?<(?=[a-z])", "(?P<", source), 0, "finditer"), random)
        for source, _flags, _size in patterns
    ]
    costs = node(
        [
            (source, flags, [text.text(SHORT) for text in some])
            for (source, flags, _size), some in zip(patterns, texts, strict=True)
        ]
    )
    cases = [
        (source, flags, sizes)
        for (source, flags, size), some, cost in zip(patterns, texts, costs, strict=True)
        for sizes in worst(some, cost, 4, size)
    ]
    for _ in range(2):
        cases = [case for case, times in zip(cases, node(cases), strict=True) if _are_slow(times)]
    return [(source, sizes[0][:80]) for source, _flags, sizes in cases]


def _are_slow(times: list[float]) -> bool:
    """Tell it from the milliseconds for three sizes, or fewer if the last took too long."""
    if times[-1] >= 1000 * LIMIT:
        return True
    first, second, third = times
    return third > 1000 * QUICK and third > GROWTH * second and second > GROWTH * first


@needs_node
def test_no_pattern_of_javascript_is_super_linear() -> None:
    made = [(str(source), str(flags), LONGEST_LINE) for source, flags in node(None)]
    assert len(made) > 30
    assert len(literals()) > 12
    written = [(source, flags, SIZE) for source, flags in literals()]
    assert slow_cases(sorted({*made, *written})) == []


@needs_node
@pytest.mark.parametrize("pattern", SLOW)
def test_slow_patterns_of_javascript_are_found(pattern: str) -> None:
    assert slow_cases([(f"^{pattern}$", "g", SIZE)])


# What the package is asked to do


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def linted(text: str, key: str) -> float:
    document = {"schema": 1, "entries": [{"id": "a", "title": "A", "remedies": [{key: text}]}]}
    source = json.dumps(document)
    guide, problems = parse_guide(source, "f.yaml", "3.0")
    assert guide is not None
    assert problems == []
    return seconds(lambda: lint_guide(guide, "f.yaml", source))


#: What stands in one text, over and over, and behind it the advice that is looked at.
ADVICE = (
    ("`\t", "verify=False"),
    ("in  ", "verify=False"),
    ("in" + " " * 500, "verify=False"),
    ("image`'", "install Python 3.6 image: python:3.6"),
    ("docker run ", "FROM python:3.6"),
    ("apt install ", "apt install python3.6"),
    ("apt\t", "apt install python3.6"),
    ("conda ", "conda install python=3.6"),
    ("uv run ", "uv python install 3.6"),
    ("FROM a/", "FROM python:3.6"),
    ("never please\n\t ", "verify=False"),
    ("(grep ", "verify=False"),
    ("# never ", "curl -k https://example.com/"),
    ("curl -", "curl -k https://example.com/"),
    ("upgrade to ", "TLSv1"),
    ("ssl tls ", "disable SSL"),
    ("verify=False\n", "verify=False"),
    ("http.", "http.sslVerify=false"),
    ("http://:", "http instead of https"),
)


@pytest.mark.parametrize("key", ["text", "code"])
@pytest.mark.parametrize(("piece", "advice"), ADVICE)
def test_advice_is_looked_at_in_linear_time(piece: str, advice: str, key: str) -> None:
    texts = [piece * (size // len(piece)) + f" {advice} ." for size in (10_000, 20_000, 40_000)]
    assert not is_slow(lambda text: linted(text, key), texts, 0.1)
    assert linted(texts[-1], key) < 2


@pytest.mark.parametrize("piece", ["ab", "+", "a:", "'a ", "<a", "{+a", "aError", "...", "1", '"x'])
def test_messages_of_entries_are_indexed_in_linear_time(piece: str) -> None:
    texts = [piece * (size // len(piece)) for size in (10_000, 20_000, 40_000)]
    assert not is_slow(lambda text: seconds(lambda: extract_phrase(text)), texts, 0.1)


@cache
def bundled() -> EntryIndex:
    return EntryIndex(load_catalogue("python").entries)


def test_texts_are_explained_in_linear_time() -> None:
    """With the pieces of all patterns; :mod:`test_explain_bounds` has words of messages."""
    ours = [one for one in used() if one.module == "sphinx_tlsalerts.matcher.regex"]
    assert len(ours) > 40
    for one in ours:
        for texts in worst_texts(one, 2, 4, 20_000):
            slow = is_slow(lambda text: seconds(lambda: explain(text, bundled())), texts, 0.3)
            assert not slow, (one.pattern, texts[0][:80])


@pytest.mark.parametrize(
    "piece", ["a: ", "- ", "? ", "'", '"', "\t", "a: [", "[SSL: X] ", "a:\n", "a # ", "`", "x: y: "]
)
def test_files_with_traps_are_read_in_linear_time(piece: str) -> None:
    for start in ("schema: 1\nmessage: ", "a: ", ""):
        texts = [start + piece * (size // len(piece)) for size in (10_000, 20_000, 40_000)]
        work = lambda text: seconds(lambda: parse_guide(text, "f", "3.0"))  # noqa: E731 -- once
        assert not is_slow(work, texts, 0.1)
