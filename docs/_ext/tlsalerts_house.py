"""Pages about the code itself, derived from it: the tree of folders, and what their faces offer."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, get_args

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from tlsalerts_docs import cell, table

import sphinx_tlsalerts
from sphinx_tlsalerts.sphinx_ext.doctree import build_literal, join_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

PACKAGE = "sphinx_tlsalerts"
ROOT = Path(sphinx_tlsalerts.__file__).parent

#: The folders at the top, in the order of imports.
TOP = (
    "util",
    "yamltree",
    "registries",
    "guides",
    "matcher",
    "catalogue",
    "lint",
    "browser",
    "sphinx_ext",
    "cli",
)


class PackageTreeDirective(SphinxDirective):
    """List the folders of the package, each with what it is for and its modules."""

    def run(self) -> list[Node]:
        rows = [
            [
                cell(build_literal(name)),
                cell(nodes.Text(summary_of(folder / "__init__.py"))),
                cell(*join_nodes(([build_literal(module)] for module in modules_of(folder)), ", ")),
            ]
            for name, folder in folders()
        ]
        return [table(["Folder", "What it is for", "Modules"], [20, 40, 40], rows)]


def folders() -> Iterator[tuple[str, Path]]:
    """Yield each folder with code, parents first, in the order of imports."""
    for top in TOP:
        for face in sorted((ROOT / top).rglob("__init__.py")):
            yield ".".join(face.parent.relative_to(ROOT).parts), face.parent


def modules_of(folder: Path) -> list[str]:
    """Return the names of the modules of a folder but for its face."""
    return sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")


def summary_of(file: Path) -> str:
    """Return the first line of the docstring of a module."""
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0].rstrip(".")


class FaceDirective(SphinxDirective):
    """Describe names that the face of a folder offers; for reStructuredText.

    The first argument is the folder. ``:members:`` lists the members to describe, none if it is
    empty; without it, all that have a docstring are described.
    """

    required_arguments = 1
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "members": directives.unchanged,
        "special-members": directives.unchanged,
    }

    def run(self) -> list[Node]:
        folder, *names = " ".join(self.arguments).split()
        face = importlib.import_module(f"{PACKAGE}.{folder}")
        for name in names:
            if name not in face.__all__:
                raise self.error(f"the face of {folder} does not offer {name!r}")
        lines = [describe(face, name, self.options) for name in names]
        return self.parse_text_to_nodes("\n".join(lines))


def describe(face: ModuleType, name: str, options: dict[str, str]) -> str:
    """Return the directive that describes a name that a face offers."""
    value = getattr(face, name)
    full_name = f"{face.__name__}.{name}"
    if inspect.isfunction(inspect.unwrap(value)):
        return _directive("autofunction", full_name, "")
    if choices := get_args(value):  # an alias of Literal, of which autodoc knows no docstring
        values = ", ".join(f"``{choice!r}``" for choice in choices)
        return _directive("py:data", name, f":module: {face.__name__}\n\nOne of {values}.")
    chosen = ":members:" if "members" not in options else ""
    if options.get("members"):
        chosen = f":members: {options['members']}\n:undoc-members:"
    if "special-members" in options:
        chosen += f"\n:special-members: {options['special-members']}"
    if issubclass(value, Exception):
        chosen += "\n:inherited-members:\n:exclude-members: add_note, with_traceback, args"
        return _directive("autoexception", f"{full_name}()", chosen)
    chosen += "\n:member-order: bysource\n:exclude-members: count, index"
    return _directive("autoclass", f"{full_name}()", chosen)


def _directive(kind: str, argument: str, options: str) -> str:
    lines = "".join(f"   {line}\n" if line else "\n" for line in options.strip(" ").splitlines())
    return f".. {kind}:: {argument}\n{lines}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("package-tree", PackageTreeDirective)
    app.add_directive("face", FaceDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
