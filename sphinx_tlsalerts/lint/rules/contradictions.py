"""Messages that contradict the alerts and the verification codes of their entry."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.lint.findings import Hit
from sphinx_tlsalerts.registries import NO_TEXT, load_alerts, load_verify_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.guides import Text
    from sphinx_tlsalerts.lint.advice import Scope
    from sphinx_tlsalerts.lint.findings import Finder
    from sphinx_tlsalerts.lint.prefilter import GuideTexts
    from sphinx_tlsalerts.registries import Alert

#: Who is, or can be, the other side: what it sends and reads is not what the entry is about.
_OTHER_SIDE = re.compile(
    r"\b(?:server|client|peer|proxy|log|logs|other|broker|load balancer|s_server|s_client)\b",
    re.IGNORECASE,
)

#: What a name of an alert looks like, or stands behind.
_ANCHOR = re.compile(
    r"\balert (?:number )?\[?(?P<number>\d{1,3})\b(?!\.\d)\]?"
    r"|(?P<word>\b(?:[A-Z][A-Z0-9]*_[A-Z0-9_]+|alert_[a-z_]+)\b)"
    r"|(?P<text>\b(?:sslv3|tlsv1|tlsv13|ssl/tls|tls) (?:alert )?[a-z][a-z ]+)"
    r"|(?:\b[Aa]lert(?: received| sent)?|\bremote error: tls|\bDescription|\bAlertReceived)"
    r"\s*[:,=(]\s*(?P<behind>\w[\w ]*)"
)

_VERIFICATION = re.compile(
    r"\bcertificate verify failed: (?P<text>[^\n()]+)"
    r"|\bverify error:num=(?P<code>\d+)(?::(?P<text2>[^\n]+))?"
    r"|\b[Vv]erif(?:y return code|ication error|ication failed)\s*:\s*(?:(?P<code2>\d+) \()?"
    r"(?P<text3>[^\n()]+)"
    r"|\b(?P<constant>X509_V_ERR_[A-Z0-9_]+)\b"
)


#: What each text has that names an alert, in small letters.
_HINTS = ("alert", "tlsv1", "tls: ", "description", "gnutls_a", "ssl_ad")

#: How many words the longest text of an alert has.
_LONGEST = 8


class _Named(NamedTuple):
    """What a message names."""

    start: int
    end: int
    names: frozenset[str]  #: what it can mean
    shown: str


def prepare(texts: GuideTexts) -> Finder | None:
    """Return a finder of contradictions, or None if no entry lists alerts or codes."""
    listing = (entry for entry in texts.entries if entry.alerts or entry.verify_codes)
    return find_contradictions if any(listing) else None


def find_contradictions(scope: Scope) -> Iterator[Hit]:
    """Yield the messages that name other alerts or codes than their entry."""
    entry = scope.entry
    if entry is None:
        return
    alerts, codes = entry.alerts, entry.verify_codes
    if not alerts and not codes:
        return
    texts = [one.text for one in entry.messages if not one.where or not is_other_side(one.where)]
    for text in [*texts, *entry.matches]:
        if alerts and _names_another(text, alerts):
            yield from _contradictions(text, _alerts_in(text), alerts, "alerts")
        if codes and ("erif" in text or "X509_V" in text):
            yield from _contradictions(text, _codes_in(text), codes, "verify_codes")


def _names_another(text: str, alerts: list[str]) -> bool:
    """Tell quickly whether a text may name an alert, and names none of *alerts*."""
    small = text.lower()
    for hint in _HINTS:
        if hint in small:
            break
    else:
        return False
    joined = small.replace(" ", "_")
    return not any(name in joined for name in alerts)


def is_other_side(where: str) -> bool:
    """Tell whether *where* is the other side, and not the same error elsewhere."""
    return _OTHER_SIDE.search(where) is not None


def _contradictions(
    text: Text, found: Iterator[_Named], listed: list[str], key: str
) -> Iterator[Hit]:
    for one in found:
        if one.names.isdisjoint(listed):
            words = f"the message tells of {one.shown}, which is not among '{key}' of the entry"
            yield Hit(text, one.start, one.end, words)
            return  # the others of the message say the same


def _alerts_in(text: str) -> Iterator[_Named]:
    for match in _ANCHOR.finditer(text):
        if match["number"]:
            alerts = _with_code(int(match["number"]))
        else:
            alerts = _meant_by(match["word"] or match["text"] or match["behind"])
        if alerts:
            shown = " or ".join(f"{one.name} ({one.code})" for one in alerts)
            names = frozenset(one.name for one in alerts)
            yield _Named(match.start(), match.end(), names, f"the alert {shown}")


def _with_code(code: int) -> tuple[Alert, ...]:
    registry = load_alerts()
    return (registry[code],) if code in registry else ()


@cache
def _spellings() -> dict[str, tuple[Alert, ...]]:
    """Return the spellings of alerts, those in several words also with underscores."""
    return {re.sub(r"[\s-]+", "_", key): value for key, value in load_alerts().spellings.items()}


def _meant_by(words: str) -> tuple[Alert, ...]:
    """Return the alerts that the longest beginning of *words* names."""
    parts = words.split()
    for end in range(min(len(parts), _LONGEST), 0, -1):
        found = _spellings().get("_".join(parts[:end]).lower().replace("-", "_"))
        if found and not _means_more("_".join(parts[:end])):
            return found
    return ()


def _means_more(word: str) -> bool:
    """Tell whether a spelling also names what is no alert.

    A canonical name in capitals can be a reason of OpenSSL; the codes of Schannel and of NSS that
    name no alert are errors of the program itself as well.
    """
    if word.startswith(("SEC_E_", "SSL_ERROR_")):
        return not word.endswith("_ALERT")
    return word.isupper() and word.lower() in _canonical()


@cache
def _canonical() -> frozenset[str]:
    return frozenset(name for one in load_alerts() for name in (one.name, one.iana_name.lower()))


def _codes_in(text: str) -> Iterator[_Named]:
    for match in _VERIFICATION.finditer(text):
        words = match["constant"] or match["text"] or match["text2"] or match["text3"] or ""
        number = match["code"] or match["code2"]
        names = _with_text(words) or _with_number(number or "")
        if names:
            shown = " or ".join(sorted(names))
            yield _Named(match.start(), match.end(), names, f"the code {shown}")


def _with_text(words: str) -> frozenset[str]:
    registry = load_verify_codes()
    # The host name and the place are variable parts.
    shortened = words.partition(", certificate is not valid")[0].strip().rstrip(".")
    if shortened == NO_TEXT:
        return frozenset()
    try:
        return frozenset({registry.lookup(shortened, "3.0").constant}) if shortened else frozenset()
    except LookupError:
        return frozenset()


def _with_number(number: str) -> frozenset[str]:
    """Return what a number means in any release."""
    codes = load_verify_codes()
    return frozenset(
        one.constant for one in codes if number in {str(n) for n in one.numbers.values()}
    )
