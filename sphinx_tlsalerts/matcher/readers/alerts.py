"""Find alerts in a line: numbers, names and texts of any implementation.

Many texts of alerts are everyday words, such as ``internal error``. They count only after
words that announce an alert.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.regex import compile_once
from sphinx_tlsalerts.registries import load_alerts

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Words that announce an alert by name or number, each with a part that a line must have: a search
#: for fixed parts is much cheaper. All are searched in lower case, and compiled on first use, since
#: few lines need any of them.
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
        " alert",
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

#: Every line with one of those has one of these parts.
ANNOUNCED_PARTS = ("alert", "error: tls: ", "tls protocol defined")

#: Wordings that could announce something else: they count only in texts that are known to be about
#: TLS, such as the messages of a guide.
ANNOUNCED_IN_TLS = (
    r"\b(?:alert(?: received| sent)?|alertreceived|description)\s*[:,=(]\s*[\"']?(?P<rest>.{2,60})",
    r"\balert (?:number )?\[?(?P<rest>\d{1,3})\b(?!\.\d)",
)

ANNOUNCED_IN_TLS_PARTS = ("alert", "description")

#: OpenSSL's own texts, some without the word "alert": ``tlsv1 unrecognized name``.
OPENSSL = r"(?P<rest>(?:sslv3|tlsv13?|ssl/tls) [a-z].{2,60})"

OPENSSL_PARTS = ("sslv3 ", "tlsv1", "ssl/tls ")

#: Identifiers that can only be an alert.
IDENTIFIER = (
    r"\b(?:SSL_AD_|TLS1_AD_|GNUTLS_A_|ALERT_DESCRIPTION_|AlertDescription(?:\.|::)"
    r"|SSL_ERROR_\w*_ALERT\b|(?:ERR_SSL_|SSL_R_)?(?:SSLV3|TLSV1|TLSV13|TLS|SSL/TLS)_\w)\w*"
)

#: Every line with one of those names has one of these parts in lower case.
IDENTIFIER_PARTS = (
    "alert", "sslv3_", "tlsv1", "tls_", "ssl/tls_", "ssl_ad_", "tls1_ad_", "gnutls_a_",
)  # fmt: skip

#: Forms in which programs log an alert that they sent themselves.
SENT = (
    r"\(out\), (?:tls|ssl) alert|>>> [^,]{2,24}, alert \[|alert write:"
    r"|\bsend(?:ing)?:? (?:fatal |warning )?(?:(?:tls|ssl)\S* )?alert"
    r"|(?<!peer )(?<!server )(?<!client )(?<!remote )\bsent (?:an? |the )?"
    r"(?:(?:fatal|warning|(?:tls|ssl)\S*) ){0,3}alert"
    r"|generated (?:client|server) alert|alert was generated|local error: tls: "
)

#: What a side that sends an alert has noticed: the name of a verification code or of a reason.
NOTICED = {
    "unknown_ca": "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "certificate_expired": "X509_V_ERR_CERT_HAS_EXPIRED",
    "certificate_revoked": "X509_V_ERR_CERT_REVOKED",
    "unsupported_certificate": "X509_V_ERR_INVALID_PURPOSE",
    "decrypt_error": "X509_V_ERR_CERT_SIGNATURE_FAILURE",
    "handshake_failure": "NO_SHARED_CIPHER",
    "insufficient_security": "NO_SHARED_CIPHER",
    "protocol_version": "UNSUPPORTED_PROTOCOL",
    "certificate_required": "PEER_DID_NOT_RETURN_A_CERTIFICATE",
    "bad_record_mac": "DECRYPTION_FAILED_OR_BAD_RECORD_MAC",
}

#: Forms in which programs log every alert that they receive, error or not.
TRACED = r"\(in\), (?:tls|ssl) alert|<<< [^,]{2,24}, alert \[|alert read:|\bwarning\b"

#: The alert that closes a connection in the regular way: in a trace it is not an error.
CLOSE_NOTIFY = "close_notify"

WORD = r"[a-z0-9]+"
NOT_WORD = r"[^a-z0-9]+"

#: The most words of any text of an alert.
MOST_WORDS = 9


class LineAlert(NamedTuple):
    """An alert in a line."""

    name: str
    sent: bool  #: by the side that wrote the line, which therefore has another error
    start: int  #: the offset of the wording in the line
    end: int


@cache
def load_alert_texts() -> dict[str, str]:
    """Return the alert's name for each folded spelling that only one alert has."""
    names_of: dict[str, set[str]] = {}
    for spelling, alerts in load_alerts().spellings.items():
        if len(alerts) == 1:
            names_of.setdefault(_fold(spelling), set()).add(alerts[0].name)
    return {text: names.pop() for text, names in names_of.items() if len(names) == 1}


def _fold(text: str) -> str:
    return compile_once(NOT_WORD).sub(" ", text.lower()).strip()


def find_spelled_alert(text: str) -> str | None:
    """Return the name of the alert if the whole text is a spelling of it."""
    return load_alert_texts().get(_fold(text))


def _read_start(rest: str) -> tuple[str, int] | None:
    """Return the alert at the start of *rest*, and the end of its number or its longest text."""
    first = compile_once(WORD).search(rest)
    if first is None:
        return None
    if first[0].isdigit():
        code = int(first[0][:4])
        return (load_alerts()[code].name, first.end()) if code in load_alerts() else None
    texts = load_alert_texts()
    matches = [*islice(compile_once(WORD).finditer(rest), MOST_WORDS)]
    words = [match[0] for match in matches]
    for count in range(len(words), 0, -1):
        name = texts.get(" ".join(words[:count]))
        if name:
            return name, matches[count - 1].end()
    return None


def may_name_alert(low: str) -> bool:
    """Return whether a text in lower case has a part of any wording of an alert."""
    for part in _ALL_PARTS:  # noqa: SIM110 - a generator costs more than all the searches
        if part in low:
            return True
    return False


_ALL_PARTS = tuple(
    dict.fromkeys(ANNOUNCED_PARTS + ANNOUNCED_IN_TLS_PARTS + OPENSSL_PARTS + IDENTIFIER_PARTS)
)


def find_alerts(text: str, low: str, *, is_tls: bool = False) -> Iterator[LineAlert]:
    """Yield the alerts in a line.

    :param is_tls: whether the line is known to be about TLS, so that fewer words announce an alert
    """
    matches = [*_find_all(text, low)]
    for pattern in ANNOUNCED_IN_TLS if is_tls else ():
        matches += _match_pattern(pattern, low)
    if not matches:
        return
    sent = bool(compile_once(SENT).search(low))
    for name, start, end in matches:
        if name != CLOSE_NOTIFY or not (sent or compile_once(TRACED).search(low)):
            yield LineAlert(name, sent, start, end)


def _find_all(text: str, low: str) -> Iterator[tuple[str, int, int]]:
    """Yield the names of the alerts in a line, each with the span of its wording."""
    if any(part in low for part in ANNOUNCED_PARTS):
        for part, pattern in ANNOUNCED:
            if part in low:
                yield from _match_pattern(pattern, low)
    if any(part in low for part in OPENSSL_PARTS):
        yield from _match_pattern(OPENSSL, low)
    if "_" in text or "AlertDescription" in text:
        for match in compile_once(IDENTIFIER).finditer(text):
            name = find_spelled_alert(match[0])
            if name:
                yield name, *match.span()


def _match_pattern(pattern: str, low: str) -> Iterator[tuple[str, int, int]]:
    """Yield the alerts that a pattern announces, each with the span of its wording."""
    for match in compile_once(pattern).finditer(low):
        alert = _read_start(match["rest"])
        if alert:
            name, length = alert
            yield name, match.start(), match.start("rest") + length
