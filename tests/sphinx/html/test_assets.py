"""Style sheet and script stand on the pages that have a use for them, and nowhere else."""

from __future__ import annotations

import gc
import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.writers.html5 import HTML5Translator
from support.building import directive, page
from support.needs import need_modules
from support.rows import others_slow

if TYPE_CHECKING:
    from support.building import Build, Project

ENTRY = """\
schema: 1
entries:
  - id: {id}
    title: Title
    message: "{message}"
    remedy: Remedy.
"""

TABLE = directive("rst", "tls-alert-table", codes="42")
OTHER_BUILDERS = ("epub", "text", "man", "texinfo", "xml", "latex")


def entry(name: str, message: str = "A message") -> str:
    return directive("rst", "tls-troubleshooting", "", ENTRY.format(id=name, message=message))


def write(project: Project, **bodies: str) -> None:
    """Write pages below the first."""
    toctree = ".. toctree::\n\n" + "".join(f"   {name}\n" for name in bodies)
    project.write({"index.rst": page("rst", toctree)})
    project.write({f"{name}.rst": page("rst", body, name) for name, body in bodies.items()})


def tags(text: str) -> list[str]:
    """Return the tags that load our files."""
    return re.findall(r"<(?:script|link)[^>]*tlsalerts[^>]*>", text)


def script_of(build: Build, name: str) -> dict[str, str]:
    """Return the attributes of our script on a page."""
    (tag,) = (tag for tag in tags(build.text(name)) if "tlsalerts.js" in tag)
    return {key: html.unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


def ours(build: Build) -> list[str]:
    return [name for name in build.files() if "tlsalerts" in name.rpartition("/")[2]]


BODIES = {
    "table": TABLE,
    "code": directive("rst", "tls-verify-table", codes="20"),
    "trust": directive("rst", "tls-trust-table", tools="pip"),
    "enum": directive("rst", "ssl-enum", "VerifyMode"),
    "description": directive("rst", "tls-alert", "42"),
    "entry": entry("one"),
    "passage": directive("rst", "tls-error", "two", "Words.", title="Title"),
}


def test_pages_that_show_something_load_files_and_others_do_not(project: Project) -> None:
    write(project, **BODIES, plain="See :tlsalert:`42`.")
    build = project.build()
    assert build.warnings == []
    for name in BODIES:
        style, script = tags(build.text(f"{name}.html"))
        assert re.search(r'href="_static/tlsalerts\.css\?v=[0-9a-f]{8}"', style)
        assert re.search(r'src="_static/tlsalerts\.js\?v=[0-9a-f]{8}"', script)
        assert 'defer="defer"' in script
    for name in ("index", "plain", "genindex", "search", "tls-index"):
        assert tags(build.text(f"{name}.html")) == []
    assert {"_static/tlsalerts.css", "_static/tlsalerts.js"} <= {*ours(build)}


def test_project_without_anything_of_ours_gets_no_file(project: Project) -> None:
    write(project, plain="See :tlsalert:`42`.")
    assert ours(project.build()) == []


def test_writing_a_page_leaves_nothing_behind(project: Project) -> None:
    """What holds itself stays in memory with all that it wrote until Python's collector comes."""
    write(project, **BODIES, plain="Words.")

    def translators() -> int:
        return sum(isinstance(thing, HTML5Translator) for thing in gc.get_objects())

    gc.collect()
    before = translators()
    gc.disable()
    try:
        project.build()
        left = translators() - before
    finally:
        gc.enable()
    assert left < len(BODIES)  # the last, and none for each page


def test_other_assets_stay_on_all_pages(project: Project) -> None:
    write(project, table=TABLE, plain="Words.")
    project.write({"own/own.css": "p {}"})
    build = project.build(html_static_path=["own"], html_css_files=["own.css"])
    for name in ("table", "plain", "genindex"):
        assert "_static/own.css" in build.text(f"{name}.html")


def test_project_may_want_all_assets_on_all_pages(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, plain="Words.")
    setup = "def setup(app):\n    app.set_html_assets_policy('always')\n"
    project.write({"assets_everywhere.py": setup})
    project.extensions.append("assets_everywhere")
    monkeypatch.syspath_prepend(project.source)
    build = project.build()
    for name in ("index", "plain", "genindex", "search"):
        assert len(tags(build.text(f"{name}.html"))) == 2


def test_folders_of_pages_lead_to_the_files(project: Project) -> None:
    write(project, table=TABLE)
    build = project.build("dirhtml")
    style, script = tags(build.text("table/index.html"))
    assert 'href="../_static/tlsalerts.css?v=' in style
    assert 'src="../_static/tlsalerts.js?v=' in script
    assert tags(build.text("index.html")) == []


def test_the_one_page_has_what_all_need(project: Project) -> None:
    write(project, table=TABLE, first=entry("same"), second=entry("same"))
    build = project.build("singlehtml")
    text = build.text("index.html")
    assert len(tags(text)) == 2
    ids = [
        item.partition(":")[0] for item in script_of(build, "index.html")["data-entries"].split()
    ]
    assert len(ids) == len(set(ids)) == 2
    for node_id in ids:
        assert f'id="{node_id}"' in text


@pytest.mark.parametrize("builder", others_slow(OTHER_BUILDERS, "epub", "text"))
def test_other_formats_carry_nothing(project: Project, builder: str) -> None:
    write(project, **BODIES)
    build = project.build(builder)
    assert ours(build) == []
    for data in build.files().values():
        assert b"tlsalerts.js" not in data
        assert b"tlsalerts.css" not in data


def test_builds_with_workers_are_the_same(project: Project) -> None:
    write(project, **BODIES, plain="Words.", more="Words.", last=entry("three"))
    alone = project.build(folder="alone")
    together = project.build(folder="together", parallel=2)
    for name in (*BODIES, "plain", "last"):
        assert tags(alone.text(f"{name}.html")) == tags(together.text(f"{name}.html"))
    assert ours(alone) == ours(together)


def test_page_that_loses_its_table_loses_the_files(project: Project) -> None:
    write(project, table=TABLE, other=TABLE)
    project.build()
    project.write({"table.rst": page("rst", "Words.", "table")})
    build = project.build()
    assert tags(build.text("table.html")) == []
    assert len(tags(build.text("other.html"))) == 2


# What the script is told


def test_script_knows_the_entries_of_the_page(project: Project) -> None:
    passage = directive("rst", "tls-error", "two", "Words.", title="Title")
    hidden = directive(
        "rst",
        "tls-troubleshooting",
        "",
        ENTRY.format(id="three", message="A message"),
        no_index="",
        id_prefix="own-",
    )
    write(project, entries=f"{entry('one')}\n\n{passage}\n\n{hidden}", table=TABLE)
    build = project.build()
    found = script_of(build, "entries.html")["data-entries"].split()
    assert found == ["tlsalerts-error-one:1", "tlsalerts-error-two", "own-three:1"]
    assert "data-entries" not in script_of(build, "table.html")


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, True),
        ({"html_theme_options": {"features": ["content.code.copy"]}}, False),
    ],
)
def test_copy_buttons_are_left_to_who_has_them(
    project: Project, config: dict[str, Any], *, expected: bool
) -> None:
    write(project, entry=entry("one"))
    project.build(**config)
    build = project.build()
    assert ("data-copy" in script_of(build, "entry.html")) is expected


def test_copy_buttons_are_left_to_another_extension(project: Project) -> None:
    need_modules("sphinx_copybutton")
    write(project, entry=entry("one"))
    project.extensions.append("sphinx_copybutton")
    words = script_of(project.build(), "entry.html")
    assert "data-copy" not in words
    assert words["data-entries"]


def test_permalinks_are_those_of_the_project(project: Project) -> None:
    write(project, table=TABLE)
    icon = '<i class="icon">§</i>'
    words = script_of(project.build(html_permalinks_icon=icon), "table.html")
    assert words["data-icon"] == "§"
    assert words["data-permalink"] == "Link to this row"
    words = script_of(project.build(html_permalinks=False), "table.html")
    assert not {"data-icon", "data-permalink"} & words.keys()
