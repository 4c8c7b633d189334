"""Renews the facts that browsers load: ``python -m sphinx_tlsalerts.browser``."""

from __future__ import annotations

from sphinx_tlsalerts.browser.facts import facts_file, facts_script

if __name__ == "__main__":
    facts_file().write_text(facts_script(), encoding="utf-8")
