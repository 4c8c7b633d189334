"""Build the cells of verification codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.registries import RELEASE_LINES, load_alerts
from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import (
    Column,
    Lines,
    Surroundings,
    build_dash,
    build_entries_cell,
    build_literal_cell,
    build_reference,
    build_text_cell,
    map_by_name,
)
from sphinx_tlsalerts.sphinx_ext.doctree.inline import DASH, build_inline, build_literal
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.registries import ReleaseLine, VerifyCode


def _build_code(code: VerifyCode, page: Surroundings) -> Lines:
    number = code.number(page.openssl)
    return build_dash() if number is None else build_literal_cell(str(number))


def _build_codes(code: VerifyCode, _page: Surroundings) -> Lines:
    numbers = {line: None if n is None else str(n) for line, n in code.numbers.items()}
    return _build_runs(numbers)


def _build_texts(code: VerifyCode, _page: Surroundings) -> Lines:
    return _build_runs(code.texts)


def _build_runs(values: Mapping[ReleaseLine, str | None]) -> Lines:
    """Build a line for each run of OpenSSL release lines with the same value."""
    runs: list[tuple[str | None, list[ReleaseLine]]] = []
    for line in RELEASE_LINES:
        if not runs or runs[-1][0] != values[line]:
            runs.append((values[line], []))
        runs[-1][1].append(line)
    if len(runs) == 1:
        return build_literal_cell(runs[0][0])
    return [
        [
            build_literal(value) if value else nodes.Text(DASH),
            nodes.Text(f" ({_name_releases(lines)})"),
        ]
        for value, lines in runs
    ]


def _name_releases(lines: list[ReleaseLine]) -> str:
    """Name a run of release lines, such as ``OpenSSL 3.0 and newer``."""
    if lines[-1] == RELEASE_LINES[-1]:
        return _("OpenSSL %s and newer") % lines[0]
    if lines[0] == RELEASE_LINES[0]:
        return _("OpenSSL up to %s") % lines[-1]
    return f"OpenSSL {', '.join(lines)}"


def _build_alert(code: VerifyCode, page: Surroundings) -> Lines:
    if code.alert is None:
        return build_dash()
    alert = load_alerts()[code.alert]
    return [[build_reference(page, "alert", alert.name, f"{alert.name} ({alert.code})")]]


def _build_strict(code: VerifyCode, _page: Surroundings) -> Lines:
    return build_text_cell(_("yes") if code.new_in_python_313 else _("no"))


VERIFY_COLUMNS: dict[str, Column[VerifyCode]] = map_by_name(
    Column("code", "Code", 7, _build_code, describe=_build_codes),
    Column("name", "Name", 40, lambda c, _page: build_literal_cell(c.constant)),
    Column(
        "text", "Text", 40, lambda c, page: build_literal_cell(c.texts[page.openssl]), _build_texts
    ),
    Column("meaning", "Meaning", 40, lambda c, _page: build_text_cell(_(c.meaning))),
    Column(
        "since", "Since", 12, lambda c, _page: build_text_cell(c.since and f"OpenSSL {c.since}")
    ),
    Column("alert", "Alert sent", 30, _build_alert),
    Column("strict", "New with Python 3.13", 12, _build_strict),
    Column("check", "First thing to check", 40, lambda c, _page: [build_inline(c.check)]),
    Column(
        "entries", "Troubleshooting", 30, lambda c, _page: build_entries_cell("verify", c.constant)
    ),
)

DEFAULT_VERIFY_COLUMNS = ("code", "name", "meaning")

#: The fields of a description without ``:fields:``.
DEFAULT_VERIFY_FIELDS = ("code", "text", "meaning", "since", "alert", "strict", "check", "entries")
