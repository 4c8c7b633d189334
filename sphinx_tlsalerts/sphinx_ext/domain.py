"""The domain ``tls``: objects and references of a project."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from sphinx.domains import Domain, ObjType
from sphinx.util.nodes import make_refnode

from sphinx_tlsalerts.sphinx_ext import directives
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore, make_initial_data
from sphinx_tlsalerts.sphinx_ext.index import TlsIndex, index_as_text
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
    """TLS objects of a project. The records are kept by :class:`ObjectStore`."""

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
        "ssl-enum": directives.SslEnum,
        "ssl-exceptions": directives.SslExceptions,
        "troubleshooting": directives.Troubleshooting,
        "error": directives.Error,
        "error-finder": directives.ErrorFinder,
    }
    roles: ClassVar = {name: make_role(object_type) for name, object_type in OBJECT_TYPES.items()}
    indices: ClassVar = [TlsIndex]
    initial_data: ClassVar[dict[str, Any]] = make_initial_data()
    data_version = 8

    @cached_property
    def store(self) -> ObjectStore:
        """The records of this project."""
        return ObjectStore(self.data)

    def setup(self) -> None:
        """Note the labels of indices that other extensions add; ours waits for `offer_index`."""
        indices = self.indices
        self.indices = [i for i in indices if i is not TlsIndex]  # type: ignore[misc]  # as Sphinx
        super().setup()
        self.indices = indices  # type: ignore[misc]

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
        object_type = OBJECT_TYPES.get(typ)
        found = object_type and object_type.resolve(target, node, contnode, self.env)
        if not found:
            return None
        place, content, tooltip = found
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
        text = index_as_text(env, node)
        if text is not None:
            return [("std:ref", cast("nodes.reference", text))]
        types = [
            name
            for name, object_type in OBJECT_TYPES.items()
            if object_type.answers_any and (name, target) in self.store.targets
        ]
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
        for (objtype, name), target in self.store.targets.items():
            title = OBJECT_TYPES[objtype].title(name, self.store)
            yield name, title, objtype, target.docname, target.node_id, 1


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
