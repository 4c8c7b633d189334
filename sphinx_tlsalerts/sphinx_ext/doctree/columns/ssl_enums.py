"""The cells of enums of Python's ``ssl`` module, and the descriptions of its exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.registries import load_alerts
from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import (
    Column,
    Lines,
    Surroundings,
    by_name,
    dash,
    literal_cell,
    pending,
    text_cell,
)
from sphinx_tlsalerts.sphinx_ext.doctree.inline import joined, literal
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from sphinx_tlsalerts.registries import Deprecation, Member


def _value(member: Member, page: Surroundings) -> Lines:
    value = member.value_with(page.openssl)
    return dash() if value is None else literal_cell(str(value))


def _alert(member: Member, page: Surroundings) -> Lines:
    if member.enum != "AlertDescription" or not isinstance(member.value, int):
        return dash()
    alert = load_alerts()[member.value]
    return [[pending(page, "alert", alert.name, f"{alert.name} ({alert.code})")]]


def deprecation_words(deprecated: Deprecation | None) -> list[nodes.Node]:
    """Say since when a name is deprecated, and what takes its place."""
    if deprecated is None:
        return []
    if deprecated.instead is None:
        return [nodes.Text(deprecated.since)]
    words = _("%(since)s, for %(instead)s") % {"since": deprecated.since, "instead": "\0"}
    before, _mark, after = words.partition("\0")
    names: list[list[nodes.Node]] = [[literal(name)] for name in deprecated.instead.split(" or ")]
    return [
        *([nodes.Text(before)] if before else []),
        *joined(names, _(" or ")),
        *([nodes.Text(after)] if after else []),
    ]


def _deprecated(member: Member, _page: Surroundings) -> Lines:
    words = deprecation_words(member.deprecated)
    return [words] if words else dash()


ENUM_COLUMNS: dict[str, Column[Member]] = by_name(
    Column("member", "Member", 40, lambda m, _page: literal_cell(m.name)),
    Column("constant", "Constant", 40, lambda m, _page: literal_cell(m.constant)),
    Column("value", "Value", 22, _value),
    Column("meaning", "Meaning", 50, lambda m, _page: text_cell(_(m.meaning))),
    Column("alert", "Alert", 30, _alert),
    Column("added", "Added", 12, lambda m, _page: text_cell(m.added)),
    Column("deprecated", "Deprecated", 32, _deprecated),
    Column("openssl", "OpenSSL", 18, lambda m, _page: text_cell(m.openssl)),
)

DEFAULT_ENUM_COLUMNS = ("member", "value", "meaning")
