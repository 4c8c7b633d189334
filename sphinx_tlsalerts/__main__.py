"""The command line, as ``python -m sphinx_tlsalerts``."""

from __future__ import annotations

import sys

from sphinx_tlsalerts.cli import main

if __name__ == "__main__":
    sys.exit(main())
