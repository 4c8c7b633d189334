"""Change the neutral doctree for the formats that need more or other nodes."""

from __future__ import annotations

from sphinx_tlsalerts.sphinx_ext.transforms.entries import EntriesTransform
from sphinx_tlsalerts.sphinx_ext.transforms.html import (
    DropdownTransform,
    SingleHtmlIdTransform,
    UnfoldedTransform,
)
from sphinx_tlsalerts.sphinx_ext.transforms.i18n import (
    HideTranslatedTransform,
    NamelessLinksTransform,
    ShowTranslatedTransform,
)
from sphinx_tlsalerts.sphinx_ext.transforms.printed import LatexTableTransform
from sphinx_tlsalerts.sphinx_ext.transforms.targets import (
    ForeignTableTransform,
    ForeignTargetTransform,
    LatexTargetTransform,
    PrintedTableTransform,
    TexinfoTargetTransform,
)
from sphinx_tlsalerts.sphinx_ext.transforms.walk import walk_elements

__all__ = [
    "DropdownTransform",
    "EntriesTransform",
    "ForeignTableTransform",
    "ForeignTargetTransform",
    "HideTranslatedTransform",
    "LatexTableTransform",
    "LatexTargetTransform",
    "NamelessLinksTransform",
    "PrintedTableTransform",
    "ShowTranslatedTransform",
    "SingleHtmlIdTransform",
    "TexinfoTargetTransform",
    "UnfoldedTransform",
    "walk_elements",
]
