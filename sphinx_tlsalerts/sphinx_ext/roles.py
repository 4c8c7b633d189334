"""The roles. References leave here as ``pending_xref`` with canonical targets.

The registries are loaded when the first page uses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from docutils import nodes
from sphinx.roles import XRefRole

from sphinx_tlsalerts.registries import RFC_BASE_URL
from sphinx_tlsalerts.sphinx_ext.doctree import rfc_base_url
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from docutils.nodes import Element, Node, system_message
    from sphinx.environment import BuildEnvironment


class Found(NamedTuple):
    """What a look-up found: the canonical name, and two texts for a reference."""

    name: str
    title: str  #: the usual text
    short: str  #: the text after ``~``


class TlsRole(XRefRole):
    """Base of the roles: looks the target up while the page is read."""

    objtype: ClassVar[str]
    found: Found

    def find(self, spelling: str) -> Found:
        """Look *spelling* up.

        :raises LookupError: it names no single object
        """
        raise NotImplementedError

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Build the reference; what cannot be found becomes text."""
        written, self.name = self.name, f"tls:{self.objtype}"  # both forms give the same nodes
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
            self.found = self.find(spelling)
        except LookupError as error:
            if not self.disabled:
                from sphinx_tlsalerts.sphinx_ext.lookup_warnings import warn_lookup

                warn_lookup(error, "rendered as text", self.get_location())
            return self._as_text(self.title if self.has_explicit_title else spelling)
        if self.disabled:
            return self._as_text(self._title(text))
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
        base = rfc_base_url(self.inliner.document)
        if base != RFC_BASE_URL:  # the fallback is built where the page's settings are not at hand
            refnode["rfc_base_url"] = base
        return title if has_explicit_title else self._title(target), self.found.name

    def _title(self, target: str) -> str:
        """Return the text of a reference that has no title of its own."""
        return self.found.short if target.strip().startswith("~") else self.found.title

    def _as_text(self, title: str) -> tuple[list[Node], list[system_message]]:
        domain, _, role = self.name.partition(":")
        classes = ["xref", domain, f"{domain}-{role}"]
        return [nodes.literal(self.rawtext, title, classes=classes)], []


class AlertRole(TlsRole):
    """``:tls:alert:``, in short ``:tlsalert:``: a reference to an alert."""

    objtype: ClassVar = "alert"

    def find(self, spelling: str) -> Found:
        """Look an alert up by any of its spellings."""
        from sphinx_tlsalerts.registries import load_alerts

        alert = load_alerts().lookup(spelling)
        style: str = self.config.tlsalerts_alert_style
        title = style.format(name=alert.name, code=alert.code, hex=alert.hex)
        return Found(alert.name, title, alert.name)


class VerifyRole(TlsRole):
    """``:tls:verify:``, in short ``:tlsverify:``: a reference to a verification code."""

    objtype: ClassVar = "verify"

    def find(self, spelling: str) -> Found:
        """Look a code up by number, constant or text."""
        from sphinx_tlsalerts.registries import load_verify_codes

        openssl = self.config.tlsalerts_openssl
        code = load_verify_codes().lookup(spelling, openssl)
        number = code.number(openssl)
        title = code.constant if number is None else f"{code.constant} ({number})"
        return Found(code.constant, title, code.short)


class SslRole(TlsRole):
    """``:tls:ssl:``, in short ``:ssl:``: a reference to a name of Python's ``ssl`` module."""

    objtype: ClassVar = "ssl"

    def find(self, spelling: str) -> Found:
        """Look a name up as it is written in Python, with or without ``ssl.``."""
        from sphinx_tlsalerts.registries import load_ssl_names

        dotted = load_ssl_names().lookup(spelling).dotted
        return Found(dotted, spelling, spelling.rpartition(".")[2])


class ErrorRole(TlsRole):
    """``:tls:error:``, in short ``:tlserror:``: a reference to a troubleshooting entry.

    Which entry is meant is known only when all pages are read, and with it the text.
    """

    objtype: ClassVar = "error"

    def __init__(self) -> None:
        super().__init__(innernodeclass=nodes.inline, warn_dangling=True)

    def find(self, spelling: str) -> Found:
        """Take the text as it is."""
        return Found(spelling, spelling, spelling)

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: Element,
        has_explicit_title: bool,  # noqa: FBT001 -- as Sphinx has it
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Note whether the short form of the text is wanted."""
        refnode["short"] = target.strip().startswith("~")
        return super().process_link(env, refnode, has_explicit_title, title, target)
