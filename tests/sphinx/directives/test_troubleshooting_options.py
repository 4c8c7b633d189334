"""Where entries come from, and which of them a page shows."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import LANGUAGES, at_line, build_page, directive, one, page
from support.guide_pages import body_of, built, guide_of, outline, sections_of, write_guide
from support.rows import others_slow

if TYPE_CHECKING:
    from pathlib import Path

    from support.building import Build, Project

ENTRIES = guide_of(
    {"id": "alpha", "title": "Alpha", "tags": ["client", "python"], "cause": "x"},
    {"id": "beta", "title": "Beta", "tags": "server", "platforms": "windows", "cause": "x"},
    {"id": "gamma", "title": "Gamma", "platforms": "debian", "cause": "x"},
    {"id": "delta", "title": "Delta", "tags": "client", "platforms": ["macos"], "cause": "x"},
)


def titles(build: Build) -> list[str]:
    return [one(section, nodes.title).astext() for section in sections_of(build)]


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"only": "gamma, alpha"}, "Alpha Gamma"),
        ({"only": "gamma alpha", "exclude": "alpha"}, "Gamma"),
        ({"exclude": "beta delta"}, "Alpha Gamma"),
        ({"tags": "client"}, "Alpha Delta"),
        ({"tags": "PYTHON, server"}, "Alpha Beta"),
        ({"platforms": "linux"}, "Alpha Gamma"),
        ({"platforms": "ubuntu"}, "Alpha Gamma"),
        ({"platforms": "fedora"}, "Alpha"),
        ({"platforms": "unix"}, "Alpha Gamma Delta"),
        ({"platforms": "windows macos"}, "Alpha Beta Delta"),
        ({"platforms": "windows", "tags": "client"}, "Alpha"),
        ({"only": ""}, "Alpha Beta Gamma Delta"),
    ],
)
@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_options_choose_entries(
    project: Project, language: str, options: dict[str, str], shown: str
) -> None:
    assert titles(built(project, language, ENTRIES, **options)) == shown.split()


def test_platforms_choose_parts_of_an_entry(project: Project) -> None:
    parts = ["windows", "linux", "ubuntu", "unix", "macos"]
    entry = {
        "messages": [{"text": f"m {name}", "platforms": name} for name in parts],
        "causes": [{"text": f"c {name}", "platforms": name} for name in parts],
        "diagnostics": [{"run": f"d {name}", "platforms": name} for name in parts],
        "remedies": [
            {
                "text": f"r {name}",
                "platforms": name,
                "steps": [{"text": f"s {other}", "platforms": other} for other in parts],
            }
            for name in parts
        ]
        + ["r all"],
    }
    (section,) = sections_of(built(project, "rst", guide_of(entry), platforms="debian"))
    text = section.astext()
    for name in parts:
        wanted = name in {"linux", "ubuntu", "unix"}
        assert [f"{letter} {name}" in text for letter in "mcdrs"] == [wanted] * 5
    assert "r all" in text


@pytest.mark.parametrize(
    ("option", "value", "warning", "shown"),
    [
        (
            "only",
            "alpha gama",
            (
                ":only: does not know the entry 'gama' (did you mean 'gamma'?); left out"
                " [tlsalerts.unknown-entry]"
            ),
            "Alpha",
        ),
        (
            "exclude",
            "zzz",
            ":exclude: does not know the entry 'zzz'; left out [tlsalerts.unknown-entry]",
            "Alpha Beta Gamma Delta",
        ),
        (
            "tags",
            "client servr",
            (
                ":tags: does not know 'servr' (did you mean 'server'?); left out"
                " [tlsalerts.unknown-value]"
            ),
            "Alpha Delta",
        ),
        (
            "platforms",
            "windos",
            (
                ":platforms: does not know 'windos' (did you mean 'windows'?); left out"
                " [tlsalerts.unknown-value]"
            ),
            "Alpha Beta Gamma Delta",
        ),
        (
            "style",
            "folded",
            (
                ":style: does not know 'folded' (known are 'sections', 'dropdowns', 'definitions'"
                " and 'table'); left out [tlsalerts.unknown-value]"
            ),
            "Alpha Beta Gamma Delta",
        ),
        (
            "style",
            "sections table",
            ":style: takes one value; 'sections' is used [tlsalerts.unknown-value]",
            "Alpha Beta Gamma Delta",
        ),
        (
            "show",
            "alert",
            (
                ":show: does not know 'alert' (did you mean 'alerts'?); left out"
                " [tlsalerts.unknown-value]"
            ),
            "Alpha Beta Gamma Delta",
        ),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_values_are_named(
    project: Project, language: str, option: str, value: str, warning: str, shown: str
) -> None:
    project.write({"guide.yaml": ENTRIES})
    body = directive(language, "tls-troubleshooting", "guide.yaml", **{option: value})
    build = build_page(project, language, body)
    assert build.warnings == at_line(language, 3, [warning])
    assert titles(build) == shown.split()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("option", ["only", "tags"])
def test_options_of_which_nothing_is_known_choose_nothing(
    project: Project, language: str, option: str
) -> None:
    project.write({"guide.yaml": ENTRIES})
    body = directive(language, "tls-troubleshooting", "guide.yaml", **{option: "zzz"})
    build = build_page(project, language, body)
    assert len(build.warnings) == 2
    assert titles(build) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_show_is_said(project: Project, language: str) -> None:
    project.write({"guide.yaml": ENTRIES})
    body = directive(language, "tls-troubleshooting", "guide.yaml", platforms="aix", tags="server")
    assert build_page(project, language, body).warnings == at_line(
        language,
        3,
        ["there are no entries to show; nothing is rendered [tlsalerts.empty-selection]"],
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_contents_link_to_the_entries(project: Project, language: str) -> None:
    build = built(project, language, ENTRIES, contents="", only="alpha beta", id_prefix="here-")
    contents = body_of(build)[1]
    assert outline(body_of(build))[0] == "bullet_list: Alpha | Beta"
    links = [link["refid"] for link in contents.findall(nodes.reference)]
    assert links == ["here-alpha", "here-beta"] == [s["ids"][0] for s in sections_of(build)]
    assert 'href="#here-alpha">Alpha</a>' in build.text("index.html")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", ["dropdowns", "definitions", "table"])
def test_styles_lose_nothing(project: Project, language: str, style: str) -> None:
    entry = {"message": "m words", "summary": "s words", "cause": "c words", "remedy": "r words"}
    build = built(project, language, guide_of(entry, entry), style=style)
    html = build.text("index.html")
    assert sections_of(build) == []
    for words in ("m words", "s words", "c words", "r words", "Title 1", "Title 2"):
        assert words in body_of(build).astext()
    for number in (1, 2):
        assert html.count(f'id="tlsalerts-error-entry-{number}"') == 1
    if style == "dropdowns":
        assert html.count("<details") == 2
        assert html.count("<summary") == 2
    elif style == "definitions":
        terms = [term.astext() for term in body_of(build).findall(nodes.term)]
        assert terms == ["Title 1", "Title 2"]
    else:
        rows = [
            [cell.astext().replace("\n\n", " ") for cell in row.findall(nodes.entry)]
            for row in body_of(build).findall(nodes.row)
        ]
        assert rows[0] == ["Error", "Cause", "Remedy"]
        assert [cell.split() for cell in rows[1]] == [
            ["Title", "1", "m", "words"],
            ["s", "words", "c", "words"],
            ["r", "words"],
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_index_makes_no_object(project: Project, language: str) -> None:
    build = built(project, language, ENTRIES, no_index="", only="alpha")
    assert list(build.env.domains["tls"].get_objects()) == []
    assert build.env.domains.index_domain.entries["index"] == []
    assert "tls-error-alpha" not in build.env.domains.standard_domain.labels
    assert titles(build) == ["Alpha"]


# Sources


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_content_of_the_directive_is_a_source(project: Project, language: str) -> None:
    content = "schema: 1\nentries:\n- id: own\n  title: Own\n  cause: Its `cause`.\n  remidy: x"
    project.write(
        {
            f"index.{language}": page(
                language, directive(language, "tls-troubleshooting", "", content)
            )
        }
    )
    build = project.build()
    line = 11 if language == "rst" else 10
    assert build.warnings == [
        (
            f"index.{language}:{line}:3: WARNING: entries[0]: 'remidy' is not a key"
            " (did you mean 'remedy'?); the entry is left out [tlsalerts.yaml]"
        ),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_prose_in_the_content_is_warned_of_at_its_line(project: Project, language: str) -> None:
    content = (
        "schema: 1\nmarkup: rst\nentries:\n- id: own\n  title: Own\n  cause: |\n    One.\n\n"
        "    See :tlsalert:`x_y_z`.\n\n    - nowhere_"
    )
    text = directive(language, "tls-troubleshooting", "", content, only="own")
    source = page(language, text)
    project.write({f"index.{language}": source})
    build = project.build()
    lines = source.splitlines()
    place = lines.index(next(line for line in lines if "x_y_z" in line)) + 1
    assert [warning.split(": ")[0] for warning in build.warnings] == [
        f"index.{language}:{place}",
        f"index.{language}:{place + 2}",
    ]
    assert titles(build) == ["Own"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_files_and_patterns_are_read_in_order(project: Project, language: str) -> None:
    for name in ("z", "many/b", "many/a", "many/deep/c"):
        letter = name[-1]
        project.write({f"{name}.yaml": guide_of({"id": letter, "title": letter.upper()})})
    others = "/many/*.yaml\nmany/a.yaml\n/many/**/c.yaml"
    if language == "rst":
        argument = "z.yaml\n" + "".join(f"   {line}\n" for line in others.splitlines())
        text = directive(language, "tls-troubleshooting", argument.rstrip())
    else:
        text = directive(language, "tls-troubleshooting", "z.yaml", others, show="none")
    project.write({f"index.{language}": page(language, text)})
    build = project.build()
    assert build.warnings == []
    assert titles(build) == ["Z", "A", "B", "C"]


def test_names_are_relative_to_the_page(project: Project, tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text(guide_of({"title": "Outside"}), encoding="utf-8")
    text = directive("rst", "tls-troubleshooting", "../../shared.yaml\n   own.yaml")
    project.write(
        {
            "index.rst": page("rst", ".. toctree::\n\n   folder/page"),
            "folder/page.rst": page("rst", text),
            "folder/own.yaml": guide_of({"id": "own", "title": "Own"}),
        }
    )
    build = project.build()
    assert build.warnings == []
    sections = sections_of(build, "folder/page")
    assert [one(section, nodes.title).astext() for section in sections] == ["Outside", "Own"]
    project.config["tlsalerts_yaml_roots"] = ["folder"]
    project.write({"folder/page.rst": page("rst", text + "\n\nMore.")})
    again = project.build()
    assert again.warnings == [
        (
            "folder/page.rst:4: WARNING: '../../shared.yaml' is outside of tlsalerts_yaml_roots;"
            " it is not read [tlsalerts.yaml]"
        )
    ]
    assert [s.astext().strip() for s in sections_of(again, "folder/page")] == ["Own"]


@pytest.mark.parametrize("roots", [[], ["."]])
def test_a_name_that_no_file_has(project: Project, roots: list[str]) -> None:
    project.config["tlsalerts_yaml_roots"] = roots
    build = build_page(project, "rst", directive("rst", "tls-troubleshooting", "a\0b.yaml"))
    words = r"the file 'a\x00b.yaml' does not exist; it is left out [tlsalerts.yaml]"
    assert build.warnings == at_line("rst", 3, [words])


@pytest.mark.parametrize("name", ["../secret.yaml", "../secret.yam", "../none/a.yaml", "../pipe"])
def test_nothing_is_said_of_what_stands_outside_of_the_roots(
    project: Project, tmp_path: Path, name: str
) -> None:
    """Neither whether it exists nor what is near."""
    (tmp_path / "secret.yaml").write_text(guide_of({"title": "Secret"}), encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    project.config["tlsalerts_yaml_roots"] = ["."]
    build = build_page(project, "rst", directive("rst", "tls-troubleshooting", name))
    words = f"'{name}' is outside of tlsalerts_yaml_roots; it is not read [tlsalerts.yaml]"
    assert build.warnings == at_line("rst", 3, [words])


def test_repeated_pattern_takes_no_longer(project: Project) -> None:
    """Each repetition used to take as much longer as folders nest."""
    project.write({f"{'f/' * 16}a.yaml": guide_of({"title": "Deep"})})
    pattern = f"{'**/' * 30}a.yaml"
    project.write({"index.rst": page("rst", directive("rst", "tls-troubleshooting", pattern))})
    start = time.monotonic()
    build = project.build()
    assert (build.warnings, titles(build)) == ([], ["Deep"])
    assert project.build().read == []  # where it is asked for what the pattern matches now
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("argument", "warning"),
    [
        ("*.yml", "no file matches '*.yml'; nothing is shown for it"),
        (
            "builtin:go",
            "there is no bundled catalogue 'builtin:go' (known are builtin:python); it is left out",
        ),
        ("", "there is neither a file nor content; nothing is shown"),
    ],
)
def test_what_names_no_file_is_said(
    project: Project, language: str, argument: str, warning: str
) -> None:
    build = build_page(project, language, directive(language, "tls-troubleshooting", argument))
    assert build.warnings == at_line(language, 3, [f"WARNING: {warning} [tlsalerts.yaml]"[9:]])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_file_is_said_where_it_is_named(project: Project, language: str) -> None:
    project.write({"guide.yml": "schema: 1\nentries:\n- {id: a, title: There, cause: x}\n"})
    source = directive(language, "tls-troubleshooting", "guide.yaml")
    build = build_page(project, language, source)
    words = "the file 'guide.yaml' does not exist (did you mean 'guide.yml'?); it is left out"
    assert build.warnings == at_line(language, 3, [f"{words} [tlsalerts.yaml]"])
    project.write({"guide.yaml": "schema: 1\nentries:\n- {id: a, title: There, cause: x}\n"})
    again = project.build("text")
    assert (again.warnings, again.read) == ([], ["index"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_is_said_to_be_one(project: Project, language: str) -> None:
    project.write({"folder/x.txt": ""})
    build = build_page(project, language, directive(language, "tls-troubleshooting", "folder"))
    assert build.warnings == [
        "folder:1:1: WARNING: is a directory, not a file; nothing is read [tlsalerts.yaml]"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_substitutions_stay_and_are_said(project: Project, language: str) -> None:
    text = "schema: 1\nentries:\n- id: a\n  title: A\n  cause: |\n    One\n    {+none+} two.\n"
    write_guide(project, language, text)
    build = project.build()
    assert build.warnings == [
        (
            "guide.yaml:7: WARNING: there is no value for '{+none+}'; left as it is"
            " [tlsalerts.unknown-substitution]"
        )
    ]
    assert "One\n{+none+} two." in sections_of(build)[0].astext()
