"""``ssl-exceptions``: the tree of classes, their attributes, and the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from sphinx import addnodes
from sphinx.util.inventory import InventoryFile
from support.building import LANGUAGES, directive, facts_in, needs_myst, one, page
from support.html_pages import broken_links, read_pages, repeated_ids
from support.normalise import normalised

if TYPE_CHECKING:
    from support.building import Build, Project

#: Class or attribute, and how deep it stands.
TREE = [
    ("exception ssl.SSLError", 0),
    ("library", 1),
    ("reason", 1),
    ("exception ssl.SSLZeroReturnError", 1),
    ("exception ssl.SSLWantReadError", 1),
    ("exception ssl.SSLWantWriteError", 1),
    ("exception ssl.SSLSyscallError", 1),
    ("exception ssl.SSLEOFError", 1),
    ("exception ssl.SSLCertVerificationError", 1),
    ("verify_code", 2),
    ("verify_message", 2),
    ("exception ssl.CertificateError", 2),
]


def build_page(
    project: Project, argument: str = "", language: str = "rst", **options: str
) -> Build:
    for earlier in project.source.glob("index.*"):
        earlier.unlink()
    body = directive(language, "ssl-exceptions", argument, **options)
    project.write({f"index.{language}": page(language, body)})
    build = project.build(nitpicky=True)
    assert build.warnings == []
    return build


def tree(root: nodes.Node) -> list[tuple[str, int]]:
    found = []
    for signature in root.findall(addnodes.desc_signature):
        depth, node = -1, signature.parent
        while node is not None:
            depth += isinstance(node, addnodes.desc)
            node = node.parent
        found.append((signature.astext(), depth))
    return found


def facts(build: Build, name: str) -> dict[str, str]:
    description = next(
        desc
        for desc in build.doctree().findall(addnodes.desc)
        if next(iter(desc.findall(addnodes.desc_signature)))["fullname"] == name
    )
    return facts_in(next(iter(description.findall(nodes.field_list))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_classes_stand_below_their_bases(project: Project, language: str) -> None:
    assert tree(build_page(project, language=language).doctree()) == TREE


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("SSLError", TREE[:3]),
        ("SSLEOFError", [("exception ssl.SSLEOFError", 0)]),
        ("ssl.SSLEOFError, SSLError", [*TREE[:3], ("exception ssl.SSLEOFError", 1)]),
        ("CertificateError", [("exception ssl.CertificateError", 0)]),
        (
            "SSLCertVerificationError CertificateError",
            [
                ("exception ssl.SSLCertVerificationError", 0),
                ("verify_code", 1),
                ("verify_message", 1),
                ("exception ssl.CertificateError", 1),
            ],
        ),
    ],
)
def test_named_classes_only(
    project: Project, argument: str, expected: list[tuple[str, int]]
) -> None:
    assert tree(build_page(project, argument).doctree()) == expected


def test_bases_versions_and_aliases(project: Project) -> None:
    build = build_page(project)
    assert facts(build, "ssl.SSLError")["Bases"] == "OSError"
    assert "Changed in Python 3.3" in facts(build, "ssl.SSLError")
    assert facts(build, "ssl.SSLCertVerificationError") == {
        "Bases": "SSLError, ValueError",
        "Added": "Python 3.7",
    }
    assert facts(build, "ssl.SSLEOFError") == {"Bases": "SSLError", "Added": "Python 3.3"}
    found = facts(build, "ssl.CertificateError")
    assert found["Alias of"] == "SSLCertVerificationError"
    assert "Bases" not in found
    assert "Changed in Python 3.7" in found


def test_bases_link_to_their_descriptions(project: Project) -> None:
    build = build_page(project, "SSLError SSLEOFError")
    links = [link["refid"] for link in build.resolved["index"].findall(nodes.reference)]
    assert links == ["tlsalerts-ssl-SSLError"]
    build = build_page(project, "SSLEOFError")
    link = one(build.resolved["index"], nodes.reference)
    assert link["refuri"] == "https://docs.python.org/3/library/ssl.html#ssl.SSLError"


def test_targets_indexes_and_inventory(project: Project) -> None:
    build = build_page(project, "SSLError")
    inventory = InventoryFile.loads((build.outdir / "objects.inv").read_bytes(), uri="")
    assert {name: item.uri for name, item in inventory.data["tls:ssl"].items()} == {
        "ssl.SSLError": "index.html#tlsalerts-ssl-SSLError",
        "ssl.SSLError.library": "index.html#tlsalerts-ssl-SSLError.library",
        "ssl.SSLError.reason": "index.html#tlsalerts-ssl-SSLError.reason",
    }
    html = build.text("genindex.html")
    assert '<a href="index.html#tlsalerts-ssl-SSLError">SSLError (in module ssl)</a>' in html
    assert "reason (ssl.SSLError member)</a>" in html
    assert 'href="index.html#tlsalerts-ssl-SSLError.reason"' in build.text("tls-index.html")
    pages = read_pages(build.outdir)
    assert list(broken_links(pages)) == []
    assert list(repeated_ids(pages)) == []


def test_toc_lists_classes_and_attributes(project: Project) -> None:
    toc = build_page(project, "SSLError").env.tocs["index"]
    assert [link["anchorname"] for link in toc.findall(nodes.reference)] == [
        "",
        "#tlsalerts-ssl-SSLError",
        "#tlsalerts-ssl-SSLError.library",
        "#tlsalerts-ssl-SSLError.reason",
    ]
    toc = build_page(project, "SSLError", no_contents_entry="").env.tocs["index"]
    assert [link["anchorname"] for link in toc.findall(nodes.reference)] == [""]


def test_no_index_takes_targets_away(project: Project) -> None:
    build = build_page(project, no_index="")
    assert tree(build.doctree()) == TREE
    assert all(not s["ids"] for s in build.doctree().findall(addnodes.desc_signature))
    assert not (build.outdir / "tls-index.html").exists()
    assert "SSLError" not in build.text("genindex.html")


def test_no_index_entry_keeps_the_targets(project: Project) -> None:
    build = build_page(project, "SSLError", no_index_entry="")
    assert "SSLError" not in build.text("genindex.html")
    assert 'href="index.html#tlsalerts-ssl-SSLError"' in build.text("tls-index.html")


def test_described_twice(project: Project) -> None:
    body = directive("rst", "ssl-exceptions", "SSLEOFError")
    project.write({"index.rst": page("rst", f"{body}\n\nText.\n\n{body}")})
    build = project.build()
    assert build.warnings == [
        (
            "index.rst:9: WARNING: the name 'ssl.SSLEOFError' is described here and in 'index' "
            "(line 4); references lead to 'index' [tlsalerts.duplicate-description]"
        )
    ]
    assert list(repeated_ids(read_pages(build.outdir))) == []


@needs_myst
@pytest.mark.parametrize("argument", ["", "SSLError CertificateError"])
def test_forms_and_languages_are_the_same(project: Project, argument: str) -> None:
    trees = set()
    for language in ("rst", "md"):
        for name in ("ssl-exceptions", "tls:ssl-exceptions"):
            for earlier in project.source.glob("index.*"):
                earlier.unlink()
            project.write(
                {f"index.{language}": page(language, directive(language, name, argument))}
            )
            build = project.build("dummy", folder=f"{language}-{len(name)}")
            assert build.warnings == []
            trees.add(normalised(build.doctree()))
    assert len(trees) == 1
