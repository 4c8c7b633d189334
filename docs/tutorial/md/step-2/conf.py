project = "Example DB"
extensions = ["myst_parser"]
