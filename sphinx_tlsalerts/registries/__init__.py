"""Facts about TLS with their sources: alerts, verification codes, ssl names, OpenSSL's reasons."""
