"""The cells of the verification codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.registries import RELEASE_LINES, load_alerts
from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import (
    Column,
    Lines,
    Surroundings,
    by_name,
    dash,
    entries_cell,
    literal_cell,
    pending,
    text_cell,
)
from sphinx_tlsalerts.sphinx_ext.doctree.inline import DASH, literal, marked_up
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.registries import ReleaseLine, VerifyCode


def _code(code: VerifyCode, page: Surroundings) -> Lines:
    number = code.number(page.openssl)
    return dash() if number is None else literal_cell(str(number))


def _codes(code: VerifyCode, _page: Surroundings) -> Lines:
    numbers = {line: None if n is None else str(n) for line, n in code.numbers.items()}
    return _by_line(numbers)


def _texts(code: VerifyCode, _page: Surroundings) -> Lines:
    return _by_line(code.texts)


def _by_line(values: Mapping[ReleaseLine, str | None]) -> Lines:
    """One line for each run of release lines with the same value."""
    runs: list[tuple[str | None, list[ReleaseLine]]] = []
    for line in RELEASE_LINES:
        if not runs or runs[-1][0] != values[line]:
            runs.append((values[line], []))
        runs[-1][1].append(line)
    if len(runs) == 1:
        return literal_cell(runs[0][0])
    return [
        [literal(value) if value else nodes.Text(DASH), nodes.Text(f" ({_releases(lines)})")]
        for value, lines in runs
    ]


def _releases(lines: list[ReleaseLine]) -> str:
    """Name a run of release lines, such as ``OpenSSL 3.0 and newer``."""
    if lines[-1] == RELEASE_LINES[-1]:
        return _("OpenSSL %s and newer") % lines[0]
    if lines[0] == RELEASE_LINES[0]:
        return _("OpenSSL up to %s") % lines[-1]
    return f"OpenSSL {', '.join(lines)}"


def _alert(code: VerifyCode, page: Surroundings) -> Lines:
    if code.alert is None:
        return dash()
    alert = load_alerts()[code.alert]
    return [[pending(page, "alert", alert.name, f"{alert.name} ({alert.code})")]]


def _strict(code: VerifyCode, _page: Surroundings) -> Lines:
    return text_cell(_("yes") if code.new_in_python_313 else _("no"))


VERIFY_COLUMNS: dict[str, Column[VerifyCode]] = by_name(
    Column("code", "Code", 7, _code, describe=_codes),
    Column("name", "Name", 40, lambda c, _page: literal_cell(c.constant)),
    Column("text", "Text", 40, lambda c, page: literal_cell(c.texts[page.openssl]), _texts),
    Column("meaning", "Meaning", 40, lambda c, _page: text_cell(_(c.meaning))),
    Column("since", "Since", 12, lambda c, _page: text_cell(c.since and f"OpenSSL {c.since}")),
    Column("alert", "Alert sent", 30, _alert),
    Column("strict", "New with Python 3.13", 12, _strict),
    Column("check", "First thing to check", 40, lambda c, _page: [marked_up(c.check)]),
    Column("entries", "Troubleshooting", 30, lambda c, _page: entries_cell("verify", c.constant)),
)

DEFAULT_VERIFY_COLUMNS = ("code", "name", "meaning")

#: What a description shows unless ``:fields:`` says otherwise.
DEFAULT_VERIFY_FIELDS = ("code", "text", "meaning", "since", "alert", "strict", "check", "entries")
