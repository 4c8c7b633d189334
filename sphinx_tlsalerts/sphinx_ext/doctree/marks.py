"""What later phases of a build look for in the doctree."""

from __future__ import annotations

from docutils import nodes

#: Marks the tables of this package, for style sheets and post-transforms.
TABLE_CLASS = "tlsalerts-table"

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

#: The same for the nodes that hold an entry, so that what holds another entry can leave them out.
ENTRY_MARK = "tlsalerts_entry"


#: Where translated nodes of a page wait until Sphinx has translated the rest of it.
TRANSLATED = "tlsalerts_translated"

#: Where the titles of a page wait that stay the same in all languages.
FIXED = "tlsalerts_fixed"


#: Where the nameless links and targets of fields wait until docutils has paired those of the page.
NAMELESS = "tlsalerts_nameless"


class entries_about(nodes.Inline, nodes.Element):  # noqa: N801 -- as docutils names its nodes
    """Stands where links to the entries about an object go, once all pages are read."""
