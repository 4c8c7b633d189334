"""Write the data of the finder: a script in the output, written after all pages.

Input: the finder records of all pages, the resolved doctrees of the pages that this build writes,
and the data of the last build. Output: ``_static/tlsalerts-entries.js``, one assignment of a JSON
object. Its lists ``at``, ``remedies`` and those in ``tables`` have an item for each entry,
in the same order; ``choices`` has the remedies with conditions, by the position of the entry, and
``trust`` how each tool trusts a CA, for the entries at the positions of ``trusting``.

Invariants:

* The excerpt of a result comes from the page as it was written: translated, references resolved. An
  incremental build takes the excerpts of pages that it does not write from the last data.
* The last data is deleted before the first page is written. An interrupted build leaves no data
  that does not fit its pages.
* Values that follow from others are left out: ids that follow from the titles, and empty values.

Example, with a single entry on the page ``errors.html``::

    tlsalertsEntries={"made":"3 VERSION en html","pages":["errors.html"],"at":[0],
    "remedies":["Renew the certificate."],"tables":{"titles":["Certificate has expired"], …}};
"""

from __future__ import annotations

import json
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.browser import Findable, MessageText, build_finder_tables, derive_id
from sphinx_tlsalerts.catalogue import load_catalogue, recognised_file
from sphinx_tlsalerts.guides import order_all_remedies
from sphinx_tlsalerts.matcher import load_recognised
from sphinx_tlsalerts.registries import load_alerts, load_verify_codes, merge_trust
from sphinx_tlsalerts.sphinx_ext.env import (
    Excerpts,
    FinderRecord,
    ObjectStore,
    unpack_records,
    write_or_stop,
)
from sphinx_tlsalerts.sphinx_ext.html.assets import FINDER_DATA
from sphinx_tlsalerts.sphinx_ext.html.finder_excerpt import (
    build_excerpts,
    summarize_entry,
    summarize_trust,
)
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_tlsalerts.registries import ReleaseLine

GLOBAL = "tlsalertsEntries"

NONE = Excerpts("", [])

#: The version of the format; increase it when the format changes.
FORMAT = 5

#: The release line whose numbers the scripts contain.
USUAL: ReleaseLine = "3.0"

#: The prefix of most anchors of entries; the data leaves it out.
ANCHOR = "tlsalerts-error-"


class FinderResult(NamedTuple):
    """An entry of the data: how it is found, and the excerpt that its result shows."""

    record: FinderRecord
    page: str | None  #: the address of its page, from the root of the output; None without a page
    excerpts: Excerpts
    cause: str = ""  #: only of an entry that no page shows


def collect_remedies(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the excerpts of a page that is about to be written."""
    store = ObjectStore.of(app.env)
    if store.remedies is None:
        # Deleted now: an interrupted build must not leave old data for the next.
        store.remedies = _take_old(Path(app.outdir, "_static", FINDER_DATA), _make_fingerprint(app))
    # A single page is assembled from copies of the doctrees, which have lost REMEDY_MARK.
    if app.builder.name != "singlehtml":
        _keep_excerpts(app, store, doctree, docname)


def _keep_excerpts(app: Sphinx, store: ObjectStore, doctree: nodes.document, docname: str) -> None:
    # Two entries may have the same id in one page; only the target of references counts.
    targets = store.targets
    errors = store.errors.get(docname, ())
    places = {facts.node_id: targets.get(("error", facts.name)) for facts in errors}
    ids = {at for at, target in places.items() if target and target[:2] == (docname, at)}
    if ids and store.remedies is not None:
        excerpts = build_excerpts(doctree, ids)
        page = _locate_page(app.builder, docname)
        store.remedies |= {f"{page}#{node_id}": excerpts.get(node_id, NONE) for node_id in ids}


def write_data(app: Sphinx, path: Path) -> None:
    """Write the data if a page was written, or if the file does not exist."""
    store = ObjectStore.of(app.env)
    if store.remedies is not None or not path.exists():
        write_or_stop(path, _format_script(_build_data(app, store)))
    store.remedies = None


def _locate_page(builder: Builder, docname: str) -> str:
    """Return the address of a page from the root of the output."""
    if builder.name == "singlehtml":
        docname = builder.config.root_doc
        return f"{docname}{getattr(builder, 'out_suffix', '.html')}"
    return builder.get_target_uri(docname)


# The content of the file


def _format_script(data: dict[str, Any]) -> str:
    # Not ASCII, which would double the size of texts in other alphabets.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    valid = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is not UTF-8
    return f"{GLOBAL}={valid};\n"


def _make_fingerprint(app: Sphinx) -> str:
    """Return a fingerprint of the settings; data of another fingerprint cannot be reused."""
    return f"{FORMAT} {ObjectStore.of(app.env).version} {app.config.language} {app.builder.name}"


def _take_old(path: Path, made: str) -> dict[str, Excerpts]:
    """Return the excerpts of the last build by address, and delete its data."""
    try:
        text = path.read_text(encoding="utf-8")
        path.unlink()
        data = json.loads(text.removeprefix(f"{GLOBAL}=").removesuffix(";\n"))
        if data["made"] != made:
            return {}
        choices = data.get("choices", {})
        return {
            address: Excerpts(remedy, choices.get(str(number), []))
            for number, (address, remedy) in enumerate(
                zip(read_addresses(data), data["remedies"], strict=True)
            )
            if address is not None
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def read_ids(data: dict[str, Any]) -> list[str]:
    """Return the ids of the entries; the data leaves out those that follow from the titles."""
    tables = data["tables"]
    pairs = zip(tables["ids"], tables["titles"], strict=True)
    return [name or derive_id(title) for name, title in pairs]


def read_addresses(data: dict[str, Any]) -> list[str | None]:
    """Return the addresses of the entries; None for those that no page shows."""
    pages: list[str] = data["pages"]
    ids, anchors = read_ids(data), data.get("anchors", {})
    return [
        f"{pages[page]}#{anchors.get(str(number)) or ANCHOR + name}" if page >= 0 else None
        for number, (page, name) in enumerate(zip(data["at"], ids, strict=True))
    ]


def _build_data(app: Sphinx, store: ObjectStore) -> dict[str, Any]:
    # Own entries come before bundled ones, so that ties do not depend on the order of pages.
    entries = sorted(_collect_from_pages(app, store), key=lambda entry: entry.record.bundled)
    known = {entry.record.name for entry in entries}
    recognised = None
    if store.has_feature("catalogue"):
        recognised = load_recognised(json.loads(recognised_file("python").read_text("utf-8")))
        entries += _collect_from_catalogue(known)
    pages = list(dict.fromkeys(entry.page for entry in entries if entry.page is not None))
    places = {page: number for number, page in enumerate(pages)}
    own = sum(not entry.record.bundled for entry in entries)
    tables = build_finder_tables(
        [_make_findable(entry.record) for entry in entries], recognised, own=own
    )
    trusting = [n for n, entry in enumerate(entries) if entry.record.trust]
    data = {
        "made": _make_fingerprint(app),
        "pages": pages,
        "at": [-1 if entry.page is None else places[entry.page] for entry in entries],
        "anchors": {
            str(number): entry.record.node_id
            for number, entry in enumerate(entries)
            if entry.page is not None and entry.record.node_id != ANCHOR + entry.record.name
        },
        "remedies": [entry.excerpts.remedy for entry in entries],
        "choices": {
            str(n): e.excerpts.choices for n, e in enumerate(entries) if e.excerpts.choices
        },
        "trusting": trusting or {},
        "trust": summarize_trust(merge_trust(store.trust)) if trusting else {},
        "causes": {str(n): entry.cause for n, entry in enumerate(entries) if entry.cause},
        "alerts": _describe_objects(app, store, "alert", [alert.name for alert in load_alerts()]),
        "codes": _describe_objects(
            app, store, "verify", [code.constant for code in load_verify_codes()]
        ),
        "numbers": _find_changed_numbers(app.config.tlsalerts_openssl),
        "tables": tables,
    }
    return {key: value for key, value in data.items() if value != {}}


def _find_changed_numbers(openssl: ReleaseLine) -> dict[str, int]:
    """Return the numbers of codes that differ from those in the scripts."""
    numbers = {code.constant: code.number(openssl) for code in load_verify_codes()}
    usual = {code.constant: code.number(USUAL) for code in load_verify_codes()}
    return {name: n for name, n in numbers.items() if n is not None and n != usual[name]}


def _make_findable(record: FinderRecord) -> Findable:
    return Findable(
        record.name,
        record.title,
        tuple(starmap(MessageText, record.messages)),
        record.matches,
        record.alerts,
        record.verify_codes,
        record.exceptions,
    )


def _collect_from_pages(app: Sphinx, store: ObjectStore) -> Iterator[FinderResult]:
    """Yield the entries that references lead to, in the order of pages."""
    targets = store.get_error_index().entries
    for docname in sorted(_find_written(app, store.finder_records)):
        page = _locate_page(app.builder, docname)
        for packed in store.finder_records[docname]:
            for record in unpack_records(packed):
                target = store.targets.get(("error", record.name))
                if record.name in targets and target and target[:2] == (docname, record.node_id):
                    yield FinderResult(
                        record, page, _find_excerpt(app, store, docname, record.node_id)
                    )


def _find_written(app: Sphinx, docnames: Iterable[str]) -> set[str]:
    """Return the pages in the output. A single page holds those that a toctree leads to."""
    if app.builder.name != "singlehtml":
        return {*docnames}
    included: set[str] = set()
    todo = [app.config.root_doc]
    while todo:
        docname = todo.pop()
        if docname not in included:
            included.add(docname)
            todo += app.env.toctree_includes.get(docname, ())
    return included.intersection(docnames)


def _find_excerpt(app: Sphinx, store: ObjectStore, docname: str, node_id: str) -> Excerpts:
    """Return the excerpts of an entry; resolve its page if neither build has written it."""
    remedies = store.remedies = store.remedies or {}
    address = f"{_locate_page(app.builder, docname)}#{node_id}"
    if address not in remedies:
        doctree = app.env.get_doctree(docname)
        app.env.apply_post_transforms(doctree, docname)
        _keep_excerpts(app, store, doctree, docname)
    return remedies.get(address, NONE)


def _collect_from_catalogue(known: Collection[str]) -> Iterator[FinderResult]:
    """Yield the bundled entries that no page shows."""
    for entry in load_catalogue("python").entries:
        if entry.id in known:
            continue
        cause, excerpts = summarize_entry(entry)
        messages = tuple((str(m.text), m.where is not None) for m in entry.messages)
        record = FinderRecord(
            "",
            entry.id,
            str(entry.title).replace("``", ""),
            messages,
            tuple(map(str, entry.matches)),
            tuple(entry.alerts),
            tuple(entry.verify_codes),
            tuple(entry.exceptions),
            bundled=True,
            trust=any(remedy.trust for remedy in order_all_remedies(entry)),
        )
        yield FinderResult(record, None, excerpts, cause)


def _describe_objects(
    app: Sphinx, store: ObjectStore, objtype: str, names: Iterable[str]
) -> dict[str, Any]:
    """Return the addresses of alerts or codes, and their meanings where an overlay changes them."""
    object_type = OBJECT_TYPES[objtype]
    facts: dict[str, Any] = {}
    for name in names:
        target = store.targets.get((objtype, name))
        if target:
            facts[name] = [f"{_locate_page(app.builder, target.docname)}#{target.node_id}"]
        meaning = object_type.get_meaning(name, store.overlays)
        if meaning != object_type.get_packaged_meaning(name):
            facts[name] = [*facts.get(name, [""]), meaning]
    return facts
