"""HTML output, read back: ids and links."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Page(HTMLParser):
    """One page: how often each id stands on it, and where its links lead."""

    def __init__(self, path: Path, text: str | None = None) -> None:
        super().__init__()
        self.path = path
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.feed(path.read_text(encoding="utf-8") if text is None else text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids[value] += 1
            elif name == "href" and value and tag == "a":
                self.links.append(value)


def read_pages(outdir: Path) -> dict[Path, Page]:
    """Read all pages of an output folder."""
    found = {
        path.resolve(): Page(path)
        for path in sorted(outdir.rglob("*html"))  # EPUB's pages are named .xhtml
        if path.is_file() and path.suffix in {".html", ".xhtml"} and "_static" not in path.parts
    }
    assert found
    return found


def broken_links(pages: dict[Path, Page]) -> Iterator[str]:
    """Yield each local link that leads to no file or to no id."""
    for page in pages.values():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or link == "#":
                continue
            target = page.path
            if parts.path:
                target = page.path.parent / unquote(parts.path)
                target = (target / "index.html" if target.is_dir() else target).resolve()
            if target not in pages:
                if not target.is_file():
                    yield f"{page.path.name}: {link}: no such file"
            elif parts.fragment and unquote(parts.fragment) not in pages[target].ids:
                yield f"{page.path.name}: {link}: no such id"


def repeated_ids(pages: dict[Path, Page]) -> Iterator[str]:
    """Yield each id that stands twice on one page."""
    for page in pages.values():
        for node_id, count in page.ids.items():
            if count > 1:
                yield f"{page.path.name}: {node_id}: {count} times"
