"""A sitemap for search engines.

The extension sphinx-sitemap uses what Sphinx will take away, and orders pages by the workers that
wrote them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write the addresses of all pages. For ``build-finished``."""
    if exception is not None or app.builder.name not in {"html", "dirhtml"}:
        return
    pages = ET.Element("urlset", xmlns=NAMESPACE)
    for docname in sorted(app.env.all_docs):
        page = ET.SubElement(pages, "url")
        ET.SubElement(page, "loc").text = app.config.html_baseurl + app.builder.get_target_uri(
            docname
        )
    ET.indent(pages)
    file = Path(app.outdir, "sitemap.xml")
    file.write_bytes(ET.tostring(pages, encoding="utf-8", xml_declaration=True))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up the extension."""
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
