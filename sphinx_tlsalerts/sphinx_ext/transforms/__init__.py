"""Post-transforms: the little that formats need beyond the neutral doctree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree.inline import joined
from sphinx_tlsalerts.sphinx_ext.doctree.marks import (
    DROPDOWN_CLASS,
    ENTRIES_CLASS,
    FIXED,
    NAMELESS,
    TABLE_CLASS,
    TRANSLATED,
    entries_about,
)
from sphinx_tlsalerts.sphinx_ext.env.records import ALL_ENTRIES, DOMAIN
from sphinx_tlsalerts.sphinx_ext.env.store import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.sphinx_ext.env.records import Entry, ErrorFacts
