"""What the error finder needs of the entries of a page, kept small in the environment.

A project may have thousands of entries, and most projects have no finder: so the words of a
page are packed where the page is read, and unpacked only when a finder wants them.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.sphinx_ext.env.store import ObjectStore


class EntryWords(NamedTuple):
    """What an entry is found by."""

    node_id: str
    name: str  #: the id
    title: str
    messages: tuple[tuple[str, bool], ...]  #: each with whether something else shows it
    matches: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    verify_codes: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    check: int = 0  #: a checksum of what a result shows
    bundled: bool = False  #: whether it is from a bundled catalogue


def pack_words(entries: Iterable[EntryWords]) -> bytes:
    """Return the words of entries in few bytes, the same for the same words."""
    text = json.dumps(list(entries), ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate, which YAML cannot write but a substitution may hold, is no reason to fail.
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpack_words(packed: bytes) -> Iterator[EntryWords]:
    """Yield what :func:`pack_words` was given."""
    for record in json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass")):
        node_id, name, title, messages, matches, alerts, codes, exceptions, check, bundled = record
        yield EntryWords(
            node_id,
            name,
            title,
            tuple((text, elsewhere) for text, elsewhere in messages),
            tuple(matches),
            tuple(alerts),
            tuple(codes),
            tuple(exceptions),
            check,
            bundled,
        )


def finder_version(env: BuildEnvironment, store: ObjectStore) -> str:
    """Return a text that differs when the data of the finder does.

    After the targets are chosen, before any page is written: pages with a finder name the version,
    so that browsers do not take old data for new.
    """
    config = env.config
    options = config.language, config.tlsalerts_openssl, config.tlsalerts_alert_fallback
    found = hashlib.blake2b(repr((store.version, options)).encode(), digest_size=6)
    for key, target in store.targets.items():
        found.update(repr((key, target.docname, target.node_id)).encode())
    for code, overlay in sorted(store.overlays.items()):
        found.update(repr((code, overlay)).encode())
    for docname in sorted(store.words):
        for packed in store.words[docname]:
            found.update(zlib.decompress(packed))
    if store.has_feature("catalogue"):
        from sphinx_tlsalerts.catalogue import packed_file

        found.update(packed_file("python").read_bytes())
    return found.hexdigest()
