"""Persist which pages each output still lacks, so that an interrupted build is completed later.

Sphinx writes the pages that it has just read, and pages that are older than their source. A page
can also change because of a troubleshooting file or a target on another page. Sphinx does not write
such a page again if the build that read it was killed, or wrote another format.

Input: the pages that changed without being read (:func:`note_pending`), and the pages that are
written (``ObjectStore.pending`` loses them one by one). Output: the pages that Sphinx must write in
addition. An *output* is a builder and its folder, such as ``html:/project/build/html``. Four sets:

* *stale*: the pages that this build changes. Every output needs them again.
* *lacking*: the pages that an output still lacks, by output; stored in the environment.
* *backlog*: the pages that an interrupted build has not written, by output; stored in a file in the
  folder of the doctrees.
* *pending*: the pages that the output of this build still needs: stale, lacking and backlog.

Invariants: Sphinx saves the environment before it writes pages, so the environment calls the
current output complete and the file holds the exception. The file exists only while a build runs,
or after one that was killed. A file that cannot be read means that every output lacks every page.

Example: ``a`` uses ``errors.yaml``, which changes. An HTML build reads ``a`` and is killed: the
file lists ``a`` for HTML, and the environment lists ``a`` for an earlier text output. The next HTML
build reads nothing, and writes ``a``. The next text build does so, too.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sphinx.errors import SphinxError

from sphinx_tlsalerts.sphinx_ext.env.store import ObjectStore
from sphinx_tlsalerts.util import write_atomically

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx

#: The file of the backlog, in JSON. Its suffix is that of a script: without ``-d``, doctrees are in
#: the output, and the EPUB builder warns of every file there whose type it does not know.
UNWRITTEN = "tlsalerts-unwritten.js"

#: Builders that write everything each time, or no pages.
WITHOUT_PAGES = frozenset(
    {"latex", "man", "texinfo", "singlehtml", "changes", "coverage", "doctest", "linkcheck"}
)

Pages: TypeAlias = dict[str, set[str]]  # the names of pages, by output


def note_pending(app: Sphinx, changed: Set[str]) -> set[str]:
    """Note the pages that outputs need again; return the pages that this build must write.

    Call before the environment is saved. If the build is killed before that, the next build does
    all of it again.

    :param changed: pages that this build has not read, but whose content changed
    """
    store = ObjectStore.of(app.env)
    output, lacking = _name_output(app), store.data["outputs"]
    backlog = _read_backlog(app)
    is_concerned = store.is_used() or bool(lacking or backlog)
    stale = changed | (store.read & store.find_pages() if is_concerned else set())
    if app.builder.name not in WITHOUT_PAGES:
        # An output without a record may be older than the first use of this extension, which
        # changes every page.
        unknown = app.env.found_docs if is_concerned else set()
        missing = lacking.get(output, unknown) | backlog.get(output, set())
        store.pending = missing & app.env.found_docs | stale
    after = {other: pages | stale for other, pages in lacking.items() if _is_there(other)}
    others = {other: pages for other, pages in backlog.items() if other != output}
    if store.pending:
        after[output] = set()
        _save(app, others | {output: store.pending})
    # A project that stops using this extension keeps no records once all outputs are written.
    store.data["outputs"] = after if store.is_used() or others or any(after.values()) else {}
    return store.pending | changed


def note_written(app: Sphinx) -> None:
    """Note at the end of a build that its pages are written."""
    backlog = _read_backlog(app)
    after = backlog | {_name_output(app): ObjectStore.of(app.env).pending}
    if after != backlog:
        _save(app, after)


def _name_output(app: Sphinx) -> str:
    return f"{app.builder.name}:{app.outdir}"


def _is_there(output: str) -> bool:
    return Path(output.partition(":")[2]).is_dir()


def _locate_file(app: Sphinx) -> Path:
    return Path(app.doctreedir, UNWRITTEN)


def _read_backlog(app: Sphinx) -> Pages:
    """Return the pages that interrupted builds have not written."""
    try:
        text = _locate_file(app).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        text = ""
    try:
        record = json.loads(text)
        return {output: {*map(str, pages)} for output, pages in record.items() if _is_there(output)}
    except (ValueError, AttributeError, TypeError, RecursionError):
        # The file is damaged: each output may lack every page.
        outputs = {*ObjectStore.of(app.env).data["outputs"], _name_output(app)}
        return {output: {*app.env.found_docs} for output in outputs}


def _save(app: Sphinx, backlog: Pages) -> None:
    """Write the file of the backlog, or delete it if there is none."""
    remaining = {output: sorted(backlog[output]) for output in sorted(backlog) if backlog[output]}
    if remaining:
        write_or_stop(_locate_file(app), json.dumps(remaining))
    else:
        with suppress(OSError):  # harmless: the next build writes these pages again
            _locate_file(app).unlink(missing_ok=True)


def write_or_stop(path: Path, text: str) -> None:
    """Write a file atomically; stop the build if that fails.

    :raises SphinxError: the disk is full, or the folder is not writable
    """
    try:
        write_atomically(path, text)
    except OSError as error:
        raise SphinxError(f"'{path}' cannot be written ({error.strerror})") from error
