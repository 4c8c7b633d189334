"""Messages that contradict the alerts and the verification codes of their entry.

The readers of the matcher find the wordings, so the lint sees every alert that the matcher sees.
"""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.lint.findings import Hit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_tlsalerts.guides import Entry, Text
    from sphinx_tlsalerts.lint.advice import Scope
    from sphinx_tlsalerts.lint.findings import Finder
    from sphinx_tlsalerts.lint.prefilter import GuideTexts

# The readers and both registries are imported late: only guides that list alerts or codes use them.

#: Words for the other side of a connection, whose alerts and codes are not those of the entry.
_OTHER_SIDE = re.compile(
    r"\b(?:server|client|peer|proxy|log|logs|other|broker|load balancer|s_server|s_client)\b",
    re.IGNORECASE,
)


class _Suspect(NamedTuple):
    """A message that may name other alerts or codes than its entry."""

    entry: Entry
    text: Text
    key: str  #: the key of the entry that lists alerts or codes


class _Mention(NamedTuple):
    """An alert or a verification code in a message."""

    start: int
    end: int
    names: frozenset[str]  #: all that the wording can mean


def prepare_contradictions(texts: GuideTexts) -> Finder | None:
    """Return a finder of contradictions, or None if no message can contradict its entry."""
    listing = [entry for entry in texts.entries if entry.alerts or entry.verify_codes]
    suspects: dict[int, list[_Suspect]] = {}
    for suspect in _find_suspects(listing) if listing else ():
        suspects.setdefault(id(suspect.entry), []).append(suspect)  # models have no hash
    return partial(find_contradictions, suspects=suspects) if suspects else None


def find_contradictions(scope: Scope, suspects: Mapping[int, list[_Suspect]]) -> Iterator[Hit]:
    """Yield the messages of an entry that name other alerts or codes than the entry.

    :param suspects: the messages to read, by the identity of their entries
    """
    for entry, text, key in suspects.get(id(scope.entry), ()):
        listed = getattr(entry, key)
        mentions = _read_alerts(text) if key == "alerts" else _read_codes(text)
        others = [mention for mention in mentions if mention.names.isdisjoint(listed)]
        if others:
            start, end, names = min(others, key=attrgetter("start", "end"))
            shown = _show_alerts(names) if key == "alerts" else _show_codes(names)
            message = f"the message tells of {shown}, which is not among '{key}' of the entry"
            yield Hit(text, start, end, message)


def _find_suspects(entries: list[Entry]) -> Iterator[_Suspect]:
    from sphinx_tlsalerts.matcher import may_name_alert, may_name_code

    for entry in entries:
        alerts, codes = entry.alerts, entry.verify_codes
        for text in _list_messages(entry):
            low = text.lower()
            if alerts and may_name_alert(low) and not _names_any(low, alerts):
                yield _Suspect(entry, text, "alerts")
            if codes and may_name_code(text, low) and not _words_any(low, codes):
                yield _Suspect(entry, text, "verify_codes")


def _list_messages(entry: Entry) -> list[Text]:
    """Return the messages of the side that the entry is about."""
    messages = [
        message.text
        for message in entry.messages
        if not message.where or not is_other_side(message.where)
    ]
    return messages + entry.matches


def _names_any(low: str, alerts: list[str]) -> bool:
    """Return whether a text in lower case has the name or the number of one of *alerts*.

    This search costs a tenth of what the readers of the matcher cost.
    """
    joined = low.replace(" ", "_")
    return any(name in joined or _numbered(name).search(low) for name in alerts)


def _words_any(low: str, codes: list[str]) -> bool:
    """Return whether a single line in lower case has OpenSSL's text of one of *codes*.

    This search costs a tenth of what the readers of the matcher cost. Logs of several lines may
    name several codes, so they are read.
    """
    return "\n" not in low and any(
        text in low and not any(longer in low for longer in longer_texts)
        for code in codes
        for text, longer_texts in _list_texts(code)
    )


@cache
def _list_texts(code: str) -> list[tuple[str, list[str]]]:
    """Return the texts of a code in lower case, each with the longer texts that contain it."""
    from sphinx_tlsalerts.registries import load_verify_codes

    known = {
        text.lower(): one.constant
        for one in load_verify_codes()
        for text in one.texts.values()
        if text
    }
    return [
        (text, [longer for longer in known if text in longer and text != longer])
        for text, constant in known.items()
        if constant == code
    ]


@cache
def _numbered(name: str) -> re.Pattern[str]:
    """Return the expression for the number of an alert as OpenSSL prints it."""
    from sphinx_tlsalerts.registries import load_alerts

    return re.compile(rf"alert number {load_alerts().named(name).code}\b")


def is_other_side(where: str) -> bool:
    """Return whether *where* is the other side, and not the same error elsewhere."""
    return _OTHER_SIDE.search(where) is not None


def _read_alerts(text: str) -> Iterator[_Mention]:
    from sphinx_tlsalerts.matcher import find_alerts

    for offset, line in _split_lines(text):
        for name, _sent, start, end in find_alerts(line, line.lower(), is_tls=True):
            yield _Mention(offset + start, offset + end, frozenset((name,)))


def _read_codes(text: str) -> Iterator[_Mention]:
    from sphinx_tlsalerts.matcher import find_codes, find_named_codes

    for offset, line in _split_lines(text):
        codes = chain(find_codes(line, line.lower(), about_tls=True), find_named_codes(line))
        for constant, start, end, number in codes:
            names = frozenset((constant,)) if number is None else _list_numbered(number)
            yield _Mention(offset + start, offset + end, names)


def _show_alerts(names: Iterable[str]) -> str:
    from sphinx_tlsalerts.registries import load_alerts

    shown = sorted(f"{name} ({load_alerts().named(name).code})" for name in names)
    return f"the alert {' or '.join(shown)}"


def _show_codes(constants: Iterable[str]) -> str:
    return f"the code {' or '.join(sorted(constants))}"


def _split_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with their offsets: the readers read line by line."""
    offset = 0
    for line in text.split("\n"):
        yield offset, line
        offset += len(line) + 1


def _list_numbered(number: int) -> frozenset[str]:
    """Return the codes that have a number in any release."""
    from sphinx_tlsalerts.registries import load_verify_codes

    return frozenset(
        code.constant for code in load_verify_codes() if number in code.numbers.values()
    )
