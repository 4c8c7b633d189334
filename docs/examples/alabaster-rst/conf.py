"""The manual of a database client, as most projects begin: alabaster and reStructuredText."""

project = "Tallow client"
author = "The Tallow authors"
project_copyright = "the Tallow authors"
version = "3.2"
release = "3.2.1"

extensions = ["sphinx_tlsalerts"]
nitpicky = True

html_theme = "alabaster"
html_theme_options = {
    "description": "The Python client of the Tallow database",
    "fixed_sidebar": True,
    # Tables of alerts have more columns than prose needs.
    "page_width": "70rem",
}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}

latex_documents = [("index", "tallow-client.tex", "Tallow client", author, "manual")]
