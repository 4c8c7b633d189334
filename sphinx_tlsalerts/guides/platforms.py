"""The platforms that parts of an entry may be for."""

from __future__ import annotations

from sphinx_tlsalerts.registries import PLATFORMS

__all__ = ["PLATFORMS"]
