"""YAML and JSON with the place of every value, read under bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rows import others_slow

from sphinx_tlsalerts.yamltree import yaml_events
from sphinx_tlsalerts.yamltree.parser import (
    Document,
    Mapping,
    Scalar,
    Sequence,
    parse_json,
    parse_yaml,
    read_file,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_tlsalerts.yamltree.parser import Value


def plain(value: Value | None) -> Any:
    """Return *value* as lists, pairs and texts, without its places."""
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    if isinstance(value, Mapping):
        return [(key.text, plain(item)) for key, item in value.items]
    return None if value is None else value.text


def places(value: Value | None) -> list[tuple[int, int, str]]:
    """Return line, column and text (or kind) of *value* and all in it, in the order of the file."""
    if value is None:
        return []
    if isinstance(value, Scalar):
        return [(value.line, value.column, value.text)]
    found = [(value.line, value.column, type(value).__name__)]
    for item in value.items:
        for part in item if isinstance(item, tuple) else (item,):
            found += places(part)
    return found


def faults(document: Document) -> list[str]:
    """Return the faults of *document* as compilers write them."""
    return [str(problem) for problem in document.problems]


@pytest.fixture(params=["libyaml", "pure Python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Read with each of the two parsers that PyYAML may have."""
    parser = yaml_events.PARSERS[request.param]
    if parser is None:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml_events, "_LOADER", parser)
    name: str = request.param
    return name


# Places and kinds of values

DOCUMENT = """\
# a comment
alerts:
  42:
    meaning: plain text
    note:   'quoted'
  "é😀":  ünicode
  list:
    - first
    -   {a: 1, b: [2]}
    - |
      block
      text
    - >-
      folded
      text
"""


@pytest.mark.usefixtures("loader")
def test_every_value_has_its_line_and_column() -> None:
    document = parse_yaml(DOCUMENT, "f.yaml")
    assert document.problems == ()
    assert document.path == "f.yaml"
    assert places(document.root) == [
        (2, 1, "Mapping"),
        (2, 1, "alerts"),
        (3, 3, "Mapping"),
        (3, 3, "42"),
        (4, 5, "Mapping"),
        (4, 5, "meaning"),
        (4, 14, "plain text"),
        (5, 5, "note"),
        (5, 13, "quoted"),
        (6, 3, "é😀"),
        (6, 10, "ünicode"),
        (7, 3, "list"),
        (8, 5, "Sequence"),
        (8, 7, "first"),
        (9, 9, "Mapping"),
        (9, 10, "a"),
        (9, 13, "1"),
        (9, 16, "b"),
        (9, 19, "Sequence"),
        (9, 20, "2"),
        (10, 7, "block\ntext\n"),
        (13, 7, "folded text"),
    ]


def _scalar(source: str) -> Scalar:
    root = parse_yaml(f"key: {source}\n", "f.yaml").root
    assert isinstance(root, Mapping)
    (_, value), *rest = root.items
    assert not rest
    assert isinstance(value, Scalar)
    return value


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "source",
    [
        *("no", "No", "NO", "yes", "on", "off", "true", "False"),
        *("1", "-1", "+1", "012", "0x2A", "0b1", "1_000", "1.10", ".5", ".inf", ".nan", "1.5e+3"),
        *("12:30:45", "2024-01-02", "2024-01-02 10:00:00", "null", "Null", "~", ""),
    ],
)
def test_what_yaml_takes_for_something_else_is_no_text(source: str) -> None:
    assert not _scalar(source).is_text
    assert _scalar(source).text == source
    for quoted in (f"'{source}'", f'"{source}"', f"|-\n  {source}", f">-\n  {source}"):
        assert _scalar(quoted).is_text
        assert _scalar(quoted).text == source


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "source",
    ["text", "y", "n", "1.2.3", "1.1.1", "0o17", "yes please", "nothing", "42 alerts", "é"],
)
def test_what_yaml_takes_for_text_is_text(source: str) -> None:
    assert _scalar(source).is_text
    assert _scalar(source).text == source


@pytest.mark.usefixtures("loader")
def test_repeated_keys_are_kept_in_the_order_of_the_file() -> None:
    root = parse_yaml("a: 1\nb: 2\na: 3\n", "f.yaml").root
    assert places(root)[1:] == [
        *((1, 1, "a"), (1, 4, "1")),
        *((2, 1, "b"), (2, 4, "2")),
        *((3, 1, "a"), (3, 4, "3")),
    ]


@pytest.mark.usefixtures("loader")
def test_an_anchor_on_a_key_names_the_key() -> None:
    root = parse_yaml("&k key: 1\nother: *k\n", "f.yaml").root
    assert plain(root) == [("key", "1"), ("other", "key")]


@pytest.mark.usefixtures("loader")
def test_an_alias_is_the_value_of_its_anchor() -> None:
    root = parse_yaml("a: &x [1, {b: 2}]\nc: *x\nd: &x 3\ne: *x\n", "f.yaml").root
    assert plain(root) == [
        ("a", ["1", [("b", "2")]]),
        ("c", ["1", [("b", "2")]]),
        ("d", "3"),
        ("e", "3"),
    ]
    # A fault of a value is found where the value is written.
    assert places(root)[-1] == (3, 4, "3")


@pytest.mark.usefixtures("loader")
def test_an_alias_as_key_stands_where_the_alias_is_written() -> None:
    root = parse_yaml("a: &k name\n*k : 1\n", "f.yaml").root
    assert places(root)[1:] == [(1, 1, "a"), (1, 4, "name"), (2, 1, "name"), (2, 6, "1")]


@pytest.mark.usefixtures("loader")
def test_merge_keys_are_ordinary_keys() -> None:
    root = parse_yaml("a: &x {b: 1}\nc:\n  <<: *x\n", "f.yaml").root
    assert plain(root) == [("a", [("b", "1")]), ("c", [("<<", [("b", "1")])])]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n"])
def test_an_empty_file_has_no_root_and_no_fault(text: str) -> None:
    assert parse_yaml(text, "f.yaml") == Document("f.yaml", None, ())
    assert parse_json(text.partition("#")[0], "f.json") == Document("f.json", None, ())


# What is refused


QUOTE = "; quote it if it is text"


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "fault", "root"),
    [
        ("&a [*a]", f"1:5: the alias '*a' has no anchor before it{QUOTE}", []),
        ("&a {b: *a}", f"1:8: the alias '*a' has no anchor before it{QUOTE}", []),
        (
            "a: 1\nb: *c",
            f"2:4: the alias '*c' has no anchor before it{QUOTE}",
            [("a", "1")],
        ),
        ("a: 1\n? [b, c]\n: 2", "2:3: a list or a mapping cannot be a key", [("a", "1")]),
        ("a: 1\n{b: 2}: 3", "2:1: a list or a mapping cannot be a key", [("a", "1")]),
        ("a: &x [b]\n*x : 2", "2:1: a list or a mapping cannot be a key", [("a", ["b"])]),
        ("a: 1\n---\nb: 2", "2:1: a second document starts here; only one is read", [("a", "1")]),
        (
            "a: 1\nb: !!python/name:os.system x",
            "2:4: the tag 'tag:yaml.org,2002:python/name:os.system' is refused: tags are not read"
            + QUOTE,
            [("a", "1")],
        ),
        (
            "- 1\n- !!str 42",
            f"2:3: the tag 'tag:yaml.org,2002:str' is refused: tags are not read{QUOTE}",
            ["1"],
        ),
        (
            "- 1\n- !mine [2]",
            f"2:3: the tag '!mine' is refused: tags are not read{QUOTE}",
            ["1"],
        ),
        (
            "- 1\n- !mine {a: 2}",
            f"2:3: the tag '!mine' is refused: tags are not read{QUOTE}",
            ["1"],
        ),
    ],
)
def test_what_needs_more_than_data_is_refused_where_it_stands(
    text: str, fault: str, root: Any
) -> None:
    document = parse_yaml(text, "f.yaml")
    assert faults(document) == [f"f.yaml:{fault}"]
    assert plain(document.root) == root


def _nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.usefixtures("loader")
def test_sixty_four_levels_are_allowed_and_no_more() -> None:
    assert faults(parse_yaml(_nested(64), "f.yaml")) == []
    assert faults(parse_json(_nested(64), "f.json")) == []
    message = "1:65: is nested deeper than 64 levels"
    assert faults(parse_yaml(_nested(65), "f.yaml")) == [f"f.yaml:{message}"]
    assert faults(parse_json(_nested(65), "f.json")) == [f"f.json:{message}"]


@pytest.mark.usefixtures("loader")
def test_aliases_do_not_reach_deeper_than_brackets() -> None:
    def text(links: int) -> str:
        chain = (f"- &a{link} [*a{link - 1}]\n" for link in range(1, links))
        return "- &a0 [x]\n" + "".join(chain)

    # The outer list is one level, and each link adds one.
    assert faults(parse_yaml(text(63), "f.yaml")) == []
    assert faults(parse_yaml(text(64), "f.yaml")) == [
        "f.yaml:64:9: is nested deeper than 64 levels"
    ]


# Syntax errors


@pytest.mark.parametrize(
    ("text", "place", "root"),
    [
        ("a: 1\nb: [1, 2,\nc\nd: e\n", "2:4", [("a", "1"), ("b", ["1", "2", "c d"])]),
        ("a: 1\nb: [1, 2", "2:4", [("a", "1"), ("b", ["1", "2"])]),
        ('a: 1\nb:\n  c: "x\n', "3:6", [("a", "1"), ("b", [])]),
        ("a: 1\nb:\n\tc: 1\n", "3:1", [("a", "1")]),
        ("a: 1\nmessage: [SSL: X] text\n", "2:10", [("a", "1"), ("message", [[("SSL", "X")]])]),
        ("a: 1\nb: `code`\n", "2:4", [("a", "1")]),
        ("a: 1\n b: 2\n", "2:3", [("a", "1 b")]),
        ("- 1\n- 2\nc: 3\n", "3:1", ["1", "2"]),
    ],
)
def test_a_syntax_error_is_located_and_what_came_before_it_is_kept(
    text: str, place: str, root: Any
) -> None:
    document = parse_yaml(text, "f.yaml")
    (fault,) = faults(document)
    assert fault.startswith(f"f.yaml:{place}: YAML syntax error: ")
    assert "\n" not in fault
    assert plain(document.root) == root


def test_a_key_whose_value_never_came_is_no_pair() -> None:
    root = parse_yaml('a: 1\nb: "x\n', "f.yaml").root
    assert isinstance(root, Mapping)
    assert plain(root) == [("a", "1")]
    assert root.key is not None
    assert root.key.text == "b"


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: x\0y\n", "1:5: the character U+0000 is not allowed in YAML"),
        ("é: ééé\nb: x\x07y\n", "2:5: the character U+0007 is not allowed in YAML"),
        ("a: 😀\n# 😀\nb: 😀\x7fy\n", "3:5: the character U+007F is not allowed in YAML"),
    ],
)
def test_a_control_character_is_located(text: str, fault: str) -> None:
    assert faults(parse_yaml(text, "f.yaml")) == [f"f.yaml:{fault}"]


# JSON


def test_json_has_places_and_kinds_too() -> None:
    text = '{\n\t"a":\t"b\\tc",\r\n\t"é😀": [1, true,\tnull, "2"],\n"c"\n:\n{}\n}\n'
    document = parse_json(text, "f.json")
    assert document.problems == ()
    assert places(document.root) == [
        (1, 1, "Mapping"),
        (2, 2, "a"),
        (2, 7, "b\tc"),
        (3, 2, "é😀"),
        (3, 8, "Sequence"),
        (3, 9, "1"),
        (3, 12, "true"),
        (3, 18, "null"),
        (3, 24, "2"),
        (4, 1, "c"),
        (6, 1, "Mapping"),
    ]
    assert isinstance(document.root, Mapping)
    items = document.root.items[1][1]
    assert isinstance(items, Sequence)
    assert [item.is_text for item in items.items if isinstance(item, Scalar)] == [
        *(False, False, False, True)
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"\ud83d"', "\N{REPLACEMENT CHARACTER}"),
        (r'"\ude00\ud83d!"', "\N{REPLACEMENT CHARACTER}" * 2 + "!"),
        (r'"\/ \" \\ \n \u00e9"', '/ " \\ \n é'),
        (r'"\\"', "\\"),
        ('"\x7f\u2028\u0085"', "\x7f\u2028\u0085"),
        ('"{[:,]} #"', "{[:,]} #"),
        ("1" * 5000, "1" * 5000),
        ("-1.5E+3", "-1.5E+3"),
    ],
)
def test_json_that_yaml_would_read_otherwise_is_read_as_json(source: str, text: str) -> None:
    document = parse_json(f'{{"{"k" * 2000}": {source}, "next": 1}}', "f.json")
    assert document.problems == ()
    assert plain(document.root) == [("k" * 2000, text), ("next", "1")]
    start = len('{"": ') + 2000 + 1
    assert [place[:2] for place in places(document.root)] == [
        *((1, 1), (1, 2), (1, start)),
        *((1, start + len(source) + 2), (1, start + len(source) + 10)),
    ]


def test_repeated_keys_of_json_are_kept() -> None:
    assert plain(parse_json('{"a": 1, "a": 2}', "f.json").root) == [("a", "1"), ("a", "2")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"a": 1,\n "b" 2}', "2:6: JSON syntax error: expecting ':' delimiter"),
        ('{"a": 1,\n}', "1:8: JSON syntax error: illegal trailing comma before end of object"),
        ("[1,\n 2,]", "2:3: JSON syntax error: illegal trailing comma before end of array"),
        ("[,]", "1:2: JSON syntax error: expecting value"),
        ("[1,,]", "1:4: JSON syntax error: expecting value"),
        ("{} {}", "1:4: JSON syntax error: extra data"),
        ('{"a": "b\nc"}', "1:9: JSON syntax error: invalid control character"),
        ('["é", "x', "1:7: JSON syntax error: unterminated string starting"),
        (r'["\x"]', "1:3: JSON syntax error: invalid \\escape"),
        ("alerts: {}", "1:1: JSON syntax error: expecting value"),
        (
            "{'a': 1}",
            "1:2: JSON syntax error: expecting property name enclosed in double quotes",
        ),
        ("[1] # no", "1:5: JSON syntax error: extra data"),
    ],
)
def test_a_syntax_error_of_json_is_located(text: str, fault: str) -> None:
    document = parse_json(text, "f.json")
    assert document.root is None
    (found,) = faults(document)
    assert found == f"f.json:{fault}"


json_values = st.recursive(
    st.one_of(st.text(), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=20,
)


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, dict):
        return [(key, _as_text(item)) for key, item in value.items()]
    return value if isinstance(value, str) else json.dumps(value)


@given(json_values, st.booleans(), st.sampled_from([None, 2, "\t"]))
@settings(database=None)
def test_all_json_is_read(value: Any, ascii_only: bool, indent: int | str | None) -> None:  # noqa: FBT001 -- a parameter of the test
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    document = parse_json(text, "f.json")
    assert document.problems == ()
    assert plain(document.root) == _as_text(value)


@given(st.text(alphabet=st.sampled_from("ab \n:-[]{},&*!|>'\"#?%@`\t0é😀\0"), max_size=60))
@settings(database=None, max_examples=300)
def test_any_text_is_read_or_refused_with_one_fault_in_its_lines(text: str) -> None:
    for parse in (parse_yaml, parse_json):
        document = parse(text, "f")
        assert len(document.problems) <= 1
        for problem in document.problems:
            assert 1 <= problem.line <= len(text.split("\n"))
            assert problem.column >= 1


# Files


def test_a_byte_order_mark_counts_for_nothing(tmp_path: Path) -> None:
    for name, text in (("f.yaml", "a: 1\n"), ("f.json", '{"a": 1}')):
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
        document = read_file(tmp_path / name, name)
        assert faults(document) == []
        assert plain(document.root) == [("a", "1")]
        assert document.root is not None
        assert (document.root.line, document.root.column) == (1, 1)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"\xff: 1\n", "1:1: the file is not UTF-8 (byte 0xFF)"),
        (b"a: 1\nb: x\xe9y\n", "2:5: the file is not UTF-8 (byte 0xE9)"),
        ("é: é\né: é".encode() + b"\xff\n", "2:5: the file is not UTF-8 (byte 0xFF)"),
        ("a: 😀".encode()[:-1], "1:4: the file is not UTF-8 (byte 0xF0)"),
    ],
)
def test_what_is_not_utf8_is_located_in_characters(
    tmp_path: Path, mark: bytes, raw: bytes, fault: str
) -> None:
    (tmp_path / "f.yaml").write_bytes(mark + raw)
    document = read_file(tmp_path / "f.yaml", "the/f.yaml")
    assert document.root is None
    assert faults(document) == [f"the/f.yaml:{fault}"]


def test_utf16_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text("a: 1\n", encoding="utf-16")
    (fault,) = faults(read_file(tmp_path / "f.yaml", "f.yaml"))
    assert fault == "f.yaml:1:1: the file is not UTF-8 but UTF-16, save it as UTF-8"


def test_a_file_beyond_the_bound_is_not_parsed(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes(b"#" * (16 * 1024 * 1024) + b"\n[")
    assert faults(read_file(tmp_path / "f.yaml", "f.yaml")) == [
        "f.yaml:1:1: the file is larger than 16 MiB"
    ]
    (tmp_path / "f.yaml").write_bytes(b"a: 1\n" + b"#" * (16 * 1024 * 1024 - 5))
    assert faults(read_file(tmp_path / "f.yaml", "f.yaml")) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("absent.yaml", "the file does not exist"),
        ("absent/f.yaml", "the file does not exist"),
        ("folder", "is a directory, not a file"),
        ("folder/file/f.yaml", "the file cannot be read (Not a directory)"),
        ("loop", "the file cannot be read (Too many levels of symbolic links)"),
        ("x" * 300, "the file cannot be read (File name too long)"),
        ("a\0b", "the file cannot be read (embedded null byte)"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, name: str, fault: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    document = read_file(tmp_path / name, "given/name.yaml")
    assert faults(document) == [f"given/name.yaml:1:1: {fault}"]


def test_a_file_without_permission_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's refusal is imitated: to an administrator it gives every file."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert faults(read_file(tmp_path / "f.yaml", "f.yaml")) == [
        "f.yaml:1:1: the file cannot be read (Permission denied)"
    ]


# Files that are made to exhaust the process

HOSTILE = {
    "brackets.yaml": "'[' * 100_000",
    "braces.yaml": "'{a: ' * 100_000",
    "dashes.yaml": "'- ' * 100_000",
    "questions.yaml": "'? ' * 100_000",
    "blocks.yaml": "'\\n'.join(' ' * level + 'a:' for level in range(5_000))",
    "brackets.json": "'[' * 100_000",
    "closed.json": "'[' * 100_000 + ']' * 100_000",
    "laughs.yaml": (
        "'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\\n' + ''.join("
        "f'a{n}: &a{n} [' + ', '.join([f'*a{n - 1}'] * 10) + ']\\n' for n in range(1, 60))"
    ),
    "chain.yaml": (
        "'- &a0 [x]\\n' + ''.join(f'- &a{n} [*a{n - 1}]\\n' for n in range(1, 100_000))"
    ),
    "many.yaml": "'[' + '[],' * 2_000_000 + ']'",
}

FAULTS = {
    "brackets.yaml": "1:65: is nested deeper than 64 levels",
    "braces.yaml": "1:257: is nested deeper than 64 levels",
    "dashes.yaml": "1:129: is nested deeper than 64 levels",
    "questions.yaml": "1:3: a list or a mapping cannot be a key",
    "blocks.yaml": "65:65: is nested deeper than 64 levels",
    "brackets.json": "1:65: is nested deeper than 64 levels",
    "closed.json": "1:65: is nested deeper than 64 levels",
    "laughs.yaml": "6:25: holds more than 500,000 values",
    "chain.yaml": "64:9: is nested deeper than 64 levels",
    "many.yaml": "1:1499999: holds more than 500,000 values",
}

READ = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
from sphinx_tlsalerts.yamltree.parser import read_file
print(*read_file(Path(sys.argv[1]), "hostile").problems, sep="\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="memory is bounded through POSIX limits")
@pytest.mark.parametrize("name", others_slow(HOSTILE, *(HOSTILE.keys() - {"many.yaml"})))
def test_a_hostile_file_is_refused_in_bounded_time_and_memory(tmp_path: Path, name: str) -> None:
    """In a process of its own, since what goes wrong here kills the interpreter."""
    (tmp_path / name).write_text(eval(HOSTILE[name]), encoding="utf-8")  # noqa: S307 -- the texts stand in this file
    run = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / name],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )
    assert run.stderr == ""
    assert run.returncode == 0
    assert run.stdout == f"hostile:{FAULTS[name]}\n"
