"""The two matchers, asked the same."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.matcher import explain
from support.finder_vectors import (
    Vector,
    entries_of,
    index_of,
)
from support.needs import needs_program
from support.places import TESTS

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher import PasteContext

NODE = shutil.which("node")


NODE_SCRIPT = TESTS / "support" / "node" / "match.js"


needs_node = needs_program("node")


def answers_of_browsers(
    vectors: tuple[Vector, ...], tables: dict[str, Any]
) -> list[dict[str, Any]]:
    assert NODE
    done = subprocess.run(
        [NODE, NODE_SCRIPT],
        input=json.dumps({"tables": tables, "texts": vectors}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def answer_of_python(vector: Vector) -> dict[str, Any]:
    found = explain(vector.text, index_of(vector.catalogue))
    return {
        "matches": [[m.entry.id, m.score, m.line, len(m.reasons)] for m in found.matches],
        "signals": [
            [s.kind.value, s.value, s.line, s.implied, s.sent]
            for s in found.signals
            if s.kind.value in {"alert", "verification", "exception", "name"}
        ],
        "characters": found.characters,
        "skipped": found.skipped,
        "context": context_of_python(found.context),
    }


def context_of_python(context: PasteContext) -> dict[str, Any]:
    """Return a context as JSON has it."""

    def plain(value: Any) -> Any:
        if hasattr(value, "_asdict"):
            return value._asdict()
        return [plain(item) for item in value] if isinstance(value, tuple) else value

    fields = {name: plain(value) for name, value in context._asdict().items()}
    fields["frameworksPython"] = fields.pop("frameworks_python")
    return fields


def compared(vector: Vector, answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer of a browser like one of Python."""
    entries = entries_of(vector.catalogue)
    return {
        "matches": [
            [entries[m["entry"]].id, m["score"], m["line"], len(m["reasons"])]
            for m in answer["matches"]
        ],
        "signals": [
            [s["kind"], s["value"], s["line"], s["implied"], s["sent"]]
            for s in answer["signals"]
            if s["kind"] in {"alert", "verification", "exception", "name"}
        ],
        "characters": answer["characters"],
        "skipped": answer["skipped"],
        "context": answer["context"],
    }
