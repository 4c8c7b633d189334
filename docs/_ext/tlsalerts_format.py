"""The reference of troubleshooting files: the format from its JSON Schema, the rules for advice."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from sphinx.util.docutils import SphinxDirective

from sphinx_tlsalerts.guides import ADVICE_RULES
from sphinx_tlsalerts.guides.json_schema import build_json_schema
from sphinx_tlsalerts.guides.platforms import PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: How a JSON type is called, or several of them.
TYPES = {
    "string": "text",
    "integer": "whole number",
    "boolean": "`true` or `false`",
    "string integer": "text or whole number",
    "boolean string": "`true`, `false` or text",
}

MAPPING = """
(format-{anchor})=
## {name}

{description}{needs}

{keys}
"""
KEY = """
(format-{anchor}-{key})=
::::{{describe}} {key}
{type}{singular}{required}{default}

{description}

```yaml
{example}
```
::::
"""


class FormatDirective(SphinxDirective):
    """Describe every mapping of the format; for Markdown pages."""

    def run(self) -> list[Node]:
        text = "\n".join(mapping.described() for mapping in mappings())
        return self.parse_text_to_nodes(text, allow_section_headings=True)


class PlatformsDirective(SphinxDirective):
    """List the platforms, each with its name for readers; for Markdown pages."""

    def run(self) -> list[Node]:
        listed = ", ".join(described_platform(name) for name in PLATFORMS)
        return self.parse_text_to_nodes(f"{listed}.")


class AdviceRulesDirective(SphinxDirective):
    """List the rules for advice; for Markdown pages."""

    def run(self) -> list[Node]:
        return self.parse_text_to_nodes(table_of_rules())


def table_of_rules() -> str:
    """Write a table of the rules for advice, linked to their sections."""
    rows = (
        f"| {{ref}}`{rule.id} <rule-{rule.id}>` | {rule.title} | {rule.why} | `{rule.example}` |"
        for rule in ADVICE_RULES.values()
    )
    return "\n".join(["| rule | finds | why | example |", "|---|---|---|---|", *rows])


def described_platform(name: str) -> str:
    """Write a platform with its name for readers and what it is a kind of."""
    shown, parent = PLATFORMS[name]
    return f"`{name}` ({shown}, a kind of `{parent}`)" if parent else f"`{name}` ({shown})"


class Mapping(NamedTuple):
    """A mapping of the format: its name for readers, and its schema."""

    name: str
    schema: dict[str, Any]

    @property
    def anchor(self) -> str:
        return self.name.lower()

    def described(self) -> str:
        """Write the section about the mapping."""
        singular = dict(self._singular())
        keys = [
            self._described_key(key, schema, [one for one in singular if singular[one] == key])
            for key, schema in self.schema["properties"].items()
            if key not in singular
        ]
        return MAPPING.format(
            anchor=self.anchor,
            name=self.name,
            description=self.schema["description"],
            needs=self._needs(),
            keys="\n".join(keys),
        )

    def _singular(self) -> Iterator[tuple[str, str]]:
        """Yield each singular key with the key that it stands for."""
        for name, schema in self.schema["properties"].items():
            for reference in (schema, *schema.get("anyOf", ())):
                _path, found, key = reference.get("$ref", "").rpartition("/properties/")
                if found:
                    yield name, key

    def _needs(self) -> str:
        """Say which keys it needs, beyond those that are required by themselves."""
        singular = dict(self._singular())
        sets = [rule["required"] for rule in self.schema.get("anyOf", ())]
        if self.name == ROOT:
            sets = []  # one key, in one of its spellings
        written = [
            " with ".join(f"`{key}`" for key in keys)
            for keys in sets
            if not singular.keys() & {*keys}
        ]
        if not written:
            return ""
        return f" It needs {'at least one of ' * (len(written) > 1)}{', '.join(written)}."

    def _described_key(self, key: str, schema: dict[str, Any], singular: list[str]) -> str:
        default = schema.get("default")
        is_required = key in self.schema.get("required", ()) or (self.name, key) == (
            ROOT,
            "entries",
        )
        return KEY.format(
            anchor=self.anchor,
            key=key,
            type=type_in_words(schema),
            singular="".join(f" · also `{one}`" for one in singular),
            required=" · **required**" * is_required,
            default="" if default in (None, []) else f" · default: `{written(default)}`",
            description=schema["description"],
            example=with_key(key, schema["examples"][0]),
        )


#: What the mapping at the top is called.
ROOT = "File"


def mappings() -> Iterator[Mapping]:
    """Yield the mappings of the format, each after the first one that holds it."""
    schema = build_json_schema()
    definitions = schema["$defs"]
    waiting = [Mapping(ROOT, {**schema, "description": "What stands at the top."})]
    seen: set[str] = set()
    while waiting:
        mapping = waiting.pop(0)
        yield mapping
        for name in references_in(mapping.schema["properties"]):
            if name not in seen:
                seen.add(name)
                waiting.append(Mapping(name, definitions[name]))


def references_in(value: Any) -> Iterator[str]:
    """Yield the names of the definitions that *value* refers to."""
    if isinstance(value, dict):
        if name := definition_of(value):
            yield name
        for item in value.values():
            yield from references_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from references_in(item)


def definition_of(schema: dict[str, Any]) -> str:
    reference: str = schema.get("$ref", "")
    path, _slash, name = reference.rpartition("/")
    return name if path == "#/$defs" else ""


def type_in_words(schema: dict[str, Any]) -> str:
    """Say in plain words what may stand for *schema*."""
    alternatives = [*flattened(schema)]
    singles = [in_words(one) for one in alternatives if one.get("type") != "array"]
    items = [in_words(one) for many in alternatives for one in flattened(many.get("items", {}))]
    if not items:
        return join_nodes(singles)
    others = [one for one in singles if one not in items]
    if len(others) == len(singles):
        return f"list of {join_nodes(items)}"
    words = f"{join_nodes(items)}, or a list of them"
    return f"{words}, or {join_nodes(others)}" if others else words


def flattened(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what *schema* allows, without alternatives inside of alternatives."""
    if "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from flattened(one)
    elif schema:
        yield schema


def in_words(schema: dict[str, Any]) -> str:
    """Say what a single alternative is."""
    if name := definition_of(schema):
        return f"{{ref}}`{name} <format-{name.lower()}>`"
    if "enum" in schema:
        if {*schema["enum"]} == {*PLATFORMS}:
            return "{ref}`platform <format-platforms>`"
        return join_nodes([f"`{word}`" for word in schema["enum"]])
    if schema["type"] == "object":
        return "mapping from names to texts"
    kinds = schema["type"]
    return TYPES[kinds if isinstance(kinds, str) else " ".join(kinds)]


def join_nodes(words: Iterable[str]) -> str:
    """Join alternatives, each once."""
    *most, last = dict.fromkeys(words)
    return f"{', '.join(most)} or {last}" if most else last


def with_key(key: str, value: Any) -> str:
    """Write a key and its value as they stand in a file."""
    text = written(value)
    is_block = text.startswith("- ") or "\n" in text
    return f"{key}:\n{textwrap.indent(text, '  ')}" if is_block else f"{key}: {text}"


def written(value: Any) -> str:
    """Write *value* as YAML: lists and mappings of scalars on one line, others on several."""
    text: str = yaml.safe_dump(
        value, default_flow_style=None, sort_keys=False, allow_unicode=True, width=1000
    )
    return text.removesuffix("...\n").rstrip("\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("tlsalerts-format", FormatDirective)
    app.add_directive("tlsalerts-platforms", PlatformsDirective)
    app.add_directive("tlsalerts-advice-rules", AdviceRulesDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
