"""The JSON Schema of troubleshooting files, for editors and other tools.

Generated from the models. The package has a copy as a file, which this module
renews: ``python -m sphinx_tlsalerts.schema.json_schema``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from sphinx_tlsalerts.schema.blocks import Model, Saying
from sphinx_tlsalerts.schema.models import SCHEMA_VERSIONS, Guide
from sphinx_tlsalerts.schema.shapes import written_keys
from sphinx_tlsalerts.schema.values import IMPLIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

FILE = Path(__file__).with_name("troubleshooting.schema.json")
TITLE = "TLS troubleshooting file of sphinx-tlsalerts"

#: A name of a substitution, in the regular expressions of any language.
_NAME = r"^[^\s!-,/:-@\[-^`{-~]+$"


class _Generator(GenerateJsonSchema):
    """Leaves out what the format does not have: null, and defaults that say nothing."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        found = super().default_schema(schema)
        if found.get("default", True) is None:
            del found["default"]
        return found


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the format."""
    schema = Guide.model_json_schema(schema_generator=_Generator)
    definitions = schema["$defs"]
    for found in [*_objects(schema)]:
        if IMPLIED in found:
            _write_group_out(found, definitions)
    for model in _models(Model):
        if model.__name__ in definitions:
            _complete(definitions[model.__name__], model, f"#/$defs/{model.__name__}")
    _complete(schema, Guide, "#")
    properties = schema["properties"]
    properties["schema"]["enum"] = [*SCHEMA_VERSIONS]
    properties["entries"]["minItems"] = 1
    properties["substitutions"]["propertyNames"] = {"pattern": _NAME}
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        **schema,
        "title": TITLE,
        "required": ["schema"],
        "anyOf": [{"required": ["entries"]}, {"required": ["entry"]}],
    }


def _models(model: type[Model]) -> Iterator[type[Model]]:
    for below in model.__subclasses__():
        yield below
        yield from _models(below)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects in *value*."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item)


def _write_group_out(found: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Allow what the items of a group may be in its place."""
    key = found.pop(IMPLIED)
    group = found.pop("$ref")
    items = definitions[group.rpartition("/")[2]]["properties"][key]
    found["anyOf"] = [*items["anyOf"], {"$ref": group}]


def _complete(schema: dict[str, Any], model: type[Model], reference: str) -> None:
    """Add singular keys, and what the keys of *model* need together."""
    written = {name: written_keys(name, info) for name, info in model.model_fields.items()}
    rules = []
    for key, *singular in written.values():
        for other in singular:
            schema["properties"][other] = _singular(schema, key, f"{reference}/properties/{key}")
            rules.append({"not": {"required": [key, other]}})
    if rules:
        schema["allOf"] = rules
    if issubclass(model, Saying):
        # Of each key and its singular, one is enough; only the last one of a set has any.
        schema["anyOf"] = [
            {"required": [*keys[:-1], last]} for keys in model.says for last in written[keys[-1]]
        ]


def _singular(schema: dict[str, Any], key: str, reference: str) -> dict[str, Any]:
    description = f"The same as ``{key}``."
    if key == "entries":  # the only list that one value cannot stand for
        one = schema["properties"][key]["items"]
        return {"anyOf": [one, {"$ref": reference}], "description": description}
    return {"$ref": reference, "description": description}


def text() -> str:
    """Return the text of the file in the package."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
