"""Inventories of other projects, made for tests."""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path

import pytest

#: Name, type, priority, address and title, as an inventory holds them.
_ENTRY = re.compile(r"(.+?) (\S+:\S+) -?\d+ (\S*) .*")


def _read(inventory: Path, *objtypes: str) -> dict[str, str]:
    """Return the names of an inventory that have one of *objtypes*, with their addresses."""
    with inventory.open("rb") as stream:
        assert stream.readline() == b"# Sphinx inventory version 2\n"
        for _project_version_and_note in range(3):
            stream.readline()
        lines = zlib.decompress(stream.read()).decode("utf-8").splitlines()
    found = {}
    for line in lines:
        entry = _ENTRY.fullmatch(line)
        assert entry is not None
        name, objtype, address = entry.groups()
        if objtype.startswith(objtypes):
            found[name] = address.removesuffix("$") + name * address.endswith("$")
    return found


PYTHON_INVENTORY = Path("/usr/share/doc/python3.11/html/objects.inv")


@pytest.fixture(scope="module")
def python_anchors() -> dict[str, str]:
    """Return every ``ssl.*`` name of the documentation that Debian packages, with its address."""
    if not PYTHON_INVENTORY.is_file():
        reason = f"{PYTHON_INVENTORY} is not there (Debian's python3.11-doc)"
        if "CI" in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)
    names = _read(PYTHON_INVENTORY, "py:")
    return {name: address for name, address in names.items() if name.startswith("ssl.")}
