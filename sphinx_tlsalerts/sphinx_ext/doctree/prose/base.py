"""Fields of prose as nodes: each is parsed by itself, in its own language.

A field becomes a document of its own, in which links, footnotes and
substitutions are resolved before its nodes join the page. So it reads the same
wherever it stands, and on pages of either language. It shares the page's ids
and Sphinx's state of the page, so that roles and directives work as they do on
the page itself.
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
from sphinx_tlsalerts.sphinx_ext.doctree.marks import BUNDLED_SOURCE, NAMELESS, TRANSLATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils.transforms import Transform
    from sphinx.environment import BuildEnvironment

#: What resolves the references inside a fragment; docutils sorts them by priority.
_TRANSFORMS: tuple[type[Transform], ...] = (
    DefaultSubstitutions,
    references.Substitutions,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    CitationReferenceTransform,  # the page notes what they refer to
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

#: Anything that may be markup in one of the languages. What is free of it prints as it stands.
_MARKUP = re.compile(
    r"[^A-Za-z0-9 ,.;'\"()?!/%:\n\u00c0-\u024f\u0370-\u04ff\u3041-\u30ff\u4e00-\u9fff-]"
)
#: A colon within a word, and a blank at the end of a line, mean something, too.
_COLON = re.compile(r":[^ \n]| \n")
#: The beginning of a line that is no item of a list. That of a paragraph is looked at more closely:
#: reStructuredText has lists with letters.
_LINE = re.compile(r"(?![0-9]+[.)](?: |$))[^\W_]")
_PARAGRAPH = re.compile(r"(?!(?:[0-9]+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+)[.)](?: |$))[^\W_]")


class FieldParser(ABC):
    """Turns the fields of one file into nodes of one page.

    :param document: the page
    :param path: the file that the fields stand in, as messages and catalogues name it
    """

    filetype: str  #: as in ``source_suffix``
    foreign: re.Pattern[str] | None = None  #: what looks like the other language
    gives_labels = True  #: whether targets in the prose are labels for ``:ref:``
    on_foreign: Callable[[int], None] | None = None  #: told the line where a text looks so

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
        # Both settings make links of plain words.
        links_words = settings.pep_references or settings.rfc_references
        self.knows_plain = not (self.is_translated or links_words)

    @abstractmethod
    def _parse_blocks(self, fragment: nodes.document, text: Text) -> None:
        """Parse *text* into *fragment*, with the lines of its file."""

    @abstractmethod
    def _parse_inline(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:
        """Parse *text*, a single line."""

    def _own_transforms(self) -> tuple[type[Transform], ...]:
        """Return what resolves the references of this language alone."""
        return ()

    def blocks(self, text: Text) -> list[nodes.Node]:
        """Return the nodes of a block of prose."""
        found = self._blocks(text)
        if isinstance(text, Bundled):
            _keep_from_catalogues(found)
        return found

    def _blocks(self, text: Text) -> list[nodes.Node]:
        if self.knows_plain and is_plain(text):
            return [*self._plain_paragraphs(text)]
        self._look_for_foreign(text, text.line)
        fragment = self._fragment()
        self._parse_blocks(fragment, text)
        self._finish(fragment, text)
        return self._taken_from(fragment)

    def inline(self, into: nodes.TextElement, text: Text) -> None:
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
        fragment = self._fragment()
        into += self._parse_inline(fragment, Text(phrase, text.line))
        # Sphinx translates a heading and a paragraph each in its own way.
        parent: nodes.Element = fragment
        if isinstance(into, nodes.title):
            parent = nodes.section()
            fragment += parent
        parent += into
        self._finish(fragment, text)
        parent.remove(into)
        into.parent = None
        self._adopt(into)

    def _look_for_foreign(self, words: str, line: int) -> None:
        """Tell where *words*, which begin at *line*, look like the other language."""
        if self.on_foreign and self.foreign and (match := self.foreign.search(words)):
            self.on_foreign(line + words.count("\n", 0, match.start()))
            self.on_foreign = None  # once is enough for a file

    def _plain_paragraphs(self, text: Text) -> Iterator[nodes.paragraph]:
        line = text.line
        for block in text.split("\n\n"):
            if words := block.strip("\n"):
                paragraph = nodes.paragraph(words, words)
                paragraph.source = self.path
                paragraph.line = line + len(block) - len(block.lstrip("\n"))
                yield paragraph
            line += block.count("\n") + 2

    def _fragment(self) -> nodes.document:
        """Return an empty document for one field."""
        fragment = nodes.document(self.page.settings, self.reporter, source=self.path)
        fragment.note_source(self.path, -1)
        # An id of a field is one of the page.
        fragment.ids = self.page.ids
        fragment.id_counter = self.page.id_counter
        return fragment

    def _finish(self, fragment: nodes.document, text: Text) -> None:
        """Translate *fragment*, which has *text*, and resolve its references."""
        if self.is_translated and not isinstance(text, Bundled):
            self._translate(fragment)
        if fragment.transformer.transforms or any(fragment.findall(_is_referring)):
            self._lend_definitions(fragment)
            # What docutils says of all nameless links together has no place of its own.
            self.reporter.get_source_and_line = partial(_place_of_links, fragment)
            fragment.transformer.add_transforms([*_TRANSFORMS, *self._own_transforms()])
            fragment.transformer.apply_transforms()
            self._hide_nameless(fragment)
        if fragment.nameids and self.gives_labels:
            self._note_labels(fragment)

    def _taken_from(self, fragment: nodes.document) -> list[nodes.Node]:
        """Take the nodes of *fragment*; headings in a field are no sections of the page."""
        for section in reversed(list(fragment.findall(nodes.section))):
            title, *content = section.children
            heading = nodes.rubric("", "", *title.children, ids=section["ids"])
            heading.source, heading.line = title.source, title.line
            heading.rawsource = getattr(title, "rawsource", "")
            section.replace_self([heading, *content])
        found = fragment.children
        fragment.children = []
        for node in found:
            self._adopt(node)
        return found

    def _adopt(self, found: nodes.Node) -> None:
        """Make *found* the page's: the fragment would live on, and be pickled with it."""
        for node in found.findall():
            node.document = self.page

    def _translate(self, fragment: nodes.document) -> None:
        """Translate the texts of *fragment* as Sphinx does, with the parser of its language."""
        # Sphinx chooses the parser by the suffix of the source.
        fragment["source"] += self.suffix
        # And it stacks the catalogues that it finds onto those of the last time.
        key = ("general", _domain(self.env))
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
        """Let *fragment* use what the page and the project define for all pages."""
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
        """What the project defines for all pages in this language."""
        return nodes.document(self.page.settings, self.reporter, source=self.path)

    def _hide_nameless(self, fragment: nodes.document) -> None:
        """Keep nameless links and their targets from those of the page.

        Those with a partner get their mark back afterwards, as on a page by hand.
        """
        links = [node for node in fragment.findall(nodes.reference) if node.get("anonymous")]
        targets = [node for node in fragment.findall(nodes.target) if node.get("anonymous")]
        for node in (*links, *targets):
            del node["anonymous"]
        if links and len(links) == len(targets):
            waiting: list[nodes.Element] = self.env.current_document.get(NAMELESS) or []
            self.env.current_document[NAMELESS] = [*waiting, *links, *targets]

    def _note_labels(self, fragment: nodes.document) -> None:
        """Let the targets of *fragment* be labels of the page, unless it has them already.

        Footnotes stay the field's own: the page may have others of the same name.
        """
        for name, node_id in fragment.nameids.items():
            node = fragment.ids.get(node_id)
            is_link = isinstance(node, nodes.Element) and "refuri" in node
            is_note = isinstance(node, nodes.footnote | nodes.citation)
            if node_id and not (is_link or is_note) and name not in self.page.nameids:
                self.page.nameids[name] = node_id
                self.page.nametypes[name] = fragment.nametypes[name]


def _keep_from_catalogues(found: list[nodes.Node]) -> None:
    """Keep nodes of our own texts out of the catalogues of users, which do not have them."""
    for node in found:
        for inner in node.findall(nodes.TextElement):
            inner["translatable"] = False
            inner.source = BUNDLED_SOURCE  # also where an entry of a file extends a bundled one


def is_plain_phrase(text: str) -> bool:
    """Tell whether both languages print each line of *text* as it stands, within a line."""
    if _MARKUP.search(text):
        return False
    return not ((":" in text or " \n" in text) and _COLON.search(text))


def is_plain(text: str) -> bool:
    """Tell whether both languages print *text* as it stands, in paragraphs."""
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


def _place_of_links(
    fragment: nodes.document, lineno: int | None = None
) -> tuple[str | None, int | None]:
    """Answer docutils' question for a place with that of the first nameless link."""
    links = (node for node in fragment.findall(nodes.reference) if node.get("anonymous"))
    node: nodes.Node | None = next(links, None)
    while lineno is None and node is not None:
        lineno, node = node.line, node.parent
    return fragment["source"], lineno


def _domain(env: BuildEnvironment) -> str:
    return docname_to_domain(env.current_document.docname, env.config.gettext_compact)


def _has_catalog(env: BuildEnvironment) -> bool:
    """Tell whether the project has a translation of the page."""
    config = env.config
    folders = (str(env.srcdir / folder) for folder in config.locale_dirs)
    return any(gettext.find(_domain(env), folder, [config.language]) for folder in folders)
