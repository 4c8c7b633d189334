"""The rules of the lint, one module for each concern."""

from __future__ import annotations

from sphinx_tlsalerts.lint.rules.contradictions import find_contradictions

__all__ = ["find_contradictions"]
