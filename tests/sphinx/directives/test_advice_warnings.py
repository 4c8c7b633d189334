"""The lint of advice as warnings of Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.building import LANGUAGES, directive, page
from support.guide_pages import guide_of, write_guide

if TYPE_CHECKING:
    from support.building import Project

INSECURE = (
    "'verify=False' does not verify certificates; mark the remedy 'insecure', or leave it out"
)
OUTCOME = "(undeclared-insecure); it is shown as it stands [tlsalerts.advice]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_a_warning_at_its_place_and_the_entry_is_shown(
    project: Project, language: str
) -> None:
    text = guide_of({"cause": "x", "remedy": "Pass ``verify=False``."})
    write_guide(project, language, text)
    build = project.build("text")
    assert build.warnings == [f"guide.yaml:6:18: WARNING: {INSECURE} {OUTCOME}"]
    assert "verify=False" in build.text("index.txt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_in_the_directive_itself_has_its_place_on_the_page(
    project: Project, language: str
) -> None:
    content = "schema: 1\nentry:\n  id: a\n  title: A\n  remedy: Pass ``verify=False``."
    body = directive(language, "tls-troubleshooting", "", content)
    project.write({f"index.{language}": page(language, body)})
    (warning,) = project.build("text").warnings
    place = next(
        number
        for number, line in enumerate(
            (project.source / f"index.{language}").read_text(encoding="utf-8").splitlines(), start=1
        )
        if "verify=False" in line
    )
    assert warning.startswith(f"index.{language}:{place}:")
    assert warning.endswith(f"{INSECURE} {OUTCOME}")


def test_an_entry_may_break_a_rule_with_a_reason(project: Project) -> None:
    allow = {"rule": "undeclared-insecure", "reason": "The appliance has no certificate at all."}
    write_guide(project, "rst", guide_of({"remedy": "Pass ``verify=False``.", "allow": allow}))
    assert project.build("text").warnings == []


def test_what_the_bundled_catalogue_says_is_not_the_projects_to_mend(project: Project) -> None:
    entry = {"extends": "builtin:python/self-signed-certificate", "remedy": "Ask us."}
    write_guide(project, "rst", guide_of(entry))
    assert project.build("text").warnings == []


def test_a_project_can_silence_all_of_it(project: Project) -> None:
    write_guide(project, "rst", guide_of({"remedy": "Pass ``verify=False``."}))
    assert project.build("text", suppress_warnings=["tlsalerts.advice"]).warnings == []
