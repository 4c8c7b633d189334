"""The domain ``tls``: objects, references and index of a project."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.util.nodes import make_refnode

from sphinx_tlsalerts.directives import surface
from sphinx_tlsalerts.locale import _
from sphinx_tlsalerts.roles import AlertRole, ErrorRole, SslRole, VerifyRole
from sphinx_tlsalerts.store import ANY_TYPES, ObjectStore, initial_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


class TlsIndex(Index):
    """The alerts that this project describes, by name."""

    name = "index"
    localname = _("TLS index")
    shortname = _("TLS")

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return one group of entries for each first letter."""
        store = ObjectStore.of(self.domain.env)
        if not store.targets:
            return [], False
        openssl = self.domain.env.config.tlsalerts_openssl
        wanted = None if docnames is None else set(docnames)
        titles = store.error_index().entries if store.errors else {}
        groups: dict[str, list[IndexEntry]] = {}
        for (objtype, name), target in store.targets.items():
            if wanted is not None and target.docname not in wanted:
                continue
            if objtype == "error":
                shown = titles[name].title
                extra, meaning = _("error"), ""
            else:
                # With the registries, which entries alone do not need.
                from sphinx_tlsalerts.objects import extra_of_object, meaning_of_object

                shown = name.rpartition(".")[2]
                extra = extra_of_object(objtype, name, openssl)
                meaning = meaning_of_object(objtype, name, store.overlays)
            entry = IndexEntry(shown, 0, target.docname, target.node_id, extra, "", meaning)
            groups.setdefault(_letter(shown), []).append(entry)
        return [(letter, sorted(groups[letter])) for letter in sorted(groups)], False


def _letter(title: str) -> str:
    """Return the first letter or digit of *title*."""
    return next((character.upper() for character in title if character.isalnum()), "#")


class TlsDomain(Domain):
    """TLS objects of a project. The records are kept by :class:`ObjectStore`."""

    name = "tls"
    label = "TLS"
    object_types: ClassVar[dict[str, ObjType]] = {
        "alert": ObjType(_("alert"), "alert"),
        "verify": ObjType(_("verification code"), "verify"),
        "ssl": ObjType(_("ssl name"), "ssl"),
        "error": ObjType(_("troubleshooting entry"), "error"),
    }
    directives: ClassVar = {
        "alert": surface.Alert,
        "alert-table": surface.AlertTable,
        "verify": surface.Verify,
        "verify-table": surface.VerifyTable,
        "ssl-enum": surface.SslEnum,
        "ssl-exceptions": surface.SslExceptions,
        "troubleshooting": surface.Troubleshooting,
        "error": surface.Error,
        "error-finder": surface.ErrorFinder,
    }
    roles: ClassVar = {
        "alert": AlertRole(),
        "verify": VerifyRole(),
        "ssl": SslRole(),
        "error": ErrorRole(),
    }
    indices: ClassVar = [TlsIndex]
    initial_data: ClassVar[dict[str, Any]] = initial_data()
    data_version = 5

    @cached_property
    def store(self) -> ObjectStore:
        """The records of this project."""
        return ObjectStore(self.env)

    def clear_doc(self, docname: str) -> None:
        """Forget what a page said."""
        self.store.clear_doc(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a worker read."""
        self.store.merge(docnames, otherdata)

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 -- Sphinx's signature
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Resolve a reference to an object of this project."""
        if typ == "error":
            return self._resolve_error(fromdocname, builder, target, node, contnode)
        place = self.store.targets.get((typ, target))
        if place is None:
            return None
        from sphinx_tlsalerts.objects import meaning_of_object

        title = meaning_of_object(typ, target, self.store.overlays)
        return make_refnode(builder, fromdocname, place.docname, place.node_id, contnode, title)

    def _resolve_error(
        self,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Resolve a reference to a troubleshooting entry, whose title is known only now."""
        from sphinx_tlsalerts.errors import EntryLookupError

        try:
            entry = self.store.error_index().lookup(target)
        except EntryLookupError:
            return None
        if not node.get("refexplicit"):
            words = entry.name if node.get("short") else entry.title
            contnode = nodes.inline(words, words, classes=contnode["classes"])
        place = self.store.targets["error", entry.name]
        title = entry.title if contnode.astext() != entry.title else None
        return make_refnode(builder, fromdocname, place.docname, place.node_id, contnode, title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Answer ``:any:`` for canonical names of described objects that no other domain has."""
        types = [typ for typ in ANY_TYPES if (typ, target) in self.store.targets]
        if not types or _is_known_elsewhere(env, fromdocname, builder, target, node, contnode):
            return []
        found: list[tuple[str, nodes.reference]] = []
        for typ in types:
            reference = self.resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
            if reference is not None:
                found.append((f"tls:{typ}", reference))
        return found

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every object with its target, for the inventory and the search."""
        titles = self.store.error_index().entries if self.store.errors else {}
        for (objtype, name), target in self.store.targets.items():
            shown = titles[name].title if objtype == "error" else name
            yield name, shown, objtype, target.docname, target.node_id, 1


def _is_known_elsewhere(
    env: BuildEnvironment,
    fromdocname: str,
    builder: Builder,
    target: str,
    node: pending_xref,
    contnode: Element,
) -> bool:
    """Tell whether a document or another domain answers to *target*."""
    standard = env.domains.standard_domain
    if standard.resolve_xref(env, fromdocname, builder, "doc", target, node, contnode):
        return True
    for domain in env.domains.sorted():
        if domain.name == TlsDomain.name:
            continue
        try:
            if domain.resolve_any_xref(env, fromdocname, builder, target, node, contnode):
                return True
        except NotImplementedError:
            continue
    return False
