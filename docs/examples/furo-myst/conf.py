"""An operations guide in Markdown: furo and MyST."""

project = "Lantern gateway"
author = "The Lantern operators"
project_copyright = "the Lantern operators"

extensions = ["myst_parser", "sphinx_tlsalerts"]
nitpicky = True
myst_enable_extensions = ["colon_fence", "deflist"]

# What the alerts mean in this house.
tlsalerts_registry_overlays = ["house.yaml"]
# For all troubleshooting files: the names that change with an installation.
tlsalerts_substitutions = {"gateway": "gateway.example", "on-call": "#lantern-on-call"}

html_theme = "furo"
html_title = "Lantern gateway"

latex_documents = [("index", "lantern-gateway.tex", "Lantern gateway", author, "howto")]
