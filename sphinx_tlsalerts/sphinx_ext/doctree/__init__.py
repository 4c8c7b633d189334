"""From records to docutils nodes. Nothing here reads a page or knows a builder."""
