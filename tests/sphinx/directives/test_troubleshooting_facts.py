"""Code and facts of entries: what an author asks for, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import LANGUAGES, directive, facts_in, page
from support.guide_pages import body_of, built, guide_of, only_entry
from support.rows import others_slow
from support.samples import ABOUT

if TYPE_CHECKING:
    from support.building import Project

CODES: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {}),
    ({"linenos": True}, {"linenos": ""}),
    ({"lineno-start": 7}, {"lineno_start": "7"}),
    ({"linenos": True, "lineno-start": 7}, {"linenos": "", "lineno_start": "7"}),
    ({"emphasize-lines": "1,2-3"}, {"emphasize_lines": "1,2-3"}),
    ({"emphasize-lines": "2-"}, {"emphasize_lines": "2-"}),
    ({"emphasize-lines": 2}, {"emphasize_lines": "2"}),
    ({"lineno-start": 5, "emphasize-lines": "2"}, {"lineno_start": "5", "emphasize_lines": "2"}),
    ({"class": ["own"]}, {"class_": "own"}),
    ({"caption": "A *caption*"}, {"caption": "A *caption*"}),
    ({"caption": "Words", "linenos": True}, {"caption": "Words", "linenos": ""}),
    ({"caption": "Words", "class": "own"}, {"caption": "Words", "class_": "own"}),
]


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
@pytest.mark.parametrize(("code", "options"), CODES)
def test_code_is_what_code_block_makes_of_it(
    project: Project, language: str, code: dict[str, Any], options: dict[str, str]
) -> None:
    lines = "def f():\n    return 1\n\nf()"
    by_hand = directive(language, "code-block", "python", lines, **options)
    remedy = {"text": "Do.", "code": {"language": "python", "text": lines + "\n"} | code}
    body = directive(language, "tls-troubleshooting", "guide.yaml")
    project.write(
        {
            f"index.{language}": page(language, f"{by_hand}\n\n{body}"),
            "guide.yaml": guide_of({"remedy": remedy}),
        }
    )
    build = project.build()
    assert build.warnings == []
    theirs, ours = body_of(build)[1], only_entry(build)[-1]
    for block in (theirs, ours):
        for node in block.findall(nodes.Element):
            node["ids"] = []
    assert ours.pformat() == theirs.pformat()
    html = build.text("index.html")
    assert html.count('<div class="highlight"><pre>') in {0, 2}


FACTS = {
    "TLS alert": "handshake_failure, bad_certificate",
    "Verification code": "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "Exception": "SSLError, requests.exceptions.SSLError",
    "Platform": "macOS, Linux",
    "Applies to": "pip, curl",
    "Tags": "client",
    "Status": "unsolved",
    "Verified": "2026-11-21",
}


@pytest.mark.parametrize(
    ("show", "names"),
    [
        (None, ["TLS alert", "Verification code", "Exception"]),
        ("none", []),
        ("alerts", ["TLS alert"]),
        ("codes", ["Verification code"]),
        ("exceptions", ["Exception"]),
        ("platforms", ["Platform", "Applies to"]),
        ("tags, alerts", ["TLS alert", "Tags"]),
        ("status", ["Status", "Verified"]),
        ("alerts codes exceptions platforms tags status", list(FACTS)),
    ],
)
@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_facts_are_shown_where_they_are_asked_for(
    project: Project, language: str, show: str | None, names: list[str]
) -> None:
    guide = guide_of(ABOUT, substitutions={"tool": "curl"})
    options = {} if show is None else {"show": show}
    section = only_entry(built(project, language, guide, **options))
    assert facts_in(section) == {name: FACTS[name] for name in names}
    links = [node["reftarget"] for node in section.findall(addnodes.pending_xref)]
    assert ("bad_certificate" in links) == ("TLS alert" in names)
    assert ("ssl.SSLError" in links) == ("Exception" in names)
    assert "requests.exceptions.SSLError" not in links


@pytest.mark.parametrize("show", ["none", "alerts platforms"])
def test_platforms_of_parts_are_shown_with_the_facts(project: Project, show: str) -> None:
    entry = {
        "messages": {"text": "m", "platforms": "windows"},
        "causes": {"text": "Cause.", "platforms": ["rhel", "suse"]},
        "diagnostics": {"run": "d", "platforms": "bsd"},
        "remedies": [
            {
                "text": "R.",
                "platforms": "docker",
                "applies_to": "pip",
                "steps": [{"text": "S.", "platforms": "ios"}],
            }
        ],
    }
    section = only_entry(built(project, "rst", guide_of(entry), show=show))
    lines = [line for line in section.astext().split("\n\n") if line.startswith("For ")]
    shown = ["Windows", "Red Hat Enterprise Linux, SUSE", "BSD", "Docker", "pip", "iOS"]
    assert lines == ([] if show == "none" else [f"For {names}:" for names in shown])
