"""The data of the finder: a script in the output, written when all pages are.

What a result shows comes from the pages as they were written, translated and with their
references resolved. An incremental build takes what it did not write from the last data.
"""

from __future__ import annotations

import json
import re
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.browser import Findable, Wording, finder_tables
from sphinx_tlsalerts.catalogue import load_catalogue, recognised_file
from sphinx_tlsalerts.matcher import load_recognised
from sphinx_tlsalerts.registries import load_alerts, load_verify_codes
from sphinx_tlsalerts.sphinx_ext.env import FinderRecord, ObjectStore, unpack_records
from sphinx_tlsalerts.sphinx_ext.html.assets import FINDER_DATA
from sphinx_tlsalerts.sphinx_ext.html.finder_excerpt import texts_of_page, words_of_entry
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES
from sphinx_tlsalerts.sphinx_ext.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_tlsalerts.registries import ReleaseLine

GLOBAL = "tlsalertsEntries"

#: Raised when the form of the data changes.
FORMAT = 2

#: The release line whose numbers the scripts know.
USUAL: ReleaseLine = "3.0"

#: What most anchors of entries begin with, so that the data need not say it.
ANCHOR = "tlsalerts-error-"


class Shown(NamedTuple):
    """An entry in the data."""

    words: FinderRecord
    page: str | None  #: the address of its page, from the root of the output; None without a page
    remedy: str
    cause: str = ""  #: of what no page shows


def collect_remedies(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep what results show of a page that is about to be written."""
    store = ObjectStore.of(app.env)
    if store.remedies is None:
        # Taken away at once: a build that is interrupted must not leave old data for the next.
        store.remedies = _take_old(Path(app.outdir, "_static", FINDER_DATA), _made(app))
    # Where all pages are one, it is made of copies, which have lost our mark.
    if app.builder.name != "singlehtml":
        _keep(app, store, doctree, docname)


def _keep(app: Sphinx, store: ObjectStore, doctree: nodes.document, docname: str) -> None:
    # An id belongs to the entry that references lead to: of one page, another entry may have it.
    targets = store.targets
    errors = store.errors.get(docname, ())
    places = {facts.node_id: targets.get(("error", facts.name)) for facts in errors}
    ids = {at for at, target in places.items() if target and target[:2] == (docname, at)}
    if ids and store.remedies is not None:
        found = texts_of_page(doctree, ids)
        page = _page(app.builder, docname)
        store.remedies |= {f"{page}#{node_id}": found.get(node_id, "") for node_id in ids}


def write_data(app: Sphinx, path: Path) -> None:
    """Write the data if any page was written, or if there is none."""
    store = ObjectStore.of(app.env)
    if store.remedies is not None or not path.exists():
        write_whole(path, _script(_data(app, store)))
    store.remedies = None


def _page(builder: Builder, docname: str) -> str:
    """Return the address of a page from the root of the output."""
    if builder.name == "singlehtml":
        docname = builder.config.root_doc
        return f"{docname}{getattr(builder, 'out_suffix', '.html')}"
    return builder.get_target_uri(docname)


# The file


def _script(data: dict[str, Any]) -> str:
    # Not in ASCII, which would double the size of texts in other alphabets.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    whole = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no UTF-8
    return f"{GLOBAL}={whole};\n"


def _made(app: Sphinx) -> str:
    """Return what must be the same for old data to be of use."""
    return f"{FORMAT} {ObjectStore.of(app.env).version} {app.config.language} {app.builder.name}"


def _take_old(path: Path, made: str) -> dict[str, str]:
    """Return the remedies of the last build by address, and delete its data."""
    try:
        text = path.read_text(encoding="utf-8")
        path.unlink()
        data = json.loads(text.removeprefix(f"{GLOBAL}=").removesuffix(";\n"))
        if data["made"] != made:
            return {}
        found = zip(addresses_of(data), data["remedies"], strict=True)
        return {address: words for address, words in found if address is not None}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def ids_of(data: dict[str, Any]) -> list[str]:
    """Return the ids of the entries; those that follow from the titles are not written down."""
    titles = data["tables"]["titles"]
    written = data.get("ids") or [""] * len(titles)
    return [name or _id_from(title) for name, title in zip(written, titles, strict=True)]


def addresses_of(data: dict[str, Any]) -> list[str | None]:
    """Return the addresses of the entries; None for those that no page shows."""
    pages: list[str] = data["pages"]
    ids, anchors = ids_of(data), data.get("anchors", {})
    at: list[int] = data.get("at") or [0] * len(ids)  # the first page is not said
    return [
        f"{pages[page]}#{anchors.get(str(number)) or ANCHOR + name}" if page >= 0 else None
        for number, (page, name) in enumerate(zip(at, ids, strict=True))
    ]


def _id_from(title: str) -> str:
    """Return the id that most authors choose for a title. The script does the same."""
    return re.sub("[^a-z0-9]+", "-", title.lower()).strip("-")


def _data(app: Sphinx, store: ObjectStore) -> dict[str, Any]:
    # What is found first of two that fit as well does not depend on the pages that show them.
    entries = sorted(_of_pages(app, store), key=lambda entry: entry.words.bundled)
    known = {entry.words.name for entry in entries}
    recognised = None
    if store.has_feature("catalogue"):
        recognised = load_recognised(json.loads(recognised_file("python").read_text("utf-8")))
        entries += _of_catalogue(known)
    pages = list(dict.fromkeys(entry.page for entry in entries if entry.page is not None))
    places = {page: number for number, page in enumerate(pages)}
    own = sum(not entry.words.bundled for entry in entries)
    tables = finder_tables([_findable(entry.words) for entry in entries], recognised, own=own)
    ids = [entry.words.name for entry in entries]
    derived = [_id_from(entry.words.title) for entry in entries]
    at = [-1 if entry.page is None else places[entry.page] for entry in entries]
    data = {
        "made": _made(app),
        "pages": pages,
        "ids": ["" if name == usual else name for name, usual in zip(ids, derived, strict=True)],
        "at": at,
        "anchors": {
            str(number): entry.words.node_id
            for number, entry in enumerate(entries)
            if entry.page is not None and entry.words.node_id != ANCHOR + entry.words.name
        },
        "remedies": [entry.remedy for entry in entries],
        "causes": {str(n): entry.cause for n, entry in enumerate(entries) if entry.cause},
        "alerts": _objects(app, store, "alert", [alert.name for alert in load_alerts()]),
        "codes": _objects(app, store, "verify", [code.constant for code in load_verify_codes()]),
        "numbers": _numbers(app.config.tlsalerts_openssl),
        "tables": tables,
    }
    # A small project has small data: what says nothing is left out.
    needless = {"ids": not any(data["ids"]), "at": not any(at)}
    return {key: value for key, value in data.items() if value != {} and not needless.get(key)}


def _numbers(openssl: ReleaseLine) -> dict[str, int]:
    """Return the numbers of codes where they are not what the scripts know."""
    numbers = {code.constant: code.number(openssl) for code in load_verify_codes()}
    usual = {code.constant: code.number(USUAL) for code in load_verify_codes()}
    return {name: n for name, n in numbers.items() if n is not None and n != usual[name]}


def _findable(words: FinderRecord) -> Findable:
    return Findable(
        words.name,
        words.title,
        tuple(starmap(Wording, words.messages)),
        words.matches,
        words.alerts,
        words.verify_codes,
        words.exceptions,
    )


def _of_pages(app: Sphinx, store: ObjectStore) -> Iterator[Shown]:
    """Yield the entries that references lead to, in the order of pages."""
    targets = store.get_error_index().entries
    for docname in sorted(_written(app, store.finder_records)):
        page = _page(app.builder, docname)
        for packed in store.finder_records[docname]:
            for words in unpack_records(packed):
                target = store.targets.get(("error", words.name))
                if words.name in targets and target and target[:2] == (docname, words.node_id):
                    yield Shown(words, page, _remedy(app, store, docname, words.node_id))


def _written(app: Sphinx, docnames: Iterable[str]) -> set[str]:
    """Return the pages that are part of the output: of one page, those that a toctree leads to."""
    if app.builder.name != "singlehtml":
        return {*docnames}
    found: set[str] = set()
    todo = [app.config.root_doc]
    while todo:
        docname = todo.pop()
        if docname not in found:
            found.add(docname)
            todo += app.env.toctree_includes.get(docname, ())
    return found.intersection(docnames)


def _remedy(app: Sphinx, store: ObjectStore, docname: str, node_id: str) -> str:
    """Return what a result shows; a page that was not written, and is not known, is resolved."""
    remedies = store.remedies = store.remedies or {}
    address = f"{_page(app.builder, docname)}#{node_id}"
    if address not in remedies:
        doctree = app.env.get_doctree(docname)
        app.env.apply_post_transforms(doctree, docname)
        _keep(app, store, doctree, docname)
    return remedies.get(address, "")


def _of_catalogue(known: Collection[str]) -> Iterator[Shown]:
    """Yield the bundled entries that no page shows."""
    for entry in load_catalogue("python").entries:
        if entry.id in known:
            continue
        cause, remedy = words_of_entry(entry)
        messages = tuple((str(m.text), m.where is not None) for m in entry.messages)
        words = FinderRecord(
            "",
            entry.id,
            str(entry.title).replace("``", ""),
            messages,
            tuple(map(str, entry.matches)),
            tuple(entry.alerts),
            tuple(entry.verify_codes),
            tuple(entry.exceptions),
            bundled=True,
        )
        yield Shown(words, None, remedy, cause)


def _objects(app: Sphinx, store: ObjectStore, objtype: str, names: Iterable[str]) -> dict[str, Any]:
    """Return where alerts or codes are described, and what is said otherwise than by default."""
    object_type = OBJECT_TYPES[objtype]
    found: dict[str, Any] = {}
    for name in names:
        target = store.targets.get((objtype, name))
        if target:
            found[name] = [f"{_page(app.builder, target.docname)}#{target.node_id}"]
        meaning = object_type.meaning(name, store.overlays)
        if meaning != object_type.packaged_meaning(name):
            found[name] = [*found.get(name, [""]), meaning]
    return found
