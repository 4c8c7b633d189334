"""What has to be known of an entry to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides import Entry


class Wording(NamedTuple):
    """A message of an entry."""

    text: str
    where: bool = False  #: whether it is shown elsewhere, such as in a log of the server


class Findable(NamedTuple):
    """An entry, as far as an index of entries reads it."""

    id: str
    title: str
    messages: tuple[Wording, ...] = ()
    matches: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    verify_codes: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


def findable_of(entry: Entry) -> Findable:
    """Return what has to be known of an entry of a file."""
    return Findable(
        entry.id,
        str(entry.title or ""),
        tuple(Wording(str(message.text), bool(message.where)) for message in entry.messages),
        tuple(map(str, entry.matches)),
        tuple(map(str, entry.alerts)),
        tuple(map(str, entry.verify_codes)),
        tuple(map(str, entry.exceptions)),
    )
