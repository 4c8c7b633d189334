"""Implement ``ssl-enum`` and ``ssl-exceptions``: enums and exceptions of Python's ``ssl``."""

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
from sphinx_tlsalerts.sphinx_ext.directives.page import choose_id, read_surroundings
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
        enum = self._find_enum()
        if enum is None:
            return []
        columns = self.choose_columns(ENUM_COLUMNS) or [
            ENUM_COLUMNS[name] for name in DEFAULT_ENUM_COLUMNS
        ]
        members = self._choose_members(enum)
        if not members:
            warn(
                WarningKind.EMPTY_SELECTION,
                "the options leave no member of '%s' to show; no table is rendered",
                enum.name,
                location=self.location,
            )
            return []
        page = read_surroundings(self)
        named = ((member.dotted, member) for member in members)
        table = self.build_record_table("ssl", named, columns, page)
        self.arguments = []  # the argument is the enum, not a caption
        built = self.finish(table)
        # Last, because docutils adds no id for ``:name:`` to a table that has an id.
        self._note_enum(enum, table)
        return built

    def _find_enum(self) -> SslEnum | None:
        name = self.arguments[0].strip().removeprefix("ssl.")
        enums = load_ssl_names().enums
        if name in enums:
            return enums[name]
        near = [e for e in enums if e.lower() == name.lower()] or [
            suggestion.partition(".")[0]
            for suggestion in load_ssl_names().suggest(name)
            if suggestion.partition(".")[0] in enums
        ]
        warn_lookup(
            UnknownNameError(self.arguments[0], lambda: near[:1] or list(enums)),
            "no table is rendered",
            self.location,
        )
        return None

    def _choose_members(self, enum: SslEnum) -> list[Member]:
        python = self._read_python()
        members = [m for m in enum.members if python is None or m.exists_in(python)]
        if "members" in self.options:
            wanted = self._select_members(enum, "members")
            members = [member for member in members if member.name in wanted]
        if "exclude" in self.options:
            unwanted = self._select_members(enum, "exclude")
            members = [member for member in members if member.name not in unwanted]
        return members

    def _select_members(self, enum: SslEnum, option: str) -> set[str]:
        """Return the members that an option names; warn of unknown ones."""
        own = {member.name for member in enum.members}
        own |= {member.constant for member in enum.members if member.constant}
        constants = {m.constant: m.name for m in enum.members if m.constant}
        chosen: set[str] = set()
        for spelling in words_of(self.options[option]):
            name = spelling.removeprefix("ssl.").removeprefix(f"{enum.name}.")
            if name in own:
                chosen.add(constants.get(name, name))
                continue
            try:
                load_ssl_names().lookup(f"{enum.name}.{name}")
            except UnknownNameError as error:
                fault = error
            else:  # a name that reads like a member, such as ``PROTOCOL_SSLv23``
                fault = UnknownNameError(f"{enum.name}.{name}", tuple)
            warn_lookup(fault, "left out", self.location)
        return chosen

    def _read_python(self) -> tuple[int, int] | None:
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
        """Note the table as an anchor of the enum."""
        if enum.name.startswith("_"):
            return
        node_id = self.note_row("ssl", enum.dotted)
        table["ids"].append(node_id)
        self.state.document.set_id(table)


class SslExceptionsDirective(SphinxDirective):
    """Describe the exceptions, each below its base, with their attributes."""

    def run(self) -> list[Node]:
        """Build one description for each class."""
        exceptions = self._choose_exceptions()
        if exceptions:
            ObjectStore.of(self.env).note_feature(self.env.current_document.docname, "description")
        page = read_surroundings(self)
        built: list[Node] = []
        for error in exceptions:
            if not any(base in {e.name for e in exceptions} for base in self._get_bases(error)):
                built += self._describe(error, exceptions, page)
        return built

    def _choose_exceptions(self) -> list[SslException]:
        known = load_ssl_names().exceptions
        if not self.arguments:
            return list(known.values())
        chosen: list[SslException] = []
        for spelling in words_of(self.arguments[0]):
            name = spelling.removeprefix("ssl.")
            if name in known:
                if known[name] not in chosen:
                    chosen.append(known[name])
            else:
                near = [n for n in load_ssl_names().suggest(name) if n in known]
                warn_lookup(
                    UnknownNameError(spelling, partial(list, near or known)),
                    "left out",
                    self.get_location(),
                )
        return chosen

    def _get_bases(self, error: SslException) -> tuple[str, ...]:
        return (error.alias_of,) if error.alias_of else error.bases

    def _describe(
        self, error: SslException, among: list[SslException], page: Surroundings
    ) -> list[Node]:
        index = addnodes.index(entries=[])
        desc = self._make_desc()
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
        content += [self._build_facts(error, page), self._build_paragraph(_(error.meaning))]
        for attribute in error.attributes:
            content += self._describe_attribute(attribute)
        for other in among:
            if error.name in self._get_bases(other):
                content += self._describe(other, among, page)
        desc += [signature, content]
        return [index, desc]

    def _describe_attribute(self, attribute: Attribute) -> list[Node]:
        index = addnodes.index(entries=[])
        desc = self._make_desc()
        signature = addnodes.desc_signature("", "")
        self.set_source_info(signature)
        signature["fullname"] = attribute.dotted
        signature += addnodes.desc_name("", attribute.name)
        self._make_target(attribute.dotted, attribute.name, signature, index)
        meaning = _(attribute.meaning)
        if attribute.added:
            meaning = f"{meaning} ({_('added in Python %s') % attribute.added})"
        desc += [signature, addnodes.desc_content("", self._build_paragraph(meaning))]
        return [index, desc]

    def _make_desc(self) -> addnodes.desc:
        desc = addnodes.desc(domain="tls", objtype="ssl", desctype="ssl", classes=["tls", "ssl"])
        for option in ("no-index", "no-index-entry", "no-contents-entry"):
            desc[option] = option in self.options
            desc[option.replace("-", "")] = desc[option]
        return desc

    def _build_paragraph(self, text: str) -> nodes.paragraph:
        return nodes.paragraph("", text, translatable=False)

    def _make_target(
        self, dotted: str, name: str, signature: addnodes.desc_signature, index: addnodes.index
    ) -> None:
        toc = self.config.toc_object_entries and "no-contents-entry" not in self.options
        signature["_toc_parts"] = (name,) if toc else ()
        signature["_toc_name"] = name if toc else ""
        if "no-index" in self.options:
            return
        node_id = choose_id(self, f"tlsalerts-ssl-{dotted.removeprefix('ssl.')}")
        signature["ids"].append(node_id)
        self.state.document.note_explicit_target(signature)
        anchor = Anchor("ssl", dotted, node_id, "description", self.get_location())
        ObjectStore.of(self.env).note_anchor(self.env.current_document.docname, anchor)
        if "no-index-entry" not in self.options:
            index["entries"].append(OBJECT_TYPES["ssl"].make_index_entry(dotted, node_id))

    def _build_facts(self, error: SslException, page: Surroundings) -> nodes.field_list:
        facts: list[tuple[str, list[Node]]] = []
        if error.alias_of:
            facts.append(
                (
                    _("Alias of"),
                    [build_reference(page, "ssl", f"ssl.{error.alias_of}", error.alias_of)],
                )
            )
        else:
            facts.append(
                (_("Bases"), join_nodes([self._build_base(b, page) for b in error.bases], ", "))
            )
        if error.added:
            facts.append((_("Added"), [nodes.Text(f"Python {error.added}")]))
        facts += [
            (_("Changed in Python %s") % v, [nodes.Text(_(change))]) for v, change in error.changed
        ]
        facts += [(_("Troubleshooting"), line) for line in build_entries_cell("ssl", error.dotted)]
        fields = nodes.field_list(classes=["tlsalerts-facts"])
        for name, content in facts:
            body = nodes.field_body("", nodes.paragraph("", "", *content))
            fields += nodes.field("", nodes.field_name("", name, translatable=False), body)
        return fields

    def _build_base(self, base: str, page: Surroundings) -> list[Node]:
        if base in load_ssl_names().exceptions:
            return [build_reference(page, "ssl", f"ssl.{base}", base)]
        return [build_literal(base)]
