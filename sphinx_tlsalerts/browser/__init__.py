"""Let browsers find the entries that explain an error message.

Pure: no Sphinx. The matcher in ``static/tlsalerts-matcher.js`` has the algorithm of
:mod:`sphinx_tlsalerts.matcher` and nothing else. Facts that no project changes, patterns above all,
are in ``static/tlsalerts-facts.js``, which ``tools/generate.py`` writes. The fingerprints of a
project's entries are in tables::

    tables = finder_tables(Findable(...) for entry in entries)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.browser.facts import constant_facts, facts_file, facts_script
    from sphinx_tlsalerts.browser.findable import Findable, Wording, findable_of
    from sphinx_tlsalerts.browser.tables import finder_tables

__all__ = [
    "Findable",
    "Wording",
    "constant_facts",
    "facts_file",
    "facts_script",
    "findable_of",
    "finder_tables",
]

__getattr__ = offer(
    __name__,
    {
        "facts": "constant_facts facts_file facts_script",
        "findable": "Findable Wording findable_of",
        "tables": "finder_tables",
    },
)
