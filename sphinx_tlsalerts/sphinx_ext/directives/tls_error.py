"""``tls-error``: a passage of the page made a troubleshooting entry."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING
from zlib import crc32

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sphinx_tlsalerts.guides import mnemonics_in
from sphinx_tlsalerts.registries import (
    UnknownNameError,
    load_ssl_names,
    select_alerts,
    select_codes,
)
from sphinx_tlsalerts.sphinx_ext.directives.options import one_word
from sphinx_tlsalerts.sphinx_ext.directives.page import can_hold_sections, free_id, place_of
from sphinx_tlsalerts.sphinx_ext.doctree import ENTRY_MARK
from sphinx_tlsalerts.sphinx_ext.doctree.entries import (
    BuiltEntry,
    Parts,
    arrange,
    build_index,
    mark_entry,
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


#: A heading that is no section: it can be anywhere.
RUBRIC = "rubric"

#: How an entry with a title can look; a table has nothing for its columns.
STYLES = ("sections", RUBRIC, "dropdowns", "definitions")


class ErrorDirective(SphinxDirective):
    """Make the content an entry, under a heading if the directive has a title."""

    def run(self) -> list[Node]:
        """Build the passage and note the entry."""
        name = " ".join(self.arguments[0].split())
        prefix = self.options.get("id-prefix") or "tlsalerts-error-"
        node_id = free_id(self, nodes.make_id(f"{prefix}{name}"))
        docname, store = self.env.current_document.docname, ObjectStore.of(self.env)
        store.note_feature(docname, "entry")
        store.note_blocks(docname, node_id)
        self.state.document.ids[node_id] = nodes.section()  # the content may name a target so
        title = self._title()
        words = title.astext() if title else self._heading_above() or name
        if "no-index" in self.options:
            store.note_unlinked(docname, Unlinked(name, words, place_of(self)))
            index = []
        else:
            index = [self._note(name, words, node_id)]
        body = self.parse_content_to_nodes(allow_section_headings=True)
        own = (node for node in body if not hasattr(node, ENTRY_MARK))
        first = next((node for node in own if isinstance(node, nodes.paragraph)), None)
        if first is not None:
            mark_remedy(first, node_id)
        if title is None:
            return [nodes.target("", "", ids=[node_id]), *index, *_marked(body, node_id)]
        entry = BuiltEntry(node_id, title, index, Parts([], [], body))
        style = self._style()
        if style != RUBRIC:
            return arrange(style, [entry])
        heading = entry.move_title(nodes.rubric())
        # A target of its own: not every format knows the id of a rubric.
        return [nodes.target("", "", ids=[node_id]), *index, heading, *_marked(body, node_id)]

    def _style(self) -> str:
        """Return the style: a section where there can be one, unless the page wants another."""
        text = self.options.get("style") or ""
        wanted = one_word("style", text, STYLES, location=self.get_location()) if text else None
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

    def _title(self) -> nodes.title | None:
        text = " ".join((self.options.get("title") or "").split())
        if not text:
            return None
        inline, messages = self.parse_inline(text)
        title = nodes.title(text, "", *inline, *messages)
        self.set_source_info(title)
        return title

    def _heading_above(self) -> str:
        """Return the title of the section that the directive stands in."""
        node: nodes.Element | None = self.state_machine.node
        while node is not None and not isinstance(node, nodes.section):
            node = node.parent
        return node[0].astext() if node is not None and len(node) else ""

    def _note(self, name: str, title: str, node_id: str) -> addnodes.index:
        messages = [line for line in (self.options.get("messages") or "").splitlines() if line]
        mnemonics = mnemonics_in([title, *messages])
        facts = ErrorFacts(name, node_id, title, mnemonics, keys=tuple(self._keys()))
        docname = self.env.current_document.docname
        ObjectStore.of(self.env).note_error(docname, facts, self.get_location())
        words = FinderRecord(
            node_id,
            name,
            title,
            tuple((message, False) for message in messages),
            alerts=_names("alert", facts),
            verify_codes=_names("verify", facts),
            exceptions=_names("ssl", facts),
            check=crc32(self.block_text.encode(errors="replace")),
        )
        ObjectStore.of(self.env).finder_records.setdefault(docname, []).append(
            pack_records([words])
        )
        return build_index(facts, messages, words_of(self.options.get("tags") or ""))

    def _keys(self) -> Iterator[ObjectKey]:
        """Yield what the entry is about; warn of what does not exist."""
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
                # What is like no name of the module is an exception of another one.
                if error.suggestions and not hasattr(builtins, name):
                    warn_lookup(error, "left out", location)


def _marked(body: list[Node], node_id: str) -> list[Node]:
    """Mark each node of a passage that has no node around it, but for entries in it."""
    for node in body:
        if isinstance(node, nodes.Element) and not hasattr(node, ENTRY_MARK):
            mark_entry(node, node_id)
    return body


def _names(objtype: str, facts: ErrorFacts) -> tuple[str, ...]:
    """Return the objects of a type that an entry is about."""
    return tuple(name for kind, name in facts.keys if kind == objtype)
