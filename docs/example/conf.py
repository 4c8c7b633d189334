"""A small project that documents TLS errors."""

project = "Example DB"
author = "The Example DB authors"
project_copyright = "the Example DB authors"

extensions = ["sphinx_tlsalerts"]

html_title = "Example DB"
html_theme = "alabaster"
html_theme_options = {
    "description": "A database that speaks TLS on every connection",
    "fixed_sidebar": True,
    "page_width": "70rem",
}
html_sidebars = {"**": ["about.html", "localtoc.html", "searchbox.html"]}
