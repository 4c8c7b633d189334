"""An author reads the same words and places with each version and each parser of PyYAML."""

from __future__ import annotations

import pytest
from support.broken_cases import CASES
from support.rows import others_slow

from sphinx_tlsalerts.guides.reader import parse_guide
from sphinx_tlsalerts.yamltree import yaml_events
from sphinx_tlsalerts.yamltree.parser import Mapping, Scalar, parse_json, parse_yaml


@pytest.fixture(params=yaml_events.PARSERS)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read with each of the two parsers that PyYAML may have."""
    loader = yaml_events.PARSERS[request.param]
    if loader is None:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml_events, "_LOADER", loader)


def fault(text: str) -> str | None:
    """Return what is said of *text*: one line at most, without the name of the file."""
    problems = parse_yaml(text, "f").problems
    assert len(problems) <= 1
    return str(problems[0]).removeprefix("f:") if problems else None


@pytest.mark.usefixtures("parser")
def test_each_parser_reads_the_corpus_of_broken_files_alike() -> None:
    for case in CASES:
        guide, problems = parse_guide(case.text, "f.yaml", "3.0")
        said = [str(problem).removeprefix("f.yaml:") for problem in problems]
        assert (case.name, said) == (case.name, case.faults)
        entries = [entry.id for entry in guide.entries] if guide else None
        assert (case.name, entries) == (case.name, case.entries)


# Words

#: A text, the place, and what an author reads after "YAML syntax error: ".
WORDS = [
    ("a: `b`", "1:4", "found character that cannot start any token"),
    ("a:\n\tb: c", "2:1", "found character that cannot start any token"),
    ("a: |\n  b\n\tc: d\n", "3:1", "found character that cannot start any token"),
    ("a: - b", "1:4", "block sequence entries are not allowed in this context"),
    ("a: ? b", "1:4", "mapping keys are not allowed in this context"),
    ("a: b: c", "1:5", "mapping values are not allowed in this context"),
    ('a: "b\n---\nc"', "1:4", "found unexpected document indicator"),
    ('a: "b', "1:4", "found unexpected end of stream"),
    (r'a: "\q"', "1:5", "found unknown escape character"),
    (r'a: "\x4"', "1:5", "did not find expected hexdecimal number"),
    (r'a: "b \U00110000"', "1:7", "found invalid Unicode character escape code"),
    (r'a: "\UFFFFFFFF"', "1:5", "found invalid Unicode character escape code"),
    (r'a: "b\ud83d\ude00"', "1:6", "found invalid Unicode character escape code"),
    (r'a: "\U0000dc00"', "1:5", "found invalid Unicode character escape code"),
    ("a: |0\n  b", "1:4", "found an indentation indicator equal to 0"),
    ("a: |b", "1:4", "did not find expected comment or line break"),
    ("a: |2 b", "1:4", "did not find expected comment or line break"),
    ("''a", "1:2", "did not find expected <document start>"),
    ("a: ]", "1:4", "did not find expected node content"),
    ("- a\nb: c", "2:1", "did not find expected '-' indicator"),
    ("a: b\n- c", "2:1", "did not find expected key"),
    ("a: [b", "1:4", "did not find expected ',' or ']'"),
    ("a: {b", "1:4", "did not find expected ',' or '}'"),
    ("a: *\n", "1:4", "did not find expected alphabetic or numeric character"),
    ("a: &\n", "1:4", "did not find expected alphabetic or numeric character"),
    ("a: b\nc\nd: e", "2:1", "could not find expected ':'"),
    ("a: !b!c d", "1:4", "found undefined tag handle"),
    ("a: !<b", "1:4", "found a tag that cannot be read"),
    ("a: !%zz b", "1:4", "found a tag that cannot be read"),
    ("a: !%C3%zz b", "1:4", "found a tag that cannot be read"),
    ("a: !%ff b", "1:4", "found a tag that cannot be read"),
    ("%", "1:1", "found a directive that cannot be read"),
    ("%b\n---\n", "1:1", "found a directive that cannot be read"),
    ("%YAML b\n---\n", "1:1", "found a directive that cannot be read"),
    ("%YAML 1b\n---\n", "1:1", "found a directive that cannot be read"),
    ("%YAML 1.1b\n---\n", "1:1", "found a directive that cannot be read"),
    ("%TAG b\n---\n", "1:1", "found a directive that cannot be read"),
    ("%YAML 1.1\n%YAML 1.1\n---\n", "2:1", "found duplicate %YAML directive"),
    ("%TAG !b! c\n%TAG !b! c\n---\n", "2:1", "found duplicate %TAG directive"),
    ("%YAML 2.0\n---\n", "1:1", "found incompatible YAML document"),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "place", "words"), WORDS)
def test_a_syntax_error_has_one_wording(text: str, place: str, words: str) -> None:
    said = fault(text)
    assert said is not None
    # An explanation of the cause may follow.
    assert said.partition(";")[0] == f"{place}: YAML syntax error: {words}"


def test_each_translation_of_words_is_tested() -> None:
    tested = {words for _, _, words in WORDS}
    assert {words for _, words in yaml_events._WORDS} <= tested  # noqa: SLF001


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b\t\n", "b"),
        ("a: b\tc\n", "b\tc"),
        ("a: b \t c\t# d\n", "b \t c"),
        ("a:\tb\n", "b"),
        ("a: b\t\n  c\n", "b c"),
        (r"a: 'b \ud800'", r"b \ud800"),
        (r"a: b \u    c", r"b \u    c"),
        (r'a: "\\ud800"', r"\ud800"),
        ('a: "\\U0010FFFF"', "\U0010ffff"),
    ],
)
def test_each_parser_reads_tabs_and_escapes_alike(text: str, value: str) -> None:
    document = parse_yaml(text, "f")
    assert document.problems == ()
    assert isinstance(document.root, Mapping)
    ((_, scalar),) = document.root.items
    assert isinstance(scalar, Scalar)
    assert scalar.text == value


# Depth


def nested(levels: int, opened: str = "[", closed: str = "") -> str:
    return opened * levels + closed * levels


#: libyaml 0.2.6, which PyYAML 6.0.4 brings, stops at 1,000 levels before it gives the first event,
#: as do errors within the 1,024 characters that each parser reads ahead.
DEEP = {
    "65": (nested(65), "1:65"),
    "1,000": (nested(1000), "1:65"),
    "1,001": (nested(1001), "1:65"),
    "10,000": (nested(10_000), "1:65"),
    "closed": (nested(10_000, "[", "]"), "1:65"),
    "after a key": (f"a: {nested(2000)}", "1:67"),
    "after dashes": (f"- - - {nested(2000)}", "1:68"),
    "in a list": (f"a: [b, {nested(2000)}", "1:70"),
    "after a list": (f"[{nested(9, '[', ']')}, {nested(2000)}", "1:85"),
    "after characters": (f"é😀: {nested(2000)}", "1:68"),
    "anchors": (nested(2000, "[&a "), "1:254"),
    "quoted brackets": (f"[\"[[[\", '[[[', {nested(2000)}", "1:79"),
    "commented brackets": (f"a: # [[[\n  {nested(2000)}", "2:66"),
    "lines": (nested(2000, "[\n"), "65:1"),
    "mappings": (nested(2000, "{a: "), "1:257"),
    "dashes": (nested(2000, "- "), "1:129"),
    "keys": ("\n".join(" " * level + "a:" for level in range(1100)), "65:65"),
    "an error ahead": (nested(70) + "`", "1:65"),
    "an error far ahead": (nested(1001) + "`", "1:65"),
    "a quote ahead": (nested(70) + '"a', "1:65"),
}


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "name", others_slow(DEEP, "65", "1,001", "closed", "anchors", "after characters", "keys")
)
def test_depth_has_one_wording_and_place(name: str) -> None:
    text, place = DEEP[name]
    assert fault(text) == f"{place}: is nested deeper than 64 levels"


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (nested(2000, "{"), "1:2: a list or a mapping cannot be a key"),
        (nested(2000, "? "), "1:3: a list or a mapping cannot be a key"),
        (
            f'a: "{nested(2000)}',
            (
                "1:4: YAML syntax error: found unexpected end of stream; "
                'the quote " that begins here is never closed'
            ),
        ),
        (
            f"- a\n- [{'[], ' * 200}`]",
            (
                "2:804: YAML syntax error: found character that cannot start any token; "
                "text without quotes cannot begin with '`': quote the text or use '|'"
            ),
        ),
    ],
)
def test_brackets_that_are_not_levels_are_not_counted(text: str, said: str) -> None:
    assert fault(text) == said


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (nested(100), "1:65"),
        (nested(100_000), "1:65"),
        (nested(100_000, "[", "]"), "1:65"),
        (nested(100_000, '{"a":\n'), "65:1"),
        (f'["{nested(200)}", "\\"[", {nested(100)}', "1:276"),
    ],
)
def test_deep_json_has_one_wording_and_place(text: str, place: str) -> None:
    """Python 3.14 reads JSON thousands of levels deeper than its predecessors."""
    (problem,) = parse_json(text, "f").problems
    assert str(problem) == f"f:{place}: is nested deeper than 64 levels"


def test_brackets_in_json_texts_are_not_levels() -> None:
    assert parse_json(f'["{nested(200)}", "\\"[", {{}}]', "f").problems == ()
