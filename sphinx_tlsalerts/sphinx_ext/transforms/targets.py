"""Give objects targets in the formats that know no ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.transforms.walk import children_by_page

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.env import Entry


def unlisted_entries(store: ObjectStore) -> dict[tuple[str, str], Entry]:
    """Return the entries of the general index that no node of a page has, by page and id.

    They lead to rows and tables. Builders that make their index from the doctree need such nodes.
    """
    rows = {key: place for key, place in store.targets.items() if place.kind != "description"}
    if not rows:
        return {}
    from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

    return {
        (place.docname, place.node_id): OBJECT_TYPES[objtype].index_entry(name, place.node_id)
        for (objtype, name), place in rows.items()
    }


class _TargetTransform(SphinxPostTransform):
    """Put targets above elements whose ids a format does not write.

    As docutils does it for ``.. _label:``, which all builders know: the target has a ``refid``,
    and the element below it the id.
    """

    default_priority = 500
    kinds: ClassVar[tuple[type[nodes.Element], ...]]

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Put a target above each element that links to objects of ours may lead to."""
        store = ObjectStore.of(self.env)
        known: dict[str, set[str]] = {}
        pages = children_by_page(self.document, self.env.current_document.docname)
        for docname, parent, node in list(pages):
            if isinstance(node, self.kinds):
                if docname not in known:
                    known[docname] = store.ids_on(docname)
                bearer = node[0] if isinstance(node, addnodes.desc) else node
                ids = [node_id for node_id in bearer["ids"] if node_id in known[docname]]
                if ids and isinstance(node, nodes.row):  # nothing but cells may stand in a row
                    node["ids"] = []
                    node[0][0]["ids"] += ids
                    self.mark(docname, ids, node[0], node[0][0])
                elif ids:
                    self.mark(docname, ids, parent, node)

    def mark(self, docname: str, ids: list[str], parent: nodes.Element, node: nodes.Node) -> None:
        """Put targets above *node*."""
        place = parent.index(node)
        parent[place:place] = [nodes.target("", "", refid=node_id) for node_id in ids]


class LatexTargetTransform(_TargetTransform):
    """Give folded entries a label: Sphinx writes none for the ids of a rubric."""

    formats = ("latex",)
    kinds = (nodes.rubric,)


class TexinfoTargetTransform(_TargetTransform):
    """Give folded entries and enums an anchor: Sphinx writes none for a rubric or a table."""

    formats = ("texinfo",)
    kinds = (nodes.rubric, nodes.table)


class ForeignTargetTransform(_TargetTransform):
    """Give all objects targets in the formats of other packages, whose builders may know no ids."""

    formats = ("html", "xml", "pseudoxml", "text", "man", "latex", "texinfo")
    kinds = (nodes.section, nodes.rubric, nodes.table, nodes.row, addnodes.desc)

    def is_supported(self) -> bool:
        """Return whether the format is none of Sphinx's own."""
        return not super().is_supported()

    def run(self, **kwargs: Any) -> None:
        """Put targets and entries of the index above elements."""
        self.indexed = unlisted_entries(ObjectStore.of(self.env))
        super().run(**kwargs)

    def mark(self, docname: str, ids: list[str], parent: nodes.Element, node: nodes.Node) -> None:
        """Put targets above *node* that builders find by either attribute, and its index entry."""
        entries = [self.indexed[docname, i] for i in ids if (docname, i) in self.indexed]
        above = [nodes.target("", "", refid=node_id, ids=[node_id]) for node_id in ids]
        place = parent.index(node)
        parent[place:place] = [addnodes.index(entries=entries), *above] if entries else above
