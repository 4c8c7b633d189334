"""Persist which pages each output still lacks, so that an interrupted build is completed later.

Sphinx writes what it has just read, and pages older than their source. A page that changed with
something else, such as a troubleshooting file or a target on another page, would stay as it was
if the build that read it was killed, or was one of another format.

The environment, which Sphinx saves before it writes pages, holds what the other outputs lack.
Of the output that is being written it says that it is complete; until that is true, a file
beside it holds what is missing. So nothing of ours lies there between two builds.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sphinx_tlsalerts.sphinx_ext.env.store import ObjectStore
from sphinx_tlsalerts.sphinx_ext.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx

#: JSON. Where the doctrees stand in the output, as without ``-d``, the EPUB builder warns of each
#: file whose type it does not know; it passes over scripts.
UNWRITTEN = "tlsalerts-unwritten.js"

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
    output, outputs = _output(app), store.data["outputs"]
    interrupted = _interrupted(app)
    concerned = store.is_used() or bool(outputs or interrupted)
    updated = changed | (store.read & store.pages() if concerned else set())
    if app.builder.name not in WITHOUT_PAGES:
        # What is not noted may be from before the first use of ours, which changes all pages.
        unknown = app.env.found_docs if concerned else set()
        lacking = outputs.get(output, unknown) | interrupted.get(output, set())
        store.unwritten = lacking & app.env.found_docs | updated
    after = {other: pages | updated for other, pages in outputs.items() if _is_there(other)}
    others = {other: pages for other, pages in interrupted.items() if other != output}
    if store.unwritten:
        after[output] = set()
        _save(app, others | {output: store.unwritten})
    # Nothing is kept of a project that no longer uses us, once no output shows that it did.
    store.data["outputs"] = after if store.is_used() or others or any(after.values()) else {}
    return store.unwritten | changed


def note_written(app: Sphinx) -> None:
    """Note what this build has written, at its end."""
    interrupted = _interrupted(app)
    after = interrupted | {_output(app): ObjectStore.of(app.env).unwritten}
    if after != interrupted:
        _save(app, after)


def _output(app: Sphinx) -> str:
    return f"{app.builder.name}:{app.outdir}"


def _is_there(output: str) -> bool:
    return Path(output.partition(":")[2]).is_dir()


def _file(app: Sphinx) -> Path:
    return Path(app.doctreedir, UNWRITTEN)


def _interrupted(app: Sphinx) -> Notes:
    """Return what outputs lack because their last build did not reach its end."""
    try:
        text = _file(app).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        text = ""
    try:
        found = json.loads(text)
        return {output: {*map(str, pages)} for output, pages in found.items() if _is_there(output)}
    except (ValueError, AttributeError, TypeError, RecursionError):
        # It does not say which: any may lack any page.
        outputs = {*ObjectStore.of(app.env).data["outputs"], _output(app)}
        return {output: {*app.env.found_docs} for output in outputs}


def _save(app: Sphinx, notes: Notes) -> None:
    """Write what outputs lack, or delete the file if they lack nothing."""
    lacking = {output: sorted(notes[output]) for output in sorted(notes) if notes[output]}
    if lacking:
        write_whole(_file(app), json.dumps(lacking))
    else:
        with suppress(OSError):  # the next build writes these pages again
            _file(app).unlink(missing_ok=True)
