"""Objects in ``only`` directives: what a build leaves out is no object of it."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import LANGUAGES, directive, page, role
from support.html_pages import broken_links, read_pages, repeated_ids

if TYPE_CHECKING:
    from support.building import Build, Project

DUPLICATE = (
    "the TLS alert 'bad_certificate' is described here and in 'index' (line {}); "
    "references lead to 'index' [tlsalerts.duplicate-description]"
)


def described(argument: str = "42") -> str:
    return directive("rst", "tls-alert", argument, fields="none")


def table(codes: str = "42") -> str:
    return directive("rst", "tls-alert-table", codes=codes)


def only(expression: str, *parts: str) -> str:
    return directive("rst", "only", expression, "\n\n".join(parts))


def write(project: Project, *parts: str) -> None:
    """Write a page that refers to 42 and then holds *parts*."""
    project.write({"index.rst": page("rst", "\n\n".join([":tlsalert:`42`", *parts]))})


def target_of_42(build: Build) -> str:
    """Return the id that the first reference leads to."""
    link = next(iter(build.resolved["index"].findall(nodes.reference)))
    return str(link.get("refuri") or link["refid"]).rpartition("#")[2]


def dead_links_of_latex(build: Build) -> set[str]:
    """Return the labels that links of the printed page lead to and that it does not have."""
    tex = build.text("sample.tex")
    links = set(re.findall(r"\\(?:hyperref\[\\detokenize|hyperlink)\{([^}]*)\}", tex))
    labels = set(re.findall(r"\\label\{\\detokenize\{([^}]*)\}\}", tex))
    assert links
    return links - labels


DESCRIPTION = "tlsalerts-alert-bad_certificate"
ROW = "tlsalerts-alert-row-bad_certificate"
OUTSIDE = "section-6.2"


@pytest.mark.parametrize(
    ("parts", "html", "latex"),
    [
        pytest.param([only("latex", described()), table()], ROW, DESCRIPTION, id="description"),
        pytest.param([only("html", described()), table()], DESCRIPTION, ROW, id="the other way"),
        pytest.param(
            [only("latex", described()), only("html", described())],
            f"{DESCRIPTION}-2",
            DESCRIPTION,
            id="one for each",
        ),
        pytest.param(
            [only("latex", table()), only("html", table())], f"{ROW}-2", ROW, id="row for each"
        ),
        pytest.param(
            [only("html", only("not html", described())), table()], ROW, ROW, id="never both"
        ),
        pytest.param(
            [only("html", only("not latex", described())), table()], DESCRIPTION, ROW, id="nested"
        ),
        pytest.param([only("latex", described())], OUTSIDE, DESCRIPTION, id="nothing is left"),
        pytest.param(
            [only("html or latex", described()), table()], DESCRIPTION, DESCRIPTION, id="in both"
        ),
    ],
)
def test_references_lead_to_what_the_build_holds(
    project: Project, parts: list[str], html: str, latex: str
) -> None:
    """Both formats are made from the same doctrees, one after the other and back again."""
    # Sphinx 8.2 fails on any object in nested ``only`` directives that is in the local contents.
    project.config["toc_object_entries"] = False
    write(project, *parts, described("50"), ":tlsalert:`50`")
    for builder, target in (("html", html), ("latex", latex), ("html", html)):
        build = project.build(builder, nitpicky=True)
        assert build.warnings == []
        if build.written:
            assert target_of_42(build) == target
        if builder == "html":
            found = read_pages(build.outdir)
            assert list(broken_links(found)) == []
            assert list(repeated_ids(found)) == []
        else:
            assert dead_links_of_latex(build) == set()


@pytest.mark.parametrize("expression", ["latex", "never"])
@pytest.mark.parametrize("part", [described(), table()])
def test_no_index_lists_what_the_build_leaves_out(
    project: Project, expression: str, part: str
) -> None:
    write(project, only(expression, part), described("50"))
    build = project.build()
    assert build.warnings == []
    for name in ("genindex.html", "tls-index.html", "searchindex.js"):
        assert "decode_error" in build.text(name)
    assert "bad_certificate" not in build.text("tls-index.html")
    assert b"bad_certificate" not in build.files()["objects.inv"]
    assert "bad_certificate (TLS alert)" not in build.text("genindex.html")


def test_indexes_hold_what_the_tags_of_the_build_let_in(project: Project) -> None:
    write(project, only("html", described()), only("html", table("43")))
    build = project.build()
    for name in ("genindex.html", "tls-index.html"):
        for alert in ("bad_certificate", "unsupported_certificate"):
            assert alert in build.text(name)


@pytest.mark.parametrize(
    ("parts", "warnings"),
    [
        ([only("latex", described()), described()], 0),
        ([described(), only("latex", described())], 0),
        ([only("latex", described()), only("html", described())], 0),
        ([only("html", described()), described()], 1),
        ([described(), only("not latex", described())], 1),
    ],
)
def test_what_the_build_leaves_out_is_no_duplicate(
    project: Project, parts: list[str], warnings: int
) -> None:
    write(project, *parts)
    found = project.build().warnings
    assert len(found) == warnings
    assert all(line.endswith("[tlsalerts.duplicate-description]") for line in found)


@pytest.mark.parametrize("parallel", [0, 2])
def test_workers_know_what_is_left_out(project: Project, parallel: int) -> None:
    write(project, only("latex", described()), described())
    project.write({f"p{number}.rst": f":orphan:\n\n{page('rst', 'Text.')}" for number in range(8)})
    build = project.build(parallel=parallel)
    assert build.warnings == []
    assert f'href="#{DESCRIPTION}-2"' in build.text("index.html")


# Warnings of included files

#: The ``include`` of myst-parser itself asks Sphinx for what it deprecates.
includes = pytest.mark.filterwarnings("ignore:.*BuildEnvironment.app")


def line_of_directive(language: str) -> int:
    """Return the line of what stands on line 5 of an included file."""
    # MyST before 5.1 counts a line too many there, whatever the directive.
    is_early = language == "md" and version("myst-parser").split(".")[:2] < ["5", "1"]
    return 6 if is_early else 5


@includes
@pytest.mark.parametrize("language", LANGUAGES)
def test_duplicate_in_an_included_file_is_located_there(
    project: Project, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    body = directive(language, "tls-alert", "42", fields="none")
    project.write(
        {
            f"index.{language}": page(
                language, f"{body}\n\n{directive(language, 'include', 'part.txt')}"
            ),
            "part.txt": f"Included.\n\nText.\n\n{body}\n",
        }
    )
    monkeypatch.chdir(project.source)  # docutils names included files from where it runs
    first = 4 if language == "rst" else 3
    place = f"part.txt:{line_of_directive(language)}"
    assert project.build("dummy").warnings == [f"{place}: WARNING: {DUPLICATE.format(first)}"]


@includes
@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_input_in_an_included_file_is_located_there(
    project: Project, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    body = directive(language, "tls-alert", "zzz")
    project.write(
        {
            f"index.{language}": page(language, directive(language, "include", "part.txt")),
            "part.txt": f"{role(language, 'tlsalert', '42')}\n\nText.\n\n{body}\n",
        }
    )
    monkeypatch.chdir(project.source)
    (warning,) = project.build("dummy").warnings
    place = f"part.txt:{line_of_directive(language)}"
    assert warning.startswith(f"{place}: WARNING: unknown TLS alert 'zzz'")
