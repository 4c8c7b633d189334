"""List the listeners of Sphinx's events, in the order in which Sphinx calls them.

Input: the arguments of each event. Output: the value that Sphinx expects, such as the pages to read
or to write again. :data:`LISTENERS` is the only place that connects a listener, apart from two that
belong to a single build (see ``extension.py``).

Invariants: a listener holds no state; the state of a build is in its ``ObjectStore``. Listeners
import the registries and YAML late, so that a project that uses neither does not load them.

Example: a page gets a second description of an alert. ``note_references`` sees its doctree,
``settle_targets`` chooses the target and returns the pages whose references changed, and
``warn_of_duplicates`` reports the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.sphinx_ext.config import validate_options
from sphinx_tlsalerts.sphinx_ext.events.missing import (
    answer_missing_reference,
    warn_of_missing_entry,
)
from sphinx_tlsalerts.sphinx_ext.events.outdated import (
    note_new_files,
    note_read_pages,
    notice_other_version,
    refresh_overlays,
    withdraw_labels,
)
from sphinx_tlsalerts.sphinx_ext.events.output import (
    finish_finder,
    finish_pages,
    note_written_page,
    show_in_finder,
)
from sphinx_tlsalerts.sphinx_ext.events.references import (
    note_references,
    settle_targets,
    warn_of_duplicates,
)
from sphinx_tlsalerts.sphinx_ext.html import (
    add_assets,
    add_scripts,
    provide_files,
    provide_scripts,
)
from sphinx_tlsalerts.sphinx_ext.index import name_index, offer_index
from sphinx_tlsalerts.sphinx_ext.linkcheck import place_links

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LISTENERS", "Listener"]

#: The priority of listeners that give none; also Sphinx's default.
_USUAL = 500


class Listener(NamedTuple):
    """A listener of an event of Sphinx."""

    event: str
    handler: Callable[..., Any]
    why: str  #: the reason for this event and priority
    priority: int = _USUAL  #: lower ones are called first


LISTENERS: tuple[Listener, ...] = (
    Listener(
        "config-inited",
        validate_options,
        "before Sphinx checks types (800), and before anything reads a value",
        priority=400,
    ),
    Listener("env-get-outdated", refresh_overlays, "overlays change words of pages"),
    Listener("env-get-outdated", note_new_files, "a pattern may match other files than before"),
    Listener("env-get-outdated", notice_other_version, "another version has other packaged words"),
    Listener("env-get-outdated", withdraw_labels, "labels of entries follow from all pages"),
    Listener("env-before-read-docs", note_read_pages, "pending writes need the pages being read"),
    Listener("doctree-read", note_references, "the doctree of the page is whole"),
    Listener("env-updated", settle_targets, "all pages are read, none is written"),
    Listener(
        "env-updated", provide_scripts, "files must be named before the first page is written"
    ),
    Listener("env-updated", provide_files, "likewise, so that Sphinx can add their checksums"),
    Listener("env-check-consistency", warn_of_duplicates, "targets are chosen"),
    Listener("write-started", offer_index, "the environment is saved, and no page is written"),
    Listener(
        "missing-reference",
        name_index,
        "before intersphinx, which listens at 500",
        priority=400,
    ),
    Listener(
        "missing-reference",
        answer_missing_reference,
        "after intersphinx, which listens at 500",
        priority=900,
    ),
    Listener("warn-missing-reference", warn_of_missing_entry, "nothing has answered"),
    Listener("doctree-resolved", note_written_page, "the page is about to be written"),
    Listener("doctree-resolved", show_in_finder, "its references are resolved"),
    Listener("doctree-resolved", place_links, "its links are final"),
    Listener("html-page-context", add_scripts, "the page is known to have a finder"),
    Listener("html-page-context", add_assets, "the page is known to have something of ours"),
    Listener("build-finished", finish_finder, "all pages are written"),
    Listener(
        "build-finished",
        finish_pages,
        "after everything that writes",
        priority=900,
    ),
)
