"""Both matchers, the one in Python and the one of browsers, obey the same vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.finder_vectors import all_vectors, tables_of
from support.matchers import answer_of_python, compared

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.sites import Sites

    from .conftest import OpenPage

MATCHERS = """
(tables) => {
  window.matchers = {};
  for (const [name, one] of Object.entries(tables)) {
    window.matchers[name] = tlsalertsMatcher(tlsalertsFacts, one);
  }
}
"""
ANSWERS = "(texts) => texts.map(([name, text]) => window.matchers[name].match(text))"


@pytest.mark.slow
def test_browser_gives_the_answers_of_python(
    sites: Sites, open_page: OpenPage, note_compared: Callable[[str, str, int], None]
) -> None:
    vectors = all_vectors()
    different = []
    with open_page(sites.everything() / "finder.html") as seen:
        seen.page.evaluate(
            MATCHERS, {vector.catalogue: tables_of(vector.catalogue) for vector in vectors}
        )
        for some in (vectors[start : start + 2000] for start in range(0, len(vectors), 2000)):
            answers = seen.page.evaluate(ANSWERS, [list(vector) for vector in some])
            different += [
                (vector, given, expected)
                for vector, answer in zip(some, answers, strict=True)
                if (given := compared(vector, answer)) != (expected := answer_of_python(vector))
            ]
    note_compared("texts for the error finder", "the matcher in Chromium", len(vectors))
    assert len(vectors) > 10_000
    assert different[:5] == []
