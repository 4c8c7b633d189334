"""Files that are made to exhaust who reads them, and characters that are made to mislead."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from docutils import nodes
from support.building import Project, directive, page
from support.guide_pages import built, write_guide
from support.rows import others_slow

from sphinx_tlsalerts.guides.reader import parse_guide
from sphinx_tlsalerts.registries.overlay_reader import load_overlays

if TYPE_CHECKING:
    from pathlib import Path

MEBIBYTE = 1024 * 1024

#: What one file may cost. It is two seconds where nothing else runs; what grows faster than the
#: file takes minutes.
SECONDS, MEMORY = 20.0, 300 * MEBIBYTE

#: The size of the files that are as large as they may be.
LARGEST = 16 * MEBIBYTE

ENTRY = "- {id: a, title: A, remedy: x}\n"

#: Each with the end of what is said of it; None if nothing is.
FILES: dict[str, tuple[str, str]] = {
    "brackets.yaml": ("'[' * {levels}", ":1:65: is nested deeper than 64 levels"),
    "closed.yaml": ("'[' * {levels} + ']' * {levels}", ":1:65: is nested deeper"),
    "braces.yaml": ("'{{a: ' * {levels}", ":1:257: is nested deeper than 64 levels"),
    "dashes.yaml": ("'- ' * {levels}", ":1:129: is nested deeper than 64 levels"),
    "questions.yaml": ("'? ' * {levels}", ":1:3: a list or a mapping cannot be a key"),
    "anchors.yaml": ("'&a [' * {levels}", ":1:257: is nested deeper than 64 levels"),
    "brackets.json": ("'[' * {levels}", ":1:"),  # too deep, or too many
    "closed.json": ("'[' * {levels} + ']' * {levels}", ":1:"),
    "objects.json": ("'{{\"a\":' * {levels} + '1' + '}}' * {levels}", ":1:"),
}
LARGE: dict[str, tuple[str, str]] = {
    "fifty.yaml": ("'a: b\\n' * 10_000_000", ":1:1: the file is larger than 16 MiB"),
    "fifty.json": ("'[' + '1,' * 25_000_000 + '1]'", ":1:1: the file is larger than 16 MiB"),
    "values.yaml": ("'[' + 'a,' * 8_000_000", "holds more than 500,000 values"),
    "lists.yaml": ("'[' + '[],' * 5_000_000", "holds more than 500,000 values"),
    "pairs.yaml": ("'a: b\\n' * 3_000_000", "holds more than 500,000 values"),
    "lists.json": ("'[' + '[],' * 5_000_000 + '1]'", "holds more than 500,000 values"),
    "comments.yaml": ("'#\\n' * 8_000_000", ":1:1: the file holds nothing but comments"),
    "blank.yaml": ("'\\n' * 16_000_000", ":1:1: the file is empty"),
    "one-text.yaml": ("'entries: []\\na: ' + 'x' * 16_000_000", "'a' is not a key"),
    "one-key.yaml": ("'entries: []\\n' + 'x' * 16_000_000 + ': 1'", "YAML syntax error: "),
    "quoted.yaml": ("'a: \"' + 'x\\n' * 8_000_000", "YAML syntax error: "),
    "tabs.yaml": ("'a:\\n' + '\\t' * 16_000_000", "YAML syntax error: "),
    "anchors.yaml": (
        "''.join(f'- &a{n} x\\n' for n in range(900_000))",
        "holds more than 500,000 values",
    ),
    "one-text.json": (
        "'{\"entries\": [], \"a\": \"' + 'x' * 16_000_000 + '\"}'",
        "'a' is not a key",
    ),
    "escapes.json": (
        r"""'{"entries": [], "a": "' + '\\' * 16_000_000 + '"}'""",
        "'a' is not a key",
    ),
    "wrong.yaml": ("'schema: 1\\nentries:\\n' + '  - x\\n' * 900_000", "more than 1,000 faults"),
    "laughs.yaml": (
        r"'a0: &a0 [x]\n' + ''.join(f'a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n' for n in range(1, 99))",
        "holds more than 500,000 values",
    ),
    "chain.yaml": (
        r"""'schema: 1\nentries:\n- {id: b0, title: A, remedy: x}\n'
        + ''.join(f'- {{id: b{n + 1}, extends: b{n}}}\n' for n in range(2000))""",
        "the entry extends more than 16 others, one over the other",
    ),
    "missing.yaml": (
        r"""'schema: 1\nentries:\n'
        + ''.join(f'- {{id: entry-{n}, extends: entry-x{n}}}\n' for n in range(4000))""",
        "there is no entry 'entry-x1' (did you mean",
    ),
    "grown.yaml": (
        r"""'schema: 1\nentries:\n- {id: a, title: A, cause: x, matches: ['
        + 'x y,' * 50_000 + ']}\n'
        + ''.join(f'- {{id: b{n}, extends: a}}\n' for n in range(2000))""",
        "the entries of the file take over more than 500,000 items",
    ),
    "long-laughs.yaml": (
        "'a: &a ' + 'x' * 8_000_000 + '\\nb: [' + '*a,' * 100_000 + ']'",
        "holds more than 500,000 values",
    ),
}

#: One for each bound; the others are tried with ``-m slow``.
QUICK = ("fifty.yaml", "lists.json", "wrong.yaml", "laughs.yaml", "chain.yaml", "grown.yaml")

#: Reads a file as the command line does, and tells what it cost.
READ = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))
from sphinx_tlsalerts.cli import main
started = time.process_time()
code = main(sys.argv[1:])
took = time.process_time() - started
try:
    with open("/proc/self/status", encoding="utf-8") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:  # no Linux
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(code, took, peak * 1024, file=sys.stderr)
"""


class Cost(NamedTuple):
    """What reading a file came to."""

    code: int
    seconds: float
    memory: int
    said: str


def checked(file: Path) -> Cost:
    """Check a file with the command line, in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", READ, "check", file.name],
        cwd=file.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    *said, cost = run.stderr.splitlines()
    code, seconds, memory = cost.split()
    return Cost(int(code), float(seconds), int(memory), "\n".join([run.stdout, *said]))


def write(file: Path, expression: str) -> None:
    file.write_text(eval(expression), encoding="utf-8")  # noqa: S307 -- it stands in this file


posix = pytest.mark.skipif(sys.platform == "win32", reason="memory is bounded through POSIX limits")


@posix
@pytest.mark.parametrize("levels", others_slow([10_000, 1_000_000], 10_000))
@pytest.mark.parametrize("name", FILES)
def test_depth_costs_next_to_nothing(tmp_path: Path, name: str, levels: int) -> None:
    expression, words = FILES[name]
    write(tmp_path / name, expression.format(levels=levels))
    cost = checked(tmp_path / name)
    assert words in cost.said
    assert cost.said.count(name) < 5
    assert cost.code == 1
    assert cost.seconds < SECONDS
    assert cost.memory < MEMORY


@posix
@pytest.mark.parametrize("name", others_slow(LARGE, *QUICK))
def test_size_is_bounded(tmp_path: Path, name: str) -> None:
    expression, words = LARGE[name]
    write(tmp_path / name, f"({expression})" if "fifty" in name else f"({expression})[:{LARGEST}]")
    cost = checked(tmp_path / name)
    assert words in cost.said
    assert cost.code == 1
    assert cost.seconds < SECONDS
    assert cost.memory < MEMORY


def test_many_entries_may_extend_one() -> None:
    entries = "".join(f"- {{id: entry-{n}, extends: entry}}\n" for n in range(4000))
    text = f"schema: 1\nentries:\n- {{id: entry, title: A, cause: x, tags: [t]}}\n{entries}"
    started = time.process_time()
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert time.process_time() - started < SECONDS
    assert problems == []
    assert guide is not None
    assert {entry.tags[0] for entry in guide.entries} == {"t"}
    assert len(guide.entries) == 4001


def test_substitutions_add_a_million_characters(project: Project) -> None:
    """Else two hundred kilobytes would become gigabytes."""
    uses = "{+a+}" * 20_000
    text = f"schema: 1\nsubstitutions: {{a: '{'x' * 100_000}'}}\nentries:\n"
    text += f"- id: a\n  title: A\n  message: '{uses}'\n  cause: B {{+a+}} C.\n"
    project.write({"index.rst": page("rst", directive("rst", "tls-troubleshooting", "g.yaml"))})
    project.write({"g.yaml": text})
    build = project.build("text")
    why = "'{+a+}' and others add more than 1,000,000 characters; left as it is"
    assert build.warnings == [
        f"g.yaml:{line}: WARNING: {why} [tlsalerts.unknown-substitution]" for line in (6, 7)
    ]
    shown = build.text("index.txt")
    assert shown.count("x") == 1_000_000
    assert shown.count("{+a+}") == 20_000 - 10 + 1


# Numbers

#: Lists of lines that are none, over and over.
NO_LINES = [
    "1-   ," * 14 + "x",
    "1-" + " " * 16_000 + "x",
    "1 - 2 ," * 20 + "-",
    "1," * 9_000 + "x",
]


@posix
def test_lists_of_lines_are_refused_in_linear_time(tmp_path: Path) -> None:
    """The first of them took a minute, and each part more tripled that."""
    entries = [
        {"id": f"e{n}", "title": "A", "remedy": {"code": {"text": "x", "emphasize-lines": lines}}}
        for n, lines in enumerate(NO_LINES)
    ]
    document = {"schema": 1, "entries": entries}
    (file := tmp_path / "f.json").write_text(json.dumps(document), encoding="utf-8")
    cost = checked(file)
    assert cost.said.count('emphasize-lines: is not a list of lines, such as "2,4-6"') == 4
    assert cost.seconds < 1


@pytest.mark.parametrize(
    "number",
    [{"emphasize-lines": "2-" + "9" * 5000}, {"lineno-start": int("9" * 4300)}],
    ids=["range", "start"],
)
def test_a_number_with_thousands_of_digits_is_a_fault(
    project: Project, number: dict[str, Any]
) -> None:
    entry = {"id": "a", "title": "A", "remedy": {"code": {"text": "x\ny", **number}}}
    text = json.dumps({"schema": 1, "entries": [entry]})
    write_guide(project, "rst", text, "g.json")
    (warning,) = project.build("html").warnings
    assert re.match(r"g.json:1:10\d: WARNING: entries\[0\]\.remedy\.code\.\S+: is ", warning)
    assert warning.endswith("; the entry is left out [tlsalerts.yaml]")


def test_a_line_is_emphasized_once_however_often_it_is_named(project: Project) -> None:
    """Else a few kilobytes would name millions of lines."""
    code = {"text": "x\n" * 300, "emphasize-lines": "290-999999999," * 1000 + "7 - 9,3,3,0-1,8-7"}
    guide = {"schema": 1, "entries": [{"id": "a", "title": "A", "remedy": {"code": code}}]}
    build = built(project, "rst", json.dumps(guide))
    (block,) = build.doctree("index").findall(nodes.literal_block)
    assert block["highlight_args"]["hl_lines"] == [1, 3, 7, 8, 9, *range(290, 301)]


# Characters

#: A guide whose substitution stands in every kind of text.
GUIDE = """\
schema: 1
entries:
  - id: a
    title: Title {+x+}
    message: "[SSL: EVP_LIB] {+x+}"
    cause: Cause {+x+}
    remedies: [{text: "Remedy {+x+}", code: "code {+x+}"}]
    references: [{title: "Link {+x+}", url: "https://example.com/{+x+}"}]
"""


@pytest.mark.parametrize("character", ["\ud800", "\0", "\x1b", "\x0c", "\x80", "\ufffe"])
def test_a_substitution_that_cannot_be_written_is_refused(project: Project, character: str) -> None:
    """Neither lone surrogates nor control characters can come from a file, but from here."""
    body = directive("rst", "tls-troubleshooting", "guide.yaml")
    project.write({"index.rst": page("rst", body), "guide.yaml": GUIDE})
    values = {"x": f"a{character}b"}
    build = project.build("xml", tlsalerts_substitutions=values)
    line = f"holds the control character U+{ord(character):04X}; the default {{}} is used"
    assert [one for one in build.warnings if one.endswith("[tlsalerts.config]")] == [
        f"conf.py:6: WARNING: tlsalerts_substitutions = {values!r} {line} [tlsalerts.config]"
    ]
    assert "Cause {+x+}" in build.text("index.xml")


@pytest.mark.parametrize("option", ["alert_style", "python_docs"])
def test_an_option_that_cannot_be_written_is_refused(project: Project, option: str) -> None:
    project.write({"index.rst": page("rst", ":tlsalert:`42` :ssl:`SSLError`")})
    value = {"alert_style": "{name}\ud800", "python_docs": "https://example.com/\ud800"}[option]
    project.config[f"tlsalerts_{option}"] = value
    build = project.build("xml")
    (warning,) = build.warnings
    assert "holds the control character U+D800" in warning
    assert "bad_certificate (42)" in build.text("index.xml")


@pytest.mark.parametrize("escape", [r"\ud800", r"\0", r"\x1b", r"\x7f"])
def test_an_escape_for_what_cannot_be_written_is_a_fault(escape: str) -> None:
    text = f'schema: 1\nentries:\n  - id: a\n    title: "a{escape}b"\n'
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert guide is None or not guide.entries
    assert [problem.line for problem in problems] == [4]


def test_direction_marks_stay_in_texts_and_are_told_in_messages() -> None:
    title = "a\u202eb\u2066c"
    text = f"schema: 1\nentries:\n  - {{id: a, title: {title}}}\n  - {{id: b\u202e, title: B}}\n"
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert guide is not None
    assert [str(entry.title) for entry in guide.entries] == [title]
    (problem,) = problems
    assert r"'b\u202e' is not an id" in problem.message


#: Each names something with a line break, or what a terminal obeys, in its name.
BROKEN_NAMES = [
    r'"a\nb": x',
    r'"a\rb": x',
    r'"a\Lb": x',
    r'"a\x1b[2Jb": x',
    r'meta: {"a\nb": "\x07"}',
    r'substitutions: {"a\nb": "\x07"}',
    "!<a%0Ab> x",
]


@pytest.mark.parametrize("text", BROKEN_NAMES)
def test_a_fault_is_one_line_whatever_it_quotes(text: str) -> None:
    _, problems = parse_guide(f"schema: 1\nentries: []\n{text}\n", "f.yaml", "3.0")
    assert problems
    assert all(problem.message.isprintable() for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        r'"a\nb": x',
        r'alerts: {"a\nb": {}}',
        r'alerts: {"bad\ncertificate": {note: 7}}',
        r'alerts: {"bad\x0bcertificate": {"x\x1b[2J": y}}',
    ],
)
def test_a_fault_of_an_overlay_is_one_line_whatever_it_quotes(tmp_path: Path, text: str) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(f"{text}\n", encoding="utf-8")
    _, problems = load_overlays([(file, "f.yaml")], "en")
    assert problems
    assert all(problem.message.isprintable() for problem in problems)


@pytest.mark.parametrize("name", ["a\0b.yaml", "x" * 300])
def test_a_name_that_no_file_has_is_a_warning(project: Project, name: str) -> None:
    project.write({"index.rst": page("rst", f".. tls-troubleshooting:: {name}\n\nThe end.")})
    build = project.build("text")
    (warning,) = build.warnings
    assert warning.startswith("index.rst:4: WARNING: the file '")
    assert warning.endswith("' does not exist; it is left out [tlsalerts.yaml]")
    assert "\0" not in warning
    assert "The end." in build.text("index.txt")


def test_an_option_of_many_lines_is_quoted_in_one(project: Project) -> None:
    table = ".. tls-alert-table::\n   :width: |\n      one\n      two"
    project.write({"index.rst": page("rst", table)})
    (warning,) = project.build("text").warnings
    assert warning.startswith("index.rst:4: WARNING: :width: '| one two' is not a length")


#: Words that are like many names, and none.
UNKNOWN = [f"ALERT_DESCRIPTION_CERTIFICATE_BAD_{number}" for number in range(3000)]


@posix
@pytest.mark.parametrize("key", ["alerts", "verify_codes", "exceptions", "platforms", "tags"])
def test_names_that_are_not_known_cost_little(tmp_path: Path, key: str) -> None:
    """To find what a name is like takes a while: only the first faults say it."""
    names = ["bad_certificat", *UNKNOWN]
    entry = {"id": "a", "title": "A", key: names}
    file = tmp_path / "f.json"
    file.write_text(json.dumps({"schema": 1, "entries": [entry]}), encoding="utf-8")
    cost = checked(file)
    assert cost.seconds < SECONDS
    if key == "alerts":
        assert "'bad_certificat' (did you mean 'bad_certificate'?)" in cost.said
        assert "more than 1,000 faults" in cost.said


@posix
def test_advice_that_begins_over_and_over_costs_little(tmp_path: Path) -> None:
    texts = ["http." * 16_000 + " sslVerify=false", "http://:" * 10_000 + " instead of https"]
    entries = [{"id": f"e{n}", "title": "A", "remedy": text} for n, text in enumerate(texts)]
    advice = {"id": "a", "title": "A", "remedy": "Set http.https://example.com/.sslVerify=false."}
    document = {"schema": 1, "entries": [*entries, advice]}
    (file := tmp_path / "f.json").write_text(json.dumps(document), encoding="utf-8")
    cost = checked(file)
    assert "'http.https://example.com/.sslVerify=false' does not verify" in cost.said
    assert cost.seconds < 5


def test_overlays_with_unknown_names_cost_little(tmp_path: Path) -> None:
    names = ["bad_certificat", *UNKNOWN]
    file = tmp_path / "f.json"
    file.write_text(
        json.dumps({"schema": 1, "alerts": {name: {} for name in names}}), encoding="utf-8"
    )
    started = time.process_time()
    _, problems = load_overlays([(file, "f.json")], "en")
    assert time.process_time() - started < SECONDS
    assert "(did you mean 'bad_certificate'?)" in problems[0].message
    assert len(problems) == len(names)


def test_widths_with_thousands_of_digits_are_ignored(project: Project) -> None:
    table = directive("rst", "tls-alert-table", codes="42", widths=f"1 1 1 {'9' * 5000}")
    project.write({"index.rst": page("rst", table)})
    (warning,) = project.build("text").warnings
    assert "is not 'auto', 'grid' or a list of positive numbers; the option is ignored" in warning
    assert len(warning) < 300


def test_a_terminal_with_thousands_of_digits_gets_help() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "sphinx_tlsalerts", "--help"],
        env={**os.environ, "COLUMNS": "9" * 5000},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "usage: sphinx-tlsalerts" in run.stdout
