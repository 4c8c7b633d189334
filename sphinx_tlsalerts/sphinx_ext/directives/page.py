"""Read the page of a directive: its settings, its place and its ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.sphinx_ext.doctree import read_rfc_base_url
from sphinx_tlsalerts.sphinx_ext.doctree.columns import Surroundings
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore

if TYPE_CHECKING:
    from sphinx.util.docutils import SphinxDirective


def read_surroundings(directive: SphinxDirective) -> Surroundings:
    """Return the settings of the page and the project that cells depend on."""
    return Surroundings(
        docname=directive.env.current_document.docname,
        rfc_base_url=read_rfc_base_url(directive.state.document),
        overlays=ObjectStore.of(directive.env).overlays,
        openssl=directive.config.tlsalerts_openssl,
        trust=ObjectStore.of(directive.env).trust,
    )


def can_hold_sections(directive: SphinxDirective) -> bool:
    """Return whether sections are allowed at the place of *directive*."""
    # Not ``state.parent``, which MyST does not have.
    node = directive.state_machine.node
    return isinstance(node, nodes.document | nodes.section | addnodes.only)


def find_place(directive: SphinxDirective) -> str:
    """Return the page and the line of *directive*, as messages name them."""
    env = directive.env
    return f"{env.doc2path(env.current_document.docname, base=False)}:{directive.lineno}"


def choose_id(directive: SphinxDirective, wanted: str) -> str:
    """Return *wanted*, with a number if the page already has that id.

    Numbers begin with 2 on each page, so that ids are the same in every build.
    """
    taken = directive.state.document.ids
    node_id, number = wanted, 2
    while node_id in taken:
        node_id, number = f"{wanted}-{number}", number + 1
    return node_id
