"""Parse fields in reStructuredText.

Input, output and invariants are those of ``base.py``. There are three ways, from the fastest to the
slowest, and a field gives the same nodes in each that can take it:

1. Plain words with literals: split with a regular expression.
2. One paragraph: docutils' inliner only, in a fragment that further fields use again.
3. Anything else: docutils' state machine.

Example: the first way takes ``Set ``verify_mode``.``, the second ``Set *verify_mode*.``, and the
third a list.
"""

from __future__ import annotations

import re
from functools import cached_property, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import states
from docutils.parsers.rst.languages import get_language
from docutils.statemachine import StringList, string2lines
from sphinx import addnodes

from sphinx_tlsalerts.guides import Text
from sphinx_tlsalerts.sphinx_ext.doctree.prose.base import FieldParser, is_plain_phrase

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

#: The beginning of a paragraph that may hold inline markup.
_START = re.compile(
    r"(?!(?:[0-9]+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+)[.)](?:[ \n]|$))"
    r"(?:[^\W_]|`+[^\W_]|\*{1,2}[^\W_]|:[a-z:+-]+:`)"
)
#: A line of punctuation, which would make the line above it a heading.
_SIGNS = re.compile(r"\n([!-/:-@\[-`{-~])\1* *(?:\n|$)")
#: Space that docutils converts to spaces or line ends, or strips.
_ODD_SPACE = re.compile(r"[^\S \n]")
#: A literal between plain words.
_LITERAL = re.compile(r"(?:^|(?<=[ \n(]))``([^`\s)](?:[^`\n]*[^`\s])?)``(?=[ \n.,;:!?)]|$)")

#: Inline nodes that do not depend on the document around them.
_COMPLETE = frozenset(
    {nodes.Text, nodes.literal, nodes.emphasis, nodes.strong, addnodes.pending_xref}
)


class RstFields(FieldParser):
    """Parse fields in reStructuredText."""

    filetype = "restructuredtext"
    foreign = re.compile(r"^[ ]*(?:`{3,}|:{3,})\{[\w:-]+\}|\{[a-z][a-z:]*\}`", re.MULTILINE)

    def __init__(self, document: nodes.document, env: BuildEnvironment, path: str) -> None:
        super().__init__(document, env, path)
        self._language = get_language(document.settings.language_code, self.reporter)
        self._inliner = states.Inliner()
        self._inliner.init_customizations(document.settings)

    @cached_property
    def _machine(self) -> states.NestedStateMachine:
        return states.NestedStateMachine(states.state_classes, "Body")

    def _make_memo(self, fragment: nodes.document) -> SimpleNamespace:
        """Return the state that docutils' parsers share while they parse one document."""
        return SimpleNamespace(
            document=fragment,
            reporter=self.reporter,
            language=self._language,
            title_styles=[],
            section_level=0,
            section_bubble_up_kludge=False,
            inliner=self._inliner,
        )

    def _build_blocks(self, text: Text) -> list[nodes.Node]:
        """Return the nodes of a block of prose; parse one paragraph without the state machine."""
        content = text.strip("\n")
        if not self.knows_plain or not _is_one_paragraph(content):
            return super()._build_blocks(text)
        line = text.line + len(text) - len(text.lstrip("\n"))
        paragraph = nodes.paragraph(content, "")
        paragraph.source, paragraph.line = self.path, line
        if simple := _parse_literals(content):
            paragraph += simple
            return [paragraph]
        self._look_for_foreign(content, line)
        fragment = self._scratch
        inline, messages = self._parse_phrase(fragment, content, line)
        paragraph += inline
        if not messages and all(map(_is_complete, inline)):
            return [paragraph]
        del self._scratch  # it now holds messages or references of this field
        fragment += [paragraph, *messages]
        self._finish(fragment, text)
        return self._take_nodes(fragment)

    @cached_property
    def _scratch(self) -> nodes.document:
        """A fragment that fields share, as long as none leaves anything in it."""
        return self._make_fragment()

    def _parse_blocks(self, fragment: nodes.document, text: Text) -> None:
        source = string2lines(text, self.page.settings.tab_width, convert_whitespace=True)
        first = text.line - 1
        items = [(self.path, number) for number in range(first, first + len(source))]
        lines = StringList(source, items=items)
        self.reporter.get_source_and_line = self._machine.get_source_and_line
        self._machine.run(lines, 0, memo=self._make_memo(fragment), node=fragment)

    def _parse_phrase(
        self, fragment: nodes.document, phrase: str, line: int
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        self.reporter.get_source_and_line = partial(_find_place, self.path, line)
        parsed: tuple[list[nodes.Node], list[nodes.system_message]] = self._inliner.parse(
            phrase, line, self._make_memo(fragment), fragment
        )
        return parsed

    @cached_property
    def _common(self) -> nodes.document:
        """The definitions of ``rst_prolog`` and ``rst_epilog``."""
        document = super()._common
        config = self.env.config
        text = "\n\n".join(filter(None, (config.rst_prolog, config.rst_epilog)))
        if text:
            self._parse_blocks(document, Text(text, 1))
        return document

    def _parse_inline(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:
        built, messages = self._parse_phrase(fragment, text, text.line)
        return [*built, *messages]


def _is_one_paragraph(text: str) -> bool:
    """Return whether docutils reads *text* as one paragraph, with inline markup or not."""
    if not _START.match(text) or text.endswith(("::", " ")) or _ODD_SPACE.search(text):
        return False
    if "\n" not in text:
        return True
    broken = " \n" in text or "\n " in text or "\n\n" in text
    return not broken and not _SIGNS.search(text)


def _parse_literals(text: str) -> list[nodes.Node]:
    """Return the nodes of plain words and literals; an empty list if there is other markup."""
    parts = _LITERAL.split(text)
    if not is_plain_phrase("x".join(parts[::2])):
        return []
    built: list[nodes.Node] = []
    for number, part in enumerate(parts):
        if number % 2:
            built.append(nodes.literal(f"``{part}``", part))
        elif part:
            built.append(nodes.Text(part))
    return built


def _is_complete(node: nodes.Node) -> bool:
    if type(node) is nodes.reference:
        return "refuri" in node
    return type(node) in _COMPLETE


def _find_place(path: str, line: int, lineno: int | None = None) -> tuple[str, int]:
    """Return the place of a phrase. Replaces a method of docutils' reporter."""
    return path, lineno or line
