"""The domain ``tls``: which object is the target, indexes, inventory, search."""

from __future__ import annotations

import ast
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx.util.inventory import InventoryFile
from support.building import directive, needs_myst, page, role
from support.html_pages import broken_links, read_pages, repeated_ids
from support.rows import others_slow

from sphinx_tlsalerts.sphinx_ext.env import ObjectStore

if TYPE_CHECKING:
    from support.building import Build, Project

MEANING = "a certificate is corrupt, badly signed, or otherwise unusable"


def table(**options: str) -> str:
    return directive("rst", "tls-alert-table", codes="42", **options)


def described(argument: str = "42", **options: str) -> str:
    return directive("rst", "tls-alert", argument, fields="none", **options)


def build_pages(project: Project, pages: dict[str, str], builder: str = "html") -> Build:
    """Build ``index``, which refers to 42, and further pages.

    They stand in no toctree: Sphinx itself does not write a page again when the
    next one becomes another.
    """
    sources = {"index": ":tlsalert:`42`", **pages}
    project.write(
        {f"{name}.rst": f":orphan:\n\n{page('rst', body)}" for name, body in sources.items()}
    )
    return project.build(builder, nitpicky=True)


def target_of_42(build: Build) -> str:
    link = next(iter(build.resolved["index"].findall(nodes.reference)))
    return str(link["refuri"])


ROW = "tlsalerts-alert-row-bad_certificate"
DESCRIPTION = "tlsalerts-alert-bad_certificate"


@pytest.mark.parametrize(
    ("pages", "target"),
    [
        pytest.param({"a": table(), "b": described()}, f"b.html#{DESCRIPTION}", id="description"),
        pytest.param({"a": f"{table()}\n\n{described()}"}, f"a.html#{DESCRIPTION}", id="same page"),
        pytest.param({"a": table(), "b": table()}, f"a.html#{ROW}", id="first page"),
        pytest.param({"b": f"{table()}\n\n{table()}"}, f"b.html#{ROW}", id="first table of a page"),
        pytest.param({"a": table(no_index=""), "b": table()}, f"b.html#{ROW}", id="table no-index"),
        pytest.param(
            {"a": f"{table(no_index='')}\n\n{table()}"}, f"a.html#{ROW}-2", id="second table"
        ),
        pytest.param({"a": described(), "b": table(target="")}, f"b.html#{ROW}", id="target"),
        pytest.param(
            {"a": table(target=""), "b": table(target="")}, f"a.html#{ROW}", id="two targets"
        ),
        pytest.param(
            {"a": described(no_index=""), "b": table()}, f"b.html#{ROW}", id="description no-index"
        ),
        pytest.param(
            {"a": table(), "b": described(no_index_entry="")},
            f"b.html#{DESCRIPTION}",
            id="no-index-entry",
        ),
        pytest.param(
            {"a": table(target="", no_index=""), "b": table()},
            f"b.html#{ROW}",
            id="no-index before target",
        ),
        pytest.param(
            {"a": table(no_index="")},
            "https://datatracker.ietf.org/doc/html/rfc9846.html#section-6.2",
            id="nothing in the project",
        ),
    ],
)
def test_which_object_is_the_target(project: Project, pages: dict[str, str], target: str) -> None:
    build = build_pages(project, pages)
    assert build.warnings == []
    assert target_of_42(build) == target
    found = read_pages(build.outdir)
    assert list(broken_links(found)) == []
    assert list(repeated_ids(found)) == []


def test_sub_folders_count_by_docname(project: Project) -> None:
    build = build_pages(project, {"b/z": table(), "c": table(), "b/y": table(), "d/a": table()})
    assert target_of_42(build) == f"b/y.html#{ROW}"


MANY = {
    f"p{number}": f"{table()}\n\n{described('43') if number == 7 else ''}\n\n:tlsalert:`43`"
    for number in range(9)
}


@pytest.mark.parametrize("names", others_slow([[*MANY], [*reversed(MANY)]], [*reversed(MANY)]))
def test_order_of_reading_does_not_matter(project: Project, names: list[str]) -> None:
    """Pages come one by one, each with a build of its own, in either order."""
    for name in names:
        build = build_pages(project, {name: MANY[name]})
        assert build.warnings == []
    assert target_of_42(build) == f"p0.html#{ROW}"
    clean = project.build(folder="clean")
    assert {name: text for name, text in build.files().items() if name != "searchindex.js"} == {
        name: text for name, text in clean.files().items() if name != "searchindex.js"
    }


# Duplicates

TWICE = (
    "WARNING: the TLS alert 'bad_certificate' is described here and in 'a' (line 6); "
    "references lead to 'a' [tlsalerts.duplicate-description]"
)


def test_same_alert_twice_on_one_page(project: Project) -> None:
    build = build_pages(project, {"a": f"{described()}\n\nText.\n\n{described()}"})
    assert build.warnings == [f"a.rst:12: {TWICE}"]
    assert target_of_42(build) == f"a.html#{DESCRIPTION}"
    assert list(repeated_ids(read_pages(build.outdir))) == []


def test_same_alert_on_two_pages(project: Project) -> None:
    build = build_pages(project, {"b": described("40-42"), "a": described()})
    assert build.warnings == [f"b.rst:6: {TWICE}"]
    assert target_of_42(build) == f"a.html#{DESCRIPTION}"


def test_duplicates_are_named_alike_after_an_edit_of_the_first(project: Project) -> None:
    first = build_pages(project, {"b": described(), "a": described()})
    project.write({"a.rst": f":orphan:\n\n{page('rst', described())}\n\nMore.\n"})
    second = project.build()
    assert second.read == ["a"]
    assert second.warnings == first.warnings == [f"b.rst:6: {TWICE}"]


@pytest.mark.parametrize("parallel", [1, 4])
def test_duplicates_found_by_workers_warn_once(project: Project, parallel: int) -> None:
    pages = {f"p{number}": "Text." for number in range(8)}
    build_pages(project, pages | {"b": described(), "a": described()})
    again = project.build(folder="again", parallel=parallel)
    assert again.warnings == [f"b.rst:6: {TWICE}"]


@needs_myst
def test_duplicates_on_markdown_pages_name_their_lines(project: Project) -> None:
    body = directive("md", "tls-alert", "42", fields="none")
    project.write({"index.md": page("md", f"{body}\n\n{body}")})
    assert project.build().warnings == [
        f"index.md:7: {TWICE}".replace("'a'", "'index'").replace("line 6", "line 3")
    ]


def test_no_index_settles_a_duplicate(project: Project) -> None:
    build = build_pages(project, {"b": described(), "a": described(no_index="")})
    assert build.warnings == []
    assert target_of_42(build) == f"b.html#{DESCRIPTION}"


def test_rows_are_no_duplicates(project: Project) -> None:
    build = build_pages(
        project, {"b": f"{table()}\n\n{table()}", "a": f"{described()}\n\n{table()}"}
    )
    assert build.warnings == []


# Indexes, inventory, search


def test_general_index(project: Project) -> None:
    body = described("42-43") + "\n\n" + directive("rst", "tls-alert-table", codes="43-45")
    build = build_pages(project, {"a": body, "b": table()})
    html = build.text("genindex.html")
    assert html.count("(TLS alert)") == 4
    for name, anchor in (
        ("bad_certificate", "tlsalerts-alert-bad_certificate"),
        ("unsupported_certificate", "tlsalerts-alert-unsupported_certificate"),
        ("certificate_revoked", "tlsalerts-alert-row-certificate_revoked"),
        ("certificate_expired", "tlsalerts-alert-row-certificate_expired"),
    ):
        assert f'<a href="a.html#{anchor}">{name} (TLS alert)</a>' in html


def test_no_index_entry_stays_out_of_the_general_index_only(project: Project) -> None:
    build = build_pages(project, {"a": described(no_index_entry="")})
    assert "bad_certificate" not in build.text("genindex.html")
    assert f'href="a.html#{DESCRIPTION}"' in build.text("tls-index.html")


def test_index_of_the_domain(project: Project) -> None:
    body = described("42 49") + "\n\n" + directive("rst", "tls-alert-table", codes="43")
    build = build_pages(project, {"a": body, "b": "See :ref:`tls-index`."})
    assert build.warnings == []
    html = build.text("tls-index.html")
    assert "<h1>TLS index</h1>" in html
    order = [
        html.index(f'href="a.html#{anchor}"')
        for anchor in (
            "tlsalerts-alert-access_denied",
            DESCRIPTION,
            "tlsalerts-alert-row-unsupported_certificate",
        )
    ]
    assert order == sorted(order)
    assert f"<em>{MEANING}</em>" in html
    assert "<code" in html
    assert 'href="tls-index.html"' in build.text("b.html")


def test_project_without_alerts_has_no_index_of_the_domain(project: Project) -> None:
    build = build_pages(project, {"a": table(no_index="")})
    assert not (build.outdir / "tls-index.html").exists()


def labels_of(build: Build) -> set[str]:
    """Return the labels that other projects find."""
    inventory = InventoryFile.loads((build.outdir / "objects.inv").read_bytes(), uri="")
    return set(inventory.data["std:label"])


@pytest.mark.parametrize(
    ("body", "indices", "offered"),
    [
        (described(), "True", "offered"),
        (described(), "['tls-index']", "offered"),
        (described(), "False", ""),
        (described(), "['py-modindex']", ""),
        (table(no_index=""), "True", ""),
        ("Words.", "True", ""),
    ],
)
def test_label_of_the_index_is_there_when_its_page_is(
    project: Project, body: str, indices: str, offered: str
) -> None:
    project.config["html_domain_indices"] = ast.literal_eval(indices)
    build = build_pages(project, {"a": body})
    assert (build.outdir / "tls-index.html").exists() == bool(offered)
    assert ("tls-index" in labels_of(build)) == bool(offered)


def test_label_of_the_index_comes_and_goes_with_the_objects(project: Project) -> None:
    for body, offered in ((described(), True), ("Words.", False), (described(), True)):
        build = build_pages(project, {"a": body, "b": "Words."})
        assert ("tls-index" in labels_of(build)) == offered
        assert ('href="tls-index.html"' in build.text("b.html")) == offered


@pytest.mark.parametrize("builder", ["singlehtml", "text", "latex", "xml"])
@pytest.mark.parametrize("role", ["ref", "any"])
def test_reference_to_the_index_is_text_where_it_has_no_page(
    project: Project, builder: str, role: str
) -> None:
    foreign = b"# Sphinx inventory version 2\n# Project: x\n# Version: 1\n# zlib\n"
    foreign += zlib.compress(b"tls-index std:label -1 foreign.html Foreign\n")
    project.write({"index.rst": page("rst", f"{described()}\n\nSee :{role}:`tls-index`.")})
    (project.source / "foreign.inv").write_bytes(foreign)
    project.extensions = ["sphinx.ext.intersphinx"]
    project.config["intersphinx_mapping"] = {"x": ("https://foreign.example/", "foreign.inv")}
    build = project.build(builder, nitpicky=True)
    assert build.warnings == []
    name = {"latex": "sample.tex", "text": "index.txt", "xml": "index.xml"}
    text = build.text(name.get(builder, "index.html"))
    assert "TLS index" in text
    assert "tls-index.html" not in text
    assert "foreign" not in text


@needs_myst
@pytest.mark.filterwarnings("ignore:'myst_parser[.]")  # it uses what Sphinx 11 will not have
@pytest.mark.parametrize("builder", ["text", "html"])
def test_link_of_markdown_leads_to_the_index(project: Project, builder: str) -> None:
    body = directive("md", "tls-alert", "42", fields="none") + "\n\nSee [](#tls-index)."
    project.write({"index.md": page("md", body)})
    build = project.build(builder)
    assert build.warnings == []
    assert "TLS index" in build.text("index.html" if builder == "html" else "index.txt")


def test_reference_to_the_index_in_own_words(project: Project) -> None:
    project.write({"index.rst": page("rst", f"{described()}\n\nSee :ref:`words <tls-index>`.")})
    build = project.build("text")
    assert build.warnings == []
    assert "See words." in build.text("index.txt")


@pytest.mark.parametrize("parallel", [1, 2])
def test_reference_to_the_index_without_objects_leads_nowhere(
    project: Project, parallel: int
) -> None:
    project.write({"index.rst": page("rst", "See :ref:`tls-index`.")})
    (warning,) = project.build(parallel=parallel).warnings
    assert "undefined label: 'tls-index'" in warning


def test_label_of_the_author_has_the_name_of_the_index(project: Project) -> None:
    own = ".. _tls-index:\n\nOwn section\n-----------\n\nSee :ref:`tls-index`.\n\n"
    for body in (own, own + described(), own):
        project.write({"index.rst": page("rst", body)})
        build = project.build()
        assert build.warnings == []
        assert 'href="#tls-index"' in build.text("index.html")


def test_inventory(project: Project) -> None:
    body = described("42") + "\n\n" + directive("rst", "tls-alert-table", codes="42-43")
    build = build_pages(project, {"a": body, "b": table()})
    inventory = InventoryFile.loads((build.outdir / "objects.inv").read_bytes(), uri="")
    assert {name: item.uri for name, item in inventory.data["tls:alert"].items()} == {
        "bad_certificate": "a.html#tlsalerts-alert-bad_certificate",
        "unsupported_certificate": "a.html#tlsalerts-alert-row-unsupported_certificate",
    }


def test_search_knows_the_objects(project: Project) -> None:
    build = build_pages(project, {"a": described()})
    index = build.text("searchindex.js")
    assert '"bad_certificate"' in index
    assert '"objnames":{"0":["tls","alert","TLS alert"]}' in index
    assert '"objtypes":{"0":"tls:alert"}' in index
    assert '"bad_certificate (tls alert)":[[0,"tlsalerts-alert-bad_certificate"' in index


# Ids


def test_ids_are_unique_on_a_page(project: Project) -> None:
    everything = directive("rst", "tls-alert-table")
    body = f"{everything}\n\n{everything}\n\n{described('all')}\n\n{everything}"
    build = build_pages(
        project, {"a": body, "b": body.replace(":fields:", ":no-index:\n   :fields:")}
    )
    found = read_pages(build.outdir)
    assert list(repeated_ids(found)) == []
    ids = found[(build.outdir / "a.html").resolve()].ids
    for suffix in ("", "-2", "-3"):
        assert f"{ROW}{suffix}" in ids


def test_ids_do_not_depend_on_earlier_reads(project: Project) -> None:
    body = f"{table()}\n\n{table()}"
    first = build_pages(project, {"a": body})
    before = sorted(read_pages(first.outdir)[(first.outdir / "a.html").resolve()].ids)
    second = build_pages(project, {"a": f"{body}\n\nMore."})
    assert sorted(read_pages(second.outdir)[(second.outdir / "a.html").resolve()].ids) == before


def test_id_of_an_authors_own_label_is_left_alone(project: Project) -> None:
    body = f".. _{ROW}:\n\nText with a label.\n\n{table()}\n\n{role('rst', 'tlsalert', '42')}"
    build = build_pages(project, {"a": body})
    assert build.warnings == []
    found = read_pages(build.outdir)
    assert list(repeated_ids(found)) == []
    assert list(broken_links(found)) == []


@pytest.mark.parametrize("parallel", [0, 2])
def test_a_build_has_one_store(
    project: Project, monkeypatch: pytest.MonkeyPatch, parallel: int
) -> None:
    made: list[ObjectStore] = []
    make = ObjectStore.__init__

    def note(store: ObjectStore, *args: Any) -> None:
        made.append(store)
        make(store, *args)

    monkeypatch.setattr(ObjectStore, "__init__", note)
    pages = {f"page{n}": f"{table()}\n:tlsalert:`42`" for n in range(6)}
    project.write({f"{name}.rst": page("rst", body) for name, body in pages.items()})
    project.write({"index.rst": page("rst", ".. toctree::\n   :glob:\n\n   *")})
    build = project.build(parallel=parallel)
    assert build.warnings == []
    assert made == [ObjectStore.of(build.env)]
    assert made[0].data is build.env.domaindata["tls"]
    assert made[0].references.keys() == pages.keys()
