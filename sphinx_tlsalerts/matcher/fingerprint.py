"""Fingerprints: the part of a message that a text must have for a match, and their file format.

Computing a fingerprint takes longer than a whole query, so those of the bundled catalogue are
stored in a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.matcher.lines import fold_text
from sphinx_tlsalerts.matcher.phrases import Phrase, extract_phrase
from sphinx_tlsalerts.matcher.reader import find_claimable_names, read
from sphinx_tlsalerts.matcher.readers import is_shared
from sphinx_tlsalerts.matcher.signal import Key, Signal, SignalKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Kinds of signals that identify a message; the class of an exception only if nothing else does.
_IDENTIFYING = {SignalKind.REASON, SignalKind.VERIFICATION, SignalKind.ALERT, SignalKind.NAME}

#: Classes that are raised for too many errors to identify one.
_UMBRELLAS = {"SSLError", "SSLCertVerificationError", "CertificateError", "SSLException"}


class Recognised(NamedTuple):
    """The fingerprint of a message: its signals, else its fixed words."""

    keys: frozenset[Key] = frozenset()
    phrase: Phrase | None = None
    names: frozenset[str] = frozenset()  #: of other libraries, which no registry has


def recognise(message: str) -> Recognised:
    """Return the fingerprint of a message."""
    names = find_claimable_names(message)
    signals = read(message, names, exactly=True).signals
    keys = frozenset(build_key(signal) for signal in signals if _identifies(signal))
    if keys:
        return Recognised(keys, None, names)
    phrase = extract_phrase(fold_text(message))
    if phrase:
        return Recognised(frozenset(), phrase, names)
    classes = (s for s in signals if s.kind is SignalKind.EXCEPTION and s.value not in _UMBRELLAS)
    return Recognised(frozenset(map(build_key, classes)), None, names)


def choose_evidence(
    fingerprint: Recognised, *, is_title: bool = False
) -> frozenset[Key] | Phrase | None:
    """Return what a text must have for a match: signals, else a phrase."""
    if fingerprint.keys or not fingerprint.phrase:
        return fingerprint.keys or None
    return None if is_title and fingerprint.phrase.is_short else fingerprint.phrase


def _identifies(signal: Signal) -> bool:
    return signal.kind in _IDENTIFYING and not signal.sent


def build_key(signal: Signal) -> Key:
    """Return the key of a signal, with the library only if several have a reason of that name."""
    shared = signal.kind is SignalKind.REASON and is_shared(signal.value)
    return Key(signal.kind.value, signal.value, signal.library if shared else None)


def dump_recognised(messages: Iterable[str]) -> dict[str, Any]:
    """Return the fingerprints of *messages* in a form for JSON."""
    fingerprints = {message: recognise(message) for message in messages}
    return {
        message: [
            sorted([key.kind, key.value, key.library or ""] for key in fingerprint.keys),
            fingerprint.phrase and [fingerprint.phrase.parts, fingerprint.phrase.needs_context],
            sorted(fingerprint.names),
        ]
        for message, fingerprint in fingerprints.items()
    }


def load_recognised(raw: Mapping[str, Any]) -> dict[str, Recognised]:
    """Return the fingerprints from the form that :func:`dump_recognised` returns."""
    return {
        message: Recognised(
            frozenset(Key(kind, value, library or None) for kind, value, library in keys),
            phrase and Phrase(tuple(map(tuple, phrase[0])), phrase[1]),
            frozenset(names),
        )
        for message, (keys, phrase, names) in raw.items()
    }
