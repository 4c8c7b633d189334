"""Explain where a key belongs that is in the wrong mapping of a troubleshooting file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_tlsalerts.guides.fields import Group, Many, Nested
from sphinx_tlsalerts.guides.models import Guide, Headings
from sphinx_tlsalerts.yamltree import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.guides.fields import Field, Model
    from sphinx_tlsalerts.yamltree import Value

#: How many levels below a mapping are searched for the owner of a key.
_LEVELS = 2


class Holder(NamedTuple):
    """A kind of mapping that a key can hold."""

    model: type[Model]
    pattern: str  #: how it is written below that key, with ``%s`` for its own keys


def explain_misplaced_key(name: str, model: type[Model], above: tuple[Field, Value] | None) -> str:
    """Describe where the key *name*, which *model* does not have, belongs.

    :param above: the key before it in the same mapping, and the value of that key
    :return: a part of a message; empty if no other mapping of the format has the key
    """
    owner = above and _find_owner_above(name, *above)
    if owner:
        holder, first = owner
        place = f"'{first.items[0][0].text}' in line {first.line}"
        return f"is not a key of {model.noun} but of {holder.model.noun}: indent it like {place}"
    owners = {below.model: below for below in _find_owners_below(name, model)}
    if len(owners) == 1:
        (holder,) = owners.values()
        example = holder.pattern % f"{name}: …"
        return f"is not a key of {model.noun} but of {holder.model.noun}: {example}"
    nouns = [owner.noun for owner in owners or _find_owners_around(name, model)]
    if not nouns:
        return ""
    *others, last = nouns
    listed = f"{', '.join(others)} or {last}" if others else last
    return f"is not a key of {model.noun} but of {listed}"


def _find_owner_above(name: str, field: Field, value: Value) -> tuple[Holder, Mapping] | None:
    """Return the mapping right above a key that has it, if the key is indented too little."""
    if isinstance(value, Sequence) and value.items:
        value = value.items[-1]
    if not isinstance(value, Mapping) or value.flow or not value.items:
        return None
    owners = (holder for holder in find_holders(field) if name in holder.model.keys)
    holder = next(owners, None)
    return (holder, value) if holder else None


def _find_owners_below(name: str, model: type[Model]) -> list[Holder]:
    """Return the mappings below *model* that have the key *name*, on the nearest level."""
    level = [Holder(model, "%s")]
    for _ in range(_LEVELS):
        level = [
            Holder(inner.model, outer.pattern % inner.pattern)
            for outer in level
            for field in outer.model.fields.values()
            for inner in find_holders(field)
        ]
        # Headings have the same keys as an entry; authors mean the entry.
        owners = [
            holder for holder in level if name in holder.model.keys and holder.model is not Headings
        ]
        if owners:
            return owners
    return []


def _find_owners_around(name: str, model: type[Model]) -> list[type[Model]]:
    """Return the mappings around *model* that have the key *name*, on the nearest level."""
    parents = _collect_parents(Guide)
    level, seen = [model], {model}
    while level:
        level = [
            parent
            for parent in dict.fromkeys(
                around for child in level for around in parents.get(child, ())
            )
            if parent not in seen
        ]
        seen.update(level)
        owners = [owner for owner in level if name in owner.keys]
        if owners:
            return owners
    return []


def _collect_parents(root: type[Model]) -> dict[type[Model], list[type[Model]]]:
    """Return which kinds of mappings hold each kind."""
    parents: dict[type[Model], list[type[Model]]] = {root: []}
    waiting = [root]
    while waiting:
        model = waiting.pop()
        for child in _list_children(model):
            if child not in parents:
                parents[child] = []
                waiting.append(child)
            parents[child].append(model)
    return parents


def _list_children(model: type[Model]) -> Iterable[type[Model]]:
    held = (holder.model for field in model.fields.values() for holder in find_holders(field))
    return dict.fromkeys(held)


def find_holders(field: Field) -> Iterator[Holder]:
    """Yield the kinds of mappings that the value of *field* may hold."""
    kind: Any = field.kind
    pattern = f"{field.key}: {{%s}}"
    if isinstance(kind, Group):
        model = kind.model()
        yield Holder(model, pattern)
        kind = model.fields[kind.key].kind
    if isinstance(kind, Many):
        kind, pattern = kind.kind, f"{field.key}: [{{%s}}]"
    if isinstance(kind, Nested):
        yield Holder(kind.model, pattern)
