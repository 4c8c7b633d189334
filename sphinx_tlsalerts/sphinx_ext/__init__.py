"""Extend Sphinx. Only this folder imports Sphinx and docutils."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.extension import setup_extension

__all__ = ["setup_extension"]

__getattr__ = offer(
    __name__,
    {
        "extension": "setup_extension",
    },
)
