"""Build the data that browsers need to find the entries that explain an error message.

Pure: no Sphinx. The matcher in ``static/tlsalerts-lines.js`` and ``static/tlsalerts-matcher.js``
has only the algorithm of :mod:`sphinx_tlsalerts.matcher`. Data that is the same for all projects,
such as patterns, is in ``static/tlsalerts-facts.js``, which ``tools/generate.py`` writes; the
fingerprints of a project's entries are in tables::

    tables = build_finder_tables(Findable(...) for entry in entries)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.browser.conditions import list_conditions
    from sphinx_tlsalerts.browser.facts import (
        build_constant_facts,
        build_facts_script,
        find_facts_file,
    )
    from sphinx_tlsalerts.browser.findable import Findable, MessageText, build_findable
    from sphinx_tlsalerts.browser.tables import build_finder_tables, derive_id

__all__ = [
    "Findable",
    "MessageText",
    "build_constant_facts",
    "build_facts_script",
    "build_findable",
    "build_finder_tables",
    "derive_id",
    "find_facts_file",
    "list_conditions",
]

__getattr__ = offer(
    __name__,
    {
        "conditions": "list_conditions",
        "facts": "build_constant_facts find_facts_file build_facts_script",
        "findable": "Findable MessageText build_findable",
        "tables": "build_finder_tables derive_id",
    },
)
