"""CSS classes, keys and the placeholder node shared by directives and transforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Marks the tables of this package, for style sheets and post-transforms.
TABLE_CLASS = "tlsalerts-table"

#: Marks the short trust table below a remedy, which the finder does not show.
TRUST_CLASS = "tlsalerts-trust"

#: Marks the tables that have a filter in browsers.
FILTER_CLASS = "tlsalerts-filtered"

#: Marks an entry that browsers show folded.
DROPDOWN_CLASS = "tlsalerts-dropdown"

#: Marks a long list of the entries about an object.
ENTRIES_CLASS = "tlsalerts-entries"

#: Marks the error finder, and in it the list for readers without scripts.
FINDER_CLASS = "tlsalerts-finder"

#: The source of nodes whose text comes from a bundled catalogue.
BUNDLED_SOURCE = "builtin:python"

#: An attribute of the Python objects that are the nodes of a first remedy (of an entry without any,
#: of the cause): the id of the entry's node. Not an attribute of docutils: the doctree stays what
#: an author would have written.
REMEDY_MARK = "tlsalerts_remedy"

#: The same for the nodes of remedies with conditions: a tuple of the id of the entry's node, the
#: number of the remedy, and its conditions as browsers read them.
CHOICE_MARK = "tlsalerts_choice"

#: The same for code with placeholders: the code before their defaults were filled in.
TEMPLATE_MARK = "tlsalerts_template"

#: The same for the nodes that hold an entry, so that an entry around it can leave them out.
ENTRY_MARK = "tlsalerts_entry"

#: The same for headings that an entry has of us: the part that a heading is of.
HEADING_MARK = "tlsalerts_heading"

#: The key of ``current_document`` for nodes that are translated before the rest of the page.
TRANSLATED = "tlsalerts_translated"

#: The key for the titles of a page that are the same in all languages.
FIXED = "tlsalerts_fixed"


#: The key for anonymous links and targets of fields, until docutils has paired those of the page.
NAMELESS = "tlsalerts_nameless"


class entries_about(nodes.Inline, nodes.Element):  # noqa: N801 -- as docutils names its nodes
    """A placeholder for the links to the entries about an object, until all pages are read."""


def mark_unmarked(content: Iterable[nodes.Node], node_id: str) -> None:
    """Mark the top-level nodes of an entry, except for nodes of other entries.

    :param node_id: the id of the node of the entry
    """
    for node in content:
        if isinstance(node, nodes.Element) and not hasattr(node, ENTRY_MARK):
            setattr(node, ENTRY_MARK, node_id)
