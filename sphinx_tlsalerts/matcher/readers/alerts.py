"""Alerts in a line: numbers, names and texts of any implementation.

Many texts of alerts are everyday words, such as ``internal error``. They count only after
words that announce an alert.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.regex import compiled
from sphinx_tlsalerts.registries import load_alerts

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Words after which an alert stands, by name or number, each with a part that a line must have:
#: searching for fixed words is much cheaper. All are searched in lower case. Few lines need any of
#: them, so they are compiled when one does.
ANNOUNCED = (
    ("ssl alert number", r"ssl alert number (?P<rest>\d{1,3})\b"),
    (
        " alert",
        (
            r"(?:ssl|tls)[^ ]{0,6} alert\b:?,? ?(?:\((?:read|write)\):? )?"
            r"(?:(?:fatal|warning)[:, -]+)?(?:number )?(?P<rest>.{2,60})"
        ),
    ),
    (
        "r alert",
        (
            r"(?:server|client) alert(?: received)?\b[:= \[-]{1,3}"
            r"(?:(?:fatal|warning)[:, -]+)?[\"'(]?(?P<rest>.{2,60})"
        ),
    ),
    ("fatal alert", r"fatal alert(?: received)?\b[:= \[-]{1,3}[\"'(]?(?P<rest>.{2,60})"),
    ("description = ", r"alert: {1,2}(?:fatal|warning), description = (?P<rest>.{2,60})"),
    ("received alert", r"received alert \[(?P<rest>\d{1,3})\]"),
    ("error: tls: ", r"(?:remote|local) error: tls: (?P<rest>.{2,60})"),
    ("alert (level", r"alert \(level: (?:fatal|warning), description: (?P<rest>.{2,60})"),
    ("alert read:", r"alert read: ?(?:fatal|warning): ?(?P<rest>.{2,60})"),
    ("alert write:", r"alert write: ?(?:fatal|warning): ?(?P<rest>.{2,60})"),
    ("alert [length", r"alert \[length [0-9a-f]+\], (?:fatal|warning) (?P<rest>.{2,60})"),
    (
        "tls protocol defined",
        r"tls protocol defined fatal (?:alert|error) code is (?P<rest>\d{1,3})",
    ),
    ("tls_alert", r"tls_alert,? ?\{?[\"']?(?P<rest>.{2,60})"),
    (" alert ", r"(?:tls|ssl)\b.{0,40}\balert (?:number )?(?P<rest>\d{1,3})\b"),
)

#: Parts of which a line has one that has any of those.
ANNOUNCED_PARTS = ("alert", "error: tls: ", "tls protocol defined")

#: OpenSSL's own texts, which name no alert in so many words: ``tlsv1 unrecognized name``.
OPENSSL = r"(?P<rest>(?:sslv3|tlsv13?|ssl/tls) [a-z].{2,60})"

OPENSSL_PARTS = ("sslv3 ", "tlsv1", "ssl/tls ")

#: Names that can be nothing else than an alert.
IDENTIFIER = (
    r"\b(?:SSL_AD_|TLS1_AD_|GNUTLS_A_|ALERT_DESCRIPTION_|AlertDescription(?:\.|::)"
    r"|SSL_ERROR_\w*_ALERT\b|(?:ERR_SSL_|SSL_R_)?(?:SSLV3|TLSV1|TLSV13|TLS|SSL/TLS)_\w)\w*"
)

#: How programs log an alert that they sent themselves.
SENT = (
    r"\(out\), (?:tls|ssl) alert|>>> [^,]{2,24}, alert \[|alert write:"
    r"|\bsend(?:ing)?:? (?:fatal |warning )?(?:(?:tls|ssl)\S* )?alert"
    r"|(?<!peer )(?<!server )(?<!client )(?<!remote )\bsent (?:an? |the )?"
    r"(?:(?:fatal|warning|(?:tls|ssl)\S*) ){0,3}alert"
    r"|generated (?:client|server) alert|alert was generated|local error: tls: "
)

#: How programs log all that they get, be it an error or not.
TRACED = r"\(in\), (?:tls|ssl) alert|<<< [^,]{2,24}, alert \[|alert read:|\bwarning\b"

#: The alert that ends a connection in order: in a log of all records it is no error.
CLOSE_NOTIFY = "close_notify"

WORD = r"[a-z0-9]+"
NOT_WORD = r"[^a-z0-9]+"

#: The most words of any text of an alert.
MOST_WORDS = 9


class Told(NamedTuple):
    """An alert in a line."""

    name: str
    sent: bool  #: by the side that wrote the line, which therefore has another error


@cache
def alert_texts() -> dict[str, str]:
    """Return the name of the alert for every spelling that names only one, folded."""
    found: dict[str, set[str]] = {}
    for spelling, alerts in load_alerts().spellings.items():
        if len(alerts) == 1:
            found.setdefault(_fold(spelling), set()).add(alerts[0].name)
    return {text: names.pop() for text, names in found.items() if len(names) == 1}


def _fold(text: str) -> str:
    return compiled(NOT_WORD).sub(" ", text.lower()).strip()


def alert_spelled(text: str) -> str | None:
    """Return the name of the alert that a whole text spells."""
    return alert_texts().get(_fold(text))


def _at_start(rest: str) -> str | None:
    """Return the alert that *rest* begins with, by its number or the longest text."""
    words = compiled(WORD).findall(rest)[:MOST_WORDS]
    if not words:
        return None
    if words[0].isdigit():
        code = int(words[0][:4])
        return load_alerts()[code].name if code in load_alerts() else None
    texts = alert_texts()
    for count in range(len(words), 0, -1):
        name = texts.get(" ".join(words[:count]))
        if name:
            return name
    return None


def alerts_in(text: str, low: str) -> Iterator[Told]:
    """Yield the alerts in a line."""
    found = [*_names_in(text, low)]
    if not found:
        return
    sent = bool(compiled(SENT).search(low))
    for name in found:
        if name != CLOSE_NOTIFY or not (sent or compiled(TRACED).search(low)):
            yield Told(name, sent)


def _names_in(text: str, low: str) -> Iterator[str]:
    """Yield the names of the alerts in a line."""
    if any(part in low for part in ANNOUNCED_PARTS):
        for part, pattern in ANNOUNCED:
            if part in low:
                yield from _alerts_of(pattern, low)
    if any(part in low for part in OPENSSL_PARTS):
        yield from _alerts_of(OPENSSL, low)
    if "_" in text or "AlertDescription" in text:
        names = (alert_spelled(match[0]) for match in compiled(IDENTIFIER).finditer(text))
        yield from filter(None, names)


def _alerts_of(pattern: str, low: str) -> Iterator[str]:
    """Yield the alerts with which what a pattern finds begins."""
    found = compiled(pattern).finditer(low)
    yield from filter(None, (_at_start(match["rest"]) for match in found))
