"""Build the body of a troubleshooting entry: everything below its heading."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.browser import list_conditions
from sphinx_tlsalerts.guides import PLATFORMS, Bundled, Text, order_remedies
from sphinx_tlsalerts.sphinx_ext.doctree.code import (
    add_caption,
    build_code_block,
    build_literal_block,
)
from sphinx_tlsalerts.sphinx_ext.doctree.entries.elements import (
    add_rank,
    build_list,
    build_packaged,
    is_block,
    mark_remedy,
    name_side,
)
from sphinx_tlsalerts.sphinx_ext.doctree.entries.facts import build_facts
from sphinx_tlsalerts.sphinx_ext.doctree.entries.headings import (
    build_default_heading,
    needs_headings,
)
from sphinx_tlsalerts.sphinx_ext.doctree.inline import build_literal
from sphinx_tlsalerts.sphinx_ext.doctree.marks import BUNDLED_SOURCE, CHOICE_MARK, REMEDY_MARK
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_tlsalerts.guides import (
        Cause,
        CodeBlock,
        Diagnostic,
        Entry,
        Guide,
        Message,
        Note,
        Reference,
        Remedies,
        Remedy,
        Step,
        Substitutions,
        When,
    )
    from sphinx_tlsalerts.sphinx_ext.doctree.entries.trust import TrustTables
    from sphinx_tlsalerts.sphinx_ext.doctree.prose import FieldParser

#: The class of lines that state a condition.
WHEN_CLASS = "tlsalerts-when"

_ADMONITIONS: dict[str, type[nodes.Element]] = {
    "attention": nodes.attention,
    "caution": nodes.caution,
    "danger": nodes.danger,
    "error": nodes.error,
    "hint": nodes.hint,
    "important": nodes.important,
    "note": nodes.note,
    "seealso": addnodes.seealso,
    "tip": nodes.tip,
    "warning": nodes.warning,
}


class Parts(NamedTuple):
    """The body of an entry, in reading order."""

    messages: list[nodes.Node]
    explanation: list[nodes.Node]
    remedies: list[nodes.Node]


class EntryBuilder:
    """Build the entries of one file for one page.

    :param fields: the parser of the file's prose
    :param guide: the file, which chooses headings and lists
    :param show: the facts that are printed with an entry
    :param trust: the trust table of the page, which several builders share
    """

    def __init__(
        self,
        fields: FieldParser,
        substitutions: Substitutions,
        guide: Guide,
        show: Sequence[str],
        trust: TrustTables,
    ) -> None:
        self.fields = fields
        self.substitutions = substitutions
        self.headings = guide.headings
        self.lists = guide.lists
        self.page = trust.page
        self.show = show
        self.trust = trust
        self.check = 0  #: a checksum of the finder's excerpt of the last entry
        self._node_id = ""  #: the id of the node of the last entry
        self._is_marked = False  #: whether the first remedy of the entry is marked
        self._choices = 0  #: how many remedies of the entry have conditions
        self._listings = 0  #: how many blocks of code of the entry have a caption
        self._depth = 0  #: how many remedies contain the next ones
        self._has_headings = False  #: whether the last entry needs default headings

    def copy_for(self, guide: Guide) -> EntryBuilder:
        """Return a builder with the headings and lists of another file."""
        other = copy(self)
        other.headings, other.lists = guide.headings, guide.lists
        return other

    def build_parts(self, entry: Entry, node_id: str) -> Parts:
        """Build everything below the heading of *entry*.

        :param node_id: the id of its node
        """
        self.check, self._is_marked, self._node_id, self._choices = 0, False, node_id, 0
        self._listings = 0
        self._has_headings = needs_headings(entry, self.headings, self.lists, self.show)
        messages = self.build_prose(entry.intro)
        for message in entry.messages:
            messages += self._build_message(message)
        explanation = self._build_condition(entry.when)
        explanation += self._add_heading("summary", self.build_prose(entry.summary))
        explanation += self._arrange_items(
            "causes", [self._build_cause(cause) for cause in entry.causes]
        )
        diagnostics = [self._build_diagnostics([item]) for item in entry.diagnostics]
        explanation += self._arrange_items("diagnostics", diagnostics)
        remedies = self._add_heading("remedies", self._build_remedies(entry.remedies))
        remedies += self._build_notes(entry.notes)
        remedies += self.build_prose(entry.after)
        remedies += self._add_heading("references", self._build_references(entry.references))
        remedies += self._build_facts(entry)
        remedies += self.build_prose(entry.escalate)
        self._mark_first(explanation)
        return Parts(self._add_heading("messages", messages), explanation, remedies)

    def _build_facts(self, entry: Entry) -> list[nodes.Node]:
        facts = build_facts(entry, self.substitute, self.show, self.page)
        if self.fields.path == BUNDLED_SOURCE:
            for node in facts:
                node.source = BUNDLED_SOURCE
        return facts

    # Texts

    def substitute(self, text: Text) -> Text:
        """Return *text* with its substitutions replaced by their values."""
        return self.substitutions.apply(text)

    def build_prose(self, text: Text | None) -> list[nodes.Node]:
        """Build a block of prose."""
        return self.fields.build_blocks(self.substitute(text)) if text else []

    def fill_phrase(self, into: nodes.TextElement, text: Text) -> nodes.TextElement:
        """Fill *into* with inline prose and return it."""
        self.fields.fill_inline(into, self.substitute(text))
        return into

    def _wrap(self, text: Text, wrapper: nodes.Element, *classes: str) -> nodes.paragraph:
        """Build a paragraph of inline prose, all of it in *wrapper*."""
        line = nodes.paragraph(classes=[*classes])
        self.fill_phrase(line, text)
        inner, line.children = line.children, []
        wrapper += inner
        line += wrapper
        return line

    def _add_heading(self, part: str, content: list[nodes.Node]) -> list[nodes.Node]:
        """Put the heading of a part above it: that of the file, else a default one."""
        heading: Text | None = getattr(self.headings, part)
        if heading is not None and content:
            return [self.fill_phrase(nodes.rubric(), heading), *content]
        if content and self._has_headings:
            return [*build_default_heading(part), *content]
        return content

    def _arrange_items(self, part: str, items: list[list[nodes.Node]]) -> list[nodes.Node]:
        """Put the items of a part into a list or below each other, with the heading of the part."""
        is_list = part in self.lists and len(items) > 1
        if is_list:
            return self._add_heading(part, [build_list(items)])
        return self._add_heading(part, [node for item in items for node in item])

    def _build_title(self, text: Text | None) -> list[nodes.Node]:
        """Build the title of a cause, a remedy or a step."""
        return [self._wrap(text, nodes.strong())] if text else []

    def _build_condition(self, when: When | None) -> list[nodes.Node]:
        """Build the line that states a condition."""
        if when is None:
            return []
        versions = ", ".join(f"{r.component} {r.op} {r.version}" for r in when.requires)
        if when.text is None:
            condition = nodes.emphasis("", versions)
            return [nodes.paragraph("", "", condition, classes=[WHEN_CLASS], translatable=False)]
        line = self._wrap(when.text, nodes.emphasis(), WHEN_CLASS)
        if versions:
            line += nodes.Text(f" ({versions})")
        return [line]

    # Parts

    def _build_message(self, message: Message) -> list[nodes.Node]:
        built = self._build_condition(message.when) + self.build_prose(message.intro)
        if message.where is not None and message.intro is None:
            built.append(
                build_packaged(_("Shown by: %s") % name_side(self.substitute(message.where)))
            )
        text = self.substitute(message.text)
        if not is_block(message, text):
            built.append(nodes.paragraph("", "", build_literal(text.strip()), translatable=False))
        else:
            built.append(build_literal_block(text, message.language, self.fields.path))
        return [*built, *self._build_platforms(message.platforms), *self.build_prose(message.after)]

    def _build_cause(self, cause: Cause) -> list[nodes.Node]:
        return [
            *self._build_title(cause.title),
            *self._build_condition(cause.when),
            *self._build_platforms(cause.platforms, cause.title or cause.text),
            *self.build_prose(cause.text),
            *self._build_codes(cause.code),
            *self._build_diagnostics(cause.diagnostics),
            *self._build_notes(cause.notes),
            *self._build_remedies(cause.remedies),
            *self.build_prose(cause.after),
        ]

    def _build_diagnostics(self, diagnostics: Iterable[Diagnostic]) -> list[nodes.Node]:
        built: list[nodes.Node] = []
        for diagnostic in diagnostics:
            built += self._build_condition(diagnostic.when)
            built += self._build_platforms(diagnostic.platforms, diagnostic.text)
            built += self.build_prose(diagnostic.text)
            if diagnostic.run is not None:
                run = self.substitute(diagnostic.run)
                built.append(build_literal_block(run, diagnostic.language, self.fields.path))
            built += self.build_prose(diagnostic.intro)
            if diagnostic.expect is not None:
                expect = self.substitute(diagnostic.expect)
                built.append(build_literal_block(expect, None, self.fields.path))
            built += self.build_prose(diagnostic.after)
            built += self._build_notes(diagnostic.notes)
        return built

    def _build_remedies(self, remedies: Remedies | None) -> list[nodes.Node]:
        if remedies is None:
            return []
        is_sequence = remedies.choose == "sequence"
        self._depth += 1
        items = order_remedies(remedies)
        built = [self._build_remedy(item) for item in items]
        self._depth -= 1
        self._mark_for_finder(items, built)
        content = self.build_prose(remedies.intro)
        if remedies.choose is None and not remedies.numbered:
            content += [node for item in built for node in item]
        else:
            numbered = is_sequence if remedies.numbered is None else remedies.numbered
            content.append(build_list(built, numbered=numbered))
        return content + self.build_prose(remedies.after)

    def _mark_for_finder(self, items: list[Remedy], built: list[list[nodes.Node]]) -> None:
        """Mark the remedies of a group that the finder shows.

        They are the first that needs no condition, and all that have conditions.
        """
        if self._depth or not items:
            return
        first, conditions = list_conditions(items)
        self._mark_first(built[first])
        for condition, content in zip(conditions, built, strict=True):
            if condition:
                self._mark(content, CHOICE_MARK, (self._node_id, self._choices, condition))
                self._choices += 1

    def _mark_first(self, content: list[nodes.Node]) -> None:
        """Mark the first remedy, or the explanation of an entry without any."""
        if not self._is_marked and content:
            self._is_marked = True
            self._mark(content, REMEDY_MARK, self._node_id)

    def _mark(self, content: list[nodes.Node], mark: str, value: object) -> None:
        """Mark nodes for the finder, and add them to the checksum of its excerpts."""
        for node in content:
            if isinstance(node, nodes.Element):
                mark_remedy(node, mark, value)
                written = "" if node.get("translated") else node.rawsource
                text = written or node.astext()
                self.check = crc32(text.encode(errors="replace"), self.check)
        self.check = crc32(repr(value).encode(errors="replace"), self.check)

    def _build_remedy(self, remedy: Remedy) -> list[nodes.Node]:
        built = [
            *self._build_title(remedy.title),
            *self._build_condition(remedy.when),
            *self._build_platforms(remedy.platforms, remedy.title or remedy.text),
            *self._build_applies_to(remedy.applies_to),
        ]
        prose = self.build_prose(remedy.text)
        add_rank(prose, remedy.preference)
        built += [*prose, *self._build_security(remedy), *self._build_codes(remedy.code)]
        built += self.build_prose(remedy.after)
        built += self.trust.build(remedy, self._node_id)
        if remedy.steps:
            steps = [self._build_step(step) for step in remedy.steps]
            built.append(build_list(steps, numbered=True))
        built += self._build_remedies(remedy.remedies)
        built += self._build_diagnostics(remedy.diagnostics)
        built += self._build_notes(remedy.notes)
        return built + self._build_references(remedy.references)

    def _build_security(self, remedy: Remedy) -> list[nodes.Node]:
        """Build the warning of a remedy that weakens protection."""
        if not remedy.insecure:
            return []
        box = nodes.warning(classes=["tlsalerts-insecure"])
        if isinstance(remedy.insecure, Text):
            box += self.build_prose(remedy.insecure)
        else:
            box += build_packaged(
                _(
                    "This weakens the protection of the connection. "
                    "Use it for a test only, and undo it afterwards."
                )
            )
        return [box]

    def _build_step(self, step: Step) -> list[nodes.Node]:
        return [
            *self._build_title(step.title),
            *self._build_platforms(step.platforms),
            *self.build_prose(step.text),
            *self._build_codes(step.code),
            *self.build_prose(step.after),
            *self._build_diagnostics(step.diagnostics),
            *self._build_notes(step.notes),
        ]

    def _build_codes(self, blocks: Iterable[CodeBlock]) -> list[nodes.Node]:
        built: list[nodes.Node] = []
        for code in blocks:
            block = build_code_block(code, self.substitute(code.text), self.fields.path)
            if code.caption is None:
                built.append(block)
            else:
                caption = nodes.caption()
                self.fill_phrase(caption, code.caption)
                listing = add_caption(block, caption)
                # One that Sphinx counts on the page is not unique in `singlehtml`.
                self._listings += 1
                listing["ids"].append(f"{self._node_id}-code-{self._listings}")
                built.append(listing)
        return built

    def _build_notes(self, notes: Iterable[Note]) -> list[nodes.Node]:
        return [self._build_note(note) for note in notes]

    def _build_note(self, note: Note) -> nodes.Element:
        if note.title is None and note.kind in _ADMONITIONS:
            box = _ADMONITIONS[note.kind]()
        else:
            box = nodes.admonition()
            title = self.fill_phrase(nodes.title(), note.title or Text(_("Note"), 1))
            box += title
            is_plain = note.kind == "admonition"
            box["classes"] = [
                f"admonition-{nodes.make_id(title.astext())}" if is_plain else note.kind
            ]
        box += [
            *self.build_prose(note.text),
            *self._build_codes(note.code),
            *self.build_prose(note.after),
        ]
        return box

    def _build_references(self, references: Sequence[Reference]) -> list[nodes.Node]:
        if not references:
            return []
        built = [self._build_reference(reference) for reference in references]
        return [addnodes.seealso("", *(built[0] if len(built) == 1 else [build_list(built)]))]

    def _build_reference(self, reference: Reference) -> list[nodes.Node]:
        if reference.url is None:
            return self.build_prose(reference.text)
        url = self.substitute(reference.url)
        link = nodes.reference(refuri=str(url))
        is_bundled = isinstance(reference.url, Bundled)
        link.source = BUNDLED_SOURCE if is_bundled else self.fields.path
        link.line = reference.url.line
        if reference.title is None:
            link += nodes.Text(url)
            return [
                nodes.paragraph("", "", link, translatable=False),
                *self.build_prose(reference.text),
            ]
        return [self._wrap(reference.title, link), *self.build_prose(reference.text)]

    # Platforms and tools

    def _build_platforms(
        self, platforms: Sequence[str], prose: Text | None = None
    ) -> list[nodes.Node]:
        """Build the line that names the platforms of a part, if the page shows platforms.

        The texts of the bundled catalogue do not name platforms, so they always get the line.
        """
        if not platforms or not ("platforms" in self.show or isinstance(prose, Bundled)):
            return []
        names = ", ".join(PLATFORMS[platform][0] for platform in platforms)
        return [build_packaged(_("For %s:") % names, "tlsalerts-platforms")]

    def _build_applies_to(self, tools: Sequence[Text]) -> list[nodes.Node]:
        if not tools or "platforms" not in self.show:
            return []
        names = ", ".join(self.substitute(tool) for tool in tools)
        return [build_packaged(_("For %s:") % names, "tlsalerts-platforms")]
