"""Answer references that no object of the project resolves.

Input: a reference without a target. Output: a link to a fixed external address, the text of the
reference without a link, or None, which lets the next listener try.

Invariant: this comes after intersphinx, so that an inventory takes precedence over the fixed
address. Example: ``:tlsalert:`unknown_ca``` in a project without a description of the alert becomes
a link to section 6.2 of RFC 8446.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.registries import RFC_BASE_URL
from sphinx_tlsalerts.sphinx_ext.env import DOMAIN, ObjectStore
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES, EntryType

if TYPE_CHECKING:
    from docutils.nodes import Element, TextElement
    from sphinx import addnodes
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment


def warn_of_missing_entry(
    _app: Sphinx, domain: Domain | None, node: addnodes.pending_xref
) -> bool | None:
    """Warn that a reference names no entry, instead of Sphinx. For ``warn-missing-reference``."""
    if domain is None or domain.name != DOMAIN or node["reftype"] != EntryType.name:
        return None
    from sphinx_tlsalerts.sphinx_ext.env import warn_of_unknown

    warn_of_unknown(ObjectStore.of(domain.env), node)
    return True


def answer_missing_reference(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: TextElement
) -> Element | None:
    """Return a link to a fixed external address. For ``missing-reference``, after intersphinx."""
    objtype, name = node.get("reftype", ""), node.get("reftarget", "")
    if node.get("refdomain") != DOMAIN:
        return None
    object_type = OBJECT_TYPES.get(objtype)
    if object_type is None or not object_type.has(name):
        return None
    python_name = object_type.get_python_name(name)
    if python_name is not None and "sphinx.ext.intersphinx" in app.extensions:
        link = _find_in_inventories(env, node, contnode, python_name)
        if link is not None:
            return link
    base = node.get("rfc_base_url", RFC_BASE_URL)
    address = object_type.get_address(name, env.config, base)
    if address is None:
        return contnode
    title = object_type.get_meaning(name, ObjectStore.of(env).overlays)
    return nodes.reference("", "", contnode, internal=False, refuri=address, reftitle=title)


def _find_in_inventories(
    env: BuildEnvironment, node: addnodes.pending_xref, contnode: TextElement, python_name: str
) -> Element | None:
    """Find a name of ``ssl`` in any inventory that has the objects of Python's documentation."""
    from sphinx.ext.intersphinx import resolve_reference_any_inventory

    wanted = node.deepcopy()
    wanted.attributes.update(refdomain="py", reftype="obj", reftarget=python_name)
    return resolve_reference_any_inventory(env, False, wanted, contnode)  # noqa: FBT003 -- positional there
