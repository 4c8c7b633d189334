"""What GitHub runs is what tox and the metadata promise."""

from __future__ import annotations

import re
import tomllib
from configparser import ConfigParser
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.needs import PROGRAMS
from support.places import ROOT
from support.tool_modules import load_tool

import sphinx_tlsalerts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = ROOT / ".github" / "workflows"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

TOOL = load_tool("check_release")


def workflow(name: str) -> dict[str, Any]:
    file = FOLDER / f"{name}.yml"
    if not file.is_file():
        pytest.skip("the workflows are not in this archive")
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def triggers(name: str) -> dict[str, Any]:
    # YAML 1.1 reads the key as a truth value.
    found: Any = {str(key): value for key, value in workflow(name).items()}["True"]
    assert isinstance(found, dict)
    return found


def steps(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from job.get("steps", ())  # a job that runs a workflow has none


def commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in steps(job) if "run" in step]


def tox() -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / "tox.ini", encoding="utf-8")
    return parser


def environments() -> list[str]:
    return tox()["tox"]["env_list"].split()


def pythons() -> list[str]:
    found = (re.fullmatch(r".*Python :: (3\.\d+)", one) for one in PROJECT["classifiers"])
    return [match[1] for match in found if match]


def python_of(environment: str) -> str | None:
    """Return the Python that the name of an environment asks for."""
    factor = re.match(r"py3(\d+)(-|$)", environment)
    return f"3.{factor[1]}" if factor else None


every_workflow = pytest.mark.parametrize("name", ["ci", "drift", "release"])


# Both


@every_workflow
def test_a_job_may_read_and_nothing_else(name: str) -> None:
    assert workflow(name)["permissions"] == {"contents": "read"}
    more = {
        key: job["permissions"]
        for key, job in workflow(name)["jobs"].items()
        if "permissions" in job
    }
    assert (
        more
        == {
            "ci": {},
            "drift": {"report": {"issues": "write"}},
            "release": {"publish": {"id-token": "write"}},
        }[name]
    )


def test_all_workflows_are_tested() -> None:
    if not FOLDER.is_dir():
        pytest.skip("the workflows are not in this archive")
    assert {file.name for file in FOLDER.iterdir()} == {"ci.yml", "drift.yml", "release.yml"}


@every_workflow
def test_actions_are_pinned_by_hash_and_say_their_version(name: str) -> None:
    """A tag can be moved; the comment is what the updater and a reader go by."""
    workflow(name)
    text = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    used = [line.strip().removeprefix("- ") for line in text.splitlines() if "uses:" in line]
    assert used
    own = re.compile(r"uses: \$/\.github/workflows/\w+\.yml")
    pinned = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [line for line in used if not own.fullmatch(line) and not pinned.fullmatch(line)] == []


def test_one_action_has_one_hash() -> None:
    versions: dict[str, set[str]] = {}
    for name in ("ci", "drift", "release"):
        workflow(name)
        text = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
        for action, version in re.findall(r"uses: ([\w-]+/[\w-]+)@(.+)", text):
            versions.setdefault(action, set()).add(version)
    assert {action: found for action, found in versions.items() if len(found) > 1} == {}


@every_workflow
def test_tools_of_the_workflows_are_locked(name: str) -> None:
    """What the workflows install beside the package has one version each, with hashes."""
    installs = [
        command
        for job in workflow(name)["jobs"].values()
        for command in commands(job)
        if "pip install" in command
    ]
    locked = re.compile(
        r"python -m pip install --require-hashes -r (\.github/requirements/\w+\.txt)"
    )
    ours = {"python -m pip install .", 'python -m pip install "$(ls dist/*.whl)[test,myst]"'}
    for command in installs:
        found = locked.fullmatch(command)
        assert found or command in ours
        assert found is None or (ROOT / found[1]).is_file()


@pytest.mark.parametrize("name", ["build", "tox"])
def test_a_lock_has_what_is_asked_for_with_hashes(name: str) -> None:
    folder = FOLDER.parent / "requirements"
    if not folder.is_dir():
        pytest.skip("the locks are not in this archive")
    asked = (folder / f"{name}.in").read_text(encoding="utf-8").split()
    lock = (folder / f"{name}.txt").read_text(encoding="utf-8")
    entry = r"^([\w.-]+)==[^\s]+(?: ;[^\\]+)? \\\n(?:    --hash=sha256:\w{64}(?: \\)?\n)+"
    packages = re.findall(entry, lock, re.MULTILINE)
    assert len(packages) == len(re.findall("^[^ #]", lock, re.MULTILINE))
    assert {one.replace("_", "-") for one in asked} <= {*packages}


def test_actions_and_tools_are_updated_a_week_after_their_release() -> None:
    file = FOLDER.parent / "dependabot.yml"
    if not file.is_file():
        pytest.skip("the configuration is not in this archive")
    updates = yaml.safe_load(file.read_text(encoding="utf-8"))["updates"]
    assert {one["package-ecosystem"]: one["directory"] for one in updates} == {
        "github-actions": "/",
        "pip": "/.github/requirements",
    }
    assert {one["cooldown"]["default-days"] for one in updates} == {7}


@every_workflow
def test_a_job_ends_and_leaves_no_credentials(name: str) -> None:
    for job in workflow(name)["jobs"].values():
        assert "steps" not in job or 0 < job["timeout-minutes"] <= 120
        for step in steps(job):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"] == {"persist-credentials": False}


@every_workflow
def test_no_command_is_made_of_what_others_write(name: str) -> None:
    """The name of a branch or the title of a pull request could be a command."""
    for job in workflow(name)["jobs"].values():
        for command in commands(job):
            assert set(re.findall(r"\$\{\{\s*([\w.]+)", command)) <= {"matrix.environment"}


# CI


def test_ci_runs_on_what_is_merged_and_what_may_be() -> None:
    assert triggers("ci")["push"] == {"branches": ["main"]}
    assert {"pull_request", "schedule"} <= triggers("ci").keys()


def rows_of(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = workflow(name)["jobs"]["tox"]["strategy"]["matrix"]["include"]
    return rows


def test_every_environment_of_tox_has_a_row_and_every_row_an_environment() -> None:
    rows = [row["environment"] for row in rows_of("ci")]
    daily = {one for one in environments() if one.endswith("-pre")} | {"daily"}
    assert rows == [one for one in environments() if one not in daily]
    assert {*rows} | {row["environment"] for row in rows_of("drift")} == {*environments()}
    for row in (*rows_of("ci"), *rows_of("drift")):
        assert row["python"] == (python_of(row["environment"]) or pythons()[-1])


def test_rows_of_tox_run_their_environment() -> None:
    for name, key in (("ci", "tox"), ("ci", "systems"), ("drift", "tox")):
        (command,) = [one for one in commands(workflow(name)["jobs"][key]) if "tox run" in one]
        assert command.startswith("tox run --skip-missing-interpreters false -e ${{ matrix.env")
        assert not any("continue-on-error" in part for part in workflow(name)["jobs"][key])


def test_each_python_of_the_classifiers_is_tested_and_no_other() -> None:
    asked = {python_of(name) for name in environments()} - {None}
    assert sorted(asked, key=str) == pythons()
    systems = workflow("ci")["jobs"]["systems"]["strategy"]["matrix"]
    assert [row["python"] for row in systems["include"]] == pythons()
    release = workflow("release")["jobs"]["test"]["strategy"]["matrix"]
    assert release["python"] == pythons()
    assert f">={pythons()[0]}" == PROJECT["requires-python"]


def test_example_projects_are_built_with_their_themes() -> None:
    section = tox()["testenv:examples"]
    assert "tests/docs/test_example_projects.py" in section["commands"]
    assert section["extras"].split() == ["test", "myst", "docs", "themes"]
    needed = {"furo", "sphinx-rtd-theme", "myst-parser"}
    extras = PROJECT["optional-dependencies"]
    installed = [one for extra in section["extras"].split() for one in extras[extra]]
    assert needed <= {re.split(r"[ >=\[]", one)[0] for one in installed}


def test_other_systems_run_all_that_needs_no_other_programs() -> None:
    job = workflow("ci")["jobs"]["systems"]
    matrix = job["strategy"]["matrix"]
    assert matrix["os"] == ["windows-latest", "macos-latest"]
    assert matrix["environment"] == [row["environment"] for row in matrix["include"]]
    assert set(matrix["environment"]) <= set(environments())
    assert [python_of(row["environment"]) for row in matrix["include"]] == pythons()
    ignored = re.findall(r"--ignore=(\S+)", commands(job)[-1])
    assert ignored == ["tests/live", "tests/browser"]
    assert all((ROOT / folder).is_dir() for folder in ignored)


def test_ci_checks_translations_and_the_package_and_runs_everything() -> None:
    jobs = workflow("ci")["jobs"]
    assert commands(jobs["translations"])[-2:] == [
        "python tools/generate.py --check",
        "python tools/translations.py check",
    ]
    assert commands(jobs["package"])[-2:] == [
        "python -m build --no-isolation",
        "twine check --strict dist/*",
    ]
    assert commands(jobs["everything"])[-1] == ".ci/run"
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_ci_runs_the_commands_of_the_readme_and_then_the_long_searches() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("example", "tests"):
        assert f"<!-- command: {name} -->" in readme
    assert text.index("for name in example tests;") < text.index("python -m pytest -n auto -m slow")
    for program, package in PROGRAMS.items():
        assert re.search(rf"^need {re.escape(program)} {re.escape(package)}\b", text, re.MULTILINE)


def test_workflows_are_linted_where_the_code_is() -> None:
    command = "zizmor --offline --no-progress ."
    assert command in tox()["testenv:lint"]["commands"].split("\n")
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").split("\n")


# Drift


def test_new_dependencies_are_tested_daily() -> None:
    ((cron,),) = [one.values() for one in triggers("drift")["schedule"]]
    assert re.fullmatch(r"\d+ \d+ \* \* \*", cron)
    newest = pythons()[-1].replace(".", "")
    assert [row["environment"] for row in rows_of("drift")] == [
        f"py{newest}-sphinx9",
        f"py{newest}-pre",
        "daily",
    ]


def test_pre_releases_are_installed_and_nothing_holds_a_version_back() -> None:
    (name,) = [one for one in environments() if one.endswith("-pre")]
    assert tox()[f"testenv:{name}"]["pip_pre"] == "true"
    factors = {line.partition(":")[0] for line in tox()["testenv"]["deps"].split("\n")}
    assert not factors & {*name.split("-")}
    declared = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    assert not [one for one in declared if "==" in one]


def test_a_failure_opens_an_issue() -> None:
    report = workflow("drift")["jobs"]["report"]
    assert report["needs"] == "tox"
    assert report["if"] == "failure() && github.event_name == 'schedule'"
    (command,) = commands(report)
    assert "gh issue create --label drift" in command
    assert 'gh issue comment "$issue"' in command  # of the issue that is open, one a day


# Before each commit


def test_hooks_lint_as_ci_does() -> None:
    file = ROOT / ".pre-commit-config.yaml"
    repositories = yaml.safe_load(file.read_text(encoding="utf-8"))["repos"]
    hooks = {hook["id"]: (one, hook) for one in repositories for hook in one["hooks"]}
    assert {*hooks} == {"ruff-check", "ruff-format", "mypy"}
    version = hooks["ruff-check"][0]["rev"].removeprefix("v")
    lint = PROJECT["optional-dependencies"]["lint"]
    assert f"ruff =={version}" in lint
    assert tox()["testenv:lint"]["deps"].split() == [one.replace(" ", "") for one in lint]
    # An environment of its own would have to repeat what the extras hold.
    repository, mypy = hooks["mypy"]
    assert (repository["repo"], mypy["language"], mypy["entry"]) == ("local", "system", "mypy")
    assert mypy["pass_filenames"] is False


# Release


def test_a_tag_is_what_releases() -> None:
    assert triggers("release") == {"push": {"tags": ["v*"]}}


def test_nothing_is_published_that_was_not_checked_built_and_tested() -> None:
    jobs = workflow("release")["jobs"]
    assert commands(jobs["build"]) == [
        'python tools/check_release.py "$GITHUB_REF_NAME"',
        "python -m pip install --require-hashes -r .github/requirements/build.txt",
        "python -m build --no-isolation",
        "twine check --strict dist/*",
    ]
    assert jobs["test"]["needs"] == "build"
    assert commands(jobs["test"])[-1].startswith("pytest")
    assert jobs["publish"]["needs"] == ["ci", "build", "test"]


def test_a_release_runs_ci_on_its_own_commit() -> None:
    assert workflow("release")["jobs"]["ci"] == {"uses": "$/.github/workflows/ci.yml"}
    assert "workflow_call" in triggers("ci")
    # CI's group is named after the workflow that runs it, which must not hold that group itself.
    assert "concurrency" not in workflow("release")


def test_publishing_needs_no_password() -> None:
    publish = workflow("release")["jobs"]["publish"]
    assert publish["environment"]["name"] == "pypi"
    assert publish["permissions"] == {"id-token": "write"}
    last = [*steps(publish)][-1]
    assert last.keys() == {"uses"}
    assert last["uses"].startswith("pypa/gh-action-pypi-publish@")
    for name in ("ci", "drift", "release"):
        assert "secrets." not in (FOLDER / f"{name}.yml").read_text(encoding="utf-8")


def test_all_jobs_hand_on_the_same_archives() -> None:
    jobs = workflow("release")["jobs"]
    handed = [
        step["with"]["name"]
        for job in jobs.values()
        for step in steps(job)
        if "-artifact@" in step.get("uses", "")
    ]
    assert handed == ["dist"] * 3


# The check of a tag


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "sphinx_tlsalerts").mkdir()
    (tmp_path / "sphinx_tlsalerts" / "__init__.py").write_text(
        '__version__ = "1.2.3"\n', encoding="utf-8"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "changelog.md").write_text(
        "# Changelog\n\n## 1.2.3 (2026-12-01)\n\n* New.\n\n## 1.2.2 (2026-11-01)\n",
        encoding="utf-8",
    )
    (tmp_path / "docs" / "use.md").write_text("```yaml\n    rev: v1.2.3\n```\n", encoding="utf-8")
    return tmp_path


def test_a_tree_that_is_ready(tree: Path) -> None:
    assert [*TOOL.faults("v1.2.3", tree)] == []


@pytest.mark.parametrize("tag", ["v1.2.4", "1.2.3", "v1.2.30", "v1.2.3rc1", ""])
def test_a_tag_of_another_version_is_refused(tree: Path, tag: str) -> None:
    assert [*TOOL.faults(tag, tree)] == [f"the tag is {tag!r}, the version is '1.2.3'"]


@pytest.mark.parametrize(
    "heading", ["1.2.3 (unreleased)", "1.2.3", "1.2.4 (2026-12-01)", "11213 (2026-12-01)"]
)
def test_a_changelog_without_the_version_and_a_date_is_refused(tree: Path, heading: str) -> None:
    (tree / "docs" / "changelog.md").write_text(f"# Changelog\n\n## {heading}\n", encoding="utf-8")
    assert [*TOOL.faults("v1.2.3", tree)] == [
        f"docs/changelog.md begins with {heading!r}, not with '1.2.3 (YYYY-MM-DD)'"
    ]


def test_a_page_that_pins_another_version_is_refused(tree: Path) -> None:
    (tree / "docs" / "use.md").write_text("```yaml\n    rev: v1.2.2\n```\n", encoding="utf-8")
    (tree / "docs" / "with.md").write_text(
        "```text\nsphinx-tlsalerts==1.2.30\n```\n", encoding="utf-8"
    )
    assert [*TOOL.faults("v1.2.3", tree)] == [
        "docs/use.md pins v1.2.2",
        "docs/with.md pins ==1.2.30",
    ]


def test_the_check_reads_the_version_of_this_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert TOOL.version_of(ROOT) == sphinx_tlsalerts.__version__
    assert TOOL.main(["v0.0.0"]) == 1
    said = capsys.readouterr().err
    assert f"the tag is 'v0.0.0', the version is '{sphinx_tlsalerts.__version__}'" in said
