"""Read the signals of a text: mnemonics, verification codes, alerts, names and exceptions.

Input: a text of any length, and the names that entries claim (error names of other libraries).
Output: a :class:`ReadText`: the signals, the lines that were read, and which of these name TLS.

A signal is *exact* where a library's own form shows it, such as ``[SSL: REASON]``, and *implied*
where other wordings mean the same. Fingerprints of entries use exact signals only; queries use
both.

Invariants: each signal occurs once, on the line that shows it best; the order of the lines is
kept; a reason without a library is left out where the text has the same reason with one, and a
bare library where the text has any reason or alert.

Example: ``ssl.SSLError: [SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:997)`` has
two signals in line 1: the alert ``unknown_ca``, since that reason reports an alert of the peer,
and the exception ``SSLError``.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.context import is_about_tls, may_have_signal
from sphinx_tlsalerts.matcher.lines import read_lines
from sphinx_tlsalerts.matcher.readers import (
    Names,
    find_alerts,
    find_code_by_short_name,
    find_codes,
    find_facts,
    find_names,
    find_numbered_errors,
    find_reasons,
    find_spelled_alert,
    find_worded_reason,
    may_have_numbered_error,
)
from sphinx_tlsalerts.matcher.regex import compile_once
from sphinx_tlsalerts.matcher.signal import Signal, SignalKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from sphinx_tlsalerts.matcher.lines import Excerpt
    from sphinx_tlsalerts.matcher.wraps import Line, Wrap

    _SignalKey: TypeAlias = tuple[SignalKind, str, str | None]

EXCEPTION = (
    r"\b(?:(?:SSL)?(?:ZeroReturn|Sys[Cc]all|WantRead|WantWrite)Error"
    r"|SSL(?:CertVerification|EOF)?Error"
    r"|CertificateError|NotOpenSSLWarning|InsecureRequestWarning"
    r"|Client(?:Connector)?(?:Certificate|SSL)Error|ServerFingerprintMismatch"
    r"|SSL(?:Handshake|PeerUnverified|Protocol|Key)?Exception)\b"
)

#: Prefixes of names of other libraries that an entry may claim by its messages.
_CLAIMABLE = (
    r"ERR_|SSL_ERROR_|SEC_E_|SEC_ERROR_|GNUTLS_E_|CURLE_|CRYPT_E_|CERT_E_|TRUST_E_|MOZILLA_PKIX_"
)

#: Names of alerts that are everyday words: a text of nothing else does not mean the alert.
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

#: A name of two words that hardly any other software uses.
_RARE = {"UNSUPPORTED_PROTOCOL"}

#: The longest text that may be nothing but the name of an alert or the text of a reason.
SHORT = 60


#: Signals that make it needless to look up the whole text, which would load further tables.
CLEAR = {SignalKind.REASON, SignalKind.VERIFICATION, SignalKind.ALERT}

#: Prefixes of reasons that may report an alert.
REPORTED = ("SSLV3_", "TLSV1", "TLS_ALERT")

#: A part of lines that may be wrapped before their verification code ends.
WRAPPED = "verify failed:"

#: The most rows over which the wording of a signal is wrapped.
MOST_ROWS = 6


class ReadText(NamedTuple):
    """The signals of a text, and the lines that were read."""

    signals: list[Signal]
    excerpt: Excerpt
    about_tls: frozenset[int]  #: the numbers of the lines that name TLS


def read(text: str, claimed: Collection[str] = frozenset(), *, exactly: bool = False) -> ReadText:
    """Return the signals of *text*, each once, in the order of the lines.

    :param claimed: names of other libraries that some entry is recognised by
    :param exactly: leave out implied signals
    """
    excerpt = read_lines(text)
    about = _find_lines_about_tls(excerpt.lines)
    best: dict[_SignalKey, Signal] = {}
    for line, following in zip_longest(excerpt.lines, excerpt.lines[1:]):
        about_tls = line.number in about
        if line.wrap and may_have_signal(line.low):
            signals = _read_wrap(line, line.wrap, claimed, about_tls, exactly, best.keys())
        else:
            signals = [*_read_line(line, claimed, about_tls, exactly)]
        if following and WRAPPED in line.low:
            signals += _read_next(line, following, signals)
        for signal in signals:
            key = _get_key(signal)
            if key not in best or _is_better(signal, best[key]):
                best[key] = signal
    clear = any(signal.kind in CLEAR and not signal.implied for signal in best.values())
    for signal in () if clear else _read_whole(excerpt.lines):
        best.setdefault(_get_key(signal), signal)
    return ReadText(_drop_repetitions(best.values()), excerpt, about)


def _get_key(signal: Signal) -> _SignalKey:
    """Return what two signals that count once have in common."""
    return signal.kind, signal.value, signal.library


def _find_lines_about_tls(lines: Iterable[Line]) -> frozenset[int]:
    """Return the numbers of the lines that name TLS, those of all rows of a wrapped line."""
    about: set[int] = set()
    for line in lines:
        if is_about_tls(line.low):
            about.add(line.number)
            if line.wrap:
                about.update(piece.number for piece in line.wrap.pieces)
    return frozenset(about)


def _is_better(signal: Signal, known: Signal) -> bool:
    """Return whether a signal is better evidence than the same signal on an earlier line."""
    return (signal.implied, signal.sent) < (known.implied, known.sent)


def _read_wrap(
    line: Line,
    wrap: Wrap,
    claimed: Collection[str],
    about_tls: bool,  # noqa: FBT001
    exactly: bool,  # noqa: FBT001
    known: Collection[_SignalKey],
) -> list[Signal]:
    """Return the signals of a wrapped line, each with the number of the row in which it begins.

    The other spelling and the rows by themselves count only for kinds of signals that the line
    does not have: a row may end with the beginning of a longer wording.

    :param known: the signals of earlier lines, whose rows nobody needs
    """
    signals = [*_read_line(line, claimed, about_tls, exactly)]
    if wrap.other_gaps != wrap.gaps:
        other = wrap.join_pieces(wrap.other_gaps)
        signals += _keep_new_kinds(signals, _read_line(other, claimed, about_tls, exactly))
    rows = [
        signal for piece in wrap.pieces for signal in _read_line(piece, claimed, about_tls, exactly)
    ]
    numbers = {_get_key(signal): signal.line for signal in reversed(rows)}
    missing = {_get_key(signal) for signal in signals} - numbers.keys() - {*known}
    for first in range(len(wrap.pieces) - 1, 0, -1) if missing else ():
        for gaps in dict.fromkeys((wrap.gaps, wrap.other_gaps)):
            part = wrap.join_pieces(gaps, first, first + MOST_ROWS)
            for signal in _read_line(part, claimed, about_tls, exactly):
                numbers.setdefault(_get_key(signal), part.number)
    located = [
        signal._replace(line=numbers.get(_get_key(signal), line.number)) for signal in signals
    ]
    implied = {_get_key(signal) for signal in signals if signal.implied}
    better = [signal for signal in rows if _get_key(signal) in implied and not signal.implied]
    return located + better + _keep_new_kinds(signals, rows)


def _keep_new_kinds(signals: Sequence[Signal], others: Iterable[Signal]) -> list[Signal]:
    """Return those of *others* that have a kind which *signals* lack."""
    kinds = {signal.kind for signal in signals}
    return [signal for signal in others if signal.kind not in kinds]


def _read_next(line: Line, following: Line, signals: list[Signal]) -> Iterator[Signal]:
    """Yield the verification code of a message that continues on the next line."""
    if any(signal.kind is SignalKind.VERIFICATION for signal in signals):
        return
    text = f"{line.text} {following.text}"
    number = line.wrap.pieces[-1].number if line.wrap else line.number
    for code in find_codes(text, text.lower(), about_tls=True):
        yield Signal(SignalKind.VERIFICATION, code.constant, number)


def _drop_repetitions(signals: Iterable[Signal]) -> list[Signal]:
    """Leave out reasons that the text also has with their library, and needless bare libraries."""
    ordered = sorted(signals, key=lambda signal: signal.line)
    with_library = {s.value for s in ordered if s.kind is SignalKind.REASON and s.library}
    has_reason = any(s.kind in {SignalKind.REASON, SignalKind.ALERT} for s in ordered)
    return [
        s
        for s in ordered
        if not (s.kind is SignalKind.REASON and not s.library and s.value in with_library)
        and not (s.kind is SignalKind.LIBRARY and has_reason)
    ]


def _read_line(
    line: Line,
    claimed: Collection[str],
    about_tls: bool,  # noqa: FBT001 - called for every line
    exactly: bool,  # noqa: FBT001
) -> Iterator[Signal]:
    number, text, low, _wrap = line
    if may_have_signal(low):
        for reason in find_reasons(text, low, pieces=about_tls and not exactly):
            yield from _report_reason(reason.name, reason.library, number, implied=not reason.exact)
        for code in find_codes(text, low, about_tls=about_tls):
            yield Signal(SignalKind.VERIFICATION, code.constant, number)
        for alert in find_alerts(text, low):
            yield Signal(SignalKind.ALERT, alert.name, number, sent=alert.sent)
        for match in compile_once(EXCEPTION).finditer(text):
            yield Signal(SignalKind.EXCEPTION, match[0], number)
        yield from _read_other_programs(line, claimed, exactly)
    if "_" in text:
        for name in find_names(text):
            yield from _report_name(name, number, claimed, about_tls=about_tls)


def _read_other_programs(
    line: Line,
    claimed: Collection[str],
    exactly: bool,  # noqa: FBT001
) -> Iterator[Signal]:
    """Yield the errors that are numbers, and what the sentences of other programs amount to."""
    number, text, low, _wrap = line
    numbered = find_numbered_errors(text, low) if may_have_numbered_error(low) else ()
    for name, kind, value, implied in numbered:
        if name and name in claimed:
            yield Signal(SignalKind.NAME, name, number)
        if kind and not (exactly and implied):
            yield Signal(kind, value, number, implied=implied)
    if not exactly:
        for fact in find_facts(low):
            yield Signal(fact.kind, fact.value, number, implied=fact.implied)


def _report_reason(
    name: str | None, library: str | None, line: int, *, implied: bool
) -> Iterator[Signal]:
    """Yield the signal of a reason: an alert, if the reason reports one of the peer."""
    if name is None:
        if library:
            yield Signal(SignalKind.LIBRARY, library, line)
        return
    reported = name.startswith(REPORTED)
    alert = find_spelled_alert(name) if reported else None
    if alert:
        yield Signal(SignalKind.ALERT, alert, line, implied=implied)
    else:
        yield Signal(SignalKind.REASON, name, line, library, implied)


def _report_name(
    name: Names, line: int, claimed: Collection[str], *, about_tls: bool
) -> Iterator[Signal]:
    if name.reason and (name.telling or about_tls or name.whole in claimed):
        yield from _report_reason(name.reason, name.library, line, implied=False)
        return
    constant = find_code_by_short_name(name.whole)
    if constant:
        yield Signal(SignalKind.VERIFICATION, constant, line)
    elif name.whole in claimed:
        yield Signal(SignalKind.NAME, name.whole, line)


def _read_whole(lines: list[Line]) -> Iterator[Signal]:
    """Read a text that is nothing but one alert's name or one reason's text."""
    if len(lines) != 1 or len(lines[0].text) > SHORT:
        return
    number, text = lines[0][:2]
    alert = find_spelled_alert(text)
    if alert and alert not in EVERYDAY:
        yield Signal(SignalKind.ALERT, alert, number)
    for reason in find_worded_reason(text):
        yield from _report_reason(reason, None, number, implied=False)


def find_claimable_names(text: str) -> frozenset[str]:
    """Return the names of other libraries that can serve as the fingerprint of a message."""
    names = list(find_names(text))
    numbered = (error.name for error in find_numbered_errors(text, text.lower()) if error.name)
    return frozenset(numbered).union(
        name.whole
        for name in names
        if compile_once(_CLAIMABLE).match(name.whole)
        or (name.whole == text.strip() and _is_rare(name))
    )


def _is_rare(name: Names) -> bool:
    """Return whether a name means TLS even without context: short ones may mean anything."""
    return not name.reason or name.telling or name.whole in _RARE or name.whole.count("_") > 1
