"""Where things are in the repository, so that no test counts folders."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TESTS = ROOT / "tests"
DATA = TESTS / "data"
TOOLS = ROOT / "tools"
PACKAGE = ROOT / "sphinx_tlsalerts"
STATIC = PACKAGE / "browser" / "static"
