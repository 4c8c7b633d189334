"""From a text to its signals.

A signal is *exact* where a library's own form shows it, such as ``[SSL: REASON]``, and *implied*
where other words mean it. What an entry is recognised by is exact; a query has both.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.context import is_about_tls, may_tell
from sphinx_tlsalerts.matcher.lines import read_lines
from sphinx_tlsalerts.matcher.readers import (
    Names,
    alert_spelled,
    alerts_in,
    code_named,
    codes_in,
    facts_in,
    names_in,
    reason_worded,
    reasons_in,
)
from sphinx_tlsalerts.matcher.regex import compiled
from sphinx_tlsalerts.matcher.signal import Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx_tlsalerts.matcher.lines import Excerpt, Line

EXCEPTION = (
    r"\b(?:(?:SSL)?(?:ZeroReturn|Sys[Cc]all|WantRead|WantWrite)Error"
    r"|SSL(?:CertVerification|EOF)?Error"
    r"|CertificateError|NotOpenSSLWarning|InsecureRequestWarning"
    r"|Client(?:Connector)?(?:Certificate|SSL)Error|ServerFingerprintMismatch"
    r"|SSL(?:Handshake|PeerUnverified|Protocol|Key)?Exception)\b"
)

#: Names of other libraries that an entry may claim by its messages.
_CLAIMABLE = (
    r"ERR_|SSL_ERROR_|SEC_E_|SEC_ERROR_|GNUTLS_E_|CURLE_|CRYPT_E_|CERT_E_|TRUST_E_|MOZILLA_PKIX_"
)

#: Names of alerts that are everyday words, even as the only words of a text.
EVERYDAY = frozenset(
    {
        "access_denied",
        "close_notify",
        "decode_error",
        "decompression_failure",
        "decrypt_error",
        "export_restriction",
        "general_error",
        "illegal_parameter",
        "insufficient_security",
        "internal_error",
        "missing_extension",
        "no_certificate",
        "protocol_version",
        "record_overflow",
        "unexpected_message",
        "unsupported_extension",
        "user_canceled",
    }
)

#: A name of two words that others hardly use.
_RARE = {"UNSUPPORTED_PROTOCOL"}

#: Nothing longer than this is taken for the name of an alert and nothing else.
SHORT = 60


#: What says it all: then a text need not be looked up as a whole, for which tables are read.
CLEAR = {Kind.REASON, Kind.VERIFICATION, Kind.ALERT}

#: How names of reasons begin that may report an alert.
REPORTED = ("SSLV3_", "TLSV1", "TLS_ALERT")

#: What a line has that may be wrapped before its verification code ends.
WRAPPED = "verify failed:"


class Reading(NamedTuple):
    """What a text says, and the lines that were looked at."""

    signals: list[Signal]
    excerpt: Excerpt
    about_tls: frozenset[int]  #: the numbers of the lines that name TLS


def read(text: str, claimed: Collection[str] = frozenset(), *, exactly: bool = False) -> Reading:
    """Return the signals of *text*, each once, in the order in which they come up.

    :param claimed: names without which entries would not be recognised
    :param exactly: leave out what is only implied
    """
    excerpt = read_lines(text)
    about = frozenset(line.number for line in excerpt.lines if is_about_tls(line.low))
    found: dict[tuple[Kind, str, str | None], Signal] = {}
    for line, following in zip_longest(excerpt.lines, excerpt.lines[1:]):
        signals = [*_of_line(line, claimed, line.number in about, exactly)]
        if following and WRAPPED in line.low:
            signals += _wrapped(line, following, signals)
        for signal in signals:
            key = signal.kind, signal.value, signal.library
            if key not in found or _is_better(signal, found[key]):
                found[key] = signal
    clear = any(signal.kind in CLEAR and not signal.implied for signal in found.values())
    for signal in () if clear else _of_whole(excerpt.lines):
        found.setdefault((signal.kind, signal.value, signal.library), signal)
    return Reading(_without_repetitions(found.values()), excerpt, about)


def _is_better(signal: Signal, known: Signal) -> bool:
    """Tell whether a signal says more than the same one before."""
    return (signal.implied, signal.sent) < (known.implied, known.sent)


def _wrapped(line: Line, following: Line, signals: list[Signal]) -> Iterator[Signal]:
    """Tell the verification code of a message that goes on in the next line."""
    if any(signal.kind is Kind.VERIFICATION for signal in signals):
        return
    text = f"{line.text} {following.text}"
    for code in codes_in(text, text.lower(), about_tls=True):
        yield Signal(Kind.VERIFICATION, code.constant, line.number)


def _without_repetitions(signals: Iterable[Signal]) -> list[Signal]:
    """Leave out a reason without library where the text has it with one, and bare libraries."""
    found = sorted(signals, key=lambda signal: signal.line)
    with_library = {s.value for s in found if s.kind is Kind.REASON and s.library}
    reasons = any(s.kind in {Kind.REASON, Kind.ALERT} for s in found)
    return [
        s
        for s in found
        if not (s.kind is Kind.REASON and not s.library and s.value in with_library)
        and not (s.kind is Kind.LIBRARY and reasons)
    ]


def _of_line(
    line: Line,
    claimed: Collection[str],
    about_tls: bool,  # noqa: FBT001 - called for every line
    exactly: bool,  # noqa: FBT001
) -> Iterator[Signal]:
    number, text, low = line
    if may_tell(low):
        for reason in reasons_in(text, low, pieces=about_tls and not exactly):
            yield from _reason(reason.name, reason.library, number, implied=not reason.exact)
        for code in codes_in(text, low, about_tls=about_tls):
            yield Signal(Kind.VERIFICATION, code.constant, number)
        for alert in alerts_in(text, low):
            yield Signal(Kind.ALERT, alert.name, number, sent=alert.sent)
        for match in compiled(EXCEPTION).finditer(text):
            yield Signal(Kind.EXCEPTION, match[0], number)
        if not exactly:
            for fact in facts_in(low):
                yield Signal(fact.kind, fact.value, number, implied=fact.implied)
    if "_" in text:
        for name in names_in(text):
            yield from _name(name, number, claimed, about_tls=about_tls)


def _reason(name: str | None, library: str | None, line: int, *, implied: bool) -> Iterator[Signal]:
    """Tell a reason; those that report an alert of the peer are the alert."""
    if name is None:
        if library:
            yield Signal(Kind.LIBRARY, library, line)
        return
    reported = name.startswith(REPORTED)
    alert = alert_spelled(name) if reported else None
    if alert:
        yield Signal(Kind.ALERT, alert, line, implied=implied)
    else:
        yield Signal(Kind.REASON, name, line, library, implied)


def _name(name: Names, line: int, claimed: Collection[str], *, about_tls: bool) -> Iterator[Signal]:
    if name.reason and (name.telling or about_tls or name.whole in claimed):
        yield from _reason(name.reason, name.library, line, implied=False)
        return
    constant = code_named(name.whole)
    if constant:
        yield Signal(Kind.VERIFICATION, constant, line)
    elif name.whole in claimed:
        yield Signal(Kind.NAME, name.whole, line)


def _of_whole(lines: list[Line]) -> Iterator[Signal]:
    """Tell what a text is that consists of one name or one reason in OpenSSL's words."""
    if len(lines) != 1 or len(lines[0].text) > SHORT:
        return
    number, text, _low = lines[0]
    alert = alert_spelled(text)
    if alert and alert not in EVERYDAY:
        yield Signal(Kind.ALERT, alert, number)
    for reason in reason_worded(text):
        yield from _reason(reason, None, number, implied=False)


def claimable_names(text: str) -> frozenset[str]:
    """Return the names of other libraries by which a message can be recognised."""
    names = list(names_in(text))
    return frozenset(
        name.whole
        for name in names
        if compiled(_CLAIMABLE).match(name.whole) or (name.whole == text.strip() and _is_rare(name))
    )


def _is_rare(name: Names) -> bool:
    """Tell whether a name, all alone, means TLS: short names of OpenSSL may mean anything."""
    return not name.reason or name.telling or name.whole in _RARE or name.whole.count("_") > 1
