"""YAML and JSON as a tree whose values know their line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.yamltree.parser import MAX_BYTES, Document, parse_yaml, read_file
    from sphinx_tlsalerts.yamltree.tree import (
        Mapping,
        Problem,
        Scalar,
        Sequence,
        Value,
        find_end,
        split_lines,
    )

__all__ = [
    "MAX_BYTES",
    "Document",
    "Mapping",
    "Problem",
    "Scalar",
    "Sequence",
    "Value",
    "find_end",
    "parse_yaml",
    "read_file",
    "split_lines",
]

__getattr__ = offer(
    __name__,
    {
        "parser": "Document MAX_BYTES parse_yaml read_file",
        "tree": "Mapping Problem Scalar Sequence Value find_end split_lines",
    },
)
