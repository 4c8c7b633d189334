"""Listeners: what happens between the phases of a build.

What needs the registries or YAML imports them late, so that a project that
uses none of them does not load them.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_tlsalerts.registries.rfc import RFC_BASE_URL
from sphinx_tlsalerts.sphinx_ext.doctree.marks import entries_about
from sphinx_tlsalerts.sphinx_ext.env.pending_writes import note_unwritten, note_written
from sphinx_tlsalerts.sphinx_ext.env.records import DOMAIN
from sphinx_tlsalerts.sphinx_ext.env.store import ObjectStore
from sphinx_tlsalerts.sphinx_ext.html.assets import FINDER_DATA
from sphinx_tlsalerts.sphinx_ext.html.builders import BROWSER_BUILDERS
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from docutils.nodes import Element, TextElement
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinx_tlsalerts.registries.overlays import Overlay
