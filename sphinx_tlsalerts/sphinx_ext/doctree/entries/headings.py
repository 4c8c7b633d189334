"""Choose default headings for the parts of entries whose file has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.guides import Headings
from sphinx_tlsalerts.sphinx_ext.doctree.marks import HEADING_MARK
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_tlsalerts.guides import Entry


def needs_headings(
    entry: Entry, headings: Headings, lists: Sequence[str], show: Sequence[str]
) -> bool:
    """Return whether an entry needs headings to separate its causes from its remedies.

    A file with its own headings, lists or introductions does not need them.

    :param headings: the headings of the file
    :param lists: the parts that the file shows as lists
    :param show: the option of the directive; ``none`` adds no text to that of the file
    """
    remedies = entry.remedies
    if remedies is None or lists or "none" in show or headings != Headings():
        return False
    if remedies.intro or remedies.choose or remedies.numbered:
        return False
    is_explained = bool(entry.causes or entry.summary)
    return is_explained and max(len(entry.causes), len(remedies.items)) > 1


def build_default_heading(part: str) -> list[nodes.Node]:
    """Build the default heading of a part; only some parts have one."""
    titles = {
        "causes": _("Why it happens"),
        "diagnostics": _("How to find out"),
        "remedies": _("What to do"),
    }
    if part not in titles:
        return []
    heading = nodes.rubric("", titles[part], translatable=False)
    setattr(heading, HEADING_MARK, part)
    return [heading]


def drop_default_heading(part: str, content: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Drop our heading of a part from *content*: a column of a table has its own."""
    return [node for node in content if getattr(node, HEADING_MARK, None) != part]
