"""Implement the base of descriptions: facts, explanation, then the author's body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.directives import ObjectDescription

from sphinx_tlsalerts.sphinx_ext.directives.options import select_known
from sphinx_tlsalerts.sphinx_ext.directives.page import choose_id, read_surroundings
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

    #: The object type, which is also the name of the directive in the domain.
    kind: ClassVar[str]
    columns: ClassVar[Mapping[str, Column[Any]]]
    default_fields: ClassVar[tuple[str, ...]]

    record: RecordT | None = None

    # Methods of a subclass for its records

    def select(self, text: str, location: str) -> list[RecordT]:
        """Return the records that *text* selects; warn of unknown ones."""
        raise NotImplementedError

    def get_name(self, record: RecordT) -> str:
        """Return the canonical name."""
        raise NotImplementedError

    def get_number(self, record: RecordT) -> str:
        """Return the number that follows the name in the heading."""
        raise NotImplementedError

    def get_explanation(self, record: RecordT, page: Surroundings) -> str:
        """Return the paragraph below the facts."""
        raise NotImplementedError

    def note_texts(self, record: RecordT) -> None:
        """Note the texts that an overlay can change."""

    # The directive

    def run(self) -> list[Node]:
        """Run Sphinx's description once for each record of the selection."""
        self.name = f"tls:{self.kind}"  # the short form gives the same nodes
        location = self.get_location()
        records = self.select(self.arguments[0], location)
        self.fields = self._choose_fields(location)
        if not records:
            return super().run()  # keeps the author's body, below the argument as it is written
        ObjectStore.of(self.env).note_feature(self.env.current_document.docname, "description")
        body, self.content = self.content, StringList()
        built: list[Node] = []
        for record in records:
            if record is records[-1]:
                self.content = body
            self.record = record
            built += super().run()
        return built

    def _choose_fields(self, location: str) -> list[str]:
        names = select_known(
            "fields",
            self.options.get("fields", "all"),
            (*self.columns, "all", "none"),
            kind=WarningKind.UNKNOWN_COLUMN,
            location=location,
        )
        if "all" in names:
            return list(self.default_fields)
        return [name for name in names if name in self.columns]

    # Hooks of ObjectDescription, in the order in which it calls them

    def get_signatures(self) -> list[str]:
        """Return the one signature of this description."""
        if self.record is None:
            return [" ".join(self.arguments[0].split())]
        return [self.get_name(self.record)]

    def handle_signature(self, sig: str, signode: desc_signature) -> str:
        """Build the heading, such as ``bad_certificate (42)``."""
        if self.record is None:
            raise ValueError(sig)
        signode["fullname"] = name = self.get_name(self.record)
        signode += addnodes.desc_name("", name)
        signode += addnodes.desc_sig_space()
        signode += addnodes.desc_annotation("", f"({self.get_number(self.record)})")
        return name

    def _object_hierarchy_parts(self, sig_node: desc_signature) -> tuple[str, ...]:
        return (sig_node["fullname"],) if "fullname" in sig_node else ()

    def _toc_entry_name(self, sig_node: desc_signature) -> str:
        return sig_node.get("fullname", "")

    def add_target_and_index(self, name: str, sig: str, signode: desc_signature) -> None:  # noqa: ARG002 -- as the caller has it
        """Note the description as an anchor of its object."""
        node_id = choose_id(self, f"tlsalerts-{self.kind}-{name}")
        signode["ids"].append(node_id)
        self.state.document.note_explicit_target(signode)
        docname = self.env.current_document.docname
        anchor = Anchor(self.kind, name, node_id, "description", self.get_location())
        ObjectStore.of(self.env).note_anchor(docname, anchor)
        if "no-index-entry" not in self.options:
            entry = OBJECT_TYPES[self.kind].make_index_entry(name, node_id)
            self.indexnode["entries"].append(entry)

    def transform_content(self, content_node: addnodes.desc_content) -> None:
        """Keep the node of the content, which :meth:`after_content` completes."""
        self.content_node = content_node

    def after_content(self) -> None:
        """Put the facts above the author's body.

        Not in ``transform_content``, because Sphinx rewrites the names of fields after it:
        ``rustls`` would become ``Rustls``.
        """
        if self.record is not None:
            self.content_node[0:0] = self._build_facts(self.record)
            self.note_texts(self.record)

    def _build_facts(self, record: RecordT) -> list[nodes.Element]:
        page = read_surroundings(self)
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
        # The text is in the package's message catalogue, and must stay out of the project's.
        explanation = nodes.paragraph("", "", translatable=False)
        explanation += build_inline(self.get_explanation(record, page))
        return [fields, explanation] if fields.children else [explanation]
