"""Build addresses of RFC sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_tlsalerts.registries.alert_records import Section


#: Where RFCs are, unless the project's docutils settings say otherwise (Sphinx's own default).
RFC_BASE_URL = "https://datatracker.ietf.org/doc/html/"


def rfc_url(where: Section, base: str = RFC_BASE_URL) -> str:
    """Return the address of a section of an RFC."""
    return f"{base}rfc{where.rfc}.html#section-{where.section}"
