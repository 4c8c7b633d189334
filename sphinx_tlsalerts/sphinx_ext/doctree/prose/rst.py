"""Fields in reStructuredText."""

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
#: A line of signs below it would make it something else.
_SIGNS = re.compile(r"\n([!-/:-@\[-`{-~])\1* *(?:\n|$)")
#: Space that docutils turns into blanks or line ends, or takes for a blank at an end.
_ODD_SPACE = re.compile(r"[^\S \n]")
#: Literals among plain words.
_LITERAL = re.compile(r"(?:^|(?<=[ \n(]))``([^`\s)](?:[^`\n]*[^`\s])?)``(?=[ \n.,;:!?)]|$)")

#: Inline nodes that need nothing of the document around them.
_COMPLETE = frozenset(
    {nodes.Text, nodes.literal, nodes.emphasis, nodes.strong, addnodes.pending_xref}
)


class RstFields(FieldParser):
    """Fields in reStructuredText."""

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

    def _blocks(self, text: Text) -> list[nodes.Node]:
        """Return the nodes of a block of prose; for one paragraph, without docutils' machines."""
        words = text.strip("\n")
        if not self.knows_plain or not _is_one_paragraph(words):
            return super()._blocks(text)
        line = text.line + len(text) - len(text.lstrip("\n"))
        paragraph = nodes.paragraph(words, "")
        paragraph.source, paragraph.line = self.path, line
        if quick := _with_literals(words):
            paragraph += quick
            return [paragraph]
        self._look_for_foreign(words, line)
        fragment = self._scratch
        found, messages = self._inline_text(fragment, words, line)
        paragraph += found
        if not messages and all(map(_is_complete, found)):
            return [paragraph]
        del self._scratch  # it holds traces of this field now
        fragment += [paragraph, *messages]
        self._finish(fragment, text)
        return self._taken_from(fragment)

    @cached_property
    def _scratch(self) -> nodes.document:
        """A fragment for one field after another, as long as they leave nothing in it."""
        return self._fragment()

    def _parse_blocks(self, fragment: nodes.document, text: Text) -> None:
        source = string2lines(text, self.page.settings.tab_width, convert_whitespace=True)
        first = text.line - 1
        items = [(self.path, number) for number in range(first, first + len(source))]
        lines = StringList(source, items=items)
        self.reporter.get_source_and_line = self._machine.get_source_and_line
        self._machine.run(lines, 0, memo=self._memo(fragment), node=fragment)

    def _inline_text(
        self, fragment: nodes.document, words: str, line: int
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        self.reporter.get_source_and_line = partial(_place, self.path, line)
        found: tuple[list[nodes.Node], list[nodes.system_message]] = self._inliner.parse(
            words, line, self._memo(fragment), fragment
        )
        return found

    @cached_property
    def _common(self) -> nodes.document:
        """What ``rst_prolog`` and ``rst_epilog`` define."""
        document = super()._common
        config = self.env.config
        text = "\n\n".join(filter(None, (config.rst_prolog, config.rst_epilog)))
        if text:
            self._parse_blocks(document, Text(text, 1))
        return document

    def _parse_inline(self, fragment: nodes.document, text: Text) -> list[nodes.Node]:
        found, messages = self._inline_text(fragment, text, text.line)
        return [*found, *messages]


def _is_one_paragraph(words: str) -> bool:
    """Tell whether docutils takes *words* for one paragraph, with inline markup or not."""
    if not _START.match(words) or words.endswith(("::", " ")) or _ODD_SPACE.search(words):
        return False
    if "\n" not in words:
        return True
    broken = " \n" in words or "\n " in words or "\n\n" in words
    return not broken and not _SIGNS.search(words)


def _with_literals(words: str) -> list[nodes.Node]:
    """Return the nodes of plain words with literals among them; none if there is other markup."""
    parts = _LITERAL.split(words)
    if not is_plain_phrase("x".join(parts[::2])):
        return []
    found: list[nodes.Node] = []
    for number, part in enumerate(parts):
        if number % 2:
            found.append(nodes.literal(f"``{part}``", part))
        elif part:
            found.append(nodes.Text(part))
    return found


def _is_complete(node: nodes.Node) -> bool:
    if type(node) is nodes.reference:
        return "refuri" in node
    return type(node) in _COMPLETE


def _place(path: str, line: int, lineno: int | None = None) -> tuple[str, int]:
    """Answer docutils' question for a place while a phrase of one line is parsed."""
    return path, lineno or line
