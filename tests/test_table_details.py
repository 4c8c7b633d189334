"""Details of tables that a reader sees only when they are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from building import LANGUAGES, directive, one, page
from docutils import nodes

if TYPE_CHECKING:
    from building import Project


@pytest.mark.parametrize("language", LANGUAGES)
def test_house_note_may_hold_emphasis_and_literals(project: Project, language: str) -> None:
    table = directive(language, "tls-alert-table", columns="code notes", codes="42")
    project.write(
        {
            f"index.{language}": page(language, table),
            "house.yaml": "alerts:\n  42: {note: See *the runbook* and ``fix.sh``.}\n",
        }
    )
    build = project.build("dummy", tlsalerts_registry_overlays=["house.yaml"])
    assert build.warnings == []
    doctree = build.doctree()
    assert one(doctree, nodes.emphasis).astext() == "the runbook"
    assert [n.astext() for n in doctree.findall(nodes.literal)] == ["42", "fix.sh"]


def test_heading_row_takes_no_id(project: Project) -> None:
    project.write({"index.rst": page("rst", directive("rst", "tls-alert-table", codes="42"))})
    doctree = project.build("dummy").doctree()
    head, body = doctree.findall(nodes.row)
    assert head["ids"] == []
    assert body["ids"] == ["tlsalerts-alert-row-bad_certificate"]
