"""Post-transforms: the little that formats need beyond the neutral doctree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_tlsalerts.sphinx_ext.doctree.inline import joined
from sphinx_tlsalerts.sphinx_ext.doctree.marks import (
    ALL_ENTRIES,
    DROPDOWN_CLASS,
    ENTRIES_CLASS,
    FIXED,
    NAMELESS,
    TABLE_CLASS,
    TRANSLATED,
    entries_about,
)
from sphinx_tlsalerts.sphinx_ext.env.store import DOMAIN, ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.sphinx_ext.env.store import Entry, ErrorFacts


#: More links than these make a list; fewer are a line with commas.
MANY = 8


def elements_by_page(root: nodes.document, docname: str) -> Iterator[tuple[str, nodes.Element]]:
    """Yield each element of a document that may join several pages, with its page.

    :param docname: the page of what no other page brought in
    """
    yield root.get("docname", docname), root
    for page, _parent, node in children_by_page(root, docname):
        yield page, node


def children_by_page(
    root: nodes.document, docname: str
) -> Iterator[tuple[str, nodes.Element, nodes.Element]]:
    """Yield each element below *root* with its page and its parent.

    From the top, because what Sphinx joins keeps the parents of its own page.
    """
    todo = _inner(root, root.get("docname", docname))
    while todo:
        docname, parent, node = todo.pop()
        if isinstance(node, addnodes.start_of_file | nodes.document):
            docname = node.get("docname", docname)
        yield docname, parent, node
        todo += _inner(node, docname)


def _inner(node: nodes.Element, docname: str) -> list[tuple[str, nodes.Element, nodes.Element]]:
    """Return the elements in *node*, the last one first."""
    children = (child for child in reversed(node.children) if isinstance(child, nodes.Element))
    return [(docname, node, child) for child in children]


def unlisted_entries(store: ObjectStore) -> dict[tuple[str, str], Entry]:
    """Return the entries of the general index that no node of a page has, by page and id.

    They lead to rows and tables. Builders that make their index from the doctree need such nodes.
    """
    rows = {key: place for key, place in store.targets.items() if place.kind != "description"}
    if not rows:
        return {}
    from sphinx_tlsalerts.sphinx_ext.objects import index_entry

    return {
        (place.docname, place.node_id): index_entry(objtype, name, place.node_id)
        for (objtype, name), place in rows.items()
    }


class PrintedTableTransform(SphinxPostTransform):
    """Give rows their targets and index entries where ids of rows are not enough.

    HTML knows ids on rows; LaTeX and Texinfo know only target nodes, and print
    their index from the doctree.
    """

    default_priority = 500
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils' signature
        """Put an anchor at the beginning of each row that has an id."""
        self.indexed = unlisted_entries(ObjectStore(self.env))
        elements = list(elements_by_page(self.document, self.env.current_document.docname))
        for docname, table in elements:
            if isinstance(table, nodes.table) and TABLE_CLASS in table["classes"]:
                for row in table.findall(nodes.row):
                    self._anchor_row(docname, row)
                # All formats know the ids of tables, but none the entry that belongs to one.
                entries = self._entries(docname, table["ids"])
                body = next(iter(table.findall(nodes.tbody)))
                first = next(iter(body.findall(nodes.TextElement)), None)
                if entries and first is not None:
                    first.insert(0, addnodes.index(entries=entries))

    def _anchor_row(self, docname: str, row: nodes.row) -> None:
        ids: list[str] = row["ids"]
        first = next(iter(row.findall(nodes.TextElement)), None)
        if not ids or first is None:
            return
        entries = self._entries(docname, ids)
        anchor = [nodes.target("", "", ids=ids)]
        first[0:0] = [addnodes.index(entries=entries), *anchor] if entries else anchor
        row["ids"] = []

    def _entries(self, docname: str, ids: list[str]) -> list[Entry]:
        """Return the index entries of the targets among *ids*."""
        keys = [(docname, node_id) for node_id in ids]
        return [self.indexed[key] for key in keys if key in self.indexed]


class LatexTableTransform(SphinxPostTransform):
    """Make tables of ours fit a page: LaTeX neither wraps names nor scrolls.

    Runs before :class:`PrintedTableTransform`, so that a row has one anchor
    however many parts its table has.
    """

    default_priority = 490
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Fix and split the tables whose widths the author has not chosen; let links break."""
        tables = [t for t in self.document.findall(nodes.table) if TABLE_CLASS in t["classes"]]
        links = [link for link in self.document.findall(nodes.reference) if _is_to_ours(link)]
        if tables or links:
            from sphinx_tlsalerts.sphinx_ext.transforms.latex_tables import (
                fit_table,
                let_link_break,
            )

            for link in links:
                let_link_break(link)
            for table in tables:
                fit_table(table)


def _is_to_ours(link: nodes.reference) -> bool:
    return "tlsalerts-" in link.get("refid", link.get("refuri", ""))


class SingleHtmlIdTransform(SphinxPostTransform):
    """Keep ids of ours unique where all pages become one.

    The target of an object keeps its id: it alone is referred to.
    """

    default_priority = 500
    builders = ("singlehtml",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Rename the ids that stand twice."""
        targets = {
            (target.docname, target.node_id) for target in ObjectStore(self.env).targets.values()
        }
        places: dict[str, list[tuple[str, nodes.Element]]] = {}
        for docname, node in self._elements_of_ours():
            ids: list[str] = node["ids"]
            for node_id in ids:
                places.setdefault(node_id, []).append((docname, node))
        for node_id, found in places.items():
            keeper = next((p for p in found if (p[0], node_id) in targets), found[0])
            for number, place in enumerate((p for p in found if p is not keeper), start=2):
                taken: list[str] = place[1]["ids"]
                taken[taken.index(node_id)] = f"{node_id}-page-{number}"

    def _elements_of_ours(self) -> Iterator[tuple[str, nodes.Element]]:
        """Yield each element that has an id of ours, with the page that it comes from."""
        for docname, node in elements_by_page(self.document, self.env.current_document.docname):
            ids: list[str] = node.get("ids", [])
            if any(node_id.startswith("tlsalerts-") for node_id in ids):
                yield docname, node


class EntriesTransform(SphinxPostTransform):
    """List the troubleshooting entries about an object, where its page shows them.

    Before references are resolved (10): the links are references like others.
    """

    default_priority = 5

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Put links in place of each placeholder; without any, take its field away."""
        places = list(self.document.findall(entries_about))
        if not places:
            return
        index = ObjectStore.of(self.env).error_index()
        for node in places:
            if node["key"] == ALL_ENTRIES:
                self._list_all(node.parent)
                continue
            objtype, _colon, name = node["key"].partition(":")
            entries = index.about(objtype, name)
            if len(entries) > MANY and len(node.parent) == 1:
                node.parent.replace_self(self._list(entries, ENTRIES_CLASS))
            elif entries:
                links: list[list[nodes.Node]] = [[self._link(facts)] for facts in entries]
                node.replace_self(joined(links, ", "))
            else:
                line = node.parent
                field = line.parent.parent
                empty = field if isinstance(field, nodes.field) else line
                if isinstance(field, nodes.field) and len(field.parent) == 1:
                    empty = field.parent
                empty.parent.remove(empty)

    def _list_all(self, place: nodes.Element) -> None:
        """Put a list of all entries in the place of a paragraph; without any, its heading goes."""
        entries = ObjectStore.of(self.env).error_index().entries.values()
        if entries:
            place.replace_self(self._list(entries))
        else:
            del place.parent[:2]

    def _list(self, entries: Iterable[ErrorFacts], *classes: str) -> nodes.bullet_list:
        """Build a list of links, by title."""
        links = [self._link(facts) for facts in sorted(entries, key=_by_title)]
        items = [nodes.list_item("", nodes.paragraph("", "", link)) for link in links]
        return nodes.bullet_list("", *items, bullet="-", classes=[*classes])

    def _link(self, facts: ErrorFacts) -> addnodes.pending_xref:
        return addnodes.pending_xref(
            "",
            nodes.inline("", facts.title, classes=["xref", "tls", "tls-error"]),
            refdoc=self.env.current_document.docname,
            refdomain=DOMAIN,
            reftype="error",
            reftarget=facts.name,
            refexplicit=True,
            refwarn=False,
        )


def _by_title(facts: ErrorFacts) -> tuple[str, str]:
    return facts.title.casefold(), facts.name


class UnfoldedTransform(SphinxPostTransform):
    """Leave entries of an EPUB open: readers of books seldom fold. Before they are folded (500)."""

    default_priority = 490
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Take the mark of what is to be folded away."""
        for box in self.document.findall(nodes.container):
            if DROPDOWN_CLASS in box["classes"]:
                box["classes"].remove(DROPDOWN_CLASS)


class _TargetTransform(SphinxPostTransform):
    """Put targets above elements whose ids a format does not write.

    As docutils does it for ``.. _label:``, which all builders know: the target has a ``refid``,
    and the element below it the id.
    """

    default_priority = 500
    kinds: ClassVar[tuple[type[nodes.Element], ...]]

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Put a target above each element that links to objects of ours may lead to."""
        store = ObjectStore(self.env)
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
        self.indexed = unlisted_entries(ObjectStore(self.env))
        super().run(**kwargs)

    def mark(self, docname: str, ids: list[str], parent: nodes.Element, node: nodes.Node) -> None:
        """Put targets above *node* that builders find by either attribute, and its index entry."""
        entries = [self.indexed[docname, i] for i in ids if (docname, i) in self.indexed]
        above = [nodes.target("", "", refid=node_id, ids=[node_id]) for node_id in ids]
        place = parent.index(node)
        parent[place:place] = [addnodes.index(entries=entries), *above] if entries else above


class DropdownTransform(SphinxPostTransform):
    """Fold entries in browsers: Sphinx writes a collapsible admonition as ``<details>``."""

    default_priority = 500
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Reshape each entry that is to be folded."""
        for box in list(self.document.findall(nodes.container)):
            if DROPDOWN_CLASS in box["classes"]:
                folded = nodes.admonition("", classes=box["classes"], collapsible="closed")
                for heading in box.findall(nodes.rubric):  # the first one is that of the entry
                    folded["ids"] = heading["ids"]
                    folded += nodes.title("", "", *heading.children)
                    break
                folded += box[1:]
                box.replace_self(folded)


class HideTranslatedTransform(SphinxTransform):
    """Hide what Sphinx must not translate from its translation (20), which is by the page.

    Fields that are translated already would be translated again, with the
    parser of the page. And Sphinx has just given titles that stay the same in
    all languages a source (10), without which it does not translate.
    """

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Take messages of fields away for a moment, and the source of titles for good."""
        done: list[nodes.TextElement] = self.env.current_document.get(TRANSLATED) or []
        self.env.current_document[TRANSLATED] = [(node, node.rawsource) for node in done]
        fixed: list[nodes.TextElement] = self.env.current_document.pop(FIXED, None) or []
        for node in done:
            node.rawsource = ""
        for title in fixed:  # their message stays: other extensions take it for their name
            title.source = None


class ShowTranslatedTransform(SphinxTransform):
    """Give the messages back that :class:`HideTranslatedTransform` took."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Put each message back."""
        for node, message in self.env.current_document.pop(TRANSLATED, None) or []:
            node.rawsource = message


class NamelessLinksTransform(SphinxTransform):
    """Mark the nameless links of fields as such, once docutils has paired those of the page (440).

    They are resolved already, and would be taken for partners of the page's own.
    """

    default_priority = 441

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- as the caller has it
        """Mark each node."""
        for node in self.env.current_document.pop(NAMELESS, None) or []:
            node["anonymous"] = 1
