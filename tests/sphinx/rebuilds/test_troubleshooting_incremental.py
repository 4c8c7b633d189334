"""Troubleshooting files that change between builds: what is read and written, nothing stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.building import LANGUAGES, directive, page, role
from support.guide_pages import guide_of
from support.rebuilds import alone, searchable
from support.rows import others_slow

if TYPE_CHECKING:
    from support.building import Build, Project


#: The files of the project.
NUMBERS = (1, 3, 4, 5, 7)


def numbered(number: int, **changes: object) -> str:
    """Return a file with two entries."""
    entry = {"id": f"e{number}", "title": f"Title {number}", "alerts": "bad_certificate"} | changes
    return guide_of(entry, {"id": f"f{number}", "title": f"Further {number}", "cause": "x"})


@pytest.fixture
def project(project: Project) -> Project:
    """Files on as many pages, two of them twice; and pages that refer to them."""
    files = {f"guide{number}.yaml": numbered(number) for number in NUMBERS}
    pages = {
        f"page{number}.rst": alone(directive("rst", "tls-troubleshooting", f"guide{number}.yaml"))
        for number in NUMBERS
    }
    both = directive("rst", "tls-troubleshooting", "guide3.yaml\n   guide4.yaml", no_index="")
    project.write(files | pages | {"both.rst": alone(both)})
    project.write(
        {
            "index.rst": page("rst", "Start."),
            "bystander.rst": alone(":tlserror:`e5` :ref:`tls-error-e5`"),
            "role.rst": alone(":tlserror:`e3`"),
            "title.rst": alone(":tlserror:`Title 3`"),
            "label.rst": alone(":ref:`tls-error-e3`"),
            "explicit.rst": alone(":tlserror:`words <e3>`"),
            "cells.rst": alone(
                directive("rst", "tls-alert-table", codes="42", columns="code entries")
            ),
            "about.rst": alone(directive("rst", "tls-alert", "42")),
            "others.rst": alone(
                directive("rst", "tls-alert-table", codes="43", columns="code entries")
            ),
        }
    )
    return project


def reports(build: Build) -> set[str]:
    return set(build.warnings)


def rebuilt(project: Project, *, parallel: int = 0) -> Build:
    """Build again; the output and the warnings are those of a clean build."""
    build = project.build(parallel=parallel)
    clean = project.build(folder=f"clean{len(list(project.root.iterdir()))}")
    ours, theirs = build.files(), clean.files()
    if build.read:  # what was not read is not warned of again
        assert reports(build) <= reports(clean)
    assert searchable(ours.pop("searchindex.js")) == searchable(theirs.pop("searchindex.js"))
    gone = ours.keys() - theirs.keys()
    assert all(name.partition(".")[0] not in build.env.all_docs for name in gone)
    assert [name for name in theirs if ours.get(name) != theirs[name]] == []
    return build


@pytest.mark.parametrize("parallel", others_slow([0, 2], 0))
def test_nothing_changed_reads_and_writes_nothing(project: Project, parallel: int) -> None:
    assert project.build(parallel=parallel).warnings == []
    again = project.build(parallel=parallel)
    assert (again.read, again.written, again.warnings) == ([], [], [])


def test_an_edit_reads_the_pages_of_that_file(project: Project) -> None:
    project.build()
    project.write({"guide3.yaml": numbered(3, cause="Another cause.")})
    build = rebuilt(project)
    assert build.warnings == []
    assert build.read == build.written == ["both", "page3"]


def test_a_new_title_writes_the_pages_that_show_it(project: Project) -> None:
    project.build()
    project.write({"guide3.yaml": numbered(3, title="Title 3 anew")})
    project.write({"title.rst": alone(":tlserror:`e3`")})
    build = rebuilt(project)
    assert build.warnings == []
    assert build.read == ["both", "page3", "title"]
    shown = ["about", "both", "cells", "explicit", "label", "page3", "role", "title"]
    assert build.written == shown
    for name in ("about", "cells", "label", "role"):
        assert "Title 3 anew" in build.text(f"{name}.html")


def test_a_title_that_is_referred_to_goes(project: Project) -> None:
    project.build()
    project.write({"guide3.yaml": numbered(3, title="Title 3 anew")})
    build = rebuilt(project)
    assert build.read == ["both", "page3"]
    (warning,) = build.warnings
    assert warning.startswith("title.rst:6: WARNING: unknown troubleshooting entry 'Title 3'")
    assert warning.endswith("; rendered as text [tlsalerts.unknown-entry]")


def test_an_entry_goes(project: Project) -> None:
    project.remove("title.rst")
    project.build()
    project.write({"guide3.yaml": numbered(3, id="renamed")})
    build = rebuilt(project)
    assert build.read == ["both", "page3"]
    assert sorted(warning.split(": ")[0] for warning in build.warnings) == [
        "explicit.rst:6",
        "label.rst:6",
        "role.rst:6",
    ]
    assert "others" not in build.written
    assert "bystander" not in build.written


def test_an_entry_comes(project: Project) -> None:
    project.write({"guide3.yaml": numbered(3, id="renamed")})
    project.build()
    project.write({"guide3.yaml": numbered(3)})
    build = rebuilt(project)
    assert build.warnings == []
    assert {"explicit", "label", "role"} <= set(build.written)


def test_an_entry_takes_up_another_alert(project: Project) -> None:
    project.build()
    project.write({"guide3.yaml": numbered(3, alerts=[43])})
    build = rebuilt(project)
    assert build.warnings == []
    assert build.read == ["both", "page3"]
    assert build.written == ["about", "both", "cells", "others", "page3"]


def test_a_page_goes(project: Project) -> None:
    for name in ("title", "role", "label", "explicit"):
        project.remove(f"{name}.rst")
    project.build()
    project.remove("page3.rst")
    build = rebuilt(project)
    assert build.warnings == []
    assert build.read == []
    assert build.written == ["about", "cells"]


def test_another_page_takes_over(project: Project) -> None:
    project.write({"z.rst": alone(directive("rst", "tls-troubleshooting", "guide3.yaml"))})
    first = project.build()
    assert len(first.warnings) == 2
    project.remove("page3.rst")
    build = rebuilt(project)
    assert build.warnings == []
    assert 'href="z.html#tlsalerts-error-e3"' in build.text("role.html")
    assert 'href="z.html#tlsalerts-error-e3"' in build.text("label.html")


def test_a_label_of_a_page_comes_and_goes(project: Project) -> None:
    project.build()
    text = ".. _tls-error-e3:\n\nA section\n---------\n\nText."
    project.write({"own.rst": alone(text)})
    build = rebuilt(project)
    assert len(build.warnings) == 1
    assert 'href="own.html#tls-error-e3"' in build.text("label.html")
    project.remove("own.rst")
    build = rebuilt(project)
    assert build.warnings == []
    assert 'href="page3.html#tlsalerts-error-e3"' in build.text("label.html")


def test_a_file_goes_and_comes_back(project: Project) -> None:
    project.build()
    project.remove("guide7.yaml")
    build = rebuilt(project)
    assert build.read == ["page7"]
    assert len(build.warnings) == 1
    project.write({"guide7.yaml": numbered(7)})
    build = rebuilt(project)
    assert build.read == ["page7"]
    assert build.warnings == []


def test_a_broken_file_is_mended(project: Project) -> None:
    project.build()
    project.write({"guide7.yaml": numbered(7).replace("id: e7", "id: [")})
    build = rebuilt(project)
    assert build.read == ["page7"]
    assert build.warnings != []
    project.write({"guide7.yaml": numbered(7)})
    build = rebuilt(project)
    assert (build.read, build.warnings) == (["page7"], [])


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_a_pattern_notices_files(project: Project, language: str) -> None:
    body = directive(language, "tls-troubleshooting", "many/*.yaml")
    project.write({f"globbed.{language}": alone(body, language), "many/a.yaml": numbered(20)})
    project.build()
    project.write({"many/b.yaml": numbered(21)})
    build = rebuilt(project)
    assert build.read == ["globbed"]
    assert "Title 21" in build.text("globbed.html")
    project.write({"many/c.txt": "", "elsewhere.yaml": ""})
    assert rebuilt(project).read == []
    project.remove("many/a.yaml")
    build = rebuilt(project)
    assert build.read == ["globbed"]
    assert "Title 20" not in build.text("globbed.html")
    project.remove("many/b.yaml")
    assert len(rebuilt(project).warnings) == 1


def test_workers_read_the_same(project: Project) -> None:
    alike = project.build(folder="alone")
    build = project.build(folder="together", parallel=2)
    assert build.warnings == alike.warnings == []
    ours, theirs = build.files(), alike.files()
    assert [name for name in theirs if ours[name] != theirs[name]] == []
    project.write({f"guide{n}.yaml": numbered(n, title=f"Title {n} {n}") for n in (1, 3, 5)})
    project.remove("title.rst")
    again = project.build(folder="together", parallel=2)
    assert again.warnings == []
    assert "Title 5 5" in again.text("bystander.html")


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_substitutions_of_the_project_read_pages_again(project: Project, language: str) -> None:
    body = directive(language, "tls-troubleshooting", "named.yaml")
    project.write(
        {
            f"named.{language}": alone(body, language),
            "named.yaml": guide_of({"id": "n", "title": "Of {+tool+}", "cause": "x"}),
            f"refers.{language}": alone(role(language, "tlserror", "n"), language),
        }
    )
    project.config["tlsalerts_substitutions"] = {"tool": "one"}
    project.build()
    project.config["tlsalerts_substitutions"] = {"tool": "two"}
    build = rebuilt(project)
    assert build.warnings == []
    assert "Of two" in build.text("refers.html")
