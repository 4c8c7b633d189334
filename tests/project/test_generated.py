"""The generated files of the package: one command writes them, and only in a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.tool_modules import load_tool

import sphinx_tlsalerts
from sphinx_tlsalerts.browser import find_facts_file
from sphinx_tlsalerts.catalogue import packed_file, recognised_file
from sphinx_tlsalerts.guides import json_schema
from sphinx_tlsalerts.matcher.evidence import find_rules_file

GENERATE = load_tool("generate")
PACKAGE = Path(sphinx_tlsalerts.__file__).parent


def test_generated_files_are_those_that_their_sources_give(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert GENERATE.main(["--check"]) == 0, capsys.readouterr().out
    assert [*GENERATE.outputs()] == [
        packed_file("python"),
        recognised_file("python"),
        find_rules_file(),
        find_facts_file(),
        json_schema.FILE,
    ]


def test_check_names_stale_files_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh, old, absent = (tmp_path / name for name in ("fresh.json", "old.js", "absent.json"))
    fresh.write_text("a\n")
    old.write_text("b\n")
    monkeypatch.setattr(GENERATE, "ROOT", tmp_path)
    monkeypatch.setattr(GENERATE, "outputs", lambda: dict.fromkeys([fresh, old, absent], "a\n"))
    assert GENERATE.main(["--check"]) == 1
    assert capsys.readouterr().out == "stale: old.js\nstale: absent.json\n"
    assert (old.read_text(), absent.exists()) == ("b\n", False)
    assert GENERATE.main([]) == 0
    assert capsys.readouterr().out == "written: old.js\nwritten: absent.json\n"
    assert old.read_bytes() == absent.read_bytes() == b"a\n"
    assert GENERATE.main(["--check"]) == 0


@pytest.mark.parametrize("module", ["browser", "guides.json_schema"])
def test_installed_package_is_never_rewritten(tmp_path: Path, module: str) -> None:
    """``python -m …browser`` once rewrite the files of an installed wheel."""
    ignored = shutil.ignore_patterns("__pycache__")
    copy = shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=ignored)
    for name in ("browser/static/tlsalerts-facts.js", "guides/troubleshooting.schema.json"):
        (copy / name).write_text("as installed")
    environ = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    before = {file: file.stat().st_mtime_ns for file in copy.rglob("*")}
    subprocess.run(
        [sys.executable, "-m", f"sphinx_tlsalerts.{module}"],
        cwd=tmp_path,
        env=environ,
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert {file: file.stat().st_mtime_ns for file in copy.rglob("*")} == before
    assert (copy / "browser" / "static" / "tlsalerts-facts.js").read_text() == "as installed"
    assert (copy / "guides" / "troubleshooting.schema.json").read_text() == "as installed"
