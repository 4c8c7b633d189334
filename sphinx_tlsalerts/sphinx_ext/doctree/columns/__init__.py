"""Define the columns of tables and the fields of descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.sphinx_ext.doctree.columns.alerts import (
        ALERT_COLUMNS,
        ALERT_PRESETS,
        DEFAULT_ALERT_COLUMNS,
        DEFAULT_ALERT_FIELDS,
    )
    from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import (
        Column,
        Surroundings,
        build_cell,
        build_entries_cell,
        build_reference,
    )
    from sphinx_tlsalerts.sphinx_ext.doctree.columns.ssl_enums import (
        DEFAULT_ENUM_COLUMNS,
        ENUM_COLUMNS,
    )
    from sphinx_tlsalerts.sphinx_ext.doctree.columns.trust import (
        DEFAULT_TRUST_COLUMNS,
        TRUST_COLUMNS,
        build_trust_lines,
    )
    from sphinx_tlsalerts.sphinx_ext.doctree.columns.verify_codes import (
        DEFAULT_VERIFY_COLUMNS,
        DEFAULT_VERIFY_FIELDS,
        VERIFY_COLUMNS,
    )

__all__ = [
    "ALERT_COLUMNS",
    "ALERT_PRESETS",
    "DEFAULT_ALERT_COLUMNS",
    "DEFAULT_ALERT_FIELDS",
    "DEFAULT_ENUM_COLUMNS",
    "DEFAULT_TRUST_COLUMNS",
    "DEFAULT_VERIFY_COLUMNS",
    "DEFAULT_VERIFY_FIELDS",
    "ENUM_COLUMNS",
    "TRUST_COLUMNS",
    "VERIFY_COLUMNS",
    "Column",
    "Surroundings",
    "build_cell",
    "build_entries_cell",
    "build_reference",
    "build_trust_lines",
]

__getattr__ = offer(
    __name__,
    {
        "alerts": "ALERT_COLUMNS ALERT_PRESETS DEFAULT_ALERT_COLUMNS DEFAULT_ALERT_FIELDS",
        "cells": "Column Surroundings build_cell build_entries_cell build_reference",
        "ssl_enums": "DEFAULT_ENUM_COLUMNS ENUM_COLUMNS",
        "trust": "DEFAULT_TRUST_COLUMNS TRUST_COLUMNS build_trust_lines",
        "verify_codes": "DEFAULT_VERIFY_COLUMNS DEFAULT_VERIFY_FIELDS VERIFY_COLUMNS",
    },
)
