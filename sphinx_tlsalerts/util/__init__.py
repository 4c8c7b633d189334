"""Small helpers that know nothing of TLS, YAML or Sphinx."""
