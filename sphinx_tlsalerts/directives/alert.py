"""``tls-alert``: alerts described in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.directives import ObjectDescription

from sphinx_tlsalerts.build.alerts import COLUMNS, DEFAULT_FIELDS, build_cell
from sphinx_tlsalerts.build.inline import marked_up
from sphinx_tlsalerts.directives.options import known_words
from sphinx_tlsalerts.directives.page import free_id, surroundings
from sphinx_tlsalerts.faults import warn_selection
from sphinx_tlsalerts.locale import _
from sphinx_tlsalerts.overlays import explanation_of
from sphinx_tlsalerts.reporting import WarningKind
from sphinx_tlsalerts.selection import select_alerts
from sphinx_tlsalerts.store import Anchor, ObjectStore

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.addnodes import desc_signature
    from sphinx.util.typing import OptionSpec

    from sphinx_tlsalerts.model import Alert


class AlertDirective(ObjectDescription[str]):
    """Describe one alert or a selection; the author's own body comes after the last."""

    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "no-index": directives.flag,
        "no-index-entry": directives.flag,
        "no-contents-entry": directives.flag,
        "no-typesetting": directives.flag,
        "fields": directives.unchanged,
    }

    alert: Alert | None = None

    def run(self) -> list[Node]:
        """Run Sphinx's description once for each alert of the selection."""
        self.name = "tls:alert"  # the short form gives the same nodes
        location = self.get_location()
        selection = select_alerts(self.arguments[0])
        warn_selection(selection, location, "left out" if selection.codes else "rendered as text")
        self.fields = self._fields(location)
        if not selection.alerts:
            return super().run()  # the author's body is kept, under the text as written
        body, self.content = self.content, StringList()
        found: list[Node] = []
        for alert in selection.alerts:
            if alert is selection.alerts[-1]:
                self.content = body
            self.alert = alert
            found += super().run()
        return found

    def _fields(self, location: str) -> list[str]:
        words = known_words(
            "fields",
            self.options.get("fields", "all"),
            (*COLUMNS, "all", "none"),
            kind=WarningKind.UNKNOWN_COLUMN,
            location=location,
        )
        if "all" in words:
            return list(DEFAULT_FIELDS)
        return [word for word in words if word in COLUMNS]

    # Hooks of ObjectDescription, in the order in which it calls them

    def get_signatures(self) -> list[str]:
        """Return the one signature of this description."""
        return [self.alert.name if self.alert else " ".join(self.arguments[0].split())]

    def handle_signature(self, sig: str, signode: desc_signature) -> str:
        """Build the heading, such as ``bad_certificate (42)``."""
        if self.alert is None:
            raise ValueError(sig)
        signode["fullname"] = self.alert.name
        signode += addnodes.desc_name("", self.alert.name)
        signode += addnodes.desc_sig_space()
        signode += addnodes.desc_annotation("", f"({self.alert.code})")
        return self.alert.name

    def _object_hierarchy_parts(self, sig_node: desc_signature) -> tuple[str, ...]:
        return (sig_node["fullname"],) if "fullname" in sig_node else ()

    def _toc_entry_name(self, sig_node: desc_signature) -> str:
        return sig_node.get("fullname", "")

    def add_target_and_index(self, name: str, sig: str, signode: desc_signature) -> None:  # noqa: ARG002
        """Make the description the place of its alert."""
        node_id = free_id(self, f"tlsalerts-alert-{name}")
        signode["ids"].append(node_id)
        self.state.document.note_explicit_target(signode)
        docname = self.env.current_document.docname
        anchor = Anchor("alert", name, node_id, "description", self.get_location())
        ObjectStore(self.env).note_anchor(docname, anchor)
        if "no-index-entry" not in self.options:
            self.indexnode["entries"].append(index_entry(name, node_id))

    def after_content(self) -> None:
        """Put the facts above the author's body.

        Here and not in ``transform_content``, because Sphinx then rewrites the
        names of fields: ``rustls`` would become ``Rustls``.
        """
        if self.alert is not None:
            self.content_node[0:0] = self._facts(self.alert)

    def transform_content(self, content_node: addnodes.desc_content) -> None:
        """Keep the node that :meth:`after_content` completes."""
        self.content_node = content_node

    def _facts(self, alert: Alert) -> list[nodes.Element]:
        page = surroundings(self)
        fields = nodes.field_list(classes=["tlsalerts-facts"])
        for name in self.fields:
            column = COLUMNS[name]
            content = build_cell((column.describe or column.build)(alert, page))
            if content:
                fields += nodes.field(
                    "",
                    nodes.field_name("", _(column.header), translatable=False),
                    nodes.field_body("", *content),
                )
        # Our words have a catalogue of their own and stay out of the project's.
        explanation = nodes.paragraph("", "", translatable=False)
        explanation += marked_up(explanation_of(alert, page.overlays))
        shown = {COLUMNS[name].overlaid for name in self.fields} | {"explanation"}
        texts = ((alert.code, field) for field in shown if field)
        ObjectStore(self.env).note_texts(page.docname, texts)
        return [fields, explanation] if fields.children else [explanation]


def index_entry(name: str, node_id: str) -> tuple[str, str, str, str, str | None]:
    """Return the entry of an alert in the general index."""
    return ("single", _("%s (TLS alert)") % name, node_id, "", None)
