"""Implement ``tls-trust-table``: how each tool is told to trust a CA."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx import addnodes

from sphinx_tlsalerts.guides import PLATFORMS, fit_trust_row
from sphinx_tlsalerts.registries import TrustTool, merge_trust
from sphinx_tlsalerts.sphinx_ext.directives.options import split_at_commas
from sphinx_tlsalerts.sphinx_ext.directives.page import choose_id, read_surroundings
from sphinx_tlsalerts.sphinx_ext.directives.tables import TableDirective
from sphinx_tlsalerts.sphinx_ext.doctree.columns import DEFAULT_TRUST_COLUMNS, TRUST_COLUMNS
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn
from sphinx_tlsalerts.util import nearest, shorten

if TYPE_CHECKING:
    from docutils.nodes import Node

#: The words of ``:tools:`` and ``:exclude:`` that name a part of the table.
_GROUPS = {"stores": "store", "tools": "tool"}


class TrustTableDirective(TableDirective[TrustTool]):
    """Show the settings of tools and systems as a table."""

    def run(self) -> list[Node]:
        """Select the rows and columns, and build the table."""
        self.location = self.get_location()
        self.table = merge_trust(ObjectStore.of(self.env).trust)
        columns = self.choose_columns(TRUST_COLUMNS) or [
            TRUST_COLUMNS[name] for name in DEFAULT_TRUST_COLUMNS
        ]
        rows = self._choose_rows()
        self._note_rows(rows)
        if not rows:
            warn(
                WarningKind.EMPTY_SELECTION,
                "the options leave no tool to show; no table is rendered",
                location=self.location,
            )
            return []
        named = ((row.id, row) for row in rows)
        table = self.build_record_table("trust", named, columns, read_surroundings(self))
        finished = self.finish(table)
        if not table["ids"]:  # it has no name
            table["ids"] = [choose_id(self, "tlsalerts-trust")]
            self.state.document.set_id(table)
        return [*self._build_index(table["ids"][0], rows), *finished]

    def note_row(self, objtype: str, name: str) -> str:
        """Choose the id of a row. Rows are no objects: no role refers to a tool."""
        return choose_id(self, f"tlsalerts-{objtype}-row-{name}")

    def _choose_rows(self) -> list[TrustTool]:
        wanted = {row.id for row in self.table}
        if "tools" in self.options:
            wanted = self._select("tools")
        if "exclude" in self.options:
            wanted -= self._select("exclude")
        platforms = self.read_words("platforms", PLATFORMS)
        fitting = (fit_trust_row(row, platforms) for row in self.table if row.id in wanted)
        return [row for row in fitting if row]

    def _select(self, option: str) -> set[str]:
        """Return the ids of the rows that an option names."""
        selected: set[str] = set()
        for item in split_at_commas(self.options[option] or ""):
            # Names have blanks, ids have none.
            for name in [item] if self._find(item) else item.split():
                found = self._find(name)
                if not found:
                    self._warn_of_tool(option, name)
                selected |= found
        return selected

    def _find(self, name: str) -> set[str]:
        if kind := _GROUPS.get(name.lower()):
            return {row.id for row in self.table if row.kind == kind}
        row = self.table.find(name)
        return {row.id} if row else set()

    def _warn_of_tool(self, option: str, name: str) -> None:
        hint = nearest(name, [*self.table.list_names(), *_GROUPS])
        warn(
            WarningKind.UNKNOWN_VALUE,
            ":%s: does not know the tool '%s'%s; left out",
            option,
            shorten(name),
            hint,
            location=self.location,
        )

    def _note_rows(self, rows: list[TrustTool]) -> None:
        """Note what an overlay can change: the rows, and without a selection any new one."""
        texts = [("trust", row.id) for row in rows]
        # A name that the table lacks may be a tool that an overlay adds.
        is_open = "tools" not in self.options or any(
            not self._find(name) for name in split_at_commas(self.options["tools"] or "")
        )
        if is_open or "tools" in self.options["tools"]:
            texts.append(("trust", ""))
        ObjectStore.of(self.env).note_texts(self.env.current_document.docname, texts)

    def _build_index(self, node_id: str, rows: list[TrustTool]) -> list[Node]:
        """Build the entries of the general index: the tools, their variables, the proxies."""
        if "no-index" in self.options:
            return []
        term = _("trust a CA")
        values = [f"{term}; {row.name}" for row in rows]
        values += [
            setting.name.partition("=")[0]
            for row in rows
            for setting in row.list_settings("variable")
        ]
        values += [_("%s (inspecting proxy)") % name for name in self.table.proxies]
        node = addnodes.index()
        node["entries"] = [("single", value, node_id, "", None) for value in dict.fromkeys(values)]
        self.set_source_info(node)
        return [node]
