"""Builds after a change: what is read, what is written, and that nothing is stale.

After every change the output is compared, byte by byte, with that of a clean
build of the same sources: pages, general index, index of the domain,
inventory, search index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from sphinx.environment import CONFIG_OK
from support.building import directive, needs_myst, one, page, role
from support.rebuilds import alone, searchable
from support.rows import other_rows_slow

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from support.building import Build, Project


def table(**options: str) -> str:
    return directive("rst", "tls-alert-table", **options)


def described(argument: str = "42", **options: str) -> str:
    return directive("rst", "tls-alert", argument, **options)


def changed(project: Project, builder: str = "html") -> Build:
    """Build again, and hold the result to that of a clean build."""
    build = project.build(builder)
    clean = project.build(builder, folder=f"clean{len(list(project.root.iterdir()))}")
    assert build.warnings == clean.warnings == []
    ours, theirs = build.files(), clean.files()
    assert theirs.keys() - ours.keys() == set()
    left_over = ours.keys() - theirs.keys()  # Sphinx leaves the output of removed pages
    assert all(name.partition(".")[0] not in build.env.all_docs for name in left_over)
    if builder == "html":
        index = "searchindex.js"
        assert searchable(ours.pop(index)) == searchable(theirs.pop(index))
    assert [name for name in theirs if ours[name] != theirs[name]] == []
    return build


#: One page that refers to 42, one that refers to 43, one that says nothing of alerts.
PAGES = {
    "index.rst": page("rst", "Start."),
    "bystander.rst": alone("Text."),
    "refers-42.rst": alone(":tlsalert:`42`"),
    "refers-43.rst": alone(":tlsalert:`43`"),
}


@pytest.mark.parametrize(
    ("language", "parallel"),
    other_rows_slow(
        [
            ("rst", 0),
            ("rst", 2),
            pytest.param("md", 0, marks=needs_myst),
            pytest.param("md", 2, marks=needs_myst),
        ],
        *[("rst", 0), ("md", 2)],
    ),
)
def test_second_build_reads_and_writes_nothing(
    project: Project, language: str, parallel: int
) -> None:
    project.write(PAGES)
    both = directive(language, "tls-alert-table", preset="python") + "\n\n"
    project.write(
        {
            f"all.{language}": alone(both + role(language, "tlsalert", "42"), language),
            f"more.{language}": alone(directive(language, "tls-alert", "all"), language),
            "house.yaml": "schema: 1\nalerts:\n  42:\n    meaning: x\n",
        }
    )
    project.config["tlsalerts_registry_overlays"] = ["house.yaml"]
    first = project.build(parallel=parallel)
    assert first.warnings == []
    assert first.written
    second = project.build(parallel=parallel)
    assert second.warnings == []
    assert second.env.config_status == CONFIG_OK
    assert (second.read, second.written) == ([], [])


@pytest.mark.parametrize(
    ("before", "after", "rewritten"),
    other_rows_slow(
        [
            pytest.param(None, alone(described()), ["refers-42"], id="description added"),
            pytest.param(alone(described()), None, ["refers-42"], id="description removed"),
            pytest.param(
                alone(described()),
                alone(described("43")),
                ["refers-42", "refers-43"],
                id="other alert",
            ),
            pytest.param(
                alone(described("42-43")),
                alone(described("42-43", no_index="")),
                ["refers-42", "refers-43"],
                id="marked no-index",
            ),
            pytest.param(
                alone(described("42")), alone(described("42") + "\n\nMore."), [], id="body only"
            ),
            pytest.param(None, alone(table(codes="42")), ["refers-42"], id="row added"),
            pytest.param(
                alone(table(codes="42-43")),
                alone(table(codes="42")),
                ["refers-43"],
                id="row removed",
            ),
            pytest.param(
                alone(table(codes="42")),
                alone(table(codes="42") + "\n\n" + described()),
                ["refers-42"],
                id="description beside row",
            ),
            pytest.param(
                alone(table(codes="42")), alone(table(codes="41-42")), [], id="another row"
            ),
            pytest.param(
                alone(table(codes="42", no_index="")),
                alone(table(codes="42")),
                ["refers-42"],
                id="no-index taken away",
            ),
        ],
        "description added",
        "description removed",
        "marked no-index",
        "body only",
        "row removed",
    ),
)
def test_change_of_target_writes_referring_pages(
    project: Project, before: str | None, after: str | None, rewritten: list[str]
) -> None:
    project.write(PAGES | ({"other.rst": before} if before else {}))
    # Something stays, so that the index of the domain does.
    project.write({"stays.rst": alone(described("50", fields="none"))})
    project.build()
    if after:
        project.write({"other.rst": after})
    else:
        project.remove("other.rst")
        project.write({"index.rst": page("rst", "Start again.")})
    build = changed(project)
    touched = ["other"] if after else ["index"]
    assert build.read == touched
    assert build.written == sorted([*touched, *rewritten])


OTHERS = {
    "refers-code.rst": alone(":tlsverify:`20`"),
    "refers-enum.rst": alone(":ssl:`TLSVersion`"),
    "refers-member.rst": alone(":ssl:`TLSVersion.TLSv1_3`"),
    "refers-error.rst": alone(":ssl:`SSLError.reason`"),
}


@pytest.mark.parametrize(
    ("before", "after", "rewritten"),
    other_rows_slow(
        [
            pytest.param(
                "Text.", directive("rst", "tls-verify", "20"), ["refers-code"], id="code described"
            ),
            pytest.param(
                directive("rst", "tls-verify-table", codes="20"),
                directive("rst", "tls-verify-table", codes="20", no_index=""),
                ["refers-code"],
                id="table of codes marked no-index",
            ),
            pytest.param(
                "Text.",
                directive("rst", "ssl-enum", "TLSVersion"),
                ["refers-enum", "refers-member"],
                id="enum added",
            ),
            pytest.param(
                directive("rst", "ssl-enum", "TLSVersion"),
                directive("rst", "ssl-enum", "TLSVersion", exclude="TLSv1_3"),
                ["refers-member"],
                id="member left out",
            ),
            pytest.param(
                directive("rst", "ssl-exceptions"),
                directive("rst", "ssl-exceptions", "SSLEOFError"),
                ["refers-error"],
                id="exception left out",
            ),
        ],
        "code described",
        "enum added",
        "exception left out",
    ),
)
def test_change_of_target_of_codes_and_names(
    project: Project, before: str, after: str, rewritten: list[str]
) -> None:
    project.write(PAGES | OTHERS | {"other.rst": alone(before)})
    # Something stays, so that the index of the domain does.
    project.write({"stays.rst": alone(described("50", fields="none"))})
    project.build()
    project.write({"other.rst": alone(after)})
    build = changed(project)
    assert build.read == ["other"]
    assert build.written == sorted(["other", *rewritten])


def test_target_option_on_a_third_page(project: Project) -> None:
    project.write(PAGES | {"a.rst": alone(described()), "b.rst": alone(table(codes="42-43"))})
    project.build()
    project.write({"b.rst": alone(table(codes="42-43", target=""))})
    build = changed(project)
    assert build.read == ["b"]
    assert build.written == ["b", "refers-42"]  # 43 keeps its row


def test_index_of_the_domain_comes_and_goes(project: Project) -> None:
    """All pages have a link to it."""
    project.write({"index.rst": page("rst", "Start."), "bystander.rst": alone("Text.")})
    project.build()
    project.write({"first.rst": alone(described())})
    build = changed(project)
    assert build.written == ["bystander", "first", "index"]
    assert 'href="tls-index.html"' in build.text("bystander.html")
    project.remove("first.rst")
    build = changed(project)
    assert build.written == ["bystander", "index"]
    assert 'href="tls-index.html"' not in build.text("bystander.html")


def test_first_row_moves_to_an_earlier_page(project: Project) -> None:
    project.write(PAGES | {"m.rst": alone(table(codes="42-43"))})
    project.build()
    project.write({"c.rst": alone(table(codes="43"))})
    build = changed(project)
    assert build.written == ["c", "refers-43"]
    project.remove("c.rst")
    project.write({"bystander.rst": alone("Other text.")})
    build = changed(project)
    assert "refers-43" in build.written
    assert "refers-42" not in build.written


def test_references_of_the_default_role_follow(project: Project) -> None:
    project.write(PAGES | {"a.rst": alone(described()), "any.rst": alone("`bad_certificate`")})
    project.build(default_role="any")
    project.write({"a.rst": alone("Text.\n\n" + described()), "0.rst": alone(table(target=""))})
    build = changed(project)
    assert build.written == ["0", "a", "any", "refers-42", "refers-43"]


def test_page_is_written_again_for_latex(project: Project) -> None:
    project.write(PAGES | {"index.rst": page("rst", ":tlsalert:`42`\n\n.. toctree::\n\n   a")})
    project.write({"a.rst": page("rst", table(codes="42"), "A")})
    project.build("latex")
    project.write({"a.rst": page("rst", described(), "A")})
    changed(project, "latex")


# Overlays

CODE_ONLY = table(columns="code")
OVERLAID = {
    "index.rst": page("rst", "Start."),
    "bystander.rst": alone("Text."),
    "meaning-42.rst": alone(table(codes="42", no_index="")),
    "meaning-43.rst": alone(table(codes="43", no_index="")),
    "notes-42.rst": alone(table(codes="42", columns="notes code", no_index="")),
    "full-42.rst": alone(described("42", no_index="")),
    "bare-42.rst": alone(described("42", fields="hex", no_index="")),
    "refers-42.rst": alone(":tlsalert:`42`"),
    "codes.rst": alone(CODE_ONLY),
}


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    other_rows_slow(
        [
            ("meaning: a", "meaning: b", ["full-42", "meaning-42", "refers-42"]),
            ("meaning: a", "explanation: b", ["bare-42", "full-42", "meaning-42", "refers-42"]),
            ("explanation: a", "explanation: b", ["bare-42", "full-42"]),
            ("note: a", "note: b", ["full-42", "notes-42"]),
            ("{meaning: a, note: b}", "{note: b, meaning: a}", []),
            ("meaning: a", "meaning: a # the same", []),
        ],
        ("meaning: a", "meaning: b", ["full-42", "meaning-42", "refers-42"]),
        ("{meaning: a, note: b}", "{note: b, meaning: a}", []),
    ),
)
def test_edited_overlay_writes_exactly_what_it_changes(
    project: Project, before: str, after: str, touched: list[str]
) -> None:
    def overlay(text: str) -> dict[str, str]:
        return {"house.yaml": f"schema: 1\nalerts:\n  42:\n    {text}\n"}

    project.write(OVERLAID | overlay(before))
    project.build(tlsalerts_registry_overlays=["house.yaml"])
    project.write(overlay(after))
    build = changed(project)
    assert build.written == touched
    assert set(build.read) <= set(touched)
    again = project.build()
    assert (again.read, again.written) == ([], [])


def test_overlay_of_an_alert_that_no_page_shows(project: Project) -> None:
    project.write(OVERLAID | {"house.yaml": "schema: 1\nalerts:\n  42:\n    meaning: a\n"})
    project.build(tlsalerts_registry_overlays=["house.yaml"])
    project.write({"house.yaml": "schema: 1\nalerts:\n  42:\n    meaning: a\n  90:\n    note: b\n"})
    build = changed(project)
    assert (build.read, build.written) == ([], [])


def test_meaning_that_stands_only_in_the_index_of_the_domain(project: Project) -> None:
    project.write({"index.rst": page("rst", CODE_ONLY), "house.yaml": "schema: 1\nalerts: {}\n"})
    project.build(tlsalerts_registry_overlays=["house.yaml"])
    project.write({"house.yaml": "schema: 1\nalerts:\n  42:\n    meaning: quite new\n"})
    build = changed(project)
    assert "quite new" in build.text("tls-index.html")


def test_overlay_added_to_and_taken_from_the_configuration(project: Project) -> None:
    touched = ["full-42", "meaning-42", "refers-42"]
    project.write(OVERLAID | {"house.yaml": "schema: 1\nalerts:\n  42:\n    meaning: a\n"})
    project.build()
    project.config["tlsalerts_registry_overlays"] = ["house.yaml"]
    assert changed(project).written == touched
    project.config["tlsalerts_registry_overlays"] = []
    build = changed(project)
    assert build.written == touched
    assert load_alerts()[42].meaning in build.text("meaning-42.html")


def test_later_overlay_takes_over_and_gives_back(project: Project) -> None:
    files = {
        "a.yaml": "schema: 1\nalerts:\n  42:\n    meaning: a\n",
        "b.yaml": "schema: 1\nalerts: {}\n",
    }
    project.write(OVERLAID | files)
    project.build(tlsalerts_registry_overlays=["a.yaml", "b.yaml"])
    project.write({"b.yaml": "schema: 1\nalerts:\n  42:\n    meaning: b\n"})
    assert changed(project).written == ["full-42", "meaning-42", "refers-42"]
    project.write({"a.yaml": "schema: 1\nalerts:\n  42:\n    meaning: still hidden\n"})
    assert changed(project).written == []


def test_deleted_overlay_warns_and_packaged_words_return(project: Project) -> None:
    project.write(OVERLAID | {"house.yaml": "schema: 1\nalerts:\n  42:\n    meaning: a\n"})
    project.build(tlsalerts_registry_overlays=["house.yaml"])
    project.remove("house.yaml")
    build = project.build()
    assert build.warnings == [
        (
            "conf.py:6: WARNING: tlsalerts_registry_overlays: 'house.yaml': the file does not "
            "exist; none of its texts are used [tlsalerts.overlay]"
        )
    ]
    assert build.written == ["full-42", "meaning-42", "refers-42"]


# Options


RFC = "https://datatracker.ietf.org/doc/html/rfc9846.html#section-6.2"
IANA = "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6"


@pytest.mark.parametrize(
    ("option", "value", "new"),
    [
        ("tlsalerts_alert_style", "{code}", (RFC, "42")),
        ("tlsalerts_alert_fallback", "iana", (IANA, "bad_certificate (42)")),
    ],
)
def test_changed_option_reaches_the_pages(
    project: Project, option: str, value: str, new: tuple[str, str]
) -> None:
    project.write(PAGES)
    assert link_to_42(project.build()) == (RFC, "bad_certificate (42)")
    project.config[option] = value
    assert link_to_42(changed(project)) == new


def link_to_42(build: Build) -> tuple[str, str]:
    link = one(build.resolved["refers-42"], nodes.reference)
    return link["refuri"], link.astext()


def test_html_then_latex_from_the_same_doctrees(project: Project) -> None:
    project.write(
        {"index.rst": page("rst", f"{described()}\n\n{table()}\n\n{table()}\n\n:tlsalert:`42`")}
    )
    html = project.build("html")
    latex = project.build("latex")
    assert latex.read == []
    assert latex.warnings == []
    alone_latex = project.build("latex", folder="clean")
    assert latex.files() == alone_latex.files()
    assert html.files() == project.build("html", folder="clean2").files()


def test_packaged_words_stay_out_of_the_pickled_environment(project: Project) -> None:
    project.write({"index.rst": page("rst", f"{described('all')}\n\n{table()}\n\n:tlsalert:`42`")})
    build = project.build("dummy")
    pickled = (project.root / "build" / "doctrees" / "environment.pickle").read_bytes()
    assert b"bad_certificate" in pickled
    for alert in load_alerts():
        assert alert.meaning.encode() not in pickled
        assert alert.explanation[:60].encode() not in pickled
    assert build.warnings == []
