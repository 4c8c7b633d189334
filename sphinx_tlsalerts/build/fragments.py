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
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.parsers.rst import states
from docutils.parsers.rst.languages import get_language
from docutils.statemachine import StringList, string2lines
from docutils.transforms import references
from sphinx.domains.citation import CitationDefinitionTransform, CitationReferenceTransform
from sphinx.locale import translators
from sphinx.transforms import DefaultSubstitutions, UnreferencedFootnotesDetector
from sphinx.transforms.i18n import Locale
from sphinx.transforms.references import SphinxDanglingReferences
from sphinx.util.docutils import LoggingReporter
from sphinx.util.i18n import docname_to_domain

from sphinx_tlsalerts.build.names import TRANSLATED
from sphinx_tlsalerts.schema.values import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.transforms import Transform
    from sphinx.environment import BuildEnvironment

#: What resolves the references inside a fragment; docutils sorts them by priority.
_TRANSFORMS: tuple[type[Transform], ...] = (
    DefaultSubstitutions,
    references.Substitutions,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    CitationDefinitionTransform,
    CitationReferenceTransform,
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

#: Anything that may be markup in one of the languages: what is free of it prints as it stands.
_MARKUP = re.compile(r"[^\w ,.;'\"()?!/%:\n-]|_|:(?=[^ \n])| \n")
#: The beginning of a line of plain words: not that of a list, a heading or a block.
_LINE = re.compile(r"(?!(?:\w+|#)[.)](?: |$))[^\W_]")
#: The same for a line that may hold inline markup.
_INLINE_LINE = re.compile(r"(?!(?:\w+|#)[.)](?: |$))(?:[^\W_]|``\w|:[a-z:+-]+:`)")


class FieldParser(ABC):
    """Turns the fields of one file into nodes of one page.

    :param document: the page
    :param path: the file that the fields stand in, as messages and catalogues name it
    """

    filetype: str  #: as in ``source_suffix``

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
        if self.knows_plain and is_plain(text):
            return [*self._plain_paragraphs(text)]
        fragment = self._fragment()
        self._parse_blocks(fragment, text)
        self._finish(fragment)
        return _taken_from(fragment)

    def inline(self, into: nodes.TextElement, text: Text) -> None:
        """Fill *into* with a phrase."""
        phrase = " ".join(text.split())
        into.rawsource = phrase
        into.source, into.line = self.path, text.line
        if self.knows_plain and not _MARKUP.search(phrase):
            into += nodes.Text(phrase)
            return
        fragment = self._fragment()
        into += self._parse_inline(fragment, type(text)(phrase, text.line))
        # Sphinx translates a heading and a paragraph each in its own way.
        parent: nodes.Element = fragment
        if isinstance(into, nodes.title):
            parent = nodes.section()
            fragment += parent
        parent += into
        self._finish(fragment)
        parent.remove(into)
        into.parent = None

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
        fragment = nodes.document(self.page.settings, self.reporter, source=self.path)
        fragment.note_source(self.path, -1)
        # An id of a field is one of the page.
        fragment.ids = self.page.ids
        fragment.id_counter = self.page.id_counter
        return fragment

    def _finish(self, fragment: nodes.document) -> None:
        """Translate *fragment* and resolve its references."""
        if self.is_translated:
            self._translate(fragment)
        if not fragment.transformer.transforms and not any(fragment.findall(_is_referring)):
            return
        self._lend_definitions(fragment)
        fragment.transformer.add_transforms([*_TRANSFORMS, *self._own_transforms()])
        fragment.transformer.apply_transforms()
        _forget_unpaired(fragment)
        self._note_labels(fragment)

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
        prolog = self._prolog
        for definitions in (self.page.substitution_defs, prolog.substitution_defs):
            for name, definition in definitions.items():
                if name not in fragment.substitution_defs:
                    fragment.substitution_defs[name] = definition
                    fragment.substitution_names[nodes.fully_normalize_name(name)] = name
        for target in prolog.findall(nodes.target):
            for name in target["names"]:
                if name in fragment.refnames and name not in fragment.nameids:
                    for reference in cast("list[nodes.reference]", fragment.refnames.pop(name)):
                        reference["refuri"] = target.get("refuri", "")
                        del reference["refname"]
                        reference.resolved = True

    @cached_property
    def _prolog(self) -> nodes.document:
        """What ``rst_prolog`` and ``rst_epilog`` define."""
        document = nodes.document(self.page.settings, self.reporter, source=self.path)
        config = self.env.config
        text = "\n\n".join(filter(None, (config.rst_prolog, config.rst_epilog)))
        if text and self.filetype == RstFields.filetype:
            self._parse_blocks(document, Text(text, 1))
        return document

    def _note_labels(self, fragment: nodes.document) -> None:
        """Let the targets of *fragment* be labels of the page, unless it has them already."""
        for name, node_id in fragment.nameids.items():
            node = fragment.ids.get(node_id)
            is_link = isinstance(node, nodes.Element) and "refuri" in node
            if node_id and not is_link and name not in self.page.nameids:
                self.page.nameids[name] = node_id
                self.page.nametypes[name] = fragment.nametypes[name]


class RstFields(FieldParser):
    """Fields in reStructuredText."""

    filetype = "restructuredtext"

    def __init__(self, document: nodes.document, env: BuildEnvironment, path: str) -> None:
        super().__init__(document, env, path)
        self._language = get_language(document.settings.language_code, self.reporter)
        self._inliner = states.Inliner()
        self._inliner.init_customizations(document.settings)

    @cached_property
    def _machine(self) -> states.NestedStateMachine:
        return states.NestedStateMachine(states.state_classes, "Body")

    def _memo(self, fragment: nodes.document) -> SimpleNamespace:
        """Return what docutils' parsers share while they parse one document."""
        return SimpleNamespace(
            document=fragment,
            reporter=self.reporter,
            language=self._language,
            title_styles=[],
            section_level=0,
            section_bubble_up_kludge=False,
            inliner=self._inliner,
        )

    def _parse_blocks(self, fragment: nodes.document, text: Text) -> None:
        if _is_one_paragraph(text):
            fragment += self._paragraph(fragment, text)
            return
        source = string2lines(text, self.page.settings.tab_width, convert_whitespace=True)
        first = text.line - 1
        items = [(self.path, number) for number in range(first, first + len(source))]
        lines = StringList(source, items=items)
        self.reporter.get_source_and_line = self._machine.get_source_and_line
        self._machine.run(lines, 0, memo=self._memo(fragment), node=fragment)

    def _paragraph(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:
        """Parse a paragraph without the machine that would find out that it is one."""
        words = text.rstrip()
        paragraph = nodes.paragraph(words, "")
        paragraph.source, paragraph.line = self.path, text.line
        found, messages = self._inline_text(fragment, words, text.line)
        paragraph += found
        return [paragraph, *messages]

    def _inline_text(
        self, fragment: nodes.document, words: str, line: int
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        self.reporter.get_source_and_line = partial(_place, self.path, line)
        found: tuple[list[nodes.Node], list[nodes.system_message]] = self._inliner.parse(
            words, line, self._memo(fragment), fragment
        )
        return found

    def _parse_inline(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:
        found, messages = self._inline_text(fragment, text, text.line)
        return [*found, *messages]


class MystFields(FieldParser):
    """Fields in MyST Markdown. Needs myst-parser, enabled in the project."""

    filetype = "markdown"

    def __init__(self, document: nodes.document, env: BuildEnvironment, path: str) -> None:
        super().__init__(document, env, path)
        from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
        from myst_parser.parsers.mdit import create_md_parser

        config = env.myst_config  # type: ignore[attr-defined]  # set by myst-parser
        self._parser = create_md_parser(config, SphinxRenderer)
        rewriting = {"linkify", "replacements", "smartquotes"}
        self.knows_plain = self.knows_plain and not rewriting & {*config.enable_extensions}

    def _parse_blocks(self, fragment: nodes.document, text: Text) -> None:
        context: dict[str, Any] = {}
        tokens = self._parser.parse(text, context)
        for token in tokens:
            if token.map:
                token.map = [number + text.line - 1 for number in token.map]
        # Three dashes at the top are a line here; a page has its metadata there.
        self._render(fragment, [t for t in tokens if t.type != "front_matter"], context)

    def _parse_inline(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:
        context: dict[str, Any] = {}
        tokens = self._parser.parseInline(text, context)
        for token in tokens:
            token.map = [text.line - 1, text.line]
        self._render(fragment, tokens, context)
        found, fragment.children = fragment.children, []
        return found

    def _render(self, fragment: nodes.document, tokens: list[Any], context: dict[str, Any]) -> None:
        self._parser.options["document"] = fragment
        self._parser.renderer.render(tokens, self._parser.options, context)

    def _own_transforms(self) -> tuple[type[Transform], ...]:
        from myst_parser.mdit_to_docutils.transforms import ResolveAnchorIds

        return (ResolveAnchorIds,)


def is_plain(text: str) -> bool:
    """Tell whether both languages print *text* as it stands, in paragraphs."""
    return not _MARKUP.search(text) and all(
        not line or _LINE.match(line) for line in text.split("\n")
    )


def _is_one_paragraph(text: str) -> bool:
    """Tell whether reStructuredText takes *text* for one paragraph, with inline markup or not."""
    lines = text.rstrip("\n").split("\n")
    return "::" not in text and "\t" not in text and all(map(_INLINE_LINE.match, lines))


def _place(path: str, line: int, lineno: int | None = None) -> tuple[str, int]:
    """Answer docutils' question for a place while a phrase of one line is parsed."""
    return path, lineno or line


def _is_referring(node: nodes.Node) -> bool:
    if isinstance(node, nodes.reference | nodes.target):
        return "refuri" not in node
    return isinstance(node, _REFERRING)


def _forget_unpaired(fragment: nodes.document) -> None:
    """Keep anonymous links without a partner, which were warned of, from those of the page."""
    links = [node for node in fragment.findall(nodes.reference) if node.get("anonymous")]
    targets = [node for node in fragment.findall(nodes.target) if node.get("anonymous")]
    if len(links) != len(targets):
        for node in (*links, *targets):
            del node["anonymous"]


def _taken_from(fragment: nodes.document) -> list[nodes.Node]:
    """Take the nodes of *fragment*; headings in a field are no sections of the page."""
    for section in reversed(list(fragment.findall(nodes.section))):
        title, *content = section.children
        heading = nodes.rubric("", "", *title.children, ids=section["ids"])
        heading.source, heading.line = title.source, title.line
        heading.rawsource = getattr(title, "rawsource", "")
        section.replace_self([heading, *content])
    found = fragment.children
    fragment.children = []
    return found


def _domain(env: BuildEnvironment) -> str:
    return docname_to_domain(env.current_document.docname, env.config.gettext_compact)


def _has_catalog(env: BuildEnvironment) -> bool:
    """Tell whether the project has a translation of the page."""
    config = env.config
    folders = (str(env.srcdir / folder) for folder in config.locale_dirs)
    return any(gettext.find(_domain(env), folder, [config.language]) for folder in folders)
