"""``ssl-enum`` and ``ssl-exceptions``: enums and exceptions of Python's ``ssl`` module."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from sphinx_tlsalerts.registries import (
    FIRST_PYTHON,
    LAST_PYTHON,
    Member,
    SslEnum,
    SslException,
    UnknownNameError,
    load_ssl_names,
    parse_python,
)
from sphinx_tlsalerts.sphinx_ext.directives.page import free_id, surroundings
from sphinx_tlsalerts.sphinx_ext.directives.tables import TableDirective
from sphinx_tlsalerts.sphinx_ext.doctree import build_literal, join_nodes
from sphinx_tlsalerts.sphinx_ext.doctree.columns import (
    DEFAULT_ENUM_COLUMNS,
    ENUM_COLUMNS,
    build_entries_cell,
    build_reference,
)
from sphinx_tlsalerts.sphinx_ext.env import Anchor, ObjectStore
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.lookup_warnings import warn_lookup
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn
from sphinx_tlsalerts.util import words_of

if TYPE_CHECKING:
    from docutils.nodes import Node

    from sphinx_tlsalerts.registries import Attribute
    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Surroundings


class SslEnumDirective(TableDirective[Member]):
    """Show the members of one enum as a table."""

    def run(self) -> list[Node]:
        """Select the members and columns, and build the table."""
        self.location = self.get_location()
        enum = self._enum()
        if enum is None:
            return []
        columns = self.chosen_columns(ENUM_COLUMNS) or [
            ENUM_COLUMNS[name] for name in DEFAULT_ENUM_COLUMNS
        ]
        members = self._members(enum)
        if not members:
            warn(
                WarningKind.EMPTY_SELECTION,
                "the options leave no member of '%s' to show; no table is rendered",
                enum.name,
                location=self.location,
            )
            return []
        page = surroundings(self)
        named = ((member.dotted, member) for member in members)
        table = self.table_of("ssl", named, columns, page)
        self.arguments = []  # the argument is no caption
        built = self.finish(table)
        self._note_enum(enum, table)  # last: a table that has an id gets none for its name
        return built

    def _enum(self) -> SslEnum | None:
        name = self.arguments[0].strip().removeprefix("ssl.")
        enums = load_ssl_names().enums
        if name in enums:
            return enums[name]
        near = [e for e in enums if e.lower() == name.lower()] or [
            found.partition(".")[0]
            for found in load_ssl_names().suggest(name)
            if found.partition(".")[0] in enums
        ]
        warn_lookup(
            UnknownNameError(self.arguments[0], lambda: near[:1] or list(enums)),
            "no table is rendered",
            self.location,
        )
        return None

    def _members(self, enum: SslEnum) -> list[Member]:
        python = self._python()
        members = [m for m in enum.members if python is None or m.exists_in(python)]
        if "members" in self.options:
            wanted = self._named(enum, "members")
            members = [member for member in members if member.name in wanted]
        if "exclude" in self.options:
            unwanted = self._named(enum, "exclude")
            members = [member for member in members if member.name not in unwanted]
        return members

    def _named(self, enum: SslEnum, option: str) -> set[str]:
        """Return the members that an option names, warning of those of other enums."""
        own = {member.name for member in enum.members}
        own |= {member.constant for member in enum.members if member.constant}
        constants = {m.constant: m.name for m in enum.members if m.constant}
        found: set[str] = set()
        for word in words_of(self.options[option]):
            name = word.removeprefix("ssl.").removeprefix(f"{enum.name}.")
            if name in own:
                found.add(constants.get(name, name))
                continue
            try:
                load_ssl_names().lookup(f"{enum.name}.{name}")
            except UnknownNameError as error:
                fault = error
            else:  # a name that reads like a member, such as ``PROTOCOL_SSLv23``
                fault = UnknownNameError(f"{enum.name}.{name}", tuple)
            warn_lookup(fault, "left out", self.location)
        return found

    def _python(self) -> tuple[int, int] | None:
        text = self.options.get("python", "").strip()
        if not text:
            return None
        try:
            version = parse_python(text)
        except ValueError:
            version = (0, 0)
        if FIRST_PYTHON <= version <= LAST_PYTHON:
            return version
        first, last = (".".join(map(str, v)) for v in (FIRST_PYTHON, LAST_PYTHON))
        warn(
            WarningKind.UNKNOWN_VALUE,
            ":python: '%s' is not a version from %s to %s; the members of all versions are shown",
            text,
            first,
            last,
            location=self.location,
        )
        return None

    def _note_enum(self, enum: SslEnum, table: nodes.table) -> None:
        """Make the table the place of the enum itself."""
        if enum.name.startswith("_"):
            return
        node_id = self.row_id("ssl", enum.dotted)
        table["ids"].append(node_id)
        self.state.document.set_id(table)


class SslExceptionsDirective(SphinxDirective):
    """Describe the exceptions, each below its base, with their attributes."""

    def run(self) -> list[Node]:
        """Build one description for each class."""
        exceptions = self._exceptions()
        if exceptions:
            ObjectStore.of(self.env).note_feature(self.env.current_document.docname, "description")
        page = surroundings(self)
        found: list[Node] = []
        for error in exceptions:
            if not any(base in {e.name for e in exceptions} for base in self._bases(error)):
                found += self._describe(error, exceptions, page)
        return found

    def _exceptions(self) -> list[SslException]:
        known = load_ssl_names().exceptions
        if not self.arguments:
            return list(known.values())
        chosen: list[SslException] = []
        for word in words_of(self.arguments[0]):
            name = word.removeprefix("ssl.")
            if name in known:
                if known[name] not in chosen:
                    chosen.append(known[name])
            else:
                near = [n for n in load_ssl_names().suggest(name) if n in known]
                warn_lookup(
                    UnknownNameError(word, partial(list, near or known)),
                    "left out",
                    self.get_location(),
                )
        return chosen

    def _bases(self, error: SslException) -> tuple[str, ...]:
        return (error.alias_of,) if error.alias_of else error.bases

    def _describe(
        self, error: SslException, among: list[SslException], page: Surroundings
    ) -> list[Node]:
        index = addnodes.index(entries=[])
        desc = self._desc()
        signature = addnodes.desc_signature("", "")
        self.set_source_info(signature)
        signature["fullname"] = error.dotted
        signature += [
            addnodes.desc_annotation("", "exception "),
            addnodes.desc_addname("", "ssl."),
            addnodes.desc_name("", error.name),
        ]
        self._make_target(error.dotted, error.name, signature, index)
        content = addnodes.desc_content()
        content += [self._facts(error, page), self._paragraph(_(error.meaning))]
        for attribute in error.attributes:
            content += self._describe_attribute(attribute)
        for other in among:
            if error.name in self._bases(other):
                content += self._describe(other, among, page)
        desc += [signature, content]
        return [index, desc]

    def _describe_attribute(self, attribute: Attribute) -> list[Node]:
        index = addnodes.index(entries=[])
        desc = self._desc()
        signature = addnodes.desc_signature("", "")
        self.set_source_info(signature)
        signature["fullname"] = attribute.dotted
        signature += addnodes.desc_name("", attribute.name)
        self._make_target(attribute.dotted, attribute.name, signature, index)
        words = _(attribute.meaning)
        if attribute.added:
            words = f"{words} ({_('added in Python %s') % attribute.added})"
        desc += [signature, addnodes.desc_content("", self._paragraph(words))]
        return [index, desc]

    def _desc(self) -> addnodes.desc:
        desc = addnodes.desc(domain="tls", objtype="ssl", desctype="ssl", classes=["tls", "ssl"])
        for option in ("no-index", "no-index-entry", "no-contents-entry"):
            desc[option] = option in self.options
            desc[option.replace("-", "")] = desc[option]
        return desc

    def _paragraph(self, text: str) -> nodes.paragraph:
        return nodes.paragraph("", text, translatable=False)

    def _make_target(
        self, dotted: str, name: str, signature: addnodes.desc_signature, index: addnodes.index
    ) -> None:
        toc = self.config.toc_object_entries and "no-contents-entry" not in self.options
        signature["_toc_parts"] = (name,) if toc else ()
        signature["_toc_name"] = name if toc else ""
        if "no-index" in self.options:
            return
        node_id = free_id(self, f"tlsalerts-ssl-{dotted.removeprefix('ssl.')}")
        signature["ids"].append(node_id)
        self.state.document.note_explicit_target(signature)
        anchor = Anchor("ssl", dotted, node_id, "description", self.get_location())
        ObjectStore.of(self.env).note_anchor(self.env.current_document.docname, anchor)
        if "no-index-entry" not in self.options:
            index["entries"].append(OBJECT_TYPES["ssl"].index_entry(dotted, node_id))

    def _facts(self, error: SslException, page: Surroundings) -> nodes.field_list:
        facts: list[tuple[str, list[Node]]] = []
        if error.alias_of:
            facts.append(
                (
                    _("Alias of"),
                    [build_reference(page, "ssl", f"ssl.{error.alias_of}", error.alias_of)],
                )
            )
        else:
            facts.append((_("Bases"), join_nodes([self._base(b, page) for b in error.bases], ", ")))
        if error.added:
            facts.append((_("Added"), [nodes.Text(f"Python {error.added}")]))
        facts += [
            (_("Changed in Python %s") % v, [nodes.Text(_(what))]) for v, what in error.changed
        ]
        facts += [(_("Troubleshooting"), line) for line in build_entries_cell("ssl", error.dotted)]
        fields = nodes.field_list(classes=["tlsalerts-facts"])
        for name, content in facts:
            body = nodes.field_body("", nodes.paragraph("", "", *content))
            fields += nodes.field("", nodes.field_name("", name, translatable=False), body)
        return fields

    def _base(self, base: str, page: Surroundings) -> list[Node]:
        if base in load_ssl_names().exceptions:
            return [build_reference(page, "ssl", f"ssl.{base}", base)]
        return [build_literal(base)]
