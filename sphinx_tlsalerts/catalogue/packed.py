"""Pack a catalogue into one JSON file, which loads ten times faster than its YAML.

The command line must answer at once, so the package includes the packed file;
``python tools/generate.py`` writes it again after a change of the YAML.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.guides import (
    COMMAND,
    Bundled,
    Group,
    Guide,
    Many,
    Model,
    Nested,
    Text,
    Texts,
    fill_defaults,
)

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides import FieldType


def pack(guide: Guide) -> str:
    """Return *guide* as JSON without default values, one entry on a line."""
    plain = _simplify(guide)
    entries = ",\n".join(_dump(entry) for entry in plain.pop("entries"))
    return f'{_dump(plain)[:-1]}, "entries": [\n{entries}\n]}}\n'


def unpack(text: str) -> Guide:
    """Return the guide that :func:`pack` wrote."""
    guide: Guide = _build_model(Guide, json.loads(text))
    return guide


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _simplify(value: Any) -> Any:
    """Return *value* in the types of JSON, without the lines of texts."""
    match value:
        case Model():
            return {name: _simplify(item) for name, item in vars(value).items()}
        case dict():
            return {name: _simplify(item) for name, item in value.items()}
        case list():
            return [_simplify(item) for item in value]
        case Text():
            return value.template or str(value)
    return value


def _build_model(model: type[Any], data: dict[str, Any]) -> Any:
    fields = model.fields
    return model(
        **{name: _build_value(fields[name].kind, content) for name, content in data.items()}
    )


def _build_value(kind: FieldType[Any], data: Any) -> Any:
    match kind:
        case Many():
            return [_build_value(kind.kind, item) for item in data]
        case Nested():
            return _build_model(kind.model, data)
        case Group():
            return _build_model(kind.model(), data)
        case Texts():
            return {name: Bundled(item, 1) for name, item in data.items()}
    if isinstance(data, str) and kind.gives_text:
        text = Bundled(data, 1)
        return fill_defaults(text) if kind is COMMAND else text
    return data
