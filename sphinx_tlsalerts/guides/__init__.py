"""Troubleshooting entries in YAML: their models, their reader, their JSON Schema."""
