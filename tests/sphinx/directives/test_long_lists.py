"""The entries about an object: a line of few links, a list of many."""

from __future__ import annotations

import pytest
from docutils import nodes
from support.building import Project, directive, one, page
from support.guide_pages import guide_of
from support.rebuilds import alone

from sphinx_tlsalerts.sphinx_ext.transforms.entries import MANY


def guide_about(count: int) -> str:
    """Write entries about one exception, one alert and one code; titles fall, ids rise."""
    entries = (
        {
            "id": f"e{number:02}",
            "title": f"Title {99 - number}",
            "exceptions": ["ssl.SSLError"],
            "alerts": ["bad_certificate"],
            "verify_codes": ["X509_V_ERR_CERT_HAS_EXPIRED"],
        }
        for number in range(count)
    )
    return guide_of(*entries)


@pytest.mark.parametrize("count", [MANY, MANY + 1, 33])
def test_many_entries_are_a_list(project: Project, count: int) -> None:
    parts = [
        directive("rst", "ssl-exceptions", "SSLError"),
        directive("rst", "tls-alert", "42", fields="entries"),
        directive("rst", "tls-verify-table", codes="10", columns="code entries"),
    ]
    guide = directive("rst", "tls-troubleshooting", "guide.yaml", show="none")
    project.write(
        {
            "index.rst": page("rst", "\n\n".join(parts)),
            "errors.rst": alone(guide),
            "guide.yaml": guide_about(count),
        }
    )
    build = project.build()
    assert build.warnings == []
    doctree = build.resolved["index"]
    lists = [node for node in doctree.findall(nodes.bullet_list) if node["classes"]]
    links = [node.astext() for node in doctree.findall(nodes.reference)]
    assert sum(text.startswith("Title") for text in links) == 3 * count
    if count <= MANY:
        assert "Title 99, Title 98" in doctree.astext()
        assert lists == []
        return
    assert [node["classes"] for node in lists] == [["tlsalerts-entries"]] * 3
    assert {type(node.parent) for node in lists} == {nodes.field_body, nodes.entry}
    for found in lists:
        titles = [item.astext() for item in found.children]
        assert titles == sorted(titles)
        assert len(titles) == count
        assert all(one(item, nodes.reference)["refuri"] for item in found.children)
