"""The error finder as Sphinx builds it: its markup, its list and its data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from support.building import LANGUAGES, directive, page, role
from support.finder_files import DATA, data_of, remedies
from support.guide_pages import guide_of
from support.rebuilds import alone
from support.rows import others_slow

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.sphinx_ext.html.finder_data import read_addresses, read_ids
from sphinx_tlsalerts.sphinx_ext.html.finder_excerpt import INSECURE

if TYPE_CHECKING:
    from support.building import Build, Project

SCRIPTS = (
    "tlsalerts-facts.js",
    "tlsalerts-lines.js",
    "tlsalerts-paste.js",
    "tlsalerts-matcher.js",
    "tlsalerts-finder.js",
)

GUIDE = guide_of(
    {
        "id": "plain-http",
        "title": "WRONG_VERSION_NUMBER",
        "message": "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)",
        "cause": "No TLS.",
        "remedies": {
            "choose": "any",
            "items": [
                {"text": "Check the port with ``ss`` first.", "code": "ss -ltn\n"},
                "Ask somebody.",
            ],
        },
    },
    {"id": "second", "title": "Something else", "cause": "Unknown.", "remedy": "See :ref:`far`."},
    markup="rst",
)


def finder_page(language: str = "rst", argument: str = "", /, **options: str) -> str:
    return page(language, directive(language, "tls-error-finder", argument, **options))


@pytest.fixture
def project(project: Project) -> Project:
    project.write(
        {
            "index.rst": finder_page(),
            "errors.rst": alone(directive("rst", "tls-troubleshooting", "guide.yaml")),
            "far.rst": ":orphan:\n\n.. _far:\n\nFar away\n========\n\nWords.\n",
            "guide.yaml": GUIDE,
        }
    )
    return project


def addresses(data: dict[str, Any]) -> dict[str, str]:
    """Return where the results lead, by the id of the entry; those without a page left out."""
    found = zip(read_ids(data), read_addresses(data), strict=True)
    return {name: address for name, address in found if address is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_browsers_get_a_labelled_text_area(project: Project, language: str) -> None:
    project.remove("index.rst")
    project.write({f"index.{language}": finder_page(language, "What & where?", name="ours")})
    build = project.build()
    assert build.warnings == []
    html = build.text("index.html")
    label = re.search(r'<label for="([^"]+)">What &amp; where\?</label>', html)
    assert label
    assert f'id="{label[1]}"' in html
    assert 'role="status"' in html
    listed = html[html.index("<noscript>") : html.index("</noscript>")]
    links = re.findall(r'href="([^"]+)"><span[^>]*>([^<]+)<', listed)
    assert links == [
        ("errors.html#tlsalerts-error-second", "Something else"),
        ("errors.html#tlsalerts-error-plain-http", "WRONG_VERSION_NUMBER"),
    ]


def test_finder_has_a_label_for_references(project: Project) -> None:
    project.write(
        {"index.rst": finder_page(name="ours") + "\n\n" + role("rst", "ref", "here <ours>")}
    )
    build = project.build()
    assert build.warnings == []
    html = build.text("index.html")
    target = re.search(r'href="#([^"]+)"><span class="[^"]*">here<', html)
    assert target
    assert f'id="{target[1]}"' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_formats_get_a_list(project: Project, language: str) -> None:
    project.remove("index.rst")
    project.write({f"index.{language}": finder_page(language, builtin="")})
    text = project.build("text").text("index.txt")
    assert "\n* *Something else*\n\n* *WRONG_VERSION_NUMBER*\n" in text
    assert "sphinx-tlsalerts explain" in text  # which knows the bundled catalogue
    for builder, name in (("latex", "sample.tex"), ("man", "sample.1"), ("texinfo", "sample.texi")):
        build = project.build(builder, folder=builder)
        assert build.warnings == []
        assert "Something else" in build.text(name)
        assert "textarea" not in build.text(name)
        assert not (build.outdir / DATA).exists()


def test_epub_gets_the_list_and_no_script(project: Project) -> None:
    build = project.build("epub", version="1")
    assert build.warnings == []
    html = build.text("index.xhtml")
    assert "Something else" in html
    assert "<script" not in html
    assert "textarea" not in html
    assert not (build.outdir / DATA).exists()


def test_project_without_entries_gets_a_finder_without_a_list(project: Project) -> None:
    project.remove("errors.rst")
    build = project.build()
    assert build.warnings == []
    assert "explained here" not in build.text("index.html")
    assert "<li>" not in build.text("index.html").partition("<noscript>")[2].partition("</")[0]
    assert read_ids(data_of(build)) == []
    assert build.files().keys() >= {DATA}


def test_scripts_are_on_the_pages_that_have_a_finder(project: Project) -> None:
    build = project.build()
    for script in SCRIPTS:
        tag = rf'<script (defer="defer" )?src="_static/{script}\?v='
        assert re.search(tag, build.text("index.html"))
        assert script not in build.text("errors.html")
        assert script not in build.text("genindex.html")
        assert (build.outdir / "_static" / script).exists()


ENTRIES = guide_of(
    {"id": "listed", "remedy": "- First\n- Second"},
    {"id": "noted", "remedies": {"items": [{"notes": [{"text": "In a box."}]}]}},
    {"id": "coded", "remedies": {"items": [{"code": "a\nb\nc\nd\ne\n"}]}},
    {"id": "weak", "remedy": {"text": "Set ``verify=False``.", "insecure": True}},
    {
        "id": "nested",
        "causes": [
            {"text": "One.", "remedy": "Remedy of cause one."},
            {"text": "Two.", "remedy": "Remedy of cause two."},
        ],
        "remedy": "General remedy.",
    },
    {"id": "without", "cause": "Only a cause.", "alerts": ["bad_certificate"]},
    {"id": "bare", "alerts": ["bad_certificate"]},
    {"id": "quoted", "remedy": "Use ``a`b`` and the \\` key [#]_\n\n.. [#] A note."},
    markup="rst",
)
SHOWN = {
    "listed": "First\nSecond",
    "noted": "In a box.",
    "coded": "\ta\n\tb\n\tc\n\td\n\t…",
    "weak": f"{INSECURE}Set `verify=False`.",
    "nested": "Remedy of cause one.",
    "without": "Only a cause.",
    "bare": "",
    "quoted": "Use `a`b` and the ` key",
}


@pytest.mark.parametrize("style", ["sections", "dropdowns", "definitions", "table"])
@pytest.mark.parametrize("builder", others_slow(["html", "singlehtml"], "html"))
def test_first_remedy_is_shown_whatever_it_is(project: Project, builder: str, style: str) -> None:
    guide = directive("rst", "tls-troubleshooting", "guide.yaml", style=style)
    project.write({"guide.yaml": ENTRIES, "errors.rst": page("rst", guide)})
    project.write({"index.rst": finder_page() + "\n\n.. toctree::\n\n   errors\n"})
    build = project.build(builder)
    assert build.warnings == []
    assert remedies(data_of(build)) == SHOWN


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_entries_on_the_first_page_are_found(project: Project, builder: str) -> None:
    project.remove("errors.rst")
    guide = directive("rst", "tls-troubleshooting", "guide.yaml")
    project.write({"index.rst": f"{finder_page()}\n\n{guide}"})
    data = data_of(project.build(builder))
    root = "" if builder == "dirhtml" else "index.html"
    assert addresses(data)["second"] == f"{root}#tlsalerts-error-second"


def test_pages_outside_of_the_one_page_are_left_out(project: Project) -> None:
    assert read_ids(data_of(project.build("singlehtml"))) == []


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_results_lead_to_the_entries(project: Project, builder: str) -> None:
    pages = {
        "index.rst": finder_page() + "\n\n.. toctree::\n\n   sub/errors\n   far\n   described\n"
    }
    project.remove("errors.rst")
    pages["sub/errors.rst"] = page(
        "rst",
        directive("rst", "tls-troubleshooting", "/guide.yaml", id_prefix="own-")
        + "\n\n"
        + directive("rst", "tls-error", "by-hand", "Do ``this``.", title="By hand"),
        "Errors",
    )
    pages["far.rst"] = ".. _far:\n\nFar away\n========\n\nWords.\n"
    pages["described.rst"] = page(
        "rst", ".. tls-alert:: 42\n\n.. tls-verify:: 20\n   :no-index-entry:\n", "Alerts"
    )
    project.write(pages)
    build = project.build(builder)
    assert build.warnings == []
    data = data_of(build)
    found = addresses(data)
    assert found.keys() == {"plain-http", "second", "by-hand"}
    found["42"] = data["alerts"]["bad_certificate"][0]
    found["20"] = data["codes"]["X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"][0]
    for address in found.values():
        name, _hash, anchor = address.partition("#")
        if builder == "dirhtml":
            name += "index.html"
        assert f'id="{anchor}"' in build.text(name), address
    assert data["alerts"].keys() == {"bad_certificate"}


def test_remedies_are_as_on_the_page(project: Project) -> None:
    found = remedies(data_of(project.build()))
    assert found == {
        "plain-http": "Check the port with `ss` first.\n\tss -ltn",
        "second": "See Far away.",
    }


def test_passage_written_by_hand_is_found_with_its_first_paragraph(project: Project) -> None:
    body = "Do ``this`` first.\n\nThen that."
    project.write(
        {
            "hand.rst": alone(
                directive("rst", "tls-error", "a", body, title="Titled", messages="our message")
            ),
            "bare.rst": alone(directive("rst", "tls-error", "b", body)),
        }
    )
    data = data_of(project.build())
    assert remedies(data).items() >= {("a", "Do `this` first."), ("b", "Do `this` first.")}
    assert set(addresses(data)) == {"a", "b", "plain-http", "second"}


def test_bundled_entries_are_explained_in_place_unless_a_page_shows_them(project: Project) -> None:
    shown = directive(
        "rst", "tls-troubleshooting", "builtin:python", only="certificate-has-expired"
    )
    project.write({"index.rst": finder_page(builtin=""), "expired.rst": alone(shown)})
    build = project.build()
    data = data_of(build)
    names = {entry.id for entry in load_catalogue("python").entries}
    assert set(read_ids(data)) == names | {"plain-http", "second"}
    assert len(read_ids(data)) == len(names) + 2
    assert addresses(data).keys() == {"certificate-has-expired", "plain-http", "second"}
    for number, name in enumerate(read_ids(data)):
        if name not in addresses(data):
            assert data["causes"][str(number)], name
            assert data["remedies"][number], name
            assert "``" not in data["remedies"][number]


def test_own_entries_come_first_and_take_the_place_of_bundled_ones(project: Project) -> None:
    own = {"id": "certificate-has-expired", "title": "Ours", "cause": "A.", "remedy": "B."}
    project.write({"index.rst": finder_page(builtin=""), "guide.yaml": guide_of(own)})
    data = data_of(project.build())
    names = read_ids(data)
    assert names[0] == "certificate-has-expired"
    assert sorted(names) == sorted(entry.id for entry in load_catalogue("python").entries)
    assert data["tables"]["titles"][0] == "Ours"
    assert addresses(data) == {
        "certificate-has-expired": "errors.html#tlsalerts-error-certificate-has-expired"
    }


def test_only_what_references_lead_to_is_found(project: Project) -> None:
    again = directive("rst", "tls-troubleshooting", "guide.yaml", no_index="")
    project.write({"again.rst": alone(again), "also.rst": alone(again)})
    data = data_of(project.build())
    assert len(read_ids(data)) == 2
    assert set(addresses(data).values()) == {
        "errors.html#tlsalerts-error-plain-http",
        "errors.html#tlsalerts-error-second",
    }


@pytest.mark.parametrize("style", ["sections", "rubric", "dropdowns", "definitions"])
@pytest.mark.parametrize("no_index", others_slow(["", "         :no-index:\n"], ""))
def test_entry_in_a_field_keeps_its_words_to_itself(
    project: Project, style: str, no_index: str
) -> None:
    guide = (
        "schema: 1\nmarkup: rst\nentries:\n"
        "- id: outer\n  title: Outer\n  remedy: |\n"
        "      .. tls-error:: inner\n         :title: Inner\n"
        f"         :style: {style}\n{no_index}\n"
        "         Inner words.\n\n      Outer words.\n"
    )
    project.write({"index.rst": finder_page(), "guide.yaml": guide})
    data = data_of(project.build())
    expected = {"outer": "Outer words."} | ({} if no_index else {"inner": "Inner words."})
    assert remedies(data) == expected


def test_translated_pages_have_translated_results(project: Project) -> None:
    catalogue = project.source / "locale" / "de" / "LC_MESSAGES" / "errors.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Check the port with ``ss`` first."\n'
        'msgstr "Prüfe zuerst mit ``ss`` den Port."\n\n'
        'msgid "Something else"\nmsgstr "Etwas anderes"\n',
        encoding="utf-8",
    )
    build = project.build(language="de", locale_dirs=["locale"], gettext_compact=False)
    data = data_of(build)
    assert remedies(data)["plain-http"].startswith("Prüfe zuerst mit `ss` den Port.")
    assert "Etwas anderes" in data["tables"]["titles"]


def test_no_finder_no_data(project: Project) -> None:
    first = project.build()
    assert (first.outdir / DATA).exists()
    project.write({"index.rst": page("rst", "Nothing.")})
    second = project.build()
    assert not (second.outdir / DATA).exists()
    assert not any(script in second.text("index.html") for script in SCRIPTS)


def written_again(project: Project) -> Build:
    """Build again; the data and the finder are those of a clean build."""
    build = project.build()
    clean = project.build(folder=f"clean{len(list(project.root.iterdir()))}")
    assert build.text(DATA) == clean.text(DATA)
    assert build.text("index.html") == clean.text("index.html")
    return build


def test_data_follow_every_change(project: Project) -> None:
    first = project.build()
    version = re.search(r'data-version="(\w+)"', first.text("index.html"))
    assert version
    before = first.text(DATA)
    # Nothing changes: nothing is written.
    again = project.build()
    assert (again.written, again.text(DATA)) == ([], before)
    # A page without entries.
    project.write({"other.rst": alone("Words.")})
    assert written_again(project).written == ["other"]
    # A remedy: the page, and the finder that names the version of the data.
    project.write({"guide.yaml": GUIDE.replace("Check the port", "Look at the port")})
    build = written_again(project)
    assert build.written == ["errors", "index"]
    assert remedies(data_of(build))["plain-http"].startswith("Look at the port")
    assert version[1] not in build.text("index.html")
    # What is shown of entries in other forms, each of them new to a browser.
    versions = set()
    for old, new in (
        ("remedy: See :ref:`far`.", "remedy: '- See this'"),
        ("remedy: See :ref:`far`.", "remedy: '- See that'"),
        ("  remedy: See :ref:`far`.\n", ""),
        ("cause: Unknown.\n  remedy: See :ref:`far`.\n", "cause: Known.\n"),
    ):
        assert old in GUIDE
        project.write({"guide.yaml": GUIDE.replace(old, new)})
        html = written_again(project).text("index.html")
        versions |= {*re.findall(r'data-version="(\w+)"', html)}
    assert len(versions) == 4
    project.write({"guide.yaml": GUIDE.replace("Check the port", "Look at the port")})
    written_again(project)
    # Another page with entries: the words of the first one are kept.
    more = guide_of({"id": "third", "title": "Third", "remedy": "Do it."})
    project.write(
        {
            "more.yaml": more,
            "more.rst": alone(directive("rst", "tls-troubleshooting", "more.yaml")),
        }
    )
    build = written_again(project)
    assert build.written == ["index", "more"]
    assert set(read_ids(data_of(build))) == {"plain-http", "second", "third"}
    # A page less.
    project.remove("errors.rst")
    assert read_ids(data_of(written_again(project))) == ["third"]


def test_data_that_are_lost_are_made_again(project: Project) -> None:
    before = project.build().text(DATA)
    for change in (
        Path.unlink,
        lambda path: path.write_text("tlsalertsEntries=[];\n", encoding="utf-8"),
    ):
        change(project.root / "build" / "html" / DATA)
        project.write({"other.rst": alone(f"Words {change}.")})
        assert project.build().text(DATA) == before


def test_interrupted_build_leaves_no_old_data(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    project.write({"guide.yaml": GUIDE.replace("Check the port", "Look at the port")})
    render = StandaloneHTMLBuilder.handle_page

    def fail(self: StandaloneHTMLBuilder, pagename: str, *args: Any, **kwargs: Any) -> None:
        if pagename == "index":  # the second of two
            raise RuntimeError("pulled the plug")
        render(self, pagename, *args, **kwargs)

    with monkeypatch.context() as context:
        context.setattr(StandaloneHTMLBuilder, "handle_page", fail)
        with pytest.raises(RuntimeError, match="pulled the plug"):
            project.build()
    build = written_again(project)
    assert remedies(data_of(build))["plain-http"].startswith("Look at the port")


@pytest.mark.parametrize("parallel", [0, 2])
def test_data_do_not_depend_on_workers(project: Project, parallel: int) -> None:
    for number in range(8):
        guide = guide_of({"id": f"e{number}", "title": f"Title {number}", "remedy": "Do it."})
        project.write(
            {
                f"p{number}.rst": alone(directive("rst", "tls-troubleshooting", f"g{number}.yaml")),
                f"g{number}.yaml": guide,
            }
        )
    build = project.build(parallel=parallel)
    assert read_ids(data_of(build)) == [
        "plain-http", "second", *(f"e{number}" for number in range(8))
    ]  # fmt: skip


def test_codes_have_the_numbers_of_the_projects_openssl(project: Project) -> None:
    assert "numbers" not in data_of(project.build())
    data = data_of(project.build(tlsalerts_openssl="1.1.1"))
    assert data["numbers"]["X509_V_ERR_INVALID_CA"] == 24
    assert "X509_V_ERR_CERT_HAS_EXPIRED" not in data["numbers"]


NASTY = "</script><script>alert(1)</script> \u2028 \\ \" ' <!-- \u202e \ufeff & ]]> ${x} `y`"


def test_words_cannot_break_out_of_the_data_or_the_page(project: Project) -> None:
    guide = guide_of(
        {"id": "nasty", "title": NASTY, "message": NASTY, "matches": [NASTY], "remedy": "x"},
        markup="rst",
    )
    project.write({"guide.yaml": guide, "index.rst": finder_page("rst", NASTY)})
    build = project.build()
    data = data_of(build)
    assert "</script><script>alert(1)" in data["tables"]["titles"][0]
    html = build.text("index.html")
    assert "<script>alert" not in html


def test_doctree_is_made_of_standard_nodes(project: Project) -> None:
    build = project.build("text")
    assert not any(build.resolved["index"].findall(nodes.raw))
    assert any(build.resolved["index"].findall(nodes.bullet_list))


TRUSTING = """
schema: 1
entries:
  - id: expired
    title: Expired
    remedy: Renew it.
  - id: unknown-ca
    title: Unknown CA
    remedies:
      - text: Trust our CA.
        trust: true
"""

#: The company has its own way for one tool.
OURS = """
schema: 1
trust:
  pip:
    snippet: trust-our-ca --for pip
"""


def test_settings_of_tools_come_with_an_entry_that_says_to_trust_a_ca(project: Project) -> None:
    shown = directive("rst", "tls-troubleshooting", "e.yaml")
    finder = directive("rst", "tls-error-finder")
    files = {"e.yaml": TRUSTING, "o.yaml": OURS, "index.rst": page("rst", shown + "\n" + finder)}
    project.write(files)
    data = data_of(project.build(tlsalerts_registry_overlays=["o.yaml"]))
    assert [read_ids(data)[number] for number in data["trusting"]] == ["unknown-ca"]
    settings = data["trust"]
    assert settings["pip"]["any"].endswith("\n\ttrust-our-ca --for pip")
    assert "\t$env:REQUESTS_CA_BUNDLE = " in settings["requests"]["windows"]
    assert "\texport REQUESTS_CA_BUNDLE=" in settings["requests"]["any"]

    project.write({"e.yaml": TRUSTING.replace("        trust: true\n", "")})
    data = data_of(project.build(tlsalerts_registry_overlays=["o.yaml"]))
    assert not {"trust", "trusting"} & data.keys()
