"""Names by which nodes are found again in later phases of a build."""

from __future__ import annotations

#: Marks the tables of this package, for style sheets and post-transforms.
TABLE_CLASS = "tlsalerts-table"

#: Marks an entry that browsers show folded.
DROPDOWN_CLASS = "tlsalerts-dropdown"

#: Where translated nodes of a page wait until Sphinx has translated the rest of it.
TRANSLATED = "tlsalerts_translated"

#: Where the titles of a page wait that stay the same in all languages.
FIXED = "tlsalerts_fixed"
