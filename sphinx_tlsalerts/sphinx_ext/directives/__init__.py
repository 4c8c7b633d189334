"""The directives, as the domain registers them."""

from __future__ import annotations

from sphinx_tlsalerts.sphinx_ext.directives.lazy import (
    Alert,
    AlertTable,
    Error,
    ErrorFinder,
    SslEnum,
    SslExceptions,
    Troubleshooting,
    TrustTable,
    Verify,
    VerifyTable,
)

__all__ = [
    "Alert",
    "AlertTable",
    "Error",
    "ErrorFinder",
    "SslEnum",
    "SslExceptions",
    "Troubleshooting",
    "TrustTable",
    "Verify",
    "VerifyTable",
]
