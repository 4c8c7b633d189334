"""What a message of an entry is recognised by, and its form for a file.

Finding it out takes longer than a whole query, so that it pays to keep it for messages that do not
change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.matcher.phrases import Phrase, phrase_of
from sphinx_tlsalerts.matcher.reader import claimable_names, read
from sphinx_tlsalerts.matcher.readers import is_shared
from sphinx_tlsalerts.matcher.signal import Key, Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Signals that a message is recognised by; a class of exceptions only where there is nothing else.
_TELLING = {Kind.REASON, Kind.VERIFICATION, Kind.ALERT, Kind.NAME}

#: Classes that are raised for too many errors to tell one of them.
_UMBRELLAS = {"SSLError", "SSLCertVerificationError", "CertificateError", "SSLException"}


class Recognised(NamedTuple):
    """What a text needs to be told like a message: its signals, else its fixed words."""

    keys: frozenset[Key] = frozenset()
    phrase: Phrase | None = None
    names: frozenset[str] = frozenset()  #: of other libraries, that no table has


def recognise(message: str) -> Recognised:
    """Return what a text needs of a message."""
    names = claimable_names(message)
    signals = read(message, names, exactly=True).signals
    keys = frozenset(key_of(signal) for signal in signals if _is_telling(signal))
    if keys:
        return Recognised(keys, None, names)
    phrase = phrase_of(message)
    if phrase:
        return Recognised(frozenset(), phrase, names)
    classes = (s for s in signals if s.kind is Kind.EXCEPTION and s.value not in _UMBRELLAS)
    return Recognised(frozenset(map(key_of, classes)), None, names)


def _is_telling(signal: Signal) -> bool:
    return signal.kind in _TELLING and not signal.sent


def key_of(signal: Signal) -> Key:
    """Return what a message demands; the library only where others have the same reason."""
    shared = signal.kind is Kind.REASON and is_shared(signal.value)
    return Key(signal.kind.value, signal.value, signal.library if shared else None)


def dump_recognised(messages: Iterable[str]) -> dict[str, Any]:
    """Return what *messages* are recognised by, in a form for JSON."""
    found = {message: recognise(message) for message in messages}
    return {
        message: [
            sorted([key.kind, key.value, key.library or ""] for key in one.keys),
            one.phrase and [one.phrase.parts, one.phrase.needs_context],
            sorted(one.names),
        ]
        for message, one in found.items()
    }


def load_recognised(raw: Mapping[str, Any]) -> dict[str, Recognised]:
    """Return what :func:`dump_recognised` has written."""
    return {
        message: Recognised(
            frozenset(Key(kind, value, library or None) for kind, value, library in keys),
            phrase and Phrase(tuple(map(tuple, phrase[0])), phrase[1]),
            frozenset(names),
        )
        for message, (keys, phrase, names) in raw.items()
    }
