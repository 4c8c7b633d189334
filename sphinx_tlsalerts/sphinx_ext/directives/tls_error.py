"""Implement ``tls-error``: a passage of the page becomes a troubleshooting entry."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING
from zlib import crc32

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sphinx_tlsalerts.guides import find_mnemonics
from sphinx_tlsalerts.registries import (
    UnknownNameError,
    load_ssl_names,
    select_alerts,
    select_codes,
)
from sphinx_tlsalerts.sphinx_ext.directives.options import select_one
from sphinx_tlsalerts.sphinx_ext.directives.page import can_hold_sections, choose_id, find_place
from sphinx_tlsalerts.sphinx_ext.doctree import ENTRY_MARK, REMEDY_MARK, mark_unmarked
from sphinx_tlsalerts.sphinx_ext.doctree.entries import (
    BuiltEntry,
    Parts,
    arrange,
    build_index,
    mark_remedy,
)
from sphinx_tlsalerts.sphinx_ext.env import (
    ErrorFacts,
    FinderRecord,
    ObjectStore,
    Unlinked,
    pack_records,
)
from sphinx_tlsalerts.sphinx_ext.lookup_warnings import warn_lookup, warn_selection
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn
from sphinx_tlsalerts.util import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx import addnodes

    from sphinx_tlsalerts.sphinx_ext.env import ObjectKey


#: The style with a heading that is not a section, which is allowed anywhere.
RUBRIC = "rubric"

#: The styles of an entry with a title. A table would need parts for its columns.
STYLES = ("sections", RUBRIC, "dropdowns", "definitions")


class ErrorDirective(SphinxDirective):
    """Make the content an entry, under a heading if the directive has a title."""

    def run(self) -> list[Node]:
        """Build the passage and note the entry."""
        name = " ".join(self.arguments[0].split())
        prefix = self.options.get("id-prefix") or "tlsalerts-error-"
        node_id = choose_id(self, nodes.make_id(f"{prefix}{name}"))
        docname, store = self.env.current_document.docname, ObjectStore.of(self.env)
        store.note_feature(docname, "entry")
        store.note_blocks(docname, node_id)
        # Reserves the id: the content may have a target of this name.
        self.state.document.ids[node_id] = nodes.section()
        title = self._build_title()
        heading_text = title.astext() if title else self._find_heading_above() or name
        if "no-index" in self.options:
            store.note_unlinked(docname, Unlinked(name, heading_text, find_place(self)))
            index = []
        else:
            index = [self._note_entry(name, heading_text, node_id)]
        body = self.parse_content_to_nodes(allow_section_headings=True)
        own = (node for node in body if not hasattr(node, ENTRY_MARK))
        first = next((node for node in own if isinstance(node, nodes.paragraph)), None)
        if first is not None:
            mark_remedy(first, REMEDY_MARK, node_id)
        if title is None:
            mark_unmarked(body, node_id)
            return [nodes.target("", "", ids=[node_id]), *index, *body]
        entry = BuiltEntry(node_id, title, index, Parts([], [], body))
        style = self._choose_style()
        if style != RUBRIC:
            return arrange(style, [entry])
        heading = entry.move_title(nodes.rubric())
        # A target node, because not every format writes the id of a rubric.
        mark_unmarked(body, node_id)
        return [nodes.target("", "", ids=[node_id]), *index, heading, *body]

    def _choose_style(self) -> str:
        """Return the style: that of the option, else a section if one is allowed here."""
        text = self.options.get("style") or ""
        wanted = select_one("style", text, STYLES, location=self.get_location()) if text else None
        if wanted is None:
            return "sections" if can_hold_sections(self) else RUBRIC
        if wanted == "sections" and not can_hold_sections(self):
            warn(
                WarningKind.PLACEMENT,
                "a section cannot be here; the entry has a heading without one",
                location=self.get_location(),
            )
            return RUBRIC
        return wanted

    def _build_title(self) -> nodes.title | None:
        text = " ".join((self.options.get("title") or "").split())
        if not text:
            return None
        inline, messages = self.parse_inline(text)
        title = nodes.title(text, "", *inline, *messages)
        self.set_source_info(title)
        return title

    def _find_heading_above(self) -> str:
        """Return the title of the section around the directive."""
        node: nodes.Element | None = self.state_machine.node
        while node is not None and not isinstance(node, nodes.section):
            node = node.parent
        return node[0].astext() if node is not None and len(node) else ""

    def _note_entry(self, name: str, title: str, node_id: str) -> addnodes.index:
        messages = [line for line in (self.options.get("messages") or "").splitlines() if line]
        mnemonics = find_mnemonics([title, *messages])
        facts = ErrorFacts(name, node_id, title, mnemonics, keys=tuple(self._read_keys()))
        docname = self.env.current_document.docname
        ObjectStore.of(self.env).note_error(docname, facts, self.get_location())
        record = FinderRecord(
            node_id,
            name,
            title,
            tuple((message, False) for message in messages),
            alerts=_list_names("alert", facts),
            verify_codes=_list_names("verify", facts),
            exceptions=_list_names("ssl", facts),
            check=crc32(self.block_text.encode(errors="replace")),
        )
        ObjectStore.of(self.env).finder_records.setdefault(docname, []).append(
            pack_records([record])
        )
        return build_index(facts, messages, words_of(self.options.get("tags") or ""))

    def _read_keys(self) -> Iterator[ObjectKey]:
        """Yield the objects that the entry is about; warn of unknown ones."""
        location = self.get_location()
        if alerts := self.options.get("alerts"):
            chosen = select_alerts(alerts)
            warn_selection(chosen, location)
            yield from (("alert", alert.name) for alert in chosen.found)
        if codes := self.options.get("verify-codes"):
            selected = select_codes(codes, self.config.tlsalerts_openssl)
            warn_selection(selected, location)
            yield from (("verify", code.constant) for code in selected.found)
        for name in words_of(self.options.get("exceptions") or ""):
            try:
                yield "ssl", load_ssl_names().lookup(name).dotted
            except UnknownNameError as error:
                # A name without a similar name in ``ssl`` is an exception of another module.
                if error.suggestions and not hasattr(builtins, name):
                    warn_lookup(error, "left out", location)


def _list_names(objtype: str, facts: ErrorFacts) -> tuple[str, ...]:
    """Return the names of the objects of a type that an entry is about."""
    return tuple(name for kind, name in facts.keys if kind == objtype)
