"""``sphinx-tlsalerts check``: faults of files, and of the advice in them."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from support.building import piped, pipes
from support.places import ROOT

from sphinx_tlsalerts.cli import main
from sphinx_tlsalerts.cli.arguments import list_checks
from sphinx_tlsalerts.guides import ADVICE_RULES

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

GOOD = "schema: 1\nentries:\n  - {id: a, title: A, remedy: Check the port.}\n"
BAD = """\
schema: 1
entries:
  - id: a
    title: A
    remedy: Set verify=False.
  - id: b
    title: B
    remdy: Check the port.
"""
FAULTS = """\
bad.yaml:5:17: a: 'verify=False' does not verify certificates; \
mark the remedy 'insecure', or leave it out [undeclared-insecure]
bad.yaml:8:5: entries[1]: 'remdy' is not a key (did you mean 'remedy'?); \
the entry is left out [yaml]
""".splitlines()


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command in a folder with a good and a bad file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")

    def call(*arguments: str, stdin: bytes | None = None) -> tuple[int, str, str]:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = main(["check", *arguments])
        return (code, *capsys.readouterr())

    return call


def test_file_without_faults(run: Run) -> None:
    assert run("good.yaml") == (0, "", "1 file checked, nothing found\n")
    assert run("--quiet", "good.yaml") == (0, "", "")


def test_faults_are_told_in_the_order_of_their_lines(run: Run) -> None:
    code, out, err = run("good.yaml", "bad.yaml")
    assert code == 1
    assert out.splitlines() == FAULTS
    assert err == "2 files checked, 2 findings in 1\n"


def test_the_summary_comes_last_in_a_log_of_both_streams(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        [sys.executable, "-m", "sphinx_tlsalerts", "check", "bad.yaml"],
        cwd=tmp_path,
        env=buffered,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.stdout.splitlines() == [*FAULTS, "1 file checked, 2 findings in 1"]


@pytest.mark.parametrize("pattern", ["*.yaml", "**/*.yaml", "b[a]d.yaml"])
def test_patterns(run: Run, pattern: str) -> None:
    code, out, _err = run(pattern, "bad.yaml")
    assert code == 1
    assert out.splitlines() == FAULTS  # each file once


def test_pattern_goes_into_folders(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.yaml").write_text(BAD, encoding="utf-8")
    _code, out, _err = run("**/a.yaml")
    assert out.startswith(str(Path("sub", "a.yaml")))


@pytest.mark.parametrize("name", ["none.yaml", "*.toml", "folder", "nul\0.yaml"])
def test_file_that_cannot_be_read(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    code, out, err = run(name, "bad.yaml")
    assert code == 2
    assert out.splitlines() == FAULTS, "the others are checked all the same"
    assert err.startswith(
        f"sphinx-tlsalerts: {'no file matches' if '*' in name else 'cannot read'}"
    )
    assert "\0" not in err


def test_standard_input(run: Run) -> None:
    code, out, _err = run("-", stdin=BAD.encode())
    assert code == 1
    assert out.splitlines() == [line.replace("bad.yaml", "<stdin>") for line in FAULTS]
    assert run("-", stdin=GOOD.encode())[0] == 0


@pipes
def test_pipe_such_as_shells_make_of_a_command(run: Run) -> None:
    with piped(BAD.encode()) as path:
        code, out, _err = run(path)
    assert code == 1
    assert out.splitlines() == [line.replace("bad.yaml", path) for line in FAULTS]
    with piped(GOOD.encode()) as path:
        assert run("-q", path) == (0, "", "")
    with piped(b"\xff") as path:
        assert run(path) == (
            2,
            "",
            f"sphinx-tlsalerts: '{path}' is not UTF-8 (invalid start byte)\n",
        )


def test_names_that_are_too_long(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "link.yaml").symlink_to("x" * 300)
    long = f"{'x' * 300}.yaml"
    code, out, err = run(long, f"*{long}", "sub/*.yaml", "bad.yaml")
    assert (code, out.splitlines()) == (2, FAULTS)
    assert err.splitlines()[:3] == [
        f"sphinx-tlsalerts: cannot read '{long}': File name too long",
        f"sphinx-tlsalerts: no file matches '*{long}'",
        "sphinx-tlsalerts: no file matches 'sub/*.yaml'",
    ]


def test_repeated_pattern_takes_no_longer(run: Run, tmp_path: Path) -> None:
    """Each repetition used to take as much longer as folders nest."""
    deep = tmp_path.joinpath(*"abcdefghijklmnop")
    deep.mkdir(parents=True)
    (deep / "a.yaml").write_text(BAD, encoding="utf-8")
    start = time.monotonic()
    code, out, _err = run(f"{'**/' * 30}a.yaml", "**/**")
    assert time.monotonic() - start < 10
    assert code == 1
    assert [one.partition(":")[0] for one in out.splitlines()[::2]] == [
        str((deep / "a.yaml").relative_to(tmp_path)),
        "bad.yaml",
    ]


@pytest.mark.parametrize("stdin", [b"\xff\xfe", b"schema: \xff"])
def test_standard_input_that_is_no_text(run: Run, stdin: bytes) -> None:
    code, out, err = run("-", stdin=stdin)
    assert (code, out) == (2, "")
    assert "not UTF-8" in err


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 1000, b"\x00", b"a: b", b"{", b"- a"])
def test_content_of_any_kind_is_a_fault_and_no_crash(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    code, out, err = run("a.yaml")
    assert code == 1
    assert all(re.match(r"a\.yaml:\d+:\d+: .+ \[yaml\]$", line) for line in out.splitlines())
    assert out
    assert "Traceback" not in err


def test_as_json(run: Run) -> None:
    code, out, err = run("--format", "json", "good.yaml", "bad.yaml")
    document = json.loads(out)
    assert (code, err) == (1, "")
    assert document["files"] == 2
    assert [(one["line"], one["rule"]) for one in document["findings"]] == [
        (5, "undeclared-insecure"),
        (8, "yaml"),
    ]
    assert document["findings"][0]["entry"] == "a"
    assert json.loads(run("--format", "json", "good.yaml")[1]) == {"files": 1, "findings": []}


def test_as_annotations_of_github(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a,b.yaml").write_text(
        "schema: 1\nentries:\n  - {id: a, title: A, 100%: x}\n", encoding="utf-8"
    )
    _code, out, _err = run("--format", "github", "bad.yaml", "a,b.yaml")
    first, second, third = out.splitlines()
    assert first.startswith(
        "::warning file=bad.yaml,line=5,col=17,title=sphinx-tlsalerts undeclared-insecure::a: 'ver"
    )
    assert second.startswith("::error file=bad.yaml,line=8,col=5,title=sphinx-tlsalerts yaml::")
    assert third.startswith("::error file=a%2Cb.yaml,line=3,")
    assert "'100%25' is not a key" in third


def test_only_some_checks(run: Run) -> None:
    assert run("--rule", "yaml", "-q", "bad.yaml") == (1, f"{FAULTS[1]}\n", "")
    assert run("--ignore", "yaml", "-q", "bad.yaml") == (1, f"{FAULTS[0]}\n", "")
    both = ("--ignore", "yaml", "--ignore", "undeclared-insecure")
    assert run(*both, "-q", "bad.yaml") == (0, "", "")


def test_unknown_check(run: Run) -> None:
    code, out, err = run("--rule", "no-such", "bad.yaml")
    assert (code, out) == (2, "")
    assert "no-such" in err


def test_checks_are_the_format_and_the_rules() -> None:
    assert [*list_checks()] == ["yaml", *ADVICE_RULES]


def test_numbers_of_verification_codes_are_those_of_a_release(run: Run, tmp_path: Path) -> None:
    message = "certificate verify failed: unsuitable certificate purpose"
    text = f'schema: 1\nentries:\n  - {{id: a, title: A, verify_code: 94, message: "{message}"}}\n'
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    assert run("a.yaml")[0] == 1
    codes = {line: run("--openssl", line, "a.yaml")[1] for line in ("1.1.1", "4.0")}
    assert "unknown verification code '94'" in codes["1.1.1"]
    assert codes["1.1.1"] != codes["4.0"]


def test_entries_that_extend_bundled_ones(run: Run, tmp_path: Path) -> None:
    extends = "schema: 1\nentries:\n  - extends: builtin:python/{}\n    remedy: Ask the team.\n"
    (tmp_path / "a.yaml").write_text(extends.format("wrong-version-number"), encoding="utf-8")
    assert run("-q", "a.yaml") == (0, "", "")
    (tmp_path / "a.yaml").write_text(extends.format("no-such-entry"), encoding="utf-8")
    code, out, _err = run("-q", "a.yaml")
    assert code == 1
    assert "there is no entry 'builtin:python/no-such-entry'" in out


def test_hook_for_pre_commit_runs_the_check(run: Run) -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (hook,) = yaml.safe_load(text)
    assert hook["id"] == "sphinx-tlsalerts-check"
    assert hook["types"] == ["yaml"]
    program, command, *options = hook["entry"].split()
    assert (program, command) == ("sphinx-tlsalerts", "check")
    assert run(*options, "good.yaml") == (0, "", "")
    taken = ("docs/troubleshooting.yml", "tls.yaml", "docs/tls-errors.yaml", "ssl_errors.yml")
    for name in (*taken, "troubleshooting-client.yaml", "docs/troubleshooting/a/b.yaml"):
        assert re.search(hook["files"], name), name
    for name in (".github/workflows/ci.yml", "tls/values.yaml", "myerrors.yaml", "errors.yaml.bak"):
        assert not re.search(hook["files"], name), name


#: A troubleshooting file in the pages: in a directive, in a command, or above a block.
_NAMED = re.compile(
    r"(?:tls-troubleshooting(?:::|\}) |sphinx-tlsalerts check (?:-[\w -]+ )?|--catalogue )"
    r"([\w./-]+\.ya?ml)|:caption: ([\w./-]+\.ya?ml)\n(?:.*\n)?\nschema: 1\n(?!alerts|language)"
)


def test_hook_for_pre_commit_takes_the_names_that_the_documentation_uses() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    docs = ROOT / "docs"
    pages = [ROOT / "README.md", *docs.rglob("*.md"), *docs.rglob("*.rst")]
    names = {
        one.removeprefix("/"): page.relative_to(ROOT)
        for page in pages
        if "_build" not in page.parts
        for match in _NAMED.finditer(page.read_text(encoding="utf-8"))
        for one in match.groups()
        if one
    }
    assert {"errors.yaml", "docs/errors.yaml", "docs/troubleshooting.yaml"} <= names.keys()
    # A page may show a file of the documentation by its last name.
    files = {name: [*map(str, docs.rglob(name)), name][0] for name in names}
    missed = {name: names[name] for name in names if not re.search(hook["files"], files[name])}
    assert missed == {}


OVERLAY = "schema: 1\nalerts:\n  42: {meaning: broken}\n"


def test_overlay_is_checked_as_an_overlay(run: Run, tmp_path: Path) -> None:
    (tmp_path / "over.yaml").write_text(OVERLAY)
    assert run("over.yaml") == (0, "", "1 file checked, nothing found\n")
    assert run("-", stdin=OVERLAY.encode()) == (0, "", "1 file checked, nothing found\n")
    # Also where it is for another language than any build of ours.
    faulty = OVERLAY.replace("schema: 1", "language: de").replace("meaning", "meanning")
    (tmp_path / "over.yaml").write_text(faulty)
    code, out, _err = run("*.yaml")
    assert code == 1
    assert [line for line in out.splitlines() if line.startswith("over")] == [
        "over.yaml:1:1: the key 'schema' is missing; version 1 is assumed [yaml]",
        (
            "over.yaml:3:8: alerts.42: 'meanning' is not a key (did you mean 'meaning'?); "
            "it is left out [yaml]"
        ),
    ]


OTHERS = {
    "_toc.yml": "format: jb-book\nroot: index\n",
    "alarms.yml": "series: [{name: a}]\nretries: 3\n",
    "ci.yml": "on: [push]\njobs: {a: {steps: [{run: b}]}}\n",
    "compose.yml": "version: '3'\nservices: {a: {image: b}}\n",
    "list.yml": "- a\n- b\n",
    "mkdocs.yml": "nav: [a]\nplugins: !!python/name:a.b\n",
}
NEITHER = (
    "is neither a troubleshooting file (no 'entries') nor an overlay (no 'alerts', no 'trust')"
)


def test_yaml_of_others_that_a_pattern_matches_is_left_out_with_a_note(
    run: Run, tmp_path: Path
) -> None:
    for name, text in OTHERS.items():
        (tmp_path / name).write_text(text)
    code, out, err = run("*.y*ml", "--ignore", "undeclared-insecure")
    assert (code, out.splitlines()) == (1, FAULTS[1:])
    assert err.splitlines() == [
        *(f"sphinx-tlsalerts: '{name}' {NEITHER}; it is left out" for name in sorted(OTHERS)),
        "2 files checked, 1 finding in 1",
    ]
    assert run("*.yml")[:2] == (0, "")


@pytest.mark.parametrize("name", OTHERS)
def test_yaml_of_others_that_is_named_says_what_it_is_not(
    run: Run, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(OTHERS[name])
    assert run("-q", name) == (1, f"{name}:1:1: the file {NEITHER} [yaml]\n", "")


@pytest.mark.parametrize(
    "text", ["schema: 1\n", "schema: 1\nentris: []\n", "entrys:\n  - {id: a}\n"]
)
def test_troubleshooting_file_without_entries_is_no_file_of_others(
    run: Run, tmp_path: Path, text: str
) -> None:
    (tmp_path / "a.yml").write_text(text)
    code, out, _err = run("*.yml")
    assert code == 1
    assert "the key 'entries' is missing" in out
