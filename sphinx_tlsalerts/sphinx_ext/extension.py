"""Register everything with Sphinx. No other module does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts import __version__
from sphinx_tlsalerts.sphinx_ext import index
from sphinx_tlsalerts.sphinx_ext.config import register_options
from sphinx_tlsalerts.sphinx_ext.confusable import add_confusable_names
from sphinx_tlsalerts.sphinx_ext.doctree import entries_about
from sphinx_tlsalerts.sphinx_ext.domain import TlsDomain
from sphinx_tlsalerts.sphinx_ext.events import LISTENERS
from sphinx_tlsalerts.sphinx_ext.html import (
    BrowserTableTransform,
    FilterlessTransform,
    FinderTransform,
)
from sphinx_tlsalerts.sphinx_ext.i18n import CATALOG, LOCALE_DIR
from sphinx_tlsalerts.sphinx_ext.linkcheck import BundledLinksTransform
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES
from sphinx_tlsalerts.sphinx_ext.transforms import (
    DropdownTransform,
    EntriesTransform,
    ForeignTableTransform,
    ForeignTargetTransform,
    HideTranslatedTransform,
    LatexTableTransform,
    LatexTargetTransform,
    NamelessLinksTransform,
    PrintedTableTransform,
    ShowTranslatedTransform,
    SingleHtmlIdTransform,
    TexinfoTargetTransform,
    UnfoldedTransform,
)
from sphinx_tlsalerts.sphinx_ext.warnings import drop_repeats

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

SHORT_ROLES = {t.short_role: name for name, t in OBJECT_TYPES.items() if t.short_role}
SHORT_DIRECTIVES = {
    "tls-alert": "alert",
    "tls-alert-table": "alert-table",
    "tls-verify": "verify",
    "tls-verify-table": "verify-table",
    "tls-trust-table": "trust-table",
    "ssl-enum": "ssl-enum",
    "ssl-exceptions": "ssl-exceptions",
    "tls-troubleshooting": "troubleshooting",
    "tls-error": "error",
    "tls-error-finder": "error-finder",
}

#: The version of the records in a pickled environment; increase it when they change.
ENV_VERSION = 10


def _add_confusable_names(_app: Sphinx) -> None:
    add_confusable_names(
        {short: TlsDomain.roles[name] for short, name in SHORT_ROLES.items()},
        {short: TlsDomain.directives[name] for short, name in SHORT_DIRECTIVES.items()},
    )


def setup_extension(app: Sphinx) -> ExtensionMetadata:
    """Register everything with *app*."""
    register_options(app)
    app.add_message_catalog(CATALOG, str(LOCALE_DIR))
    index.TlsIndex.translate_names()

    app.add_domain(TlsDomain)
    # The short forms: the classes of the domain under names without the domain.
    for short, name in SHORT_ROLES.items():
        app.add_role(short, TlsDomain.roles[name])
    for short, name in SHORT_DIRECTIVES.items():
        app.add_directive(short, TlsDomain.directives[name])

    # Without visitors: Sphinx adds them to the translator of each page, which is then part of a
    # reference cycle and keeps its page in memory until the garbage collector runs.
    app.add_node(entries_about)
    app.add_transform(HideTranslatedTransform)
    app.add_transform(ShowTranslatedTransform)
    app.add_transform(NamelessLinksTransform)
    app.add_post_transform(EntriesTransform)
    app.add_post_transform(UnfoldedTransform)
    app.add_post_transform(DropdownTransform)
    app.add_post_transform(LatexTargetTransform)
    app.add_post_transform(TexinfoTargetTransform)
    app.add_post_transform(ForeignTargetTransform)
    app.add_post_transform(ForeignTableTransform)
    app.add_post_transform(LatexTableTransform)
    app.add_post_transform(PrintedTableTransform)
    app.add_post_transform(SingleHtmlIdTransform)
    app.add_post_transform(FinderTransform)
    app.add_post_transform(BrowserTableTransform)
    app.add_post_transform(FilterlessTransform)
    app.add_post_transform(BundledLinksTransform)

    # After all extensions are set up, because their names take precedence.
    app.connect("builder-inited", _add_confusable_names, priority=900)
    # The filter belongs to a build: a second application in the process warns again.
    app.connect("env-before-read-docs", drop_repeats().forget)
    for listener in LISTENERS:
        app.connect(listener.event, listener.handler, priority=listener.priority)

    return {
        "version": __version__,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
