"""What is published: the wheel, the source archive, and the package used from the wheel."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from support.needs import lacking_module
from support.places import ROOT

import sphinx_tlsalerts

if TYPE_CHECKING:
    from email.message import Message

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RELEASE = f"sphinx_tlsalerts-{sphinx_tlsalerts.__version__}"
SITE = "https://sphinx-tlsalerts.readthedocs.io/en/latest/"

#: What pieces of work leave behind in the folders that are packed, and nobody wants to download.
LITTER = (
    "docs/_build/html/index.html",
    "docs/examples/furo-myst/_build/html/index.html",
    "docs/__pycache__/conf.cpython-311.pyc",
    "sphinx_tlsalerts/__pycache__/model.cpython-311.pyc",
    "tests/browser/node_modules/axe-core/axe.js",
)


class Packed(NamedTuple):
    """The two archives of a release."""

    wheel: dict[str, bytes]
    source: dict[str, bytes]  #: without the folder that holds everything
    wheel_of_source: dict[str, bytes]
    folder: Path  #: the wheel, unpacked


def members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files_of(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as packed:
        found = {member.name: packed.extractfile(member) for member in packed if member.isfile()}
        assert all(name.startswith(f"{RELEASE}/") for name in found)
        return {name.partition("/")[2]: file.read() for name, file in found.items() if file}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """Build the archives of a copy of this tree, with litter in it."""
    backend = pytest.importorskip("flit_core.buildapi", reason=lacking_module("flit_core"))
    folder = tmp_path_factory.mktemp("package")
    tree = folder / "tree"
    unwanted = shutil.ignore_patterns(".*_cache", ".git", ".tox", ".venv", "_build", "node_modules")
    shutil.copytree(ROOT, tree, ignore=unwanted)
    for name in LITTER:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("litter", encoding="utf-8")
    with contextlib.chdir(tree):
        wheel = folder / backend.build_wheel(str(folder))
        source = folder / backend.build_sdist(str(folder))
    with tarfile.open(source) as archive:
        archive.extractall(folder / "source", filter="data")
    (folder / "second").mkdir()
    with contextlib.chdir(folder / "source" / RELEASE):
        again = folder / "second" / backend.build_wheel(str(folder / "second"))
    shutil.unpack_archive(wheel, folder / "installed", "zip")
    return Packed(members(wheel), files_of(source), members(again), folder / "installed")


@pytest.fixture(scope="module")
def metadata(packed: Packed) -> Message:
    return Parser().parsestr(packed.wheel[f"{RELEASE}.dist-info/METADATA"].decode())


# The wheel


def test_the_wheel_holds_the_package_and_nothing_else(packed: Packed) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "sphinx_tlsalerts").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    information = {name for name in packed.wheel if name.startswith(f"{RELEASE}.dist-info/")}
    assert packed.wheel.keys() - information == wanted
    assert {PurePosixPath(name).name for name in information} == {
        *("METADATA", "WHEEL", "RECORD", "LICENSE", "entry_points.txt")
    }


@pytest.mark.parametrize(
    "name",
    [
        "py.typed",
        *(
            f"registries/data/{kind}.json"
            for kind in ("alerts", "verify", "ssl", "reasons", "tools", "trust")
        ),
        *("catalogue/python.json", "catalogue/python.recognised.json"),
        "guides/troubleshooting.schema.json",
        "matcher/evidence/packed.json",
        *(
            f"browser/static/{file}"
            for file in ("tlsalerts.css", "tlsalerts.js", "tlsalerts-finder.js")
        ),
        *(
            f"locale/{language}/LC_MESSAGES/sphinx_tlsalerts.mo"
            for language in ("de", "es", "fr", "ja", "zh_CN")
        ),
    ],
)
def test_the_wheel_has_what_is_read_at_run_time(packed: Packed, name: str) -> None:
    assert (
        packed.wheel[f"sphinx_tlsalerts/{name}"] == (ROOT / "sphinx_tlsalerts" / name).read_bytes()
    )


def test_the_wheel_has_no_file_that_only_maintainers_need(packed: Packed) -> None:
    kinds = {PurePosixPath(name).suffix for name in packed.wheel if ".dist-info/" not in name}
    assert not kinds - {".css", ".js", ".json", ".mo", ".py", ".typed", ".yaml"}
    assert not [name for name in packed.wheel if re.search(r"(^|/)(tests|docs|tools)/", name)]


# What the index says of it


def test_metadata_name_version_and_python(metadata: Message) -> None:
    assert metadata["Name"] == "sphinx-tlsalerts"
    assert metadata["Version"] == sphinx_tlsalerts.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "# sphinx-tlsalerts" in str(metadata.get_payload())


def test_classifiers_say_what_it_is_and_where_it_runs(metadata: Message) -> None:
    found = metadata.get_all("Classifier", [])
    assert found == sorted(found)
    assert {"Framework :: Sphinx :: Extension", "Typing :: Typed"} <= set(found)
    pythons = [one.rpartition(" ")[2] for one in found if re.search(r"Python :: 3\.\d+$", one)]
    assert f">={pythons[0]}" == metadata["Requires-Python"]
    # The licence is an expression (PEP 639), beside which an index refuses a classifier.
    assert not [one for one in found if one.startswith("License ::")]


def test_extras_are_those_that_are_promised(metadata: Message) -> None:
    extras = set(metadata.get_all("Provides-Extra", []))
    assert {"myst", "docs", "test"} <= extras
    plain = [one for one in metadata.get_all("Requires-Dist", []) if "extra ==" not in one]
    assert [re.match(r"[\w.-]+", one)[0] for one in plain] == [  # type: ignore[index]
        *("sphinx", "docutils", "PyYAML")
    ]


def test_the_command_is_installed(packed: Packed) -> None:
    text = packed.wheel[f"{RELEASE}.dist-info/entry_points.txt"].decode()
    assert text.split() == ["[console_scripts]", "sphinx-tlsalerts=sphinx_tlsalerts.cli:main"]


def test_the_description_links_to_addresses(metadata: Message) -> None:
    """An index shows it where there are no files beside it."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", str(metadata.get_payload()), flags=re.DOTALL)
    links = re.findall(
        r"\]\(([^)\s]+)|\b(?:src|srcset|href)=\"([^\"]+)|^\[.+\]: (\S+)", text, re.MULTILINE
    )
    addresses = ["".join(groups) for groups in links]
    assert sum(address.endswith(".png") for address in addresses) >= 4
    assert [address for address in addresses if not address.startswith("https://")] == []
    ours = [address.removeprefix(SITE) for address in addresses if address.startswith(SITE)]
    assert [name for name in ours if not is_of_the_site(name)] == []


def is_of_the_site(name: str) -> bool:
    """Tell whether the documentation has a page or a picture."""
    source = name.partition("#")[0].removesuffix(".html") + ".md"
    return any((ROOT / "docs" / one).is_file() for one in (name, source))


def test_links_of_the_project_lead_to_its_site(metadata: Message) -> None:
    links = dict(one.split(", ", 1) for one in metadata.get_all("Project-URL", []))
    assert SITE.startswith(links["Documentation"])
    assert links["Changelog"] == f"{SITE}changelog.html"
    assert is_of_the_site("changelog.html")


# The source archive


@pytest.mark.parametrize(
    "name",
    [
        *("LICENSE", "README.md", "pyproject.toml", "tox.ini"),
        *(".ci/run", ".github/workflows/ci.yml", ".pre-commit-config.yaml"),
        *(".pre-commit-hooks.yaml", ".readthedocs.yaml"),
        *(f"docs/examples/{name}" for name in ("README.md", "alabaster-rst", "furo-myst")),
        *("docs/conf.py", "docs/index.md", "docs/snippets/rst/quickstart.rst"),
        *("tests/support/building.py", "tests/conftest.py"),
        *("tests/data/twin", "tests/data/vectors"),
        *("tools/translations.py", "tools/compare_iana.py", "tools/translations/de.po"),
        *("tools/generate.py", "catalogue/python/connection.yaml"),
    ],
)
def test_the_source_archive_has_what_tests_and_documentation_need(
    packed: Packed, name: str
) -> None:
    assert [file for file in packed.source if file == name or file.startswith(f"{name}/")]


def test_the_source_archive_has_no_litter(packed: Packed) -> None:
    litter = re.compile(r"(^|/)(_build|node_modules|__pycache__|\.[a-z]+_cache)/|\.pyc$")
    assert [name for name in packed.source if litter.search(name)] == []


def test_the_source_archive_gives_the_same_wheel(packed: Packed) -> None:
    # The record lists the sums of all the others.
    assert packed.wheel_of_source == packed.wheel


# The version


def test_the_version_stands_in_one_place() -> None:
    version = re.compile(rf"(?<![\w.]){re.escape(sphinx_tlsalerts.__version__)}(?![\w.])")
    files = [
        *(ROOT / name for name in ("pyproject.toml", "tox.ini", "docs/conf.py")),
        *(ROOT / "sphinx_tlsalerts").rglob("*.py"),
    ]
    found = [file for file in files if version.search(file.read_text(encoding="utf-8"))]
    assert found == [ROOT / "sphinx_tlsalerts" / "__init__.py"]
    assert PROJECT["project"]["dynamic"] == ["version"]


def test_the_changelog_begins_with_the_version() -> None:
    text = (ROOT / "docs" / "changelog.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", text, re.MULTILINE)
    assert newest is not None
    assert newest[1] == sphinx_tlsalerts.__version__


def test_pages_that_pin_the_package_pin_this_version() -> None:
    pin = re.compile(r"^(?: +rev: v|sphinx-tlsalerts==)(\S+)$", re.MULTILINE)
    pinned = {
        file.relative_to(ROOT).as_posix(): pin.findall(file.read_text(encoding="utf-8"))
        for file in (ROOT / "docs").rglob("*.md")
    }
    version = sphinx_tlsalerts.__version__
    assert {name: found for name, found in pinned.items() if found} == {
        "docs/usage/command-line.md": [version],
        "docs/howto/lint-in-ci.md": [version],
    }


# In use

PAGE = """\
Title
=====

:tlsalert:`42`, :tlsverify:`20`, :ssl:`TLSVersion.TLSv1_3`

.. tls-alert-table::
   :codes: 42

.. tls-troubleshooting:: builtin:python
   :only: wrong-version-number

.. tls-error-finder::
"""


def run_installed(packed: Packed, *arguments: str, cwd: Path) -> str:
    """Run Python with the unpacked wheel in front of all that is installed; return its output."""
    begin = f"import runpy, sys; sys.path.insert(0, {str(packed.folder)!r}); sys.argv[:1] = []; "
    code = begin + "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_command_line_works_from_the_wheel(packed: Packed, tmp_path: Path) -> None:
    (tmp_path / "where.py").write_text(
        "import sphinx_tlsalerts as p; print(p.__file__)", encoding="utf-8"
    )
    assert str(packed.folder) in run_installed(packed, "where", cwd=tmp_path)
    said = run_installed(
        packed, "sphinx_tlsalerts", "explain", "sslv3 alert bad certificate", cwd=tmp_path
    )
    assert "bad_certificate" in said
    assert '"$schema"' in run_installed(packed, "sphinx_tlsalerts", "schema", cwd=tmp_path)


def test_a_site_is_built_from_the_wheel(packed: Packed, tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        'extensions = ["sphinx_tlsalerts"]\nlanguage = "de"\n', encoding="utf-8"
    )
    (tmp_path / "index.rst").write_text(PAGE, encoding="utf-8")
    run_installed(packed, "sphinx", "-n", "-W", "-q", ".", "_build", cwd=tmp_path)
    page = (tmp_path / "_build" / "index.html").read_text(encoding="utf-8")
    assert "WRONG_VERSION_NUMBER" in page
    assert "Bedeutung" in page, "the labels are in German"
    static = {path.name for path in (tmp_path / "_build" / "_static").iterdir()}
    assert {"tlsalerts.css", "tlsalerts.js", "tlsalerts-finder.js"} <= static
