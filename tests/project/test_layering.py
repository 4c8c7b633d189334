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
from support.rows import each

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
    "sphinx_tlsalerts.sphinx_ext.extension": 5,
    "sphinx_tlsalerts.cli": 5,
    "sphinx_tlsalerts.cli.alerts": 5,
    "sphinx_tlsalerts.cli.arguments": 5,
    "sphinx_tlsalerts.cli.check": 5,
    "sphinx_tlsalerts.cli.entry_text": 5,
    "sphinx_tlsalerts.cli.explain": 5,
    "sphinx_tlsalerts.cli.input": 5,
    "sphinx_tlsalerts.cli.terminal": 5,
    "sphinx_tlsalerts.sphinx_ext.html.assets": 4,
    "sphinx_tlsalerts.sphinx_ext.html.tables": 4,
    "sphinx_tlsalerts.sphinx_ext.domain": 4,
    "sphinx_tlsalerts.sphinx_ext.events": 4,
    "sphinx_tlsalerts.sphinx_ext.html.finder_data": 4,
    "sphinx_tlsalerts.sphinx_ext.index": 4,
    "sphinx_tlsalerts.sphinx_ext.html.finder_markup": 4,
    "sphinx_tlsalerts.sphinx_ext.linkcheck": 4,
    "sphinx_tlsalerts.sphinx_ext.transforms": 4,
    "sphinx_tlsalerts.sphinx_ext.env.pending_writes": 4,
    "sphinx_tlsalerts.sphinx_ext.directives": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.alert": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.alert_table": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.descriptions": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.options": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.tls_error": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.error_finder": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.page": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.troubleshooting_sources": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.troubleshooting": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.ssl": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.lazy": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.tables": 3,
    "sphinx_tlsalerts.sphinx_ext.directives.verify": 3,
    "sphinx_tlsalerts.sphinx_ext.roles": 3,
    "sphinx_tlsalerts.sphinx_ext.doctree": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.columns.alerts": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.columns.cells": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.code": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.entries.body": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.entries.facts": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.entries.index": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.prose.base": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.prose.myst": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.prose.rst": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.marks": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.entries.styles": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.inline": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.columns.ssl_enums": 2,
    "sphinx_tlsalerts.sphinx_ext.transforms.latex_tables": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.table": 2,
    "sphinx_tlsalerts.sphinx_ext.doctree.columns.verify_codes": 2,
    "sphinx_tlsalerts.sphinx_ext.env.entry_references": 2,
    "sphinx_tlsalerts.sphinx_ext.env.entry_lookup": 2,
    "sphinx_tlsalerts.sphinx_ext.lookup_warnings": 2,
    "sphinx_tlsalerts.sphinx_ext.env.python_objects": 2,
    "sphinx_tlsalerts.sphinx_ext.html.finder_excerpt": 2,
    "sphinx_tlsalerts.sphinx_ext.env.finder_records": 2,
    "sphinx_tlsalerts.sphinx_ext.objects": 2,
    "sphinx_tlsalerts.sphinx_ext.env.store": 2,
    "sphinx_tlsalerts.catalogue": 1,
    "sphinx_tlsalerts.catalogue.packed": 1,
    "sphinx_tlsalerts.matcher": 1,
    "sphinx_tlsalerts.matcher.readers.alerts": 1,
    "sphinx_tlsalerts.matcher.context": 1,
    "sphinx_tlsalerts.matcher.index": 1,
    "sphinx_tlsalerts.matcher.lines": 1,
    "sphinx_tlsalerts.matcher.readers.reasons": 1,
    "sphinx_tlsalerts.matcher.regex": 1,
    "sphinx_tlsalerts.matcher.phrases": 1,
    "sphinx_tlsalerts.matcher.fingerprint": 1,
    "sphinx_tlsalerts.matcher.readers.sentences": 1,
    "sphinx_tlsalerts.matcher.signal": 1,
    "sphinx_tlsalerts.matcher.reader": 1,
    "sphinx_tlsalerts.matcher.readers.verify_codes": 1,
    "sphinx_tlsalerts.browser": 1,
    "sphinx_tlsalerts.browser.__main__": 1,
    "sphinx_tlsalerts.browser.facts": 1,
    "sphinx_tlsalerts.browser.findable": 1,
    "sphinx_tlsalerts.browser.regex": 1,
    "sphinx_tlsalerts.browser.reasons": 1,
    "sphinx_tlsalerts.browser.tables": 1,
    "sphinx_tlsalerts.util.files": 1,
    "sphinx_tlsalerts.lint": 1,
    "sphinx_tlsalerts.lint.rules.contradictions": 1,
    "sphinx_tlsalerts.lint.findings": 1,
    "sphinx_tlsalerts.lint.rules.insecure": 1,
    "sphinx_tlsalerts.lint.rules.mnemonics": 1,
    "sphinx_tlsalerts.lint.advice": 1,
    "sphinx_tlsalerts.lint.rules.platforms": 1,
    "sphinx_tlsalerts.lint.runner": 1,
    "sphinx_tlsalerts.lint.rules.support": 1,
    "sphinx_tlsalerts.lint.rules.versions": 1,
    "sphinx_tlsalerts.lint.english": 1,
    "sphinx_tlsalerts.lint.prefilter": 1,
    "sphinx_tlsalerts.registries.reason_names": 1,
    "sphinx_tlsalerts.registries.openssl_reasons": 1,
    "sphinx_tlsalerts.registries.overlay_reader": 1,
    "sphinx_tlsalerts.registries.overlays": 1,
    "sphinx_tlsalerts.registries.alerts": 1,
    "sphinx_tlsalerts.guides": 1,
    "sphinx_tlsalerts.guides.blocks": 1,
    "sphinx_tlsalerts.guides.inherit": 1,
    "sphinx_tlsalerts.guides.problems": 1,
    "sphinx_tlsalerts.guides.json_schema": 1,
    "sphinx_tlsalerts.guides.mnemonics": 1,
    "sphinx_tlsalerts.guides.models": 1,
    "sphinx_tlsalerts.guides.filter": 1,
    "sphinx_tlsalerts.guides.substitutions": 1,
    "sphinx_tlsalerts.guides.platforms": 1,
    "sphinx_tlsalerts.guides.reader": 1,
    "sphinx_tlsalerts.guides.fields": 1,
    "sphinx_tlsalerts.guides.texts": 1,
    "sphinx_tlsalerts.guides.field_types": 1,
    "sphinx_tlsalerts.registries.selection": 1,
    "sphinx_tlsalerts.util.text": 0,
    "sphinx_tlsalerts.registries.ssl_names": 1,
    "sphinx_tlsalerts.registries.verify_codes": 1,
    "sphinx_tlsalerts.yamltree.json_events": 1,
    "sphinx_tlsalerts.yamltree.yaml_events": 1,
    "sphinx_tlsalerts.yamltree.parser": 1,
    "sphinx_tlsalerts.yamltree.hints": 1,
    "sphinx_tlsalerts.yamltree.tree": 1,
    "sphinx_tlsalerts.util.gc": 0,
    "sphinx_tlsalerts.registries.alert_records": 0,
    "sphinx_tlsalerts.sphinx_ext.config": BESIDE,
    "sphinx_tlsalerts.sphinx_ext.i18n": BESIDE,
    "sphinx_tlsalerts.sphinx_ext.warnings": BESIDE,
    "sphinx_tlsalerts.sphinx_ext.whole_files": BESIDE,
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
    assert modules == {"sphinx_tlsalerts.sphinx_ext.extension"}
    declared = {module for module, name in calls if name == "add_config_value"}
    assert declared == {"sphinx_tlsalerts.sphinx_ext.config"}, (
        "options are registered from their declaration"
    )


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
