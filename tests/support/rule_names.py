"""The names of rules as pages write them."""

from __future__ import annotations

import re

from support.places import DOCS

PAGE = DOCS / "reference" / "advice-rules.md"


TEXT = PAGE.read_text(encoding="utf-8")


SECTIONS = {
    part.partition("\n")[0]: part for part in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
}


def written_names() -> list[str]:
    section = SECTIONS["undeclared-insecure"].partition("It knows, among others:")[2]
    return re.findall(r"`([^`]+)`", section)
