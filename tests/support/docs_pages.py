"""The pages of the documentation as their source has them: blocks, literals and links, with lines.

Read without Sphinx, so that a block is found however a page shows it: in a tab, in a list, in a
note, or as a file that is included.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from sphinx.config import Config

from sphinx_tlsalerts.sphinx_ext.config import OPTIONS
from support.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown_it.token import Token

DOCS = ROOT / "docs"

#: Folders of docs whose pages are those of other projects, or parts of pages.
NOT_PAGES = {"_build", "example", "examples", "snippets", "tutorial"}

#: Directives whose content is Markdown with blocks of its own.
CONTAINERS = {
    *("tab-set", "tab-item", "grid", "grid-item", "grid-item-card", "card", "dropdown", "div"),
    *("only", "container", "admonition", "note", "tip", "hint", "important", "warning", "caution"),
    *("attention", "danger", "seealso", "describe", "versionadded", "versionchanged", "figure"),
    *("list-table", "topic"),
}
#: Directives that show code.
CODE = {"code-block", "code", "sourcecode", "literalinclude"}

_DIRECTIVE = re.compile(r"\{([\w:+.-]+)\}\s*(.*)")
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")
_ADDRESS = re.compile(r'(?:href|src|srcset)="(.+?)"')
#: A block within a directive.
_HIDDEN = re.compile(r"^\s*(```|~~~|\.\. (code-block|code|literalinclude)::)", re.MULTILINE)
_FILE_NAME = re.compile(r"[\w./-]*\.\w+")


#: What assigns to one of these is a piece of ``conf.py``.
_OPTIONS = {*Config.config_values, *(option.name for option in OPTIONS)}
_OPTIONS |= {"extensions", "intersphinx_mapping"}

PYTHON = {"python", "py"}


def sets_options(text: str) -> bool:
    """Tell whether *text* is a piece of a ``conf.py``."""
    try:
        statements = ast.parse(text).body
    except SyntaxError:
        return False
    names = {
        target.id
        for statement in statements
        if isinstance(statement, ast.Assign | ast.AugAssign)
        for target in getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        if isinstance(target, ast.Name)
    }
    return any(name in _OPTIONS or name.startswith("tlsalerts_") for name in names)


class Place(NamedTuple):
    """Something that stands on a page."""

    line: int
    text: str


@dataclass(frozen=True)
class Block:
    """A block of code that a page shows."""

    page: Page = field(repr=False)
    line: int  #: of its fence
    language: str
    text: str = field(repr=False)
    caption: str = ""
    tabs: tuple[str, ...] = ()  #: what the tabs around it are synchronised by
    file: Path | None = None  #: the file that it includes

    @property
    def where(self) -> str:
        return f"{self.page.name}:{self.line}"

    @property
    def name(self) -> str:
        """The name of the file that it shows, or nothing.

        Its caption says it, or a comment in its first line; options of ``conf.py`` need neither.
        """
        comment = re.match(r"# ([\w./-]*\.\w+)\n", self.text)
        if _FILE_NAME.fullmatch(self.caption):
            return self.caption
        if self.file is not None:
            return self.file.name
        if comment:
            return comment[1]
        return "conf.py" if self.language in PYTHON and sets_options(self.text) else ""

    @property
    def variants(self) -> list[tuple[str, ...]]:
        """The tabs that readers of this block may follow elsewhere on the page."""
        if self.tabs:
            return [self.tabs]
        return sorted({block.tabs for block in self.page.blocks if block.tabs}) or [()]

    def files_at_hand(self, tabs: tuple[str, ...]) -> dict[str, str]:
        """Return the files of the page that a reader has who follows *tabs* up to this block.

        They are as the page showed them last. What it shows only below counts as well.
        """
        found: dict[str, str] = {}
        for block in self.page.blocks:
            is_seen = not tabs or not block.tabs or {*tabs} & {*block.tabs}
            is_last = block.line <= self.line or block.name not in found
            if block.name and is_seen and is_last:
                found[block.name] = block.text
        return found


@dataclass
class _Fence:
    """A fence with its info string taken apart."""

    line: int
    directive: str
    argument: str
    options: dict[str, str]
    content: str
    content_line: int  #: of the first line of the content


@dataclass(frozen=True)
class Page:
    """A page in Markdown."""

    path: Path
    root: Path = ROOT  #: of the repository that it belongs to

    @property
    def name(self) -> str:
        return self.path.relative_to(self.root).as_posix()

    @property
    def is_for_developers(self) -> bool:
        """Tell whether its commands and file names are those of a clone of this repository."""
        return self.name in {"README.md", "CONTRIBUTING.md", "docs/contributing.md"} or (
            self.name.startswith(("docs/project/", "docs/reference/"))
        )

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of code, in their order."""
        return list(_blocks(self, self.text, 1, ()))

    @cached_property
    def examples(self) -> list[Place]:
        """The names of the snippets that it shows with their result."""
        return [
            Place(line, fence.argument)
            for token, line in _tokens(self.text, 1)
            if _is_fence(token) and (fence := _fence(token, line)).directive == "example"
        ]

    @cached_property
    def literals(self) -> list[Place]:
        """The literals in running text, those of reStructuredText included."""
        found = []
        for token, line in _tokens(self.text, 1):
            if token.type == "code_inline":
                found.append(Place(line, token.content))
            elif _is_fence(token) and "{eval-rst}" in token.info:
                found += [
                    Place(line + number, literal)
                    for number, text in enumerate(token.content.splitlines(), start=1)
                    for literal in re.findall(r"``(.+?)``", text)
                ]
        return found

    @cached_property
    def links(self) -> list[Place]:
        """The addresses of links and images in Markdown's own form, and of cards."""
        found = []
        for token, line in _tokens(self.text, 1):
            address = token.attrGet("href") or token.attrGet("src")
            if address:
                found.append(Place(line, str(address)))
            elif token.type in {"html_block", "html_inline"}:
                found += [
                    Place(line, one)
                    for one in re.findall(r'(?:href|src|srcset)="(.+?)"', token.content)
                ]
        return found

    @cached_property
    def unread(self) -> list[str]:
        """Directives that may hide a block, as nothing here knows their content."""
        return [
            f"{self.name}:{line}: unknown container: {token.info}"
            for token, line in _tokens(self.text, 1)
            if _is_fence(token)
            and (fence := _fence(token, line)).directive not in CONTAINERS | CODE | {""}
            and re.search(
                r"^\s*(```|~~~|.. (code-block|code|literalinclude)::)", fence.content, re.MULTILINE
            )
        ]


@cache
def pages() -> tuple[Page, ...]:
    """Return all pages of the documentation, and those of the repository."""
    found = [*ROOT.glob("*.md")]
    found += [
        path for path in DOCS.rglob("*.md") if path.relative_to(DOCS).parts[0] not in NOT_PAGES
    ]
    return tuple(Page(path) for path in sorted(found))


@cache
def files_of_the_documentation() -> dict[str, str]:
    """Return the data files that the documentation itself uses, relative to its source folder."""
    return {
        path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("troubleshooting", "overlays")
        for path in sorted(DOCS.glob(f"{folder}/**/*.yaml"))
    }


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    return parser.use(colon_fence_plugin).use(deflist_plugin).use(myst_role_plugin)


def _is_fence(token: Token) -> bool:
    return token.type in {"fence", "colon_fence"}


def _tokens(text: str, first: int) -> Iterator[tuple[Token, int]]:
    """Yield all tokens with their line, those within containers included."""
    line = first
    for token in _parser().parse(text):
        if token.map is not None:
            line = first + token.map[0]
        yield token, line
        for child in token.children or ():
            yield child, line
        if _is_fence(token):
            fence = _fence(token, line)
            if fence.directive in CONTAINERS:
                yield from _tokens(fence.content, fence.content_line)


def _fence(token: Token, line: int) -> _Fence:
    match = _DIRECTIVE.match(token.info.strip())
    if match is None:
        return _Fence(line, "", token.info.strip(), {}, token.content, line + 1)
    lines = token.content.splitlines()
    options: dict[str, str] = {}
    count = 0
    while count < len(lines) and (option := _OPTION.fullmatch(lines[count].strip())):
        options[option[1]] = option[2]
        count += 1
    if count < len(lines) and options and not lines[count].strip():
        count += 1
    content = "".join(f"{text}\n" for text in lines[count:])
    return _Fence(line, match[1], match[2], options, content, line + 1 + count)


def _blocks(page: Page, text: str, first: int, tabs: tuple[str, ...]) -> Iterator[Block]:
    """Yield the blocks of code in *text*, whose first line is that number of the page."""
    line = first
    for token in _parser().parse(text):
        if token.map is not None:
            line = first + token.map[0]
        if token.type == "code_block":
            yield Block(page, line, "", token.content, tabs=tabs)
        if not _is_fence(token):
            continue
        fence = _fence(token, line)
        caption = fence.options.get("caption", "")
        if fence.directive == "literalinclude":
            path = DOCS / fence.argument.lstrip("/")
            if not fence.argument.startswith("/"):
                path = page.path.parent / fence.argument
            language = fence.options.get("language", path.suffix.lstrip("."))
            shown = path.read_text(encoding="utf-8")
            yield Block(page, line, language, shown, caption, tabs, path.resolve())
        elif fence.directive in CODE or not fence.directive:
            yield Block(page, line, fence.argument, fence.content, caption, tabs)
        elif fence.directive in CONTAINERS:
            sync = fence.options.get("sync")
            inner = (*tabs, sync) if sync else tabs
            yield from _blocks(page, fence.content, fence.content_line, inner)
