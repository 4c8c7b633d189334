"""The entries of the general index that lead to a troubleshooting entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx import addnodes

from sphinx_tlsalerts.guides import words_of_message
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_tlsalerts.sphinx_ext.env import ErrorFacts

#: A longer message is found by its mnemonic.
LONGEST = 80


def index_of(
    facts: ErrorFacts, messages: Iterable[str], further: Iterable[str] = ()
) -> addnodes.index:
    """Build the index node of an entry: its title, messages, mnemonics, alerts and codes.

    :param further: terms that the author adds
    """
    terms = [facts.title, *facts.mnemonics]
    for message in messages:
        for line in message.splitlines():
            words = words_of_message(line.strip())
            if len(words) <= LONGEST:
                terms.append(words)
    terms += further
    values = [_safe(term) for term in terms]
    values += [f"{_safe(name)}; {_safe(facts.title)}" for name in _about(facts)]
    found = [("single", value, facts.node_id, "", None) for value in dict.fromkeys(values) if value]
    node = addnodes.index()
    node["entries"] = found
    return node


def _about(facts: ErrorFacts) -> list[str]:
    """Name the alerts and codes of an entry as the general index does."""
    return [
        OBJECT_TYPES[objtype].index_text(name)
        for objtype, name in facts.keys
        if OBJECT_TYPES[objtype].heads_entries
    ]


def _safe(term: str) -> str:
    """Keep the signs that Sphinx gives a meaning out of a term."""
    safe = " ".join(term.replace(";", ",").split()).lstrip("!")
    return term if safe == term else safe  # one text for all that hold it
