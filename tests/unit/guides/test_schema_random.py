"""Any file is read or refused with a place; a valid one keeps all of its texts.

A short run is part of the suite, and of ``-m slow``. ``TLSALERTS_EXAMPLES=10000`` makes a long one.
"""

from __future__ import annotations

import copy
import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.schema_documents import SCHEMA, base, documents

from sphinx_tlsalerts.guides.fields import Model
from sphinx_tlsalerts.guides.reader import parse_guide
from sphinx_tlsalerts.lint import lint_guide
from sphinx_tlsalerts.yamltree.parser import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.guides.models import Guide
    from sphinx_tlsalerts.yamltree.parser import Problem

EXAMPLES = int(os.environ.get("TLSALERTS_EXAMPLES", "150"))
thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
#: PyYAML itself refuses tabs behind brackets, which libyaml takes.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
VALIDATOR = Draft202012Validator(SCHEMA)


def _dumper(style: str | None) -> type[yaml.SafeDumper]:
    """Return what writes all texts in *style*, if they can be written so."""

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, _data: object) -> bool:
            return True

    Dumper.add_representer(
        str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style)
    )
    return Dumper


DUMPERS = [_dumper(style) for style in (None, '"', "'", "|", ">")]


@st.composite
def _written(draw: st.DrawFn, data: Any) -> str:
    """Return *data* as YAML, in one of the ways in which it can be written."""
    if draw(st.integers(0, 9)) == 0:
        return json.dumps(data, indent=2, ensure_ascii=False)
    text: str = yaml.dump(
        data,
        Dumper=draw(st.sampled_from(DUMPERS)),
        sort_keys=False,
        allow_unicode=draw(st.booleans()),
        default_flow_style=draw(st.sampled_from([None, True, False])),
        width=draw(st.sampled_from([20, 80, 1000])),
        indent=draw(st.sampled_from([2, 4])),
    )
    return text


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Model):
        yield from _leaves(vars(value))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield str(value)


def _is_valid(data: Any) -> bool:
    return not any(VALIDATOR.iter_errors(data))


def _read(text: str) -> tuple[Guide | None, list[Problem]]:
    """Read *text*; each fault stands inside of it."""
    guide, problems = parse_guide(text, "f.yaml", "3.0", bases=base)
    lines = split_lines(text)
    for problem in problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert "\n" not in problem.message
    assert problems == sorted(set(problems))
    assert guide or problems
    return guide, problems


@given(st.data())
@thorough
def test_a_valid_file_has_no_faults_and_keeps_its_texts(data: st.DataObject) -> None:
    document = data.draw(documents)
    assert _is_valid(document)
    text = data.draw(_written(document))
    # PyYAML breaks some long lines in the middle of an escape.
    assume(yaml.safe_load(text) == document)
    guide, problems = _read(text)
    assert problems == []
    assert guide is not None
    read, written = Counter(_leaves(guide)), Counter(_leaves(document))
    assert not written - read
    extending = any(entry.extends for entry in guide.entries)
    assert extending or not read - written  # what comes from elsewhere
    lines = text.count("\n") + 1
    assert all(1 <= finding.line <= lines for finding in lint_guide(guide, "f.yaml", text))


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from _containers(item)


WRONG: tuple[Any, ...] = (
    None,
    True,
    3,
    1.5,
    "",
    "  ",
    "x",
    [],
    ["x"],
    [["x"]],
    {},
    {"x": "y"},
    {"text": "x"},
    "\x07",
)


@pytest.mark.slow
@given(st.data())
@thorough
def test_a_file_that_is_invalid_has_a_fault(data: st.DataObject) -> None:
    document = copy.deepcopy(data.draw(documents))
    for _ in range(data.draw(st.integers(1, 3))):
        inside = data.draw(st.sampled_from(list(_containers(document))))
        places = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        if not places:
            continue
        place = data.draw(st.sampled_from(places))
        match data.draw(st.sampled_from(["value", "key", "drop"])):
            case "value":
                inside[place] = copy.deepcopy(data.draw(st.sampled_from(WRONG)))
            case "key" if isinstance(inside, dict):
                inside[data.draw(st.sampled_from([f"{place}x", "text", "zzz", "item"]))] = (
                    inside.pop(place)
                )
            case _:
                del inside[place]
    _, problems = _read(data.draw(_written(document)))
    if not _is_valid(document):
        assert problems


@pytest.mark.slow
@given(st.data())
@thorough
def test_a_file_with_slips_is_read_or_refused_with_a_place(data: st.DataObject) -> None:
    text = data.draw(_written(data.draw(documents)))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.sampled_from([start, start + 1, start + 5, len(text)]))
        slip = data.draw(st.text(st.sampled_from("ab:-[]{}#&*!|>'\"%@`\t\n ,?\\é\x07"), max_size=3))
        text = text[:start] + slip + text[end:]
    _, problems = _read(text)
    try:
        yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError:
        assert problems


@given(st.text(max_size=80))
@thorough
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    _read(text)
    _read(f"schema: 1\nentries:\n  - {text}")
