"""Build the cells of enums of Python's ``ssl`` module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.registries import load_alerts
from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import (
    Column,
    Lines,
    Surroundings,
    build_dash,
    build_literal_cell,
    build_reference,
    build_text_cell,
    map_by_name,
)
from sphinx_tlsalerts.sphinx_ext.doctree.inline import build_literal, join_nodes
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from sphinx_tlsalerts.registries import Deprecation, Member


def _build_value(member: Member, page: Surroundings) -> Lines:
    value = member.value_with(page.openssl)
    return build_dash() if value is None else build_literal_cell(str(value))


def _build_alert(member: Member, page: Surroundings) -> Lines:
    if member.enum != "AlertDescription" or not isinstance(member.value, int):
        return build_dash()
    alert = load_alerts()[member.value]
    return [[build_reference(page, "alert", alert.name, f"{alert.name} ({alert.code})")]]


def describe_deprecation(deprecated: Deprecation | None) -> list[nodes.Node]:
    """Build the text that names the version of a deprecation and the replacement."""
    if deprecated is None:
        return []
    if deprecated.instead is None:
        return [nodes.Text(deprecated.since)]
    sentence = _("%(since)s, for %(instead)s") % {"since": deprecated.since, "instead": "\0"}
    before, _mark, after = sentence.partition("\0")
    names: list[list[nodes.Node]] = [
        [build_literal(name)] for name in deprecated.instead.split(" or ")
    ]
    return [
        *([nodes.Text(before)] if before else []),
        *join_nodes(names, _(" or ")),
        *([nodes.Text(after)] if after else []),
    ]


def _build_deprecated(member: Member, _page: Surroundings) -> Lines:
    description = describe_deprecation(member.deprecated)
    return [description] if description else build_dash()


ENUM_COLUMNS: dict[str, Column[Member]] = map_by_name(
    Column("member", "Member", 40, lambda m, _page: build_literal_cell(m.name)),
    Column("constant", "Constant", 40, lambda m, _page: build_literal_cell(m.constant)),
    Column("value", "Value", 22, _build_value),
    Column("meaning", "Meaning", 50, lambda m, _page: build_text_cell(_(m.meaning))),
    Column("alert", "Alert", 30, _build_alert),
    Column("added", "Added", 12, lambda m, _page: build_text_cell(m.added)),
    Column("deprecated", "Deprecated", 32, _build_deprecated),
    Column("openssl", "OpenSSL", 18, lambda m, _page: build_text_cell(m.openssl)),
)

DEFAULT_ENUM_COLUMNS = ("member", "value", "meaning")
