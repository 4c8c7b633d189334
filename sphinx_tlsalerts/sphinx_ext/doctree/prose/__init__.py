"""Parse the prose of troubleshooting files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.doctree.prose.base import FieldParser
    from sphinx_tlsalerts.sphinx_ext.doctree.prose.myst import MystFields
    from sphinx_tlsalerts.sphinx_ext.doctree.prose.rst import RstFields

__all__ = ["FieldParser", "MystFields", "RstFields"]

__getattr__ = offer(
    __name__,
    {
        "base": "FieldParser",
        "myst": "MystFields",
        "rst": "RstFields",
    },
)
