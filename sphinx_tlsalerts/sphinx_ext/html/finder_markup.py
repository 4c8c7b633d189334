"""Write the markup of the finder for browsers, and add its scripts to pages."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.registries import RFC_BASE_URL
from sphinx_tlsalerts.sphinx_ext.doctree import FINDER_CLASS
from sphinx_tlsalerts.sphinx_ext.env import ALL_ENTRIES, ObjectStore
from sphinx_tlsalerts.sphinx_ext.html.assets import add_static_files, find_features
from sphinx_tlsalerts.sphinx_ext.html.builders import BROWSER_BUILDERS, runs_scripts
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

#: A sample of each type. References to objects without a description share one page.
ANY = {"alert": "close_notify", "verify": "X509_V_OK"}

SCRIPTS = (
    "tlsalerts-facts.js",
    "tlsalerts-lines.js",
    "tlsalerts-paste.js",
    "tlsalerts-matcher.js",
    "tlsalerts-finder.js",
)


class FinderTransform(SphinxPostTransform):
    """Replace the placeholder by the finder, with the list of entries for readers without scripts.

    This comes after the ids are final (500).
    """

    default_priority = 510
    builders = BROWSER_BUILDERS

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Replace the children of each finder."""
        store = ObjectStore.of(self.env)
        if not store.finder:
            return
        answer = store.data["answers"].get(("entries", ALL_ENTRIES))
        version = answer[0][1] if answer else ""
        # From the root: pages that Sphinx joins to one keep the parents of their own doctree.
        for parent in list(self.document.findall(nodes.Element)):
            for place, node in reversed([*enumerate(parent.children)]):
                if isinstance(node, nodes.container) and FINDER_CLASS in node["classes"]:
                    begin, form = _build_markup(node, version, self.config)
                    parent[place : place + 1] = [
                        _make_raw(begin),
                        _make_raw(form, "no-search"),  # labels are not content of the page
                        _make_raw("<noscript>\n"),
                        *_hide_from_search(node),
                        _make_raw("</noscript>\n</div>\n"),
                    ]


def _hide_from_search(finder: nodes.container) -> list[nodes.Node]:
    """Hide the list from the search, which finds the titles on the pages of the entries."""
    for node in finder.children:
        if isinstance(node, nodes.Element):
            node["classes"].append("no-search")
    return finder.children


def _make_raw(markup: str, *classes: str) -> nodes.raw:
    return nodes.raw("", markup, format="html", classes=[*classes])


def _build_markup(finder: nodes.container, version: str, config: Config) -> tuple[str, str]:
    """Return the opening tag of a finder, and its form.

    :param version: the checksum of the data, by which browsers reload it
    """
    node_id, *further = finder["ids"]
    classes = [name for name in finder["classes"] if name != "no-search"]
    anchors = "".join(f'<span id="{escape(name)}"></span>' for name in further)
    builtin = ' data-builtin=""' if finder["builtin"] else ""
    texts = escape(json.dumps(make_script_texts() | _find_addresses(config), ensure_ascii=False))
    label = finder["label"] or _("Paste an error message, a traceback or a log")
    begin = (
        f'<div class="{escape(" ".join(classes))}" id="{escape(node_id)}" '
        f'data-version="{escape(version)}"{builtin} data-words="{texts}">{anchors}\n'
    )
    form = (
        f'<div class="tlsalerts-finder-form" role="search" aria-label="{escape(label)}">\n'
        f'<label for="{escape(node_id)}-text">{escape(label)}</label>\n'
        f'<textarea class="tlsalerts-finder-text" id="{escape(node_id)}-text" rows="5" '
        f'spellcheck="false" autocapitalize="off" dir="auto" '
        f'aria-describedby="{escape(node_id)}-hint"></textarea>\n'
        f'<p class="tlsalerts-finder-hint" id="{escape(node_id)}-hint">'
        f"{escape(_get_hint())}</p>\n"
        f'<p class="tlsalerts-finder-status" role="status"></p>\n'
        f'<ol class="tlsalerts-finder-results" aria-label="{escape(_("Results"))}"></ol>\n'
        f"</div>\n"
    )
    return begin, form


def _get_hint() -> str:
    return _("Results appear as you type. The text stays on this page.")


def make_script_texts() -> dict[str, str | Sequence[str]]:
    """Return the texts that the script shows. It fills in ``%s``."""
    return {
        "loading": _("Reading the list of errors …"),
        "lost": _("The list of errors could not be loaded."),
        "none": _("No entry matches. This may not be a TLS error."),
        "hint": _("Try the last line of the traceback, or the line that names SSL or TLS."),
        "one": _("1 result"),
        "many": _("%s results"),
        "skipped": _("The middle of the text was left out, because it is too long."),
        "why": _("Matched by %s"),
        "line": _("line %s"),
        "title": _("its title"),
        "insecure": _("This weakens the protection of the connection:"),
        "alert": _("TLS alert"),
        "verification": _("Verification code"),
        "sent": _("This side tells the other that %s."),
        "received": _("The other side says that %s."),
        "failed": _("Verification failed because %s."),
        "cause": _("Cause:"),
        "remedy": _("First remedy:"),
        "builtin": _("General advice"),
    }


def _find_addresses(config: Config) -> dict[str, str]:
    """Return the addresses for alerts and codes that the project does not describe.

    The address for alerts has two ``%s``: the RFC and the section.
    """
    alert = OBJECT_TYPES["alert"].get_address(ANY["alert"], config, RFC_BASE_URL) or ""
    if config.tlsalerts_alert_fallback == "rfc":
        alert = f"{RFC_BASE_URL}rfc%s.html#section-%s"
    code = OBJECT_TYPES["verify"].get_address(ANY["verify"], config, RFC_BASE_URL) or ""
    return {"alertAddress": alert, "codeAddress": code}


def provide_scripts(app: Sphinx, env: BuildEnvironment) -> None:
    """Let Sphinx copy the scripts if the project has a finder. For ``env-updated``."""
    if ObjectStore.of(env).finder and runs_scripts(app):
        add_static_files(app, *SCRIPTS)


def add_scripts(
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add the scripts to a page that has a finder. For ``html-page-context``."""
    if doctree and runs_scripts(app) and "finder" in find_features(app, pagename):
        builder = cast("StandaloneHTMLBuilder", app.builder)
        *deferred, first = SCRIPTS
        for script in deferred:
            builder.add_js_file(script, defer="defer")
        # Some themes put scripts at the end of the page. This script must run earlier: it reserves
        # space for results that the address of the page asks for. Other themes ignore `metatags`.
        # So the script is in both places, and runs at the first.
        builder.add_js_file(first)
        tag = context["js_tag"](context["script_files"][-1])
        context["metatags"] = f"{context.get('metatags', '')}\n{tag}\n"
