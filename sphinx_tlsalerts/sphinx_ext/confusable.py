"""Register names that authors confuse with those of our roles and directives.

``tls-alert`` is a directive and ``tlsalert`` is a role. Without this module, docutils reports only
that a confused name is unknown. The names are registered last, and only if they are free, so that
they never hide the name of another extension.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives, roles
from sphinx.util.docutils import is_directive_registered, is_role_registered

from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docutils.nodes import Node, system_message
    from docutils.parsers.rst import Directive
    from docutils.parsers.rst.states import Inliner
    from sphinx.util.typing import RoleFunction

#: Confused names of roles, and the roles.
ROLES = {
    "tls-alert": "tlsalert",
    "tls-error": "tlserror",
    "tls-verify": "tlsverify",
    "tls-ssl": "ssl",
}
#: Confused names of directives, and the directives.
DIRECTIVES = {
    "ssl": "ssl-enum",
    "tls-alerts": "tls-alert",
    "tls-ssl-enum": "ssl-enum",
    "tls-ssl-exceptions": "ssl-exceptions",
    "tlsalert": "tls-alert",
    "tlsalert-table": "tls-alert-table",
    "tlserror": "tls-error",
    "tlserror-finder": "tls-error-finder",
    "tlstroubleshooting": "tls-troubleshooting",
    "tlstrust-table": "tls-trust-table",
    "tlsverify": "tls-verify",
    "tlsverify-table": "tls-verify-table",
}


def add_confusable_names(
    known_roles: Mapping[str, RoleFunction], known_directives: Mapping[str, type[Directive]]
) -> None:
    """Register the confused names that are free.

    :param known_roles: our roles, by their short names
    :param known_directives: our directives, by their short names
    """
    for wrong, right in ROLES.items():
        if not is_role_registered(wrong):
            # docutils types roles more narrowly than it calls them.
            role: Any = _make_hinting_role(right, known_roles[right])
            roles.register_local_role(wrong, role)
    for wrong, right in DIRECTIVES.items():
        if not is_directive_registered(wrong):
            directives.register_directive(
                wrong, _make_hinting_directive(right, known_directives[right])
            )


def _warn_of_confusion(kind: str, wrong: str, right: str, location: str) -> None:
    message = "there is no %s '%s' (did you mean '%s'?); it is read as '%s'"
    warn(WarningKind.MISSPELT, message, kind, wrong, right, right, location=location)


def _make_hinting_role(right: str, role: RoleFunction) -> RoleFunction:
    """Return a role that does the same as *role*, and warns of the confused name."""

    def read(
        name: str,
        rawtext: str,
        text: str,
        lineno: int,
        inliner: Inliner,
        options: dict[str, Any] | None = None,
        content: Sequence[str] = (),
    ) -> tuple[list[Node], list[system_message]]:
        source, line = inliner.reporter.get_source_and_line(lineno)
        _warn_of_confusion("role", name, right, f"{source}:{line}")
        return role(name, rawtext, text, lineno, inliner, options or {}, content)

    return read


def _make_hinting_directive(right: str, directive: type[Directive]) -> type[Directive]:
    """Return a directive that does the same as *directive*, and warns of the confused name."""

    class Hinting(directive):  # type: ignore[misc, valid-type]  # mypy knows no class of a variable
        def run(self) -> list[Node]:
            _warn_of_confusion("directive", self.name, right, self.get_location())
            return list(super().run())

    return Hinting
