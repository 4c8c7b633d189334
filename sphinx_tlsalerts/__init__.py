"""TLS alerts, Python ``ssl`` names and TLS troubleshooting for Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up the extension: Sphinx's entry point.

    The import is late so that ``import sphinx_tlsalerts`` and the registry
    below it work without Sphinx.
    """
    from sphinx_tlsalerts.sphinx_ext import setup_extension

    return setup_extension(app)
