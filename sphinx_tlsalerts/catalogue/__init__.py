"""The bundled catalogue: troubleshooting entries for the TLS errors that users of Python meet.

Its files have the format of all troubleshooting files. Every entry names the tests that provoke
its error, or gives the reason why there are none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_tlsalerts.catalogue.packed import unpack
from sphinx_tlsalerts.util import nearest

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides import Entry, Guide

__all__ = [
    "CATALOGUES",
    "PREFIX",
    "find_bundled_entry",
    "load_catalogue",
    "packed_file",
    "recognised_file",
]

PREFIX = "builtin:"
FOLDER = Path(__file__).parent

#: The names of the catalogues. Their source in the repository is ``catalogue``.
CATALOGUES = ("python",)


def packed_file(name: str) -> Path:
    """Return the packed file of the catalogue *name*."""
    return FOLDER / f"{name}.json"


def recognised_file(name: str) -> Path:
    """Return the file with the fingerprints of a catalogue's messages.

    It is for :func:`sphinx_tlsalerts.matcher.load_recognised`: computing them takes longer.
    """
    return FOLDER / f"{name}.recognised.json"


@cache
def load_catalogue(name: str) -> Guide:
    """Return a catalogue, read on the first call.

    :param name: without ``builtin:``
    :raises KeyError: there is no catalogue of that name
    """
    if name not in CATALOGUES:
        raise KeyError(name)
    return unpack(packed_file(name).read_text(encoding="utf-8"))


@cache
def _index_by_id(name: str) -> dict[str, Entry]:
    return {entry.id: entry for entry in load_catalogue(name).entries}


def find_bundled_entry(name: str) -> Entry:
    """Return the entry with a name such as ``builtin:python/wrong-version-number``.

    :raises LookupError: there is none; the text is a suggestion
    """
    catalogue, _slash, entry = name.removeprefix(PREFIX).partition("/")
    if catalogue not in CATALOGUES:
        known = ", ".join(f"{PREFIX}{catalogue_name}" for catalogue_name in CATALOGUES)
        raise LookupError(f" (catalogues are {known})")
    entries = _index_by_id(catalogue)
    if entry not in entries:
        hint = nearest(entry, entries).replace("'", f"'{PREFIX}{catalogue}/", 1)
        raise LookupError(hint)
    return entries[entry]
