"""The snippets of the documentation, in both languages."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from support.places import DOCS

if TYPE_CHECKING:
    from support.building import Project


SNIPPETS = DOCS / "snippets"


def names(language: str, suffix: str) -> set[str]:
    return {path.stem for path in (SNIPPETS / language).glob(f"*.{suffix}")}


NAMES = sorted(names("rst", "rst") | names("myst", "md"))


#: What a snippet must leave behind at least one of: it shows something of this package.
OURS = (
    nodes.table,
    nodes.section,
    nodes.definition_list,
    nodes.container,
    addnodes.desc,
    addnodes.index,
    addnodes.pending_xref,
)


#: What snippets refer to that another page of the documentation shows.
ENTRIES = ":orphan:\n\n.. tls-troubleshooting:: /troubleshooting/certificates.yaml\n"


def options_of_the_documentation(project: Project) -> dict[str, Any]:
    """Return what snippets rely on of the ``conf.py`` that shows them."""
    spec = importlib.util.spec_from_file_location("documentation_conf", DOCS / "conf.py")
    assert spec is not None
    assert spec.loader is not None
    conf = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(conf)
    found = {name: value for name, value in vars(conf).items() if name.startswith("tlsalerts_")}
    for name in found.get("tlsalerts_registry_overlays", ()):
        project.write({name: (DOCS / name).read_text(encoding="utf-8")})
    return found
