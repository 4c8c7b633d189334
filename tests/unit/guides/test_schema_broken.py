"""Broken troubleshooting files: all faults at once, each exact, and what is right counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.broken_cases import CASES
from support.rows import each

from sphinx_tlsalerts.guides.reader import parse_guide, read_guide

if TYPE_CHECKING:
    from pathlib import Path

    from support.broken_cases import Case

    from sphinx_tlsalerts.guides.models import Guide
    from sphinx_tlsalerts.yamltree.parser import Problem


def ids(guide: Guide | None) -> list[str] | None:
    """Return the ids of the entries that were read."""
    return [entry.id for entry in guide.entries] if guide else None


def told(problems: list[Problem]) -> list[str]:
    """Return the faults without the name of the file."""
    assert {problem.path for problem in problems} <= {"f.yaml"}
    return [str(problem).removeprefix("f.yaml:") for problem in problems]


def test_the_corpus_is_whole() -> None:
    """What the form of the cases does not match would go unnoticed."""
    names = [(case.group, case.name) for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) > 180
    assert {case.group for case in CASES} == {
        *("extends", "files", "keys", "misplaced", "quotes", "repeated", "syntax", "values")
    }


@each("case", CASES)
def test_all_faults_are_told_and_the_other_entries_count(case: Case) -> None:
    guide, problems = parse_guide(case.text, "f.yaml", "3.0")
    assert told(problems) == case.faults
    assert ids(guide) == case.entries


ENTRY = "  - {id: a, title: A}\n"


def test_a_fault_in_the_header_leaves_the_rest_of_the_header() -> None:
    text = (
        "schema: 1\nmarkup: rts\nintro: [x]\nafter: The end.\nsubstitutions: {a: 1, b: x}\n"
        "headings: {causes: no, remedies: Solution}\nmeta: {keywords: tls, b: 2}\n"
        f"entries:\n{ENTRY}"
    )
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert guide is not None
    assert [problem.line for problem in problems] == [2, 3, 5, 6, 7]
    assert (guide.markup, guide.intro, guide.after) == (None, None, "The end.")
    assert guide.substitutions == {"b": "x"}
    assert (guide.headings.causes, guide.headings.remedies) == (None, "Solution")
    assert guide.meta == {"keywords": "tls"}
    assert ids(guide) == ["a"]


def test_the_first_of_two_keys_of_the_header_counts() -> None:
    guide, problems = parse_guide(
        f"schema: 1\nintro: x\nintro: y\nentries:\n{ENTRY}", "f.yaml", "3.0"
    )
    assert guide is not None
    assert guide.intro == "x"
    assert told(problems) == ["3:1: 'intro' stands here already; the first one counts"]


def test_lines_of_faults_count_from_the_line_of_the_directive() -> None:
    text = "schema: 1\nentries:\n  - id: a\n    title: no\n  - id: b\n    title: `x`\n"
    _, problems = parse_guide(text, "page.rst", "3.0", first_line=11)
    assert [(problem.path, problem.line, problem.column) for problem in problems] == [
        ("page.rst", 14, 12),
        ("page.rst", 16, 12),
    ]


def test_codes_are_those_of_the_given_release() -> None:
    text = "schema: 1\nentries:\n  - {id: a, title: A, verify_code: 95}\n"
    _, none = parse_guide(text, "f.yaml", "4.0")
    assert none == []
    _, problems = parse_guide(text, "f.yaml", "1.1.1")
    assert told(problems)[0].startswith("3:36: entries[0].verify_code: ")


# Files


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "1:1: the file is empty"),
        (b"\xef\xbb\xbf", "1:1: the file is empty"),
        (b"\n \n", "1:1: the file is empty"),
        (b"# nothing\n", "1:1: the file holds nothing but comments"),
        ("schema: 1".encode("utf-16"), "1:1: the file is not UTF-8 but UTF-16, save it as UTF-8"),
        (
            "schema: 1\nintro: Gerät\n".encode("latin-1"),
            "2:11: the file is not UTF-8 (byte 0xE4)",
        ),
        (b"#" * (16 * 1024 * 1024 + 1), "1:1: the file is larger than 16 MiB"),
    ],
)
def test_a_file_without_anything_to_read_says_why(tmp_path: Path, raw: bytes, fault: str) -> None:
    (tmp_path / "x.yaml").write_bytes(raw)
    guide, problems = read_guide(tmp_path / "x.yaml", "f.yaml", "3.0")
    assert guide is None
    (found,) = told(problems)
    assert found.removesuffix("; nothing is read") == fault


def test_a_folder_and_a_file_that_is_not_there_are_faults(tmp_path: Path) -> None:
    assert [
        told(read_guide(file, "f.yaml", "3.0")[1]) for file in (tmp_path, tmp_path / "x.yaml")
    ] == [
        ["1:1: is a directory, not a file; nothing is read"],
        ["1:1: the file does not exist; nothing is read"],
    ]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(f"schema: 1\nentries:\n{ENTRY}", encoding="utf-8-sig")
    guide, problems = read_guide(file, "f.yaml", "3.0")
    assert (ids(guide), problems) == (["a"], [])


def test_a_file_may_be_json(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(
        '{"schema": 1,\n "entries": [{"id": "a", "title": "A"},\n  {"id": "b"}]}', encoding="utf-8"
    )
    guide, problems = read_guide(file, "f.yaml", "3.0")
    assert ids(guide) == ["a"]
    assert told(problems) == ["3:3: entries[1]: the key 'title' is missing; the entry is left out"]


# Bounds


def test_an_anchor_may_be_used_a_thousand_times() -> None:
    text = (
        "schema: 1\nentries:\n  - {id: e, title: E, messages: &m [x, {text: y, platform: linux}]}\n"
        + "".join(f"  - {{id: e{n}, title: E, messages: *m}}\n" for n in range(1000))
    )
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert problems == []
    assert guide is not None
    assert {len(entry.messages) for entry in guide.entries} == {2}
    assert len(guide.entries) == 1001


def _nested(levels: int) -> str:
    return (
        "schema: 1\nentries:\n  - id: a\n    title: A\n    remedy: "
        + "{remedy: " * levels
        + "x"
        + "}" * levels
        + "\n  - {id: b, title: B}\n"
    )


def test_remedies_may_be_nested_as_deep_as_files_are() -> None:
    guide, problems = parse_guide(_nested(61), "f.yaml", "3.0")
    assert (ids(guide), problems) == (["a", "b"], [])
    guide, problems = parse_guide(_nested(62), "f.yaml", "3.0")
    assert told(problems) == [
        "5:562: is nested deeper than 64 levels; nothing after it is read",
    ]
    assert ids(guide) == []


def test_an_alias_bomb_is_refused() -> None:
    links = "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 20))
    text = f"schema: 1\nmeta:\n  a0: &a0 [x, x]\n{links}entries:\n{ENTRY}"
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert ids(guide) == []
    (fault,) = told(problems)
    assert fault.endswith(": holds more than 500,000 values; nothing after it is read")


def test_an_entry_that_is_far_too_large_is_left_out() -> None:
    """Its models would need hundreds of times the memory of the file."""
    many = ", ".join(["x"] * 100_000)
    text = f"schema: 1\nentries:\n{ENTRY}  - {{id: b, title: B, messages: [{many}]}}\n"
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert ids(guide) == ["a"]
    assert told(problems) == [
        "4:5: entries[1]: holds more than 100,000 values; the entry is left out"
    ]


def test_long_texts_count_when_aliases_repeat_them() -> None:
    """Each place would keep a copy of the text."""
    text = (
        f"schema: 1\nmeta: {{a: &a {'x' * 100_000}}}\nentries:\n{ENTRY}"
        f"  - {{id: b, title: B, tags: [{', '.join(['*a'] * 50_000)}]}}\n"
    )
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert ids(guide) == ["a"]
    (fault,) = told(problems)
    assert fault.endswith(": holds more than 500,000 values; nothing after it is read")


def test_messages_quote_the_beginning_of_long_texts() -> None:
    text = f"schema: 1\nentries:\n  - {{id: a, title: A, platform: {'x' * 5000}}}\n"
    _, problems = parse_guide(text, "f.yaml", "3.0")
    (fault,) = told(problems)
    assert fault.startswith(
        f"3:33: entries[0].platform: '{'x' * 50}…' is not a platform (known are unix, "
    )


def test_an_entry_full_of_faults_does_not_keep_others_from_being_read() -> None:
    keys = ", ".join(f"k{number}: x" for number in range(20_000))
    items = ", ".join(["zz"] * 20_000)
    text = (
        f"schema: 1\nentries:\n  - {{id: b, title: B, {keys}}}\n"
        f"  - {{id: c, title: C, platforms: [{items}]}}\n{ENTRY}"
    )
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert ids(guide) == ["c", "a"]  # a name in a list costs no more than itself
    assert len(problems) == 1001


def test_a_file_that_is_wrong_everywhere_does_not_fill_the_log() -> None:
    text = "schema: 1\nentries:\n" + "  - x\n" * 5000 + ENTRY
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert ids(guide) == ["a"]
    assert len(problems) == 1001
    assert told(problems)[0] == (
        "1:1: the content holds more than 1,000 faults; the others are not told"
    )


def test_a_fault_at_the_end_of_a_file_stands_inside_of_it() -> None:
    _, problems = parse_guide(f"entries:\n{ENTRY}schema:\n", "f.yaml", "3.0")
    assert told(problems) == ["3:8: schema: is empty; version 1 is assumed"]
