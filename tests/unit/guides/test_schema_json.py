"""The JSON Schema says what the reader says, by an independent implementation."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from support.broken_cases import CASES
from support.places import ROOT
from support.rows import each
from support.schema_documents import SCHEMA

from sphinx_tlsalerts.catalogue import find_bundled_entry
from sphinx_tlsalerts.guides import json_schema
from sphinx_tlsalerts.guides.fields import Model
from sphinx_tlsalerts.guides.models import Guide
from sphinx_tlsalerts.guides.problems import ReadingContext
from sphinx_tlsalerts.guides.reader import read_guide
from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.yamltree.parser import Mapping, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.broken_cases import Case

    from sphinx_tlsalerts.guides.fields import Field

VALIDATOR = Draft202012Validator(SCHEMA)


def errors(data: Any) -> list[str]:
    """Return what the JSON Schema has against *data*."""
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_file_in_the_package_is_up_to_date() -> None:
    """``python tools/generate.py`` renews it."""
    assert json_schema.FILE.read_text(encoding="utf-8") == json_schema.build_text()
    assert json.loads(json_schema.build_text()) == SCHEMA


def test_the_schema_is_valid_itself() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"]
    Draft202012Validator.check_schema(SCHEMA)


def _yaml_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_build")))
        yield from (
            Path(folder, name) for name in sorted(names) if name.endswith((".yaml", ".yml"))
        )


#: The tutorial lets the reader find a misspelling in it.
MISSPELLED = ROOT / "docs" / "tutorial" / "both" / "step-6" / "errors.yaml"

TROUBLESHOOTING = [
    file
    for file in _yaml_files()
    if file != MISSPELLED
    and re.search(r"^(?:entries|entry):", file.read_text(encoding="utf-8"), re.MULTILINE)
]


def test_each_troubleshooting_file_of_the_repository_is_valid() -> None:
    for file in TROUBLESHOOTING:
        assert errors(yaml.safe_load(file.read_text(encoding="utf-8"))) == [], file
        guide, problems = read_guide(file, file.name, "3.0", bases=find_bundled_entry)
        assert (problems, guide is not None) == ([], True)


#: What only the reader sees: keys and ids that come twice, comments, names in other tables.
UNSEEN = re.compile(
    "stands here already|stands in the content already|begins a comment; quote|TLS alert|"
    "verification code|control character|is not an address|is not the name of|"
    "it needs one of 'text', 'requires'|is not a list of lines|there is no entry|extends itself|"
    "extends the circle|there is no cause or remedy|has nothing to leave out"
)


@pytest.mark.parametrize("key", ["items", "item"])
def test_a_key_that_is_needed_may_be_singular(key: str) -> None:
    entry = {"id": "a", "title": "A", "remedies": {"choose": "any", key: "x"}}
    assert errors({"schema": 1, "entry": entry}) == []


def _data(case: Case) -> Any:
    """Return what other tools read; a merge key stays one."""
    try:
        return yaml.load(case.text.replace("<<:", "'<<':"), Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None


VISIBLE = [
    case
    for case in CASES
    if case.group not in {"syntax", "repeated"} and not all(map(UNSEEN.search, case.faults))
]


def test_most_faults_are_seen_by_the_schema() -> None:
    assert len(VISIBLE) > 95


@each("case", VISIBLE)
def test_the_schema_refuses_what_the_reader_refuses(case: Case) -> None:
    data = _data(case)
    if isinstance(data, list | dict):
        data = json.loads(json.dumps(data, default=lambda value: {"not JSON": str(value)}))
    documents = case.text.count("\n---\n")
    assert documents or errors(data)


FIELDS = [(model, field) for model in Model.__subclasses__() for field in model.fields.values()]
each_field = each("model, field", FIELDS)


def _validator_of(model: type[Model]) -> Draft202012Validator:
    if model is Guide:
        return VALIDATOR
    below = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{model.__name__}"}
    return Draft202012Validator(below)


@each_field
def test_each_field_has_a_description_and_a_valid_example(model: type[Model], field: Field) -> None:
    assert field.description.endswith(".")
    needed = [*model.needs, *(model.requires_one_of[0] if model.requires_one_of else ())]
    data = {model.fields[name].key: model.fields[name].example for name in needed}
    data[field.key] = field.example
    assert not any(_validator_of(model).iter_errors(data))
    document = parse_yaml(json.dumps(data), "f.yaml")
    assert isinstance(document.root, Mapping)
    reading = ReadingContext(document, 0, "3.0", Text)
    filled = model.fill(document.root, reading)
    assert [str(problem) for problem in reading.problems] == []
    assert field.name in vars(filled)
