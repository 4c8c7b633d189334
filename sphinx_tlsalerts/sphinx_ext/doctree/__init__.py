"""Build docutils nodes from records. Nothing here reads a page or knows a builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.doctree.inline import (
        build_inline,
        build_literal,
        join_nodes,
        read_rfc_base_url,
    )
    from sphinx_tlsalerts.sphinx_ext.doctree.marks import (
        BUNDLED_SOURCE,
        CHOICE_MARK,
        DROPDOWN_CLASS,
        ENTRIES_CLASS,
        ENTRY_MARK,
        FILTER_CLASS,
        FINDER_CLASS,
        FIXED,
        NAMELESS,
        REMEDY_MARK,
        TABLE_CLASS,
        TEMPLATE_MARK,
        TRANSLATED,
        TRUST_CLASS,
        entries_about,
        mark_unmarked,
    )
    from sphinx_tlsalerts.sphinx_ext.doctree.table import build_table

__all__ = [
    "BUNDLED_SOURCE",
    "CHOICE_MARK",
    "DROPDOWN_CLASS",
    "ENTRIES_CLASS",
    "ENTRY_MARK",
    "FILTER_CLASS",
    "FINDER_CLASS",
    "FIXED",
    "NAMELESS",
    "REMEDY_MARK",
    "TABLE_CLASS",
    "TEMPLATE_MARK",
    "TRANSLATED",
    "TRUST_CLASS",
    "build_inline",
    "build_literal",
    "build_table",
    "entries_about",
    "join_nodes",
    "mark_unmarked",
    "read_rfc_base_url",
]

__getattr__ = offer(
    __name__,
    {
        "inline": "build_inline build_literal join_nodes read_rfc_base_url",
        "marks": (
            "BUNDLED_SOURCE CHOICE_MARK DROPDOWN_CLASS ENTRIES_CLASS ENTRY_MARK FILTER_CLASS "
            "FINDER_CLASS FIXED NAMELESS REMEDY_MARK TABLE_CLASS TEMPLATE_MARK TRANSLATED "
            "TRUST_CLASS "
            "entries_about mark_unmarked"
        ),
        "table": "build_table",
    },
)
