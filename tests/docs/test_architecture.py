"""The pages for those who take over: every name is there, every figure is right."""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import re
from xml.etree import ElementTree as ET

import pytest
from support.explanation_pages import DOCS, pages_in, rows
from test_layering import BESIDE, LAYERS, PACKAGE

import sphinx_tlsalerts
from sphinx_tlsalerts.sphinx_ext import extension
from sphinx_tlsalerts.sphinx_ext.directives import lazy as surface
from sphinx_tlsalerts.sphinx_ext.env import pending_writes as unwritten
from sphinx_tlsalerts.sphinx_ext.env import store
from sphinx_tlsalerts.yamltree import parser as yaml_source
from sphinx_tlsalerts.yamltree import yaml_events

PAGES = pages_in("project")
ARCHITECTURE, DECISIONS = PAGES["architecture"], PAGES["decisions"]
SVG = "{http://www.w3.org/2000/svg}"
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
        resolve("store.ObjectStore.choose_target")
    with pytest.raises(AttributeError):
        resolve("stores.ObjectStore")


@pytest.mark.parametrize("page", PAGES)
def test_files_of_the_page_are_there(page: str) -> None:
    files = {name for name in code_in(PAGES[page]) if re.fullmatch(r"tests/[\w/.]+", name)}
    assert files
    for name in files:
        assert (DOCS.parent / name).exists(), name


# Layers


def modules_of(cell: str) -> list[str]:
    names = [name for name in code_in(cell) if "/" not in name]
    return [name if name == PACKAGE else f"{PACKAGE}.{name}" for name in names]


TABLE = {row[0]: modules_of(row[2]) for row in rows(ARCHITECTURE, "| layer |")}


@pytest.mark.parametrize("layer", TABLE)
def test_modules_stand_in_the_layer_that_the_table_says(layer: str) -> None:
    number = BESIDE if layer.startswith("beside") else int(layer)
    assert {LAYERS[module] for module in TABLE[layer]} == {number}


def test_table_has_every_layer() -> None:
    numbers = {BESIDE if layer.startswith("beside") else int(layer) for layer in TABLE}
    assert numbers == {*LAYERS.values()}


def test_diagram_says_the_same_as_the_table() -> None:
    root = ET.parse(DOCS / "_static" / "layers.svg").getroot()  # noqa: S314 -- our own file
    boxes = [(t.get("class"), t.text or "") for t in root.iter(f"{SVG}text")]
    layer = ""
    shown: dict[str, set[str]] = {}
    for kind, text in boxes:
        if kind == "name":
            layer = "beside 6 to 2" if text.startswith("beside") else text.partition(" ")[0]
        elif kind == "code":
            modules = re.findall(r"\b([a-z_]+)\b(?![(*/])", text.partition(" (")[0])
            shown.setdefault(layer, set()).update(m for m in modules if m in TOP)
    assert shown.keys() == TABLE.keys()
    for place, names in shown.items():
        assert {f"{PACKAGE}.{name}" for name in names} <= {*TABLE[place]}, place


def test_diagram_can_be_read_without_seeing_it_and_in_the_dark() -> None:
    text = DOCS.joinpath("_static", "layers.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314 -- our own file
    labels = (root.get("aria-labelledby") or "").split()
    named = {e.get("id"): e.text for e in root if e.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert root.get("role") == "img"
    assert [bool(named.get(label)) for label in labels] == [True, True]
    assert "prefers-color-scheme: dark" in text
    assert ":alt:" in ARCHITECTURE


# Records


def test_page_names_all_records_of_the_environment() -> None:
    cells = [
        row[0] for row in rows(ARCHITECTURE, "| by page |") + rows(ARCHITECTURE, "| by build |")
    ]
    assert {name for cell in cells for name in code_in(cell)} == store.initial_data().keys()


def test_listeners_of_the_page_are_connected() -> None:
    source = DOCS.parent.joinpath("sphinx_tlsalerts", "extension.py").read_text(encoding="utf-8")
    later = ARCHITECTURE.partition("## Later builds")[2]
    named = set(re.findall(r"`events\.(\w+)`", later))
    outdated = set(re.findall(r"\"env-get-outdated\", events\.(\w+)", source))
    assert named == {*outdated, "settle_targets"}
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
        f"{yaml_source.MAX_BYTES // 1024**2} MiB, {yaml_events.MAX_DEPTH} levels, "
        f"{yaml_source.MAX_NODES:,} values"
    )
    assert bounds in " ".join(DECISIONS.split())


def test_scripts_of_the_finder_are_as_small_as_it_says() -> None:
    folder = DOCS.parent / "sphinx_tlsalerts" / "static"
    names = ("matcher", "finder", "facts")
    sizes = [
        len(gzip.compress(folder.joinpath(f"tlsalerts-{name}.js").read_bytes(), 9))
        for name in names
    ]
    (bound,) = re.findall(r"less than (\d+) kB", DECISIONS)
    assert sum(sizes) < int(bound) * 1000


def test_note_of_unwritten_pages_has_the_name_it_says() -> None:
    assert f"`{unwritten.UNWRITTEN}`" in DECISIONS


def test_class_behind_a_directive_is_the_one_it_says() -> None:
    behind = surface.Troubleshooting.implementation.replace(":", ".")
    assert f"`directives.{behind}`" in ARCHITECTURE
