"""The registry of rules: all that lists rules takes them from there."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

#: Registers a sixth rule before anything that lists rules is imported, and looks at all of that.
PROGRAM = """
import contextlib, io, json
from sphinx_tlsalerts.guides import advice_rules

RULE = advice_rules.AdviceRule("shouting", "advice in capitals", "It is rude.", "remedy: WAIT!")
advice_rules.ADVICE_RULES[RULE.id] = RULE

from sphinx_tlsalerts.cli.arguments import build_parser
from sphinx_tlsalerts.guides.json_schema import build_json_schema
from sphinx_tlsalerts.guides.reader import parse_guide
from sphinx_tlsalerts.lint import lint_guide, runner
from sphinx_tlsalerts.lint.findings import Hit


def prepare(texts):
    def find(scope):
        for passage in scope.passages:
            if passage.is_advice and passage.text.isupper():
                yield Hit(passage.text, 0, len(passage.text), "in capitals")

    return find


runner.CHECKS[RULE.id] = prepare


def rules_broken_by(allow):
    text = f"schema: 1\\nentries:\\n  - {{id: a, title: T, {allow}{RULE.example}}}\\n"
    guide, problems = parse_guide(text, "a.yaml", "3.0")
    return [str(problem) for problem in problems] or [one.rule for one in lint_guide(guide, "a")]


help = io.StringIO()
with contextlib.redirect_stdout(help), contextlib.suppress(SystemExit):
    build_parser().parse_args(["check", "--help"])
print(json.dumps({
    "help": help.getvalue(),
    "option": build_parser().parse_args(["check", "--ignore", RULE.id, "a.yaml"]).ignore,
    "schema": build_json_schema()["$defs"]["Allowance"]["properties"]["rule"]["enum"],
    "found": rules_broken_by(""),
    "allowed": rules_broken_by(f"allow: {{rule: {RULE.id}, reason: R}}, "),
}))
"""


@pytest.fixture(scope="module")
def surfaces() -> dict[str, object]:
    """Return what a program with a rule of its own shows of it."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )
    shown: dict[str, object] = json.loads(ran.stdout)
    return shown


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("option", ["shouting"]),
        ("found", ["shouting"]),
        ("allowed", []),
    ],
)
def test_registered_rule_works_everywhere(
    surfaces: dict[str, object], surface: str, expected: list[str]
) -> None:
    assert surfaces[surface] == expected


def test_registered_rule_is_in_the_help(surfaces: dict[str, object]) -> None:
    assert "\n  shouting             advice in capitals\n" in str(surfaces["help"])


def test_registered_rule_is_in_the_schema(surfaces: dict[str, object]) -> None:
    assert "shouting" in str(surfaces["schema"])
