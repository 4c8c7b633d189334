"""Build the short trust table below the first remedy that is to trust a CA."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.guides import fit_trust_row
from sphinx_tlsalerts.registries import load_tools, merge_trust
from sphinx_tlsalerts.sphinx_ext.doctree.columns import build_cell, build_trust_lines
from sphinx_tlsalerts.sphinx_ext.doctree.entries.elements import build_packaged
from sphinx_tlsalerts.sphinx_ext.doctree.marks import TRUST_CLASS
from sphinx_tlsalerts.sphinx_ext.doctree.table import build_table
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides import Remedy
    from sphinx_tlsalerts.registries import TrustTool
    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Surroundings


class TrustTables:
    """Build the trust table of a directive once, and links to it after that.

    :param is_shown: False in a table, which cannot contain another one
    """

    def __init__(self, page: Surroundings, *, is_shown: bool = True) -> None:
        self.page = page
        self.is_shown = is_shown
        self.is_used = False  #: whether anything was built
        self.node_id = ""  #: the id of the table; empty until it is built

    def build(self, remedy: Remedy, entry_id: str) -> list[nodes.Node]:
        """Build what follows the text of a remedy; nothing if it is not to trust a CA.

        :param entry_id: the id of the node of the entry
        """
        rows = self._choose_rows(remedy) if self.is_shown and remedy.trust else []
        if not rows:
            return []
        is_short = bool(remedy.applies_to or remedy.platforms)
        if is_short and (remedy.code or remedy.steps):  # it has the setting already
            return []
        self.is_used = True
        if self.node_id and not is_short:
            return [self._build_link()]
        node_id = f"{entry_id}-trust"
        if not is_short:
            self.node_id = node_id
        return self._build_table(rows, "" if is_short else node_id)

    def _choose_rows(self, remedy: Remedy) -> list[TrustTool]:
        """Return the rows that a remedy is about: those of its tools and platforms, else all."""
        table = merge_trust(self.page.trust)
        if remedy.applies_to:
            found = (table.find(name) for name in remedy.applies_to)
            return [row for row in found if row]
        fitting = (fit_trust_row(row, remedy.platforms) for row in table)
        servers = {tool.id for tool in load_tools() if tool.kind == "server"}
        rows = [row for row in fitting if row and row.id not in servers]
        if remedy.platforms:  # the stores of these systems
            return [row for row in rows if row.kind == "store"]
        return rows

    def _build_table(self, rows: list[TrustTool], node_id: str) -> list[nodes.Node]:
        headers = [[nodes.paragraph("", text)] for text in (_("Tool"), _("Setting"))]
        lines = build_trust_lines(rows)
        cells = [("", [build_cell(tools), build_cell(setting)]) for tools, setting in lines]
        table = build_table(headers, [60, 40], cells)
        for row in table.findall(nodes.row):
            row["ids"] = []
        table["classes"].append(TRUST_CLASS)
        table["ids"] = [node_id] if node_id else []
        lead_in = _("The setting of each tool:")
        return [build_packaged(lead_in, TRUST_CLASS), table]

    def _build_link(self) -> nodes.paragraph:
        before, _mark, after = _("The setting of each tool is in %s.").partition("%s")
        link = nodes.reference("", _("the table of settings"), internal=True, refid=self.node_id)
        text = nodes.paragraph("", before, link, nodes.Text(after), translatable=False)
        text["classes"] = [TRUST_CLASS]
        return text
