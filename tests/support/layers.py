"""The folders of the package, in the one order of imports between them."""

from __future__ import annotations

#: Imports go from left to right only: a folder uses the folders before it.
ORDER = (
    ("util",),
    ("yamltree",),
    ("registries",),
    ("guides",),
    ("matcher", "catalogue"),
    ("lint",),
    ("browser",),
    ("sphinx_ext", "cli"),
)
