"""Read selections as authors write them: ``42``, ``40-49``, ``bad_certificate``, ``all``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from sphinx_tlsalerts.registries.alerts import LAST_ALERT_CODE, load_alerts, parse_code
from sphinx_tlsalerts.util import did_you_mean, strip_list_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_tlsalerts.registries.alert_records import Alert
    from sphinx_tlsalerts.registries.openssl_releases import ReleaseLine
    from sphinx_tlsalerts.registries.verify_codes import VerifyCode

#: A range with blanks or a typographic dash, as people write and paste them.
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_SPACED_RANGE = re.compile(rf"\b(\d\w*)(?:[ \t]+[-{_DASHES}][ \t]+|[{_DASHES}])(\d\w*)\b", re.ASCII)
#: A range as other languages write it. The number of a release line has a point before its colon.
_FOREIGN_RANGE = re.compile(
    r"(?<![\w.])(\d\w*)(?:\s*(?:\.{2,}|\u2026|:|~)\s*|\s+(?:to|through|until)\s+)(\d\w*)(?![\w.])",
    re.ASCII,
)
#: For a text whose white space is single spaces: runs of it would take quadratic time.
_FOREIGN_SEPARATOR = re.compile(r" ?[;|/&+] ?| and ")
#: A release line with a blank beside its colon, such as ``1.1.1: 24``.
_SPACED_LINE = re.compile(r"(\b\d\.\d(?:\.\d)?)[ \t]*:[ \t]*(\d)", re.ASCII)
_RANGE = re.compile(r"(?P<first>\d\w*)-(?P<last>[\w-]*)|-\d+", re.ASCII)

RecordT = TypeVar("RecordT")


@dataclass(slots=True)
class Selection(Generic[RecordT]):
    """The records that a text selects, and the problems of the text."""

    found: list[RecordT] = field(default_factory=list)  #: each once, in the order of the registry
    lookup_errors: list[LookupError] = field(default_factory=list)
    range_faults: list[str] = field(default_factory=list)  #: sentences, such as "'9-3' …"

    @property
    def is_faulty(self) -> bool:
        """Whether any part of the text could not be used."""
        return bool(self.lookup_errors or self.range_faults)


def select_alerts(text: str) -> Selection[Alert]:
    """Read a selection of alerts: numbers, ranges and spellings, separated by blanks or commas.

    A spelling with a blank, such as ``Handshake failed``, must be between commas or on its own
    line.
    """
    alerts = [(alert.code, alert) for alert in load_alerts()]
    return _Reader(alerts, load_alerts().lookup, LAST_ALERT_CODE).read(text)


def select_codes(text: str, openssl: ReleaseLine) -> Selection[VerifyCode]:
    """Read a selection of verification codes, as :func:`select_alerts` reads one of alerts.

    :param openssl: the release line that bare numbers belong to
    """
    from sphinx_tlsalerts.registries.verify_codes import load_verify_codes

    registry = load_verify_codes()
    in_line = registry.in_line(openssl)
    numbered = [(code.number(openssl) or 0, code) for code in in_line]
    others = [(-1, code) for code in registry if code not in in_line]
    last = max(number for number, _code in numbered)
    return _Reader([*numbered, *others], lambda word: registry.lookup(word, openssl), last).read(
        text
    )


class _Reader(Generic[RecordT]):
    """Reads selections from records with numbers."""

    def __init__(
        self,
        records: Sequence[tuple[int, RecordT]],
        lookup: Callable[[str], RecordT],
        last: int,
    ) -> None:
        self.records = records
        self.lookup = lookup
        self.last = last
        self.wanted: list[RecordT] = []
        self.selection: Selection[RecordT] = Selection()

    def read(self, text: str) -> Selection[RecordT]:
        text = _SPACED_LINE.sub(r"\1:\2", strip_list_marks(text))
        text = _FOREIGN_RANGE.sub(self._refuse_range, _SPACED_RANGE.sub(r"\1-\2", text))
        for line in text.split("\n"):
            # Some texts of OpenSSL contain a comma.
            for item in [line] if self._is_known(line) else line.split(","):
                for word in self._split_words(item.strip()):
                    self._read_word(word)
        self.selection.found = [record for _n, record in self.records if record in self.wanted]
        return self.selection

    def _refuse_range(self, match: re.Match[str]) -> str:
        """Note how to write the range, and leave it out."""
        written = " ".join(match[0].split())
        hint = did_you_mean([f"{match[1]}-{match[2]}"])
        self.selection.range_faults.append(f"'{written}' is not a range of codes{hint}")
        return " "

    def _split_words(self, item: str) -> list[str]:
        """Return the words between two commas; note other separators than commas."""
        if self._is_known(item):
            return [item]
        parts = _FOREIGN_SEPARATOR.split(" ".join(item.split()))
        if len(parts) > 1 and all(_RANGE.fullmatch(part) or self._is_known(part) for part in parts):
            hint = did_you_mean([", ".join(parts)])
            self.selection.range_faults.append(f"'{item}' is not a list of codes{hint}")
            return []
        words = item.split()
        # The separators of ranges that are refused are not refused again.
        return [word for word in words if word.strip(";|/&+") or not self.selection.range_faults]

    def _is_known(self, text: str) -> bool:
        try:
            self.lookup(text)
        except LookupError:
            return False
        return True

    def _read_word(self, word: str) -> None:
        match = _RANGE.fullmatch(word)
        if word.lower() == "all":
            self.wanted += [record for number, record in self.records if number >= 0]
        elif match:
            self._read_range(word, match)
        else:
            try:
                self.wanted.append(self.lookup(word))
            except LookupError as error:
                self.selection.lookup_errors.append(error)

    def _read_range(self, word: str, match: re.Match[str]) -> None:
        first, last = parse_code(match["first"] or ""), parse_code(match["last"] or "")
        problems = self.selection.range_faults
        if first is None or last is None:
            problems.append(f"'{word}' is not a range of codes such as 40-49")
        elif first > last:
            problems.append(f"the range '{word}' runs backwards")
        elif last > self.last:
            problems.append(f"the range '{word}' goes beyond {self.last}")
        else:
            selected = [record for number, record in self.records if first <= number <= last]
            if not selected:
                problems.append(f"the range '{word}' holds no assigned code")
            self.wanted += selected
