"""Pages that were read and are not yet written: a file beside the environment says which.

Sphinx writes what it has just read, and pages older than their source. A page that changed with
something else, such as a troubleshooting file or a target on another page, would stay as it was
if the build that read it was killed, or was one of another format.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sphinx_tlsalerts.store import ObjectStore
from sphinx_tlsalerts.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx

UNWRITTEN = "tlsalerts-unwritten.json"

#: They write everything each time, or no pages at all.
WITHOUT_PAGES = frozenset(
    {"latex", "man", "texinfo", "singlehtml", "changes", "coverage", "doctest", "linkcheck"}
)

Notes: TypeAlias = dict[str, set[str]]  # pages, by builder and folder


def note_unwritten(app: Sphinx, changed: Set[str]) -> set[str]:
    """Note that pages are not yet written in any output; return those to be written in this one.

    Before the environment is saved: if the build is killed in between, all of it is repeated.

    :param changed: pages that this build has not read, and that show something else now
    """
    store = ObjectStore.of(app.env)
    ours = store.pages()
    updated = store.read & ours | changed
    notes, output = _notes(app), _output(app)
    has_pages = app.builder.name not in WITHOUT_PAGES
    # What is not noted may be from before the first use of ours, which changes all pages.
    unknown = app.env.found_docs if has_pages and (ours or _has_notes(app)) else set()
    wanted = notes.get(output, unknown) & app.env.found_docs
    if updated or wanted:
        after = {other: pages | updated for other, pages in notes.items() if _is_there(other)}
        if has_pages:
            after[output] = store.unwritten = wanted | updated
        _save(app, after)
    return store.unwritten | changed


def note_written(app: Sphinx) -> None:
    """Note what this build has written, at its end."""
    store, output = ObjectStore.of(app.env), _output(app)
    notes = _notes(app)
    if output in notes and notes[output] != store.unwritten:
        _save(app, notes | {output: store.unwritten})


def _output(app: Sphinx) -> str:
    return f"{app.builder.name}:{app.outdir}"


def _is_there(output: str) -> bool:
    return Path(output.partition(":")[2]).is_dir()


def _file(app: Sphinx) -> Path:
    return Path(app.doctreedir, UNWRITTEN)


def _has_notes(app: Sphinx) -> bool:
    """Tell whether the project has ever used anything of ours, be the notes broken since."""
    return _file(app).exists()


def _notes(app: Sphinx) -> Notes:
    """Return what is noted; nothing is known of an output without a note."""
    try:
        found = json.loads(_file(app).read_text(encoding="utf-8"))
        return {output: {*map(str, pages)} for output, pages in found.items()}
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return {}


def _save(app: Sphinx, notes: Notes) -> None:
    text = json.dumps({output: sorted(notes[output]) for output in sorted(notes)})
    write_whole(_file(app), text)
