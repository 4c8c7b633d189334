"""Troubleshooting entries as nodes: what stands below the heading of each."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.guides import PLATFORMS, PREFERENCE_LABELS, Bundled, Text, order_remedies
from sphinx_tlsalerts.sphinx_ext.doctree.code import captioned, code_block, literal_block
from sphinx_tlsalerts.sphinx_ext.doctree.entries.facts import facts_of
from sphinx_tlsalerts.sphinx_ext.doctree.entries.headings import default_heading, needs_headings
from sphinx_tlsalerts.sphinx_ext.doctree.inline import literal
from sphinx_tlsalerts.sphinx_ext.doctree.marks import BUNDLED_SOURCE, ENTRY_MARK, REMEDY_MARK
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
    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Surroundings
    from sphinx_tlsalerts.sphinx_ext.doctree.prose import FieldParser

#: Marks the lines that say when something holds.
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
    """The body of an entry, in the order in which it is read."""

    messages: list[nodes.Node]
    explanation: list[nodes.Node]
    remedies: list[nodes.Node]


class EntryBuilder:
    """Builds the entries of one file for one page.

    :param fields: the parser of the file's prose
    :param guide: the file, which says how parts are set
    :param show: the facts that are printed with an entry
    """

    def __init__(
        self,
        fields: FieldParser,
        substitutions: Substitutions,
        guide: Guide,
        page: Surroundings,
        show: Sequence[str],
    ) -> None:
        self.fields = fields
        self.substitutions = substitutions
        self.headings = guide.headings
        self.lists = guide.lists
        self.page = page
        self.show = show
        self.check = 0  #: a checksum of what the finder shows of the last entry
        self._node_id = ""  #: the id of the node of the last entry
        self._is_marked = False  #: whether the first remedy of the entry is
        self._depth = 0  #: how many remedies stand around the next ones
        self._has_headings = False  #: whether the last entry needs headings of ours

    def like(self, guide: Guide) -> EntryBuilder:
        """Return a builder that sets parts as another file does."""
        other = copy(self)
        other.headings, other.lists = guide.headings, guide.lists
        return other

    def parts(self, entry: Entry, node_id: str) -> Parts:
        """Build everything below the heading of *entry*.

        :param node_id: the id of its node
        """
        self.check, self._is_marked, self._node_id = 0, False, node_id
        self._has_headings = needs_headings(entry, self.headings, self.lists, self.show)
        messages = self.prose(entry.intro)
        for message in entry.messages:
            messages += self._message(message)
        explanation = self._when(entry.when)
        explanation += self._headed("summary", self.prose(entry.summary))
        explanation += self._listed("causes", [self._cause(cause) for cause in entry.causes])
        diagnostics = [self._diagnostics([one]) for one in entry.diagnostics]
        explanation += self._listed("diagnostics", diagnostics)
        remedies = self._headed("remedies", self._remedies(entry.remedies))
        remedies += self._notes(entry.notes)
        remedies += self.prose(entry.after)
        remedies += self._headed("references", self._references(entry.references))
        remedies += self._facts(entry)
        remedies += self.prose(entry.escalate)
        self._mark_first([explanation])
        return Parts(self._headed("messages", messages), explanation, remedies)

    def _facts(self, entry: Entry) -> list[nodes.Node]:
        facts = facts_of(entry, self.text, self.show, self.page)
        if self.fields.path == BUNDLED_SOURCE:
            for node in facts:
                node.source = BUNDLED_SOURCE
        return facts

    # Texts

    def text(self, text: Text) -> Text:
        """Return *text* with its substitutions made."""
        return self.substitutions.apply(text)

    def prose(self, text: Text | None) -> list[nodes.Node]:
        """Build a block of prose."""
        return self.fields.blocks(self.text(text)) if text else []

    def phrase(self, into: nodes.TextElement, text: Text) -> nodes.TextElement:
        """Fill *into* with inline prose and return it."""
        self.fields.inline(into, self.text(text))
        return into

    def _wrapped(self, text: Text, wrapper: nodes.Element, *classes: str) -> nodes.paragraph:
        """Build a paragraph of inline prose, all of it in *wrapper*."""
        line = nodes.paragraph(classes=[*classes])
        self.phrase(line, text)
        inner, line.children = line.children, []
        wrapper += inner
        line += wrapper
        return line

    def _headed(self, part: str, content: list[nodes.Node]) -> list[nodes.Node]:
        """Put the heading that the file has for a part above it."""
        heading: Text | None = getattr(self.headings, part)
        if heading is not None and content:
            return [self.phrase(nodes.rubric(), heading), *content]
        if content and self._has_headings:
            return [*default_heading(part), *content]
        return content

    def _listed(self, part: str, items: list[list[nodes.Node]]) -> list[nodes.Node]:
        """Put the items of a part in a list or below each other, with the heading of the part."""
        is_list = part in self.lists and len(items) > 1
        if is_list:
            return self._headed(part, [_list(items)])
        return self._headed(part, [node for item in items for node in item])

    def _title(self, text: Text | None) -> list[nodes.Node]:
        """Build the title of a cause, a remedy or a step."""
        return [self._wrapped(text, nodes.strong())] if text else []

    def _when(self, when: When | None) -> list[nodes.Node]:
        """Build the line that says under which condition something holds."""
        if when is None:
            return []
        versions = ", ".join(f"{r.component} {r.op} {r.version}" for r in when.requires)
        if when.text is None:
            condition = nodes.emphasis("", versions)
            return [nodes.paragraph("", "", condition, classes=[WHEN_CLASS], translatable=False)]
        line = self._wrapped(when.text, nodes.emphasis(), WHEN_CLASS)
        if versions:
            line += nodes.Text(f" ({versions})")
        return [line]

    # Parts

    def _message(self, message: Message) -> list[nodes.Node]:
        found = self._when(message.when) + self.prose(message.intro)
        if message.where is not None and message.intro is None:
            found.append(_packaged(_("Shown by: %s") % _side(self.text(message.where))))
        text = self.text(message.text)
        if not is_block(message, text):
            found.append(nodes.paragraph("", "", literal(text.strip()), translatable=False))
        else:
            found.append(literal_block(text, message.language, self.fields.path))
        return [*found, *self._platforms(message.platforms), *self.prose(message.after)]

    def _cause(self, cause: Cause) -> list[nodes.Node]:
        return [
            *self._title(cause.title),
            *self._when(cause.when),
            *self._platforms(cause.platforms, cause.title or cause.text),
            *self.prose(cause.text),
            *self._codes(cause.code),
            *self._diagnostics(cause.diagnostics),
            *self._notes(cause.notes),
            *self._remedies(cause.remedies),
            *self.prose(cause.after),
        ]

    def _diagnostics(self, diagnostics: Iterable[Diagnostic]) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for diagnostic in diagnostics:
            found += self._when(diagnostic.when)
            found += self._platforms(diagnostic.platforms, diagnostic.text)
            found += self.prose(diagnostic.text)
            if diagnostic.run is not None:
                run = self.text(diagnostic.run)
                found.append(literal_block(run, diagnostic.language, self.fields.path))
            found += self.prose(diagnostic.intro)
            if diagnostic.expect is not None:
                expect = self.text(diagnostic.expect)
                found.append(literal_block(expect, None, self.fields.path))
            found += self.prose(diagnostic.after)
            found += self._notes(diagnostic.notes)
        return found

    def _remedies(self, remedies: Remedies | None) -> list[nodes.Node]:
        if remedies is None:
            return []
        is_sequence = remedies.choose == "sequence"
        self._depth += 1
        built = [self._remedy(item) for item in order_remedies(remedies)]
        self._depth -= 1
        self._mark_first(built)
        found = self.prose(remedies.intro)
        if remedies.choose is None and not remedies.numbered:
            found += [node for item in built for node in item]
        else:
            numbered = is_sequence if remedies.numbered is None else remedies.numbered
            found.append(_list(built, numbered=numbered))
        return found + self.prose(remedies.after)

    def _mark_first(self, parts: list[list[nodes.Node]]) -> None:
        """Let the finder know what it shows of an entry again, and whether it has changed."""
        if self._depth or self._is_marked or not parts or not parts[0]:
            return
        self._is_marked = True
        for node in parts[0]:
            if isinstance(node, nodes.Element):
                mark_remedy(node, self._node_id)
                written = "" if node.get("translated") else node.rawsource
                text = written or node.astext()
                self.check = crc32(text.encode(errors="replace"), self.check)

    def _remedy(self, remedy: Remedy) -> list[nodes.Node]:
        found = [
            *self._title(remedy.title),
            *self._when(remedy.when),
            *self._platforms(remedy.platforms, remedy.title or remedy.text),
            *self._applies_to(remedy.applies_to),
        ]
        prose = self.prose(remedy.text)
        _mark(prose, remedy.preference)
        found += [*prose, *self._security(remedy), *self._codes(remedy.code)]
        found += self.prose(remedy.after)
        if remedy.steps:
            found.append(_list([self._step(step) for step in remedy.steps], numbered=True))
        found += self._remedies(remedy.remedies)
        found += self._diagnostics(remedy.diagnostics)
        found += self._notes(remedy.notes)
        return found + self._references(remedy.references)

    def _security(self, remedy: Remedy) -> list[nodes.Node]:
        """Build the warning of a remedy that weakens protection."""
        if not remedy.insecure:
            return []
        box = nodes.warning(classes=["tlsalerts-insecure"])
        if isinstance(remedy.insecure, Text):
            box += self.prose(remedy.insecure)
        else:
            box += _packaged(
                _(
                    "This weakens the protection of the connection. "
                    "Use it for a test only, and undo it afterwards."
                )
            )
        return [box]

    def _step(self, step: Step) -> list[nodes.Node]:
        return [
            *self._title(step.title),
            *self._platforms(step.platforms),
            *self.prose(step.text),
            *self._codes(step.code),
            *self.prose(step.after),
            *self._diagnostics(step.diagnostics),
            *self._notes(step.notes),
        ]

    def _codes(self, blocks: Iterable[CodeBlock]) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for code in blocks:
            block = code_block(code, self.text(code.text), self.fields.path)
            if code.caption is None:
                found.append(block)
            else:
                caption = nodes.caption()
                self.phrase(caption, code.caption)
                found.append(captioned(block, caption))
        return found

    def _notes(self, notes: Iterable[Note]) -> list[nodes.Node]:
        return [self._note(note) for note in notes]

    def _note(self, note: Note) -> nodes.Element:
        if note.title is None and note.kind in _ADMONITIONS:
            box = _ADMONITIONS[note.kind]()
        else:
            box = nodes.admonition()
            title = self.phrase(nodes.title(), note.title or Text(_("Note"), 1))
            box += title
            is_plain = note.kind == "admonition"
            box["classes"] = [
                f"admonition-{nodes.make_id(title.astext())}" if is_plain else note.kind
            ]
        box += [*self.prose(note.text), *self._codes(note.code), *self.prose(note.after)]
        return box

    def _references(self, references: Sequence[Reference]) -> list[nodes.Node]:
        if not references:
            return []
        built = [self._reference(reference) for reference in references]
        return [addnodes.seealso("", *(built[0] if len(built) == 1 else [_list(built)]))]

    def _reference(self, reference: Reference) -> list[nodes.Node]:
        if reference.url is None:
            return self.prose(reference.text)
        url = self.text(reference.url)
        link = nodes.reference(refuri=str(url))
        is_bundled = isinstance(reference.url, Bundled)
        link.source = BUNDLED_SOURCE if is_bundled else self.fields.path
        link.line = reference.url.line
        if reference.title is None:
            link += nodes.Text(url)
            return [nodes.paragraph("", "", link, translatable=False), *self.prose(reference.text)]
        return [self._wrapped(reference.title, link), *self.prose(reference.text)]

    # For whom it is

    def _platforms(self, platforms: Sequence[str], words: Text | None = None) -> list[nodes.Node]:
        """Build the line that says what a part is for, where the page wants to see it.

        The bundled catalogue leaves it to this line to name platforms.
        """
        if not platforms or not ("platforms" in self.show or isinstance(words, Bundled)):
            return []
        names = ", ".join(PLATFORMS[platform][0] for platform in platforms)
        return [_packaged(_("For %s:") % names, "tlsalerts-platforms")]

    def _applies_to(self, tools: Sequence[Text]) -> list[nodes.Node]:
        if not tools or "platforms" not in self.show:
            return []
        names = ", ".join(self.text(tool) for tool in tools)
        return [_packaged(_("For %s:") % names, "tlsalerts-platforms")]


def mark_remedy(node: nodes.Element, node_id: str) -> None:
    """Mark a node as shown by the finder for the entry with *node_id*.

    Sphinx replaces ``only`` by its children where the condition holds: they are marked as well.
    """
    if hasattr(node, ENTRY_MARK):  # an entry in the remedy has its own result
        return
    setattr(node, REMEDY_MARK, node_id)
    if isinstance(node, addnodes.only):
        for child in node.children:
            if isinstance(child, nodes.Element):
                mark_remedy(child, node_id)


def is_block(message: Message, text: str) -> bool:
    """Tell whether a message stands in a block of its own."""
    return not message.inline or "\n" in text.strip()


def _mark(prose: list[nodes.Node], preference: str | None) -> None:
    """Say at the beginning of a remedy which rank it has."""
    if preference is None:
        return
    words = _(PREFERENCE_LABELS[preference])
    label = nodes.strong("", words, classes=["tlsalerts-preference"])
    if prose and isinstance(prose[0], nodes.paragraph):
        prose[0].insert(0, [label, nodes.Text(" ")])
    else:
        prose.insert(0, nodes.paragraph("", "", label, translatable=False))


def _list(items: Iterable[list[nodes.Node]], *, numbered: bool = False) -> nodes.Element:
    """Build a list as both languages write it."""
    built = [nodes.list_item("", *item) for item in items]
    if numbered:
        return nodes.enumerated_list("", *built, enumtype="arabic", prefix="", suffix=".")
    return nodes.bullet_list("", *built, bullet="-")


def _packaged(words: str, *classes: str) -> nodes.paragraph:
    """Build a paragraph of our own words, which have a catalogue of their own."""
    return nodes.paragraph("", words, classes=[*classes], translatable=False)


def _side(where: str) -> str:
    """Name the side that shows a message."""
    return {"client": _("the client"), "server": _("the server")}.get(where, where)
