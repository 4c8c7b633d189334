"""The how-to guides for programs and for CI: whoever follows one gets to where it leads."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import socket
import ssl
import subprocess
import sys
import threading
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from support.guides import CONF, Guide, assert_shows
from support.needs import need_program
from support.places import ROOT, STATIC

import sphinx_tlsalerts
from sphinx_tlsalerts.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType


# Links from errors

MESSAGE = "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"
AWKWARD = [MESSAGE, "a+b & c=d #e?f/%41 'g'", "Zertifikat für „db“ ungültig: 証明書", "two\nlines"]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Guide]:
    """Return the guide, with the package that it shows ready to import."""
    guide = Guide("link-from-errors", tmp_path)
    guide.write()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield guide
    for name in [name for name in sys.modules if name.partition(".")[0] == "exampledb"]:
        del sys.modules[name]


def module(name: str) -> ModuleType:
    importlib.invalidate_caches()
    return importlib.import_module(name)


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("message", AWKWARD)
def test_address_of_python_brings_the_message(message: str) -> None:
    url = module("exampledb.help").help_url(ssl.SSLError(1, message))
    assert url.isascii()
    assert not re.search(r"\s", url)
    assert parse_qs(urlsplit(url).fragment) == {"tls-error": [message]}


def in_node(script: str) -> Any:
    node = need_program("node")
    ran = subprocess.run([node, "-e", script], capture_output=True, encoding="utf-8", check=True)
    return json.loads(ran.stdout)


def taken_from(*urls: str) -> list[str]:
    """Return what the finder takes from addresses, by its own code."""
    source = (STATIC / "tlsalerts-finder.js").read_text(encoding="utf-8")
    (linked,) = re.findall(r"^ *const linked = .+;$", source, re.MULTILINE)
    assert source.count("linked(location.hash) || linked(location.search)") == 2
    return [
        *in_node(
            f"{linked} console.log(JSON.stringify({json.dumps(urls)}.map((url) => new URL(url))"
            ".map((location) => linked(location.hash) || linked(location.search))))"
        )
    ]


@pytest.mark.usefixtures("program")
def test_finder_takes_the_message_from_the_address() -> None:
    help_url = module("exampledb.help").help_url
    urls = [help_url(ssl.SSLError(1, message)) for message in AWKWARD]
    assert taken_from(*urls) == AWKWARD
    assert taken_from(*(url.replace("#", "?") for url in urls)) == AWKWARD
    assert taken_from(*(url.replace("%20", "+") for url in urls)) == AWKWARD


def test_address_of_javascript_brings_the_message(program: Guide) -> None:
    finder = module("exampledb.help").FINDER
    urls = in_node(
        f"const FINDER = {json.dumps(finder)}; {program.block('js')}"
        f"const urls = {json.dumps(AWKWARD)}.map((text) => helpUrl(new Error(text)));"
        "console.log(JSON.stringify(urls));"
    )
    assert taken_from(*urls) == AWKWARD


@contextmanager
def plain_server() -> Iterator[int]:
    """Run a server that answers one connection in plain text, and yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _address = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_traceback_ends_as_shown(program: Guide) -> None:
    connect = module("exampledb.connection").connect
    with plain_server() as port, pytest.raises(ssl.SSLError) as caught:
        connect("127.0.0.1", port)
    ended = "".join(traceback.format_exception_only(caught.value))
    # The line of CPython's source is another one in each release.
    assert_shows(program.block("text"), ended, {r"_ssl\.c(:|%3A)\d+": r"_ssl.c\g<1>0"})


def test_finder_says_what_is_shown(
    program: Guide, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(program.folder)
    command = program.command("sphinx-tlsalerts")
    assert main(shlex.split(command)[1:]) == 0
    assert_shows(program.shown(command), capsys.readouterr().out)


@pytest.mark.parametrize(
    "error", ["Max retries exceeded (Caused by SSLError(SSLError(1, '{}')))", "<urlopen error {}>"]
)
def test_wrapped_errors_are_found_too(
    program: Guide,
    error: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(program.folder)
    assert (
        main(["explain", "--no-builtin", "--catalogue", "docs/errors.yaml", error.format(MESSAGE)])
        == 0
    )
    assert "The server does not speak TLS\nSeen: " in capsys.readouterr().out


def test_test_of_the_guide_tries_the_address(
    program: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: dict[str, Any] = {}
    exec(program.text("tests/test_help.py"), names)  # noqa: S102 -- a file of the guide
    names["test_address_brings_the_message"]()
    monkeypatch.setitem(names, "help_url", lambda error: f"https://x.example/#tls-error={error}")
    with pytest.raises(AssertionError):
        names["test_address_brings_the_message"]()


def test_page_of_the_finder_builds(program: Guide) -> None:
    program.write(docs__conf_py=CONF + "root_doc = 'find'\n")
    built = program.run("sphinx-build -n -W -b html docs build/html")
    assert built.code == 0, built.output
    page = program.text("build/html/find.html")
    assert 'class="tlsalerts-finder' in page
    assert "data-builtin" in page
    name = urlsplit(module("exampledb.help").FINDER).path.rpartition("/")[2]
    assert (program.folder / "build" / "html" / name).is_file()


# Checks in CI

ERRORS = "docs/troubleshooting/errors.yaml"


@pytest.fixture
def checked(tmp_path: Path) -> Guide:
    """Return the guide, with the project that has the two faults."""
    guide = Guide("lint-in-ci", tmp_path)
    guide.write(docs__conf_py=CONF)
    return guide


def mend(guide: Guide) -> None:
    """Do what the last sentence of the guide says."""
    for name, wrong, right in (
        (ERRORS, "      - Set ``verify=False``.\n", ""),
        ("docs/index.rst", "bad_certifcate", "bad_certificate"),
    ):
        text = guide.text(name)
        assert text.count(wrong) == 1
        (guide.folder / name).write_text(text.replace(wrong, right), encoding="utf-8")


def test_check_finds_what_is_shown_and_then_nothing(checked: Guide) -> None:
    command = checked.command("sphinx-tlsalerts check")
    ran = checked.run(command)
    assert ran.code == 1
    assert_shows(checked.shown(command), ran.output)
    mend(checked)
    assert checked.run(command).code == 0


@pytest.mark.parametrize("arguments", ["missing.yaml", "--rule nonsense x.yaml"])
def test_wrong_arguments_and_files_have_the_exit_code_of_the_table(
    checked: Guide, arguments: str
) -> None:
    assert checked.run(f"sphinx-tlsalerts check {arguments}").code == 2


def options(guide: Guide) -> dict[str, str]:
    """Return the options of the table, by what they are for."""
    rows = re.findall(r"^\| (.+?) \| `(--.+?)` \|$", guide.page, re.MULTILINE)
    return {purpose.split()[0]: option for purpose, option in rows}


def test_options_do_what_the_table_says(checked: Guide) -> None:
    command, found = checked.command("sphinx-tlsalerts check"), options(checked)
    assert [*found] == ["look", "leave", "mark", "hand"]
    assert checked.run(f"{command} {found['look']}").code == 0
    assert checked.run(f"{command} {found['leave']}").code == 1
    leave = found["leave"].replace("dead-platform", "undeclared-insecure")
    assert checked.run(f"{command} {leave}").code == 0
    marked = checked.run(f"{command} {found['mark']}").output
    assert marked.startswith(f"::warning file={ERRORS},line=7,col=15,")
    (finding,) = json.loads(checked.run(f"{command} {found['hand']}").output)["findings"]
    assert (finding["path"], finding["rule"]) == (ERRORS, "undeclared-insecure")


def test_build_fails_as_shown_and_passes_at_the_end(checked: Guide) -> None:
    command = checked.command("sphinx-build")
    ran = checked.run(command)
    assert ran.code == 1
    assert_shows(checked.shown(command), ran.output)
    mend(checked)
    ran = checked.run(command)
    assert ran.code == 0, ran.output


def test_advice_can_be_left_to_check(checked: Guide) -> None:
    (added,) = [one.text for one in checked.blocks if one.caption.startswith("docs/conf.py")]
    checked.write(docs__conf_py=CONF + added)
    ran = checked.run(checked.command("sphinx-build"))
    assert ran.code == 1
    assert "[tlsalerts.unknown-alert]" in ran.output
    assert "verify=False" not in ran.output
    checked.write(docs__conf_py=CONF + 'suppress_warnings = ["tlsalerts"]\n')
    assert checked.run(checked.command("sphinx-build")).code == 0


@pytest.mark.slow
def test_workflow_runs_what_the_guide_runs(checked: Guide) -> None:
    workflow = yaml.safe_load(checked.text(".github/workflows/docs.yml"))
    (job,) = workflow["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands.pop(0) == "pip install -r docs/requirements.txt"
    assert checked.text("docs/requirements.txt") == (
        f"sphinx-tlsalerts=={sphinx_tlsalerts.__version__}\n"
    )
    assert [checked.run(command).code for command in commands] == [1, 1]
    mend(checked)
    assert [checked.run(command).code for command in commands] == [0, 0]


def test_workflow_uses_the_actions_that_ours_use(checked: Guide) -> None:
    ours = ROOT / ".github" / "workflows" / "ci.yml"
    if not ours.is_file():
        pytest.skip("the workflows are not in this archive")
    used = re.findall(r"uses: (actions/\S+)@(v\d+)", checked.text(".github/workflows/docs.yml"))
    assert len(used) == 2
    pinned = r"uses: (actions/\S+)@\S+ # (v\d+)"
    assert {*used} <= {*re.findall(pinned, ours.read_text(encoding="utf-8"))}


def test_hook_checks_the_files(checked: Guide) -> None:
    (repository,) = yaml.safe_load(checked.text(".pre-commit-config.yaml"))["repos"]
    (hook,) = repository["hooks"]
    assert repository["repo"] == "local"
    assert {"id", "name", "entry", "language", "additional_dependencies", "files"} == {*hook}
    assert re.search(hook["files"], ERRORS)
    assert not re.search(hook["files"], "docs/openapi.yaml")
    assert hook["additional_dependencies"] == ["sphinx-tlsalerts"]
    ran = checked.run(f"{hook['entry']} {ERRORS}")
    assert ran.code == 1
    assert [*re.findall(r"\[(.+)\]", ran.output)] == ["undeclared-insecure"]
    mend(checked)
    assert checked.run(f"{hook['entry']} {ERRORS}").code == 0
