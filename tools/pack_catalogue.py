"""Pack the bundled catalogues for quick loading: ``python tools/pack_catalogue.py``.

They are written in ``tools/catalogue``, in the format of all troubleshooting files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_tlsalerts.catalogue import packed_file, recognised_file
from sphinx_tlsalerts.catalogue.packed import pack
from sphinx_tlsalerts.guides.reader import read_guide
from sphinx_tlsalerts.matcher import dump_recognised, messages_of

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides.models import Guide


FOLDER = Path(__file__).parent / "catalogue"

#: The files of each catalogue, in the order of its page.
PARTS = {
    "python": (
        "verification",
        "strict",
        "connection",
        "alerts-handshake",
        "alerts-certificate",
        "alerts-other",
        "alerts-rare",
        "loading",
        "environment",
    )
}


def sources_of(name: str) -> list[Path]:
    """Return the files that the catalogue *name* is written in.

    :raises KeyError: there is no catalogue of that name
    """
    return [FOLDER / name / f"{part}.yaml" for part in PARTS[name]]


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


def recognised_text(guide: Guide) -> str:
    """Return the file with what the messages of *guide* are recognised by, one on a line."""
    found = dump_recognised(messages_of(guide.entries))
    lines = (f"{_json(message)}: {_json(found[message])}" for message in sorted(found))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Write the files of all catalogues."""
    for name in PARTS:
        guide = read_catalogue(name)
        packed_file(name).write_text(pack(guide), encoding="utf-8")
        recognised_file(name).write_text(recognised_text(guide), encoding="utf-8")


if __name__ == "__main__":
    main()
