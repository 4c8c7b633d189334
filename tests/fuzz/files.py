"""Files: of troubleshooting entries, and overlays."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from support.places import DATA, ROOT

from fuzz.surface import Place, check_places
from fuzz.words import KNOWN, a_word, some_words, spoilt
from sphinx_tlsalerts.catalogue import find_bundled_entry
from sphinx_tlsalerts.guides.json_schema import build_json_schema
from sphinx_tlsalerts.guides.reader import read_guide
from sphinx_tlsalerts.lint import lint_guide
from sphinx_tlsalerts.registries.overlay_reader import load_overlays
from sphinx_tlsalerts.yamltree.parser import split_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random


@cache
def real_files() -> tuple[str, ...]:
    """Return troubleshooting files of the repository, one character for each byte."""
    files: list[Path] = []
    for folder, pattern in (
        (ROOT / "docs" / "troubleshooting", "*.yaml"),
        (DATA / "bad_advice", "*.yaml"),
        (DATA / "twin", "*.yaml"),
        (DATA / "broken", "*.cases"),
    ):
        found = sorted(folder.glob(pattern))
        assert found, f"no {pattern} in {folder}"
        files += found
    return tuple(file.read_bytes().decode("latin-1") for file in files)


@cache
def _schema() -> dict[str, Any]:
    return build_json_schema()


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = _schema()
        for part in schema["$ref"].split("/")[1:]:
            found = found[part]
        schema = found
    return schema


def value_of(random: Random, schema: dict[str, Any], depth: int) -> Any:
    """Return a value that the schema of the format allows, but for its words, or nearly so."""
    schema = _resolved(schema)
    if random.randrange(40) == 0:
        return random.choice((None, True, 3, -1.5, "", [], {}, ["x", ["y"]], {"text": "x"}))
    if "properties" in schema:
        return _mapping_of(random, schema, depth)
    if "anyOf" in schema:
        return value_of(random, random.choice(schema["anyOf"]), depth - 1)
    kind = "enum" if "enum" in schema else str(schema.get("type"))
    makers: dict[str, Callable[[], Any]] = {
        "enum": lambda: random.choice(schema["enum"]),
        "array": lambda: [
            value_of(random, schema["items"], depth - 1) for _ in range(random.randint(1, 3))
        ],
        "object": lambda: {
            a_word(random): some_words(random, 2) for _ in range(random.randrange(3))
        },
        "integer": lambda: random.choice((0, 1, 2, 10**20)),
        "boolean": lambda: random.random() < 0.5,
    }
    return makers[kind]() if kind in makers else some_words(random, 3)


def _mapping_of(random: Random, schema: dict[str, Any], depth: int) -> dict[str, Any]:
    keys = list(schema.get("required", ()))
    if "anyOf" in schema:
        keys += random.choice(schema["anyOf"])["required"]
    others = sorted(schema["properties"])
    keys += random.choices(others, k=random.randrange(4) if depth > 0 else 0)
    if random.randrange(30) == 0:
        keys.append("text")
    properties = schema["properties"]
    return {key: value_of(random, properties.get(key, {}), depth - 1) for key in keys}


def a_guide(random: Random, depth: int = 6) -> Any:
    """Return a troubleshooting file as plain data."""
    guide = value_of(random, _schema(), depth)
    if not isinstance(guide, dict) or not isinstance(guide.get("entries"), list):
        return guide
    guide["schema"] = 1 if random.randrange(20) else guide.get("schema")
    for number, entry in enumerate(guide["entries"]):
        if isinstance(entry, dict) and random.randrange(8):
            entry["id"] = f"entry-{number}"
            entry["title"] = entry.get("title") or some_words(random)
    return guide


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def written(random: Random, data: Any) -> str:
    """Return *data* as a file, one character for each byte."""
    if random.randrange(3) == 0:
        text = json.dumps(data, indent=random.choice((None, 2)), ensure_ascii=True)
    else:
        text = yaml.safe_dump(
            json.loads(_without_surrogates(json.dumps(data, ensure_ascii=False))),
            default_flow_style=random.choice((None, True, False)),
            allow_unicode=random.random() < 0.5,
            width=random.choice((20, 80, 1000)),
            sort_keys=False,
        )
    return text.encode("utf-8").decode("latin-1")


class _Files:
    """Files below a folder; every second one is read as JSON if it looks like that."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, case: str) -> Path:
        name = "case.json" if case[:1] in "[{" and len(case) % 2 else "case.yaml"
        file = self.folder / name
        file.write_bytes(case.encode("latin-1", "replace"))
        return file


def _lines_of(case: str) -> list[str]:
    """Return the lines of a file as far as it is a text."""
    raw = case.encode("latin-1", "replace")
    return split_lines(raw.decode("utf-8-sig", "replace"))


class TroubleshootingFiles(_Files):
    """Troubleshooting files: real ones with slips, and made-up ones."""

    name = "troubleshooting"

    def make(self, random: Random) -> str:
        """Return a file."""
        if random.randrange(3):
            text = written(random, a_guide(random))
            return spoilt(random, text, real_files(), 3) if random.randrange(3) == 0 else text
        text = random.choice(real_files())
        start = random.randrange(len(text))
        # Some of it: a file of all there is takes its time.
        text = text[:200] + text[start : start + random.choice((500, 2000, 5000))]
        return _as_bytes(spoilt(random, text, real_files()))

    def check(self, case: str) -> None:
        """Read a file, and look at its advice."""
        file = self.write(case)
        guide, problems = read_guide(file, "f.yaml", "3.0", find_bundled_entry)
        lines = _lines_of(case)
        check_places([Place(p.line, p.column, p.message) for p in problems], lines)
        assert problems == sorted(set(problems))
        assert guide or problems
        if guide is not None:
            findings = lint_guide(guide, "f.yaml", "\n".join(lines))
            check_places([Place(one.line, one.column, one.message) for one in findings], lines)


class Overlays(_Files):
    """Overlay files."""

    name = "overlays"

    def make(self, random: Random) -> str:
        """Return an overlay."""
        alerts = {
            random.choice(KNOWN[:8]) if random.randrange(3) else a_word(random): {
                random.choice(("meaning", "explanation", "note", "notes")): some_words(random)
                for _ in range(random.randrange(3))
            }
            for _ in range(random.randrange(4))
        }
        data: Any = {"alerts": alerts}
        if random.randrange(3) == 0:
            data["language"] = random.choice(("en", "de", a_word(random)))
        if random.randrange(4) == 0:
            data[random.choice(("schema", a_word(random)))] = random.choice((1, 2, a_word(random)))
        text = written(random, data)
        if random.randrange(2):
            text = _as_bytes(spoilt(random, text, real_files(), 3))
        return text

    def check(self, case: str) -> None:
        """Read an overlay."""
        file = self.write(case)
        overlays, problems = load_overlays([(file, "f.yaml")], "en")
        check_places([Place(p.line, p.column, p.message) for p in problems], _lines_of(case))
        for overlay in overlays.values():
            for text in filter(None, overlay):
                assert text == " ".join(text.split())
                assert text.isprintable() or not any(ord(c) < 32 or c == "\x7f" for c in text)
                text.encode()


def _as_bytes(text: str) -> str:
    """Return a text with what is beyond a byte written as UTF-8."""
    return "".join(
        one if ord(one) < 256 else one.encode("utf-8", "surrogatepass").decode("latin-1")
        for one in text
    )
