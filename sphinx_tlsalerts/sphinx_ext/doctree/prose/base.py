"""Parse the fields of a troubleshooting file into nodes, each field on its own.

Input: a :class:`Text`, that is a string with its line in the file, and the page that shows it.
Output: nodes for the page, whose source and line are those of the file.

A field is parsed into a *fragment*, a document of its own. Links, footnotes and substitutions are
resolved inside the fragment; then its nodes move to the page.

Invariants:

* A field gives the same nodes on every page, in the language of its file and not of the page.
* The fragment shares the ids of the page and Sphinx's state of the page, so that roles and
  directives work as on the page itself.
* No node refers to the fragment afterwards. Otherwise the fragment would be pickled with the page.
* Text without markup (:func:`is_plain`) becomes the same nodes without a parser.

Example: ``Check the *port*.`` in line 7 of ``errors.yaml`` becomes a paragraph of line 7 in
``errors.yaml`` with an emphasis; ``Check the port.`` becomes the paragraph without a parser.
"""

from __future__ import annotations

import gettext
import re
from abc import ABC, abstractmethod
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from docutils import nodes
from docutils.transforms import references
from sphinx.domains.citation import CitationReferenceTransform
from sphinx.locale import translators
from sphinx.transforms import DefaultSubstitutions, UnreferencedFootnotesDetector
from sphinx.transforms.i18n import Locale
from sphinx.transforms.references import SphinxDanglingReferences
from sphinx.util.docutils import LoggingReporter
from sphinx.util.i18n import docname_to_domain

from sphinx_tlsalerts.guides import Bundled, Text
from sphinx_tlsalerts.sphinx_ext.doctree.marks import (
    BUNDLED_SOURCE,
    ENTRY_MARK,
    NAMELESS,
    TRANSLATED,
    mark_unmarked,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils.transforms import Transform
    from sphinx.environment import BuildEnvironment

#: The transforms that resolve references inside a fragment; docutils sorts them by priority.
_TRANSFORMS: tuple[type[Transform], ...] = (
    DefaultSubstitutions,
    references.Substitutions,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    CitationReferenceTransform,  # the page records their targets
    references.Footnotes,
    UnreferencedFootnotesDetector,
    references.ExternalTargets,
    references.InternalTargets,
    SphinxDanglingReferences,
)

_REFERRING = (
    nodes.substitution_reference,
    nodes.substitution_definition,
    nodes.footnote_reference,
    nodes.footnote,
    nodes.citation_reference,
    nodes.citation,
)

#: A character that may be markup in one of the languages. Text without it is plain.
_MARKUP = re.compile(
    r"[^A-Za-z0-9 ,.;'\"()?!/%:\n\u00c0-\u024f\u0370-\u04ff\u3041-\u30ff\u4e00-\u9fff-]"
)
#: A colon within a word and a space at the end of a line may be markup, too.
_COLON = re.compile(r":[^ \n]| \n")
#: The beginning of a line that is not an item of a list. The pattern for paragraphs is stricter,
#: because reStructuredText has lists with letters.
_LINE = re.compile(r"(?![0-9]+[.)](?: |$))[^\W_]")
_PARAGRAPH = re.compile(r"(?!(?:[0-9]+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+)[.)](?: |$))[^\W_]")


class FieldParser(ABC):
    """Parse the fields of one file into nodes of one page.

    :param document: the page
    :param path: the file of the fields, as messages and catalogues name it
    """

    filetype: str  #: as in ``source_suffix``
    foreign: re.Pattern[str] | None = None  #: matches markup of the other language
    gives_labels = True  #: whether targets in the prose are labels for ``:ref:``
    on_foreign: Callable[[int], None] | None = None  #: called with the line of such markup

    def __init__(self, document: nodes.document, env: BuildEnvironment, path: str) -> None:
        self.page = document
        self.env = env
        self.path = path
        settings = document.settings
        self.reporter = LoggingReporter.from_reporter(document.reporter)
        self.reporter.source = path
        suffixes: dict[str, str] = env.config.source_suffix
        self.suffix = next((name for name, kind in suffixes.items() if kind == self.filetype), "")
        self.is_translated = bool(self.suffix) and _has_catalog(env)
        # With these settings, "PEP 8" and "RFC 8446" in plain text become links.
        links_words = settings.pep_references or settings.rfc_references
        self.knows_plain = not (self.is_translated or links_words)

    @abstractmethod
    def _parse_blocks(self, fragment: nodes.document, text: Text) -> None:
        """Parse *text* into *fragment*, with the lines of its file."""

    @abstractmethod
    def _parse_inline(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:
        """Parse *text*, a single line, and return its nodes."""

    def _get_own_transforms(self) -> tuple[type[Transform], ...]:
        """Return further transforms, which only this language needs."""
        return ()

    def build_blocks(self, text: Text) -> list[nodes.Node]:
        """Return the nodes of a block of prose."""
        built = self._build_blocks(text)
        if isinstance(text, Bundled):
            _keep_from_catalogues(built)
        return built

    def _build_blocks(self, text: Text) -> list[nodes.Node]:
        if self.knows_plain and is_plain(text):
            return [*self._split_paragraphs(text)]
        self._look_for_foreign(text, text.line)
        fragment = self._make_fragment()
        self._parse_blocks(fragment, text)
        self._finish(fragment, text)
        return self._take_nodes(fragment)

    def fill_inline(self, into: nodes.TextElement, text: Text) -> None:
        """Fill *into* with a phrase."""
        phrase = " ".join(text.split())
        into.rawsource = phrase
        into.source, into.line = self.path, text.line
        if isinstance(text, Bundled):
            into.source = BUNDLED_SOURCE
            into["translatable"] = False
        if self.knows_plain and is_plain_phrase(phrase):
            into += nodes.Text(phrase)
            return
        fragment = self._make_fragment()
        into += self._parse_inline(fragment, Text(phrase, text.line))
        # Sphinx translates a title differently from a paragraph, and looks at its parent.
        parent: nodes.Element = fragment
        if isinstance(into, nodes.title):
            parent = nodes.section()
            fragment += parent
        parent += into
        self._finish(fragment, text)
        parent.remove(into)
        into.parent = None
        self._adopt(into)

    def _look_for_foreign(self, text: str, line: int) -> None:
        """Report the line of markup of the other language in *text*, which begins at *line*."""
        if self.on_foreign and self.foreign and (match := self.foreign.search(text)):
            self.on_foreign(line + text.count("\n", 0, match.start()))
            self.on_foreign = None  # one warning for each file

    def _split_paragraphs(self, text: Text) -> Iterator[nodes.paragraph]:
        line = text.line
        for block in text.split("\n\n"):
            if content := block.strip("\n"):
                paragraph = nodes.paragraph(content, content)
                paragraph.source = self.path
                paragraph.line = line + len(block) - len(block.lstrip("\n"))
                yield paragraph
            line += block.count("\n") + 2

    def _make_fragment(self) -> nodes.document:
        """Return an empty document for one field."""
        fragment = nodes.document(self.page.settings, self.reporter, source=self.path)
        fragment.note_source(self.path, -1)
        # Ids must be unique on the page.
        fragment.ids = self.page.ids
        fragment.id_counter = self.page.id_counter
        return fragment

    def _finish(self, fragment: nodes.document, text: Text) -> None:
        """Translate *fragment*, the nodes of *text*, and resolve its references."""
        if self.is_translated and not isinstance(text, Bundled):
            self._translate(fragment)
        if fragment.transformer.transforms or any(fragment.findall(_is_referring)):
            self._lend_definitions(fragment)
            # The message of docutils about unpaired anonymous links has no line.
            self.reporter.get_source_and_line = partial(_find_place_of_links, fragment)
            fragment.transformer.add_transforms([*_TRANSFORMS, *self._get_own_transforms()])
            fragment.transformer.apply_transforms()
            self._hide_nameless(fragment)
        if fragment.nameids and self.gives_labels:
            self._note_labels(fragment)

    def _take_nodes(self, fragment: nodes.document) -> list[nodes.Node]:
        """Remove the nodes from *fragment* and return them, with headings instead of sections."""
        for section in reversed(list(fragment.findall(nodes.section))):
            title, *content = section.children
            heading = nodes.rubric("", "", *title.children, ids=section["ids"])
            heading.source, heading.line = title.source, title.line
            heading.rawsource = getattr(title, "rawsource", "")
            if hasattr(section, ENTRY_MARK):  # an entry in a field, whose words are its own
                mark_unmarked([heading, *content], getattr(section, ENTRY_MARK))
            section.replace_self([heading, *content])
        taken = fragment.children
        fragment.children = []
        for node in taken:
            self._adopt(node)
        return taken

    def _adopt(self, node: nodes.Node) -> None:
        """Make *node* part of the page; otherwise the fragment would be pickled with it."""
        for inner in node.findall():
            inner.document = self.page

    def _translate(self, fragment: nodes.document) -> None:
        """Translate the texts of *fragment* as Sphinx does, with the parser of its language."""
        # Sphinx chooses the parser by the suffix of the source.
        fragment["source"] += self.suffix
        # It also adds the catalogues to those of its last call, so hide those.
        key = ("general", _find_domain(self.env))
        kept = translators.pop(key, None)
        try:
            Locale(fragment).apply()
        finally:
            translators.pop(key, None)
            if kept is not None:
                translators[key] = kept
            fragment["source"] = self.path
        done = [node for node in fragment.findall(nodes.TextElement) if node.get("translated")]
        waiting: list[nodes.TextElement] = self.env.current_document.get(TRANSLATED) or []
        self.env.current_document[TRANSLATED] = waiting + done

    def _lend_definitions(self, fragment: nodes.document) -> None:
        """Copy the definitions of the page and of the project into *fragment*."""
        common = self._common
        for definitions in (self.page.substitution_defs, common.substitution_defs):
            for name, definition in definitions.items():
                if name not in fragment.substitution_defs:
                    fragment.substitution_defs[name] = definition
                    fragment.substitution_names[nodes.fully_normalize_name(name)] = name
        for target in common.findall(nodes.target):
            for name in target["names"]:
                if name in fragment.refnames and name not in fragment.nameids:
                    for reference in cast("list[nodes.reference]", fragment.refnames.pop(name)):
                        reference["refuri"] = target.get("refuri", "")
                        del reference["refname"]
                        reference.resolved = True

    @cached_property
    def _common(self) -> nodes.document:
        """The definitions of the project for all pages in this language."""
        return nodes.document(self.page.settings, self.reporter, source=self.path)

    def _hide_nameless(self, fragment: nodes.document) -> None:
        """Hide anonymous links and their targets, so that docutils pairs none with the page's.

        Pairs get their mark back afterwards, so that the nodes are as on a page written by hand.
        """
        links = [node for node in fragment.findall(nodes.reference) if node.get("anonymous")]
        targets = [node for node in fragment.findall(nodes.target) if node.get("anonymous")]
        for node in (*links, *targets):
            del node["anonymous"]
        if links and len(links) == len(targets):
            waiting: list[nodes.Element] = self.env.current_document.get(NAMELESS) or []
            self.env.current_document[NAMELESS] = [*waiting, *links, *targets]

    def _note_labels(self, fragment: nodes.document) -> None:
        """Make the targets of *fragment* labels of the page, unless the page has the same label.

        Footnotes are left out: the page may have others of the same name.
        """
        for name, node_id in fragment.nameids.items():
            node = fragment.ids.get(node_id)
            is_link = isinstance(node, nodes.Element) and "refuri" in node
            is_note = isinstance(node, nodes.footnote | nodes.citation)
            if node_id and not (is_link or is_note) and name not in self.page.nameids:
                self.page.nameids[name] = node_id
                self.page.nametypes[name] = fragment.nametypes[name]


def _keep_from_catalogues(content: list[nodes.Node]) -> None:
    """Keep bundled texts out of the message catalogues of the project."""
    for node in content:
        for inner in node.findall(nodes.TextElement):
            inner["translatable"] = False
            inner.source = BUNDLED_SOURCE  # also if an entry of a file extends a bundled entry


def is_plain_phrase(text: str) -> bool:
    """Return whether both languages print each line of *text* unchanged, as inline text."""
    if _MARKUP.search(text):
        return False
    return not ((":" in text or " \n" in text) and _COLON.search(text))


def is_plain(text: str) -> bool:
    """Return whether both languages print *text* unchanged, as paragraphs."""
    if text.endswith(" ") or not is_plain_phrase(text):
        return False
    beginning = _PARAGRAPH
    for line in text.split("\n"):
        if line and not beginning.match(line):
            return False
        beginning = _LINE if line else _PARAGRAPH
    return True


def _is_referring(node: nodes.Node) -> bool:
    if isinstance(node, nodes.reference | nodes.target):
        return "refuri" not in node or "id_link" in node  # MyST's links to labels
    return isinstance(node, _REFERRING)


def _find_place_of_links(
    fragment: nodes.document, lineno: int | None = None
) -> tuple[str | None, int | None]:
    """Return the place of the first anonymous link. Replaces a method of docutils' reporter."""
    links = (node for node in fragment.findall(nodes.reference) if node.get("anonymous"))
    node: nodes.Node | None = next(links, None)
    while lineno is None and node is not None:
        lineno, node = node.line, node.parent
    return fragment["source"], lineno


def _find_domain(env: BuildEnvironment) -> str:
    return docname_to_domain(env.current_document.docname, env.config.gettext_compact)


def _has_catalog(env: BuildEnvironment) -> bool:
    """Return whether the project has a translation of the page."""
    config = env.config
    folders = (str(env.srcdir / folder) for folder in config.locale_dirs)
    return any(gettext.find(_find_domain(env), folder, [config.language]) for folder in folders)
