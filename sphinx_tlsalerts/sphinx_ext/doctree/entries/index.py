"""Build the records of the general index that lead to a troubleshooting entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx import addnodes

from sphinx_tlsalerts.guides import strip_message
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_tlsalerts.sphinx_ext.env import ErrorFacts

#: The length of the longest message in the index. A longer message is found by its mnemonic.
MAX_TERM = 80


def build_index(
    facts: ErrorFacts, messages: Iterable[str], further: Iterable[str] = ()
) -> addnodes.index:
    """Build the index node of an entry: its title, messages, mnemonics, alerts and codes.

    :param further: terms that the author adds
    """
    terms = [facts.title, *facts.mnemonics]
    for message in messages:
        for line in message.splitlines():
            term = strip_message(line.strip())
            if len(term) <= MAX_TERM:
                terms.append(term)
    terms += further
    values = [_escape_term(term) for term in terms]
    values += [
        f"{_escape_term(name)}; {_escape_term(facts.title)}" for name in _list_objects(facts)
    ]
    records = [
        ("single", value, facts.node_id, "", None) for value in dict.fromkeys(values) if value
    ]
    node = addnodes.index()
    node["entries"] = records
    return node


def _list_objects(facts: ErrorFacts) -> list[str]:
    """Return the terms of the alerts and codes that an entry is about."""
    return [
        OBJECT_TYPES[objtype].get_index_text(name)
        for objtype, name in facts.keys
        if OBJECT_TYPES[objtype].heads_entries
    ]


def _escape_term(term: str) -> str:
    """Remove the characters from a term that have a meaning in index entries of Sphinx."""
    safe = " ".join(term.replace(";", ",").split()).lstrip("!")
    return term if safe == term else safe  # the same string object: one copy in memory
