"""Every option, command, file and name that the documentation writes as a literal exists."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.needs import lacking_module

pytest.importorskip("myst_parser", reason=lacking_module("myst_parser"))

from sphinx.domains.std import StandardDomain
from support.building import Project, directive, page
from support.docs_commands import faults_of_line, is_command, variables_of
from support.docs_pages import Page, pages
from support.places import DOCS, ROOT
from support.rule_names import written_names

from sphinx_tlsalerts.cli.arguments import build_parser
from sphinx_tlsalerts.sphinx_ext.config import OPTIONS
from sphinx_tlsalerts.sphinx_ext.domain import TlsDomain
from sphinx_tlsalerts.sphinx_ext.extension import SHORT_DIRECTIVES, SHORT_ROLES
from sphinx_tlsalerts.sphinx_ext.warnings import WARNING_TYPE, WarningKind

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

PAGES = pages()

#: Advice that is found: test_lint_docs holds it to the rules.
ADVICE = set(written_names())

#: The directives, and an argument with which each can stand on a page.
DIRECTIVES = {short: TlsDomain.directives[name] for short, name in SHORT_DIRECTIVES.items()}
ARGUMENTS = {
    "tls-alert": "42",
    "tls-verify": "20",
    "ssl-enum": "TLSVersion",
    "tls-troubleshooting": "builtin:python",
    "tls-error": "an-id",
}
SURFACE = {
    *SHORT_DIRECTIVES,
    *SHORT_ROLES,
    *(f"tls:{name}" for name in {**TlsDomain.directives, **TlsDomain.roles}),
}
#: Names that begin like those of directives: a label, and how labels and anchors begin.
OTHER_NAMES = re.compile(r"tls-index|tls-error-(ID|[a-z-]+)?|tls-error=.*")

#: What stands between colons and is not ours: roles of Sphinx, and what turns warnings of it off.
OTHER_FIELDS = {*StandardDomain.roles, "any", "orphan", "sync"}


def directives_on(one: Page) -> list[str]:
    """Return the directives that a page is about: those that it or one of its examples names."""
    snippets = [DOCS / "snippets" / "rst" / f"{place.text}.rst" for place in one.examples]
    texts = [one.text, *(block.text for block in one.blocks)]
    texts += [path.read_text(encoding="utf-8") for path in snippets]
    found = [name for name in DIRECTIVES if re.search(rf"\b{name}\b(?!-)", "\n".join(texts))]
    return found or [*DIRECTIVES]


def faults_of_field(one: Page, literal: str) -> Iterator[str]:
    """Look at ``:option:`` and ``:option: value``."""
    match = re.fullmatch(r":([a-z][a-z-]*):(?: (.+))?", literal)
    if match is None or match[1] in OTHER_FIELDS:
        return
    name, value = match.groups()
    having = [key for key in directives_on(one) if name in (DIRECTIVES[key].option_spec or ())]
    if not having:
        yield f"{literal}: no directive of this page has the option"
    elif value and all(_rejected(key, name, value) for key in having):
        yield f"{literal}: not a value of the option"


@cache
def _rejected(name: str, option: str, value: str) -> bool:
    """Tell whether a directive with an option is a warning."""
    text = directive("rst", name, ARGUMENTS.get(name, ""), **{option: value})
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        project.write({"index.rst": page("rst", text)})
        return bool(project.build("dummy").warnings)


def parsers() -> Iterator[argparse.ArgumentParser]:
    """Yield the parsers of our commands."""
    main = build_parser()
    yield main
    for action in main._actions:  # noqa: SLF001 -- argparse has no other way to them
        if isinstance(action.choices, dict):
            yield from action.choices.values()


#: Our options of the command line, and the values that each may have.
COMMAND_LINE = {
    option: action.choices
    for parser in parsers()
    for action in parser._actions  # noqa: SLF001
    for option in action.option_strings
}


@cache
def scripts() -> str:
    """Return the source of all that a developer may run."""
    files = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("tools/**/*.py"), DOCS / "build_all.py"]
    return "\n".join(
        path.read_text(encoding="utf-8") for path in files if path.name != Path(__file__).name
    )


@cache
def sources_of_the_package() -> str:
    files = ROOT.glob("sphinx_tlsalerts/**/*.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def faults_of_option(one: Page, literal: str) -> Iterator[str]:
    """Look at ``--option`` and ``--option value``, alone or behind one of our commands."""
    if not re.match(r"((explain|check|alerts|schema) )?--[a-z]", literal):
        return
    for option, value in re.findall(r"(--[a-z-]+)(?:[ =]([a-z0-9.][a-z0-9.-]*))?", literal):
        if option in COMMAND_LINE:
            choices = COMMAND_LINE[option]
            if value and choices and value not in choices:
                yield f"{literal}: {option} takes no {value}"
        elif not one.is_for_developers or f'"{option}"' not in scripts():
            yield f"{literal}: no program has {option}"


KINDS = {f"{WARNING_TYPE}.{kind.value}" for kind in WarningKind}


def faults_of_name(literal: str) -> Iterator[str]:
    """Look at names of directives, roles, options of ``conf.py``, warnings and variables."""
    known = {option.name for option in OPTIONS}
    for name in re.findall(r"\btlsalerts_\w+", literal):
        if name not in known:
            yield f"{literal}: no option {name}"
    for name in re.findall(r"\btlsalerts\.[a-z][a-z-]*", literal):
        if name not in KINDS and not re.search(
            rf"{re.escape(name)}\b.*\.(pot?|mo|js|css)", literal
        ):
            yield f"{literal}: no kind of warning {name}"
    for name in re.findall(r"(?<![\w/.#+-])(?:tls[-:]|ssl-)[a-z][a-z:=-]*(?![\w.-])", literal):
        if name.strip(":") not in SURFACE and not OTHER_NAMES.fullmatch(name):
            yield f"{literal}: neither a directive nor a role"
    for name in [*variables_of(literal), *re.findall(r"\bTLSALERTS_[A-Z_]+\b", literal)]:
        if f'"{name}"' not in scripts():
            yield f"{literal}: nothing reads {name}"


#: Files in the sources of CPython and OpenSSL.
_UPSTREAM = re.compile(r"(Doc|Lib|Modules|crypto|include|ssl)/")


#: What names of files may be relative to.
_FOLDERS = (ROOT, ROOT / "sphinx_tlsalerts", DOCS)


@cache
def names_of_files() -> set[str]:
    """Return the names of all files of the repository, without their folders."""
    folders = ("sphinx_tlsalerts", "catalogue", "tests", "docs", "tools")
    return {path.name for path in ROOT.glob("*")} | {
        path.name for folder in folders for path in ROOT.joinpath(folder).rglob("*")
    }


def faults_of_file(one: Page, literal: str) -> Iterator[str]:
    """Look at names of files of this repository; words in capitals stand for any name."""
    ours = re.fullmatch(r"(tests|sphinx_tlsalerts|tools)/[\w./*-]+", literal)
    in_clone = one.is_for_developers and re.fullmatch(
        r"[\w./*-]+/[\w./*-]+|[\w-]+\.(py|json|toml|ini|md)", literal
    )
    if _UPSTREAM.match(literal) or literal.startswith("docs/_build/"):  # what builds make
        return
    if not (ours or in_clone) or f'"{literal}"' in sources_of_the_package():  # a build writes it
        return
    if "/" not in literal:
        exists = literal in names_of_files()
    else:
        pattern = re.sub(r"\b[A-Z]{3,}\b", "*", literal).strip("/")
        patterns = (pattern, f"{pattern}.py")  # modules are named without it
        exists = any(any(folder.glob(each)) for folder in _FOLDERS for each in patterns)
    if not exists:
        yield f"{literal}: no such file"


def faults_of_literal(one: Page, literal: str) -> Iterator[str]:
    """Say what is wrong with a literal, by what it looks like."""
    if literal in ADVICE and one.name == "docs/reference/advice-rules.md":
        return
    if is_command(literal):
        found = faults_of_line(literal, one)
        # Prose names commands without what they work on.
        yield from (fault for fault in found if "arguments are required" not in fault)
    else:
        yield from faults_of_field(one, literal)
        yield from faults_of_option(one, literal)
        yield from faults_of_file(one, literal)
    yield from faults_of_name(literal)


def faults_of(one: Page) -> list[str]:
    return [
        f"{one.name}:{place.line}: {fault}"
        for place in one.literals
        for fault in faults_of_literal(one, place.text)
    ]


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_what_a_page_names_exists(one: Page) -> None:
    assert faults_of(one) == []


def test_literals_of_every_kind_are_found() -> None:
    texts = [place.text for one in PAGES for place in one.literals]
    assert sum(text.startswith(":") for text in texts) > 50
    assert sum(text.startswith("--") for text in texts) > 15
    assert sum(is_command(text) for text in texts) > 30


#: Literals with a fault, on a page for readers and on one for developers.
WRONG = {
    "usage/page.md": [
        ":colums:",
        ":members:",  # of another directive than that of the page
        ":sort: size",
        ":widths: wide",
        "--catalog FILE",
        "--format xml",
        "check --only",
        "--growth",  # of a script
        "sphinx-tlsalerts explian",
        "sphinx-tlsalerts check --fast a.yaml",
        "pip install sphinx-tlsalerts[mist]",
        "tlsalerts_opensll",
        'tlsalerts_openssl = "3.0"; tlsalerts_x = 1',
        "tlsalerts.unknown",
        "tls-alerts",
        "tls:alerts",
        ".. tls-eror:: id",
        "ssl-enums",
        "tests/test_nothing.py",
        "sphinx_tlsalerts/nothing.py",
    ],
    "project/page.md": [
        "--grow",
        "python tests/benchmarks/table_cost.py --grow",
        "python -m pytest tests/test_nothing.py",
        "TLSALERTS_NOTHING=1 python -m pytest tests/test_docs_names.py",
        "TLSALERTS_NOTHING",
        "tox run -e py27",
        ".ci/walk",
        "nothing.py",
        "docs/snippets/rst/NAME.txt",
        "python -m sphinx_tlsalerts.nothing",
    ],
}


@pytest.mark.parametrize(
    ("name", "literal"), [(name, literal) for name in WRONG for literal in WRONG[name]]
)
def test_name_that_is_wrong_is_told(tmp_path: Path, name: str, literal: str) -> None:
    path = tmp_path / "docs" / name
    path.parent.mkdir(parents=True)
    path.write_text(f"About `tls-alert-table`.\n\nThe literal `{literal}`.\n", encoding="utf-8")
    told = faults_of(Page(path, tmp_path))
    assert told
    assert all(one.startswith(f"docs/{name}:3: ") for one in told)
