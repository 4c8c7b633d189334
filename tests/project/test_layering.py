"""The layers: imports of the package point downwards only.

The table below is the whole of it. A module that it does not have fails the
tests, so that whoever adds one decides where it belongs.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from rows import each

import sphinx_tlsalerts

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "sphinx_tlsalerts"
FOLDER = Path(sphinx_tlsalerts.__file__).parent

#: Sphinx-facing modules beside the rows: rows 2 and above use them, and they use each other and
#: the records of row 0 only.
BESIDE = -1

LAYERS = {
    "sphinx_tlsalerts": 6,
    "sphinx_tlsalerts.__main__": 6,
    "sphinx_tlsalerts.extension": 5,
    "sphinx_tlsalerts.cli": 5,
    "sphinx_tlsalerts.cli.alerts": 5,
    "sphinx_tlsalerts.cli.arguments": 5,
    "sphinx_tlsalerts.cli.checking": 5,
    "sphinx_tlsalerts.cli.entries": 5,
    "sphinx_tlsalerts.cli.explaining": 5,
    "sphinx_tlsalerts.cli.guides": 5,
    "sphinx_tlsalerts.cli.printing": 5,
    "sphinx_tlsalerts.assets": 4,
    "sphinx_tlsalerts.browser_tables": 4,
    "sphinx_tlsalerts.domain": 4,
    "sphinx_tlsalerts.events": 4,
    "sphinx_tlsalerts.finder_data": 4,
    "sphinx_tlsalerts.index": 4,
    "sphinx_tlsalerts.finder_markup": 4,
    "sphinx_tlsalerts.linkcheck": 4,
    "sphinx_tlsalerts.transforms": 4,
    "sphinx_tlsalerts.unwritten": 4,
    "sphinx_tlsalerts.directives": 3,
    "sphinx_tlsalerts.directives.alert": 3,
    "sphinx_tlsalerts.directives.alert_table": 3,
    "sphinx_tlsalerts.directives.description": 3,
    "sphinx_tlsalerts.directives.options": 3,
    "sphinx_tlsalerts.directives.error": 3,
    "sphinx_tlsalerts.directives.finder": 3,
    "sphinx_tlsalerts.directives.page": 3,
    "sphinx_tlsalerts.directives.sources": 3,
    "sphinx_tlsalerts.directives.troubleshooting": 3,
    "sphinx_tlsalerts.directives.ssl": 3,
    "sphinx_tlsalerts.directives.surface": 3,
    "sphinx_tlsalerts.directives.table": 3,
    "sphinx_tlsalerts.directives.verify": 3,
    "sphinx_tlsalerts.roles": 3,
    "sphinx_tlsalerts.build": 2,
    "sphinx_tlsalerts.build.alerts": 2,
    "sphinx_tlsalerts.build.cells": 2,
    "sphinx_tlsalerts.build.code": 2,
    "sphinx_tlsalerts.build.entries": 2,
    "sphinx_tlsalerts.build.entry_facts": 2,
    "sphinx_tlsalerts.build.entry_index": 2,
    "sphinx_tlsalerts.build.fields": 2,
    "sphinx_tlsalerts.build.myst_fields": 2,
    "sphinx_tlsalerts.build.rst_fields": 2,
    "sphinx_tlsalerts.build.names": 2,
    "sphinx_tlsalerts.build.styles": 2,
    "sphinx_tlsalerts.build.inline": 2,
    "sphinx_tlsalerts.build.ssl_enums": 2,
    "sphinx_tlsalerts.build.latex_tables": 2,
    "sphinx_tlsalerts.build.table": 2,
    "sphinx_tlsalerts.build.verify": 2,
    "sphinx_tlsalerts.error_references": 2,
    "sphinx_tlsalerts.errors": 2,
    "sphinx_tlsalerts.faults": 2,
    "sphinx_tlsalerts.python_objects": 2,
    "sphinx_tlsalerts.finder_text": 2,
    "sphinx_tlsalerts.finder_words": 2,
    "sphinx_tlsalerts.objects": 2,
    "sphinx_tlsalerts.store": 2,
    "sphinx_tlsalerts.catalogue": 1,
    "sphinx_tlsalerts.catalogue.packed": 1,
    "sphinx_tlsalerts.explain": 1,
    "sphinx_tlsalerts.explain.alerts": 1,
    "sphinx_tlsalerts.explain.context": 1,
    "sphinx_tlsalerts.explain.index": 1,
    "sphinx_tlsalerts.explain.lines": 1,
    "sphinx_tlsalerts.explain.mnemonics": 1,
    "sphinx_tlsalerts.explain.patterns": 1,
    "sphinx_tlsalerts.explain.phrases": 1,
    "sphinx_tlsalerts.explain.recognised": 1,
    "sphinx_tlsalerts.explain.sentences": 1,
    "sphinx_tlsalerts.explain.signal": 1,
    "sphinx_tlsalerts.explain.signals": 1,
    "sphinx_tlsalerts.explain.verification": 1,
    "sphinx_tlsalerts.finder": 1,
    "sphinx_tlsalerts.finder.__main__": 1,
    "sphinx_tlsalerts.finder.facts": 1,
    "sphinx_tlsalerts.finder.findable": 1,
    "sphinx_tlsalerts.finder.patterns": 1,
    "sphinx_tlsalerts.finder.reasons": 1,
    "sphinx_tlsalerts.finder.tables": 1,
    "sphinx_tlsalerts.file_patterns": 1,
    "sphinx_tlsalerts.lint": 1,
    "sphinx_tlsalerts.lint.alerts": 1,
    "sphinx_tlsalerts.lint.findings": 1,
    "sphinx_tlsalerts.lint.insecure": 1,
    "sphinx_tlsalerts.lint.names": 1,
    "sphinx_tlsalerts.lint.passages": 1,
    "sphinx_tlsalerts.lint.platforms": 1,
    "sphinx_tlsalerts.lint.rules": 1,
    "sphinx_tlsalerts.lint.support": 1,
    "sphinx_tlsalerts.lint.versions": 1,
    "sphinx_tlsalerts.lint.wording": 1,
    "sphinx_tlsalerts.lint.words": 1,
    "sphinx_tlsalerts.reason_names": 1,
    "sphinx_tlsalerts.reasons": 1,
    "sphinx_tlsalerts.overlay_files": 1,
    "sphinx_tlsalerts.overlays": 1,
    "sphinx_tlsalerts.registry": 1,
    "sphinx_tlsalerts.schema": 1,
    "sphinx_tlsalerts.schema.blocks": 1,
    "sphinx_tlsalerts.schema.extending": 1,
    "sphinx_tlsalerts.schema.faults": 1,
    "sphinx_tlsalerts.schema.json_schema": 1,
    "sphinx_tlsalerts.schema.mnemonics": 1,
    "sphinx_tlsalerts.schema.models": 1,
    "sphinx_tlsalerts.schema.selection": 1,
    "sphinx_tlsalerts.schema.substitutions": 1,
    "sphinx_tlsalerts.schema.platforms": 1,
    "sphinx_tlsalerts.schema.reader": 1,
    "sphinx_tlsalerts.schema.structure": 1,
    "sphinx_tlsalerts.schema.texts": 1,
    "sphinx_tlsalerts.schema.values": 1,
    "sphinx_tlsalerts.selection": 1,
    "sphinx_tlsalerts.words": 0,
    "sphinx_tlsalerts.ssl_names": 1,
    "sphinx_tlsalerts.verify": 1,
    "sphinx_tlsalerts.json_events": 1,
    "sphinx_tlsalerts.yaml_events": 1,
    "sphinx_tlsalerts.yaml_source": 1,
    "sphinx_tlsalerts.yaml_traps": 1,
    "sphinx_tlsalerts.yaml_values": 1,
    "sphinx_tlsalerts.collector": 0,
    "sphinx_tlsalerts.model": 0,
    "sphinx_tlsalerts.config": BESIDE,
    "sphinx_tlsalerts.locale": BESIDE,
    "sphinx_tlsalerts.reporting": BESIDE,
    "sphinx_tlsalerts.whole_files": BESIDE,
}

#: Names that the package itself holds. Python imports the package before any of its modules, and
#: the package imports them late, so asking it for its version closes no circle.
NAMES_OF_THE_PACKAGE = {"sphinx_tlsalerts.__version__"}


#: What ``pyproject.toml`` declares, the extra for MyST included.
DEPENDENCIES = {"sphinx", "docutils", "yaml", "myst_parser"}


class Import(NamedTuple):
    """A module that another one imports."""

    name: str
    line: int
    runs: bool  #: False for what only a type checker sees


def _files() -> dict[str, Path]:
    found = {}
    for path in sorted(FOLDER.rglob("*.py")):
        parts = path.relative_to(FOLDER).with_suffix("").parts
        found[".".join((PACKAGE, *parts)).removesuffix(".__init__")] = path
    return found


FILES = _files()
every_module = each("module", FILES)


def _is_for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _imports(node: ast.AST, *, runs: bool = True) -> Iterator[Import]:
    """Yield all imports below *node*: at the top, in functions, for type checkers."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, runs) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"line {child.lineno}: a relative import"
            for alias in child.names:
                name = f"{child.module}.{alias.name}"
                # `from package import module` names a module, other names stand inside of one.
                is_module = name in FILES or name in NAMES_OF_THE_PACKAGE
                yield Import(name if is_module else str(child.module), child.lineno, runs)
        yield from _imports(child, runs=runs and not _is_for_type_checkers(child))


def _imports_of(module: str) -> list[Import]:
    return list(_imports(ast.parse(FILES[module].read_text(encoding="utf-8"))))


def _ours(module: str) -> list[Import]:
    return [
        found
        for found in _imports_of(module)
        if found.name.partition(".")[0] == PACKAGE and found.name not in NAMES_OF_THE_PACKAGE
    ]


def _may_import(module: str, other: str) -> bool:
    """Tell whether the layers let *module* import *other*."""
    if LAYERS[module] == BESIDE:
        return LAYERS[other] in {BESIDE, 0}
    if LAYERS[other] == BESIDE:
        return LAYERS[module] >= 2
    return LAYERS[other] <= LAYERS[module]


def test_each_module_has_its_layer() -> None:
    assert sorted(FILES) == sorted(LAYERS)


@every_module
def test_imports_point_downwards(module: str) -> None:
    """Those for type checkers too: a type from above is a dependency all the same."""
    upwards = [
        f"{module}:{found.line} imports {found.name}"
        for found in _ours(module)
        if not _may_import(module, found.name)
    ]
    assert upwards == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    waiting = {
        module: {found.name for found in _ours(module) if found.runs and found.name != module}
        for module in FILES
    }
    while waiting:
        free = {module for module, needed in waiting.items() if not needed & waiting.keys()}
        assert free, f"a circle among {sorted(waiting)}"
        waiting = {module: needed for module, needed in waiting.items() if module not in free}


@each("module", [name for name, layer in LAYERS.items() if layer in {0, 1}])
def test_the_pure_layers_name_neither_sphinx_nor_docutils(module: str) -> None:
    roots = {found.name.partition(".")[0] for found in _imports_of(module)}
    assert not roots & {"sphinx", "docutils", "myst_parser"}


def test_the_package_imports_only_what_it_declares() -> None:
    roots = {found.name.partition(".")[0] for module in FILES for found in _imports_of(module)}
    assert roots - sys.stdlib_module_names == {PACKAGE, *DEPENDENCIES}


def test_only_the_composition_root_adds_anything_to_sphinx() -> None:
    calls = [
        (module, node.func.attr)
        for module, path in FILES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "app"
        and node.func.attr.startswith(("add_", "connect"))
    ]
    modules = {module for module, name in calls if name != "add_config_value"}
    assert modules == {"sphinx_tlsalerts.extension"}
    declared = {module for module, name in calls if name == "add_config_value"}
    assert declared == {"sphinx_tlsalerts.config"}, "options are registered from their declaration"


# What an import really loads


def _loaded_by(*modules: str) -> set[str]:
    """Return the roots of all modules that a fresh interpreter has after importing *modules*."""
    code = "; ".join(
        [*(f"import {module}" for module in modules), "import sys", "print(*sys.modules)"]
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return {name.partition(".")[0] for name in run.stdout.split()}


@pytest.mark.parametrize(
    "name", ["", ".model", ".registry", ".ssl_names", ".verify", ".selection", ".overlays"]
)
def test_what_needs_no_file_of_a_user_loads_no_other_package(name: str) -> None:
    loaded = _loaded_by(PACKAGE + name)
    assert PACKAGE in loaded
    assert not loaded & {"sphinx", "docutils", "yaml", "myst_parser"}


@pytest.mark.parametrize("name", [".overlay_files", ".yaml_source"])
def test_what_reads_files_of_a_user_loads_yaml_and_no_sphinx(name: str) -> None:
    loaded = _loaded_by(PACKAGE + name)
    assert "yaml" in loaded
    assert not loaded & {"sphinx", "docutils", "myst_parser"}


def test_the_extension_leaves_files_to_projects_that_have_some() -> None:
    loaded = _loaded_by(f"{PACKAGE}.extension")
    assert "sphinx" in loaded
    assert not loaded & {"yaml", "myst_parser"}
