"""Warnings, options of directives, of ``conf.py`` and of commands: each is used and documented."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

import pytest
from support.needs import lacking_module
from support.places import DOCS, PACKAGE

pytest.importorskip("myst_parser", reason=lacking_module("myst_parser"))

from support.docs_pages import pages

from sphinx_tlsalerts.cli.arguments import build_parser
from sphinx_tlsalerts.sphinx_ext.config import OPTIONS
from sphinx_tlsalerts.sphinx_ext.domain import TlsDomain
from sphinx_tlsalerts.sphinx_ext.extension import SHORT_DIRECTIVES
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from support.docs_pages import Page

PAGES = pages()
MANUAL = [page for page in PAGES if page.name.startswith(("docs/usage/", "docs/reference/"))]


def kinds_without_use(kinds: Iterable[str]) -> list[str]:
    """Return the members of ``WarningKind`` that no module names."""
    files = [file for file in PACKAGE.rglob("*.py") if file.name != "warnings.py"]
    source = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return [kind for kind in kinds if not re.search(rf"\bWarningKind\.{kind}\b", source)]


def literals_of(page: Page) -> str:
    return "\n".join(place.text for place in page.literals)


def examples_of(page: Page) -> str:
    files = [DOCS / "snippets" / "rst" / f"{place.text}.rst" for place in page.examples]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def undocumented_options(options: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the options that no page about the directive names or shows in an example."""
    texts = {
        name: "\n".join(
            literals_of(page) + examples_of(page)
            for page in MANUAL
            if re.search(rf"\b{name}\b(?!-)", page.text)
        )
        for name in options
    }
    return [
        f"{name} :{option}:"
        for name, names in options.items()
        for option in names
        if f":{option}:" not in texts[name]
    ]


def undocumented_settings(names: Iterable[str]) -> list[str]:
    """Return the options of ``conf.py`` that no page explains, the generated list apart."""
    text = "\n".join(page.text for page in PAGES)
    return [name for name in names if not re.search(rf"\b{name}\b", text)]


def undocumented_arguments(parsers: Mapping[str, argparse.ArgumentParser]) -> list[str]:
    """Return the options of commands that the page of the command does not have as a literal."""
    (page,) = (page for page in PAGES if page.name == "docs/usage/command-line.md")
    literals = literals_of(page)
    return [
        f"{command} {option}"
        for command, parser in parsers.items()
        for action in parser._actions  # noqa: SLF001 -- argparse has no other list
        for option in action.option_strings
        if option.startswith("--")
        and option != "--help"
        and not re.search(rf"(?<![\w-]){option}(?![\w-])", literals)
    ]


def test_every_kind_of_warning_is_emitted() -> None:
    assert kinds_without_use(kind.name for kind in WarningKind) == []
    assert kinds_without_use(["PLANTED"]) == ["PLANTED"]


def test_every_option_of_a_directive_is_documented() -> None:
    options = {
        short: [*(TlsDomain.directives[name].option_spec or ())]
        for short, name in SHORT_DIRECTIVES.items()
    }
    assert sum(map(len, options.values())) > 50
    assert undocumented_options(options) == []
    assert undocumented_options({"tls-alert": ["planted"]}) == ["tls-alert :planted:"]
    assert undocumented_options({"tls-error": ["preset"]}) == ["tls-error :preset:"]


def test_every_option_of_conf_py_is_documented() -> None:
    assert undocumented_settings(option.name for option in OPTIONS) == []
    assert undocumented_settings(["tlsalerts_planted"]) == ["tlsalerts_planted"]
    generated = (DOCS / "reference" / "configuration.md").read_text(encoding="utf-8")
    assert ".. tlsalerts-options::" in generated


def test_every_option_of_a_command_is_documented() -> None:
    main = build_parser()
    choices = (action.choices for action in main._actions)  # noqa: SLF001 -- as above
    (commands,) = (found for found in choices if isinstance(found, dict))
    assert commands.keys() == {"explain", "check", "alerts", "schema"}
    assert undocumented_arguments({"sphinx-tlsalerts": main, **commands}) == []
    planted = argparse.ArgumentParser(add_help=False)
    planted.add_argument("--planted")
    assert undocumented_arguments({"check": planted}) == ["check --planted"]
