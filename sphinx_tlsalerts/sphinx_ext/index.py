"""Generate the index of the domain, a page of all objects, and resolve its label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.domains import Index, IndexEntry

from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.i18n import _
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element, TextElement
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

#: The page of the index, and its label.
INDEX = "tls-index"


class TlsIndex(Index):
    """The alerts that this project describes, by name."""

    name = "index"
    localname = "TLS index"
    shortname = "TLS"

    @classmethod
    def translate_names(cls) -> None:
        """Translate the names, once the message catalogue is loaded.

        A class attribute ``_("...")`` stays a lazy proxy, which the JSON builder cannot write.
        """
        cls.localname, cls.shortname = _("TLS index"), _("TLS")

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return one group of entries for each first letter."""
        store = ObjectStore.of(self.domain.env)
        if not store.targets:
            return [], False
        openssl = self.domain.env.config.tlsalerts_openssl
        wanted = None if docnames is None else set(docnames)
        groups: dict[str, list[IndexEntry]] = {}
        for (objtype, name), target in store.targets.items():
            if wanted is not None and target.docname not in wanted:
                continue
            object_type = OBJECT_TYPES[objtype]
            shown = object_type.get_index_title(name, store)
            extra = object_type.get_index_extra(name, openssl)
            meaning = object_type.get_meaning(name, store.overlays)
            entry = IndexEntry(shown, 0, target.docname, target.node_id, extra, "", meaning)
            groups.setdefault(_find_letter(shown), []).append(entry)
        return [(letter, sorted(groups[letter])) for letter in sorted(groups)], False


def _find_letter(title: str) -> str:
    """Return the first letter or digit of *title*, in upper case."""
    return next((character.upper() for character in title if character.isalnum()), "#")


def offer_index(app: Sphinx, builder: Builder) -> None:
    """Register the label of the index, if this build has a page of it.

    For ``write-started``, after the environment is saved: a saved label would outlast the last
    object.
    """
    standard = app.env.domains.standard_domain
    if (
        ObjectStore.of(app.env).targets
        and _has_index_page(builder)
        and INDEX not in standard.labels
    ):
        standard.note_hyperlink_target(INDEX, INDEX, "", TlsIndex.localname)


def _has_index_page(builder: Builder) -> bool:
    """Return whether *builder* makes a page of the index."""
    if builder.format != "html" or isinstance(builder, SingleFileHTMLBuilder):
        return False
    wanted = builder.config.html_domain_indices
    return wanted if isinstance(wanted, bool) else INDEX in wanted


def name_index(
    _app: Sphinx, env: BuildEnvironment, node: pending_xref, _contnode: TextElement
) -> Element | None:
    """Show a ``:ref:`` to the index as text if the build has no page of it.

    For ``missing-reference``, before intersphinx finds the index of another project.
    """
    if (node.get("refdomain"), node.get("reftype")) != ("std", "ref"):
        return None
    return show_index_as_text(env, node)


def show_index_as_text(env: BuildEnvironment, node: pending_xref) -> nodes.inline | None:
    """Return the text of a reference to an index of which the build has no page."""
    labels = env.domains.standard_domain.labels
    if node.get("reftarget") != INDEX or INDEX in labels or not ObjectStore.of(env).targets:
        return None
    text = node.astext() if node.get("refexplicit") else str(TlsIndex.localname)
    return nodes.inline(text, text, classes=["std", "std-ref"])  # as Sphinx marks such links
