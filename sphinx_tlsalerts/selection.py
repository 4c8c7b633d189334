"""Selections of alerts, as authors write them: ``42``, ``40-49``, ``bad_certificate``, ``all``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_tlsalerts.registry import LAST_CODE, AlertLookupError, load_alerts, parse_code

if TYPE_CHECKING:
    from sphinx_tlsalerts.model import Alert

_SEPARATORS = re.compile(r"[\s,]+")
_BULLET = re.compile(r"(?:^|\s+)-\s+")
#: A range with blanks or a typographic dash, as people write and paste them.
_SPACED_RANGE = re.compile(
    r"\b(\d\w*)(?:[ \t]+[-\u2013\u2014][ \t]+|[\u2013\u2014])(\d\w*)\b", re.ASCII
)
_RANGE = re.compile(r"(?P<first>\d\w*)-(?P<last>[\w-]*)|-\d+", re.ASCII)


@dataclass(slots=True)
class Selection:
    """The alerts that a text selects, and what is wrong with the text."""

    codes: set[int] = field(default_factory=set)
    lookup_errors: list[AlertLookupError] = field(default_factory=list)
    range_faults: list[str] = field(default_factory=list)  #: sentences, such as "'9-3' …"

    @property
    def alerts(self) -> list[Alert]:
        """The selected alerts in the order of their codes."""
        return [alert for alert in load_alerts() if alert.code in self.codes]

    @property
    def is_faulty(self) -> bool:
        """Whether any part of the text could not be used."""
        return bool(self.lookup_errors or self.range_faults)


def plain_list(text: str) -> str:
    """Take the marks off a list that is written in YAML's way, as on Markdown pages."""
    text = text.strip()
    if _BULLET.match(text):  # the items may stand in one line, as MyST folds them
        return _BULLET.sub(", ", text).removeprefix(", ")
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def words_of(text: str) -> list[str]:
    """Split a list whose items stand apart by white space or commas."""
    return [word for word in _SEPARATORS.split(plain_list(text)) if word]


def select_alerts(text: str) -> Selection:
    """Read a selection: numbers, ranges and spellings, apart by white space or commas.

    A spelling that holds white space, such as ``Handshake failed``, stands between commas or on
    a line of its own.
    """
    selection = Selection()
    for item in re.split(r"[,\n]", _SPACED_RANGE.sub(r"\1-\2", plain_list(text))):
        words = [item.strip()] if _names_an_alert(item) else item.split()
        for word in words:
            _select_word(selection, word)
    return selection


def _names_an_alert(text: str) -> bool:
    try:
        load_alerts().lookup(text)
    except AlertLookupError:
        return False
    return True


def _select_word(selection: Selection, word: str) -> None:
    match = _RANGE.fullmatch(word)
    if word.lower() == "all":
        selection.codes |= {alert.code for alert in load_alerts()}
    elif match:
        _select_range(selection, word, match)
    else:
        try:
            selection.codes.add(load_alerts().lookup(word).code)
        except AlertLookupError as error:
            selection.lookup_errors.append(error)


def _select_range(selection: Selection, word: str, match: re.Match[str]) -> None:
    first, last = parse_code(match["first"] or ""), parse_code(match["last"] or "")
    if first is None or last is None:
        selection.range_faults.append(f"'{word}' is not a range of codes such as 40-49")
    elif first > last:
        selection.range_faults.append(f"the range '{word}' runs backwards")
    elif last > LAST_CODE:
        selection.range_faults.append(f"the range '{word}' goes beyond {LAST_CODE}")
    else:
        found = {alert.code for alert in load_alerts() if first <= alert.code <= last}
        if not found:
            selection.range_faults.append(f"the range '{word}' holds no assigned code")
        selection.codes |= found
