"""Define the records that pages leave in the environment.

They are plain tuples, so that Sphinx can pickle them, send them between processes and compare them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from typing import TypedDict

    from sphinx_tlsalerts.registries import Overlay, TrustChange
    from sphinx_tlsalerts.sphinx_ext.env.store import Unlinked

DOMAIN = "tls"


#: How a page shows an object. References prefer a row of a table with ``:target:`` to a
#: description, and a description to any other row.
Placement: TypeAlias = Literal["target-row", "description", "row"]


_RANKS: dict[Placement, int] = {"target-row": 0, "description": 1, "row": 2}


ObjectKey: TypeAlias = tuple[str, str]  # (objtype, canonical name)


class Anchor(NamedTuple):
    """One place where a page shows an object."""

    objtype: str
    name: str  #: the canonical name
    node_id: str
    placement: Placement
    place: str  #: file and line of the directive
    conditions: tuple[str, ...] = ()  #: the expressions of the ``only`` directives around it
    bundled: bool = False  #: whether it is from a bundled catalogue, which own entries replace


#: A text that an overlay can change: the code of an alert and a field, or ``"trust"`` and the id
#: of a tool. Pages that show all tools have the empty id: a project may add tools.
TextKey: TypeAlias = "tuple[int | str, str]"


class ErrorFacts(NamedTuple):
    """The names of a troubleshooting entry, and the objects that it is about."""

    name: str  #: the id
    node_id: str
    title: str
    mnemonics: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()  #: for ``:ref:``, in addition to ``tls-error-ID``
    keys: tuple[ObjectKey, ...] = ()  #: the alerts, codes and names that it is about
    written: str = ""  #: the title as it is written, where a translation differs


class Target(NamedTuple):
    """The place that references to an object lead to; one of its anchors."""

    docname: str
    node_id: str
    placement: Placement


#: An entry of the general index, as Sphinx stores it.
IndexRecord: TypeAlias = tuple[str, str, str, str, str | None]


#: The troubleshooting entries that a reference leads to: (page, id of the node, title) of each.
Answer: TypeAlias = tuple[tuple[str, str, str], ...]


#: The kinds of records that directives and roles write while pages are read.
_BY_PAGE: tuple[
    Literal[
        "anchors",
        "references",
        "texts",
        "errors",
        "unlinked",
        "globs",
        "features",
        "blocks",
        "words",
    ],
    ...,
] = (
    *("anchors", "references", "texts", "errors", "unlinked"),
    *("globs", "features", "blocks", "words"),
)


#: A part of a page that needs a style sheet or a script in browsers.
Feature: TypeAlias = Literal["table", "description", "entry", "finder", "catalogue"]


#: The kinds of records that are computed from all pages.
_BY_BUILD = (
    "targets",
    "answers",
    "labels",
    "overlays",
    "trust",
    "hidden",
    "index",
    "made",
    "outputs",
    "python",
)


if TYPE_CHECKING:  # creating a TypedDict costs time at import

    class Records(TypedDict):
        """The data of the domain. Records by page are written while pages are read."""

        anchors: dict[str, list[Anchor]]  #: the places of objects: by page, in its order
        references: dict[str, set[ObjectKey]]  #: the objects that each page refers to
        texts: dict[str, set[TextKey]]  #: what each page prints and an overlay can change
        errors: dict[str, list[ErrorFacts]]  #: troubleshooting entries, by page
        unlinked: dict[str, list[Unlinked]]  #: those with ``:no-index:``, by page
        globs: dict[str, dict[str, list[str]]]  #: patterns of files with what they matched, by page
        features: dict[str, dict[Feature, int]]  #: how often a page has each
        blocks: dict[str, dict[str, int]]  #: of all entries, by page and id of the node
        words: dict[str, list[bytes]]  #: packed records for the finder, by page
        targets: dict[ObjectKey, Target]  #: as of the last build
        answers: dict[ObjectKey, Answer]  #: of references to entries, as of the last build
        labels: dict[str, tuple[str, str, str]]  #: given to the standard domain
        overlays: dict[int, Overlay]  #: by code, as of the last build
        trust: dict[str, TrustChange]  #: by the ids of tools, as of the last build
        #: removed from the general index, with positions, by page
        hidden: dict[str, list[tuple[int, IndexRecord]]]
        index: dict[str, list[IndexRecord]]  #: added to the general index, by page
        python: dict[ObjectKey, tuple[str, str]]  #: names of ssl that are objects of Python here
        made: dict[str, str]  #: the version of this package that the records are of
        #: the pages that each output still lacks, by builder and folder
        outputs: dict[str, set[str]]


def make_initial_data() -> dict[str, Any]:
    """Return the empty records of a domain, as Sphinx copies them for each project."""
    return {name: {} for name in (*_BY_PAGE, *_BY_BUILD)}


#: A key that names all entries of a project, in the place of a key that names one object.
ALL_ENTRIES = "all:"
