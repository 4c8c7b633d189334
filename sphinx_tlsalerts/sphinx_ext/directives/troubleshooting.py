"""Implement ``tls-troubleshooting``: entries from YAML as sections of the page."""

from __future__ import annotations

import difflib
from functools import cached_property
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst.states import RSTState
from sphinx.util.docutils import SphinxDirective

from sphinx_tlsalerts.catalogue import PREFIX, load_catalogue
from sphinx_tlsalerts.guides import (
    PLATFORMS,
    Substitutions,
    Wanted,
    find_mnemonics,
    is_message,
    is_mnemonic,
    order_all_remedies,
    select_entries,
)
from sphinx_tlsalerts.sphinx_ext.directives.options import select_known, select_one
from sphinx_tlsalerts.sphinx_ext.directives.page import (
    can_hold_sections,
    choose_id,
    find_place,
    read_surroundings,
)
from sphinx_tlsalerts.sphinx_ext.directives.troubleshooting_sources import GuideSource, read_sources
from sphinx_tlsalerts.sphinx_ext.doctree import FIXED
from sphinx_tlsalerts.sphinx_ext.doctree.entries import (
    DEFAULT_FACTS,
    FACTS,
    STYLES,
    BuiltEntry,
    EntryBuilder,
    TrustTables,
    arrange,
    build_contents,
    build_index,
    holds_table,
    is_block,
)
from sphinx_tlsalerts.sphinx_ext.doctree.prose import FieldParser, RstFields
from sphinx_tlsalerts.sphinx_ext.env import (
    ErrorFacts,
    FinderRecord,
    ObjectStore,
    Unlinked,
    pack_records,
)
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn
from sphinx_tlsalerts.util import did_you_mean, pause_collector, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils.nodes import Node
    from sphinx import addnodes

    from sphinx_tlsalerts.guides import Entry, Text


class TroubleshootingDirective(SphinxDirective):
    """Show the entries of files or of the directive's own content."""

    def run(self) -> list[Node]:
        """Show the sources, with the garbage collector paused: the nodes are no garbage."""
        with pause_collector():
            return self._show_sources()

    def _show_sources(self) -> list[Node]:
        """Read the sources, select entries and arrange them."""
        if not self.arguments and not self.content:
            self._warn(WarningKind.YAML, "there is neither a file nor content; nothing is shown")
            return []
        sources = list(read_sources(self))
        wanted = self._read_selection(sources)
        show, style = self._read_show(), self._choose_style()
        built: list[BuiltEntry] = []
        above: list[Node] = []
        below: list[Node] = []
        trust = TrustTables(read_surroundings(self), is_shown=style != "table")
        for source in sources:
            self._add_meta(source)
            entries = select_entries(source.guide.entries, wanted)
            builder = self._make_builder(source, show, trust)
            above += builder.build_prose(source.guide.intro)
            built += [self._build_entry(entry, builder, source) for entry in entries]
            below += builder.build_prose(source.guide.after)
        if not built and any(source.guide.entries for source in sources):
            self._warn(
                WarningKind.EMPTY_SELECTION, "there are no entries to show; nothing is rendered"
            )
        if style == "table" and any(map(holds_table, built)):
            self._warn(
                WarningKind.PLACEMENT,
                "a table cannot stand in a table; the entries are shown as definitions",
            )
            style = "definitions"
        if built:
            self._note_page()
        if trust.is_used:
            store = ObjectStore.of(self.env)
            store.note_texts(self.env.current_document.docname, [("trust", "")])
            store.note_feature(self.env.current_document.docname, "table")
        contents = self._build_contents(built) if "contents" in self.options else []
        return [*above, *contents, *arrange(style, built), *below]

    def _note_page(self) -> None:
        """Note the feature and the finder records of the entries."""
        store, docname = ObjectStore.of(self.env), self.env.current_document.docname
        store.note_feature(docname, "entry")
        if self._finder_records:
            store.finder_records.setdefault(docname, []).append(pack_records(self._finder_records))

    def _build_contents(self, entries: list[BuiltEntry]) -> list[Node]:
        return build_contents(entries, self.state.document) if entries else []

    @cached_property
    def _finder_records(self) -> list[FinderRecord]:
        """The finder records of the entries that references may lead to."""
        return []

    @cached_property
    def _location(self) -> str:
        """The place of the directive; entries share the string."""
        return self.get_location()

    # Options

    def _read_selection(self, sources: Sequence[GuideSource]) -> Wanted:
        known = [entry.id for source in sources for entry in source.guide.entries]
        tags = {tag for source in sources for entry in source.guide.entries for tag in entry.tags}
        return Wanted(
            only=self._read_ids("only", known),
            exclude=self._read_ids("exclude", known),
            # If no entry has any of the tags, none is selected, and not all of them.
            tags=tuple(
                self._read_words("tags", sorted(tags)) or words_of(self.options.get("tags") or "")
            ),
            platforms=frozenset(self._read_words("platforms", PLATFORMS)),
        )

    def _read_words(self, option: str, known: Iterable[str]) -> list[str]:
        text = self.options.get(option) or ""
        return select_known(
            option, text, known, kind=WarningKind.UNKNOWN_VALUE, location=self.get_location()
        )

    def _read_ids(self, option: str, known: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of an option; warn of ids that no source has."""
        ids = words_of(self.options.get(option) or "")
        for name in ids:
            if name not in known:
                near = difflib.get_close_matches(name[:100], known, n=1)
                hint = did_you_mean(near)
                self._warn(
                    WarningKind.UNKNOWN_ENTRY,
                    f":{option}: does not know the entry '{name}'{hint}; left out",
                )
        return tuple(ids)

    def _read_show(self) -> Sequence[str]:
        if "show" not in self.options:
            return DEFAULT_FACTS
        return self._read_words("show", (*FACTS, "none"))

    def _choose_style(self) -> str:
        location = self.get_location()
        text = self.options.get("style") or "sections"
        style = select_one("style", text, STYLES, location=location) or "sections"
        if style == "sections" and not can_hold_sections(self):
            self._warn(
                WarningKind.PLACEMENT,
                "sections cannot stand here; the entries are shown as definitions",
            )
            return "definitions"
        return style

    def _warn(self, kind: WarningKind, message: str) -> None:
        warn(kind, "%s", message, location=self.get_location())

    # Entries

    def _make_builder(
        self, source: GuideSource, show: Sequence[str], trust: TrustTables
    ) -> EntryBuilder:
        values = source.guide.substitutions | self.config.tlsalerts_substitutions

        def note(message: str, line: int) -> None:
            warn(WarningKind.UNKNOWN_SUBSTITUTION, "%s", message, location=f"{source.path}:{line}")

        return EntryBuilder(
            self._make_fields(source),
            Substitutions(values, note),
            source.guide,
            show,
            trust,
        )

    def _make_fields(self, source: GuideSource) -> FieldParser:
        """Return the parser for the prose of a file: of its markup, else of the page's."""
        page = "rst" if issubclass(type(self.state), RSTState) else "myst"
        fields = self._make_fields_in(source.guide.markup or page, source)
        fields.gives_labels = "no-index" not in self.options
        if source.guide.markup is None:
            other, name = ("myst", "Markdown") if page == "rst" else ("rst", "reStructuredText")
            fields.on_foreign = lambda line: warn(
                WarningKind.MARKUP,
                "this looks like %s, and the page is not; say 'markup: %s' at the top of the file",
                name,
                other,
                location=f"{source.path}:{line}",
            )
        return fields

    def _make_fields_in(self, markup: str, source: GuideSource) -> FieldParser:
        document = self.state.document
        if markup == "rst":
            return RstFields(document, self.env, source.path)
        if "myst_enable_extensions" in self.config:
            from sphinx_tlsalerts.sphinx_ext.doctree.prose import MystFields

            return MystFields(document, self.env, source.path)
        warn(
            WarningKind.MARKUP,
            "markup: the project does not use myst-parser; the texts are shown as they stand",
            location=source.path,
        )
        return PlainFields(document, self.env, source.path)

    def _build_entry(self, entry: Entry, builder: EntryBuilder, source: GuideSource) -> BuiltEntry:
        builder = _adapt_builder(entry, builder, source)
        prefix = self.options.get("id-prefix") or "tlsalerts-error-"
        node_id = choose_id(self, nodes.make_id(f"{prefix}{entry.id}"))
        texts = [builder.substitute(message.text).strip() for message in entry.messages]
        title = self._build_title(entry, builder, texts)
        # Reserves the id: the fields of the entry may hold targets of that name.
        self.state.document.ids[node_id] = title
        parts = builder.build_parts(entry, node_id)
        docname, store = self.env.current_document.docname, ObjectStore.of(self.env)
        store.note_blocks(docname, node_id, sum(map(is_block, entry.messages, texts)))
        index: list[addnodes.index] = []
        if "no-index" not in self.options:
            facts = self._make_facts(entry, title, texts, node_id)
            index = [build_index(facts, texts, entry.index)]
            bundled = source.path.startswith(PREFIX)
            store.note_error(docname, facts, self._location, bundled=bundled)
            record = _make_finder_record(entry, facts, texts, builder)
            self._finder_records.append(record._replace(bundled=bundled))
        else:
            store.note_unlinked(docname, Unlinked(entry.id, title.astext(), find_place(self)))
        return BuiltEntry(node_id, title, index, parts)

    def _build_title(self, entry: Entry, builder: EntryBuilder, messages: list[str]) -> nodes.title:
        text = " ".join(builder.substitute(entry.title).split())
        lines = {line for message in messages for line in message.splitlines()}
        title = nodes.title()
        if is_mnemonic(text) or is_message(text) or text in lines:
            title.rawsource = text
            title += nodes.Text(text)
            fixed: list[nodes.title] = self.env.current_document.get(FIXED) or []
            self.env.current_document[FIXED] = [*fixed, title]
        else:
            builder.fill_phrase(title, entry.title)
        return title

    def _make_facts(
        self, entry: Entry, title: nodes.title, messages: list[str], node_id: str
    ) -> ErrorFacts:
        keys = (
            *(("alert", name) for name in entry.alerts),
            *(("verify", name) for name in entry.verify_codes),
            *(("ssl", name) for name in entry.exceptions if name.startswith("ssl.")),
        )
        labels = tuple(nodes.fully_normalize_name(label) for label in entry.labels)
        shown = title.astext()
        mnemonics = find_mnemonics([shown, *messages])
        written = title.rawsource if title.get("translated") else ""
        return ErrorFacts(entry.id, node_id, shown, mnemonics, labels, keys, written)

    def _add_meta(self, source: GuideSource) -> None:
        """Insert the metadata of a file at the place where the directive ``meta`` does."""
        document = self.state.document
        inserted = []
        for name, content in source.guide.meta.items():
            meta = nodes.meta("", name=name, content=str(content))
            meta.source, meta.line = source.path, content.line
            inserted.append(meta)
        titles = (nodes.title, nodes.subtitle, nodes.meta)
        start = document.first_child_not_matching_class(titles) or 0
        document[start:start] = inserted


def _make_finder_record(
    entry: Entry, facts: ErrorFacts, messages: list[str], builder: EntryBuilder
) -> FinderRecord:
    """Return the finder record of an entry."""
    return FinderRecord(
        facts.node_id,
        facts.name,
        facts.title,
        tuple(
            (text, message.where is not None)
            for text, message in zip(messages, entry.messages, strict=True)
        ),
        tuple(builder.substitute(wording) for wording in entry.matches),
        tuple(entry.alerts),
        tuple(entry.verify_codes),
        tuple(entry.exceptions),
        builder.check,
        trust=any(remedy.trust for remedy in order_all_remedies(entry)),
    )


def _adapt_builder(entry: Entry, builder: EntryBuilder, source: GuideSource) -> EntryBuilder:
    """Return the builder of an entry.

    An entry that extends a bundled one has its headings and lists, unless the file chooses others.
    """
    base, given = entry.extends or "", vars(source.guide)
    if not base.startswith(PREFIX) or "headings" in given or "lists" in given:
        return builder
    catalogue, _slash, _name = base.removeprefix(PREFIX).partition("/")
    return builder.copy_for(load_catalogue(catalogue))


class PlainFields(FieldParser):
    """Show fields unchanged, for a markup that the project cannot parse."""

    filetype = "plaintext"

    def _parse_blocks(self, fragment: nodes.document, text: Text) -> None:
        for block in filter(str.strip, text.split("\n\n")):
            fragment += nodes.paragraph("", block.strip("\n"), translatable=False)

    def _parse_inline(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:  # noqa: ARG002 -- as the caller has it
        return [nodes.Text(text)]
