"""Collect the finder's data while pages are written, and note that they are written.

Input: each resolved doctree, and the end of the build. Output: the file of the finder's data, and
the records of pending writes.

Invariant: a build that fails or is interrupted writes neither, so the next build repeats its pages.
Example: after a successful HTML build of a project with a finder,
``_static/tlsalerts-entries.js`` exists; without a finder, it is deleted.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_tlsalerts.sphinx_ext.env import ObjectStore, note_written
from sphinx_tlsalerts.sphinx_ext.html import BROWSER_BUILDERS, FINDER_DATA
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


def note_written_page(app: Sphinx, _doctree: nodes.document, docname: str) -> None:
    """Note that a page is about to be written. For ``doctree-resolved``."""
    ObjectStore.of(app.env).pending.discard(docname)


def show_in_finder(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Collect the excerpts that the finder shows of a page. For ``doctree-resolved``."""
    if ObjectStore.of(app.env).finder and app.builder.name in BROWSER_BUILDERS:
        from sphinx_tlsalerts.sphinx_ext.html import collect_remedies

        collect_remedies(app, doctree, docname)


def finish_finder(app: Sphinx, exception: Exception | None) -> None:
    """Write the data of the finder, or delete that of an earlier build. For ``build-finished``."""
    if exception is not None or app.builder.name not in BROWSER_BUILDERS:
        return
    data = Path(app.outdir, "_static", FINDER_DATA)
    if ObjectStore.of(app.env).finder:
        from sphinx_tlsalerts.sphinx_ext.html import write_data

        write_data(app, data)
    else:
        _delete(data)


def _delete(file: Path) -> None:
    """Delete a file that no page uses; warn if that fails, and let the build go on."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        warn(
            WarningKind.OUTPUT,
            "the file '%s' cannot be deleted (%s); no page uses it",
            file,
            error.strerror,
            location=None,
        )


def finish_pages(app: Sphinx, exception: Exception | None) -> None:
    """Note that all pages are written. For ``build-finished``, after everything that writes."""
    if exception is None:
        note_written(app)
