"""Answer references that no object of the project resolves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.registries import RFC_BASE_URL
from sphinx_tlsalerts.sphinx_ext.env import DOMAIN, ObjectStore

if TYPE_CHECKING:
    from docutils.nodes import Element, TextElement
    from sphinx import addnodes
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment


def warn_of_missing_entry(
    _app: Sphinx, domain: Domain | None, node: addnodes.pending_xref
) -> bool | None:
    """Say in our words that a reference names no entry. For ``warn-missing-reference``."""
    if domain is None or domain.name != DOMAIN or node["reftype"] != "error":
        return None
    from sphinx_tlsalerts.sphinx_ext.env import warn_of_unknown

    warn_of_unknown(ObjectStore.of(domain.env), node)
    return True


def answer_missing_reference(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: TextElement
) -> Element | None:
    """Lead to a fixed external address. For ``missing-reference``, after intersphinx."""
    objtype, name = node.get("reftype", ""), node.get("reftarget", "")
    if node.get("refdomain") != DOMAIN:
        return None
    from sphinx_tlsalerts.sphinx_ext.objects import address_of, is_object, meaning_of_object

    if not is_object(objtype, name):
        return None
    if objtype == "ssl" and "sphinx.ext.intersphinx" in app.extensions:
        found = _in_python_inventory(env, node, contnode)
        if found is not None:
            return found
    base = node.get("rfc_base_url", RFC_BASE_URL)
    address = address_of(objtype, name, env.config, base)
    if address is None:
        return contnode
    title = meaning_of_object(objtype, name, ObjectStore(env).overlays)
    return nodes.reference("", "", contnode, internal=False, refuri=address, reftitle=title)


def _in_python_inventory(
    env: BuildEnvironment, node: addnodes.pending_xref, contnode: TextElement
) -> Element | None:
    """Find a name of ``ssl`` in any inventory that has the Python documentation's names."""
    from sphinx.ext.intersphinx import resolve_reference_any_inventory

    from sphinx_tlsalerts.registries import load_ssl_names

    wanted = node.deepcopy()
    anchor = load_ssl_names().named(node["reftarget"]).anchor
    wanted.attributes.update(refdomain="py", reftype="obj", reftarget=anchor)
    return resolve_reference_any_inventory(env, False, wanted, contnode)  # noqa: FBT003 -- positional there
