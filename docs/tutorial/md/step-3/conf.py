project = "Example DB"
extensions = ["myst_parser", "sphinx_tlsalerts"]
