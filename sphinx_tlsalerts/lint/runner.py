"""Run the rules for advice over a guide.

Most files break no rule. So each rule first looks at the texts of the whole guide together, and
only the rules that may be broken search them entry by entry.
"""

from __future__ import annotations

from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from sphinx_tlsalerts.guides import Bundled
from sphinx_tlsalerts.lint.advice import Scope
from sphinx_tlsalerts.lint.findings import Places
from sphinx_tlsalerts.lint.prefilter import GuideTexts
from sphinx_tlsalerts.lint.rules import (
    prepare_contradictions,
    prepare_insecure,
    prepare_mnemonics,
    prepare_platforms,
    prepare_versions,
)
from sphinx_tlsalerts.yamltree import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx_tlsalerts.guides import Entry, Guide
    from sphinx_tlsalerts.lint.findings import Hit, Prepare

#: The check of each rule of :data:`sphinx_tlsalerts.guides.ADVICE_RULES`.
CHECKS: Mapping[str, Prepare] = {
    "unknown-mnemonic": prepare_mnemonics,
    "alert-contradiction": prepare_contradictions,
    "undeclared-insecure": prepare_insecure,
    "forbidden-version": prepare_versions,
    "dead-platform": prepare_platforms,
}

#: The most findings of a file: each takes time to place and to print.
MAX_FINDINGS = 1000


def lint_guide(guide: Guide, path: str, source: str | Callable[[], str] = "") -> list[Problem]:
    """Return what is wrong with the advice of a guide, in the order of its lines.

    Texts that entries take over from the bundled catalogue are not looked at, unless the guide is
    that catalogue.

    :param path: the name of the file, for the findings
    :param source: the text of the file, or what reads it if something is found. Without it,
        findings have no columns, and lines may be wrong in texts that YAML folds.
    """
    hits = [*islice(_find_hits(guide), MAX_FINDINGS + 1)]
    if not hits:
        return []
    if len(hits) > MAX_FINDINGS:
        entry, rule, hit = hits[-1]
        message = f"more than {MAX_FINDINGS:,} findings; further ones are not told"
        hits[-1] = (entry, rule, hit._replace(message=message))
    places = Places(source if isinstance(source, str) else source())
    findings = {
        Problem(path, *places.of(hit), hit.message, entry.id if entry else "", rule)
        for entry, rule, hit in hits
    }
    unique: dict[tuple[int, int, str, str], Problem] = {}
    # An entry and those that extend it share texts: the first id is kept.
    for finding in sorted(findings, key=attrgetter("line", "column", "entry", "rule", "message")):
        key = (finding.line, finding.column, finding.rule, finding.message)
        unique.setdefault(key, finding)
    return [*unique.values()]


def _find_hits(guide: Guide) -> Iterator[tuple[Entry | None, str, Hit]]:
    """Yield the hits of all rules with their entries, without those that ``allow:`` permits."""
    texts = GuideTexts(guide)
    finders = {rule: find for rule, prepare in CHECKS.items() if (find := prepare(texts))}
    if not finders:
        return
    for entry in (None, *guide.entries):
        scope = Scope(guide, entry)
        for rule, find in finders.items():
            for hit in find(scope):
                is_taken_over = type(hit.text) is Bundled and texts.has_own
                if not is_taken_over and not (entry and _allows(entry, rule)):
                    yield entry, rule, hit


def _allows(entry: Entry, rule: str) -> bool:
    return any(allowance.rule == rule for allowance in entry.allow)
