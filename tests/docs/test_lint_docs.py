"""What the documentation says of the rules: its samples do what it says of them."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from support.places import DOCS
from support.rule_names import SECTIONS, TEXT, written_names

from sphinx_tlsalerts.guides import ADVICE_RULES
from sphinx_tlsalerts.guides.reader import parse_guide
from sphinx_tlsalerts.lint import lint_guide
from sphinx_tlsalerts.lint.rules.support import PRODUCTS


def sample(text: str, caption: str) -> str:
    match = re.search(
        rf"```\{{code-block\}} yaml\n:caption: {caption}\n\n(.+?)```", text, re.DOTALL
    )
    assert match
    return match[1]


def rules_broken_by(text: str) -> set[str]:
    guide, problems = parse_guide(text, "a.yaml", "3.0")
    assert problems == []
    assert guide is not None
    return {one.rule for one in lint_guide(guide, "a.yaml", text)}


def test_each_rule_has_a_section_and_a_label() -> None:
    assert [name for name in SECTIONS if name in ADVICE_RULES] == [*ADVICE_RULES]
    assert re.findall(r"^\(rule-([\w-]+)\)=$", TEXT, re.MULTILINE) == [*ADVICE_RULES]


def test_table_of_rules_is_that_of_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS / "_ext")
    table = import_module("tlsalerts_format").table_of_rules()
    assert "```{tlsalerts-advice-rules}\n```" in TEXT
    assert [line.split("`")[1].split(" ")[0] for line in table.splitlines()[2:]] == [*ADVICE_RULES]
    assert all(rule.title in table and rule.why in table for rule in ADVICE_RULES.values())


@pytest.mark.parametrize("rule", ADVICE_RULES)
def test_samples_break_the_rule_and_keep_all_of_them(rule: str) -> None:
    assert rules_broken_by(sample(SECTIONS[rule], "found")) == {rule}
    assert rules_broken_by(sample(SECTIONS[rule], "better")) == set()


def test_sample_that_breaks_a_rule_on_purpose_is_silent() -> None:
    match = re.search(r"```yaml\n(.+?)```", SECTIONS["Break a rule on purpose"], re.DOTALL)
    assert match
    assert rules_broken_by(match[1]) == set()
    without = re.sub(r"    allow:\n.+\n.+\n", "", match[1])
    assert rules_broken_by(without) == {"forbidden-version"}


@pytest.mark.parametrize("name", written_names())
def test_advice_that_is_named_is_found(name: str) -> None:
    text = f"schema: 1\nentries:\n  - {{id: a, title: T, remedy: {{code: '{name}'}}}}\n"
    assert rules_broken_by(text) == {"undeclared-insecure"}


def test_table_of_dead_platforms_is_that_of_the_rule() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in SECTIONS["dead-platform"].splitlines()
        if line.startswith("|")
    ][2:]
    assert [(name, ended, source) for name, _version, ended, source in rows] == [
        (one.name, next(iter(one.ended.values())), one.source) for one in PRODUCTS
    ]
    for product, (_name, version, _ended, _source) in zip(PRODUCTS, rows, strict=True):
        assert re.fullmatch(next(iter(product.ended)), version)
