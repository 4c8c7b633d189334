"""The records that pages leave in the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from typing import TypedDict

    from sphinx_tlsalerts.registries import Overlay
    from sphinx_tlsalerts.sphinx_ext.env.store import Unlinked

DOMAIN = "tls"


#: How an object stands on a page. A row of a table with ``:target:`` comes
#: before a description, which comes before any other row.
Kind: TypeAlias = Literal["target-row", "description", "row"]


_RANKS: dict[Kind, int] = {"target-row": 0, "description": 1, "row": 2}


ObjectKey: TypeAlias = tuple[str, str]  # (objtype, canonical name)


class Anchor(NamedTuple):
    """One place where an object stands."""

    objtype: str
    name: str  #: the canonical name
    node_id: str
    kind: Kind
    place: str  #: file and line of the directive
    conditions: tuple[str, ...] = ()  #: the expressions of the ``only`` directives around it


class ErrorFacts(NamedTuple):
    """What is known of a troubleshooting entry beside its place."""

    name: str  #: the id
    node_id: str
    title: str
    mnemonics: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()  #: for ``:ref:``, beside ``tls-error-ID``
    keys: tuple[ObjectKey, ...] = ()  #: the alerts, codes and names that it is about
    written: str = ""  #: the title as it is written, where a translation differs


class Target(NamedTuple):
    """The place that references to an object lead to."""

    docname: str
    node_id: str
    kind: Kind


Entry: TypeAlias = tuple[str, str, str, str, str | None]  # of the general index, as Sphinx has it


#: What a page shows of troubleshooting entries that it refers to: (page, id of the node, title).
Answer: TypeAlias = tuple[tuple[str, str, str], ...]


#: The records that are written while pages are read.
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


#: What a page has that browsers need a style sheet or a script for.
Feature: TypeAlias = Literal["table", "description", "entry", "finder", "catalogue"]


#: The records that hold what all pages together say.
_BY_BUILD = (
    "targets",
    "answers",
    "labels",
    "overlays",
    "hidden",
    "index",
    "made",
    "outputs",
    "python",
)


if TYPE_CHECKING:  # a class of this kind takes a while to make

    class Records(TypedDict):
        """What the environment keeps for us. What is by page is written while pages are read."""

        anchors: dict[str, list[Anchor]]  #: where objects stand: by page, in the order of the page
        references: dict[str, set[ObjectKey]]  #: which objects each page refers to
        texts: dict[str, set[tuple[int, str]]]  #: (code, field of an overlay) that each page prints
        errors: dict[str, list[ErrorFacts]]  #: troubleshooting entries, by page
        unlinked: dict[str, list[Unlinked]]  #: those with ``:no-index:``, by page
        globs: dict[str, dict[str, list[str]]]  #: patterns of files with what they matched, by page
        features: dict[str, dict[Feature, int]]  #: how often a page has each
        blocks: dict[str, dict[str, int]]  #: of all entries, by page and id of the node
        words: dict[str, list[bytes]]  #: what the finder needs of the entries, packed, by page
        targets: dict[ObjectKey, Target]  #: as of the last build
        answers: dict[ObjectKey, Answer]  #: what pages were told of entries, as of the last build
        labels: dict[str, tuple[str, str, str]]  #: given to the standard domain
        overlays: dict[int, Overlay]  #: by code, as of the last build
        hidden: dict[str, list[tuple[int, Entry]]]  #: taken from the general index, with positions
        index: dict[str, list[Entry]]  #: added to the general index, by page
        python: dict[ObjectKey, tuple[str, str]]  #: names of ssl that are objects of Python here
        made: dict[str, str]  #: the version of this package that the records are of
        outputs: dict[
            str, set[str]
        ]  #: the pages that each output still lacks, by builder and folder


def initial_data() -> dict[str, Any]:
    """Return the empty records of a domain, as Sphinx copies them for each project."""
    return {name: {} for name in (*_BY_PAGE, *_BY_BUILD)}


#: Stands for all entries of a project, where one stands for those about an object.
ALL_ENTRIES = "all:"
