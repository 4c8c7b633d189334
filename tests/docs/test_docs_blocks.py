"""Every block of code in the documentation is run or built."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from support.needs import lacking_module, need_program
from support.places import TESTS
from support.rows import others_slow

pytest.importorskip("myst_parser", reason=lacking_module("myst_parser"))

from support.docs_commands import (
    KNOWN,
    as_module,
    is_command,
    known,
    simple_commands,
    without_assignments,
)
from support.docs_pages import Page, pages
from support.docs_rules import RULES, faults_of, scenes_of
from support.docs_scenes import NAMED, PLAYED, SCENES
from support.docs_sessions import SCRIPTS, SESSIONS, sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.docs_pages import Block


class Followed(NamedTuple):
    """Pages whose blocks have tests of their own, which do what the page says, in its order."""

    pages: str  #: how their names begin
    test: str
    takes: Callable[[Block], object]


FOLLOWED = (
    # All but the prose between: it writes the files, runs the commands, and reads what they left.
    Followed(
        "docs/tutorial.md",
        "test_tutorial.py",
        lambda one: bool(one.name) or one.language in SESSIONS,
    ),
    # It has a list of the blocks that are neither a file nor a command, and a test for each.
    Followed("docs/howto/", "test_howto.py", lambda _one: True),
)

BLOCKS = [block for one in pages() for block in one.blocks]


def follower(block: Block) -> Followed | None:
    """Return what follows a block, if it is not to be tried by itself."""
    return next(
        (one for one in FOLLOWED if block.page.name.startswith(one.pages) and one.takes(block)),
        None,
    )


ALONE = [block for block in BLOCKS if follower(block) is None]


@pytest.mark.parametrize("block", ALONE, ids=lambda block: block.where)
def test_block_is_right(block: Block, tmp_path: Path) -> None:
    assert faults_of(block, tmp_path) == []


def test_blocks_are_found() -> None:
    assert len(BLOCKS) > 100
    assert {*RULES} >= {block.language for block in ALONE}
    assert [fault for one in pages() for fault in one.unread] == []


@pytest.mark.parametrize("followed", FOLLOWED, ids=lambda one: one.pages)
def test_pages_that_are_followed_have_their_test(followed: Followed) -> None:
    assert [block for block in BLOCKS if follower(block) is followed]
    (file,) = TESTS.rglob(followed.test)
    text = file.read_text(encoding="utf-8")
    assert Path(followed.pages).stem in text.lower()


def commands_of(block: Block) -> list[list[str]]:
    lines = [command for command, _output in sessions(block.text)]
    lines = lines or [line for line in block.text.splitlines() if line.strip()]
    return [without_assignments(one) for line in lines for one in simple_commands(line)]


def test_tables_have_nothing_that_is_not_shown() -> None:
    shells = [one for one in BLOCKS if one.language in {*SESSIONS, *SCRIPTS}]
    commands = [one for block in shells for one in commands_of(block)]
    commands += [
        command
        for one in pages()
        for place in one.literals
        if is_command(place.text)
        for command in simple_commands(place.text)
    ]
    used = {known(as_module(without_assignments(command))) for command in commands}
    assert [one.pattern for one in KNOWN if one not in used] == []
    assert [one.has for one in PLAYED if not any(one.has in block.text for block in BLOCKS)] == []
    lines = {line for block in BLOCKS for line in block.text.splitlines()}
    assert {*SCENES} == {name for line in lines for name in scenes_of(line)}
    pages_in = [block.text for block in BLOCKS if block.language in {"rst", "md"}]
    assert all(any(Path(name).parent.name in text for text in pages_in) for name in NAMED)


PROJECT = """\
```console
$ sphinx-build -n -W docs out
```

```{code-block} python
:caption: docs/conf.py

extensions = ["sphinx_tlsalerts"]
```

```{code-block} rst
:caption: docs/index.rst

Errors
======

:tlsalert:`bad_certifcate`
```"""

#: Blocks with a fault, and what is said of it.
WRONG = [
    ("```console\n$ sphinx-tlsalerts chek a.yaml\n```", "invalid choice: 'chek'"),
    ("```console\n$ sphinx-tlsalerts explain --al-entries x\n```", "--al-entries"),
    ("```console\n$ sphinx-tlsalerts alerts 42\nno_certificate\n```", "prints:"),
    ("```console\n$ sphinx-build -b htm . out\n```", "no builder htm"),
    ("```console\n$ pip install sphinx-tlsalerts[mist]\n```", "no extra mist"),
    ("```console\n$ frobnicate\n```", "unknown command"),
    ("```console\n$ openssl s_client -conect a:443\n```", "no option -conect"),
    ("```console\nsphinx-tlsalerts schema\n```", "no line begins with"),
    (PROJECT, "unknown TLS alert 'bad_certifcate'"),
    ("```console\n$ sphinx-build . out\n```\n```python\nextensions = []\n```", "no index.rst"),
    ("```sh\npython -m pip install '.[tset]'\n```", "no extra tset"),
    ('```python\ntlsalerts_opensll = "3.0"\n```', "no option tlsalerts_opensll"),
    ('```python\ntlsalerts_openssl = "3.1"\n```', "tlsalerts_openssl = '3.1' is not"),
    ("```python\nimport ssl\nssl.no_such_name\n```", "no_such_name"),
    ("```python\nprint(42)\n```\n\n```text\n43\n```", "not what it prints"),
    ("```pycon\n>>> 1 + 1\n3\n```", "Expected"),
    ("```yaml\nschema: 1\nentries: [{id: a, titel: T}]\n```", "'titel' is not a key"),
    ("```yaml\nschema: 1\nalerts: {53: {note: N}}\n```", "'53' is a code"),
    ("```yaml\nmesage: m\n```", "right nowhere"),
    ('```yaml\n- run: sphinx-tlsalerts check --fromat github "a.yaml"\n```', "--fromat"),
    ('```json\n{"alerts": {"42": {"nota": "N"}}}\n```', "'nota' is not a key"),
    ('```json\n{"yaml.schemas": {"other.json": "*.yaml"}}\n```', "writes other.json"),
    ("```toml\na = \n```", "Invalid"),
    ("```ini\n[testenv]\ncommands = sphinx-build -b htm . out\n```", "no builder htm"),
    ("```rst\n.. tls-alert-table::\n   :colums: code\n```", 'unknown option: "colums"'),
    ("```rst\n:tlsalert:`bad_certifcate` :ref:`nowhere`\n```", "bad_certifcate"),
    ("````md\n```{tls-alert} 53\n```\n````", "53"),
    ('```po\nmsgid "No page says that."\nmsgstr ""\n```', "is not offered"),
    ("```text\nThat is no error.\n```", "neither a warning"),
    ("```text\na.rst:1: WARNING: misspelled [tlsalerts.unknown-alert]\n```", "no scene"),
    ("```text\na.yaml:8:15: a: 'b' is insecure [undeclared-insecure]\n```", "no session shows"),
    ("```cobol\nSTOP RUN.\n```", "no rule for the language 'cobol'"),
    ("    indented\n", "no rule for the language ''"),
]

AROUND = ["{}", ":::::{{tab-set}}\n::::{{tab-item}} A\n{}\n::::\n:::::"]


@pytest.mark.parametrize(("source", "fault"), WRONG)
@pytest.mark.parametrize("around", others_slow(AROUND, "{}"))
def test_block_that_is_wrong_is_told(tmp_path: Path, source: str, fault: str, around: str) -> None:
    if "openssl s_client" in source:
        need_program("openssl")  # which knows its options
    path = tmp_path / "page.md"
    path.write_text(f"# Page\n\n{around.format(source)}\n", encoding="utf-8")
    block = Page(path, tmp_path).blocks[0]
    assert block.line == (3 if around == "{}" else 5)
    told = faults_of(block, tmp_path / "work")
    assert all(one.startswith(f"page.md:{block.line}: ") for one in told)
    assert any(fault in one for one in told)
