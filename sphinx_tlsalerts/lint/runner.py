"""The rules, and the run over a guide.

Most files break no rule, so the texts of a guide are first looked at together:
only a rule for which something speaks looks at them one by one.
"""

from __future__ import annotations

from functools import cached_property, partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from sphinx_tlsalerts.guides import Bundled
from sphinx_tlsalerts.lint.advice import passages_around, passages_of
from sphinx_tlsalerts.lint.findings import Finding, Places
from sphinx_tlsalerts.lint.prefilter import Words, texts_with_advice
from sphinx_tlsalerts.lint.rules import insecure, platforms, versions
from sphinx_tlsalerts.lint.rules import mnemonics as names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx_tlsalerts.guides import Entry, Guide, Text
    from sphinx_tlsalerts.lint.advice import Passage
    from sphinx_tlsalerts.lint.findings import Hit

#: Each rule with what it finds.
RULES: Mapping[str, str] = {
    "unknown-mnemonic": "a mnemonic that no OpenSSL release knows",
    "alert-contradiction": "a message that names another alert or code than its entry",
    "undeclared-insecure": "advice that weakens protection and is not marked as insecure",
    "forbidden-version": "advice to use SSL 2.0, SSL 3.0, TLS 1.0 or TLS 1.1",
    "dead-platform": "advice to use what gets no security updates",
}

#: How many findings of a file are told: each takes a while to place and to print.
MAX_FINDINGS = 1000


def lint_guide(guide: Guide, path: str, source: str | Callable[[], str] = "") -> list[Finding]:
    """Return what is wrong with the advice of a guide, in the order of its lines.

    Texts that entries take over from the bundled catalogue are not looked at, unless the guide is
    that catalogue.

    :param path: the name of the file, for the findings
    :param source: the text of the file, or what reads it if something is found. Without it,
        findings have no columns, and lines may be wrong in texts that YAML folds.
    """
    found = [*islice(_Run(guide).hits(), MAX_FINDINGS + 1)]
    if not found:
        return []
    if len(found) > MAX_FINDINGS:
        entry, rule, hit = found[-1]
        words = f"more than {MAX_FINDINGS:,} findings; further ones are not told"
        found[-1] = (entry, rule, hit._replace(message=words))
    places = Places(source if isinstance(source, str) else source())
    findings = {
        Finding(path, *places.of(hit), entry.id if entry else "", rule, hit.message)
        for entry, rule, hit in found
    }
    seen: dict[tuple[int, int, str, str], Finding] = {}
    for finding in sorted(findings):  # an entry and those that extend it say the same
        seen.setdefault((*finding[1:3], *finding[4:]), finding)
    return [*seen.values()]


_Found = tuple["Entry | None", str, "Hit"]


class _Run:
    """One run over a guide."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.entries = guide.entries

    def hits(self) -> Iterator[_Found]:
        """Yield all hits of all rules that the entries do not allow themselves to break."""
        for entry, rule, hit in chain(self._mnemonics(), self._contradictions(), self._advice()):
            allowed = {one.rule for one in entry.allow} if entry else set()
            if rule not in allowed and not (type(hit.text) is Bundled and self._has_own_texts):
                yield entry, rule, hit

    @cached_property
    def _has_own_texts(self) -> bool:
        """Tell whether the guide has texts that are not of the bundled catalogue."""
        texts = [*texts_with_advice(self.entries), *self._named_texts()]
        return any(type(text) is not Bundled for text in texts)

    def _named_texts(self) -> Iterator[Text]:
        return (text for entry in self.entries for text in names.mnemonic_texts(entry))

    def _mnemonics(self) -> Iterator[_Found]:
        if names.are_suspected(self._named_texts()):
            for entry in self.entries:
                for hit in names.find_unknown(names.mnemonic_texts(entry)):
                    yield entry, "unknown-mnemonic", hit

    def _contradictions(self) -> Iterator[_Found]:
        told = [entry for entry in self.entries if entry.alerts or entry.verify_codes]
        if not told:
            return
        # Late: it needs both registries.
        from sphinx_tlsalerts.lint.rules import find_contradictions

        for entry in told:
            for hit in find_contradictions(entry):
                yield entry, "alert-contradiction", hit

    def _advice(self) -> Iterator[_Found]:
        guide = self.guide
        around = [text for text in (guide.intro, guide.after) if text]
        words = Words([*texts_with_advice(self.entries), *around], small=True)
        finders: dict[str, Callable[[list[Passage]], Iterator[Hit]]] = {}
        if suspects := insecure.suspected(words):
            finders["undeclared-insecure"] = partial(insecure.find_insecure, suspects=suspects)
        if versions.is_suspected(words):
            finders["forbidden-version"] = versions.find_forbidden
        if platforms.is_suspected(words):
            finders["dead-platform"] = platforms.find_dead
        if not finders:
            return
        groups = [
            (None, passages_around(guide)),
            *((one, passages_of(one)) for one in self.entries),
        ]
        for entry, passages in groups:
            for rule, find in finders.items():
                for hit in find(passages):
                    yield entry, rule, hit
