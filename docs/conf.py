"""Sphinx configuration of the documentation of sphinx-tlsalerts."""

from __future__ import annotations

import sys
from pathlib import Path

import sphinx_tlsalerts

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "sphinx-tlsalerts"
author = "The sphinx-tlsalerts team"
project_copyright = "the sphinx-tlsalerts team"
version = release = sphinx_tlsalerts.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_tlsalerts",
    "sphinxext.opengraph",
    "sitemap",  # docs/_ext
    "tlsalerts_docs",  # docs/_ext: the generated parts of these pages
    "tlsalerts_format",
    "tlsalerts_house",
]
# The example project is built on its own; snippets are included by pages.
exclude_patterns = ["_build", "example", "examples", "snippets", "troubleshooting", "tutorial"]
nitpicky = True
autodoc_typehints_format = "short"
# Types in signatures that are of the standard library, or internal. All others are on the page.
nitpick_ignore_regex = [("py:class", "Path|Recognised")]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 2

tlsalerts_registry_overlays = ["overlays/reading-aids.yaml"]

html_theme = "furo"
html_title = "sphinx-tlsalerts"
html_baseurl = "https://sphinx-tlsalerts.readthedocs.io/en/latest/"
ogp_site_url = html_baseurl
ogp_image = "_static/social.png"
ogp_image_alt = "sphinx-tlsalerts: a directive, and the table of TLS alerts that it gives"
ogp_social_cards = {"enable": False}  # one picture for all pages
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_js_files = ["docs.js"]
copybutton_exclude = ".linenos, .gp, .go"

epub_show_urls = "no"
# Constants of OpenSSL and Python are longer than a column of the indices is wide.
latex_elements = {"preamble": r"\AddToHook{env/sphinxtheindex/begin}{\footnotesize\raggedright}"}
man_pages = [("index", "sphinx-tlsalerts", "TLS alerts in Sphinx documentation", [author], 7)]
texinfo_documents = [
    (
        "index",
        "sphinx-tlsalerts",
        "sphinx-tlsalerts",
        author,
        "sphinx-tlsalerts",
        "TLS alerts in Sphinx documentation",
        "Documentation tools",
    )
]
