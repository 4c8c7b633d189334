"""Build the list of facts at the end of a troubleshooting entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.guides import PLATFORMS
from sphinx_tlsalerts.sphinx_ext.doctree.columns import build_reference
from sphinx_tlsalerts.sphinx_ext.doctree.inline import build_literal, join_nodes
from sphinx_tlsalerts.sphinx_ext.doctree.marks import entries_about
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx_tlsalerts.guides import Entry, Text
    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Surroundings

#: The values of ``:show:``.
FACTS = ("alerts", "codes", "exceptions", "related", "platforms", "tags", "status")
DEFAULT_FACTS = ("alerts", "codes", "exceptions", "related")


def build_facts(
    entry: Entry, substitute: Callable[[Text], Text], show: Sequence[str], page: Surroundings
) -> list[nodes.Node]:
    """Build the list of the facts of *entry*; nothing if there are none to show.

    :param substitute: replaces the substitutions in a text by their values
    :param show: the facts that the page shows, of :data:`FACTS`
    """
    fields = nodes.field_list(classes=["tlsalerts-facts"])
    for fact, label, values in _list_facts(entry, substitute, page) if show else ():
        if values and fact in show:
            name = nodes.field_name("", label, translatable=False)
            content = join_nodes(([value] for value in values), ", ")
            body = nodes.paragraph("", "", *content, translatable=False)
            fields += nodes.field("", name, nodes.field_body("", body))
    return [fields] if fields.children else []


def _list_facts(
    entry: Entry, substitute: Callable[[Text], Text], page: Surroundings
) -> Iterator[tuple[str, str, list[nodes.Node]]]:
    """Yield each fact that the entry has: its name in :data:`FACTS`, its label and its values."""
    if entry.alerts:
        yield "alerts", _("TLS alert"), _build_links("alert", entry.alerts, page)
    if entry.verify_codes:
        yield "codes", _("Verification code"), _build_links("verify", entry.verify_codes, page)
    if entry.exceptions:
        yield (
            "exceptions",
            _("Exception"),
            [_build_exception(name, page) for name in entry.exceptions],
        )
    if entry.related:
        # A placeholder: links to other entries are known once all pages are read.
        related = entries_about(key=f"error:{' '.join(entry.related)}")
        yield "related", _("Related"), [related]
    if entry.platforms:
        yield (
            "platforms",
            _("Platform"),
            _build_texts(PLATFORMS[name][0] for name in entry.platforms),
        )
    if entry.applies_to:
        yield "platforms", _("Applies to"), _build_texts(map(substitute, entry.applies_to))
    if entry.tags:
        yield "tags", _("Tags"), _build_texts(entry.tags)
    if entry.status:
        yield "status", _("Status"), _build_texts([entry.status])
    if entry.verified:
        yield "status", _("Verified"), _build_texts(entry.verified)


def _build_links(objtype: str, names: Iterable[str], page: Surroundings) -> list[nodes.Node]:
    return [build_reference(page, objtype, name, name) for name in names]


def _build_exception(name: str, page: Surroundings) -> nodes.Node:
    if name.startswith("ssl."):
        return build_reference(page, "ssl", name, name.removeprefix("ssl."))
    return build_literal(name)


def _build_texts(values: Iterable[str]) -> list[nodes.Node]:
    return [nodes.Text(value) for value in values]
