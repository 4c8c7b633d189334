"""Tests of many rows fail with all rows that fail."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from support.rows import each, other_rows_slow, others_slow


def test_each_failing_row_is_told() -> None:
    seen = []

    @each("left, right", [(1, 1), (2, 3), pytest.param(4, 5, id="a row")])
    def check(tmp_path: str, left: int, right: int) -> None:
        seen.append((tmp_path, left, right))
        assert left == right

    assert list(inspect.signature(check).parameters) == ["tmp_path"]
    with pytest.raises(ExceptionGroup, match="2 of 3 rows fail") as caught:
        check(tmp_path="x")
    assert seen == [("x", 1, 1), ("x", 2, 3), ("x", 4, 5)]
    notes = [note for error in caught.value.exceptions for note in error.__notes__]
    assert [note for note in notes if note.startswith("row: ")] == [
        "row: {'left': 2, 'right': 3}",
        "row: {'left': 4, 'right': 5}",
    ]


def test_no_rows_are_no_test() -> None:
    with pytest.raises(AssertionError, match="without rows"):
        each("row", [])


def test_some_parameters_are_for_long_runs() -> None:
    skipped = pytest.param("c", marks=pytest.mark.skip)
    assert marks_of(others_slow(["a", "b", skipped, ("d", "e")], "b", ("d", "e"))) == [
        (("a",), ["slow"]),
        (("b",), []),
        (("c",), ["skip", "slow"]),
        ((("d", "e"),), []),
    ]
    with pytest.raises(AssertionError, match="no such rows"):
        others_slow(["a", "b"], "x")
    with pytest.raises(AssertionError, match="none would be slow"):
        others_slow(["a"], "a")


def test_some_rows_are_for_long_runs() -> None:
    rows = [(1, []), pytest.param(2, {}, id="two"), pytest.param(3, {}, id="three")]
    found = other_rows_slow(rows, (1, []), "three")
    assert marks_of(found) == [((1, []), []), ((2, {}), ["slow"]), ((3, {}), [])]
    assert [parameter.id for parameter in found] == [None, "two", "three"]


def marks_of(parameters: list[Any]) -> list[tuple[tuple[Any, ...], list[str]]]:
    return [(p.values, [mark.name for mark in p.marks]) for p in parameters]
