"""The pages about the code itself: every name is in the code, every figure is right."""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import re
import sys
from typing import TYPE_CHECKING

import pytest
from support.explanation_pages import pages_in, rows
from support.layers import ORDER
from support.places import DOCS, ROOT, STATIC

import sphinx_tlsalerts
from sphinx_tlsalerts.sphinx_ext import extension
from sphinx_tlsalerts.sphinx_ext.directives import lazy
from sphinx_tlsalerts.sphinx_ext.env import make_initial_data, pending_writes
from sphinx_tlsalerts.sphinx_ext.events import LISTENERS
from sphinx_tlsalerts.yamltree import MAX_BYTES, parser, yaml_events

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

PACKAGE = "sphinx_tlsalerts"
PAGES = pages_in("project")
ARCHITECTURE, DECISIONS = PAGES["architecture"], PAGES["decisions"]
TOP = {module.name for module in pkgutil.iter_modules(sphinx_tlsalerts.__path__)}


def code_in(text: str) -> list[str]:
    return re.findall(r"(?<![}`])`([^`\n]+)`", text)


def names_in(text: str) -> set[str]:
    """Return what a page names of the package: dotted, or a module at the top."""
    found = {name for name in code_in(text) if re.fullmatch(r"[a-z_]+(\.[A-Za-z_]\w*)+", name)}
    files = {name for name in found if re.search(r"\.(py|json|js|yaml|md)$", name)}
    return (found - files) | ({*code_in(text)} & TOP)


def resolve(name: str) -> object:
    """Return what *name* is called in the package; raise where there is no such thing."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        module = ".".join((PACKAGE, *parts[:end]))
        try:
            found: object = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module and not module.startswith(f"{error.name}."):
                raise
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise AttributeError(name)


@pytest.mark.parametrize("page", PAGES)
def test_names_of_the_page_are_in_the_code(page: str) -> None:
    names = names_in(PAGES[page])
    assert len(names) > 5
    for name in sorted(names):
        resolve(name)


def test_name_that_is_gone_is_noticed() -> None:
    with pytest.raises(AttributeError):
        resolve("sphinx_ext.env.ObjectStore.choose_target")
    with pytest.raises(AttributeError):
        resolve("sphinx_ext.envs.ObjectStore")


@pytest.mark.parametrize("page", PAGES)
def test_files_of_the_page_are_there(page: str) -> None:
    files = {name for name in code_in(PAGES[page]) if re.fullmatch(r"tests/[\w/.]+", name)}
    assert files
    for name in files:
        assert (ROOT / name).exists(), name


# Folders


@pytest.fixture(scope="module")
def house() -> Iterator[ModuleType]:
    """Return the extension of the documentation that builds the table of folders."""
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        yield importlib.import_module("tlsalerts_house")
    finally:
        sys.path.remove(str(DOCS / "_ext"))


def test_table_has_every_folder_and_module(house: ModuleType) -> None:
    shown = {f"{PACKAGE}.{name}" for name, _folder in house.folders()}
    shown |= {
        f"{PACKAGE}.{name}.{module}"
        for name, folder in house.folders()
        for module in house.modules_of(folder)
    }
    modules = pkgutil.walk_packages(sphinx_tlsalerts.__path__, f"{PACKAGE}.")
    assert shown == {module.name for module in modules} - {f"{PACKAGE}.__main__"}


def test_table_says_what_each_folder_is_for(house: ModuleType) -> None:
    for name, folder in house.folders():
        assert len(house.summary_of(folder / "__init__.py")) > 10, name


def test_folders_are_in_the_order_of_imports(house: ModuleType) -> None:
    assert tuple(folder for folders in ORDER for folder in folders) == house.TOP
    (sentence,) = re.findall(r"Imports follow one order: (.+?)\.", ARCHITECTURE, re.DOTALL)
    steps = re.split(r", then\s+", sentence)
    named = [*([name] for name in code_in(steps[0])), *map(code_in, steps[1:])]
    assert named == [[*folders] for folders in ORDER]


def test_advice_where_to_look_leads_to_every_folder_of_facts_and_pages() -> None:
    cells = " ".join(row[1] for row in rows(ARCHITECTURE, "| to change |"))
    named = {name.partition(".")[0] for name in code_in(cells)}
    assert named >= {folder for folders in ORDER for folder in folders} - {
        *("util", "yamltree", "catalogue")  # no user asks for a change of these
    }


# Records


def test_page_names_all_records_of_the_environment() -> None:
    cells = [
        row[0] for row in rows(ARCHITECTURE, "| by page |") + rows(ARCHITECTURE, "| by build |")
    ]
    assert {name for cell in cells for name in code_in(cell)} == make_initial_data().keys()


def test_listeners_of_the_page_are_connected() -> None:
    later = ARCHITECTURE.partition("## Later builds")[2]
    named = {name for name in names_in(later) if name.startswith("sphinx_ext.events.")}
    outdated = {
        f"{listener.handler.__module__}.{listener.handler.__name__}".removeprefix(f"{PACKAGE}.")
        for listener in LISTENERS
        if listener.event == "env-get-outdated"
    }
    assert named == {*outdated, "sphinx_ext.events.references.settle_targets"}
    assert extension.ENV_VERSION


# Decisions

RECORDS = dict(
    re.findall(
        r"^\(decision-[a-z]+\)=\n## (.+)\n\n((?:(?!^\(decision).*\n?)+)", DECISIONS, re.MULTILINE
    )
)


def test_there_are_ten_decisions_with_labels() -> None:
    assert len(RECORDS) == DECISIONS.count("\n## ") == 10


@pytest.mark.parametrize("title", RECORDS)
def test_each_decision_has_context_decision_and_consequence(title: str) -> None:
    parts = re.findall(r"^\*\*(\w+)\.\*\* \S", RECORDS[title], re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequence"]


def test_bounds_are_those_of_the_loader() -> None:
    bounds = (
        f"{MAX_BYTES // 1024**2} MiB, {yaml_events.MAX_DEPTH} levels, {parser.MAX_NODES:,} values"
    )
    assert bounds in " ".join(DECISIONS.split())


def test_scripts_of_the_finder_are_as_small_as_it_says() -> None:
    names = ("matcher", "lines", "paste", "finder", "facts")
    sizes = [
        len(gzip.compress(STATIC.joinpath(f"tlsalerts-{name}.js").read_bytes(), 9))
        for name in names
    ]
    (bound,) = re.findall(r"less than (\d+) kB", DECISIONS)
    assert sum(sizes) < int(bound) * 1000


def test_note_of_unwritten_pages_has_the_name_it_says() -> None:
    assert f"`{pending_writes.UNWRITTEN}`" in DECISIONS


def test_class_behind_a_directive_is_the_one_it_says() -> None:
    behind = lazy.Troubleshooting.implementation.replace(":", ".")
    assert f"`sphinx_ext.directives.{behind}`" in ARCHITECTURE
