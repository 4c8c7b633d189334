"""Every sentence that the finder shows of an entry comes from that entry.

A project is written at random: pages in both languages, several directives on a page, all styles,
entries with and without ``:no-index:``, entries in boxes, in ``only`` and in other entries. Each
sentence has the number of the entry that it was written for, so that a foreign one is seen at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from support.building import HAS_MYST, directive, page
from support.finder_files import data_of, remedies
from support.guide_pages import guide_of
from support.rows import others_slow

from sphinx_tlsalerts.sphinx_ext.doctree.entries.styles import STYLES
from sphinx_tlsalerts.sphinx_ext.html.finder_data import read_addresses
from sphinx_tlsalerts.sphinx_ext.html.finder_excerpt import INSECURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.building import Project

PAGES = 60

#: So many ids come in turn: some entries share one, never those of one directive.
IDS = 150


def nested(language: str, name: str, argument: str, content: str, /, **options: str) -> str:
    """Write a directive that holds others: in Markdown, its fence is longer than theirs."""
    text = directive(language, name, argument, content, **options)
    if language == "rst":
        return text
    inner: list[str] = re.findall("`{3,}", content)
    fence = max(["```", *inner], key=len) + "`"
    return fence + text.removeprefix("````").removesuffix("````") + fence


class Written(NamedTuple):
    """An entry of a page, with what the finder should show of it."""

    name: str
    shown: str
    is_found: bool


@dataclass
class Writer:
    """Writes pages at random; the same seed gives the same pages."""

    rng: Random
    count: int = 0
    entries: list[Written] = field(default_factory=list)

    def page(self, language: str) -> str:
        """Write a page with several directives, and prose between them."""
        blocks = [self._block(language) for _ in range(self.rng.randint(2, 5))]
        return page(language, "\n\n".join(blocks))

    def _often(self, chance: float) -> bool:
        return self.rng.random() < chance

    def _block(self, language: str) -> str:
        if self._often(0.2):
            return f"Prose of the page, after entry {self.count}."
        if self._often(0.2):
            condition = self.rng.choice(["html", "latex"])
            inner = self._entries(language, is_found=condition == "html")
            return nested(language, "only", condition, inner)
        if self._often(0.2):
            return nested(language, "note", "", self._entries(language, in_box=True))
        return self._entries(language)

    def _entries(self, language: str, *, is_found: bool = True, in_box: bool = False) -> str:
        """Write a directive with entries."""
        options: dict[str, str] = {}
        if self._often(0.4):
            options["no_index"] = ""
            is_found = False
        if self._often(0.3):
            title = {} if in_box or self._often(0.5) else {"title": f"Title {self.count}"}
            return self._by_hand(language, options, title, is_found=is_found)
        options["style"] = self.rng.choice(STYLES[1:] if in_box else STYLES)
        entries = [self._entry(is_found=is_found) for _ in range(self.rng.randint(1, 3))]
        markup = "myst" if HAS_MYST and self._often(0.5) else "rst"
        content = guide_of(*entries, markup=markup)
        return directive(language, "tls-troubleshooting", "", content, **options)

    def _by_hand(
        self, language: str, options: dict[str, str], title: dict[str, str], *, is_found: bool
    ) -> str:
        """Write an entry by hand, often with another one in it."""
        name, sentence = self._new()
        parts = [sentence("first"), sentence("last")]
        self._note(name, parts[0], is_found=is_found)
        if self._often(0.5):
            other, of_other = self._new()
            self._note(other, of_other("first"), is_found=is_found)
            body = f"{of_other('first')}\n\n{of_other('last')}"
            inner = directive(language, "tls-error", other, body, **options)
            parts.insert(self.rng.choice([0, 1]), inner)
        return nested(language, "tls-error", name, "\n\n".join(parts), **options, **title)

    def _new(self) -> tuple[str, Callable[[str], str]]:
        """Return an id, and what writes sentences of that entry."""
        self.count += 1
        number = self.count
        return f"e{number % IDS}", lambda part: f"The {part} words of {number}."

    def _note(self, name: str, shown: str, *, is_found: bool) -> None:
        self.entries.append(Written(name, shown, is_found))

    def _entry(self, *, is_found: bool) -> dict[str, Any]:
        """Return an entry of a file, and note what the finder should show of it."""
        name, sentence = self._new()
        entry: dict[str, Any] = {"id": name, "title": f"Error {self.count}"}
        shown = ""
        if self._often(0.5):
            entry["message"] = sentence("message")
        if self._often(0.5):
            entry["summary"] = shown = sentence("summary")
        if self._often(0.5):
            entry["cause"] = sentence("cause")
            shown = "\n".join(filter(None, [shown, entry["cause"]]))
        if self._often(0.5):
            items: list[dict[str, Any]] = [
                {"text": sentence(f"remedy {at}"), "insecure": self._often(0.3)}
                for at in range(self.rng.randint(1, 3))
            ]
            if self._often(0.3):
                items[0]["code"] = f"command of {self.count}\n"
            entry["remedies"] = {"choose": self.rng.choice(["any", "one"]), "items": items}
            best = min(items, key=lambda item: bool(item["insecure"]))
            code = f"\n\t{best['code'].strip()}" if "code" in best else ""
            shown = f"{INSECURE if best['insecure'] else ''}{best['text']}{code}"
        self._note(name, shown, is_found=is_found)
        return entry


@pytest.mark.parametrize("builder", others_slow(["html", "singlehtml"], "html"))
def test_each_sentence_belongs_to_its_entry(
    project: Project, builder: str, note_compared: Callable[[str, str, int], None]
) -> None:
    writer = Writer(Random(16))  # noqa: S311 -- the same pages each time
    expected: dict[str, tuple[str, str]] = {}
    toctree = []
    for number in range(PAGES):
        language = "md" if HAS_MYST and number % 2 else "rst"
        toctree.append(f"   p{number:02}")
        begin = len(writer.entries)
        project.write({f"p{number:02}.{language}": writer.page(language)})
        for written in writer.entries[begin:]:
            if written.is_found:  # of several entries with an id, references lead to the first
                expected.setdefault(written.name, (f"p{number:02}", written.shown))
    finder = page("rst", ".. tls-error-finder::\n\n.. toctree::\n\n" + "\n".join(toctree))
    project.write({"index.rst": finder})
    silent = ["tlsalerts.duplicate-description", "tlsalerts.advice"]
    build = project.build(builder, suppress_warnings=silent)
    assert build.warnings == []
    data = data_of(build)
    given = {}
    for address, remedy in zip(read_addresses(data), data["remedies"], strict=True):
        assert address
        name, _hash, anchor = address.partition("#tlsalerts-error-")
        given[re.sub(r"-\d+$", "", anchor)] = (name.removesuffix(".html"), remedy)
    one_page = {name: ("index", shown) for name, (_page, shown) in expected.items()}
    wanted = expected if builder == "html" else one_page
    note_compared("entries of the finder", "what was written for them", len(wanted))
    foreign = {
        name: (shown, wanted.get(name))
        for name, shown in given.items()
        if shown != wanted.get(name)
    }
    assert not foreign, f"{len(foreign)} of {len(given)}: {foreign}"
    assert given.keys() == wanted.keys()
    hidden = [written for written in writer.entries if not written.is_found]
    assert len(wanted) > 100
    assert len(hidden) > 100


@pytest.mark.parametrize("builder", others_slow(["html", "singlehtml"], "html"))
def test_an_entry_in_a_remedy_has_a_result_of_its_own(project: Project, builder: str) -> None:
    guide = guide_of(
        {
            "id": "outer",
            "remedy": "Outer.\n\n"
            ".. tls-troubleshooting::\n   :style: dropdowns\n\n"
            "   schema: 1\n   entries:\n     - id: inner\n       title: Inner title\n"
            "       remedy: {text: Inner., insecure: true}\n\n"
            ".. tls-error:: by-hand\n\n   By hand.\n\n   And more.\n\n"
            "Outer end.\n",
        },
        {
            "id": "split",
            "remedy": ".. only:: html\n\n   In browsers.\n\n.. only:: latex\n\n   On paper.",
        },
        markup="rst",
    )
    entries = directive("rst", "tls-troubleshooting", "", guide)
    finder = page("rst", f".. tls-error-finder::\n\n.. toctree::\n\n   a\n   b\n\n{entries}")
    hidden = directive("rst", "only", "latex", directive("rst", "tls-error", "shared", "Hidden."))
    shown = directive("rst", "tls-error", "shared", "Shown.")
    project.write({"index.rst": finder, "a.rst": page("rst", hidden), "b.rst": page("rst", shown)})
    build = project.build(builder)
    assert build.warnings == []
    assert remedies(data_of(build)) == {
        "outer": "Outer.\nOuter end.",
        "inner": f"{INSECURE}Inner.",
        "by-hand": "By hand.",
        "split": "In browsers.",
        "shared": "Shown.",
    }
