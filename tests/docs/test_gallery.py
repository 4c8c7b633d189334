"""The gallery of themes: a picture of each, that loads quickly and that everybody can read."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from support.sites import DOCS, THEMES

PICTURES = sorted((DOCS / "_static" / "gallery").glob("*.png"))

#: The name, the description and the caption of a picture.
FIGURE = re.compile(r":::\{figure\} (\S+)\n---\nalt: >-\n(.+?)\n---\n(.+?)\n:::\n", re.DOTALL)


def size(picture: Path) -> tuple[int, int]:
    """Return width and height as the head of a PNG file has them."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def test_each_theme_has_a_picture_with_a_description_and_a_caption() -> None:
    text = (DOCS / "gallery.md").read_text(encoding="utf-8")
    figures = FIGURE.findall(text)
    assert {Path(name).name for name, _, _ in figures} == {file.name for file in PICTURES}
    for theme in THEMES:
        assert any(f'html_theme = "{theme}"' in caption for _, _, caption in figures)
    for _, alternative, _ in figures:
        assert 60 < len(alternative) < 400


def test_pictures_load_quickly() -> None:
    for picture in PICTURES:
        assert picture.stat().st_size < 60_000
        assert size(picture)[0] == 1040


def test_the_preview_has_the_size_that_other_sites_expect() -> None:
    assert size(DOCS / "_static" / "social.png") == (1200, 630)
