"""A library's manual with references to Python's, and a German translation."""

project = "Letterbird"
author = "The Letterbird authors"
project_copyright = "the Letterbird authors"
version = "1.4"
release = "1.4.0"

extensions = ["sphinx.ext.intersphinx", "sphinx_tlsalerts"]
nitpicky = True

# The inventory stands in the project, so the build asks the network for nothing. With None in its
# place, Sphinx takes that of docs.python.org.
intersphinx_mapping = {"python": ("https://docs.python.org/3", "inventories/python.inv")}

# python -m sphinx -D language=de: Sphinx compiles the catalogues of locale/de.
language = "en"
locale_dirs = ["locale"]
gettext_compact = False

html_theme = "sphinx_rtd_theme"

latex_documents = [("index", "letterbird.tex", "Letterbird", author, "howto")]
