"""Build the nodes of troubleshooting entries."""
