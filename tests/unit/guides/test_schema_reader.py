"""Valid troubleshooting files: what of them reaches the models."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sphinx_tlsalerts.guides.reader import parse_guide
from sphinx_tlsalerts.guides.texts import Text

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides.models import Entry, Guide


def guide_of(text: str, first_line: int = 1) -> Guide:
    """Read *text*, which has no faults."""
    guide, problems = parse_guide(text, "f.yaml", "3.0", first_line)
    assert problems == []
    assert guide is not None
    return guide


def entry_of(body: str) -> Entry:
    """Read an entry with the lines *body* below its id and its title."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    (entry,) = guide_of(f"schema: 1\nentries:\n  - id: a\n    title: A\n{lines}").entries
    return entry


SHORT = """\
message: "[SSL: X] x"
cause: The server answered in plain HTTP.
remedy: Check the port.
note: Keep a copy.
reference: {title: x, url: https://example.com/}
diagnostic: openssl version
platform: linux
tag: client
alert: 40
verify_code: 10
exception: SSLError
label: x
when: Python 3.13
"""
LONG = """\
messages: [{text: "[SSL: X] x"}]
causes: [{text: The server answered in plain HTTP.}]
remedies: {items: [{text: Check the port.}]}
notes: [{text: Keep a copy.}]
references: [{title: x, url: https://example.com/}]
diagnostics: [{run: openssl version}]
platforms: [linux]
tags: [client]
alerts: [handshake_failure]
verify_codes: [X509_V_ERR_CERT_HAS_EXPIRED]
exceptions: [SSLError]
labels: [x]
when: {text: Python 3.13}
"""


def test_the_short_forms_are_the_long_ones() -> None:
    assert entry_of(SHORT) == entry_of(LONG)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("remedies: [x, y]", "remedies: {items: [x, y]}"),
        ("remedies: {text: x, code: y}", "remedies: {items: [{text: x, code: [{text: y}]}]}"),
        ("remedies: {item: x, choose: any}", "remedies: {items: [x], choose: any}"),
        ("remedy: [x, y]", "remedies: [x, y]"),
        ("remedy: {step: x}", "remedies: [{steps: [{text: x}]}]"),
        ("cause: {text: x, remedy: y}", "causes: [{text: x, remedies: {items: [{text: y}]}}]"),
        ("remedy: {remedies: [x, y]}", "remedies: [{remedies: {items: [x, y]}}]"),
        ("message: {text: x, when: y}", "messages: [{text: x, when: {text: y}}]"),
        ("diagnostic: {run: x, note: y}", "diagnostics: [{run: x, notes: [{text: y}]}]"),
        ("exceptions: ssl.SSLError", "exceptions: [SSLError]"),
    ],
)
def test_singular_keys_and_single_values_work_everywhere(short: str, long: str) -> None:
    assert entry_of(short) == entry_of(long)


def test_a_file_of_one_entry_needs_no_list() -> None:
    for text in ("entry: {id: a, title: A}", "entry: [{id: a, title: A}]"):
        assert guide_of(f"schema: 1\n{text}\n") == guide_of(
            "schema: 1\nentries:\n  - id: a\n    title: A\n"
        )


def test_free_names_are_kept_as_they_are() -> None:
    guide = guide_of(
        "schema: 1\nsubstitutions: {message: x, messages: y, a.b-c_1: z}\nmeta: {tag: t}\n"
        "entries: [{id: a, title: A}]\n"
    )
    assert guide.substitutions == {"message": "x", "messages": "y", "a.b-c_1": "z"}
    assert guide.meta == {"tag": "t"}


TEXTS = """\
schema: 1
intro: plain
after: |
  a block
  of two lines
entries:
  - id: a
    title: 'quoted'
    summary: >-
      folded

      text
    cause: |2-
        indented
    intro: |  # the lines below

      after an empty line
    after:
      plain text
      on two lines
    escalate: "double
      quoted"
"""


@pytest.mark.parametrize("first_line", [1, 40])
def test_texts_know_the_line_of_their_first_character(first_line: int) -> None:
    guide = guide_of(TEXTS, first_line)
    (entry,) = guide.entries
    texts = [
        *(guide.intro, guide.after, entry.title, entry.summary, entry.causes[0].text, entry.intro),
        *(entry.after, entry.escalate),
    ]
    assert [(text.line - first_line + 1, str(text)) for text in texts if text] == [
        (2, "plain"),
        (4, "a block\nof two lines\n"),
        (8, "quoted"),
        (10, "folded\ntext"),
        (14, "  indented"),
        (16, "\nafter an empty line\n"),
        (19, "plain text on two lines"),
        (21, "double quoted"),
    ]


def test_a_text_that_a_comment_cuts_says_so() -> None:
    text = "schema: 1\nentries:\n  - id: a\n    title: A\n    cause: see issue #1\n    note: x\n"
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert len(problems) == 1
    assert guide is not None
    cause, note = guide.entries[0].causes[0].text, guide.entries[0].notes[0].text
    assert isinstance(cause, Text)
    assert isinstance(note, Text)
    assert (str(cause), cause.cut, note.cut) == ("see issue", True, False)


def test_numbers_and_truth_values_are_read_where_they_are_wanted() -> None:
    entry = entry_of(
        "alerts: [42, 0x28]\n"
        "message: {text: x, inline: on}\n"
        "remedy: {text: x, insecure: yes, code: {text: y, linenos: true, lineno-start: 1_0, "
        "emphasize-lines: 3}}"
    )
    assert entry.alerts == ["bad_certificate", "handshake_failure"]
    assert entry.messages[0].inline is True
    assert entry.remedies is not None
    (remedy,) = entry.remedies.items
    assert remedy.insecure is True
    (code,) = remedy.code
    assert (code.linenos, code.lineno_start, code.emphasize_lines) == (True, 10, "3")


def test_a_remedy_may_say_in_what_way_it_is_insecure() -> None:
    entry = entry_of("remedy: {text: x, insecure: nobody is checked}")
    assert entry.remedies is not None
    assert entry.remedies.items[0].insecure == "nobody is checked"


def _loaded_by_reading(line: str) -> set[str]:
    """Return the modules of the package that an entry with *line* loads."""
    code = (
        "import sys; from sphinx_tlsalerts.guides.reader import parse_guide; "
        "_, problems = parse_guide(sys.argv[1], 'f.yaml', '3.0'); assert not problems, problems; "
        "print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, f"schema: 1\nentries:\n  - id: a\n    title: A\n    {line}\n"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return {name for name in run.stdout.split() if name.startswith("sphinx_tlsalerts.")}


REGISTRIES = {
    f"sphinx_tlsalerts.registries.{name}" for name in ("alerts", "verify_codes", "ssl_names")
}


@pytest.mark.parametrize(
    ("line", "loaded"),
    [
        ("summary: x", set()),
        ("alert: 40", {"sphinx_tlsalerts.registries.alerts"}),
        ("verify_code: 10", {"sphinx_tlsalerts.registries.verify_codes"}),
        ("exception: SSLError", {"sphinx_tlsalerts.registries.ssl_names"}),
    ],
)
def test_a_file_loads_the_registries_that_it_names_something_of(
    line: str, loaded: set[str]
) -> None:
    found = _loaded_by_reading(line)
    assert loaded <= found
    assert bool(found & REGISTRIES) == bool(loaded)
    assert "sphinx_tlsalerts.guides.json_schema" not in found
