"""YAML and JSON as a tree whose values know their line and column."""
