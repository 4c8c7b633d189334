"""What the object types of the domain have in common: meanings, index entries, addresses.

Each registry is imported with the first object of its type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.registries import load_alerts, meaning_of, rfc_url
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from sphinx.config import Config

    from sphinx_tlsalerts.registries import Overlay, ReleaseLine, SslObject, VerifyCode

IANA_ALERTS = (
    "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6"
)
OPENSSL_MANUAL = "https://docs.openssl.org/{line}/man3/X509_STORE_CTX_get_error/"

#: Where Python's documentation explains the module, for names without an anchor.
SSL_MODULE_ANCHOR = "module-ssl"


def packaged_meaning(objtype: str, name: str) -> str:
    """Return the one-line meaning of an alert or a code as the data has it, in English."""
    return (load_alerts().named(name) if objtype == "alert" else _verify_code(name)).meaning


def meaning_of_object(objtype: str, name: str, overlays: dict[int, Overlay]) -> str:
    """Return the one-line meaning of an object, for tooltips and the index page."""
    if objtype == "alert":
        return meaning_of(load_alerts().named(name), overlays, _)
    if objtype == "verify":
        return _(_verify_code(name).meaning)
    from sphinx_tlsalerts.registries import SslName

    found = _ssl_object(name)
    if isinstance(found, SslName) and found.removed:
        words = _("removed in Python %s") % found.removed
        return f"{_(found.meaning)} ({words})"
    return _(found.meaning)


def is_object(objtype: str, name: str) -> bool:
    """Tell whether *name* is the canonical name of an object, described or not."""
    try:
        if objtype == "alert":
            load_alerts().named(name)
        elif objtype == "verify":
            _verify_code(name)
        elif objtype == "ssl":
            _ssl_object(name)
        else:
            return False
    except KeyError:
        return False
    return True


def _verify_code(name: str) -> VerifyCode:
    from sphinx_tlsalerts.registries import load_verify_codes

    return load_verify_codes().named(name)


def _ssl_object(name: str) -> SslObject:
    from sphinx_tlsalerts.registries import load_ssl_names

    return load_ssl_names().named(name)


def extra_of_object(objtype: str, name: str, openssl: ReleaseLine) -> str:
    """Return what tells an object apart on the index page: its number, or its class.

    :param openssl: the release line whose numbers the project uses
    """
    if objtype == "alert":
        return str(load_alerts().named(name).code)
    if objtype == "verify":
        code = _verify_code(name)
        number = code.number(openssl)
        return str(code.newest_number if number is None else number)
    return name.rpartition(".")[0]


def index_entry(objtype: str, name: str, node_id: str) -> tuple[str, str, str, str, str | None]:
    """Return the entry of an object in the general index."""
    if objtype == "alert":
        text = _("%s (TLS alert)") % name
    elif objtype == "verify":
        text = _("%s (verification code)") % name
    else:
        owner, _dot, short = name.removeprefix("ssl.").rpartition(".")
        # As Sphinx words the entries of the Python domain.
        text = (
            _("%s (ssl.%s member)") % (short, owner) if owner else _("%s (in module ssl)") % short
        )
    return ("single", text, node_id, "", None)


def address_of(objtype: str, name: str, config: Config, rfc_base_url: str) -> str | None:
    """Return the fixed external address of an object; None where the project wants none."""
    if objtype == "alert":
        fallback = config.tlsalerts_alert_fallback
        if fallback == "none":
            return None
        if fallback == "iana":
            return IANA_ALERTS
        return rfc_url(load_alerts().named(name).reference, rfc_base_url)
    if objtype == "verify":
        line = config.tlsalerts_openssl
        return OPENSSL_MANUAL.format(line="master" if line == "4.0" else line)
    anchor = _ssl_object(name).anchor or SSL_MODULE_ANCHOR
    return f"{config.tlsalerts_python_docs.rstrip('/')}/library/ssl.html#{anchor}"
