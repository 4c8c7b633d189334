"""All rules in one table, in the order in which they are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.matcher.evidence.files import FILES
from sphinx_tlsalerts.matcher.evidence.hosts import HOSTS, LONE_PORTS
from sphinx_tlsalerts.matcher.evidence.platforms import FRAMEWORKS_PYTHON, PLATFORMS, SHARED_PATHS
from sphinx_tlsalerts.matcher.evidence.rules import make_rules
from sphinx_tlsalerts.matcher.evidence.sides import SIDES
from sphinx_tlsalerts.matcher.evidence.tools import SHARED_WORDS, TOOLS
from sphinx_tlsalerts.matcher.evidence.versions import VERSIONS

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher.evidence.rules import Rule

RULES: tuple[Rule, ...] = (
    *make_rules("tool", TOOLS),
    *make_rules("sharedWord", SHARED_WORDS),
    *make_rules("platform", PLATFORMS),
    *make_rules("sharedPath", SHARED_PATHS),
    *make_rules("framework", {"python.org": FRAMEWORKS_PYTHON}),
    *make_rules("side", SIDES),
    *VERSIONS,
    *HOSTS,
    *LONE_PORTS,
    *FILES,
)
