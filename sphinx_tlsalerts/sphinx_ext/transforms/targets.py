"""Add target and index nodes for formats that do not write the ids of all elements.

HTML and XML write all ids. Plain text and manual pages have no links. LaTeX and Texinfo write the
ids of most elements, and the builders of other packages those of some. All builders write target
nodes. A builder that makes the general index from the doctree needs an index node for each record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree import FINDER_CLASS, TABLE_CLASS
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.transforms.walk import walk_children, walk_elements

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.env import IndexRecord

#: The formats of Sphinx's own builders.
SPHINX_FORMATS = ("html", "xml", "pseudoxml", "text", "man", "latex", "texinfo")


class PrintedTableTransform(SphinxPostTransform):
    """Add targets and index nodes to rows.

    LaTeX and Texinfo do not write the ids of rows, and make their index from the doctree.
    """

    default_priority = 500
    formats: tuple[str, ...] = ("latex", "texinfo")
    index_in_text: ClassVar[bool] = True

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Insert a target at the beginning of each row that has an id."""
        self.indexed = _list_index_records(ObjectStore.of(self.env))
        elements = list(walk_elements(self.document, self.env.current_document.docname))
        for docname, table in elements:
            if isinstance(table, nodes.table) and TABLE_CLASS in table["classes"]:
                for row in table.findall(nodes.row):
                    ids: list[str] = row["ids"]
                    if ids and self._begin(row, docname, ids, self.build_targets(ids)):
                        row["ids"] = []
                # All formats write the ids of tables, but the table has no index node yet.
                body = next(iter(table.findall(nodes.tbody)))
                self._begin(next(iter(body.findall(nodes.row))), docname, table["ids"], [])

    def _begin(
        self, row: nodes.row, docname: str, ids: list[str], targets: list[nodes.Node]
    ) -> bool:
        """Insert *targets* and the index nodes of *ids* at the beginning of a row.

        Return whether the row has text to insert them into.
        """
        text = next(iter(row.findall(nodes.TextElement)), None)
        if text is None:
            return False
        text[0:0] = targets
        keys = [(docname, node_id) for node_id in ids]
        if entries := [self.indexed[key] for key in keys if key in self.indexed]:
            place = text if self.index_in_text else cast("nodes.entry", row[0])
            place.insert(0, addnodes.index(entries=entries))
        return True

    def build_targets(self, ids: list[str]) -> list[nodes.Node]:
        """Build the targets of a row."""
        return [nodes.target("", "", ids=ids)]


def _list_index_records(store: ObjectStore) -> dict[tuple[str, str], IndexRecord]:
    """Return the records of the general index that lead to rows and tables, by page and id.

    The page has no nodes for them, because targets are chosen after it is read.
    """
    rows = {key: place for key, place in store.targets.items() if place.placement != "description"}
    if not rows:
        return {}
    from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

    return {
        (place.docname, place.node_id): OBJECT_TYPES[objtype].make_index_entry(name, place.node_id)
        for (objtype, name), place in rows.items()
    }


class _TargetTransform(SphinxPostTransform):
    """Insert targets above elements whose ids a format does not write."""

    default_priority = 500
    kinds: ClassVar[tuple[type[nodes.Element], ...]]

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Insert a target above each element that links to objects of ours may lead to."""
        store = ObjectStore.of(self.env)
        known: dict[str, set[str]] = {}
        pages = walk_children(self.document, self.env.current_document.docname)
        for docname, parent, node in list(pages):
            if isinstance(node, self.kinds):
                bearer = cast("nodes.Element", node[0] if isinstance(node, addnodes.desc) else node)
                ids: list[str] = bearer["ids"]
                if not _may_be_named(node):
                    if docname not in known:
                        known[docname] = store.find_ids_on(docname)
                    ids = [node_id for node_id in ids if node_id in known[docname]]
                place = parent.index(node)
                parent[place:place] = [self.build_target(node_id) for node_id in ids]

    def build_target(self, node_id: str) -> nodes.target:
        """Build a target as docutils does for ``.. _label:``; the element keeps its id."""
        return nodes.target("", "", refid=node_id)


def _may_be_named(node: nodes.Element) -> bool:
    """Return whether *node* is an element of ours that may have an id from ``:name:``."""
    return TABLE_CLASS in node["classes"] or (FINDER_CLASS in node["classes"] and node["names"])


class LatexTargetTransform(_TargetTransform):
    """Add labels to folded entries and finders: Sphinx writes none for rubrics and containers."""

    formats = ("latex",)
    kinds = (nodes.rubric, nodes.container)


class TexinfoTargetTransform(_TargetTransform):
    """Add anchors to folded entries, finders and tables: Sphinx writes none for them."""

    formats = ("texinfo",)
    kinds = (nodes.rubric, nodes.container, nodes.table)

    def run(self, **kwargs: Any) -> None:
        """Insert the targets, and one into an entry that is the first section: it has no anchor."""
        super().run(**kwargs)
        pages = walk_children(self.document, self.env.current_document.docname)
        for docname, _parent, node in pages:
            if isinstance(node, nodes.section):
                known = ObjectStore.of(self.env).find_ids_on(docname)
                node[1:1] = [
                    self.build_target(node_id) for node_id in node["ids"] if node_id in known
                ]
                break


def _build_foreign_target(node_id: str) -> nodes.target:
    """Build a target for the builders of other packages: some read ``refid``, others ``ids``."""
    return nodes.target("", "", refid=node_id, ids=[node_id])


class ForeignTargetTransform(_TargetTransform):
    """Add targets for objects in the formats of other packages, whose builders may ignore ids."""

    formats = SPHINX_FORMATS
    kinds = (nodes.section, nodes.rubric, nodes.container, nodes.table, addnodes.desc)

    def is_supported(self) -> bool:
        """Return whether a builder of another package writes the format."""
        return not super().is_supported()

    def build_target(self, node_id: str) -> nodes.target:
        """Build a target that all builders write."""
        return _build_foreign_target(node_id)


class ForeignTableTransform(PrintedTableTransform):
    """Add targets and index nodes to rows in the formats of other packages."""

    formats = SPHINX_FORMATS
    index_in_text = False  # rst2pdf ignores an index node there

    def is_supported(self) -> bool:
        """Return whether a builder of another package writes the format."""
        return not super().is_supported()

    def build_targets(self, ids: list[str]) -> list[nodes.Node]:
        """Build targets that all builders write."""
        return [_build_foreign_target(node_id) for node_id in ids]
