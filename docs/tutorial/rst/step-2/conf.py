project = "Example DB"
