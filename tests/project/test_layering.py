"""The house: imports follow one order of folders, and pass through their faces.

Two rules. A folder imports from the folders before it in :data:`support.layers.ORDER`; a new
folder fails the tests until it has a place. Only ``sphinx_ext`` knows Sphinx and docutils.
"""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from support.layers import ORDER
from support.rows import each

import sphinx_tlsalerts

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "sphinx_tlsalerts"
FOLDER = Path(sphinx_tlsalerts.__file__).parent

RANKS = {folder: rank for rank, folders in enumerate(ORDER) for folder in folders}

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


def _top(module: str) -> str:
    """Return the folder at the top of the package that a module is in; itself for the others."""
    return module.removeprefix(f"{PACKAGE}.").partition(".")[0]


def _folder(module: str) -> str:
    """Return the package that a module is in; a package is in itself."""
    return module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]


def test_each_folder_has_its_place() -> None:
    tops = {_top(module) for module in FILES} - {PACKAGE, "__main__"}
    assert tops == {*RANKS}


@every_module
def test_imports_follow_the_order_of_the_folders(module: str) -> None:
    """Those for type checkers too: a type from above is a dependency all the same."""
    top = _top(module)
    if top not in RANKS:  # the entry points, which lead to sphinx_ext and cli
        return
    wrong = [
        f"{module}:{found.line} imports {found.name}"
        for found in _ours(module)
        if _top(found.name) != top and RANKS.get(_top(found.name), len(ORDER)) >= RANKS[top]
    ]
    assert wrong == []


@every_module
def test_other_folders_are_used_through_their_faces(module: str) -> None:
    """A module uses those of its folder and of the folders around it; others offer names."""
    around = _folder(module) + "."
    wrong = [
        f"{module}:{found.line} reaches for {found.name}"
        for found in _ours(module)
        if found.name != _folder(found.name) and not around.startswith(_folder(found.name) + ".")
    ]
    assert wrong == []


def _faces() -> dict[str, ast.Module]:
    return {
        module: ast.parse(path.read_text(encoding="utf-8"))
        for module, path in FILES.items()
        if path.name == "__init__.py" and module != PACKAGE
    }


@each("face", _faces())
def test_face_offers_what_it_lists(face: str) -> None:
    module = importlib.import_module(face)
    listed: list[str] = getattr(module, "__all__", [])
    assert sorted(set(listed)) == sorted(listed)
    for name in listed:
        assert getattr(module, name) is not None
    static = {
        alias.asname or alias.name
        for node in ast.walk(_faces()[face])
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith(f"{face}.")
        for alias in node.names
    }
    own = {
        node.name
        for node in _faces()[face].body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert {*listed} <= static | own | {
        target.id
        for node in _faces()[face].body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in ([node.target] if isinstance(node, ast.AnnAssign) else node.targets)
        if isinstance(target, ast.Name)
    }, "the checker of types sees each name"


def test_faces_refuse_other_names() -> None:
    registries = importlib.import_module(f"{PACKAGE}.registries")
    with pytest.raises(AttributeError, match="load_alert'"):
        registries.load_alert  # noqa: B018 -- looking it up is what fails


def test_no_folders_import_each_other_in_a_circle() -> None:
    arrows: dict[str, set[str]] = {}
    for module in FILES:
        if _top(module) in RANKS:
            others = {_top(found.name) for found in _ours(module)} & RANKS.keys()
            arrows.setdefault(_top(module), set()).update(others - {_top(module)})
    _assert_no_circle(arrows)


def test_no_modules_import_each_other_in_a_circle() -> None:
    _assert_no_circle(
        {
            module: {found.name for found in _ours(module) if found.runs and found.name != module}
            for module in FILES
            # A face imports its modules when a name is asked for, which closes no circle.
            if FILES[module].name != "__init__.py"
        }
    )


def _assert_no_circle(needs: dict[str, set[str]]) -> None:
    waiting = {name: needed & needs.keys() for name, needed in needs.items()}
    while waiting:
        free = {name for name, needed in waiting.items() if not needed & waiting.keys()}
        assert free, f"a circle among {sorted(waiting)}"
        waiting = {name: needed for name, needed in waiting.items() if name not in free}


@each("module", [name for name in FILES if _top(name) != "sphinx_ext"])
def test_only_one_folder_knows_sphinx_and_docutils(module: str) -> None:
    imports = [found for found in _imports_of(module) if module != PACKAGE or found.runs]
    roots = {found.name.partition(".")[0] for found in imports}
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
    "name",
    [
        "",
        ".registries.alerts",
        ".registries.ssl_names",
        ".registries.verify_codes",
        ".registries.selection",
        ".registries.overlays",
    ],
)
def test_what_needs_no_file_of_a_user_loads_no_other_package(name: str) -> None:
    loaded = _loaded_by(PACKAGE + name)
    assert PACKAGE in loaded
    assert not loaded & {"sphinx", "docutils", "yaml", "myst_parser"}


@pytest.mark.parametrize("name", [".registries.overlay_reader", ".yamltree.parser"])
def test_what_reads_files_of_a_user_loads_yaml_and_no_sphinx(name: str) -> None:
    loaded = _loaded_by(PACKAGE + name)
    assert "yaml" in loaded
    assert not loaded & {"sphinx", "docutils", "myst_parser"}


def test_the_extension_leaves_files_to_projects_that_have_some() -> None:
    loaded = _loaded_by(f"{PACKAGE}.sphinx_ext.extension")
    assert "sphinx" in loaded
    assert not loaded & {"yaml", "myst_parser"}
