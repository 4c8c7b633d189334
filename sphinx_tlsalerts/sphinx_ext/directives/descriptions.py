"""What descriptions of records have in common: facts, explanation, then the author's body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.directives import ObjectDescription

from sphinx_tlsalerts.sphinx_ext.directives.options import known_words
from sphinx_tlsalerts.sphinx_ext.directives.page import free_id, surroundings
from sphinx_tlsalerts.sphinx_ext.doctree import build_inline
from sphinx_tlsalerts.sphinx_ext.doctree.columns import build_cell
from sphinx_tlsalerts.sphinx_ext.env import Anchor, ObjectStore
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils.nodes import Node
    from sphinx.addnodes import desc_signature

    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Column, Surroundings

RecordT = TypeVar("RecordT")


class DescriptionDirective(ObjectDescription[str], Generic[RecordT]):
    """Describe one record or a selection; the author's own body comes after the last."""

    #: What is described: the name of the directive in the domain.
    kind: ClassVar[str]
    columns: ClassVar[Mapping[str, Column[Any]]]
    default_fields: ClassVar[tuple[str, ...]]

    record: RecordT | None = None

    # What a subclass says of its records

    def select(self, text: str, location: str) -> list[RecordT]:
        """Return the records that *text* selects; warn of what it cannot use."""
        raise NotImplementedError

    def name_of(self, record: RecordT) -> str:
        """Return the canonical name."""
        raise NotImplementedError

    def number_of(self, record: RecordT) -> str:
        """Return the number that stands behind the name in the heading."""
        raise NotImplementedError

    def explanation_of(self, record: RecordT, page: Surroundings) -> str:
        """Return the paragraph below the facts."""
        raise NotImplementedError

    def note_texts(self, record: RecordT) -> None:
        """Note the words that an overlay can change."""

    # The directive

    def run(self) -> list[Node]:
        """Run Sphinx's description once for each record of the selection."""
        self.name = f"tls:{self.kind}"  # the short form gives the same nodes
        location = self.get_location()
        records = self.select(self.arguments[0], location)
        self.fields = self._fields(location)
        if not records:
            return super().run()  # the author's body is kept, under the text as written
        ObjectStore.of(self.env).note_feature(self.env.current_document.docname, "description")
        body, self.content = self.content, StringList()
        found: list[Node] = []
        for record in records:
            if record is records[-1]:
                self.content = body
            self.record = record
            found += super().run()
        return found

    def _fields(self, location: str) -> list[str]:
        words = known_words(
            "fields",
            self.options.get("fields", "all"),
            (*self.columns, "all", "none"),
            kind=WarningKind.UNKNOWN_COLUMN,
            location=location,
        )
        if "all" in words:
            return list(self.default_fields)
        return [word for word in words if word in self.columns]

    # Hooks of ObjectDescription, in the order in which it calls them

    def get_signatures(self) -> list[str]:
        """Return the one signature of this description."""
        if self.record is None:
            return [" ".join(self.arguments[0].split())]
        return [self.name_of(self.record)]

    def handle_signature(self, sig: str, signode: desc_signature) -> str:
        """Build the heading, such as ``bad_certificate (42)``."""
        if self.record is None:
            raise ValueError(sig)
        signode["fullname"] = name = self.name_of(self.record)
        signode += addnodes.desc_name("", name)
        signode += addnodes.desc_sig_space()
        signode += addnodes.desc_annotation("", f"({self.number_of(self.record)})")
        return name

    def _object_hierarchy_parts(self, sig_node: desc_signature) -> tuple[str, ...]:
        return (sig_node["fullname"],) if "fullname" in sig_node else ()

    def _toc_entry_name(self, sig_node: desc_signature) -> str:
        return sig_node.get("fullname", "")

    def add_target_and_index(self, name: str, sig: str, signode: desc_signature) -> None:  # noqa: ARG002 -- as the caller has it
        """Make the description the place of its object."""
        node_id = free_id(self, f"tlsalerts-{self.kind}-{name}")
        signode["ids"].append(node_id)
        self.state.document.note_explicit_target(signode)
        docname = self.env.current_document.docname
        anchor = Anchor(self.kind, name, node_id, "description", self.get_location())
        ObjectStore.of(self.env).note_anchor(docname, anchor)
        if "no-index-entry" not in self.options:
            entry = OBJECT_TYPES[self.kind].index_entry(name, node_id)
            self.indexnode["entries"].append(entry)

    def transform_content(self, content_node: addnodes.desc_content) -> None:
        """Keep the node that :meth:`after_content` completes."""
        self.content_node = content_node

    def after_content(self) -> None:
        """Put the facts above the author's body.

        Here and not in ``transform_content``, because Sphinx then rewrites the
        names of fields: ``rustls`` would become ``Rustls``.
        """
        if self.record is not None:
            self.content_node[0:0] = self._facts(self.record)
            self.note_texts(self.record)

    def _facts(self, record: RecordT) -> list[nodes.Element]:
        page = surroundings(self)
        fields = nodes.field_list(classes=["tlsalerts-facts"])
        for name in self.fields:
            column = self.columns[name]
            content = build_cell((column.describe or column.build)(record, page))
            if content:
                fields += nodes.field(
                    "",
                    nodes.field_name("", _(column.header), translatable=False),
                    nodes.field_body("", *content),
                )
        # Our words have a catalogue of their own and stay out of the project's.
        explanation = nodes.paragraph("", "", translatable=False)
        explanation += build_inline(self.explanation_of(record, page))
        return [fields, explanation] if fields.children else [explanation]
