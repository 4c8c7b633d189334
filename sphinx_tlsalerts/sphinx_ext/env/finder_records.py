"""Pack the searchable fields of entries, for the error finder.

A project may have thousands of entries, and most projects have no finder. So the records are
compressed while a page is read, and unpacked only for a finder.
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


class Excerpts(NamedTuple):
    """The excerpts of an entry that the finder shows."""

    remedy: str  #: of the first remedy that needs no condition
    choices: list[list[str]]  #: of the remedies with conditions: the conditions, the excerpt


class FinderRecord(NamedTuple):
    """The searchable fields of an entry."""

    node_id: str
    name: str  #: the id
    title: str
    messages: tuple[tuple[str, bool], ...]  #: each with whether another side or program shows it
    matches: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    verify_codes: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    check: int = 0  #: a checksum of the text of its result
    bundled: bool = False  #: whether it is from a bundled catalogue
    trust: bool = False  #: whether a remedy says to trust a CA


def pack_records(entries: Iterable[FinderRecord]) -> bytes:
    """Compress records; the same records give the same bytes."""
    text = json.dumps(list(entries), ensure_ascii=False, separators=(",", ":"))
    # A substitution may hold a lone surrogate, which strict UTF-8 rejects.
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpack_records(packed: bytes) -> Iterator[FinderRecord]:
    """Yield the records that :func:`pack_records` compressed."""
    for record in json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass")):
        node_id, name, title, messages, matches, alerts, codes, exceptions, *rest = record
        yield FinderRecord(
            node_id,
            name,
            title,
            tuple((text, elsewhere) for text, elsewhere in messages),
            tuple(matches),
            tuple(alerts),
            tuple(codes),
            tuple(exceptions),
            *rest,
        )


def compute_finder_version(env: BuildEnvironment, store: ObjectStore) -> str:
    """Return a checksum of the data of the finder.

    Call after the targets are chosen and before any page is written: pages with a finder name the
    version, so that browsers do not use cached data of an earlier build.
    """
    config = env.config
    options = config.language, config.tlsalerts_openssl, config.tlsalerts_alert_fallback
    digest = hashlib.blake2b(repr((store.version, options)).encode(), digest_size=6)
    for key, target in store.targets.items():
        digest.update(repr((key, target.docname, target.node_id)).encode())
    for code, overlay in sorted(store.overlays.items()):
        digest.update(repr((code, overlay)).encode())
    digest.update(repr(sorted(store.trust.items())).encode())
    for docname in sorted(store.finder_records):
        for packed in store.finder_records[docname]:
            digest.update(zlib.decompress(packed))
    if store.has_feature("catalogue"):
        from sphinx_tlsalerts.catalogue import packed_file

        digest.update(packed_file("python").read_bytes())
    return digest.hexdigest()
