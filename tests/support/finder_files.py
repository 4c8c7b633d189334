"""The data of the finder, read back from the output."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.sphinx_ext.html.finder_data import read_ids
from sphinx_tlsalerts.sphinx_ext.html.finder_excerpt import QUOTE

if TYPE_CHECKING:
    from support.building import Build


DATA = "_static/tlsalerts-entries.js"


def data_of(build: Build) -> dict[str, Any]:
    text = build.text(DATA)
    assert text.startswith("tlsalertsEntries=")
    assert text.endswith(";\n")
    found: dict[str, Any] = json.loads(text.removeprefix("tlsalertsEntries=").removesuffix(";\n"))
    return found


def remedies(data: dict[str, Any]) -> dict[str, str]:
    texts = (text.replace(QUOTE, "`") for text in data["remedies"])
    return dict(zip(read_ids(data), texts, strict=True))
