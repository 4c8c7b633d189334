"""The answer to a paste fits on a terminal, with the command on its first screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.cli import terminal
from sphinx_tlsalerts.cli.answer_text import print_answer
from sphinx_tlsalerts.cli.explain import list_values
from sphinx_tlsalerts.cli.terminal import Recorder
from sphinx_tlsalerts.matcher import EntryIndex, explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.guides import Entry

ENTRIES = load_catalogue("python").entries
INDEX = EntryIndex(ENTRIES)

COLUMNS, ROWS = 80, 24

#: The first remedy is a class, and code is never cut.
LONGER = {"session-reuse-required"}


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "_WIDEST", COLUMNS)


def answer(text: str, color: str = "never") -> Recorder:
    found = explain(text, INDEX)
    printed = Recorder(terminal.Printer(color, list_values(found.context)))
    print_answer(found.matches, found.context, printed)
    return printed


def pastes() -> Iterator[tuple[Entry, str]]:
    for entry in ENTRIES:
        for message in entry.messages:
            yield entry, str(message.text)


def test_every_answer_fits_on_the_screen() -> None:
    rows = {entry.id: answer(text).rows for entry, text in pastes()}
    assert len(rows) > 100
    assert {name for name, number in rows.items() if number > ROWS} == LONGER


def test_colours_take_no_room() -> None:
    text = "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"
    plain, coloured = answer(text), answer(text, "always")
    assert len("".join(coloured.lines)) > len("".join(plain.lines))
    assert coloured.rows == plain.rows


def test_the_host_and_the_command_are_on_the_first_screen() -> None:
    text = "curl: (60) SSL certificate problem: unable to get local issuer certificate"
    lines = answer(f"$ curl https://files.example:8443/\n{text}").lines
    (check,) = (line for line in lines if "s_client" in line)
    assert "-connect files.example:8443" in check
    assert any("curl --cacert" in line and "files.example:8443" in line for line in lines)
