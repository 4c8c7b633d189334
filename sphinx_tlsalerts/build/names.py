"""What later phases of a build look for in the doctree."""

from __future__ import annotations

from docutils import nodes

#: Marks the tables of this package, for style sheets and post-transforms.
TABLE_CLASS = "tlsalerts-table"

#: Marks an entry that browsers show folded.
DROPDOWN_CLASS = "tlsalerts-dropdown"

#: Where translated nodes of a page wait until Sphinx has translated the rest of it.
TRANSLATED = "tlsalerts_translated"

#: Where the titles of a page wait that stay the same in all languages.
FIXED = "tlsalerts_fixed"


#: Where the nameless links and targets of fields wait until docutils has paired those of the page.
NAMELESS = "tlsalerts_nameless"


class entries_about(nodes.Inline, nodes.Element):  # noqa: N801 -- as docutils names its nodes
    """Stands where links to the entries about an object go, once all pages are read."""
