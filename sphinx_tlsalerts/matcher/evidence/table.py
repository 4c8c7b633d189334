"""All rules in one table, in the order in which they are tried."""

from __future__ import annotations

from sphinx_tlsalerts.matcher.evidence.files import FILES
from sphinx_tlsalerts.matcher.evidence.hosts import HOSTS, LONE_PORTS
from sphinx_tlsalerts.matcher.evidence.platforms import FRAMEWORKS_PYTHON, PLATFORMS, SHARED_PATHS
from sphinx_tlsalerts.matcher.evidence.rules import Rule, make_rules
from sphinx_tlsalerts.matcher.evidence.sides import SIDES
from sphinx_tlsalerts.matcher.evidence.tools import SHARED_WORDS, TOOLS
from sphinx_tlsalerts.matcher.evidence.versions import VERSIONS

RULES: tuple[Rule, ...] = (
    *make_rules("tool", TOOLS),
    *make_rules("sharedWord", SHARED_WORDS),
    *make_rules("platform", PLATFORMS),
    *make_rules("sharedPath", SHARED_PATHS),
    *make_rules("framework", {"python.org": FRAMEWORKS_PYTHON}),
    *make_rules("side", SIDES),
    *(Rule("version", rule.component, rule.parts, rule.pattern) for rule in VERSIONS),
    *(Rule("host", "", *rule) for rule in HOSTS),
    *(Rule("port", "", *rule) for rule in LONE_PORTS),
    *(Rule("file", "", *rule) for rule in FILES),
)
