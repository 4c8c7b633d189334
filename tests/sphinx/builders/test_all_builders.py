"""Each builder of Sphinx takes each directive and role, and its links lead to what is there."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from xml.etree import ElementTree as ET

import pytest
from support.builder_pages import LINKS, WORDS, sources, without_space
from support.building import Project, directive, page
from support.html_pages import Page, broken_links, read_pages, repeated_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.building import Build

#: Builders of packages that Sphinx requires use what Sphinx 9 deprecates.
pytestmark = [
    pytest.mark.filterwarnings(r"ignore:'sphinxcontrib\..*' is deprecated"),
    pytest.mark.filterwarnings(r"ignore:'tags' will become a required keyword"),
]

#: The builders that write pages, each with the suffix of its pages.
HTML = {
    "html": ".html",
    "dirhtml": ".html",
    "singlehtml": ".html",
    "htmlhelp": ".html",
    "qthelp": ".html",
    "devhelp": ".html",
    "applehelp": ".html",
    "epub": ".xhtml",
}
SERIALIZED = {"json": ".fjson", "pickle": ".fpickle"}
PRINTED = {"latex": "sample.tex", "texinfo": "sample.texi", "man": "sample.1"}
BY_PAGE = {"text": ".txt", "xml": ".xml", "pseudoxml": ".pseudoxml"}
OTHERS = ("gettext", "changes", "linkcheck", "dummy", "doctest", "coverage")
BUILDERS = (*HTML, *SERIALIZED, *PRINTED, *BY_PAGE, *OTHERS)


@pytest.fixture(scope="module")
def build_of(shared_project: Callable[[str], Project]) -> Callable[[str], Build]:
    """Return a function that builds the project once with each builder, read once by most."""
    project = shared_project("every-builder")
    project.write(sources())
    project.extensions = ["sphinx.ext.doctest", "sphinx.ext.coverage"]
    project.config = {
        "nitpicky": True,
        "version": "1",
        "applehelp_bundle_id": "example.sample",
        "applehelp_disable_external_tools": True,
        "linkcheck_ignore": ["https://"],
    }
    known: dict[str, Build] = {}

    def build_of(builder: str) -> Build:
        if builder not in known:
            # These two change options, which would have the others read all pages again.
            folder = builder if builder in {"gettext", "epub"} else "build"
            known[builder] = project.build(builder, folder=folder)
        return known[builder]

    return build_of


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        pytest.fail("the network is asked for something")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read(folder: Path, pattern: str) -> str:
    """Return the text of all files that *pattern* matches."""
    files = sorted(folder.rglob(pattern))
    assert files
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("builder", BUILDERS)
def test_builds_without_a_warning(build_of: Callable[[str], Build], builder: str) -> None:
    build = build_of(builder)
    assert (build.statuscode, build.warnings) == (0, [])
    assert builder in {"dummy", "coverage"} or build.files()


def test_the_builders_of_sphinx_are_all_there(build_of: Callable[[str], Build]) -> None:
    # The programs that make use of others' packages are the subject of test_foreign_builders.
    known = set(build_of("dummy").builders)
    assert known == {*BUILDERS}


# HTML, and what is made of it


@pytest.mark.parametrize("builder", HTML)
def test_links_of_html_lead_to_ids(build_of: Callable[[str], Build], builder: str) -> None:
    pages = read_pages(build_of(builder).outdir)
    linked = {link.rpartition("#")[2] for page in pages.values() for link in page.links}
    if builder == "singlehtml":  # Sphinx puts the page, which is none, before some fragments
        (only,) = (page for page in pages.values() if page.path.name == "index.html")
        broken = {link.rpartition("#")[2] for link in only.links if link[0] == "#"} - {*only.ids}
        assert broken <= {""}
    else:
        assert list(broken_links(pages)) == []
    assert list(repeated_ids(pages)) == []
    assert set(LINKS.values()) <= linked


@pytest.mark.parametrize("builder", HTML)
def test_html_shows_all(build_of: Callable[[str], Build], builder: str) -> None:
    text = read(build_of(builder).outdir, f"*{HTML[builder]}")
    assert [words for words in WORDS if words not in text] == []


def loaded(build: Build, builder: str) -> dict[str, dict[str, Any]]:
    """Return the contexts of the pages, by name."""
    suffix = SERIALIZED[builder]
    found: dict[str, dict[str, Any]] = {}
    for path in build.outdir.rglob(f"*{suffix}"):
        name = path.relative_to(build.outdir).as_posix().removesuffix(suffix)
        content = path.read_bytes()
        found[name] = json.loads(content) if builder == "json" else pickle.loads(content)  # noqa: S301 -- written just now
    return found


def body_of(text: str) -> tuple[set[str], list[str]]:
    """Return the ids of a body, and the fragments that its links lead to."""
    body = Page(Path(), text)
    # Of the finder, only pages that run scripts have the form.
    ids = {node_id for node_id in body.ids if not node_id.endswith(("-text", "-hint"))}
    return ids, [link.rpartition("#")[2] for link in body.links if "#" in link]


@pytest.mark.parametrize("builder", SERIALIZED)
def test_serialized_pages_have_the_bodies_of_html(
    build_of: Callable[[str], Build], builder: str
) -> None:
    contexts = loaded(build_of(builder), builder)
    html = build_of("html")
    for name in ("things", "entries", "again", "catalogue", "links"):
        whole = re.search(
            r'<div class="body" role="main">(.*?)<div class="clearer">',
            html.text(f"{name}.html"),
            re.DOTALL,
        )
        assert whole is not None
        assert body_of(contexts[name]["body"]) == body_of(whole[1])
    body = "".join(context.get("body", "") for context in contexts.values())
    assert [words for words in WORDS if words not in body] == []


def test_json_and_pickle_say_the_same(build_of: Callable[[str], Build]) -> None:
    first, second = (loaded(build_of(builder), builder) for builder in SERIALIZED)
    assert first.keys() == second.keys()
    for name, context in first.items():
        assert context.get("body") == second[name].get("body")
        assert context.get("indextitle") == second[name].get("indextitle")
    whole = json.loads(build_of("json").text("globalcontext.json"))
    assert ["tls-index", "TLS index", "", "TLS"] in whole["rellinks"]
    index = first["tls-index"]
    assert index["indextitle"] == "TLS index"
    shown = [entry[0] for _letter, entries in index["content"] for entry in entries]
    assert {"bad_certificate", "TLSv1_2", "SSLError", "Title in dropdowns"} <= {*shown}


def test_json_has_the_names_of_the_index_in_the_language_of_the_project(project: Project) -> None:
    project.write({"index.rst": page("rst", directive("rst", "tls-alert", "42"))})
    build = project.build("json", language="de")
    assert build.warnings == []
    assert loaded(build, "json")["tls-index"]["indextitle"] == "TLS-Index"


# Formats that are printed


def test_links_of_latex_lead_to_labels(build_of: Callable[[str], Build]) -> None:
    tex = build_of("latex").text("sample.tex")
    labels = re.findall(r"\\label\{\\detokenize\{([^}]*)\}\}", tex)
    links = set(re.findall(r"\\hyperref\[\\detokenize\{([^}]*)\}\]", tex))
    assert links - {*labels} == set()
    assert {*LINKS.values()} <= {link.partition(":")[2] for link in links}
    ours = [label for label in labels if re.search(":(tlsalerts|own|again)-", label)]
    assert len(ours) == len(set(ours))


def links_of_texinfo(text: str) -> Iterator[str]:
    """Yield where references and menus lead to."""
    yield from re.findall(r"@ref\{([^,}]*)", text)
    for menu in re.findall(r"@menu\n(.*?)@end menu", text, re.DOTALL):
        for name, node in re.findall(r"^\* ([^:\n]+):(?::| ([^.\n]*)\.)", menu, re.MULTILINE):
            yield node or name


def test_links_of_texinfo_lead_to_anchors_that_are_in_their_place(
    build_of: Callable[[str], Build],
) -> None:
    text = build_of("texinfo").text("sample.texi")
    # Sphinx puts the anchors that it lacks at the end, each with 30 blanks.
    assert "@w{    " not in text
    anchors = re.findall(r"@anchor\{([^}]*)\}", text)
    assert len(anchors) == len(set(anchors))
    assert {*links_of_texinfo(text)} - {*anchors, *re.findall(r"@node ([^,\n]*)", text)} == set()
    names = {name.partition(" ")[2] for name in anchors}
    assert {node_id.replace(".", " ") for node_id in LINKS.values()} <= names


def info_of(folder: Path, name: str) -> str:
    """Run ``makeinfo`` as the ``Makefile`` of the builder does, and return the manual."""
    program = shutil.which("makeinfo")
    if program is None:
        pytest.skip("makeinfo is not installed (Debian's package texinfo has it)")
    done = subprocess.run(
        [program, "--no-split", "-o", f"{name}.info", f"{name}.texi"],
        cwd=folder,
        env=os.environ | {"LC_ALL": "C"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return (folder / f"{name}.info").read_text(encoding="utf-8")


def test_makeinfo_makes_a_manual(build_of: Callable[[str], Build]) -> None:
    info = without_space(info_of(build_of("texinfo").outdir, "sample"))
    assert [words for words in WORDS if without_space(words) not in info] == []


@pytest.mark.parametrize(
    "body",
    [
        directive("rst", "ssl-enum", "TLSVersion"),
        directive("rst", "tls-troubleshooting", "dropdowns.yaml", style="dropdowns"),
        directive("rst", "tls-troubleshooting", "sections.yaml"),  # the first one is the title
        directive("rst", "tls-error", "alpha", "More.", title="Alpha"),
    ],
    ids=["enum", "dropdown", "section", "passage"],
)
def test_makeinfo_takes_an_index_to_what_nothing_else_refers_to(
    project: Project, body: str
) -> None:
    project.write(sources() | {"index.rst": body})
    for name in ("things", "entries", "again", "catalogue"):
        project.remove(f"{name}.rst")
    next(project.source.glob("links.*")).unlink()
    build = project.build("texinfo")
    assert build.warnings == []
    assert "* TLS index:" in info_of(build.outdir, "sample")


@pytest.mark.parametrize("builder", ["man", "text"])
def test_plain_formats_show_all_without_gaps(
    build_of: Callable[[str], Build], builder: str
) -> None:
    text = read(build_of(builder).outdir, {"man": "sample.1", "text": "*.txt"}[builder])
    joined = without_space(text)
    missing = [words for words in WORDS if without_space(words) not in joined]
    assert missing == []
    assert "\n\n\n\n" not in text  # two blank lines and more


# XML


def test_links_of_xml_lead_to_ids(build_of: Callable[[str], Build]) -> None:
    build = build_of("xml")
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for path in build.outdir.rglob("*.xml"):
        name = path.relative_to(build.outdir).as_posix().removesuffix(".xml")
        for node in ET.parse(path).iter():  # noqa: S314 -- written just now
            ids.setdefault(name, set()).update(node.get("ids", "").split())
            if refid := node.get("refid"):
                links.append((name, refid))
            elif node.tag == "reference" and node.get("internal") in {"1", "True"}:
                target, _sign, fragment = node.get("refuri", "").partition("#")
                if fragment:
                    links.append((target.removesuffix(".xml") or name, fragment))
    assert [link for link in links if link[1] not in ids[link[0]]] == []
    assert {*LINKS.values()} <= {fragment for _page, fragment in links}


def test_pseudoxml_shows_the_nodes_of_a_reader(build_of: Callable[[str], Build]) -> None:
    text = read(build_of("pseudoxml").outdir, "*.pseudoxml")
    assert [words for words in WORDS if words not in text] == []
    assert "entries_about" not in text


# Builders that write no pages


def test_linkcheck_collects_our_addresses_and_asks_none(build_of: Callable[[str], Build]) -> None:
    lines = build_of("linkcheck").text("output.json").splitlines()
    found = [json.loads(line) for line in lines]
    assert [line for line in found if line["status"] != "ignored" and line["uri"][0] != "#"] == []
    addresses = {line["uri"] for line in found}
    assert "https://docs.python.org/3/library/ssl.html#ssl.SSLContext" in addresses
    assert any(uri.startswith("https://datatracker.ietf.org/doc/html/rfc") for uri in addresses)
    assert all(line["lineno"] for line in found)


def test_gettext_offers_the_words_of_the_author(build_of: Callable[[str], Build]) -> None:
    text = read(build_of("gettext").outdir, "*.pot")
    for words in ("The author's body.", "An untitled passage.", "It broke in table."):
        assert f'msgid "{words}"' in text
