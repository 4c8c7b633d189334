"""Post-transforms: targets and index entries where the ids of elements are not enough.

HTML and XML write all ids; plain text and manual pages have no links. LaTeX and Texinfo write the
ids of most elements, and the builders of other packages of some. What all of them know is a target
node. And what makes its general index from the doctree needs a node for each entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree import FINDER_CLASS, TABLE_CLASS
from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.transforms.walk import children_by_page, elements_by_page

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.env import IndexRecord

#: The formats of Sphinx's own builders.
SPHINX_FORMATS = ("html", "xml", "pseudoxml", "text", "man", "latex", "texinfo")


class PrintedTableTransform(SphinxPostTransform):
    """Give rows their targets and index entries.

    LaTeX and Texinfo do not write the ids of rows, and print their index from the doctree.
    """

    default_priority = 500
    formats: tuple[str, ...] = ("latex", "texinfo")
    index_in_text: ClassVar[bool] = True

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Put an anchor at the beginning of each row that has an id."""
        self.indexed = _entries_of_rows(ObjectStore.of(self.env))
        elements = list(elements_by_page(self.document, self.env.current_document.docname))
        for docname, table in elements:
            if isinstance(table, nodes.table) and TABLE_CLASS in table["classes"]:
                for row in table.findall(nodes.row):
                    ids: list[str] = row["ids"]
                    if ids and self._begin(row, docname, ids, self.targets(ids)):
                        row["ids"] = []
                # All formats know the ids of tables, but none the entry that belongs to one.
                body = next(iter(table.findall(nodes.tbody)))
                self._begin(next(iter(body.findall(nodes.row))), docname, table["ids"], [])

    def _begin(
        self, row: nodes.row, docname: str, ids: list[str], targets: list[nodes.Node]
    ) -> bool:
        """Put *targets* and the index entries of *ids* at the beginning of a row with text."""
        text = next(iter(row.findall(nodes.TextElement)), None)
        if text is None:
            return False
        text[0:0] = targets
        keys = [(docname, node_id) for node_id in ids]
        if entries := [self.indexed[key] for key in keys if key in self.indexed]:
            place = text if self.index_in_text else cast("nodes.entry", row[0])
            place.insert(0, addnodes.index(entries=entries))
        return True

    def targets(self, ids: list[str]) -> list[nodes.Node]:
        """Build the targets of a row."""
        return [nodes.target("", "", ids=ids)]


def _entries_of_rows(store: ObjectStore) -> dict[tuple[str, str], IndexRecord]:
    """Return the entries of the general index that lead to rows and tables, by page and id.

    No node of the page has them, because the choice of targets comes later.
    """
    rows = {key: place for key, place in store.targets.items() if place.placement != "description"}
    if not rows:
        return {}
    from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

    return {
        (place.docname, place.node_id): OBJECT_TYPES[objtype].index_entry(name, place.node_id)
        for (objtype, name), place in rows.items()
    }


class _TargetTransform(SphinxPostTransform):
    """Put targets above elements whose ids a format does not write."""

    default_priority = 500
    kinds: ClassVar[tuple[type[nodes.Element], ...]]

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Put a target above each element that links to objects of ours may lead to."""
        store = ObjectStore.of(self.env)
        known: dict[str, set[str]] = {}
        pages = children_by_page(self.document, self.env.current_document.docname)
        for docname, parent, node in list(pages):
            if isinstance(node, self.kinds):
                bearer = cast("nodes.Element", node[0] if isinstance(node, addnodes.desc) else node)
                ids: list[str] = bearer["ids"]
                if not _may_be_named(node):
                    if docname not in known:
                        known[docname] = store.find_ids_on(docname)
                    ids = [node_id for node_id in ids if node_id in known[docname]]
                place = parent.index(node)
                parent[place:place] = [self.target(node_id) for node_id in ids]

    def target(self, node_id: str) -> nodes.target:
        """Build a target as docutils does it for ``.. _label:``: the id stays where it is."""
        return nodes.target("", "", refid=node_id)


def _may_be_named(node: nodes.Element) -> bool:
    """Return whether *node* is an element of ours that an author can give an id by ``:name:``."""
    return TABLE_CLASS in node["classes"] or (FINDER_CLASS in node["classes"] and node["names"])


class LatexTargetTransform(_TargetTransform):
    """Give folded entries and finders a label: Sphinx writes none for a rubric or a container."""

    formats = ("latex",)
    kinds = (nodes.rubric, nodes.container)


class TexinfoTargetTransform(_TargetTransform):
    """Give folded entries, finders and tables an anchor: Sphinx writes none for them."""

    formats = ("texinfo",)
    kinds = (nodes.rubric, nodes.container, nodes.table)

    def run(self, **kwargs: Any) -> None:
        """Put the targets, and one into an entry that is the first section: it has no anchor."""
        super().run(**kwargs)
        pages = children_by_page(self.document, self.env.current_document.docname)
        for docname, _parent, node in pages:
            if isinstance(node, nodes.section):
                known = ObjectStore.of(self.env).find_ids_on(docname)
                node[1:1] = [self.target(node_id) for node_id in node["ids"] if node_id in known]
                break


def _foreign_target(node_id: str) -> nodes.target:
    """Build a target for the builders of other packages, which look at one attribute or other."""
    return nodes.target("", "", refid=node_id, ids=[node_id])


class ForeignTargetTransform(_TargetTransform):
    """Give objects targets in the formats of other packages, whose builders may know no ids."""

    formats = SPHINX_FORMATS
    kinds = (nodes.section, nodes.rubric, nodes.container, nodes.table, addnodes.desc)

    def is_supported(self) -> bool:
        """Return whether the format is none of Sphinx's own."""
        return not super().is_supported()

    def target(self, node_id: str) -> nodes.target:
        """Build a target that all builders know."""
        return _foreign_target(node_id)


class ForeignTableTransform(PrintedTableTransform):
    """Give rows targets and index entries in the formats of other packages."""

    formats = SPHINX_FORMATS
    index_in_text = False  # rst2pdf does not look for one there

    def is_supported(self) -> bool:
        """Return whether the format is none of Sphinx's own."""
        return not super().is_supported()

    def targets(self, ids: list[str]) -> list[nodes.Node]:
        """Build targets that all builders know."""
        return [_foreign_target(node_id) for node_id in ids]
