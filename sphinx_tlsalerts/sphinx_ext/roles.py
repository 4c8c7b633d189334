"""Define the roles, which make ``pending_xref`` nodes with canonical targets.

A registry is loaded when the first page uses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.roles import XRefRole

from sphinx_tlsalerts.registries import RFC_BASE_URL
from sphinx_tlsalerts.sphinx_ext.doctree import read_rfc_base_url
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from docutils.nodes import Element, Node, system_message
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.sphinx_ext.objects import ObjectType, RoleTarget


class TlsRole(XRefRole):
    """Refer to an object that is looked up while the page is read."""

    role_target: RoleTarget

    def __init__(self, object_type: ObjectType) -> None:
        super().__init__()
        self.object_type = object_type

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Build the reference; show an unknown object as text."""
        # The short form gives the same nodes as the form with the domain.
        written, self.name = self.name, f"tls:{self.object_type.name}"
        text = (self.text[1:] if self.disabled else self.target).strip()
        if self.disabled and self.has_explicit_title:
            return self._build_text(self.title[1:])
        spelling = " ".join(text.removeprefix("~").split())
        if not spelling:
            warn(
                WarningKind.EMPTY_ROLE,
                "the role '%s' has no target; rendered as text",
                written,
                location=self.get_location(),
            )
            return self._build_text(self.title)
        try:
            self.role_target = self.object_type.find(spelling, self.config)
        except LookupError as error:
            if not self.disabled:
                from sphinx_tlsalerts.sphinx_ext.lookup_warnings import warn_lookup

                warn_lookup(error, "rendered as text", self.get_location())
            return self._build_text(self.title if self.has_explicit_title else spelling)
        if self.disabled:
            return self._build_text(self._choose_title(text))
        return super().run()

    def process_link(
        self,
        env: BuildEnvironment,  # noqa: ARG002 -- Sphinx's signature
        refnode: Element,
        has_explicit_title: bool,  # noqa: FBT001 -- as Sphinx has it
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Give the reference its title and its canonical target."""
        base = read_rfc_base_url(self.inliner.document)
        if base != RFC_BASE_URL:  # the fallback is built without access to the settings of the page
            refnode["rfc_base_url"] = base
        return title if has_explicit_title else self._choose_title(target), self.role_target.name

    def _choose_title(self, target: str) -> str:
        """Return the text of a reference that has no title of its own."""
        return self.role_target.short if target.strip().startswith("~") else self.role_target.title

    def _build_text(self, title: str) -> tuple[list[Node], list[system_message]]:
        domain, _, role = self.name.partition(":")
        classes = ["xref", domain, f"{domain}-{role}"]
        return [nodes.literal(self.rawtext, title, classes=classes)], []


class LateRole(TlsRole):
    """Refer to an object that is looked up once all pages are read."""

    def __init__(self, object_type: ObjectType) -> None:
        super().__init__(object_type)
        self.innernodeclass = nodes.inline
        self.warn_dangling = True

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: Element,
        has_explicit_title: bool,  # noqa: FBT001 -- as Sphinx has it
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Note whether the author wants the short form of the text."""
        refnode["short"] = target.strip().startswith("~")
        return super().process_link(env, refnode, has_explicit_title, title, target)


def make_role(object_type: ObjectType) -> TlsRole:
    """Return the role for references to objects of a type."""
    return LateRole(object_type) if object_type.resolved_late else TlsRole(object_type)
