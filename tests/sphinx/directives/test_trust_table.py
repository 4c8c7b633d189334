"""``tls-trust-table``: rows, columns and index; and the table below remedies that trust a CA."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import column, directive, headings, needs_myst, one, page, rows
from support.html_pages import broken_links, read_pages, repeated_ids
from support.normalise import normalised

from sphinx_tlsalerts.registries import load_trust

if TYPE_CHECKING:
    from support.building import Build, Project


class MakeTable(Protocol):
    """Builds a page with one table, which must not warn, and returns the table."""

    def __call__(
        self, caption: str = "", /, *, language: str = "rst", **options: str
    ) -> nodes.table: ...


@pytest.fixture
def make_table(project: Project) -> MakeTable:
    def make(caption: str = "", /, *, language: str = "rst", **options: str) -> nodes.table:
        for earlier in project.source.glob("index.*"):
            earlier.unlink()
        body = directive(language, "tls-trust-table", caption, **options)
        project.write({f"index.{language}": page(language, body)})
        build = project.build("dummy", nitpicky=True)
        assert build.warnings == []
        return one(build.doctree(), nodes.table)

    return make


def test_shows_all_rows(make_table: MakeTable) -> None:
    table = make_table("Trust")
    assert one(table, nodes.title).astext() == "Trust"
    assert headings(table)[:2] == ["Tool", "CA certificates from"]
    assert column(table) == [row.name for row in load_trust()]


def test_cells_are_those_of_the_registry(make_table: MakeTable) -> None:
    names = "tool default option variable config effect since"
    (row,) = rows(make_table(tools="curl", columns=names))
    assert row[:2] == ["curl", "the system"]
    assert row[2].split("\n") == ["--cacert", "--capath", "--ca-native"]
    assert row[3].split("\n") == ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"]
    assert row[4] == "cacert"
    assert "--ca-native: adds to them" in row[5]
    assert "replaces them" in row[5]
    assert row[6] == "--ca-native: 8.2.0"


def test_setting_of_some_platforms_names_them(make_table: MakeTable) -> None:
    (row,) = rows(make_table(tools="git", columns="config"))
    assert "http.sslBackend (Windows)" in row[0]


def test_snippet_is_code_and_source_a_link(make_table: MakeTable) -> None:
    table = make_table(tools="uv", columns="snippet source note")
    block = one(table, nodes.literal_block)
    assert (block["language"], block.astext()) == ("sh", "export UV_SYSTEM_CERTS=true")
    assert one(table, nodes.reference)["refuri"] == load_trust().named("uv").source
    assert "deprecated" in table.astext()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"tools": "uv, AWS CLI, pip"}, ["pip", "uv", "AWS CLI"]),
        ({"tools": "pip aws-cli redis_py"}, ["pip", "AWS CLI", "redis-py"]),
        ({"tools": "pip, uv, poetry", "exclude": "uv"}, ["pip", "Poetry"]),
        ({"tools": "stores, pip", "platforms": "alpine"}, ["Alpine Linux", "mkcert", "pip"]),
    ],
)
def test_rows_are_selected(
    make_table: MakeTable, options: dict[str, str], expected: list[str]
) -> None:
    names = [name for name in column(make_table(**options)) if not name.startswith("NSS")]
    assert names == expected


def test_groups_select_stores_and_tools(make_table: MakeTable) -> None:
    stores = [row.name for row in load_trust() if row.kind == "store"]
    assert column(make_table(tools="stores")) == stores
    assert column(make_table(exclude="tools")) == stores


def test_platform_chooses_settings_and_example(make_table: MakeTable) -> None:
    table = make_table(tools="git", platforms="windows", columns="snippet")
    assert one(table, nodes.literal_block)["language"] == "powershell"
    linux = make_table(tools="git", platforms="debian", columns="config")
    assert "sslBackend" not in linux.astext()


def test_options_of_docutils(make_table: MakeTable) -> None:
    table = make_table(
        "Our *caption*",
        tools="pip",
        columns="tool variable",
        name="my-table",
        class_="wide",
        align="right",
        width="80%",
        widths="1 2",
        headers="A, B",
        filter="",
    )
    assert one(table, nodes.title).astext() == "Our caption"
    assert table["ids"] == ["my-table"]
    assert {"wide", "tlsalerts-table", "tlsalerts-filtered"} <= set(table["classes"])
    assert (table["align"], table["width"]) == ("right", "80%")
    assert headings(table) == ["A", "B"]


@needs_myst
@pytest.mark.parametrize(
    ("caption", "options"),
    [
        ("", {"tools": "pip, windows", "columns": "tool snippet note source"}),
        ("Caption", {"exclude": "stores", "no_index": ""}),
    ],
)
def test_forms_and_languages_are_the_same(
    project: Project, caption: str, options: dict[str, str]
) -> None:
    trees = set()
    for language in ("rst", "md"):
        for name in ("tls-trust-table", "tls:trust-table"):
            for earlier in project.source.glob("index.*"):
                earlier.unlink()
            body = directive(language, name, caption, **options)
            project.write({f"index.{language}": page(language, body)})
            build = project.build("dummy", folder=name.replace(":", "_") + language)
            assert build.warnings == []
            trees.add(normalised(build.doctree()))
    assert len(trees) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tools": "pip, kubctl"}, "the tool 'kubctl' (did you mean 'kubectl'?); left out"),
        ({"tools": "pip", "columns": "tool vraiable"}, "(did you mean 'variable'?)"),
        ({"tools": "pip", "exclude": "pip"}, "the options leave no tool to show"),
        ({"tools": "pip", "platforms": "windos"}, "(did you mean 'windows'?)"),
    ],
)
def test_faults_of_options(project: Project, options: dict[str, str], message: str) -> None:
    project.write({"index.rst": page("rst", directive("rst", "tls-trust-table", **options))})
    (warning,) = project.build("dummy").warnings
    assert message in warning
    assert "index.rst:4" in warning


# The index


def find_terms(build: Build) -> dict[str, str]:
    return {
        entry[1]: entry[2]
        for node in build.doctree().findall(addnodes.index)
        for entry in node["entries"]
    }


def test_readers_find_tools_variables_and_proxies_in_the_index(project: Project) -> None:
    body = directive("rst", "tls-trust-table", tools="Requests")
    project.write({"index.rst": page("rst", body)})
    terms = find_terms(project.build("dummy"))
    assert {"trust a CA; Requests", "REQUESTS_CA_BUNDLE"} <= terms.keys()
    for name in ("Zscaler", "Netskope", "Fortinet FortiGate", "Palo Alto Networks"):
        assert terms[f"{name} (inspecting proxy)"] == "tlsalerts-trust"


def test_no_index_leaves_the_table_out(project: Project) -> None:
    body = directive("rst", "tls-trust-table", tools="Requests", no_index="")
    project.write({"index.rst": page("rst", body)})
    assert find_terms(project.build("dummy")) == {}


def test_two_tables_on_a_page_have_ids_of_their_own(project: Project) -> None:
    table = directive("rst", "tls-trust-table", tools="pip, uv")
    project.write({"index.rst": page("rst", f"{table}\n\n{table}")})
    build = project.build()
    assert build.warnings == []
    pages = read_pages(build.outdir)
    assert [*repeated_ids(pages)] == []
    assert [*broken_links(pages)] == []
    assert 'id="tlsalerts-trust-row-pip-2"' in build.text("index.html")


# Remedies

GUIDE = """\
schema: 1
entries:
  - id: a
    title: First
    remedies:
      - text: Trust the company's CA.
        trust: true
      - text: Something else.
  - id: b
    title: Second
    remedy: {text: Trust it here., trust: true}
  - id: c
    title: Third
    remedy: {text: Trust it in these., trust: true, applies_to: [pip, AWS CLI]}
  - id: d
    title: Fourth
    remedy: {text: Trust it in this., trust: true, applies_to: [pip], code: pip config list}
"""


def show(project: Project, builder: str = "dummy", **options: str) -> Build:
    body = directive("rst", "tls-troubleshooting", "guide.yaml", **options)
    project.write({"guide.yaml": GUIDE, "index.rst": page("rst", body)})
    build = project.build(builder, version="1")
    assert build.warnings == []
    return build


@pytest.mark.parametrize("style", ["sections", "dropdowns", "definitions"])
def test_first_remedy_has_the_table_and_later_ones_a_link(project: Project, style: str) -> None:
    document = show(project, style=style).doctree()
    first, second = document.findall(nodes.table)
    settings = dict(rows(first))
    assert settings["botocore, AWS CLI"] == "AWS_CA_BUNDLE"
    assert any("Requests" in tools for tools in settings)
    assert not any("nginx" in tools for tools in settings), "servers have no users who read this"
    (link,) = (r for r in document.findall(nodes.reference) if r.get("refid") == first["ids"][0])
    assert link.astext() == "the table of settings"
    assert rows(second) == [["pip", "global.cert"], ["AWS CLI", "AWS_CA_BUNDLE"]]


def test_table_of_entries_has_no_table_in_it(project: Project) -> None:
    document = show(project, style="table").doctree()
    table = one(document, nodes.table)
    assert "Trust the company's CA." in table.astext()


@pytest.mark.parametrize("builder", ["html", "latex", "text", "man", "texinfo", "epub"])
def test_every_builder_writes_it(project: Project, builder: str) -> None:
    build = show(project, builder)
    if builder == "text":
        assert "AWS_CA_BUNDLE" in build.text("index.txt")
    if builder == "html":
        pages = read_pages(build.outdir)
        assert [*repeated_ids(pages)] == []
        assert [*broken_links(pages)] == []


# Overlays

OVERLAY = """\
schema: 1
trust:
  pip:
    note: Our mirror has a certificate of the company's CA.
  company-cli:
    name: Company CLI
    default: own
    settings:
      - variable: COMPANY_CA
        effect: adds
        since: "2.1"
    snippet: export COMPANY_CA={?file=company-root.pem}
    source: https://intranet.example/company-cli
"""


def build_with(project: Project, overlay: str, **options: str) -> Build:
    body = directive("rst", "tls-trust-table", **options)
    project.write({"index.rst": page("rst", body), "house.yaml": overlay})
    return project.build("dummy", tlsalerts_registry_overlays=["house.yaml"])


def test_overlay_adds_a_tool_and_a_note(project: Project) -> None:
    names = "tool default variable effect since snippet note"
    build = build_with(project, OVERLAY, tools="pip, Company CLI", columns=names)
    assert build.warnings == []
    pip, own = rows(one(build.doctree(), nodes.table))
    assert pip[-1].startswith(load_trust().named("pip").note)
    assert pip[-1].endswith("Our mirror has a certificate of the company's CA.")
    assert own == [
        *("Company CLI", "its own file", "COMPANY_CA", "adds to them", "2.1"),
        *("export COMPANY_CA=company-root.pem", ""),
    ]


def test_overlay_overrides_fields(project: Project) -> None:
    overlay = (
        "schema: 1\ntrust:\n  Git:\n    default: certifi\n    source: https://example.org/\n"
        "    settings: [{option: --our-ca, platforms: [linux]}]\n"
        "    snippet: {language: python, text: 'import ours'}\n"
    )
    names = "default option config snippet source"
    build = build_with(project, overlay, tools="git", columns=names)
    assert build.warnings == []
    table = one(build.doctree(), nodes.table)
    (row,) = rows(table)
    assert row[:3] == ["certifi", "--our-ca (Linux)", "—"]
    assert one(table, nodes.literal_block)["language"] == "python"
    assert one(table, nodes.reference)["refuri"] == "https://example.org/"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("trust: pip", "2:8: trust: not a mapping from tools to their fields"),
        (
            "trust:\n  pipp: {note: x}",
            "3:3: trust: 'pipp' is not in the table (did you mean 'pip'?)",
        ),
        ("trust:\n  pipp: {note: x}", "a new tool needs 'name'; it is left out"),
        ("trust:\n  Own Tool: {name: X}", "3:3: trust: 'Own Tool' is not an id"),
        ("trust:\n  pip: []", "3:8: trust.pip: not a mapping with name, default"),
        ("trust:\n  pip: {}\n  pip: {}", "4:3: trust.pip: the tool is here again"),
        ("trust:\n  pip: {default: sistem}", "(did you mean 'system'?); it is left out"),
        (
            "trust:\n  pip: {notes: x}",
            "3:9: trust.pip: 'notes' is not a key (did you mean 'note'?)",
        ),
        ("trust:\n  pip: {source: ftp}", "3:17: trust.pip.source: 'ftp' is not an address"),
        ("trust:\n  pip: {settings: x}", "trust.pip.settings: not a list of settings"),
        ("trust:\n  pip: {settings: [x]}", "3:20: trust.pip.settings[0]: not a mapping such as"),
        ("trust:\n  pip: {settings: [{value: x}]}", "none of them is given"),
        ("trust:\n  pip: {settings: [{file: x, option: y}]}", "two of them are given"),
        (
            "trust:\n  pip: {settings: [{file: x, platforms: [windos]}]}",
            "'windos' is not a platform (did you mean 'windows'?)",
        ),
        ("trust:\n  pip: {settings: [{file: x, effect: addss}]}", "(did you mean 'adds'?)"),
        ("trust:\n  pip: {snippet: {language: sh}}", "the key 'text' is missing"),
        ("trust:\n  pip: {snippet: [x]}", "3:18: trust.pip.snippet: not a text"),
    ],
)
def test_faults_are_told_with_their_place(project: Project, text: str, fault: str) -> None:
    build = build_with(project, f"schema: 1\n{text}\n", tools="uv")
    assert len(build.warnings) == 1
    assert fault in build.warnings[0].replace(" WARNING:", "")
    assert "house.yaml" in build.warnings[0]
    assert rows(one(build.doctree(), nodes.table))[0][0] == "uv"


def test_later_file_goes_over_an_earlier_one(project: Project) -> None:
    project.write(
        {
            "index.rst": page("rst", directive("rst", "tls-trust-table", tools="git")),
            "a.yaml": "schema: 1\ntrust:\n  git: {name: Our Git, default: own}\n",
            "b.yaml": "schema: 1\ntrust:\n  Git: {name: Their Git}\n",
            "c.yaml": "schema: 1\nlanguage: de\ntrust:\n  Git: {name: Fremdes Git}\n",
        }
    )
    files = ["a.yaml", "b.yaml", "c.yaml"]
    build = project.build("dummy", tlsalerts_registry_overlays=files)
    assert build.warnings == []
    (row,) = rows(one(build.doctree(), nodes.table))
    assert row[:2] == ["Their Git", "its own file"]


@pytest.mark.parametrize(
    ("after", "touched"),
    [
        ("  pip: {note: b}", ["all", "pip"]),
        ("  pip: {note: a}\n  uv: {note: b}", ["all", "uv"]),
        ("  pip: {note: a}\n  new-one: {name: New one}", ["all"]),
        ("  pip: {note: a} # the same", []),
    ],
)
def test_changed_file_writes_exactly_the_pages_that_show_it(
    project: Project, after: str, touched: list[str]
) -> None:
    def table(**options: str) -> str:
        body = directive("rst", "tls-trust-table", columns="tool note", no_index="", **options)
        return ":orphan:\n\n" + page("rst", body)

    project.write(
        {
            "index.rst": page("rst", "Start."),
            "all.rst": table(),
            "pip.rst": table(tools="pip"),
            "uv.rst": table(tools="uv"),
            "house.yaml": "schema: 1\ntrust:\n  pip: {note: a}\n",
        }
    )
    project.build(tlsalerts_registry_overlays=["house.yaml"])
    project.write({"house.yaml": f"schema: 1\ntrust:\n{after}\n"})
    build = project.build()
    assert build.warnings == []
    assert build.written == touched
