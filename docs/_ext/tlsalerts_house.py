"""Pages about the code itself, derived from it: the tree of folders, and what their faces offer."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from tlsalerts_docs import cell, table

import sphinx_tlsalerts
from sphinx_tlsalerts.sphinx_ext.doctree import build_literal, join_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """Describe what the face of a folder offers; for reStructuredText.

    ``:members:`` gives the members to describe of a class that has more than its fields.
    """

    required_arguments = 1
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {}

    def run(self) -> list[Node]:
        folder, *names = self.arguments[0].split()
        module = importlib.import_module(f"{PACKAGE}.{folder}")
        lines = [describe(f"{PACKAGE}.{folder}.{name}", getattr(module, name)) for name in names]
        return self.parse_text_to_nodes("\n".join(lines))


def describe(name: str, value: object) -> str:
    """Return the autodoc directive for a name that a face offers."""
    if inspect.isclass(value) and issubclass(value, Exception):
        options = ":members:\n:inherited-members:\n:exclude-members: add_note, with_traceback, args"
        return _directive("autoexception", f"{name}()", options)
    if inspect.isclass(value):
        options = ":members:\n:member-order: bysource\n:exclude-members: count, index"
        return _directive("autoclass", f"{name}()", options)
    if inspect.isfunction(value):
        return _directive("autofunction", name, "")
    return _directive("autodata", name, ":no-value:")


def _directive(kind: str, argument: str, options: str) -> str:
    lines = "".join(f"   {line}\n" for line in options.splitlines())
    return f".. {kind}:: {argument}\n{lines}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("package-tree", PackageTreeDirective)
    app.add_directive("face", FaceDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
