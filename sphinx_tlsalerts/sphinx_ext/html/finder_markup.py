"""The finder in browsers: the markup that its script brings to life."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.registries import RFC_BASE_URL
from sphinx_tlsalerts.sphinx_ext.doctree import FINDER_CLASS
from sphinx_tlsalerts.sphinx_ext.env import ALL_ENTRIES, ObjectStore
from sphinx_tlsalerts.sphinx_ext.html.assets import features_of, provide
from sphinx_tlsalerts.sphinx_ext.html.builders import BROWSER_BUILDERS, runs_scripts
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

#: Any of each: all that are not described lead to the same page.
ANY = {"alert": "close_notify", "verify": "X509_V_OK"}

SCRIPTS = ("tlsalerts-facts.js", "tlsalerts-matcher.js", "tlsalerts-finder.js")


class FinderTransform(SphinxPostTransform):
    """Give browsers the finder; the list of all entries stays for readers without scripts.

    After ids are final (500).
    """

    default_priority = 510
    builders = BROWSER_BUILDERS

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Reshape each finder."""
        store = ObjectStore.of(self.env)
        if not store.finder:
            return
        answer = store.data["answers"].get(("entries", ALL_ENTRIES))
        version = answer[0][1] if answer else ""
        # From above: what Sphinx joins to one page keeps the parents of its own.
        for parent in list(self.document.findall(nodes.Element)):
            for place, node in reversed([*enumerate(parent.children)]):
                if isinstance(node, nodes.container) and FINDER_CLASS in node["classes"]:
                    begin, form = _markup(node, version, self.config)
                    parent[place : place + 1] = [
                        _raw(begin),
                        _raw(form, "no-search"),  # its words are no words of the page
                        _raw("<noscript>\n"),
                        *_unsearched(node),
                        _raw("</noscript>\n</div>\n"),
                    ]


def _unsearched(finder: nodes.container) -> list[nodes.Node]:
    """Return the list, whose titles the search finds where the entries stand."""
    for node in finder.children:
        if isinstance(node, nodes.Element):
            node["classes"].append("no-search")
    return finder.children


def _raw(markup: str, *classes: str) -> nodes.raw:
    return nodes.raw("", markup, format="html", classes=[*classes])


def _markup(finder: nodes.container, version: str, config: Config) -> tuple[str, str]:
    """Return the beginning of a finder, and what stands in it but for the list.

    :param version: tells browsers when the data has changed
    """
    node_id, *further = finder["ids"]
    classes = [name for name in finder["classes"] if name != "no-search"]
    anchors = "".join(f'<span id="{escape(name)}"></span>' for name in further)
    builtin = ' data-builtin=""' if finder["builtin"] else ""
    words = escape(json.dumps(script_words() | _addresses(config), ensure_ascii=False))
    label = finder["label"] or _("Paste an error message, a traceback or a log")
    begin = (
        f'<div class="{escape(" ".join(classes))}" id="{escape(node_id)}" '
        f'data-version="{escape(version)}"{builtin} data-words="{words}">{anchors}\n'
    )
    form = (
        f'<div class="tlsalerts-finder-form" role="search" aria-label="{escape(label)}">\n'
        f'<label for="{escape(node_id)}-text">{escape(label)}</label>\n'
        f'<textarea class="tlsalerts-finder-text" id="{escape(node_id)}-text" rows="5" '
        f'spellcheck="false" autocapitalize="off" dir="auto" '
        f'aria-describedby="{escape(node_id)}-hint"></textarea>\n'
        f'<p class="tlsalerts-finder-hint" id="{escape(node_id)}-hint">'
        f"{escape(_hint())}</p>\n"
        f'<p class="tlsalerts-finder-status" role="status"></p>\n'
        f'<ol class="tlsalerts-finder-results" aria-label="{escape(_("Results"))}"></ol>\n'
        f"</div>\n"
    )
    return begin, form


def _hint() -> str:
    return _("Results appear as you type. The text stays on this page.")


def script_words() -> dict[str, str | Sequence[str]]:
    """Return the words that the script shows. ``%s`` is filled in by it."""
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


def _addresses(config: Config) -> dict[str, str]:
    """Return where alerts and codes are explained that the project does not describe.

    That of alerts has places for the RFC and its section.
    """
    alert = OBJECT_TYPES["alert"].address(ANY["alert"], config, RFC_BASE_URL) or ""
    if config.tlsalerts_alert_fallback == "rfc":
        alert = f"{RFC_BASE_URL}rfc%s.html#section-%s"
    code = OBJECT_TYPES["verify"].address(ANY["verify"], config, RFC_BASE_URL) or ""
    return {"alertAddress": alert, "codeAddress": code}


def provide_scripts(app: Sphinx, env: BuildEnvironment) -> None:
    """Let Sphinx copy the scripts if the project has a finder. For ``env-updated``."""
    if ObjectStore.of(env).finder and runs_scripts(app):
        provide(app, *SCRIPTS)


def add_scripts(
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add the scripts to a page that has a finder. For ``html-page-context``."""
    if doctree and runs_scripts(app) and "finder" in features_of(app, pagename):
        builder = cast("StandaloneHTMLBuilder", app.builder)
        *deferred, first = SCRIPTS
        for script in deferred:
            builder.add_js_file(script, defer="defer")
        # Some themes have scripts at the end of the page. This one makes room for results that
        # the address of the page asks for, before anything is painted. Other themes do not show
        # what stands in `metatags`: the script is in both places, and runs where it comes first.
        builder.add_js_file(first)
        tag = context["js_tag"](context["script_files"][-1])
        context["metatags"] = f"{context.get('metatags', '')}\n{tag}\n"
