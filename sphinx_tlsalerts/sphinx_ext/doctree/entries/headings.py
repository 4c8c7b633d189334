"""Headings for the parts of entries whose file has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.guides import Headings
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_tlsalerts.guides import Entry


def needs_headings(
    entry: Entry, headings: Headings, lists: Sequence[str], show: Sequence[str]
) -> bool:
    """Return whether a reader cannot tell where the causes end and the remedies begin.

    A file with headings, lists or lead-ins of its own shows it.

    :param headings: those of the file
    :param lists: the parts that the file wants as lists
    :param show: the option of the directive; ``none`` leaves all words to the file
    """
    remedies = entry.remedies
    if remedies is None or lists or "none" in show or headings != Headings():
        return False
    if remedies.intro or remedies.choose or remedies.numbered:
        return False
    is_explained = bool(entry.causes or entry.summary)
    return is_explained and max(len(entry.causes), len(remedies.items)) > 1


def default_heading(part: str) -> list[nodes.Node]:
    """Build the heading of a part; only some parts have one."""
    words = {
        "causes": _("Why it happens"),
        "diagnostics": _("How to find out"),
        "remedies": _("What to do"),
    }
    return [nodes.rubric("", words[part], translatable=False)] if part in words else []
