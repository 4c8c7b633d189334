project = "Example DB"
extensions = ["sphinx_tlsalerts"]
