"""Tests that look at many rows of a table: each as one test, or most of them in long runs only.

``pytest.mark.parametrize`` makes a test of each row, which costs more than most rows do: use it
where rows build something, and this where they only look something up.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Test = Callable[..., None]


def each(names: str, rows: Iterable[Any]) -> Callable[[Test], Test]:
    """Run a test for each row, and fail with all rows that fail.

    :param names: the parameters that a row fills, apart by commas
    :param rows: values, tuples of values for several parameters, or ``pytest.param``
    """
    parameters = [name.strip() for name in names.split(",")]
    table = [dict(zip(parameters, _values(row, len(parameters)), strict=True)) for row in rows]
    assert table, "a test without rows shows nothing"

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            failures = [error for row in table if (error := _failure(test, fixtures, row))]
            if failures:
                raise ExceptionGroup(f"{len(failures)} of {len(table)} rows fail", failures)

        signature = inspect.signature(test)
        fixtures = [p for name, p in signature.parameters.items() if name not in parameters]
        run.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        return run

    return decorate


def others_slow(values: Iterable[Any], *quick: Any) -> list[Any]:
    """Return values of a parameter of which all but the *quick* ones are for ``pytest -m slow``.

    :param values: values, or ``pytest.param``
    """
    return _others_slow(((v,) if not hasattr(v, "marks") else v for v in values), quick)


def other_rows_slow(rows: Iterable[Any], *quick: Any) -> list[Any]:
    """Return rows for several parameters likewise.

    :param rows: tuples, or ``pytest.param``
    :param quick: ids of rows that have one, or else tuples
    """
    return _others_slow(rows, quick)


def _others_slow(rows: Iterable[Any], quick: tuple[Any, ...]) -> list[Any]:
    table = [row if hasattr(row, "marks") else pytest.param(*row) for row in rows]
    names = [row.id or (row.values if len(row.values) > 1 else row.values[0]) for row in table]
    unknown = [name for name in quick if name not in names]
    assert not unknown, f"no such rows: {unknown}"
    assert len(quick) < len(names), "none would be slow"
    return [
        row
        if name in quick
        else pytest.param(*row.values, marks=[*row.marks, pytest.mark.slow], id=row.id)
        for row, name in zip(table, names, strict=True)
    ]


def _values(row: Any, count: int) -> tuple[Any, ...]:
    if hasattr(row, "marks"):  # of pytest.param
        return tuple(row.values)
    return (row,) if count == 1 else tuple(row)


def _failure(test: Test, fixtures: dict[str, Any], row: dict[str, Any]) -> Exception | None:
    try:
        test(**fixtures, **row)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is told with its row
        error.add_note(f"row: {row!r:.500}")
        return error
    return None
