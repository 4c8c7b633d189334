"""What directives need to know of the page they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.sphinx_ext.doctree import read_rfc_base_url
from sphinx_tlsalerts.sphinx_ext.doctree.columns import Surroundings
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore

if TYPE_CHECKING:
    from sphinx.util.docutils import SphinxDirective


def surroundings(directive: SphinxDirective) -> Surroundings:
    """Gather what cells need to know of the page of *directive*."""
    return Surroundings(
        docname=directive.env.current_document.docname,
        rfc_base_url=read_rfc_base_url(directive.state.document),
        overlays=ObjectStore.of(directive.env).overlays,
        openssl=directive.config.tlsalerts_openssl,
    )


def can_hold_sections(directive: SphinxDirective) -> bool:
    """Tell whether sections may stand where *directive* stands."""
    # ``state.parent`` would be the obvious thing to ask, but MyST does not have it.
    node = directive.state_machine.node
    return isinstance(node, nodes.document | nodes.section | addnodes.only)


def place_of(directive: SphinxDirective) -> str:
    """Return the page and the line of *directive*, as messages name them."""
    env = directive.env
    return f"{env.doc2path(env.current_document.docname, base=False)}:{directive.lineno}"


def free_id(directive: SphinxDirective, wanted: str) -> str:
    """Return *wanted*, with a number if the page has that id already.

    Ids of later occurrences count from 2, so that they stay the same however
    often the page is read.
    """
    taken = directive.state.document.ids
    node_id, number = wanted, 2
    while node_id in taken:
        node_id, number = f"{wanted}-{number}", number + 1
    return node_id
