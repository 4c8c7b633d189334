"""Find the names of ``ssl`` that the project itself describes as objects of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.registries import load_ssl_names

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.sphinx_ext.env.records import ObjectKey
    from sphinx_tlsalerts.sphinx_ext.env.store import ObjectStore


def place_in_project(env: BuildEnvironment, name: str) -> tuple[str, str] | None:
    """Return the page and the id of the node that describe a name of ``ssl``.

    A member of an enum may be described as the constant that the documentation of Python lists.

    :param name: the canonical name, such as ``ssl.VerifyMode.CERT_NONE``
    """
    objects = env.domains.python_domain.objects
    for spelling in (name, load_ssl_names().named(name).anchor):
        if spelling in objects:
            return objects[spelling].docname, objects[spelling].node_id
    return None


def settle_python_objects(env: BuildEnvironment, store: ObjectStore) -> set[ObjectKey]:
    """Return the names of ``ssl`` whose page changed since the last build.

    Call after all pages are read and before any page is written.
    """
    wanted = {key for key in store.iter_references() if key[0] == "ssl"}
    before = store.data["python"]
    places = ((key, place_in_project(env, key[1])) for key in sorted(wanted))
    after = store.data["python"] = {key: place for key, place in places if place}
    return {key for key in wanted if before.get(key) != after.get(key)}
