"""What is wrong with a block of code of the documentation, found by running or building it.

A rule for each language. A block that its page shows to be wrong, with the message that tells of
it, is right.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import runpy
import tempfile
import tomllib
import zlib
from configparser import ConfigParser
from contextlib import redirect_stderr, redirect_stdout
from doctest import DocTestParser, DocTestRunner
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import yaml
from babel.messages.pofile import read_po
from sphinx.testing.util import SphinxTestApp

from sphinx_tlsalerts.catalogue import find_bundled_entry
from sphinx_tlsalerts.cli import main
from sphinx_tlsalerts.guides.reader import parse_guide
from sphinx_tlsalerts.lint import lint_guide
from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.overlay_reader import load_overlays
from support.building import Project, page
from support.docs_commands import faults_of_line
from support.docs_pages import PYTHON, files_of_the_documentation, pages
from support.docs_scenes import NAMED, PLAYED, SCENES
from support.docs_sessions import (
    SCRIPTS,
    SESSIONS,
    faults_of_script,
    faults_of_session,
    in_source,
    skip_without_packages,
    write,
)
from support.needs import need_modules
from support.snippets import ENTRIES, options_of_the_documentation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from support.docs_pages import Block

#: What begins a command within a file for another program.
_COMMAND = re.compile(r"(?:^|[\s'\"])((?:sphinx-tlsalerts|sphinx-build|python -m|pip install) .*)")


def not_shown(block: Block, messages: Iterable[str]) -> Iterator[str]:
    """Yield the messages that the page itself does not show."""
    for message in messages:
        if message not in block.page.text:
            yield message


# Python


def faults_of_python(block: Block, folder: Path) -> Iterator[str]:
    """Configure a project with options of ``conf.py``; execute anything else."""
    if Path(block.name).name == "conf.py":
        yield from _faults_of_conf(block, folder)
        return
    played = next((one for one in PLAYED if one.has in block.text), None)
    names = {"__name__": "__main__"} | (played.names() if played else {})
    expected = played.raises if played else None
    printed = io.StringIO()
    try:
        with contextlib.chdir(folder), redirect_stdout(printed):
            exec(compile(block.text, block.where, "exec"), names)  # noqa: S102 -- our own pages
    except Exception as error:  # noqa: BLE001 -- whatever the block does
        if expected is None or not isinstance(error, expected):
            yield f"{type(error).__name__}: {error}"
    else:
        if expected:
            yield f"raises no {expected.__name__}"
    below = next((one for one in block.page.blocks if one.line > block.line), None)
    if printed.getvalue() and (below is None or below.text != printed.getvalue()):
        yield f"the block below is not what it prints:\n{printed.getvalue()}"


def _faults_of_conf(block: Block, folder: Path) -> Iterator[str]:
    """Set up Sphinx with the options; nothing is built."""
    before = "extensions = []\n"
    after = (
        "\nif 'sphinx_tlsalerts' not in extensions:\n    extensions.append('sphinx_tlsalerts')\n"
    )
    if "intersphinx_mapping" in block.text:
        after += "extensions.append('sphinx.ext.intersphinx')\nintersphinx_mapping = {}\n"
    write(folder, files_of_the_documentation() | block.files_at_hand(block.variants[0]))
    write(folder, {"conf.py": f"{before}{block.text}{after}", "index.rst": page("rst", "")})
    skip_without_packages(folder / "conf.py")
    app = SphinxTestApp("dummy", srcdir=folder, builddir=folder / "_build")
    try:
        known = {"extensions", *(option.name for option in app.config)}
        yield from app.warning.getvalue().splitlines()
    finally:
        app.cleanup()
    for name, value in runpy.run_path(str(folder / "conf.py")).items():
        is_option = not (name.startswith("_") or isinstance(value, ModuleType) or callable(value))
        if is_option and name not in known and not name[0].isupper():
            yield f"Sphinx has no option {name}"


def faults_of_python_session(block: Block, folder: Path) -> Iterator[str]:
    """Run a session of Python as a doctest."""
    test = DocTestParser().get_doctest(block.text, {}, block.where, block.where, block.line)
    said = io.StringIO()
    with contextlib.chdir(folder):
        DocTestRunner().run(test, out=said.write)
    if said.getvalue():
        yield said.getvalue()


# Data


def faults_of_yaml(block: Block, folder: Path) -> Iterator[str]:
    """Read files of ours with our readers, and look for our commands in the others."""
    try:
        root = yaml.safe_load(block.text)
    except yaml.YAMLError as error:
        yield str(error)
        return
    match root:
        case {"alerts": {}} | {"trust": {}}:
            path = folder / (Path(block.name).name or "overlay.yaml")
            path.write_text(block.text, encoding="utf-8")
            _overlays, problems = load_overlays([(path, path.name)], root.get("language", "en"))
            yield from not_shown(block, (problem.message for problem in problems))
        case {"entries": _}:
            yield from faults_of_guide(block, block.text)
        case {"schema": 1}:  # how a file begins
            yield from faults_of_guide(block, f"{block.text}\nentries: [{{id: a, title: T}}]\n")
        case {"repos": _} | {"jobs": _} | {"version": 2} | [{"run": _} | {"uses": _}, *_]:
            yield from _faults_of_texts(block, root)
        case _:
            yield from _faults_of_fragment(block)


def faults_of_guide(block: Block, text: str) -> Iterator[str]:
    """Read and lint a troubleshooting file."""
    guide, problems = parse_guide(text, "a.yaml", "3.0", bases=find_bundled_entry)
    yield from not_shown(block, (problem.message for problem in problems))
    if guide is None:
        yield "nothing of it can be used"
    elif block.caption != "found":  # what a rule finds: test_lint_docs holds them to that
        yield from not_shown(block, (one.message for one in lint_guide(guide, "a.yaml", text)))


#: Where a piece of a troubleshooting file may stand: what is above it, and how deep it is.
PLACES = (
    ("schema: 1\n", 0, "entries: [{id: a, title: T}]\n"),
    ("schema: 1\nentries:\n  - id: a\n    title: T\n", 4, ""),
    ("schema: 1\nentries:\n", 2, ""),
    ("schema: 1\nentries:\n  - id: a\n    title: T\n    remedies:\n", 6, ""),
    ("schema: 1\nentries:\n  - id: a\n    title: T\n    remedy:\n", 6, ""),
    ("schema: 1\nentries:\n  - id: a\n    title: T\n    cause:\n", 6, ""),
    ("schema: 1\nentries:\n  - id: a\n    title: T\n    diagnostic:\n", 6, ""),
)


def _faults_of_fragment(block: Block) -> Iterator[str]:
    """Find a place of a troubleshooting file where the piece is right."""
    tried = []
    for above, depth, below in PLACES:
        lines = (f"{' ' * depth}{line}\n" for line in block.text.splitlines())
        tried.append(list(faults_of_guide(block, f"{above}{''.join(lines)}{below}")))
    if all(tried):
        yield f"right nowhere in a troubleshooting file: {min(tried, key=len)}"


def _faults_of_texts(block: Block, value: Any) -> Iterator[str]:
    """Look at the commands in what another program reads."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _faults_of_texts(block, item)
    elif isinstance(value, str):
        yield from _faults_of_embedded(block, value)


def _faults_of_embedded(block: Block, text: str) -> Iterator[str]:
    for line in text.splitlines():
        if match := _COMMAND.search(line):
            command = match[1].rstrip(",")
            if command[-1] in "'\"" and command.count(command[-1]) % 2:
                command = command[:-1]  # the end of the value that it stands in
            yield from faults_of_line(command, block.page)


def faults_of_json(block: Block, folder: Path) -> Iterator[str]:
    """Read the same files as in YAML, and settings of editors."""
    try:
        root = json.loads(block.text)
    except ValueError as error:
        yield str(error)
        return
    if "yaml.schemas" in root:
        written = re.findall(r"sphinx-tlsalerts schema > (\S+)", block.page.text)
        for path in root["yaml.schemas"]:
            if path not in written:
                yield f"no command of the page writes {path}"
    else:
        yield from faults_of_yaml(block, folder)


def faults_of_toml(block: Block, _folder: Path) -> Iterator[str]:
    try:
        tomllib.loads(block.text)
    except tomllib.TOMLDecodeError as error:
        yield str(error)
    yield from _faults_of_embedded(block, block.text)


def faults_of_ini(block: Block, _folder: Path) -> Iterator[str]:
    try:
        ConfigParser(interpolation=None).read_string(block.text)
    except Exception as error:  # noqa: BLE001 -- it has no class of its own for all of them
        yield str(error)
    yield from _faults_of_embedded(block, block.text)


# Pages


def faults_of_page(block: Block, folder: Path) -> Iterator[str]:
    """Build the block as a page, beside the files that its page shows."""
    suffix = "rst" if block.language in {"rst", "rest"} else "md"
    other = "md" if suffix == "rst" else "rst"
    files = files_of_the_documentation() | NAMED
    files |= in_source(block.files_at_hand(block.variants[0]))
    is_page = block.name == block.caption and block.name.endswith(f".{suffix}")
    unwanted = f".{other}" if is_page else (".md", ".rst")
    files = {name: text for name, text in files.items() if not name.endswith(unwanted)}
    files.pop("conf.py", "")
    project = Project(folder)
    has_title = re.search(r"(?m)^(# |[=#*-]{3,}$)", block.text)
    text = block.text if has_title else page(suffix, block.text)
    if not is_page:  # else it is among the files at hand
        files[f"index.{suffix}"] = text
    if not any(Path(name).name.startswith("index.") for name in files):
        files["index.rst"] = page("rst", ".. toctree::\n   :glob:\n\n   **")
    if not re.search(r"tls[-:]troubleshooting", "".join(files.values())):
        files["entries.rst"] = ENTRIES
    project.write(files)
    options = options_of_the_documentation(project) | _inventories(text, folder)
    project.extensions += options.pop("extensions", [])
    if re.search(r"\{(grid|tab-set|dropdown|card)", text):
        need_modules("sphinx_design")
        project.extensions.append("sphinx_design")
    build = project.build("text", nitpicky=True, **options)
    yield from not_shown(block, build.warnings)


def _inventories(text: str, folder: Path) -> dict[str, Any]:
    """Return options that make known the other projects to which *text* refers."""
    names = sorted(set(re.findall(r"external\+([\w-]+)", text)))
    if not names:
        return {}
    lines = [f"{one.name} tls:alert 1 errors.html#{one.name} -\n" for one in load_alerts()]
    header = b"# Sphinx inventory version 2\n# Project: other\n# Version: 1\n"
    header += b"# The remainder of this file is compressed using zlib.\n"
    path = folder / "other.inv"
    path.write_bytes(header + zlib.compress("".join(lines).encode()))
    mapping = {name: (f"https://{name}.example/", str(path)) for name in names}
    return {"extensions": ["sphinx.ext.intersphinx"], "intersphinx_mapping": mapping}


def faults_of_catalog(block: Block, folder: Path) -> Iterator[str]:
    """Look for each message in the templates that gettext gets from the files of the page."""
    project = Project(folder)
    files = files_of_the_documentation() | block.files_at_hand(block.variants[0])
    files = {name: text for name, text in files.items() if name != "conf.py"}
    shown = [name for name in files if name.endswith(".yaml") and "entries:" in files[name]]
    directives = "".join(f".. tls-troubleshooting:: /{name}\n   :no-index:\n\n" for name in shown)
    project.write(files | {"index.rst": page("rst", directives)})
    build = project.build("gettext", suppress_warnings=["toc"])
    offered: dict[Any, set[tuple[str, int]]] = {}
    for path in build.outdir.rglob("*.pot"):
        offered |= {one.id: _places(one) for one in read_po(io.BytesIO(path.read_bytes()))}
    for message in read_po(io.BytesIO(block.text.encode())):
        if message.id and message.id not in offered:
            yield f"gettext is not offered {message.id!r}"
        elif message.id and not _places(message) <= offered[message.id]:
            yield f"{message.id!r} stands at {offered[message.id]}"


def _places(message: Any) -> set[tuple[str, int]]:
    """Return where a message stands, without the way out of the folder of the output."""
    return {(re.sub(r"^(\.\./)+(source/)?", "", name), line) for name, line in message.locations}


# Output

_WARNING = re.compile(r"\S+:(\d+:)* WARNING: .+ \[tlsalerts\.[\w-]+\]")
_FINDING = re.compile(r"\S+:\d+:\d+: .+ \[[\w-]+\]")


def faults_of_text(block: Block, _folder: Path) -> Iterator[str]:
    """Compare warnings with those of a project that has the fault; recognise errors."""
    lines = block.text.splitlines()
    if all(_WARNING.fullmatch(line) for line in lines):
        yield from (f"no scene has this warning: {line}" for line in lines if not scenes_of(line))
    elif all(_FINDING.fullmatch(line) for line in lines):
        shown = {
            line
            for each in pages()
            for other in each.blocks
            if other.language in SESSIONS
            for line in other.text.splitlines()
        }
        yield from (f"no session shows: {line}" for line in lines if line not in shown)
    else:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            if main(["explain", block.text]) != 0:
                yield "neither a warning of ours nor an error that is recognised"


def scenes_of(warning: str) -> list[str]:
    """Return the scenes that have a warning, whatever folder the page says it comes from."""
    return [
        name
        for name in SCENES
        if any(f"/{warning}".endswith(f"/{line}") for line in _warnings_of(name))
    ]


@cache
def _warnings_of(scene: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        project.write(SCENES[scene])
        overlays = [name for name in SCENES[scene] if name.startswith("overlays/")]
        return project.build("text", tlsalerts_registry_overlays=overlays).warnings


RULES: dict[str, Callable[[Block, Path], Iterator[str]]] = {
    **dict.fromkeys(SESSIONS, faults_of_session),
    **dict.fromkeys(SCRIPTS, faults_of_script),
    **dict.fromkeys(PYTHON, faults_of_python),
    "pycon": faults_of_python_session,
    **dict.fromkeys(("yaml", "yml"), faults_of_yaml),
    "json": faults_of_json,
    "toml": faults_of_toml,
    "ini": faults_of_ini,
    **dict.fromkeys(("rst", "rest", "md", "markdown", "myst"), faults_of_page),
    "po": faults_of_catalog,
    **dict.fromkeys(("text", "pytb"), faults_of_text),
}


def faults_of(block: Block, folder: Path) -> list[str]:
    """Return what is wrong with a block, after its place."""
    rule = RULES.get(block.language)
    if rule is None:
        return [f"{block.where}: no rule for the language {block.language!r}"]
    folder.mkdir(exist_ok=True)
    return [f"{block.where}: {fault}" for fault in rule(block, folder)]
