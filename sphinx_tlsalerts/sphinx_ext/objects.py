"""Define the object types of the domain, a class for each, for roles, pages and indexes.

Input: a spelling, or the canonical name of an object. Output: words and addresses for readers.
A new type needs a subclass of :class:`ObjectType` and a place in :data:`OBJECT_TYPES`::

    >>> OBJECT_TYPES["alert"].get_packaged_meaning("unknown_ca")
    'it does not know or trust the issuer of a certificate'

Invariant: this module loads no registry. A method loads the registry of its own type, so that a
project that uses troubleshooting entries only loads neither alerts nor codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from docutils import nodes

from sphinx_tlsalerts import registries
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, quote_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.registries import Overlay, ReleaseLine
    from sphinx_tlsalerts.sphinx_ext.env import ObjectStore

    #: The page and the id of the node that describe an object.
    Place: TypeAlias = tuple[str, str]

    #: A reference to an object on a page of the project: its target, its content, a tooltip.
    Resolution: TypeAlias = tuple[Place, Element, str | None]

IANA_ALERTS = (
    "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6"
)
OPENSSL_MANUAL = "https://docs.openssl.org/{line}/man3/X509_STORE_CTX_get_error/"

#: Where Python's documentation explains the module, for names without an anchor.
SSL_MODULE_ANCHOR = "module-ssl"


class RoleTarget(NamedTuple):
    """An object that a role names: its canonical name, and two texts for the reference."""

    name: str
    title: str  #: the usual text
    short: str  #: the text after ``~``


class ObjectType:
    """One type of object, with the defaults of types that a registry lists."""

    name: ClassVar[str]  #: as in ``tls:NAME``: the role, and the type in the inventory
    short_role: ClassVar[str | None] = None  #: the role's name without the domain
    label: ClassVar[str]  #: in the search; translated
    noun: ClassVar[str]  #: in messages, before the name of an object
    answers_any: ClassVar[bool] = True  #: whether ``:any:`` finds its objects
    #: whether the general index lists troubleshooting entries below its objects
    heads_entries: ClassVar[bool] = False
    #: whether a spelling is looked up only after all pages are read
    resolved_late: ClassVar[bool] = False

    def find(self, spelling: str, config: Config) -> RoleTarget:
        """Look up the text of a role.

        :raises LookupError: *spelling* names no object, or several
        """
        raise NotImplementedError

    def describe_error(self, error: LookupError) -> tuple[WarningKind, str] | None:
        """Return the warning for a failed look-up; None for errors of other types."""
        raise NotImplementedError

    def get_packaged_meaning(self, name: str) -> str:
        """Return the one-line meaning of an object as the data has it, in English.

        :raises KeyError: no object has the canonical *name*
        """
        raise NotImplementedError

    def has(self, name: str) -> bool:
        """Return whether *name* is the canonical name of an object, described or not."""
        try:
            self.get_packaged_meaning(name)
        except KeyError:
            return False
        return True

    def get_meaning(self, name: str, overlays: dict[int, Overlay]) -> str:  # noqa: ARG002 -- for alerts
        """Return the one-line meaning of an object, for tooltips and the index page."""
        return _(self.get_packaged_meaning(name))

    def get_title(self, name: str, store: ObjectStore) -> str:  # noqa: ARG002 -- for entries
        """Return the title of an object in the inventory and the search."""
        return name

    def get_index_title(self, name: str, store: ObjectStore) -> str:
        """Return the title of an object on the index page of the domain."""
        return self.get_title(name, store)

    def get_index_extra(self, name: str, openssl: ReleaseLine) -> str:  # noqa: ARG002 -- for codes
        """Return the number or the class of an object, which the index page shows with its title.

        :param openssl: the release line whose numbers the project uses
        """
        return ""

    def get_index_text(self, name: str) -> str:
        """Return the words for an object in the general index."""
        return name

    def make_index_entry(self, name: str, node_id: str) -> tuple[str, str, str, str, str | None]:
        """Return the entry of an object in the general index."""
        return ("single", self.get_index_text(name), node_id, "", None)

    def get_address(self, name: str, config: Config, rfc_base_url: str) -> str | None:  # noqa: ARG002
        """Return the fixed external address of an object; None if the project disables them."""
        return None

    def get_python_name(self, name: str) -> str | None:  # noqa: ARG002 -- for names of Python
        """Return the name of an object in the inventory of Python's documentation."""
        return None

    def find_place(self, name: str, env: BuildEnvironment) -> Place | None:
        """Return the place where a page of the project describes an object; None if none does."""
        target = _store_of(env).targets.get((self.name, name))
        return (target.docname, target.node_id) if target else None

    def resolve(
        self,
        text: str,
        node: pending_xref,  # noqa: ARG002 -- for entries
        content: Element,
        env: BuildEnvironment,
    ) -> Resolution | None:
        """Resolve a reference to an object that a page describes; None if none does.

        :param text: the target of the reference *node*, whose text is in *content*
        """
        place = self.find_place(text, env)
        return place and (place, content, self.get_meaning(text, _store_of(env).overlays))


class AlertType(ObjectType):
    """TLS alerts, by IANA's names."""

    name = "alert"
    short_role = "tlsalert"
    label = _("alert")
    noun = "the TLS alert"
    heads_entries = True

    def find(self, spelling: str, config: Config) -> RoleTarget:
        """Look up an alert by any of its spellings."""
        alert = registries.load_alerts().lookup(spelling)
        style: str = config.tlsalerts_alert_style
        title = style.format(name=alert.name, code=alert.code, hex=alert.hex)
        return RoleTarget(alert.name, title, alert.name)

    def describe_error(self, error: LookupError) -> tuple[WarningKind, str] | None:
        """Return the warning for a spelling that names no single alert."""
        match error:
            case registries.UnassignedAlertError():
                message = f"IANA leaves the TLS alert {error.code} unassigned"
                return WarningKind.UNASSIGNED_ALERT, message
            case registries.AmbiguousAlertError():
                names = quote_list([alert.name for alert in error.candidates], "and")
                message = f"'{error.text}' is shared by the TLS alerts {names}"
                return WarningKind.AMBIGUOUS_ALERT, message
            case registries.UnknownAlertError():
                hint = _suggest(error.suggestions)
                if not hint and registries.parse_code(error.text) is not None:
                    hint = f" (codes go from 0 to {registries.LAST_ALERT_CODE})"
                return WarningKind.UNKNOWN_ALERT, f"{error}{hint}"
        return None

    def get_packaged_meaning(self, name: str) -> str:
        """Return the meaning of an alert: the end of a sentence about its sender."""
        return registries.load_alerts().named(name).meaning

    def get_meaning(self, name: str, overlays: dict[int, Overlay]) -> str:
        """Return the meaning of an alert: that of the project, else that of the package."""
        return registries.meaning_of(registries.load_alerts().named(name), overlays, _)

    def get_index_extra(self, name: str, openssl: ReleaseLine) -> str:  # noqa: ARG002 -- for codes
        """Return the number."""
        return str(registries.load_alerts().named(name).code)

    def get_index_text(self, name: str) -> str:
        """Return the name, marked as an alert."""
        return _("%s (TLS alert)") % name

    def get_address(self, name: str, config: Config, rfc_base_url: str) -> str | None:
        """Return the address of the RFC or of IANA's registry, as the project chose."""
        fallback = config.tlsalerts_alert_fallback
        if fallback == "none":
            return None
        if fallback == "iana":
            return IANA_ALERTS
        return registries.rfc_url(registries.load_alerts().named(name).reference, rfc_base_url)


class VerifyType(ObjectType):
    """X.509 verification codes, by OpenSSL's constants."""

    name = "verify"
    short_role = "tlsverify"
    label = _("verification code")
    noun = "the verification code"
    heads_entries = True

    def find(self, spelling: str, config: Config) -> RoleTarget:
        """Look up a code by number, constant or text."""
        openssl = config.tlsalerts_openssl
        code = registries.load_verify_codes().lookup(spelling, openssl)
        number = code.number(openssl)
        title = code.constant if number is None else f"{code.constant} ({number})"
        return RoleTarget(code.constant, title, code.short)

    def describe_error(self, error: LookupError) -> tuple[WarningKind, str] | None:
        """Return the warning for a text that names no code."""
        if not isinstance(error, registries.VerifyLookupError):
            return None
        hint = _suggest(error.suggestions)
        if error.openssl:
            hint = f" (OpenSSL {error.openssl} has no such number)"
        return WarningKind.UNKNOWN_CODE, f"{error}{hint}"

    def get_packaged_meaning(self, name: str) -> str:
        """Return the reason why verification failed."""
        return registries.load_verify_codes().named(name).meaning

    def get_index_extra(self, name: str, openssl: ReleaseLine) -> str:
        """Return the number in the numbering of the project."""
        code = registries.load_verify_codes().named(name)
        number = code.number(openssl)
        return str(code.newest_number if number is None else number)

    def get_index_text(self, name: str) -> str:
        """Return the constant, marked as a code."""
        return _("%s (verification code)") % name

    def get_address(self, name: str, config: Config, rfc_base_url: str) -> str | None:  # noqa: ARG002 -- one page has all codes
        """Return the address of OpenSSL's manual."""
        line = config.tlsalerts_openssl
        return OPENSSL_MANUAL.format(line="master" if line == "4.0" else line)


class SslType(ObjectType):
    """Names of Python's ``ssl`` module."""

    name = "ssl"
    short_role = "ssl"
    label = _("ssl name")
    noun = "the name"
    answers_any = False  # the names belong to Python

    def find(self, spelling: str, config: Config) -> RoleTarget:  # noqa: ARG002 -- as the caller has it
        """Look up a name as it is written in Python, with or without ``ssl.``."""
        dotted = registries.load_ssl_names().lookup(spelling).dotted
        return RoleTarget(dotted, spelling, spelling.rpartition(".")[2])

    def describe_error(self, error: LookupError) -> tuple[WarningKind, str] | None:
        """Return the warning for a name that the module does not have."""
        if not isinstance(error, registries.UnknownNameError):
            return None
        if error.owner is None:
            hint = _suggest(error.suggestions)
        else:
            hint = f" ('{error.text.rpartition('.')[2]}' is a member of '{error.owner}')"
        return WarningKind.UNKNOWN_NAME, f"{error}{hint}"

    def get_packaged_meaning(self, name: str) -> str:
        """Return the meaning of a name."""
        return registries.load_ssl_names().named(name).meaning

    def get_meaning(self, name: str, overlays: dict[int, Overlay]) -> str:
        """Return the meaning of a name, and the version of Python that removed it."""
        meaning = super().get_meaning(name, overlays)
        record = registries.load_ssl_names().named(name)
        if isinstance(record, registries.SslName) and record.removed:
            removal = _("removed in Python %s") % record.removed
            return f"{meaning} ({removal})"
        return meaning

    def get_index_title(self, name: str, store: ObjectStore) -> str:  # noqa: ARG002 -- for entries
        """Return the name without its class."""
        return name.rpartition(".")[2]

    def get_index_extra(self, name: str, openssl: ReleaseLine) -> str:  # noqa: ARG002 -- for codes
        """Return the class or the module."""
        return name.rpartition(".")[0]

    def get_index_text(self, name: str) -> str:
        """Return the words that Sphinx chooses for members and functions of Python."""
        owner, _dot, short = name.removeprefix("ssl.").rpartition(".")
        return (
            _("%s (ssl.%s member)") % (short, owner) if owner else _("%s (in module ssl)") % short
        )

    def find_place(self, name: str, env: BuildEnvironment) -> Place | None:
        """Return the place of a name: that of our object, else that of the Python domain."""
        from sphinx_tlsalerts.sphinx_ext.env import place_in_project

        return super().find_place(name, env) or place_in_project(env, name)

    def get_address(self, name: str, config: Config, rfc_base_url: str) -> str | None:  # noqa: ARG002 -- for alerts
        """Return the address in Python's documentation."""
        anchor = self.get_python_name(name) or SSL_MODULE_ANCHOR
        return f"{config.tlsalerts_python_docs.rstrip('/')}/library/ssl.html#{anchor}"

    def get_python_name(self, name: str) -> str | None:
        """Return the anchor in Python's documentation."""
        return registries.load_ssl_names().named(name).anchor


class EntryType(ObjectType):
    """Troubleshooting entries, by their ids. They come from pages, not from a registry."""

    name = "error"
    short_role = "tlserror"
    label = _("troubleshooting entry")
    noun = "the troubleshooting entry"
    resolved_late = True

    def find(self, spelling: str, config: Config) -> RoleTarget:  # noqa: ARG002 -- as the caller has it
        """Return the text unchanged."""
        return RoleTarget(spelling, spelling, spelling)

    def describe_error(self, error: LookupError) -> tuple[WarningKind, str] | None:
        """Return the warning for a text that names no single entry."""
        from sphinx_tlsalerts.sphinx_ext.env import EntryLookupError

        if not isinstance(error, EntryLookupError):
            return None
        if error.ambiguous:
            names = quote_list(error.candidates, "and")
            message = f"'{error.text}' is shared by the troubleshooting entries {names}"
        else:
            message = f"{error}{_suggest(error.candidates)}"
        return WarningKind.UNKNOWN_ENTRY, message

    def get_packaged_meaning(self, name: str) -> str:
        """Raise KeyError: no entry is packaged."""
        raise KeyError(name)

    def get_meaning(self, name: str, overlays: dict[int, Overlay]) -> str:  # noqa: ARG002 -- for alerts
        """Return no meaning, because the title is enough."""
        return ""

    def get_title(self, name: str, store: ObjectStore) -> str:
        """Return the title of the entry."""
        return store.get_error_index().entries[name].title

    def get_index_extra(self, name: str, openssl: ReleaseLine) -> str:  # noqa: ARG002 -- for codes
        """Return the same word for all entries."""
        return _("error")

    def resolve(
        self, text: str, node: pending_xref, content: Element, env: BuildEnvironment
    ) -> Resolution | None:
        """Resolve a reference by id, title or mnemonic, and give it the title of the entry."""
        from sphinx_tlsalerts.sphinx_ext.env import EntryLookupError

        try:
            entry = _store_of(env).get_error_index().lookup(text)
        except EntryLookupError:
            return None
        if not node.get("refexplicit"):
            shown = entry.name if node.get("short") else entry.title
            content = nodes.inline(shown, shown, classes=content["classes"])
        tooltip = entry.title if content.astext() != entry.title else None
        place = self.find_place(entry.name, env)
        return place and (place, content, tooltip)


def _store_of(env: BuildEnvironment) -> ObjectStore:
    from sphinx_tlsalerts.sphinx_ext.env import ObjectStore  # late: the records know the types

    return ObjectStore.of(env)


def _suggest(suggestions: Sequence[str]) -> str:
    return f" (did you mean {quote_list([*suggestions])}?)" if suggestions else ""


#: All object types by name, in the order in which ``:any:`` tries them.
OBJECT_TYPES: dict[str, ObjectType] = {
    object_type.name: object_type
    for object_type in (AlertType(), VerifyType(), SslType(), EntryType())
}
