"""The searchable fields of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides import Entry


class MessageText(NamedTuple):
    """The text of a message of an entry."""

    text: str
    where: bool = False  #: whether another program shows it, such as a server in its log


class Findable(NamedTuple):
    """The part of an entry that an index of entries reads."""

    id: str
    title: str
    messages: tuple[MessageText, ...] = ()
    matches: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    verify_codes: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


def build_findable(entry: Entry) -> Findable:
    """Return the searchable fields of an entry of a file."""
    return Findable(
        entry.id,
        str(entry.title or ""),
        tuple(MessageText(str(message.text), bool(message.where)) for message in entry.messages),
        tuple(map(str, entry.matches)),
        tuple(map(str, entry.alerts)),
        tuple(map(str, entry.verify_codes)),
        tuple(map(str, entry.exceptions)),
    )
