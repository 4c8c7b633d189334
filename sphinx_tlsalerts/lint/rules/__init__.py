"""The rules of the lint, one module for each concern."""
