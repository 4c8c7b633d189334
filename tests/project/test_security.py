"""What the page on security promises, seen from outside: by what Python reports of itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.building import directive, page
from support.rows import others_slow
from support.site_pages import pages

if TYPE_CHECKING:
    from pathlib import Path

    from support.building import Project

#: Runs a command line with every event that matters on record.
WATCHED = """\
import json, os, sys

seen = []
writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT

watched = ("socket.connect", "socket.send", "socket.get", "subprocess.", "os.exec", "os.fork",
           "os.posix_spawn", "os.spawn", "os.system", "urllib.", "http.", "ftplib.", "webbrowser.")

def watch(event, arguments):
    if event.startswith(watched):
        seen.append((event, repr(arguments)))
    elif event == "open" and isinstance(arguments[0], str) and arguments[2] & writing:
        seen.append(("write", os.path.realpath(arguments[0])))
    elif event in {"os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink"}:
        paths = [path for path in arguments if isinstance(path, str)]
        seen.extend(("write", os.path.realpath(path)) for path in paths)

report, command, *arguments = sys.argv[1:]
sys.addaudithook(watch)
if command == "sphinx":
    from sphinx.cmd.build import main
else:
    from sphinx_tlsalerts.cli import main
status = main(arguments)
found = [*seen]
with open(report, "w", encoding="utf-8") as file:
    json.dump(found, file)
sys.exit(status)
"""


def watched(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    """Return what a command line did to the world: (event, what with)."""
    report = folder / "events.json"
    command = [sys.executable, "-B", "-c", WATCHED, str(report), *arguments]
    run = subprocess.run(
        command,
        cwd=folder,
        # Where a temporary file goes that somebody makes, if anybody does.
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return [(event, words) for event, words in json.loads(report.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "builder", others_slow(["html", "singlehtml", "epub", "latex", "text"], "html")
)
def test_build_stays_in_its_folders_and_off_the_network(project: Project, builder: str) -> None:
    project.write(pages())
    project.write_conf()
    out, doctrees = project.root / "out", project.root / "doctrees"
    events = watched(
        project.root,
        *("sphinx", "-q", "-b", builder, "-d", str(doctrees), str(project.source), str(out)),
    )
    places = [words for event, words in events if event == "write"]
    assert any("index" in place for place in places)
    elsewhere = [p for p in places if not p.startswith((f"{out}", f"{doctrees}", os.devnull))]
    assert elsewhere == []
    assert [event for event in events if event[0] != "write"] == []


def test_watching_sees_what_it_looks_for(project: Project) -> None:
    code = (
        "import socket, subprocess\n"
        f"subprocess.run(['true'])\nopen({str(project.root / 'else')!r}, 'w').close()\n"
        "socket.socket().connect_ex(('127.0.0.1', 9))\n"
    )
    project.write({"index.rst": "Page\n====\n"})
    project.write_conf()
    conf = project.source / "conf.py"
    conf.write_text(conf.read_text(encoding="utf-8") + code, encoding="utf-8")
    out = project.root / "out"
    events = watched(project.root, "sphinx", "-q", str(project.source), str(out))
    assert {"subprocess.Popen", "socket.connect"} <= {event for event, _words in events}
    assert ("write", str(project.root / "else")) in events


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1006)"),
        ("alerts", "42"),
        ("check", "guide.yaml"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_command_line_touches_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    guide = "schema: 1\nentries:\n  - {id: a, title: A, cause: B., remedy: C.}\n"
    (tmp_path / "guide.yaml").write_text(guide, encoding="utf-8")
    assert watched(tmp_path, "sphinx-tlsalerts", *arguments) == []


def test_commands_of_an_entry_are_not_run(project: Project) -> None:
    marker = project.root / "ran"
    entry = (
        "schema: 1\nentries:\n  - id: a\n    title: A\n    cause: B.\n"
        f"    diagnostic: {{run: 'touch {marker}', expect: nothing}}\n"
        f"    remedy: {{text: C., code: {{language: sh, text: 'touch {marker}'}}}}\n"
    )
    body = directive("rst", "tls-troubleshooting", "", entry)
    project.write({"index.rst": page("rst", body)})
    build = project.build()
    assert build.warnings == []
    assert str(marker) in build.text("index.html")
    assert not marker.exists()
