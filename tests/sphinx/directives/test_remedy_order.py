"""Remedies come in one order, with the same labels, on a page, in a terminal and in the finder."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from support.building import directive, page

from sphinx_tlsalerts.cli import main
from sphinx_tlsalerts.guides import parse_guide
from sphinx_tlsalerts.sphinx_ext.html.finder_excerpt import summarize_entry

if TYPE_CHECKING:
    from support.building import Project

GUIDE = """\
schema: 1
entries:
  - id: demo
    title: The demo service refused the TLS handshake
    messages: demo service refused the TLS handshake politely
    remedies:
      choose: any
      items:
        - {text: Disable it, insecure: true}
        - {text: Wait, preference: last-resort}
        - {text: Retry, preference: fallback}
        - text: Repair
        - {text: Renew, preference: preferred}
"""

EXPECTED = [
    "Repair",
    "Preferred: Renew",
    "Otherwise: Retry",
    "As a last resort: Wait",
]


def remedies_in(text: str) -> list[str]:
    """Return the lines that show a remedy, in order, without the marks of lists."""
    lines = (line.strip(" *-") for line in text.splitlines())
    return [line.replace("**", "") for line in lines if re.search("Re(pair|new|try)|Wait", line)]


@pytest.fixture
def shown(project: Project) -> Project:
    project.write(
        {
            "e.yaml": GUIDE,
            "index.rst": page("rst", directive("rst", "tls-troubleshooting", "e.yaml")),
        }
    )
    return project


def test_page(shown: Project) -> None:
    build = shown.build("text")
    assert build.warnings == []
    text = build.text("index.txt")
    assert remedies_in(text) == EXPECTED
    assert text.index("Wait") < text.index("Disable it")


def test_terminal(shown: Project, capsys: pytest.CaptureFixture[str]) -> None:
    file = shown.source / "e.yaml"
    message = "demo service refused the TLS handshake politely"
    assert main(["explain", "--full", "--catalogue", str(file), message]) == 0
    text = capsys.readouterr().out
    assert remedies_in(text) == EXPECTED
    assert text.index("Wait") < text.index("INSECURE: Disable it")


def test_terminal_as_json(shown: Project, capsys: pytest.CaptureFixture[str]) -> None:
    file = shown.source / "e.yaml"
    main(
        [
            "explain",
            "--format",
            "json",
            "--catalogue",
            str(file),
            "demo service refused the TLS handshake politely",
        ]
    )
    (match, *_others) = json.loads(capsys.readouterr().out)["matches"]
    texts = [remedy["text"] for remedy in match["remedies"]]
    assert texts == ["Repair", "Renew", "Retry", "Wait", "Disable it"]


def test_finder_shows_the_first_one_of_an_entry_that_no_page_has() -> None:
    guide, problems = parse_guide(GUIDE, "e.yaml", "3.0")
    assert problems == []
    assert guide is not None
    assert summarize_entry(guide.entries[0])[1].remedy == "Repair"
