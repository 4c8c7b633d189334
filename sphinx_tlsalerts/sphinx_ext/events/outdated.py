"""Find the pages to read again (``env-get-outdated``, ``env-before-read-docs``).

Input: the records of the last build. Output: the names of pages whose source is unchanged, but
whose content changes.

Invariant: Sphinx compares sources and noted dependencies; these listeners compare the rest: files
that a pattern matches, the version of this package, and the content of overlays. Example: a new
``errors/proxy.yaml`` makes a page with ``errors/*.yaml`` outdated.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_tlsalerts.sphinx_ext.env import ObjectStore
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn, warn_of_problem

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.registries import Overlay
    from sphinx_tlsalerts.sphinx_ext.env import TextKey


def note_new_files(
    _app: Sphinx,
    env: BuildEnvironment,
    _added: Set[str],
    _changed: Set[str],
    _removed: Set[str],
) -> list[str]:
    """Return the pages whose patterns now match other files. For ``env-get-outdated``."""
    store = ObjectStore.of(env)
    if not store.globs:
        return []
    from sphinx_tlsalerts.util import find_matching_files

    return [
        docname
        for docname, patterns in store.globs.items()
        if any(find_matching_files(pattern) != files for pattern, files in patterns.items())
    ]


def notice_other_version(
    app: Sphinx,
    env: BuildEnvironment,
    _added: Set[str],
    _changed: Set[str],
    _removed: Set[str],
) -> set[str]:
    """Return all pages with records of ours if another version of this package made them.

    Another version may have other texts in its data. For ``env-get-outdated``.
    """
    store = ObjectStore.of(env)
    store.version = app.extensions["sphinx_tlsalerts"].version
    record = store.data["made"]
    if record.get("version") == store.version:
        return set()
    record["version"] = store.version
    return store.find_pages() if store.is_used() else set()


def withdraw_labels(
    _app: Sphinx,
    env: BuildEnvironment,
    _added: Set[str],
    _changed: Set[str],
    _removed: Set[str],
) -> list[str]:
    """Remove the labels of entries until all pages are read. For ``env-get-outdated``."""
    store = ObjectStore.of(env)
    if store.data["labels"]:
        from sphinx_tlsalerts.sphinx_ext.env import withdraw_entry_labels

        withdraw_entry_labels(env, store)
    return []


def refresh_overlays(
    app: Sphinx,
    env: BuildEnvironment,
    _added: Set[str],
    _changed: Set[str],
    _removed: Set[str],
) -> list[str]:
    """Read the overlay files; return the pages that they change. For ``env-get-outdated``."""
    store = ObjectStore.of(env)
    if not (app.config.tlsalerts_registry_overlays or store.overlays or store.trust):
        return []
    from sphinx_tlsalerts.registries import changed_fields, load_alerts

    overlays = _read_overlays(app) if app.config.tlsalerts_registry_overlays else {}
    changed = changed_fields(store.overlays, overlays)
    store.overlays = overlays
    renamed = {("alert", load_alerts()[code].name) for code, name in changed if name == "meaning"}
    outdated = store.find_pages_referring_to(renamed)
    changes: set[TextKey] = {*changed, *_refresh_trust(app, store)}
    outdated |= {docname for docname, texts in store.texts.items() if texts & changes}
    return sorted(outdated)


def _refresh_trust(app: Sphinx, store: ObjectStore) -> set[TextKey]:
    """Read the changes to the trust table; return the rows that differ from the last build."""
    from sphinx_tlsalerts.registries import load_trust_changes

    before = store.trust
    store.trust = after = load_trust_changes(_list_files(app), app.config.language)
    tools = {tool for tool in before.keys() | after.keys() if before.get(tool) != after.get(tool)}
    # The empty id is for pages that show all rows.
    return {("trust", tool) for tool in {*tools, ""}} if tools else set()


def _list_files(app: Sphinx) -> list[tuple[Path, str]]:
    return [(Path(app.confdir, name), name) for name in app.config.tlsalerts_registry_overlays]


def _read_overlays(app: Sphinx) -> dict[int, Overlay]:
    from sphinx_tlsalerts.registries import load_overlays
    from sphinx_tlsalerts.sphinx_ext.config import find_option
    from sphinx_tlsalerts.util import is_file, shorten

    overlays, problems = load_overlays(_list_files(app), app.config.language)
    for problem in problems:
        file = str(Path(app.confdir, problem.path))
        if is_file(file):
            warn_of_problem(WarningKind.OVERLAY, problem._replace(path=file))
            continue
        # The file does not exist or is not a file, so the place is the line of `conf.py`.
        warn(
            WarningKind.OVERLAY,
            "tlsalerts_registry_overlays: '%s': %s",
            shorten(problem.path, 200),
            problem.message,
            location=find_option("tlsalerts_registry_overlays", app, problem.path),
        )
    return overlays


def note_read_pages(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Note the pages that this build reads. For ``env-before-read-docs``."""
    ObjectStore.of(env).read = set(docnames)
