"""The roles. References leave here as ``pending_xref`` with canonical targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.roles import XRefRole

from sphinx_tlsalerts.build.inline import RFC_BASE_URL, rfc_base_url
from sphinx_tlsalerts.faults import warn_lookup
from sphinx_tlsalerts.registry import AlertLookupError, load_alerts
from sphinx_tlsalerts.reporting import WarningKind, warn

if TYPE_CHECKING:
    from docutils.nodes import Element, Node, system_message
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.model import Alert


class AlertRole(XRefRole):
    """``:tls:alert:``, in short ``:tlsalert:``: a reference to an alert."""

    alert: Alert

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Look the alert up while the page is read; unknown ones become text."""
        written, self.name = self.name, "tls:alert"  # the short form gives the same nodes
        text = (self.text[1:] if self.disabled else self.target).strip()
        if self.disabled and self.has_explicit_title:
            return self._as_text(self.title[1:])
        spelling = " ".join(text.removeprefix("~").split())
        if not spelling:
            warn(
                WarningKind.EMPTY_ROLE,
                "the role '%s' has no target; rendered as text",
                written,
                location=self.get_location(),
            )
            return self._as_text(self.title)
        try:
            self.alert = load_alerts().lookup(spelling)
        except AlertLookupError as error:
            if not self.disabled:
                warn_lookup(error, "rendered as text", self.get_location())
            return self._as_text(self.title if self.has_explicit_title else spelling)
        if self.disabled:
            return self._as_text(self._title(text))
        return super().run()

    def process_link(
        self,
        env: BuildEnvironment,  # noqa: ARG002 -- Sphinx's signature
        refnode: Element,
        has_explicit_title: bool,  # noqa: FBT001
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Give the reference its title and its canonical target."""
        base = rfc_base_url(self.inliner.document)
        if base != RFC_BASE_URL:  # the fallback is built where the page's settings are not at hand
            refnode["rfc_base_url"] = base
        return title if has_explicit_title else self._title(target), self.alert.name

    def _title(self, target: str) -> str:
        """Return the text of a reference that has no title of its own."""
        if target.strip().startswith("~"):
            return self.alert.name
        style: str = self.config.tlsalerts_alert_style
        return style.format(name=self.alert.name, code=self.alert.code, hex=self.alert.hex)

    def _as_text(self, title: str) -> tuple[list[Node], list[system_message]]:
        domain, _, role = self.name.partition(":")
        classes = ["xref", domain, f"{domain}-{role}"]
        return [nodes.literal(self.rawtext, title, classes=classes)], []
