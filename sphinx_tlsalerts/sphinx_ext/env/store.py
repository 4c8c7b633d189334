"""Store the TLS objects of a project: plain records in the environment.

Directives and roles add records while pages are read, each under its page. Targets are chosen
from these records once all pages are read. So the choice depends neither on the order of reading
nor on the number of workers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sphinx_tlsalerts.sphinx_ext.env.records import (
    _BY_PAGE,
    _RANKS,
    DOMAIN,
    Anchor,
    ErrorFacts,
    Feature,
    IndexRecord,
    ObjectKey,
    Target,
)
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set

    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.registries import Overlay, TrustChange
    from sphinx_tlsalerts.sphinx_ext.env.entry_lookup import ErrorIndex
    from sphinx_tlsalerts.sphinx_ext.env.finder_records import Excerpts
    from sphinx_tlsalerts.sphinx_ext.env.records import Records, TextKey


#: The types of references of ``:ref:`` and ``:any:``, which every project may have.
COMMON_REFERENCES = frozenset({"label", "any"})


class Unlinked(NamedTuple):
    """A troubleshooting entry that a page shows with ``:no-index:``. No reference leads to it."""

    name: str  #: the id
    title: str
    place: str  #: file and line of the directive


class ObjectStore:
    """Typed access to the records of one environment, and the state of one build.

    The domain makes one for each environment; everything else takes it from :meth:`of`, so that
    the state is in one place. A worker has its own environment, domain and store: the main process
    takes only the records of the pages that it read (:meth:`merge`).

    :param records: the data of the domain
    """

    def __init__(self, records: dict[str, Any]) -> None:
        self.data = cast("Records", records)
        self.read: set[str] = set()  #: the pages that this build reads
        self.pending: set[str] = set()  #: the pages that this build must still write
        self.version = ""  #: of this package, as Sphinx knows it
        self.finder = False  #: whether this build has an error finder
        #: The first remedies by address; None until a page is about to be written.
        self.remedies: dict[str, Excerpts] | None = None
        #: The index of entries, with the targets that it was built for.
        self._index: tuple[dict[ObjectKey, Target], ErrorIndex] | None = None

    @classmethod
    def of(cls, env: BuildEnvironment) -> ObjectStore:
        """Return the store of an environment, which its domain keeps."""
        store: ObjectStore = env.domains[DOMAIN].store  # type: ignore[attr-defined]  # our domain
        return store

    # Records of the pages, written while reading

    @property
    def anchors(self) -> dict[str, list[Anchor]]:
        """The places of objects: by page, in the order of the page."""
        return self.data["anchors"]

    @property
    def references(self) -> dict[str, set[ObjectKey]]:
        """The objects that each page refers to."""
        return self.data["references"]

    def iter_references(self) -> Iterator[ObjectKey]:
        """Yield the objects that pages refer to."""
        return (key for keys in self.references.values() for key in keys)

    def find_pages(self) -> set[str]:
        """Return the pages that have a record of ours: they show or reference an object."""
        return {docname for kind in _BY_PAGE for docname in self.data[kind]}

    def is_used(self) -> bool:
        """Return whether any page uses this extension.

        ``:ref:`` and ``:any:`` do not count, though they may lead to an entry.
        """
        return any(self.data[kind] for kind in _BY_PAGE if kind != "references") or any(
            objtype not in COMMON_REFERENCES
            for keys in self.references.values()
            for objtype, _name in keys
        )

    @property
    def texts(self) -> dict[str, set[TextKey]]:
        """The texts that each page prints and an overlay can change."""
        return self.data["texts"]

    def note_anchor(self, docname: str, anchor: Anchor) -> None:
        """Note that the page *docname* shows an object."""
        self.anchors.setdefault(docname, []).append(anchor)

    def note_error(
        self, docname: str, facts: ErrorFacts, place: str, *, bundled: bool = False
    ) -> None:
        """Note that the page *docname* shows a troubleshooting entry."""
        self.data["errors"].setdefault(docname, []).append(facts)
        anchor = Anchor("error", facts.name, facts.node_id, "description", place, bundled=bundled)
        self.note_anchor(docname, anchor)

    def note_unlinked(self, docname: str, entry: Unlinked) -> None:
        """Note that the page *docname* shows an entry that no reference may lead to."""
        self.data["unlinked"].setdefault(docname, []).append(entry)

    def iter_unlinked(self) -> Iterator[Unlinked]:
        """Yield the entries that are shown with ``:no-index:``, in a fixed order."""
        for _docname, entries in sorted(self.data["unlinked"].items()):
            yield from entries

    def note_glob(self, docname: str, pattern: str, files: list[str]) -> None:
        """Note that the page *docname* uses the files that *pattern* matches."""
        self.data["globs"].setdefault(docname, {})[pattern] = files

    @property
    def finder_records(self) -> dict[str, list[bytes]]:
        """The packed finder records of the entries of each page."""
        return self.data["words"]

    def has_feature(self, feature: Feature) -> bool:
        """Return whether any page of the project has a feature."""
        return any(feature in counts for counts in self.features.values())

    @property
    def features(self) -> dict[str, dict[Feature, int]]:
        """The features of each page that need a style sheet or a script, with their counts."""
        return self.data["features"]

    def note_feature(self, docname: str, feature: Feature) -> int:
        """Note that the page *docname* has a feature; return how often it now has it."""
        counts = self.features.setdefault(docname, {})
        counts[feature] = counts.get(feature, 0) + 1
        return counts[feature]

    @property
    def blocks(self) -> dict[str, dict[str, int]]:
        """The number of messages among the first blocks of code of each entry, by page and id.

        Entries with ``:no-index:`` are included.
        """
        return self.data["blocks"]

    def note_blocks(self, docname: str, node_id: str, messages: int = 0) -> None:
        """Note an entry for the script, with the number of its messages in blocks of code."""
        self.blocks.setdefault(docname, {})[node_id] = messages

    def find_ids_on(self, docname: str) -> set[str]:
        """Return the ids on the page *docname* that links to objects and entries may lead to."""
        anchors = self.anchors.get(docname, [])
        return {anchor.node_id for anchor in anchors} | self.blocks.get(docname, {}).keys()

    def note_condition(self, docname: str, ids: Set[str], expression: str) -> None:
        """Note that the nodes with *ids* are inside an ``only`` directive."""
        anchors = self.anchors.get(docname, [])
        for position, anchor in enumerate(anchors):
            if anchor.node_id in ids:
                conditions = (*anchor.conditions, expression)
                anchors[position] = anchor._replace(conditions=conditions)

    def note_references(self, docname: str, keys: Set[ObjectKey]) -> None:
        """Note that the page *docname* refers to objects."""
        self.references.setdefault(docname, set()).update(keys)

    def note_texts(self, docname: str, texts: Iterable[TextKey]) -> None:
        """Note that the page prints texts that an overlay can change."""
        self.texts.setdefault(docname, set()).update(texts)

    def clear_doc(self, docname: str) -> None:
        """Delete the records of the page *docname*."""
        for kind in _BY_PAGE:
            self.data[kind].pop(docname, None)
        self.hidden.pop(docname, None)

    def merge(self, docnames: Set[str], other: dict[str, Any]) -> None:
        """Copy the records of the pages *docnames* from the data of a worker."""
        ours: dict[str, Any] = dict(self.data)
        for kind in _BY_PAGE:
            for docname in docnames & other[kind].keys():
                ours[kind][docname] = other[kind][docname]

    @property
    def errors(self) -> dict[str, list[ErrorFacts]]:
        """The troubleshooting entries: by page, in the order of the page."""
        return self.data["errors"]

    @property
    def globs(self) -> dict[str, dict[str, list[str]]]:
        """Patterns of files, each with what it matched: by page."""
        return self.data["globs"]

    # Records computed from all pages

    def get_error_index(self) -> ErrorIndex:
        """Return the index of the entries that references lead to."""
        from sphinx_tlsalerts.sphinx_ext.env.entry_lookup import ErrorIndex

        targets = self.targets
        if self._index is None or self._index[0] is not targets:
            entries = {
                facts.name: facts
                for docname, page in self.errors.items()
                for facts in page
                if _leads_to(targets.get(("error", facts.name)), docname, facts.node_id)
            }
            ordered = {name: entries[name] for name in sorted(entries)}
            self._index = (targets, ErrorIndex(ordered))
        return self._index[1]

    @property
    def targets(self) -> dict[ObjectKey, Target]:
        """The target of every object, as last chosen."""
        return self.data["targets"]

    @property
    def overlays(self) -> dict[int, Overlay]:
        """The project's overlays, by code."""
        return self.data["overlays"]

    @overlays.setter
    def overlays(self, overlays: dict[int, Overlay]) -> None:
        self.data["overlays"] = overlays

    @property
    def trust(self) -> dict[str, TrustChange]:
        """The project's changes to the trust table, by the ids of tools."""
        return self.data["trust"]

    @trust.setter
    def trust(self, changes: dict[str, TrustChange]) -> None:
        self.data["trust"] = changes

    @property
    def index(self) -> dict[str, list[IndexRecord]]:
        """The records that this extension added to the general index, by page."""
        return self.data["index"]

    @property
    def hidden(self) -> dict[str, list[tuple[int, IndexRecord]]]:
        """The records removed from the general index, by page, each with its position."""
        return self.data["hidden"]

    def find_left_out(self, holds: Callable[[str], bool]) -> Iterator[tuple[str, set[str]]]:
        """Yield each page with objects that an ``only`` directive leaves out, and their ids.

        :param holds: returns whether the expression of an ``only`` directive is true in this build
        """
        for docname, anchors in self.anchors.items():
            ids = {a.node_id for a in anchors if not all(map(holds, a.conditions))}
            if ids:
                yield docname, ids

    def choose_targets(self, holds: Callable[[str], bool]) -> set[ObjectKey]:
        """Choose the target of every object; return the objects whose target changed.

        :param holds: returns whether the expression of an ``only`` directive is true in this build
        """
        best: dict[ObjectKey, tuple[tuple[int, bool, str, int], Target]] = {}
        for docname, anchors in self.anchors.items():
            for position, anchor in enumerate(anchors):
                if not all(map(holds, anchor.conditions)):
                    continue
                rank = (_RANKS[anchor.placement], anchor.bundled, docname, position)
                key = (anchor.objtype, anchor.name)
                if key not in best or rank < best[key][0]:
                    best[key] = (rank, Target(docname, anchor.node_id, anchor.placement))
        before = self.targets
        after = {key: best[key][1] for key in sorted(best)}
        self.data["targets"] = after
        if before == after:
            return set()
        return {
            key
            for key in before.keys() | after.keys()
            if _get_address(before.get(key)) != _get_address(after.get(key))
        }

    def find_pages_referring_to(self, keys: Set[ObjectKey]) -> set[str]:
        """Return the pages that refer to one of *keys*."""
        wanted = keys | {
            ("any", name)
            for objtype, name in keys
            if objtype in OBJECT_TYPES and OBJECT_TYPES[objtype].answers_any
        }
        return {docname for docname, noted in self.references.items() if noted & wanted}

    def find_duplicates(self, holds: Callable[[str], bool]) -> Iterator[tuple[Anchor, Anchor, str]]:
        """Yield each second description, the first one, and the page of the first one."""
        first: dict[ObjectKey, tuple[Anchor, str]] = {}
        for docname in sorted(self.anchors):
            for anchor in self.anchors[docname]:
                if anchor.placement != "description" or not all(map(holds, anchor.conditions)):
                    continue
                key = (anchor.objtype, anchor.name)
                if key in first:
                    yield anchor, *first[key]
                else:
                    first[key] = (anchor, docname)


def _leads_to(target: Target | None, docname: str, node_id: str) -> bool:
    return target is not None and (target.docname, target.node_id) == (docname, node_id)


def _get_address(target: Target | None) -> tuple[str, str] | None:
    """Return the page and the id of *target*; how it is placed does not change a reference."""
    return (target.docname, target.node_id) if target else None
