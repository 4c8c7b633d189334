"""The JSON Schema of troubleshooting files, for editors and other tools.

Generated from the models. The package has a copy as a file, which ``tools/generate.py`` renews.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.guides.fields import Group, Many, Nested
from sphinx_tlsalerts.guides.models import SCHEMA_VERSIONS, Guide

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_tlsalerts.guides.field_types import FieldType
    from sphinx_tlsalerts.guides.fields import Field, Model

FILE = Path(__file__).with_name("troubleshooting.schema.json")
TITLE = "TLS troubleshooting file of sphinx-tlsalerts"

#: A name of a substitution, in the regular expressions of any language.
_NAME = r"^[^\s!-,/:-@\[-^`{-~]+$"


def build_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the format."""
    models: dict[str, type[Model]] = {}
    _collect(Guide, models)
    del models[Guide.__name__]
    schema = _build_mapping(Guide, "#")
    properties = schema["properties"]
    version = {**properties["schema"], "type": "integer", "enum": [*SCHEMA_VERSIONS]}
    properties["schema"] = _sort(version, "minimum", "maximum")
    properties["substitutions"]["propertyNames"] = {"pattern": _NAME}
    # The only list that one value cannot stand for.
    single, several = properties["entries"]["anyOf"]
    properties["entries"] = _sort({**properties["entries"], **several, "minItems": 1}, "anyOf")
    properties["entry"] = {
        "anyOf": [single, {"$ref": properties["entry"]["$ref"]}],
        "description": properties["entry"]["description"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {name: _build_mapping(models[name], f"#/$defs/{name}") for name in sorted(models)},
        **schema,
        "title": TITLE,
    }


def _sort(schema: dict[str, Any], *without: str) -> dict[str, Any]:
    return {key: schema[key] for key in sorted(schema) if key not in without}


def _collect(model: type[Model], models: dict[str, type[Model]]) -> None:
    """Add *model* and all that it holds to those that were *models*."""
    if model.__name__ not in models:
        models[model.__name__] = model
        for field in model.fields.values():
            kind: FieldType[Any] = field.kind
            while isinstance(kind, Many):
                kind = kind.kind
            if isinstance(kind, Nested):
                _collect(kind.model, models)
            elif isinstance(kind, Group):
                _collect(kind.model(), models)


def _build_mapping(model: type[Model], reference: str) -> dict[str, Any]:
    """Return the schema of the mappings that fill *model*, which others find at *reference*."""
    fields = model.fields.values()
    properties = {field.key: _build_property(field) for field in fields}
    rules = []
    for field in fields:
        if field.singular:
            properties[field.singular] = {
                "$ref": f"{reference}/properties/{field.key}",
                "description": f"The same as ``{field.key}``.",
            }
            rules.append({"not": {"required": [field.key, field.singular]}})
    sets: Iterable[tuple[str, ...]] = model.requires_one_of or [
        (name,) for name in model.needs if model.fields[name].singular
    ]
    if model.inherits:
        sets = [model.needs, (model.inherits,)]
    schema: dict[str, Any] = {
        "additionalProperties": False,
        "description": model.__doc__,
        "properties": properties,
        "required": [
            field.key
            for field in fields
            if field.is_needed and not field.singular and not model.inherits
        ],
        "title": model.__name__,
        "type": "object",
        "allOf": rules,
        # Of each key and its singular, one is enough; only the last one of a set has any.
        "anyOf": [
            {"required": [*keys[:-1], last]}
            for keys in sets
            for last in (keys[-1], model.fields[keys[-1]].singular)
            if last
        ],
    }
    return {key: value for key, value in schema.items() if value not in ([], None)}


def _build_property(field: Field) -> dict[str, Any]:
    """Return the schema of a value."""
    schema = {
        **field.kind.build_schema(),
        "description": field.description,
        "examples": [field.example],
    }
    if not isinstance(field.kind, Nested | Group):
        schema["title"] = field.key.replace("_", " ").title()
    if isinstance(field.default, str | bool):
        schema["default"] = field.default
    return _sort(schema)


def build_text() -> str:
    """Return the text of the file in the package."""
    return json.dumps(build_json_schema(), indent=2, ensure_ascii=False) + "\n"
