"""Renews the packed catalogues: ``python -m sphinx_tlsalerts.catalogue``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.catalogue import CATALOGUES, packed_file, sources_of
from sphinx_tlsalerts.catalogue.packed import pack
from sphinx_tlsalerts.schema.reader import read_guide

if TYPE_CHECKING:
    from sphinx_tlsalerts.schema.models import Guide


def read_catalogue(name: str) -> Guide:
    """Return a catalogue as it is written.

    :raises ValueError: something is wrong with a file
    """
    guides = []
    for file in sources_of(name):
        guide, problems = read_guide(file, file.name, "3.0")
        if guide is None or problems:
            raise ValueError("\n".join(f"{p.path}:{p.line}: {p.message}" for p in problems))
        guides.append(guide)
    entries = [entry for guide in guides for entry in guide.entries]
    return guides[0].with_changes({"entries": entries})


if __name__ == "__main__":
    for catalogue in CATALOGUES:
        packed_file(catalogue).write_text(pack(read_catalogue(catalogue)), encoding="utf-8")
