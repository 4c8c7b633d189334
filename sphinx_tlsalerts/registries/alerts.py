"""The TLS alert registry: packaged data and look-ups.

Everything here is pure Python on top of one JSON file, which is read on first
use and at most once per process::

    >>> from sphinx_tlsalerts.registries.alerts import load_alerts
    >>> load_alerts().lookup("0x2A").name
    'bad_certificate'
"""

from __future__ import annotations

import json
import re
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.registries.alert_records import (
    Alert,
    Definition,
    GnuTLSAlert,
    NodeCode,
    OpenSSLAlert,
    PythonAlert,
    RustlsVariant,
    SchannelCode,
    Section,
    Source,
    Wording,
)
from sphinx_tlsalerts.util import SuggestingError, find_near_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

DATA_FILE = Path(__file__).parent / "data" / "alerts.json"

#: The registry's range of code points: one octet (RFC 5246 §7.2).
LAST_ALERT_CODE = 255

_NUMBER = r"(?P<decimal>[0-9]{1,9})|0[xX](?P<hex>[0-9A-Fa-f]{1,8})"


class AlertLookupError(LookupError):
    """A look-up that names no single alert."""


class UnknownAlertError(SuggestingError, AlertLookupError):
    """No implementation and no registry knows the spelling."""

    def __init__(self, text: str, suggest: Callable[[], Sequence[str]]) -> None:
        self.text: str = text  #: what was looked up
        super().__init__(f"unknown TLS alert {text!r}", suggest)


class UnassignedAlertError(AlertLookupError):
    """The number is a code point that IANA leaves unassigned."""

    def __init__(self, code: int) -> None:
        self.code: int = code  #: the number
        super().__init__(f"TLS alert {code} is unassigned")


class AmbiguousAlertError(AlertLookupError):
    """Several alerts share the spelling."""

    def __init__(self, text: str, candidates: Sequence[Alert]) -> None:
        self.text: str = text  #: what was looked up
        #: the alerts that share it, in the order of their numbers
        self.candidates: tuple[Alert, ...] = tuple(candidates)
        super().__init__(f"{text!r} is shared by {len(candidates)} TLS alerts")


class AlertRegistry:
    """All code points of IANA's TLS Alerts registry, in the order of their numbers."""

    def __init__(self, alerts: Sequence[Alert], sources: Sequence[Source]) -> None:
        self._by_code = {alert.code: alert for alert in alerts}
        self._by_name = {alert.name: alert for alert in alerts}
        self.sources = tuple(sources)
        self._spellings: dict[str, tuple[Alert, ...]] | None = None
        self._shown: dict[str, str] | None = None

    def __iter__(self) -> Iterator[Alert]:
        """Iterate over the alerts in the order of their codes."""
        return iter(self._by_code.values())

    def __len__(self) -> int:
        """Return the number of assigned code points."""
        return len(self._by_code)

    def __getitem__(self, code: int) -> Alert:
        """Return the alert with the number *code*.

        :raises KeyError: IANA has not assigned *code*
        """
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        """Return whether IANA has assigned the number *code*."""
        return code in self._by_code

    def named(self, name: str) -> Alert:
        """Return the alert with the canonical *name*.

        :raises KeyError: no alert has that name
        """
        return self._by_name[name]

    @property
    def spellings(self) -> Mapping[str, tuple[Alert, ...]]:
        """Every known spelling in lower case, with the alerts that it names."""
        if self._spellings is None:
            by_spelling: dict[str, dict[int, Alert]] = {}
            for alert in self:
                for spelling in list_spellings(alert):
                    by_spelling.setdefault(spelling.lower(), {})[alert.code] = alert
            # A canonical name belongs only to its alert, even if others use it as a spelling.
            by_spelling |= {alert.name: {alert.code: alert} for alert in self}
            self._spellings = {text: tuple(group.values()) for text, group in by_spelling.items()}
        return self._spellings

    def lookup(self, text: str) -> Alert:
        """Return the alert that *text* names.

        :param text: a number (``42``), a hexadecimal number (``0x2A``), or any
            spelling of any implementation, in any case, with blanks or hyphens instead of
            underscores
        :raises UnassignedAlertError: a number without an alert
        :raises AmbiguousAlertError: a spelling that several alerts share
        :raises UnknownAlertError: anything else
        """
        text = " ".join(text.split())
        code = parse_code(text)
        if code is not None:
            if code in self._by_code:
                return self._by_code[code]
            if code <= LAST_ALERT_CODE:
                raise UnassignedAlertError(code)
            raise UnknownAlertError(text, tuple)
        spelling = text.lower()
        alerts = self.spellings.get(spelling) or self.spellings.get(_fold_spelling(spelling))
        if alerts is None:
            raise UnknownAlertError(text, partial(self.suggest, text))
        if len(alerts) > 1:
            raise AmbiguousAlertError(text, alerts)
        return alerts[0]

    def suggest(self, text: str) -> list[str]:
        """Return up to three known spellings that are near to *text*, the nearest first.

        Canonical names come before the spellings of implementations.
        """
        wanted = text.strip().lower()
        if self._shown is None:
            self._shown = {s.lower(): s for alert in self for s in list_spellings(alert)}
        return _find_near(wanted, self._by_name) or [
            self._shown[key] for key in _find_near(wanted, self._shown)
        ]


def _find_near(wanted: str, known: Iterable[str]) -> list[str]:
    return find_near_words(wanted, known, most=3, cutoff=0.7, margin=0.05)


def _fold_spelling(spelling: str) -> str:
    """Write *spelling* like an identifier: ``unknown ca`` is ``unknown_ca``."""
    return re.sub(r"[\s-]+", "_", spelling)


def parse_code(text: str) -> int | None:
    """Read a decimal or hexadecimal number; None where *text* is not one."""
    match = re.fullmatch(_NUMBER, text)
    if match is None:
        return None
    return int(match["hex"], 16) if match["hex"] else int(match["decimal"])


def list_spellings(alert: Alert) -> Iterator[str]:
    """Yield every spelling of *alert* in any implementation, except numbers.

    Spellings may be repeated, and may belong to other alerts as well.
    """
    yield alert.name
    yield alert.iana_name
    yield from filter(None, _list_identifiers(alert))


def _list_identifiers(alert: Alert) -> Iterator[str | None]:
    python = alert.python.constant
    yield python
    if python:
        yield f"ssl.{python}"
        yield f"AlertDescription.{python}"
        yield f"ssl.AlertDescription.{python}"
    yield alert.openssl.constant
    for wording in (*alert.openssl.wordings, *alert.python.wordings):
        yield wording.reason
        if wording.reason:
            yield f"SSL_R_{wording.reason}"
        yield wording.text if wording.reason else None
    yield alert.gnutls.constant
    yield alert.gnutls.text
    yield alert.nss
    yield alert.go
    yield alert.java
    yield from (node.code for node in alert.node)
    for variant in alert.rustls:
        yield variant.name
        if variant.name:
            yield f"AlertDescription::{variant.name}"
    yield alert.schannel.name if alert.schannel.listed else None
    yield alert.boringssl


@cache
def load_alerts() -> AlertRegistry:
    """Return the registry of this package, read from disk on the first call."""
    raw = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    sources = [Source(column, origin) for column, origin in raw["sources"].items()]
    return AlertRegistry([_build_alert(record) for record in raw["alerts"]], sources)


def _build_alert(record: dict[str, Any]) -> Alert:
    """Build one record from its JSON form (the keys are the fields of ``Alert``)."""
    wordings = ("python", "openssl")
    values = dict(record)
    values["explanation"] = " ".join(record["explanation"])
    values["reference"] = Section(**record["reference"])
    values["definitions"] = tuple(
        Definition(d["protocol"], d["level"], Section(d["rfc"], d["section"]))
        for d in record["definitions"]
    )
    python, openssl = (
        tuple(Wording(**wording) for wording in record[key]["wordings"]) for key in wordings
    )
    values["python"] = PythonAlert(record["python"]["constant"], python)
    values["openssl"] = OpenSSLAlert(record["openssl"]["constant"], openssl)
    values["gnutls"] = GnuTLSAlert(**record["gnutls"])
    values["node"] = tuple(NodeCode(**node) for node in record["node"])
    values["schannel"] = SchannelCode(**record["schannel"])
    values["rustls"] = tuple(RustlsVariant(**variant) for variant in record["rustls"])
    return Alert(**values)
