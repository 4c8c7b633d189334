"""Parse the prose of troubleshooting files."""
