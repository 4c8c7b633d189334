"""References to entries whose titles are translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import LANGUAGES, directive, page, role

if TYPE_CHECKING:
    from support.building import Project

GUIDE = "schema: 1\nentries:\n- {id: expired, title: certificate has expired, cause: It is old.}\n"
CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\n{}'
TITLE = 'msgid "certificate has expired"\nmsgstr "Zertifikat ist abgelaufen"\n'


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text", ["certificate has expired", "Zertifikat ist abgelaufen", "Expired", "words <expired>"]
)
def test_entry_is_found_by_its_title_in_both_languages(
    project: Project, language: str, text: str
) -> None:
    source = directive(language, "tls-troubleshooting", "g.yaml")
    body = f"{role(language, 'tlserror', text)}\n\n{source}"
    project.write(
        {
            "g.yaml": GUIDE,
            f"index.{language}": page(language, body),
            "locale/de/LC_MESSAGES/index.po": CATALOGUE.format(TITLE),
        }
    )
    build = project.build(language="de", locale_dirs=["locale"], nitpicky=True)
    assert build.warnings == []
    (link,) = build.resolved["index"].findall(nodes.reference)
    expected = "words" if "<" in text else "Zertifikat ist abgelaufen"
    assert link.astext() == expected
