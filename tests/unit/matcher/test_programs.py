"""What other programs print, and the entry of the bundled catalogue that it leads to."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from support.places import DATA

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.matcher import EntryIndex, explain

VECTORS = yaml.safe_load((DATA / "vectors" / "programs.yaml").read_text(encoding="utf-8"))
INDEX = EntryIndex(load_catalogue(VECTORS["catalogue"].removeprefix("builtin:")).entries)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["first"])
def test_programs_lead_to_their_entry(vector: dict[str, Any]) -> None:
    found = [match.entry.id for match in explain(vector["text"], INDEX).matches]
    assert found[:1] == [vector["first"]], found
