"""Define the domain ``tls``: the objects and references of a project."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from sphinx.domains import Domain, ObjType
from sphinx.util.nodes import make_refnode

from sphinx_tlsalerts.sphinx_ext import directives
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore, make_initial_data
from sphinx_tlsalerts.sphinx_ext.index import TlsIndex, show_index_as_text
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES
from sphinx_tlsalerts.sphinx_ext.roles import make_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from docutils import nodes
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


class TlsDomain(Domain):
    """Hold the TLS objects of a project. :class:`ObjectStore` keeps the records."""

    name = "tls"
    label = "TLS"
    object_types: ClassVar[dict[str, ObjType]] = {
        name: ObjType(object_type.label, name) for name, object_type in OBJECT_TYPES.items()
    }
    directives: ClassVar = {
        "alert": directives.Alert,
        "alert-table": directives.AlertTable,
        "verify": directives.Verify,
        "verify-table": directives.VerifyTable,
        "trust-table": directives.TrustTable,
        "ssl-enum": directives.SslEnum,
        "ssl-exceptions": directives.SslExceptions,
        "troubleshooting": directives.Troubleshooting,
        "error": directives.Error,
        "error-finder": directives.ErrorFinder,
    }
    roles: ClassVar = {name: make_role(object_type) for name, object_type in OBJECT_TYPES.items()}
    indices: ClassVar = [TlsIndex]
    initial_data: ClassVar[dict[str, Any]] = make_initial_data()
    data_version = 9

    @cached_property
    def store(self) -> ObjectStore:
        """The store of the records of this project."""
        return ObjectStore(self.data)

    def setup(self) -> None:
        """Register the labels of the indices of other extensions; `offer_index` adds ours later."""
        indices = self.indices
        self.indices = [i for i in indices if i is not TlsIndex]  # type: ignore[misc]  # as Sphinx
        super().setup()
        self.indices = indices  # type: ignore[misc]

    def clear_doc(self, docname: str) -> None:
        """Delete the records of a page."""
        self.store.clear_doc(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Copy the records of a worker."""
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
        object_type = OBJECT_TYPES.get(typ)
        resolution = object_type and object_type.resolve(target, node, contnode, self.env)
        if not resolution:
            return None
        place, content, tooltip = resolution
        return make_refnode(builder, fromdocname, *place, content, tooltip)

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
        text = show_index_as_text(env, node)
        if text is not None:
            return [("std:ref", cast("nodes.reference", text))]
        types = [
            name
            for name, object_type in OBJECT_TYPES.items()
            if object_type.answers_any and (name, target) in self.store.targets
        ]
        if not types or _is_known_elsewhere(env, fromdocname, builder, target, node, contnode):
            return []
        references: list[tuple[str, nodes.reference]] = []
        for typ in types:
            reference = self.resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
            if reference is not None:
                references.append((f"tls:{typ}", reference))
        return references

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every object with its target, for the inventory and the search."""
        for (objtype, name), target in self.store.targets.items():
            title = OBJECT_TYPES[objtype].get_title(name, self.store)
            yield name, title, objtype, target.docname, target.node_id, 1


def _is_known_elsewhere(
    env: BuildEnvironment,
    fromdocname: str,
    builder: Builder,
    target: str,
    node: pending_xref,
    contnode: Element,
) -> bool:
    """Return whether a document or another domain resolves *target*."""
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
