"""Faults of the machine while a project is built: a message, and no wrong output afterwards."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.errors import SphinxError
from support.building import directive, page
from support.fault_plan import Plan, build_until, die, die_as_worker, modes_hold
from support.rebuilds import alone, assert_clean, edit, guide, sample_project
from support.rows import other_rows_slow, others_slow

from sphinx_tlsalerts.sphinx_ext import extension
from sphinx_tlsalerts.sphinx_ext.directives import troubleshooting_sources as sources
from sphinx_tlsalerts.sphinx_ext.domain import TlsDomain
from sphinx_tlsalerts.sphinx_ext.env.pending_writes import UNWRITTEN
from sphinx_tlsalerts.sphinx_ext.html.assets import FINDER_DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.building import Project


@pytest.fixture
def project(project: Project) -> Project:
    sample_project(project)
    return project


# Files that cannot be read


def put_folder(path: Path) -> None:
    path.mkdir()


def put_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere.yaml")


def put_circle(path: Path) -> None:
    path.symlink_to(path.name)


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


def put_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def take_away(path: Path) -> None:
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink()


UNREADABLE = [
    (put_folder, "is a directory, not a file"),
    (put_dangling_link, "does not exist"),
    (put_circle, "Too many levels of symbolic links"),
    (put_pipe, "is a pipe, not a file"),
    (put_endless_device, "the file is larger than 16 MiB"),
]


@pytest.mark.parametrize(
    ("put", "words"), other_rows_slow(UNREADABLE, UNREADABLE[0], UNREADABLE[3])
)
@pytest.mark.parametrize("name", ["guide.yaml", "house.yaml"])
def test_file_that_cannot_be_read(
    project: Project, name: str, put: Callable[[Path], None], words: str
) -> None:
    before = (project.source / name).read_text(encoding="utf-8")
    project.build()
    take_away(project.source / name)
    put(project.source / name)
    assert build_until(project) == 0  # whoever waits for something hangs there, and not here
    warnings = project.build(folder="other").warnings
    about = [line for line in warnings if words in line]
    # Two pages show the guide: what they cannot find is told of each, what is wrong with the file
    # once. The other warnings are of references to what it lacks.
    is_of_pages = name == "guide.yaml" and put in {put_dangling_link, put_pipe}
    assert len(about) == (2 if is_of_pages else 1), warnings
    assert all(line.split("[tlsalerts.")[1] in {"yaml]", "overlay]"} for line in about)
    take_away(project.source / name)
    project.write({name: before})
    assert assert_clean(project).warnings == []


def test_pattern_that_matches_what_cannot_be_read(project: Project) -> None:
    """Only files count; a link that leads nowhere is none."""
    project.write({"entries.rst": alone(directive("rst", "tls-troubleshooting", "many/*.yaml"))})
    project.write({"many/good.yaml": guide("good")})
    for number, (put, _words) in enumerate(UNREADABLE):
        put(project.source / f"many/bad{number}.yaml")
    assert build_until(project) == 0
    assert assert_clean(project).warnings == []


# Folders that are closed, and names that are too long

LONG = "x" * 300
DENIED = "cannot be read (Permission denied)"


@pytest.fixture
def closed(project: Project) -> Iterator[Path]:
    """Return a folder that nobody may look into, with a troubleshooting file and an overlay."""
    overlay = "schema: 1\nalerts:\n  42: {meaning: closed}\n"
    project.write({"closed/a.yaml": guide("closed"), "closed/house.yaml": overlay})
    folder = project.source / "closed"
    folder.chmod(0)
    with modes_hold():
        yield folder
    folder.chmod(0o755)


def warnings_of(project: Project, *names: str) -> list[str]:
    """Return the warnings of a build whose page has the files with *names*."""
    blocks = [directive("rst", "tls-troubleshooting", name, no_index="") for name in names]
    project.write({"files.rst": alone("\n\n".join([*blocks, "The end."]))})
    build = project.build()
    assert "The end." in build.text("files.html")
    return [line for line in build.warnings if line.startswith("files.rst")]


def left_out(line: int, words: str) -> str:
    return f"files.rst:{line}: WARNING: {words}; it is left out [tlsalerts.yaml]"


def test_file_in_a_closed_folder(project: Project, closed: Path) -> None:
    found = warnings_of(project, "closed/a.yaml", "closed/absent.yaml")
    assert found == [
        left_out(6, f"the file 'closed/a.yaml' {DENIED}"),
        left_out(10, f"the file 'closed/absent.yaml' {DENIED}"),
    ]
    closed.chmod(0o755)
    build = assert_clean(project)
    assert "Title closed" in build.text("files.html")


def test_folder_that_may_be_passed_and_not_listed(project: Project, closed: Path) -> None:
    """What it holds can be read by its name, and nothing can be said of what it does not hold."""
    closed.chmod(0o111)
    found = warnings_of(project, "closed/b.yaml", "closed/a.yaml")
    assert found == [left_out(6, "the file 'closed/b.yaml' does not exist")]


def test_pattern_that_meets_a_closed_folder(project: Project, closed: Path) -> None:
    (project.source / "link.yaml").symlink_to(closed / "a.yaml")
    found = warnings_of(project, "closed/*.yaml", "link.y*", "**/guide.yaml")
    words = "no file matches '{}'; nothing is shown for it [tlsalerts.yaml]"
    assert found == [
        f"files.rst:6: WARNING: {words.format('closed/*.yaml')}",
        f"files.rst:10: WARNING: {words.format('link.y*')}",
    ]
    closed.chmod(0o755)
    assert "Title closed" in assert_clean(project).text("files.html")


@pytest.mark.usefixtures("closed")
def test_overlay_in_a_closed_folder(project: Project) -> None:
    project.config["tlsalerts_registry_overlays"] = ["closed/house.yaml", "house.yaml"]
    words = f"the file {DENIED}; none of its texts are used [tlsalerts.overlay]"
    build = project.build()
    option = "tlsalerts_registry_overlays: 'closed/house.yaml'"
    assert build.warnings == [f"conf.py:6: WARNING: {option}: {words}"]
    assert "before" in build.text("table.html")


def test_names_that_are_too_long(project: Project) -> None:
    found = warnings_of(project, f"{LONG}.yaml", f"{LONG}/a.yaml", f"{LONG}/*.yaml")
    assert len(found) == 3
    assert found[:2] == [left_out(n, f"the file '{LONG[:200]}…' does not exist") for n in (6, 10)]
    assert "no file matches" in found[2]


def test_link_to_a_name_that_is_too_long(project: Project) -> None:
    project.write({"many/good.yaml": guide("good")})
    (project.source / "many/bad.yaml").symlink_to(LONG)
    assert warnings_of(project, "many/*.yaml") == []
    words = "no file matches 'many/b*.yaml'; nothing is shown for it [tlsalerts.yaml]"
    assert warnings_of(project, "many/b*.yaml") == [f"files.rst:6: WARNING: {words}"]
    assert_clean(project)


def test_overlay_with_a_name_that_is_too_long(project: Project) -> None:
    project.config["tlsalerts_registry_overlays"] = [LONG, "house.yaml"]
    words = "the file cannot be read (File name too long); none of its texts are used"
    build = project.build()
    option = f"tlsalerts_registry_overlays: '{LONG[:200]}…'"
    assert build.warnings == [f"conf.py:6: WARNING: {option}: {words} [tlsalerts.overlay]"]
    assert "before" in build.text("table.html")


# Files that vanish


def test_file_that_vanishes_after_it_was_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (project.source / "guide.yaml").read_text(encoding="utf-8")
    before = project.build().files()
    edit(project)
    vanish = Plan("env-updated", (project.source / "guide.yaml").unlink)
    with monkeypatch.context() as patched:
        patched.setattr("support.fault_plan.plans", [vanish])
        build = project.build()
    assert build.warnings == []
    assert "Title after" in build.text("entries.html")
    assert "does not exist" in assert_clean(project).warnings[0]
    project.write(
        {"guide.yaml": words, "house.yaml": "schema: 1\nalerts:\n  42: {meaning: before}\n"}
    )
    after = assert_clean(project).files()
    assert after["entries.html"] == before["entries.html"]


@pytest.mark.parametrize("moment", ["read_guide", "lint_guide"])
def test_file_that_vanishes_between_two_looks(
    project: Project, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """After the pattern has found it; and before its advice is checked, which reads it again."""
    project.write({"entries.rst": alone(directive("rst", "tls-troubleshooting", "many/*.yaml"))})
    advice = guide("Use ``verify=False``.")
    project.write({"many/a.yaml": advice})
    work = getattr(sources, moment)

    def vanish_first(*arguments: Any) -> Any:
        if any(str(argument).endswith("many/a.yaml") for argument in arguments):
            (project.source / "many/a.yaml").unlink()
        return work(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(sources, moment, vanish_first)
        warnings = project.build().warnings
    about = [line for line in warnings if line.startswith("many/a.yaml:")]
    words = "the file does not exist" if moment == "read_guide" else "verify=False"
    assert words in about[0]
    assert_clean(project)
    project.write({"many/a.yaml": guide("Words.")})
    assert assert_clean(project).warnings == []


# No space


def test_no_space_for_the_data_of_the_finder(project: Project) -> None:
    project.build()
    edit(project)
    data = project.root / "build" / "html" / "_static" / FINDER_DATA
    data.with_suffix(".tmp").symlink_to("/dev/full")
    with pytest.raises(SphinxError, match=r"entries.js' cannot be written \(No space left"):
        project.build()
    assert not data.exists()  # old data would be wrong
    assert assert_clean(project).warnings == []


def test_no_space_beside_the_environment(project: Project) -> None:
    project.build()
    edit(project)
    notes = project.root / "build" / "doctrees" / UNWRITTEN
    notes.with_suffix(".tmp").symlink_to("/dev/full")
    with pytest.raises(SphinxError, match=r"cannot be written \(No space left"):
        project.build()
    assert assert_clean(project).warnings == []


@pytest.mark.parametrize(
    "event",
    others_slow(["doctree-read", "doctree-resolved", "html-page-context"], "doctree-resolved"),
)
def test_no_space_for_pages(project: Project, monkeypatch: pytest.MonkeyPatch, event: str) -> None:
    """Sphinx stops; what it has written until then does no harm."""
    project.build()
    edit(project)

    def fail() -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("support.fault_plan.plans", [Plan(event, fail, after=1)])
        with pytest.raises(SphinxError, match="No space left"):
            project.build()
    assert assert_clean(project).warnings == []


# Output that may not be changed


def without_finder(project: Project) -> Path:
    """Build, and take the finder away; return its data, which go with it."""
    project.build()
    project.write({"index.rst": page("rst", "Words.")})
    return project.root / "build" / "html" / "_static" / FINDER_DATA


def test_data_of_the_finder_that_cannot_be_deleted(project: Project) -> None:
    """Plain Sphinx warns of what it cannot put there, and goes on. No page loads the data."""
    data = without_finder(project)
    data.parent.chmod(0o555)
    try:
        with modes_hold():
            build = project.build()
    finally:
        data.parent.chmod(0o755)
    (warning,) = build.warnings
    assert warning == (
        f"WARNING: the file '{data}' cannot be deleted (Permission denied); no page uses it "
        "[tlsalerts.output]"
    )
    assert FINDER_DATA not in build.text("index.html")
    assert assert_clean(project).warnings == []
    assert not data.exists()


def test_data_of_the_finder_that_cannot_be_written(project: Project) -> None:
    project.build()
    edit(project)
    static = project.root / "build" / "html" / "_static"
    (static / FINDER_DATA).with_suffix(".tmp").touch()
    static.chmod(0o555)
    try:
        with (
            modes_hold(),
            pytest.raises(SphinxError, match=r"cannot be written \(Permission denied"),
        ):
            project.build()
    finally:
        static.chmod(0o755)
    assert assert_clean(project).warnings == []


# What earlier builds have left behind


def spoil(path: Path, how: str) -> None:
    """Overwrite a file with what a fault of the disk may leave."""
    whole = path.read_bytes()
    random = Random(how)  # noqa: S311 -- no secrets here
    spoilt = {
        "empty": b"",
        "cut off": whole[: len(whole) // 2],
        "one byte less": whole[:-1],
        "random": random.randbytes(len(whole)),
        "random end": whole[: len(whole) // 3] + random.randbytes(2 * len(whole) // 3),
        "zeros": bytes(len(whole)),
    }
    path.write_bytes(spoilt[how])


SPOILT = ["empty", "cut off", "one byte less", "random", "random end", "zeros"]
ENVIRONMENT = "doctrees/environment.pickle"
OURS = f"html/_static/{FINDER_DATA}"


@pytest.mark.parametrize(
    ("name", "how"),
    other_rows_slow(
        [
            *((ENVIRONMENT, how) for how in SPOILT),
            *((OURS, how) for how in ("cut off", "random")),
        ],
        (ENVIRONMENT, "cut off"),
        (OURS, "random"),
    ),
)
def test_spoilt_file_of_an_earlier_build(project: Project, name: str, how: str) -> None:
    project.build()
    spoil(project.root / "build" / name, how)
    edit(project)
    assert assert_clean(project).warnings == []


@pytest.mark.parametrize("how", others_slow(["cut off", "random"], "cut off"))
def test_spoilt_notes_of_a_killed_build(project: Project, how: str) -> None:
    project.build()
    edit(project)
    assert build_until(project, Plan("doctree-resolved", die)) == -signal.SIGKILL
    spoil(project.root / "build" / "doctrees" / UNWRITTEN, how)
    assert assert_clean(project).warnings == []


@pytest.mark.parametrize(
    "text",
    others_slow(
        ["[]", "{}", '{"a": 1}', '{"a": [1, null]}', '"a"', "[[[[", "[" * 100_000],
        *['{"a": [1, null]}', "[" * 100_000],
    ),
)
def test_notes_of_another_form(project: Project, text: str) -> None:
    project.build()
    (project.root / "build" / "doctrees" / UNWRITTEN).write_text(text, encoding="utf-8")
    edit(project)
    assert assert_clean(project).warnings == []


def older_environment(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Let the extension be of an earlier version, as far as Sphinx knows."""
    if what == "env_version":
        monkeypatch.setattr(extension, "ENV_VERSION", extension.ENV_VERSION - 1)
    elif what == "data_version":
        monkeypatch.setattr(TlsDomain, "data_version", TlsDomain.data_version - 1)
    else:
        monkeypatch.setattr(extension, "__version__", "0.0.1")


@pytest.mark.parametrize(
    "what", others_slow(["env_version", "data_version", "version"], "env_version", "version")
)
def test_environment_of_an_older_version(
    project: Project, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    with monkeypatch.context() as patched:
        older_environment(patched, what)
        project.build()
    pickled = project.root / "build" / "doctrees" / "environment.pickle"
    forget_records(pickled, keep_versions=what == "version")
    build = assert_clean(project)
    assert build.read == build.written == ["again", "entries", "index", "role", "table"]
    assert build.warnings == []
    assert project.build().read == []


def forget_records(path: Path, *, keep_versions: bool) -> None:
    """Take away what an older version may not have known."""
    if not keep_versions:
        env = pickle.loads(path.read_bytes())  # noqa: S301 -- our own
        for name in ("references", "blocks", "words", "answers"):
            del env.domaindata["tls"][name]
        path.write_bytes(pickle.dumps(env))


# Workers


@pytest.mark.parametrize(
    "event", others_slow(["source-read", "doctree-read", "html-page-context"], "html-page-context")
)
def test_a_worker_dies(project: Project, event: str) -> None:
    project.build(parallel=2)
    edit(project)
    assert build_until(project, Plan(event, die_as_worker), parallel=2) == 1
    build = project.build(parallel=2)
    shutil.rmtree(project.root / "clean", ignore_errors=True)
    clean = project.build(folder="clean")
    assert build.warnings == clean.warnings == []
    assert build.files()["entries.html"] == clean.files()["entries.html"]
    assert_clean(project)
