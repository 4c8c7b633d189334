"""List troubleshooting entries where pages show the objects they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree import ENTRIES_CLASS, entries_about, join_nodes
from sphinx_tlsalerts.sphinx_ext.env import ALL_ENTRIES, DOMAIN, ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_tlsalerts.sphinx_ext.env import ErrorFacts


#: The most links that are shown in a line; more links become a list.
MANY = 8


class EntriesTransform(SphinxPostTransform):
    """List the troubleshooting entries about an object in place of each placeholder.

    This comes before references are resolved (10), because the links are references.
    """

    default_priority = 5

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Replace each placeholder by links; without any, remove its field."""
        places = list(self.document.findall(entries_about))
        if not places:
            return
        index = ObjectStore.of(self.env).get_error_index()
        for node in places:
            if node["key"] == ALL_ENTRIES:
                self._list_all(node.parent)
                continue
            objtype, _colon, name = node["key"].partition(":")
            entries = index.find_about(objtype, name)
            if len(entries) > MANY and len(node.parent) == 1:
                node.parent.replace_self(self._build_list(entries, ENTRIES_CLASS))
            elif entries:
                links: list[list[nodes.Node]] = [[self._build_link(facts)] for facts in entries]
                node.replace_self(join_nodes(links, ", "))
            else:
                line = node.parent
                field = line.parent.parent
                empty = field if isinstance(field, nodes.field) else line
                if isinstance(field, nodes.field) and len(field.parent) == 1:
                    empty = field.parent
                empty.parent.remove(empty)

    def _list_all(self, place: nodes.Element) -> None:
        """Replace a paragraph by a list of all entries; without any, remove it and its heading."""
        entries = ObjectStore.of(self.env).get_error_index().entries.values()
        if entries:
            place.replace_self(self._build_list(entries))
        else:
            del place.parent[:2]

    def _build_list(self, entries: Iterable[ErrorFacts], *classes: str) -> nodes.bullet_list:
        """Build a list of links, sorted by title."""
        links = [self._build_link(facts) for facts in sorted(entries, key=_get_sort_key)]
        items = [nodes.list_item("", nodes.paragraph("", "", link)) for link in links]
        return nodes.bullet_list("", *items, bullet="-", classes=[*classes])

    def _build_link(self, facts: ErrorFacts) -> addnodes.pending_xref:
        return addnodes.pending_xref(
            "",
            nodes.inline("", facts.title, classes=["xref", "tls", "tls-error"]),
            refdoc=self.env.current_document.docname,
            refdomain=DOMAIN,
            reftype="error",
            reftarget=facts.name,
            refexplicit=True,
            refwarn=False,
        )


def _get_sort_key(facts: ErrorFacts) -> tuple[str, str]:
    return facts.title.casefold(), facts.name
