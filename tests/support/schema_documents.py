"""Troubleshooting files made up from the JSON Schema of the format, for Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sphinx_tlsalerts.guides.json_schema import build_json_schema
from sphinx_tlsalerts.guides.models import Cause, Entry
from sphinx_tlsalerts.guides.texts import Text

SCHEMA = build_json_schema()


def base(name: str) -> Entry:
    """Return a bundled entry, which there is under any name."""
    first, second = Cause(id="first", text=Text("One.", 1)), Cause(id="second", text=Text("Two", 2))
    return Entry(id=name.rpartition("/")[2], title=Text("Base", 1), causes=[first, second])


#: Texts that YAML takes for something else, or that end early, unless they are quoted.
TRAPS = (
    *("[SSL: X] y", "no", "on", "1.10", "12:30:45", "2026-11-21", "~", "a # b", "`x` y", "*x*"),
    *("{+name+} is", "Do this: that", "- x", "it's", '"x" y', "a\nb", "a\n\nb\n", "C:\\x", "%s"),
)
_visible = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5)
texts = st.one_of(st.sampled_from(TRAPS), st.lists(_visible, min_size=1, max_size=4).map(" ".join))
_names = st.text(st.sampled_from("abcxyz019_.-"), min_size=1, max_size=4)

#: Values of keys whose texts are no free ones.
_SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "url": st.sampled_from(["https://example.com/", "/local.html", "mailto:a@example.com"]),
    "language": st.sampled_from(["sh", "pytb", "c++"]),
    "alerts": st.sampled_from(["bad_certificate", "handshake_failure"]),
    "verify_codes": st.sampled_from(["X509_V_ERR_CERT_HAS_EXPIRED", "X509_V_ERR_UNSPECIFIED"]),
    "exceptions": st.sampled_from(["ssl.SSLError", "requests.exceptions.SSLError"]),
    "extends": st.uuids().map(lambda name: f"builtin:python/{name}"),
    "drop": st.sampled_from(["first", "second"]),
    "emphasize-lines": st.sampled_from(["1", "2,4-6"]),
    **dict.fromkeys(
        ["labels", "tags", "index", "class", "related", "proof", "scenarios"],
        st.sampled_from(["one", "on", "10"]),
    ),
}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a schema refers to, or itself."""
    while "$ref" in schema:
        found: Any = SCHEMA
        for part in schema["$ref"].split("/")[1:]:
            found = found[part]
        schema = found
    return schema


@st.composite
def _mappings(draw: st.DrawFn, schema: dict[str, Any], depth: int) -> dict[str, Any]:
    needed = [*schema.get("required", ())]
    alternatives = schema.get("anyOf")
    if alternatives:
        cheap = alternatives[:2] if depth <= 0 else alternatives
        needed += draw(st.sampled_from(cheap))["required"]
    others = sorted(schema["properties"]) if depth > 0 else []
    wanted = draw(st.lists(st.sampled_from(others), max_size=4)) if others else []
    keys = dict.fromkeys([*needed, *wanted])
    for rule in schema.get("allOf", ()):  # a key and its singular
        plural, singular = rule["not"]["required"]
        if plural in keys and singular in keys:
            del keys[singular if plural in needed else plural]
    if "drop" in keys and "extends" not in keys:
        del keys["drop"]
    return {key: draw(_values(schema["properties"][key], key, depth - 1)) for key in keys}


def _values(schema: dict[str, Any], key: str, depth: int) -> st.SearchStrategy[Any]:
    """Return what may stand below *key*."""
    if "$ref" in schema:
        # A singular refers to its plural, whose texts it has.
        plural = schema["$ref"].rpartition("/properties/")[2]
        return _values(resolved(schema), key if "/" in plural else plural, depth)
    if "properties" in schema:
        return _mappings(schema, depth)
    if "anyOf" in schema:
        choices = schema["anyOf"]
        return st.deferred(lambda: st.one_of(*(_values(one, key, depth) for one in choices)))
    if schema.get("type") == "array":
        return st.lists(_values(schema["items"], key, depth), min_size=1, max_size=2)
    return _plain_values(schema, key)


def _plain_values(schema: dict[str, Any], key: str) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    plain: dict[Any, st.SearchStrategy[Any]] = {
        "object": st.dictionaries(_names, texts, max_size=2),
        "integer": st.integers(0, 99),
        "boolean": st.booleans(),
    }
    kind = schema["type"]
    if kind == ["boolean", "string"]:
        return st.one_of(st.booleans(), texts)
    if isinstance(kind, str) and kind in plain:
        return plain[kind]
    return st.uuids().map(str) if key == "id" else _SPECIAL.get(key, texts)


#: Valid files, as plain data.
documents = _mappings(SCHEMA, 7)
