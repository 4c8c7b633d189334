"""The facts of a troubleshooting entry, which stand in a list below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.guides import PLATFORMS
from sphinx_tlsalerts.sphinx_ext.doctree.columns import pending
from sphinx_tlsalerts.sphinx_ext.doctree.inline import joined, literal
from sphinx_tlsalerts.sphinx_ext.doctree.marks import entries_about
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx_tlsalerts.guides import Entry, Text
    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Surroundings

#: What ``:show:`` knows.
FACTS = ("alerts", "codes", "exceptions", "related", "platforms", "tags", "status")
DEFAULT_FACTS = ("alerts", "codes", "exceptions", "related")


def facts_of(
    entry: Entry, substituted: Callable[[Text], Text], show: Sequence[str], page: Surroundings
) -> list[nodes.Node]:
    """Build the list of the facts of *entry*; nothing where it has none that are shown.

    :param substituted: returns a text with its substitutions made
    :param show: the facts that the page wants to see, of :data:`FACTS`
    """
    fields = nodes.field_list(classes=["tlsalerts-facts"])
    for fact, label, values in _rows(entry, substituted, page) if show else ():
        if values and fact in show:
            name = nodes.field_name("", label, translatable=False)
            content = joined(([value] for value in values), ", ")
            body = nodes.paragraph("", "", *content, translatable=False)
            fields += nodes.field("", name, nodes.field_body("", body))
    return [fields] if fields.children else []


def _rows(
    entry: Entry, substituted: Callable[[Text], Text], page: Surroundings
) -> Iterator[tuple[str, str, list[nodes.Node]]]:
    """Yield each fact with its label and what stands behind it, if there is anything."""
    if entry.alerts:
        yield "alerts", _("TLS alert"), _links("alert", entry.alerts, page)
    if entry.verify_codes:
        yield "codes", _("Verification code"), _links("verify", entry.verify_codes, page)
    if entry.exceptions:
        yield "exceptions", _("Exception"), [_exception(name, page) for name in entry.exceptions]
    if entry.related:
        # What stands for the links to other entries until all pages are read.
        related = entries_about(key=f"error:{' '.join(entry.related)}")
        yield "related", _("Related"), [related]
    if entry.platforms:
        yield "platforms", _("Platform"), _texts(PLATFORMS[name][0] for name in entry.platforms)
    if entry.applies_to:
        yield "platforms", _("Applies to"), _texts(map(substituted, entry.applies_to))
    if entry.tags:
        yield "tags", _("Tags"), _texts(entry.tags)
    if entry.status:
        yield "status", _("Status"), _texts([entry.status])
    if entry.verified:
        yield "status", _("Verified"), _texts(entry.verified)


def _links(objtype: str, names: Iterable[str], page: Surroundings) -> list[nodes.Node]:
    return [pending(page, objtype, name, name) for name in names]


def _exception(name: str, page: Surroundings) -> nodes.Node:
    if name.startswith("ssl."):
        return pending(page, "ssl", name, name.removeprefix("ssl."))
    return literal(name)


def _texts(words: Iterable[str]) -> list[nodes.Node]:
    return [nodes.Text(word) for word in words]
