"""Write the generated files of the package: ``python tools/generate.py [--check]``.

They are the bundled catalogues, packed for quick loading (their source is in ``catalogue``, in the
format of all troubleshooting files), the facts that browsers load, and the JSON Schema.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import sphinx_tlsalerts
from sphinx_tlsalerts.browser import build_facts_script, find_facts_file
from sphinx_tlsalerts.catalogue import packed_file, recognised_file
from sphinx_tlsalerts.catalogue.packed import pack
from sphinx_tlsalerts.guides import json_schema
from sphinx_tlsalerts.guides.reader import read_guide
from sphinx_tlsalerts.matcher import dump_recognised, list_messages
from sphinx_tlsalerts.matcher.evidence import find_rules_file, pack_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_tlsalerts.guides.models import Guide


ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "catalogue"

#: The files of each catalogue, in the order of its page.
PARTS = {
    "python": (
        "verification",
        "strict",
        "connection",
        "protocols",
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
    return guides[0].copy_with({"entries": entries})


def recognised_text(guide: Guide) -> str:
    """Return the file with what the messages of *guide* are recognised by, one on a line."""
    found = dump_recognised(list_messages(guide.entries))
    lines = (f"{_json(message)}: {_json(found[message])}" for message in sorted(found))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def outputs() -> dict[Path, str]:
    """Return every generated file with the text that it must have."""
    found: dict[Path, str] = {}
    for name in PARTS:
        guide = read_catalogue(name)
        found[_in_checkout(packed_file(name))] = pack(guide)
        found[_in_checkout(recognised_file(name))] = recognised_text(guide)
    found[_in_checkout(find_rules_file())] = pack_rules()
    found[_in_checkout(find_facts_file())] = build_facts_script()
    found[_in_checkout(json_schema.FILE)] = json_schema.build_text()
    return found


def _in_checkout(file: Path) -> Path:
    """Return *file* of this checkout, even if the package is installed somewhere else."""
    return ROOT / file.relative_to(Path(sphinx_tlsalerts.__file__).parents[1])


def stale(found: dict[Path, str]) -> list[Path]:
    """Return the files whose text is another one, or that do not exist."""
    return [
        file
        for file, text in found.items()
        if not file.is_file() or file.read_text(encoding="utf-8") != text
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files, or report which of them are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; name stale files")
    check = parser.parse_args(arguments).check
    found = outputs()
    files = stale(found)
    for file in files:
        name = file.relative_to(ROOT).as_posix()
        print(f"stale: {name}" if check else f"written: {name}")  # noqa: T201 -- its answer
        if not check:
            file.write_text(found[file], encoding="utf-8", newline="\n")
    return 1 if check and files else 0


if __name__ == "__main__":
    raise SystemExit(main())
